"""Whatever edits and journeys come between: no occurrence twice, none unsaid."""

import datetime as dt
import zoneinfo
from collections.abc import Iterator

import pytest

from care import db, edits, times
from care.kinds import Reason, State
from care.models import Session
from tests.care.rows import sessions
from tests.care.wandering import World

SQLITE_ALONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = SQLITE_ALONE
BERLIN, TOKYO, HONOLULU = "Europe/Berlin", "Asia/Tokyo", "Pacific/Honolulu"
KIRITIMATI = "Pacific/Kiritimati"
# Monday 23 November 2026; the prompt stands at nine, every day.
MONDAY, TUESDAY, WEDNESDAY = (dt.date(2026, 11, day) for day in (23, 24, 25))


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    yield made
    made.close()


@pytest.fixture
def world(database: db.Database) -> World:
    return World(database)


def at(day: dt.date, hour: int, minute: int = 0, zone: str = BERLIN) -> dt.datetime:
    wall = dt.datetime.combine(day, dt.time(hour, minute), zoneinfo.ZoneInfo(zone))
    return wall.astimezone(dt.UTC)


def one_of(world: World, day: dt.date) -> Session:
    (found,) = [one for one in sessions(world.db) if one.local_date == day]
    return found


def stands_at(world: World, hour: int, minute: int = 0) -> None:
    new = dt.time(hour, minute)
    world.edits(lambda before: edits.set_slot(before, world.home.slot, at=new))


def sent(world: World, day: dt.date) -> dt.datetime | None:
    return world.sent.get((world.home.slot, day))


# Edits


def test_a_time_that_has_passed_already_leaves_today_as_it_was(world: World) -> None:
    stands_at(world, 17)
    world.until(at(MONDAY, 10))
    assert world.still_today() == []
    stands_at(world, 9)
    assert world.still_today() == [dt.time(17)]
    # Nor do other edits change that.
    world.edits(lambda before: edits.set_plan(before, recovery_limit=45))
    stands_at(world, 8)
    assert world.still_today() == [dt.time(17)]
    world.until(at(TUESDAY, 12))
    assert sent(world, MONDAY) == at(MONDAY, 17)
    assert sent(world, TUESDAY) == at(TUESDAY, 8)
    world.check()


def test_an_edit_in_the_minutes_of_a_prompt_loses_nothing(world: World) -> None:
    """Its time has come, and nobody has looked at it yet."""
    for hour, due in ((6, 9), (8, 9)):
        world.sleeps_until(at(MONDAY, 9, 0) + dt.timedelta(seconds=20))
        stands_at(world, hour)
        (row,) = world.waiting()
        assert row.due == at(MONDAY, due)
    world.until(at(MONDAY, 10))
    assert sent(world, MONDAY) is not None
    assert one_of(world, MONDAY).reason is None


def test_what_was_asked_today_is_not_asked_at_the_new_time(world: World) -> None:
    world.until(at(MONDAY, 10))
    stands_at(world, 17)
    assert world.still_today() == []
    world.until(at(TUESDAY, 18))
    assert sent(world, MONDAY) == at(MONDAY, 9)
    assert sent(world, TUESDAY) == at(TUESDAY, 17)


def test_days_that_went_by_in_an_outage_are_kept_by_the_plan_of_then(world: World) -> None:
    """The edit comes before anybody has looked at what was due."""
    world.sleeps_until(at(WEDNESDAY, 12))
    slot = world.home.slot
    world.edits(lambda before: edits.set_slot(before, slot, days=("sun",), at=dt.time(13)))
    for day in (MONDAY, TUESDAY):
        assert one_of(world, day).reason == Reason.BOT_DOWN
    world.edits(lambda before: edits.remove_slot(before, slot))
    world.check()


def test_a_slot_that_is_taken_out_and_brought_back(world: World) -> None:
    world.edits(lambda before: edits.remove_slot(before, world.home.slot))
    assert world.waiting() == []
    world.restores()
    world.until(at(TUESDAY, 12))
    assert sent(world, MONDAY) == at(MONDAY, 9)
    assert sent(world, TUESDAY) == at(TUESDAY, 9)


# Journeys


def test_to_the_east_past_its_time_it_is_kept_as_that(world: World) -> None:
    world.until(at(MONDAY, 8))
    (kept,) = world.travels(TOKYO)
    assert (kept.local_date, kept.reason, kept.state) == (MONDAY, Reason.MOVED, State.NOT_ASKED)
    world.until(at(TUESDAY, 12, zone=TOKYO))
    assert sent(world, MONDAY) is None
    assert sent(world, TUESDAY) == at(TUESDAY, 9, zone=TOKYO)


def test_to_the_east_within_its_window_it_comes_at_once(world: World) -> None:
    world.until(at(MONDAY, 8))
    assert world.travels("Europe/Moscow") == []
    world.until(at(MONDAY, 8, 1))
    assert sent(world, MONDAY) == at(MONDAY, 8)


