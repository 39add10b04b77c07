"""Where the finger is: a second tap at the same place, on a card that has changed, says nothing.

Cards hang from their lower edge, so a place is a row counted from there. Where an answer would come
to lie under the finger, the card's harmless row (Change, Keep) stands there instead.
"""

from dataclasses import dataclass, replace

from care import buttons
from care.buttons import Tap
from care.ports import Button, Screen

Row = tuple[Button, ...]
STAYS = frozenset({"change", "keep", "plan_back", "review_keep"})
# Of the plan: what only shows another screen, and the way back of what went at once.
SHOWS = frozenset(
    {"plan", "plan_again", "plan_file", "plan_proposal", "plan_review_changes", "circle"}
    | {"prop_whole", "yes_ask", "yes_no", "review_ask"}
)
HARMLESS = STAYS | SHOWS | {"undo", "help", "fix"}
# The version of a routine says nothing either, but a second tap must not take the first one back:
# where it was chosen, the choice stays, marked.
BESIDE = HARMLESS | {"version"}


@dataclass(frozen=True)
class Finger:
    """What was tapped: the message's row, what it showed, the place."""

    row: int
    shown: Screen
    place: int


def on(row: int, shown: Screen, tap: Tap) -> Finger | None:
    """Where the finger was; nothing where the button isn't there any more."""
    for place, line in enumerate(reversed(shown.rows)):
        if any(buttons.read(one.data) == tap for one in line):
            return Finger(row, shown, place)
    return None


def settled(shown: Screen, fresh: Screen) -> bool:
    """Whether a question lies there already, wherever its harmless row stands."""
    has, wanted = _buttons(shown), _buttons(fresh)
    beside = [one for one in has if one not in wanted]
    same = shown.text == fresh.text and set(wanted) <= set(has) and _verbs(beside) <= BESIDE
    return shown == fresh or (same and not _says_nothing(wanted))


def forgiving(fresh: Screen, place: int, spare: Row) -> Screen:
    """With no answer at that place; `spare` is the harmless row of a card that has none."""
    rows = list(reversed(fresh.rows))
    if place >= len(rows) or _says_nothing(rows[place]):
        return fresh
    kept = next((row for row in rows if _verbs(row) <= STAYS), None)
    if kept:
        rows.remove(kept)
    rows.insert(place, kept or spare)
    return replace(fresh, rows=tuple(reversed(rows)))


def _buttons(screen: Screen) -> list[Button]:
    return [one for row in screen.rows for one in row]


def _verbs(row: Row | list[Button]) -> set[str]:
    return {one.data.partition(":")[0] for one in row}


def _says_nothing(row: Row | list[Button]) -> bool:
    return _verbs(row) <= HARMLESS
