"""Somewhere else: which clock holds now, what follows it, and what isn't asked because of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from care import plan, words
from care.buttons import button
from care.ports import Screen
from care.screens import setup

# As many are named of what isn't asked; the rest is counted.
MOST_NAMED = 6
Still = Sequence[tuple[plan.Routine, dt.datetime]]


@dataclass(frozen=True)
class Left:
    """A prompt that isn't asked, since its owner was on the way: its wall time on its local day."""

    routine: str
    at: dt.datetime


@dataclass(frozen=True)
class Moved:
    """What holds now: the wall time `now` in `zone`, the first prompt's routine with its wall time.

    `left` is what isn't asked, `still` what comes today at an old time. `digest` says when the
    message for those who help comes.
    """

    zone: str
    now: dt.datetime
    first: tuple[plan.Routine, dt.datetime] | None = None
    left: Sequence[Left] = field(default=())
    still: Still = field(default=())
    digest: str | None = None


def ask(lang: str, zone: str, now: dt.datetime) -> Screen:
    """Where they are: a shared place or a typed city. `now` is the wall time there."""
    return Screen(_clock(lang, "zone.now", zone, now), place=words.say(lang, "button.place"))


def same(lang: str, zone: str, now: dt.datetime) -> Screen:
    """That clock held already."""
    return Screen(_clock(lang, "zone.same", zone, now))


def moved(lang: str, row: int, found: Moved, undo: int | None = None) -> Screen:
    """The clock that holds now and what follows from it; `undo` is the id of what can be undone."""
    lines = [_clock(lang, "zone.kept", found.zone, found.now)]
    if found.first:
        routine, at = found.first
        day, time = words.day(lang, at.date()), words.clock(lang, at)
        lines.append(words.say(lang, "zone.next", routine=routine.name, day=day, time=time))
    lines += still(lang, found.still)
    lines += _left(lang, found)
    lines += [found.digest] if found.digest else []
    label = words.say(lang, "button.undo")
    rows = ((button(label, "zone_undo", row, str(undo)),),) if undo else ()
    return Screen("\n".join(lines), rows)


def still(lang: str, found: Still) -> list[str]:
    """What comes today at its old time, after an edit to one that had passed: a line each."""
    return [
        words.say(lang, "zone.still", routine=routine.name, time=words.clock(lang, at))
        for routine, at in found[:MOST_NAMED]
    ]


def _left(lang: str, found: Moved) -> list[str]:
    if not found.left:
        return []
    today = found.now.date()
    named = [_named(lang, one, today) for one in found.left[:MOST_NAMED]]
    if more := len(found.left) - len(named):
        named.append(words.say(lang, "zone.more", n=more))
    lines = [words.say(lang, "zone.not_asked", what=", ".join(named))]
    if any(one.at.date() == today for one in found.left):
        lines.append(words.say(lang, "zone.in_today"))
    return lines


def _named(lang: str, one: Left, today: dt.date) -> str:
    time = words.clock(lang, one.at)
    if one.at.date() == today:
        return words.say(lang, "zone.left", routine=one.routine, time=time)
    day = words.day(lang, one.at.date())
    return words.say(lang, "zone.left_day", routine=one.routine, day=day, time=time)


def _clock(lang: str, key: str, zone: str, now: dt.datetime) -> str:
    return words.say(lang, key, city=setup.city(zone), time=words.clock(lang, now))