def test_to_the_west_it_is_not_asked_again(world: World) -> None:
    world.until(at(MONDAY, 10))
    assert world.travels("America/New_York") == []
    world.until(at(TUESDAY, 12, zone="America/New_York"))
    assert sent(world, MONDAY) == at(MONDAY, 9)
    assert sent(world, TUESDAY) == at(TUESDAY, 9, zone="America/New_York")


def test_over_the_date_line_and_back(world: World) -> None:
    world.travels(HONOLULU)
    world.until(at(MONDAY, 8, zone=HONOLULU))
    (kept,) = world.travels(KIRITIMATI)
    # It is Tuesday, eight o'clock: Monday is gone.
    assert (kept.local_date, kept.reason) == (MONDAY, Reason.MOVED)
    world.until(at(TUESDAY, 10, zone=KIRITIMATI))
    assert sent(world, TUESDAY) == at(TUESDAY, 9, zone=KIRITIMATI)
    # And back: Monday, ten o'clock once more. Tuesday was asked, and isn't again.
    assert world.travels(HONOLULU) == []
    world.until(at(WEDNESDAY, 10, zone=HONOLULU))
    assert sent(world, WEDNESDAY) == at(WEDNESDAY, 9, zone=HONOLULU)
    world.check()


def test_back_before_its_time_what_was_given_up_comes_after_all(world: World) -> None:
    world.until(at(MONDAY, 8))
    world.travels(TOKYO)
    assert world.travels(BERLIN) == []
    world.until(at(TUESDAY, 10))
    assert sent(world, MONDAY) == at(MONDAY, 9)
    assert one_of(world, MONDAY).reason is None
    world.check()


def test_the_journey_is_the_reason_of_its_own_day_alone(world: World) -> None:
    world.until(at(MONDAY, 8))
    world.travels(TOKYO)
    world.sleeps_until(at(TUESDAY, 15, zone=TOKYO))
    world.until(at(TUESDAY, 15, 1, zone=TOKYO))
    assert one_of(world, TUESDAY).reason == Reason.BOT_DOWN


def test_todays_old_time_travels_too(world: World) -> None:
    stands_at(world, 17)
    world.until(at(MONDAY, 10))
    stands_at(world, 9)
    world.travels("Europe/London")
    assert world.still_today() == [dt.time(17)]
    world.until(at(MONDAY, 18, zone="Europe/London"))
    assert sent(world, MONDAY) == at(MONDAY, 17, zone="Europe/London")


def test_a_journey_in_the_minutes_of_a_prompt_loses_nothing(world: World) -> None:
    world.sleeps_until(at(MONDAY, 9) + dt.timedelta(seconds=20))
    assert world.travels(TOKYO) == []
    world.until(world.now)
    assert sent(world, MONDAY) == world.now


def test_an_outage_before_a_journey_is_told_apart_from_it(world: World) -> None:
    world.sleeps_until(at(TUESDAY, 8))
    (kept,) = world.travels(TOKYO)
    assert (kept.local_date, kept.reason) == (TUESDAY, Reason.MOVED)
    assert one_of(world, MONDAY).reason == Reason.BOT_DOWN


def test_a_day_that_was_asked_beyond_the_date_line_is_passed_over(world: World) -> None:
    slot = world.home.slot
    world.edits(lambda before: edits.set_slot(before, slot, days=("tue",)))
    world.travels(KIRITIMATI)
    world.until(at(TUESDAY, 10, zone=KIRITIMATI))
    world.travels(HONOLULU)
    world.edits(lambda before: edits.set_slot(before, slot, days=times.WEEKDAYS, at=dt.time(17)))
    world.until(at(WEDNESDAY, 18, zone=HONOLULU))
    assert sent(world, MONDAY) == at(MONDAY, 17, zone=HONOLULU)
    assert sent(world, TUESDAY) == at(TUESDAY, 9, zone=KIRITIMATI)
    assert sent(world, WEDNESDAY) == at(WEDNESDAY, 17, zone=HONOLULU)


def test_out_of_a_zone_whose_gap_would_have_moved_it(world: World) -> None:
    sunday = dt.date(2027, 3, 28)
    world.sleeps_until(at(sunday - dt.timedelta(days=1), 12))
    stands_at(world, 2, 30)
    world.travels("Europe/London")
    world.until(at(sunday, 12))
    assert sent(world, sunday) == at(sunday, 2, 30, zone="Europe/London")


# At random


@pytest.mark.parametrize("seed", range(4))
def test_at_random(database: db.Database, seed: int) -> None:
    world = World(database, seed)
    for _ in range(60):
        world.step()
    world.until(world.now + dt.timedelta(days=2))
    world.check()
    kept = {(one.slot_id, one.local_date): one for one in sessions(database)}
    assert world.owed <= kept.keys()
    assert len(world.sent) > 5
    for occurrence, session in kept.items():
        assert (occurrence in world.sent) is (session.reason is None)
        assert session.reason is None or session.state == State.NOT_ASKED
    assert {one.reason for one in kept.values()} <= {None, Reason.MOVED, Reason.BOT_DOWN}
