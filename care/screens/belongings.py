"""What is kept, as a file and gone for good: the cards of /export and /erase."""

from dataclasses import dataclass

from care import words
from care.buttons import button
from care.ports import Button, Screen


@dataclass(frozen=True)
class Counts:
    """How much was removed: sessions, answers and notes, versions of the plan, messages, people."""

    sessions: int
    answers: int
    versions: int
    messages: int
    people: int


EXPORT, ASK, NO, YES = "export", "erase", "erase_no", "erase_yes"


def _column(lang: str, row: int, *verbs: str) -> tuple[tuple[Button, ...], ...]:
    return tuple((button(words.say(lang, f"button.{verb}"), verb, row),) for verb in verbs)


def _whose(lang: str, name: str | None, text: str) -> str:
    """Above it, whose it is, where that isn't the reader's own."""
    return f"{words.say(lang, 'export.of', name=name)}\n\n{text}" if name else text


def export(lang: str, row: int, name: str | None = None) -> Screen:
    """What will be in the file, and who can read it."""
    text = _whose(lang, name, words.say(lang, "export.text"))
    return Screen(text, _column(lang, row, EXPORT))


def ask(lang: str, row: int, name: str | None = None) -> Screen:
    """What would go; asked a first time, the file a tap away."""
    text = _whose(lang, name, words.say(lang, "erase.text"))
    return Screen(text, _column(lang, row, EXPORT, NO, ASK))


def sure(lang: str, row: int, name: str | None = None) -> Screen:
    """Asked for good. Where the finger is lies the answer that changes nothing."""
    text = _whose(lang, name, words.say(lang, "erase.sure"))
    return Screen(text, _column(lang, row, YES, NO))


def erased(lang: str, counts: Counts) -> Screen:
    """What was removed, and what stays where until when."""
    gone = words.say(
        lang,
        "erase.counts",
        sessions=counts.sessions,
        answers=counts.answers,
        versions=counts.versions,
        messages=counts.messages,
        people=counts.people,
    )
    lines = [words.say(lang, "erase.done"), gone, "", words.say(lang, "erase.stays")]
    return Screen("\n".join(lines))


def erased_before(lang: str) -> Screen:
    """The same where nothing is known of it any more: Telegram brought the tap again."""
    return Screen("\n\n".join(words.say(lang, key) for key in ("erase.done", "erase.stays")))
