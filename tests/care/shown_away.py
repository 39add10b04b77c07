"""Every screen about somebody who is ill or away, and about who is asked."""

import itertools
from collections.abc import Iterator

from care import recipes
from care.ports import Screen
from care.screens import away
from tests.care import shown


def screens() -> Iterator[Screen]:
    """All of them, at their longest."""
    asked = away.Helper(shown.ROW - 1, shown.NAME, asked=True)
    both = [away.Helper(shown.ROW, shown.NAME), asked]
    for last, is_away, chosen in itertools.product(
        (None, shown.TUESDAY), (True, False), (None, away.TODAY, away.THREE, away.OPEN)
    ):
        text = away.state(shown.EN, last, is_away=is_away)
        yield away.card(
            shown.EN, shown.ROW, text, both, chosen, may_be_asked=is_away, is_away=is_away
        )
    for last, helpers in itertools.product((None, shown.TUESDAY), (both, [asked], [])):
        found = away.Absence(shown.NAME, last)
        names = [shown.LONG] * 24
        yield away.told(shown.EN, shown.ROW, found, names, names, helpers)
        yield away.told(shown.EN, shown.ROW, found, [], names, helpers)
        yield away.told(shown.EN, shown.ROW, found, [], [], helpers)
        for said in (None, away.YES, away.NO):
            yield away.question(shown.EN, shown.ROW, found, shown.NAME, 240, said)
    yield away.question(shown.EN, shown.ROW, away.Absence(shown.NAME, None), shown.NAME, 0)
    yield away.sheet(shown.EN, recipes.plan_sheet(shown.ROW, shown.EN))
    for key in ("away.back", "help_asked.back", "help_asked.told_yes", "help_asked.told_no"):
        yield away.line(shown.EN, key, shown.NAME)
