"""Wall times, instants and days. Plans hold wall time and a zone; rows hold aware UTC."""

import datetime as dt
from zoneinfo import ZoneInfo

# Our own: libraries number the days of the week differently.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
A_MONDAY = dt.date(2026, 11, 23)


def local(at: dt.datetime, zone: str) -> dt.datetime:
    """An instant on the wall clock of a zone."""
    return at.astimezone(ZoneInfo(zone))


def instant(day: dt.date, at: dt.time, zone: str) -> dt.datetime:
    """The instant, in UTC, at which that zone's wall clock shows `at` on `day`.

    A wall time that a spring gap swallows is shifted by the gap (02:30 becomes 03:30); of the two
    in an autumn fold the first counts. Both are what `fold=0` means (PEP 495).
    """
    return dt.datetime.combine(day, at.replace(fold=0), ZoneInfo(zone)).astimezone(dt.UTC)


def weekday(day: dt.date) -> str:
    """The day of the week, as plans name it."""
    return WEEKDAYS[day.weekday()]


def on_a(weekday: str) -> dt.date:
    """Some date on that day of the week, to name the day by: any would do."""
    return A_MONDAY + dt.timedelta(days=WEEKDAYS.index(weekday))


def next_at(after: dt.datetime, at: dt.time, zone: str) -> dt.datetime:
    """The first instant later than `after` at which that zone's wall clock shows `at`."""
    day = local(after, zone).date() - dt.timedelta(days=1)
    while (found := instant(day, at, zone)) <= after:
        day += dt.timedelta(days=1)
    return found


def in_quiet(at: dt.datetime, zone: str, quiet_from: dt.time, quiet_to: dt.time) -> bool:
    """Whether an instant falls in the quiet hours (from inclusive, to exclusive)."""
    now = local(at, zone).time()
    if quiet_from <= quiet_to:
        return quiet_from <= now < quiet_to
    return now >= quiet_from or now < quiet_to


def minutes_between(start: dt.datetime, end: dt.datetime) -> int:
    """Whole minutes that surely cover the span: rounded up, at least 1."""
    return max(1, -int((start - end).total_seconds() // 60))
