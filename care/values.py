"""What the fields of a plan may hold: cleaned text, wall times, dates, weekdays, ids."""

import datetime as dt
import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from care import times

# No plan is written for longer: beyond it a date is a slip of the finger.
FIRST_DATE, LAST_DATE = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
LONGEST_NAME = 60
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
# What is wrong by a rule of ours; its words are the catalogue's.
Wrong = PydanticCustomError
# Marks that turn the direction of what stands behind them, and what no phone shows.
UNSEEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def clean(text: str, *, lines: bool = False) -> str:
    """As it is kept: nothing invisible in it, no blanks around it; one line unless it may be more.

    Joiners inside a word or an emoji stay (U+200D).
    """
    parts = text.replace("\r\n", "\n").split("\n") if lines else [text]
    kept = [" ".join(_seen(part).split()) for part in parts]
    return "\n".join(kept).strip()


def name(text: str) -> str:
    """Somebody's name as it is kept with their word."""
    return clean(text)[:LONGEST_NAME].rstrip()


def _seen(text: str) -> str:
    return "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in text
        if c not in UNSEEN and unicodedata.category(c) != "Cs"
    )


def _line(text: str) -> str:
    return clean(text)


def _lines(text: str) -> str:
    return clean(text, lines=True)


def _wall_time(value: object) -> object:
    """ "9:30" as people write it; everything else as it is."""
    found = CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    return f"{int(found[1]):02}:{found[2]}" if found else value


def _whole_minute(at: dt.time) -> dt.time:
    if at.tzinfo or at.second or at.microsecond:
        raise Wrong("whole_minute", "whole_minute")
    return at


def _in_reach(day: dt.date) -> dt.date:
    if not FIRST_DATE <= day <= LAST_DATE:
        raise Wrong("date_reach", "date_reach")
    return day


def _each_once(days: tuple[str, ...]) -> tuple[str, ...]:
    if any(day not in times.WEEKDAYS for day in days):
        raise Wrong("weekday", "weekday")
    if not days or len(set(days)) != len(days):
        raise Wrong("days_once", "days_once")
    return tuple(day for day in times.WEEKDAYS if day in days)


Day = Annotated[dt.date, AfterValidator(_in_reach)]
WallTime = Annotated[dt.time, BeforeValidator(_wall_time), AfterValidator(_whole_minute)]
Weekdays = Annotated[tuple[str, ...], AfterValidator(_each_once)]
Line = Annotated[str, BeforeValidator(lambda v: _line(v) if isinstance(v, str) else v)]
Lines = Annotated[str, BeforeValidator(lambda v: _lines(v) if isinstance(v, str) else v)]
Id = Annotated[int, Field(ge=0, lt=2**53)]
