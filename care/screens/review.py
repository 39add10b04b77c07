"""The review of the plan with the therapist: the one question on its day, with whom, on which day.

No name is made up and none is confirmed by this: it is kept as the person says it.
"""

import datetime as dt
from collections.abc import Sequence

from care import fitting, words
from care.buttons import button
from care.ports import Button, Screen

ANSWERS = ("review_done", "review_not_yet")
TODAY, YESTERDAY = "0", "1"


def question(lang: str, row: int, day: dt.date, today: dt.date, *, strength: bool) -> Screen:
    """The question of that day. `strength`: there are exercises that wait for the review."""
    key = "review.today" if day >= today else "review.was"
    lines = [words.say(lang, key, day=words.day(lang, day))]
    if strength:
        lines.append(words.say(lang, "review.from_tomorrow" if day >= today else "review.wait"))
    rows = tuple((button(words.say(lang, f"button.{verb}"), verb, row),) for verb in ANSWERS)
    return Screen("\n".join(lines), rows)


def names(lang: str, row: int, known: Sequence[str]) -> Screen:
    """With whom: those whose name was said before, or a typed one."""
    rows = [(button(label(name), "review_with", row, str(n)),) for n, name in enumerate(known)]
    key = "review.whom" if known else "review.whom_typed"
    return Screen(words.say(lang, key), (*rows, _keep(lang, row)))


def label(name: str) -> str:
    """A name on a button."""
    return fitting.cut(name, fitting.LONGEST_LABEL)


def day(lang: str, row: int, name: str, wrong: str | None = None) -> Screen:
    """On which day; above it what was wrong with the one before."""
    lines = [words.say(lang, wrong)] if wrong else []
    lines.append(words.say(lang, "review.day", name=name))
    days = ((TODAY, "button.review_today"), (YESTERDAY, "button.review_yesterday"))
    rows = tuple((button(words.say(lang, key), "review_on", row, value),) for value, key in days)
    return Screen("\n".join(lines), (*rows, _keep(lang, row)))


def _keep(lang: str, row: int) -> tuple[Button, ...]:
    return (button(words.say(lang, "button.review_keep"), "review_keep", row),)


def reviewed(
    lang: str, row: int, name: str, on: dt.date, until: dt.date, version: int | None
) -> Screen:
    """What was kept, and when the next is. `version`: the plan that Undo takes back."""
    said = {"name": name, "day": words.day(lang, on), "until": words.day_and_year(lang, until)}
    undo = button(words.say(lang, "button.undo"), "review_undo", row, str(version))
    return Screen(words.say(lang, "review.kept", **said), ((undo,),) if version else ())
