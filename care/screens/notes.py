"""What was said apart from any card: a fall and a question echoed, and how the journal tells it."""

import datetime as dt
from dataclasses import dataclass

from care import fitting, words
from care.buttons import button
from care.ports import Button, Screen

# A longer note isn't repeated in the journal (characters).
SHORT = 120
# What is echoed of a question: with its frame it fits one message of Telegram's (UTF-16 units).
LONGEST = 3500


@dataclass(frozen=True)
class Noted:
    """A note, fall or question as the journal tells it: its local day and wall time, its words.

    `seconds` is the length of a voice note.
    """

    day: dt.date
    at: dt.time
    kind: str
    words: str | None = None
    seconds: int | None = None


def _row(lang: str, label: str, verb: str, row: int, value: str = "") -> tuple[Button, ...]:
    return (button(words.say(lang, label), verb, row, value),)


def fall(lang: str, row: int, answer: int) -> Screen:
    """A fall is noted; help is one tap away, and so is the way back."""
    help_row = _row(lang, "button.get_help", "help", row)
    back = _row(lang, "button.not_fall", "not_fall", row, str(answer))
    return Screen(words.say(lang, "fall.kept"), (help_row, back))


def question(lang: str, row: int, answer: int, asked: str) -> Screen:
    """A question for the visit is noted, with the way back."""
    back = _row(lang, "button.unask", "unask", row, str(answer))
    return Screen(words.say(lang, "question.kept", question=fitting.cut(asked, LONGEST)), (back,))


def undone(lang: str, verb: str) -> Screen:
    """It was no fall, or is no question any more."""
    return Screen(words.say(lang, f"undone.{verb}"))


def line(lang: str, told: Noted) -> str:
    """One line of the journal."""
    if told.kind == "question":
        return words.say(lang, "journal.question", question=told.words or "")
    if told.kind == "fall":
        return words.say(lang, "journal.fall")
    if told.seconds is not None:
        return words.say(lang, "journal.voice", n=told.seconds)
    if told.words and len(told.words) <= SHORT:
        return words.say(lang, "journal.note_words", note=" ".join(told.words.split()))
    return words.say(lang, "journal.note")
