"""What happens by the calendar, not by anybody's plan: the purge, the backup, the pulse."""

import asyncio
import contextlib
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from care import db, store
from care.ports import Clock

log = logging.getLogger(__name__)
# A machine's clock that parts so far from the steady one was set, it didn't drift.
PARTED = dt.timedelta(seconds=5)
LOOK_SECONDS = 10.0


Job = Callable[[], Awaitable[None]]


async def _nothing() -> None:
    """Where nobody wants to know: that a minute has gone by, that it is night, the right time."""


def _to_the_end(job: Job) -> Job:
    """The program's end ends it, too: the scheduler would call that an error, with a traceback."""

    async def run() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await job()

    return run


def build(
    database: db.Database,
    clock: Clock,
    minute: Job = _nothing,
    night: Job = _nothing,
    clock_right: Job = _nothing,
) -> AsyncIOScheduler:
    """The calendar's jobs, in UTC. A person's schedule is never among them: that is rows.

    `night` comes after the purge: what it keeps is without what was purged. What is old by a wrong
    clock may be this week's: both wait until `clock_right`.
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )

    async def purge() -> None:
        await clock_right()
        try:
            await database.run(store.purge, clock.now())
            await database.clean()
        except Exception as error:
            # The next night will do. Its words may quote a row.
            log.error("the nightly purge failed: %s", db.where(error))
            return
        log.info("purged old message rows")

    async def keep() -> None:
        await clock_right()
        await night()

    scheduler.add_job(_to_the_end(purge), "cron", hour=3, minute=17, id="purge")
    scheduler.add_job(_to_the_end(keep), "cron", hour=3, minute=37, id="night")
    scheduler.add_job(_to_the_end(minute), "cron", minute="*", id="minute")
    return scheduler


class Watch:
    """Notices when the machine's clock was set: the scheduler's timers wouldn't."""

    def __init__(
        self,
        scheduler: AsyncIOScheduler,
        wall: Clock,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._scheduler, self._wall, self._steady = scheduler, wall, steady
        self._began = self._beginning()

    def _beginning(self) -> dt.datetime:
        """When the steady clock began, by the wall's: it moves only where that was set."""
        return self._wall.now() - dt.timedelta(seconds=self._steady())

    def look(self) -> None:
        """Set back, a job would wait for its old time: it gets a new one. Set ahead, it is due."""
        began = self._beginning()
        moved, self._began = began - self._began, began
        if abs(moved) <= PARTED:
            return
        log.info("the machine's clock was set by %d s", moved.total_seconds())
        if moved < dt.timedelta():
            for job in self._scheduler.get_jobs():
                job.reschedule(job.trigger)
        self._scheduler.wakeup()


async def mind_the_clock(scheduler: AsyncIOScheduler, wall: Clock) -> None:
    """Look for good, a few times a minute."""
    watch = Watch(scheduler, wall)
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        watch.look()
