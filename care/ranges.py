"""Which days a report is about, as somebody writes it behind /report.

"1 Nov - 20 Nov", "since 3 Nov", "the last 6 weeks", "visit on Thursday". What isn't surely
understood is not guessed.
"""

import datetime as dt
import re
from dataclasses import dataclass

from care import typed

# "The last 4 weeks" (product.md, What the therapist gets), today among them.
USUAL = dt.timedelta(days=27)
# More than a year isn't read in two minutes (days).
LONGEST = 366
DAYS_AND_WEEKS = {"day": 1, "week": 7}


@dataclass(frozen=True)
class Days:
    """Local days from `first` to `last`, both among them; `visit`, where it is for one, its day."""

    first: dt.date
    last: dt.date
    visit: dt.date | None = None


@dataclass(frozen=True)
class _Said:
    """One language: how a visit, a beginning, so many weeks, and two ends are said."""

    visit: re.Pattern[str]
    since: re.Pattern[str]
    lately: re.Pattern[str]
    between: re.Pattern[str]
    from_: re.Pattern[str]


_SAID = {
    "en": _Said(
        visit=re.compile(
            r"(?P<days>.*?)[\s,;]*\b(?:(?:for|before|to) )?(?:(?:the|my|our|a) )?(?:next )?"
            r"(?:visit|appointment)(?: (?:is|on|at|for))*:? (?P<visit>.+)",
            re.IGNORECASE,
        ),
        since=re.compile(r"(?:since|from) (?P<first>(?:(?!\b(?:to|until|till)\b).)+)", re.I),
        lately=re.compile(
            r"(?:(?:for|in) )?(?:(?:the|my) )?(?:(?:last|past) )?(?P<n>\d{1,3}) "
            r"(?P<unit>day|week)s?",
            re.IGNORECASE,
        ),
        between=re.compile(r"\s+(?:-|to|until|till|through|and)\s+|\s*[–—]\s*|(?<=[a-z])-(?=\d)"),
        from_=re.compile(r"^(?:from|between) ", re.IGNORECASE),
    )
}


def usual(today: dt.date, visit: dt.date | None = None) -> Days:
    """The last four weeks."""
    return Days(today - USUAL, today, visit)


def read(text: str, today: dt.date, lang: str = "en") -> Days | None:
    """The days that are meant; nothing where that can't be read, is to come or too long."""
    said, text = _SAID.get(lang), " ".join(text.split())
    if said is None or not text or len(text) > LONGEST:
        return None
    if found := said.visit.fullmatch(text):
        return _for_visit(found["days"], found["visit"], today, lang)
    return _days(text, today, lang, said)


def _for_visit(days: str, visit: str, today: dt.date, lang: str) -> Days | None:
    """It is for that visit, today or later; of other days where they are said, too."""
    on = today if typed.past(visit, today, lang) == today else typed.date(visit, today, lang)
    if on is None and typed.date(visit, today - dt.timedelta(days=1), lang) == today:
        # "Thursday", on a Thursday: who wants the report now sees the therapist today.
        on = today
    found = read(days, today, lang) if days else usual(today)
    return Days(found.first, found.last, on) if found and on else None


def _days(text: str, today: dt.date, lang: str, said: _Said) -> Days | None:
    if found := said.lately.fullmatch(text):
        many = int(found["n"]) * DAYS_AND_WEEKS[found["unit"].lower()]
        return _checked(today - dt.timedelta(days=many - 1), today)
    if found := said.since.fullmatch(text):
        return _checked(typed.past(found["first"], today, lang), today)
    parts = said.between.split(said.from_.sub("", text))
    if len(parts) != 2:
        return None
    last = typed.past(parts[1], today, lang)
    return _checked(_first(parts[0], last, today, lang), last)


def _first(text: str, last: dt.date | None, today: dt.date, lang: str) -> dt.date | None:
    """ "3" in "3 to 20 Nov" is of the same month."""
    if last and text.isdecimal() and 1 <= int(text) <= last.day:
        return last.replace(day=int(text))
    return typed.past(text, today, lang)


def _checked(first: dt.date | None, last: dt.date | None) -> Days | None:
    if first is None or last is None or not 0 <= (last - first).days < LONGEST:
        return None
    return Days(first, last)
