"""Wall times and instants, where clocks jump: by hours, by half an hour, by a whole day."""

import datetime as dt

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from care import times

ZONES = [
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",  # its summer time is the standard one, winter the exception
    "America/New_York",
    "America/Santiago",  # at midnight
    "America/Havana",  # at midnight, back at one
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Chatham",
    "Pacific/Apia",  # had no 30 December 2011
    "Pacific/Kiritimati",
]
zones = st.sampled_from(ZONES)
FIRST, LAST = dt.datetime.fromisoformat("2005-01-01"), dt.datetime.fromisoformat("2036-01-01")
instants = st.datetimes(FIRST, LAST, timezones=st.just(dt.UTC))
days = st.dates(dt.date(2005, 1, 1), dt.date(2036, 1, 1))
walls = st.times().map(lambda at: at.replace(fold=0))
quarters = st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


def shown(at: dt.datetime, zone: str) -> dt.datetime:
    """What the wall clock shows, as plain figures."""
    return times.local(at, zone).replace(tzinfo=None, fold=0)


def is_swallowed(day: dt.date, at: dt.time, zone: str) -> bool:
    return shown(times.instant(day, at, zone), zone) != dt.datetime.combine(day, at)


@given(instants, zones)
@example(dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC), "Europe/Berlin")
@example(dt.datetime(2026, 4, 4, 15, 15, tzinfo=dt.UTC), "Australia/Lord_Howe")
def test_there_and_back(at: dt.datetime, zone: str) -> None:
    local = times.local(at, zone)
    back = times.instant(local.date(), local.time(), zone)
    if local.fold:
        # The second time round: the first one counts.
        assert back < at
        assert shown(back, zone) == shown(at, zone)
    else:
        assert back == at
    assert back.tzinfo is dt.UTC


@given(days, walls, zones)
@example(dt.date(2026, 3, 29), dt.time(2, 30), "Europe/Berlin")
@example(dt.date(2026, 10, 4), dt.time(2, 15), "Australia/Lord_Howe")
@example(dt.date(2026, 9, 6), dt.time(0, 0), "America/Santiago")
@example(dt.date(2026, 3, 8), dt.time(0, 30), "America/Havana")
@example(dt.date(2011, 12, 30), dt.time(9, 0), "Pacific/Apia")
def test_a_wall_time_is_met_or_shifted_by_the_gap(day: dt.date, at: dt.time, zone: str) -> None:
    found = times.instant(day, at, zone)
    asked, got = dt.datetime.combine(day, at), shown(found, zone)
    if got == asked:
        return
    before = times.local(found - dt.timedelta(days=2), zone).utcoffset()
    after = times.local(found, zone).utcoffset()
    assert before is not None
    assert after is not None
    assert got - asked == after - before > dt.timedelta(0)


@pytest.mark.parametrize(
    ("day", "wall", "zone", "utc"),
    [
        ("2026-03-29", "02:30", "Europe/Berlin", "2026-03-29T01:30"),  # shown as 03:30
        ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30"),  # the first of two
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:45"),  # shown as 02:45
        ("2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04T14:45"),  # the first of two
        ("2026-09-06", "00:00", "America/Santiago", "2026-09-06T04:00"),  # shown as 01:00
        ("2026-03-08", "00:30", "America/Havana", "2026-03-08T05:30"),  # shown as 01:30
        ("2026-09-27", "02:50", "Pacific/Chatham", "2026-09-26T14:05"),  # shown as 03:50
        ("2011-12-30", "09:00", "Pacific/Apia", "2011-12-30T19:00"),  # the 31st there
        ("2026-11-23", "09:00", "Asia/Kathmandu", "2026-11-23T03:15"),
    ],
)
def test_known_days(day: str, wall: str, zone: str, utc: str) -> None:
    found = times.instant(dt.date.fromisoformat(day), dt.time.fromisoformat(wall), zone)
    assert found.isoformat() == f"{utc}:00+00:00"


@given(instants, quarters, zones)
@example(dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC), dt.time(2, 30), "Europe/Berlin")
@example(dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC), dt.time(2, 30), "Europe/Berlin")
@example(dt.datetime(2011, 12, 30, 9, 59, tzinfo=dt.UTC), dt.time(12), "Pacific/Apia")
@example(dt.datetime(2026, 9, 6, 3, 59, tzinfo=dt.UTC), dt.time(0), "America/Santiago")
def test_next_at_is_the_first_such_time_that_is_later(
    after: dt.datetime, at: dt.time, zone: str
) -> None:
    found = times.next_at(after, at, zone)
    assert found > after
    today = times.local(after, zone).date()
    around = [today + dt.timedelta(days=n) for n in range(-2, 4)]
    candidates = {times.instant(day, at, zone): day for day in around}
    assert found == min(one for one in candidates if one > after)
    assert shown(found, zone).time() == at or is_swallowed(candidates[found], at, zone)


@given(instants, quarters, zones)
def test_next_at_again_and_again_never_stands_still(
    after: dt.datetime, at: dt.time, zone: str
) -> None:
    first = times.next_at(after, at, zone)
    second = times.next_at(first, at, zone)
    assert dt.timedelta(hours=22) <= second - first <= dt.timedelta(hours=50)


@pytest.mark.parametrize(
    ("wall", "quiet"),
    [
        ("21:29", False),
        ("21:30", True),
        ("23:59", True),
        ("00:00", True),
        ("07:59", True),
        ("08:00", False),
        ("12:00", False),
    ],
)
def test_quiet_hours_across_midnight(wall: str, quiet: bool) -> None:
    at = times.instant(dt.date(2026, 11, 23), dt.time.fromisoformat(wall), "Europe/Berlin")
    assert times.in_quiet(at, "Europe/Berlin", dt.time(21, 30), dt.time(8)) is quiet


@given(instants, zones, quarters, quarters)
def test_quiet_hours_turned_round_are_the_rest_of_the_day(
    at: dt.datetime, zone: str, start: dt.time, end: dt.time
) -> None:
    assume(start != end)
    one = times.in_quiet(at, zone, start, end)
    assert one is not times.in_quiet(at, zone, end, start)
    assert not times.in_quiet(at, zone, start, start)


@given(instants, st.integers(1, 10**9))
def test_minutes_surely_cover_the_span(start: dt.datetime, microseconds: int) -> None:
    span = dt.timedelta(microseconds=microseconds)
    minutes = times.minutes_between(start, start + span)
    assert dt.timedelta(minutes=minutes) >= span
    assert minutes == 1 or dt.timedelta(minutes=minutes - 1) < span


def test_a_tap_in_the_same_instant_is_within_a_minute() -> None:
    at = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
    assert times.minutes_between(at, at) == 1
    assert times.minutes_between(at, at - dt.timedelta(minutes=5)) == 1


def test_weekdays_are_our_own() -> None:
    week = [dt.date(2026, 11, 23) + dt.timedelta(days=n) for n in range(7)]
    assert [times.weekday(day) for day in week] == list(times.WEEKDAYS)
    assert times.weekday(dt.date(2026, 11, 23)) == "mon"
