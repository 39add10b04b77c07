"""Over every zone of the tz database and two years of days: each slot once a local day.

The wall times of a zone are the whole hours and halves, and what lies around its clock changes.
"""

import datetime as dt
import functools
import itertools
import zoneinfo

import pytest

from care import plan, times

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2027, 12, 31)
DAYS = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
HOUR = dt.timedelta(hours=1)
SHAPES = (times.WEEKDAYS, ("mon", "wed", "fri"), ("sun",))


@functools.cache
def zones() -> dict[tuple[tuple[dt.datetime, dt.timedelta], ...], list[str]]:
    """Every zone there is, by its clock in these years: links and neighbours tell the same time."""
    found: dict[tuple[tuple[dt.datetime, dt.timedelta], ...], list[str]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        found.setdefault(tuple(changes(name)), []).append(name)
    return found


def offset(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.timedelta:
    return at.astimezone(zone).utcoffset() or dt.timedelta()


def changes(name: str) -> list[tuple[dt.datetime, dt.timedelta]]:
    """The instants from which a zone's clock has another offset; the first is where we begin.

    Found by halving between whole days: by the zone's data, not by what is tested here.
    """
    zone = zoneinfo.ZoneInfo(name)
    at = dt.datetime(2025, 12, 30, tzinfo=dt.UTC)
    end = dt.datetime(2028, 1, 3, tzinfo=dt.UTC)
    found = [(at, offset(at, zone))]
    step = dt.timedelta(days=7)
    while at < end:
        low, high = at, at + step
        if offset(high, zone) != offset(low, zone):
            while high - low > dt.timedelta(minutes=1):
                middle = low + (high - low) / 2
                middle = middle.replace(second=0, microsecond=0)
                middle = middle if middle > low else high - dt.timedelta(minutes=1)
                same = offset(middle, zone) == offset(low, zone)
                low, high = (middle, high) if same else (low, middle)
            found.append((high, offset(high, zone)))
        at = at + step
    return found


Segments = list[tuple[dt.datetime, dt.timedelta]]


def should(day: dt.date, at: dt.time, clock: Segments) -> dt.datetime:
    """When that clock first shows a wall time; one that a gap swallows, shifted by the gap."""
    wall = dt.datetime.combine(day, at, dt.UTC)
    ends = [begins for begins, _ in clock[1:]] + [dt.datetime.max.replace(tzinfo=dt.UTC)]
    for (begins, offset_), ends_at in zip(clock, ends, strict=True):
        if begins <= wall - offset_ < ends_at:
            return wall - offset_
    before = [offset_ for begins, offset_ in clock if begins <= wall - offset_]
    return wall - before[-1]


def around_changes(clock: Segments) -> set[dt.date]:
    """The local days on which a clock is changed, with their neighbours."""
    days = [(begins + offset_).date() for begins, offset_ in clock[1:]]
    return {day + dt.timedelta(days=n) for day in days for n in (-1, 0, 1)} & set(DAYS)


def test_every_zone_is_looked_at() -> None:
    names = [name for group in zones().values() for name in group]
    assert set(names) == zoneinfo.available_timezones()
    assert len(names) > 400
    # Among them: half an hour (Lord Howe), midnight (Cairo, Beirut), two changes in Ramadan.
    lord_howe, cairo, casablanca = (
        changes(name) for name in ("Australia/Lord_Howe", "Africa/Cairo", "Africa/Casablanca")
    )
    assert {abs(b[1] - a[1]) for a, b in itertools.pairwise(lord_howe)} == {HOUR / 2}
    assert (cairo[1][0] + cairo[0][1]).time() == dt.time(0)
    assert len(casablanca) == 5


@pytest.mark.parametrize("days", SHAPES, ids="-".join)
def test_each_slot_once_on_each_day_it_names(days: tuple[str, ...]) -> None:
    """As the planner goes: from a day to the next, each at its wall time."""
    for clock, (name, *_) in zones().items():
        for at in (dt.time(0), dt.time(2, 30), dt.time(9), dt.time(23, 45)):
            slot = plan.Slot(id=1, at=at, days=days)
            walked = [plan.next_day(slot, FIRST - dt.timedelta(days=1))]
            while walked[-1] and walked[-1] <= LAST:
                walked.append(plan.next_day(slot, walked[-1]))
            named = [day for day in DAYS if times.WEEKDAYS[day.weekday()] in days]
            assert walked[:-1] == named
            fires = [plan.on_day(slot, day, name) for day in named]
            assert fires == [should(day, at, list(clock)) for day in named], name
            assert all(a < b for a, b in itertools.pairwise(fires) if a and b), name


def test_every_wall_time_of_the_days_on_which_clocks_change() -> None:
    wall_times = [dt.time(n // 60, n % 60) for n in range(0, 24 * 60, 10)]
    gaps = folds = 0
    for clock, (name, *_) in zones().items():
        zone = zoneinfo.ZoneInfo(name)
        for day in around_changes(list(clock)):
            for at in wall_times:
                found = times.instant(day, at, name)
                assert found == should(day, at, list(clock)), (name, day, at)
                shows = found.astimezone(zone)
                gaps += shows.time() != at
                folds += shows.replace(fold=1).utcoffset() != shows.utcoffset()
                assert shows.fold == 0
    assert gaps > 100
    assert folds > 100


def test_a_zone_that_changes_at_midnight() -> None:
    spring = dt.date(2026, 4, 24)
    assert times.instant(spring, dt.time(0, 30), "Africa/Cairo").astimezone(
        zoneinfo.ZoneInfo("Africa/Cairo")
    ) == dt.datetime(2026, 4, 24, 1, 30, tzinfo=zoneinfo.ZoneInfo("Africa/Cairo"))


def test_a_gap_that_takes_the_end_of_a_day() -> None:
    """In Nuuk Saturday has no last hour: what stood in it comes right after, and once."""
    nuuk = zoneinfo.ZoneInfo("America/Nuuk")
    slot = plan.Slot(id=1, at=dt.time(23, 30))
    found = plan.on_day(slot, dt.date(2026, 3, 28), "America/Nuuk")
    assert found
    assert found.astimezone(nuuk) == dt.datetime(2026, 3, 29, 0, 30, tzinfo=nuuk)
