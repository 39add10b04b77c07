"""Rest: how long, until when, and how to come back. The last day of rest and the day of return
are each said by their name.
"""

import datetime as dt
from dataclasses import dataclass

from care import words
from care.buttons import button
from care.ports import Button, Screen

Rows = tuple[tuple[Button, ...], ...]
THREE_DAYS, A_WEEK = 3, 7


@dataclass(frozen=True)
class Rest:
    """A rest: its last day and the day on which prompts come again, each where there is one."""

    today: dt.date
    through: dt.date | None = None
    returns: dt.date | None = None


def choose(lang: str, row: int) -> Screen:
    """How long to rest."""
    return Screen(words.say(lang, "rest.text"), _lengths(lang, row))


def resting(lang: str, row: int, rest: Rest) -> Screen:
    """While they rest: to come back, or another end."""
    end = (button(words.say(lang, "button.rest_end"), "rest_end", row),)
    text = f"{until(lang, rest)}\n{words.say(lang, 'rest.change')}"
    return Screen(text, (end, *_lengths(lang, row)))


def _lengths(lang: str, row: int) -> Rows:
    choices = (
        ("rest_day", "rest_day", ""),
        ("rest_three", "rest_days", str(THREE_DAYS)),
        ("rest_week", "rest_days", str(A_WEEK)),
        ("rest_open", "rest_open", ""),
        # At the bottom: what comes in its place has a harmless row there.
        ("rest_date", "rest_date", ""),
    )
    return tuple(
        (button(words.say(lang, f"button.{label}"), verb, row, value),)
        for label, verb, value in choices
    )


def until(lang: str, rest: Rest) -> str:
    """Until when they rest, and when the first prompt comes after that."""
    if rest.through is None:
        return words.say(lang, "rest.open")
    after = rest.through + dt.timedelta(days=1)
    if rest.through == rest.today and rest.returns == after:
        return words.say(lang, "card.resting")
    day = _named(lang, rest.through, rest.today)
    if rest.returns is None:
        return words.say(lang, "rest.through", day=day)
    next_day = rest.returns == after
    back = words.weekday(lang, after) if next_day else _named(lang, rest.returns, rest.today)
    return words.say(lang, "rest.through_and", day=day, back=back)


def _named(lang: str, day: dt.date, today: dt.date) -> str:
    """The day, with its year where that isn't this one."""
    return (words.day if day.year == today.year else words.day_and_year)(lang, day)


def rested(lang: str, row: int, rest: Rest, through: dt.date, before: dt.date | None) -> Screen:
    """Resting, with Undo alone: of this rest, not of a later one. `before`: the rest there was."""
    earlier = before.toordinal() if before else ""
    value = f"{through.toordinal()}:{earlier}"
    undo = button(words.say(lang, "button.rest_undo"), "rest_undo", row, value)
    return Screen(until(lang, rest), ((undo,),))


def as_before(lang: str, rest: Rest) -> Screen:
    """Another end was taken back: the rest is as it was."""
    return Screen(until(lang, rest))


def date(lang: str, row: int, wrong: str | None = None) -> Screen:
    """The last day of rest, typed; above it what was wrong with the one before."""
    lines = [words.say(lang, wrong)] if wrong else []
    lines.append(words.say(lang, "rest.date"))
    keep = (button(words.say(lang, "button.rest_keep"), "rest_keep", row),)
    return Screen("\n".join(lines), (keep,))
