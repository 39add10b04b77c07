"""Choices that stay where they are, the one in force marked: a second tap chooses the same."""

from collections.abc import Sequence

from care import words
from care.buttons import button
from care.ports import Button


def option(lang: str, label: str, verb: str, row: int, value: str, *, chosen: bool) -> Button:
    """One choice under its words, marked where it is the one in force."""
    shown = words.say(lang, "button.chosen", label=label) if chosen else label
    return button(shown, verb, row, value)


def options(
    lang: str, verb: str, row: int, labels: Sequence[tuple[str, str]], chosen: str
) -> tuple[Button, ...]:
    """Pairs of value and label as buttons side by side."""
    return tuple(
        option(lang, label, verb, row, value, chosen=value == chosen) for value, label in labels
    )
