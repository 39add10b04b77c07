"""What happens by the calendar: in UTC, once however long the machine slept, and no one's plan."""

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
    (job,) = scheduler.get_jobs()
    assert job.id == "purge"
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
    at = job.trigger.get_next_fire_time(None, MONDAY)
    assert at == dt.datetime(2026, 11, 24, 3, 17, tzinfo=dt.UTC)
    assert at.utcoffset() == dt.timedelta(0)
    after = job.trigger.get_next_fire_time(at, at + dt.timedelta(seconds=1))
    assert after - at == dt.timedelta(days=1)
    scheduler.shutdown(wait=False)


async def test_the_clock_change_does_not_move_it(scheduler: AsyncIOScheduler) -> None:
    (job,) = scheduler.get_jobs()
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
    (job,) = scheduler.get_jobs()
    await job.func()
    assert [row.id for row in messages(database)] == [kept]
