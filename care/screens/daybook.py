"""The journal: the last days, the latest at the bottom, and what the plan was on each."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from care import fitting, words
from care.buttons import button
from care.ports import Button, Screen
from care.screens import exercises, notes
from care.screens.day import Told, day_line
from care.screens.notes import Noted
from care.screens.record import By
from care.screens.standing import standing

CUT = "\n…"


@dataclass(frozen=True)
class Changed:
    """A change of the plan: its local day and wall time, whose it was, who said yes to it.

    `lines` say what was changed.
    """

    day: dt.date
    at: dt.time
    author: str
    confirmed: str | None = None
    lines: tuple[str, ...] = ()


Entry = Told | Noted | Changed
Shape = Callable[[str, Told], list[str]]


def journal(lang: str, entries: Sequence[Entry], row: int | None = None) -> Screen:
    """Each silence as what it is, notes and changes of the plan in their place.

    With `row`, the id of its message, buttons tell it with the exercises, and draw the month.
    """
    text = _told(lang, entries, (_bare,))
    rows: list[tuple[Button, ...]] = []
    if row is not None and any(isinstance(one, Told) and one.exercises for one in entries):
        rows.append((button(words.say(lang, "button.journal_full"), "journal_full", row),))
    rows += _picture(lang, entries, row)
    return Screen(text, tuple(rows), keys=standing(lang))


def journal_full(lang: str, entries: Sequence[Entry], row: int | None = None) -> Screen:
    """The same days, each session with its exercises as they were; their names, if that is much."""
    text = _told(lang, entries, (_with_exercises, _with_names, _bare))
    return Screen(text, _picture(lang, entries, row), keys=standing(lang))


def _picture(
    lang: str, entries: Sequence[Entry], row: int | None
) -> tuple[tuple[Button, ...], ...]:
    """The button that draws the month; below all others, so that it can go by itself."""
    if row is None or not entries:
        return ()
    return ((button(words.say(lang, "button.journal_picture"), "journal_picture", row),),)


def for_others(lang: str, entries: Sequence[Entry], name: str) -> Screen:
    """What somebody reads of the days of the person of that name."""
    title = words.say(lang, "journal.title_of", name=name)
    return Screen(_told(lang, entries, (_bare,), title))


def _told(
    lang: str, entries: Sequence[Entry], shapes: Sequence[Shape], title: str | None = None
) -> str:
    entries = sorted(entries, key=lambda one: (one.day, one.at or dt.time()))
    title, more = title or words.say(lang, "journal.title"), words.say(lang, "journal.more")
    if any(isinstance(one, Told) and one.by == By() for one in entries):
        title = f"{title}\n{words.say(lang, 'journal.shared')}"
    if not entries:
        return f"{title}\n{words.say(lang, 'journal.nothing')}"
    told = [_days(lang, entries, shape) for shape in shapes]
    # The last shape is for a day that doesn't fit in any other.
    whole = (_paragraphs(title, *days) for days in told[:-1] or told)
    # Today is what is looked for: what doesn't fit is left out at the other end, and said.
    latest = (_paragraphs(title, more, *days[n:]) for days in told[1:] or told for n in _from(days))
    fits = next(
        (text for text in (*whole, *latest) if fitting.units(text) <= fitting.LONGEST), None
    )
    return fits or _cut(_paragraphs(title, told[-1][-1]))


def _days(lang: str, entries: Sequence[Entry], shape: Shape) -> list[str]:
    by_day = groupby(entries, lambda one: one.day)
    return [_day(lang, day, found, shape) for day, found in by_day]


def _from(days: list[str]) -> range:
    return range(1, len(days))


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(parts)


def _cut(text: str) -> str:
    """One day that is too much for a message: as many of its lines as go in."""
    lines = text.split("\n")
    while len(lines) > 1 and fitting.units("\n".join(lines) + CUT) > fitting.LONGEST:
        lines.pop()
    return "\n".join(lines) + CUT


def _day(lang: str, day: dt.date, found: Iterable[Entry], shape: Shape) -> str:
    lines = [words.day(lang, day)]
    for one in found:
        lines += _entry(lang, one, shape)
    return "\n".join(lines)


def _entry(lang: str, one: Entry, shape: Shape) -> list[str]:
    if isinstance(one, Noted):
        return [notes.line(lang, one)]
    return _changed(lang, one) if isinstance(one, Changed) else shape(lang, one)


def _changed(lang: str, one: Changed) -> list[str]:
    who = one.author
    if one.confirmed and one.confirmed != one.author:
        who = words.say(lang, "journal.confirmed", author=one.author, name=one.confirmed)
    time = words.clock(lang, one.at)
    return [words.say(lang, "journal.changed", time=time, who=who), *one.lines]


def _bare(lang: str, told: Told) -> list[str]:
    return [day_line(lang, told)]


def _with_exercises(lang: str, told: Told) -> list[str]:
    return [day_line(lang, told), *(exercises.short(lang, one) for one in told.exercises)]


def _with_names(lang: str, told: Told) -> list[str]:
    names = ", ".join(one.name for one in told.exercises)
    line = [words.say(lang, "prompt.exercise_plain", name=names)] if names else []
    return [day_line(lang, told), *line]
