"""Those around the person: invitations, stopping, notes."""

from collections.abc import Sequence
from dataclasses import replace

from care import fitting, words
from care.buttons import button
from care.ports import Button, Screen

# How a circle is silent, as the words' ids begin.
STOPPED, PAUSED = "stopped", "paused"


def _column(lang: str, row: int, *verbs: str) -> tuple[tuple[Button, ...], ...]:
    return tuple((button(words.say(lang, f"button.{verb}"), verb, row),) for verb in verbs)


def line(lang: str, key: str, **values: object) -> Screen:
    """One message of words alone."""
    return Screen(words.say(lang, key, **values))


def which(lang: str, row: int, command: str, circles: Sequence[tuple[int, str]]) -> Screen:
    """Whose circle a command is about: (its id, the person's name), for each that it may be."""
    labels = fitting.apart([name for _, name in circles])
    rows = tuple(
        (button(label, "which", row, f"{command}:{circle_id}"),)
        for label, (circle_id, _) in zip(labels, circles, strict=True)
    )
    return Screen(words.say(lang, "which.text"), rows)


def pause(lang: str, row: int) -> Screen:
    """One question before everything is silent for a while."""
    return Screen(words.say(lang, "pause.text"), _column(lang, row, "stop_no", "pause_all"))


def silent(lang: str, row: int, state: str, by: str | None = None) -> Screen:
    """Everything is stopped, or paused, by whom where it was somebody else; it can start again."""
    key = f"{state}_by" if by else state
    return Screen(words.say(lang, f"silent.{key}", name=by), _column(lang, row, "start_again"))


def stop(lang: str, row: int, *, caregiver: bool, paused: bool = False) -> Screen:
    """One question before everything ends, its yes not where a hurried finger is."""
    verbs = ["stop_no"] if paused else ["stop_no", "pause_all"]
    verbs += ["stop_mine", "stop_all"] if caregiver else ["stop_all"]
    return Screen(words.say(lang, "stop.text"), _column(lang, row, *verbs))


def invite(lang: str, row: int, link: str, hours: int, *, person: str | None = None) -> Screen:
    """A link for somebody who helps; one for the therapist is a tap away.

    So is one for the `person` themselves, by their name, where they have no phone so far.
    """
    rows = _column(lang, row, "invite_therapist")
    if person:
        name = fitting.cut(person, fitting.LONGEST_NAME)
        label = words.say(lang, "button.invite_person", name=name)
        rows = (*rows, (button(label, "invite_person", row),))
    return Screen(words.say(lang, "invite.text", link=link, hours=hours), rows)


def leave(lang: str, row: int, name: str) -> Screen:
    """A therapist ends nothing but their own part."""
    text = words.say(lang, "stop.leave", name=name)
    return Screen(text, _column(lang, row, "stop_no", "stop_leave"))


def stopped(lang: str, row: int) -> Screen:
    """It ended."""
    return Screen(words.say(lang, "stop.done"), _column(lang, row, "start_again"))


def start_again(lang: str, row: int) -> Screen:
    """A stray tap wakes nobody: asked once more, the harmless answer below."""
    return Screen(words.say(lang, "start_again.text"), _column(lang, row, "start_yes", "start_no"))


def hushed(lang: str, row: int) -> Screen:
    """Three days without a word: the prompts are quiet, and one tap brings them back."""
    return Screen(words.say(lang, "hushed.text"), _column(lang, row, "wake"))


def note(lang: str, row: int, key: str = "note.kept") -> Screen:
    """What we can't read, and whether it is kept; help is one tap away."""
    help_row = (button(words.say(lang, "button.get_help"), "help", row),)
    return Screen(words.say(lang, key), (help_row,))


def with_change(lang: str, row: int, card: Screen) -> Screen:
    """The card with Change on it, above what it asks."""
    verbs = {one.data.partition(":")[0] for line in card.rows for one in line}
    if verbs & {"change", "keep", "undo"}:
        return card
    return replace(card, rows=(*_column(lang, row, "change"), *card.rows))


def with_note(lang: str, row: int, card: Screen) -> Screen:
    """The same line above the question that is open."""
    kept = note(lang, row)
    return Screen(f"{kept.text}\n\n{card.text}", (*kept.rows, *card.rows), silent=card.silent)
