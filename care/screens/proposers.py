"""Who may propose changes to the plan: for each of those around the person, yes or no."""

from collections.abc import Sequence
from dataclasses import dataclass

from care import fitting, words
from care.ports import Button, Screen
from care.screens import marks

# A name on a button beside what it is about (UTF-16 units).
LONGEST_NAME = 20
NUMBER = " · "


@dataclass(frozen=True)
class Proposer:
    """Somebody in the circle, by their member's id, and whether they may."""

    member: int
    name: str
    may: bool


def proposers(lang: str, row: int, people: Sequence[Proposer]) -> Screen:
    """Two buttons for each, that stay where they are: a second tap sets the same."""
    if not people:
        return Screen(words.say(lang, "proposers.nobody"))
    rows = [
        (_way(lang, row, one, name, may=may),)
        for one, name in zip(people, _names(people), strict=True)
        for may in (True, False)
    ]
    return Screen(words.say(lang, "proposers.text"), tuple(rows))


def _names(people: Sequence[Proposer]) -> list[str]:
    """Short enough for a button; of two alike the second has a number behind it."""
    found: list[str] = []
    for one in people:
        name = fitting.cut(one.name, LONGEST_NAME)
        alike = sum(held.rpartition(NUMBER)[0] == name or held == name for held in found)
        found.append(f"{name}{NUMBER}{alike + 1}" if alike else name)
    return found


def _way(lang: str, row: int, one: Proposer, name: str, *, may: bool) -> Button:
    label = words.say(lang, "button.may_propose" if may else "button.may_not_propose", name=name)
    value = f"{one.member}:{int(may)}"
    return marks.option(lang, label, "may_propose", row, value, chosen=one.may is may)
