"""Who may propose changes to the plan: for each of those around the person, yes or no."""

from collections.abc import Sequence
from dataclasses import dataclass

from care import fitting, words
from care.ports import Button, Screen
from care.screens import marks


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
        for one, name in zip(people, fitting.apart([one.name for one in people]), strict=True)
        for may in (True, False)
    ]
    return Screen(words.say(lang, "proposers.text"), tuple(rows))


def _way(lang: str, row: int, one: Proposer, name: str, *, may: bool) -> Button:
    label = words.say(lang, "button.may_propose" if may else "button.may_not_propose", name=name)
    value = f"{one.member}:{int(may)}"
    return marks.option(lang, label, "may_propose", row, value, chosen=one.may is may)
