"""What happens by the calendar: in UTC, once however long the machine slept, and no one's plan."""

import asyncio
import datetime as dt
from collections.abc import Iterator

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from care import db, store
from schedules import calendar
from tests.bot.tiny import StillClock
from tests.care.rows import MONDAY, message, messages


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    yield made
    made.close()


@pytest.fixture
async def scheduler(database: db.Database) -> AsyncIOScheduler:
    return calendar.build(database, StillClock(MONDAY))


async def test_a_nightly_purge_in_utc(scheduler: AsyncIOScheduler) -> None:
    scheduler.start(paused=True)
    job = scheduler.get_job("purge")
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
    at = job.trigger.get_next_fire_time(None, MONDAY)
    assert at == dt.datetime(2026, 11, 24, 3, 17, tzinfo=dt.UTC)
    assert at.utcoffset() == dt.timedelta(0)
    after = job.trigger.get_next_fire_time(at, at + dt.timedelta(seconds=1))
    assert after - at == dt.timedelta(days=1)
    scheduler.shutdown(wait=False)


async def test_the_clock_change_does_not_move_it(scheduler: AsyncIOScheduler) -> None:
    job = scheduler.get_job("purge")
    night = dt.datetime(2026, 10, 24, 12, tzinfo=dt.UTC)
    for _ in range(3):
        night = job.trigger.get_next_fire_time(None, night + dt.timedelta(seconds=1))
        assert (night.hour, night.minute, night.utcoffset()) == (3, 17, dt.timedelta(0))


async def test_it_purges_by_the_houses_clock(
    scheduler: AsyncIOScheduler, database: db.Database
) -> None:
    old = MONDAY - dt.timedelta(days=31)
    database.write(lambda s: store.add(s, message(due=old, try_at=None)).id)
    kept = database.write(lambda s: store.add(s, message()).id)
    job = scheduler.get_job("purge")
    await job.func()
    assert [row.id for row in messages(database)] == [kept]


async def test_by_a_wrong_clock_nothing_is_purged(database: db.Database) -> None:
    """What is old by it may be this week's."""
    wrong, set_right = StillClock(MONDAY + dt.timedelta(days=365)), asyncio.Event()
    kept = database.write(lambda s: store.add(s, message(try_at=None)).id)

    async def right() -> None:
        await set_right.wait()

    made = calendar.build(database, wrong, clock_right=right)
    purge = asyncio.create_task(made.get_job("purge").func())
    await asyncio.sleep(0)
    wrong.at = MONDAY
    set_right.set()
    await purge
    assert [row.id for row in messages(database)] == [kept]


async def test_every_minute_the_pulse(database: db.Database) -> None:
    minutes: list[str] = []

    async def minute() -> None:
        minutes.append("gone by")

    made = calendar.build(database, StillClock(MONDAY), minute)
    made.start(paused=True)
    job = made.get_job("minute")
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
    at = job.trigger.get_next_fire_time(None, MONDAY)
    after = job.trigger.get_next_fire_time(at, at + dt.timedelta(seconds=1))
    assert after - at == dt.timedelta(minutes=1)
    await job.func()
    assert minutes == ["gone by"]
    made.shutdown(wait=False)


# The machine's clock is set


class Wall:
    """The machine's two clocks: the steady one, and the one that is set."""

    def __init__(self) -> None:
        self.passed, self.set_by = 0.0, dt.timedelta()

    def now(self) -> dt.datetime:
        return MONDAY + dt.timedelta(seconds=self.passed) + self.set_by

    def steady(self) -> float:
        return self.passed


class Woken:
    """A scheduler that only counts."""

    def __init__(self) -> None:
        self.wakes = 0
        self.anew: list[object] = []
        self.trigger = object()

    def get_jobs(self) -> list["Woken"]:
        return [self]

    def reschedule(self, trigger: object) -> None:
        self.anew.append(trigger)

    def wakeup(self) -> None:
        self.wakes += 1


@pytest.mark.parametrize(
    ("seconds", "wakes", "anew"),
    [(0, 0, 0), (4, 0, 0), (-4, 0, 0), (6, 1, 0), (7200, 1, 0), (-6, 1, 1), (-7200, 1, 1)],
)
def test_a_clock_that_was_set_is_noticed_once(seconds: float, wakes: int, anew: int) -> None:
    wall, woken = Wall(), Woken()
    watch = calendar.Watch(woken, wall, wall.steady)
    wall.passed = 3600
    watch.look()
    assert (woken.wakes, woken.anew) == (0, [])
    wall.set_by = dt.timedelta(seconds=seconds)
    for _ in range(3):
        wall.passed += 10
        watch.look()
    assert (woken.wakes, len(woken.anew)) == (wakes, anew)


async def test_set_back_a_job_does_not_wait_for_its_old_time(database: db.Database) -> None:
    """The real scheduler: its next minute is an hour ahead until the watch has looked."""
    wall, ran = Wall(), asyncio.Event()

    async def minute() -> None:
        ran.set()

    made = calendar.build(database, StillClock(MONDAY), minute)
    made.start()
    watch = calendar.Watch(made, wall, wall.steady)
    job = made.get_job("minute")
    soon = job.next_run_time
    job.modify(next_run_time=soon + dt.timedelta(hours=1))
    wall.set_by = -dt.timedelta(hours=1)
    watch.look()
    assert made.get_job("minute").next_run_time < soon + dt.timedelta(minutes=2)
    job.modify(next_run_time=soon - dt.timedelta(hours=1))
    wall.set_by = dt.timedelta()
    watch.look()
    await asyncio.wait_for(ran.wait(), 10)
    made.shutdown(wait=False)


async def test_the_programs_end_in_the_middle_of_a_job_is_no_error(
    database: db.Database, caplog: pytest.LogCaptureFixture
) -> None:
    begun = asyncio.Event()

    async def minute() -> None:
        begun.set()
        await asyncio.Event().wait()

    made = calendar.build(database, StillClock(MONDAY), minute)
    made.start()
    made.modify_job("minute", next_run_time=dt.datetime.now(dt.UTC))
    await begun.wait()
    made.shutdown(wait=False)
    for _ in range(5):
        await asyncio.sleep(0)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
