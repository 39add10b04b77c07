"""Words that people type where a button would do. What isn't surely understood is not guessed."""

import datetime as dt
import re

TIME = re.compile(r"(?:at\s+)?(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*h?\s*(am|pm|a\.m\.|p\.m\.)?")


def time(text: str) -> dt.time | None:
    """A wall time: "9", "9:30", "9.30", "21h", "9h30", "half" never, "7 pm". Else nothing."""
    found = TIME.fullmatch(text.strip().lower()) or TIME.fullmatch(text.strip().lower().rstrip("."))
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY = re.compile(r"(\d{1,2})\.?\s+([a-z]{3,9})\.?(?:,?\s+(\d{4}))?")


def date(text: str, today: dt.date) -> dt.date | None:
    """A day: "2026-12-05", "5 December", "5 Dec 2027". Without a year, the nearest such day."""
    said = " ".join(text.strip().lower().rstrip(".").split())
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        found = DAY.fullmatch(said)
    if not found or found[2][:3] not in MONTHS:
        return None
    month = MONTHS.index(found[2][:3]) + 1
    years = [int(found[3])] if found[3] else [today.year - 1, today.year, today.year + 1]
    days = [day for year in years if (day := _day(year, month, int(found[1])))]
    return min(days, key=lambda day: abs(day - today), default=None)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def same(text: str, label: str) -> bool:
    """Whether somebody typed a button's label, give or take case, spaces and a full stop."""
    return _plain(text) == _plain(label) != ""


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s½]", " ", text.casefold()).split())
