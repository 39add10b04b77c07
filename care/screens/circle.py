"""Those around the person: invitations, the digest's time, stopping."""

import datetime as dt

from care import words
from care.buttons import button
from care.ports import Button, Screen
from care.screens import setup


def _column(lang: str, row: int, *verbs: str) -> tuple[tuple[Button, ...], ...]:
    return tuple((button(words.say(lang, f"button.{verb}"), verb, row),) for verb in verbs)


def line(lang: str, key: str, **values: object) -> Screen:
    """One message of words alone."""
    return Screen(words.say(lang, key, **values))


def joined(lang: str, row: int, at: dt.time, zone: str) -> Screen:
    """A caregiver is in: when their digest comes, and how to change that."""
    city, time = setup.city(zone), words.clock(lang, at)
    text = words.say(lang, "joined.caregiver", time=time, city=city)
    return Screen(text, _column(lang, row, "digest_time", "digest_place"))


def digest_time(lang: str, row: int, *, unclear: bool = False) -> Screen:
    """When the digest should come."""
    text = words.say(lang, "digest_time.text")
    if unclear:
        text = f"{words.say(lang, 'time.unclear')}\n{text}"
    return Screen(text, setup.times(lang, row, "digest_at", setup.DIGEST_TIMES))


def stop(lang: str, row: int, *, caregiver: bool) -> Screen:
    """One question before everything ends, its yes not where a hurried finger is."""
    verbs = ["stop_no", "stop_mine", "stop_all"] if caregiver else ["stop_no", "stop_all"]
    return Screen(words.say(lang, "stop.text"), _column(lang, row, *verbs))


def stopped(lang: str, row: int) -> Screen:
    """It ended."""
    return Screen(words.say(lang, "stop.done"), _column(lang, row, "start_again"))


def start_again(lang: str, row: int) -> Screen:
    """A stray tap wakes nobody: asked once more, the harmless answer below."""
    return Screen(words.say(lang, "start_again.text"), _column(lang, row, "start_yes", "start_no"))


def hushed(lang: str, row: int) -> Screen:
    """Three days without a word: the prompts are quiet, and one tap brings them back."""
    return Screen(words.say(lang, "hushed.text"), _column(lang, row, "wake"))


def rest(lang: str, row: int, *, rests: bool) -> Screen:
    """How long to rest, or to come back."""
    if rests:
        return Screen(words.say(lang, "rest.on"), _column(lang, row, "rest_end"))
    return Screen(words.say(lang, "rest.text"), _column(lang, row, "rest_day", "rest_open"))


def rested(lang: str, row: int, through: dt.date, *, until_said: bool) -> Screen:
    """Resting, with Undo alone: of this rest, not of a later one."""
    key = "rest.open" if until_said else "card.resting"
    undo = button(words.say(lang, "button.rest_undo"), "rest_undo", row, str(through.toordinal()))
    return Screen(words.say(lang, key), ((undo,),))


def note(lang: str, row: int, key: str = "note.kept") -> Screen:
    """What we can't read, and whether it is kept; help is one tap away."""
    help_row = (button(words.say(lang, "button.get_help"), "help", row),)
    return Screen(words.say(lang, key), (help_row,))


def with_note(lang: str, row: int, card: Screen) -> Screen:
    """The same line above the question that is open."""
    kept = note(lang, row)
    return Screen(f"{kept.text}\n\n{card.text}", (*kept.rows, *card.rows), silent=card.silent)
