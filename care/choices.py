"""What a setting of a plan can be: the values on its buttons, and what typed words mean."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from care import spoken, times, typed, values, wording
from care.kinds import Ask
from care.where import At

MINUTES = (5, 10, 15, 20, 30, 45, 60)
CLOCK = tuple(dt.time(hour) for hour in (8, 9, 10, 12, 15, 17, 19))
# Minutes until as before; pain from 0 to 10, or no limit.
LIMITS, PAINS = (30, 45, 60, 90, 120), (None, 3, 4, 5, 6, 7)
REVIEWS, PAUSES = (14, 28, 56, 84), (3, 7, 14, 28)
WEEK = times.WEEKDAYS
PRESETS = (WEEK, WEEK[:5], WEEK[:5:2], WEEK[1:4:2], WEEK[5:])
# Typed words that say nothing that could be meant.
UNCLEAR = object()
Offers = Callable[[At], Iterable[Any]]


def nothing(at: At) -> Iterable[Any]:
    """Nothing on buttons."""
    return ()


# Typed words


def line(at: At, text: str) -> Any:
    """What was written, on one line."""
    return values.clean(text) or UNCLEAR


def lines(at: At, text: str) -> Any:
    """What was written, on as many lines."""
    return values.clean(text, lines=True) or UNCLEAR


# Those that take any words as they are.
FREE = (line, lines)


def minutes(at: At, text: str) -> Any:
    """How many minutes; none at all can be meant, too."""
    found = spoken.minutes(text, at.lang)
    return UNCLEAR if found is None else found


def number(at: At, text: str) -> Any:
    """ "4", "4 of 10", "pain 4"."""
    plain = wording.plain(text, at.lang)
    if plain.isdecimal():
        return int(plain)
    said = [one for one in spoken.read(text, Ask.PAIN, at.lang) if one.kind == "pain"]
    return int(said[0].value) or UNCLEAR if len(said) == 1 else UNCLEAR


def time(at: At, text: str) -> Any:
    """A wall time."""
    return typed.time(text, at.lang) or UNCLEAR


def date(at: At, text: str) -> Any:
    """A day after today."""
    return typed.date(text, at.today, at.lang) or UNCLEAR


def days(at: At, text: str) -> Any:
    """Days of the week."""
    return typed.weekdays(text, at.lang) or UNCLEAR


# What is offered


def among(*found: Any) -> Callable[[At], Iterable[Any]]:
    """The same for everybody."""
    return lambda at: found


def or_none(name: str, none: Any) -> Callable[[At], Iterable[Any]]:
    """Words can be taken away where there are any."""
    return lambda at: (none,) if getattr(at.thing, name) else ()


def ahead(days: tuple[int, ...], *more: Any) -> Callable[[At], Iterable[Any]]:
    """Days from today on."""
    return lambda at: (*more, *(at.today + dt.timedelta(days=n) for n in days))


def hands(at: At) -> Iterable[int]:
    """None, some or all of the minutes."""
    whole = getattr(at.thing, "minutes", 0)
    return (0, *(n for n in MINUTES if n < whole), whole)


def week(at: At) -> Iterable[tuple[str, ...]]:
    """What is often wanted, and each day put in or left out; never no day at all."""
    held = set(getattr(at.thing, "days", ()))
    turned = [tuple(day for day in WEEK if day in held ^ {one}) for one in WEEK]
    return dict.fromkeys([*PRESETS, *(days for days in turned if days)])


def places(at: At) -> Iterable[int]:
    """Each place among its like."""
    return range(1, len(at.beside) + 1)


def place(at: At) -> int:
    """Where it stands among its like, from 1."""
    return next((n for n, one in enumerate(at.beside, 1) if one.id == at.id), 0)
