"""What happens by the calendar, not by anybody's plan: the nightly purge."""

import logging

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from care import db, store
from care.ports import Clock

log = logging.getLogger(__name__)


def build(database: db.Database, clock: Clock) -> AsyncIOScheduler:
    """The calendar's jobs, in UTC. A person's schedule is never among them: that is rows."""
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )

    async def purge() -> None:
        await database.run(store.purge, clock.now())
        log.info("purged old message rows")

    scheduler.add_job(purge, "cron", hour=3, minute=17, id="purge")
    return scheduler
