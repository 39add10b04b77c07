"""Those who help, ill or away: their own card, what the person is told, who else is asked.

What comes and goes stands above what stays, so that a second tap at the same place sets the same.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from care import fitting, words
from care.buttons import button
from care.ports import Button, Paper, Screen
from care.screens import marks

Rows = tuple[tuple[Button, ...], ...]
TODAY, THREE, OPEN = "1", "3", "open"
DAYS = {TODAY: 1, THREE: 3}
YES, NO = "yes", "no"
# A name in a label that says a whole sentence.
SHORT_NAME = 20


@dataclass(frozen=True)
class Helper:
    """Somebody who may be asked, by their member's id, and whether they were."""

    member: int
    name: str
    asked: bool = False


@dataclass(frozen=True)
class Absence:
    """An absence as it is told: whose, and its last local day; none, where that is open."""

    name: str
    last: dt.date | None


def opener(lang: str, row: int) -> tuple[Button, ...]:
    """The way to the card, under a message of the day."""
    return (button(words.say(lang, "button.away"), "away", row),)


def card(
    lang: str,
    row: int,
    text: str,
    helpers: Sequence[Helper],
    chosen: str | None,
    *,
    may_be_asked: bool,
    is_away: bool,
) -> Screen:
    """The card of who helps. `chosen` is how long they are away, as far as that can be marked."""
    back: Rows = ((button(words.say(lang, "button.back"), "back", row),),) if is_away else ()
    ends = (
        _option(lang, "away_days", row, TODAY, "button.away_today", chosen == TODAY),
        _option(lang, "away_days", row, THREE, "button.away_three", chosen == THREE),
        _option(lang, "away_open", row, "", "button.away_open", chosen == OPEN),
    )
    asks = (
        _option(lang, "may_be_asked", row, YES, "button.may_be_asked", may_be_asked),
        _option(lang, "may_be_asked", row, NO, "button.may_not_be_asked", not may_be_asked),
    )
    return Screen(text, (*ask_rows(lang, row, helpers), *back, *ends, *asks))


def _option(
    lang: str, verb: str, row: int, value: str, key: str, chosen: bool
) -> tuple[Button, ...]:
    return (marks.option(lang, words.say(lang, key), verb, row, value, chosen=chosen),)


def state(lang: str, last: dt.date | None, *, is_away: bool) -> str:
    """What is set now, for themselves."""
    if not is_away:
        return words.say(lang, "away.not_away")
    if last is None:
        return words.say(lang, "away.is_open")
    return words.say(lang, "away.is", day=words.day(lang, last))


def ask_rows(lang: str, row: int, helpers: Sequence[Helper]) -> Rows:
    """A button for each who may be asked; once asked, it stays where it is, marked."""
    names = fitting.apart([fitting.cut(one.name, SHORT_NAME) for one in helpers])
    labels = [words.say(lang, "button.ask_helper", name=name) for name in names]
    return tuple(
        (marks.option(lang, label, "ask_helper", row, str(one.member), chosen=one.asked),)
        for label, one in zip(labels, helpers, strict=True)
    )


def who(lang: str, found: Absence) -> str:
    """Who is away until when; never why."""
    if found.last is None:
        return words.say(lang, "away.who_open", name=found.name)
    return words.say(lang, "away.who", name=found.name, day=words.day(lang, found.last))


def told(
    lang: str,
    row: int,
    found: Absence,
    alone: Sequence[str],
    waits: Sequence[str],
    helpers: Sequence[Helper],
) -> Screen:
    """The person is told once: what can be done alone, what waits, who could be asked."""
    lines = [who(lang, found)]
    if waits:
        if alone:
            lines.append(words.say(lang, "away.alone", names=", ".join(alone)))
        lines.append(words.say(lang, "away.waits", names=", ".join(waits)))
    if any(not one.asked for one in helpers):
        lines.append(words.say(lang, "away.could_ask"))
    return Screen("\n".join(lines), ask_rows(lang, row, helpers))


def question(
    lang: str, row: int, found: Absence, person: str, minutes: int, said: str | None = None
) -> Screen:
    """Whether somebody who agreed to be asked can help; both answers are fine, and can change."""
    lines = [who(lang, found), words.say(lang, "help_asked.text", person=person)]
    if minutes:
        lines.append(words.say(lang, "help_asked.minutes", n=minutes))
    lines.append(words.say(lang, f"help_asked.said_{said}" if said else "help_asked.fine"))
    rows = tuple(
        _option(lang, "helps", row, value, f"button.helps_{value}", said == value)
        for value in (YES, NO)
    )
    return Screen("\n".join(lines), rows)


def sheet(lang: str, paper: Paper) -> Screen:
    """The plan on one page, below that question."""
    return Screen(words.say(lang, "help_asked.sheet"), paper=paper)


def line(lang: str, key: str, name: str) -> Screen:
    """One line about somebody."""
    return Screen(words.say(lang, key, name=name))
