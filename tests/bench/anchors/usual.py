"""Anchor (b), the usual design: PTB with its JobQueue and APScheduler's SQLAlchemyJobStore.

One job a reminder, one row an answer. With what its users add once they have seen reminders lost:
no misfire grace, and no more than eight sends at once.
"""

import asyncio
import datetime as dt
import os
import pickle
import sqlite3
import sys
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, ContextTypes

from tests.bench.anchors.bare import AT_ONCE, KEYBOARD, TEXT

# What a job is called with must be found by its name in another process: the bot is a global.
HELD: dict[str, Any] = {}


async def remind(chat: int) -> None:
    """A reminder's job."""
    async with HELD["turn"]:
        await HELD["application"].bot.send_message(chat, TEXT, reply_markup=KEYBOARD)


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """A tap is a row, then it is answered."""
    query = update.callback_query
    if query:
        with HELD["rows"] as rows:
            said = (query.from_user.id, query.data, dt.datetime.now(dt.UTC).isoformat())
            rows.execute("INSERT INTO answer (chat, said, at) VALUES (?, ?, ?)", said)
        await query.answer()
        await query.edit_message_text("Thank you. Noted: done.", reply_markup=KEYBOARD)


async def ready(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """The stored jobs are taken up; said once they are."""
    HELD["turn"] = asyncio.Semaphore(AT_ONCE)
    assert application.job_queue is not None
    store = SQLAlchemyJobStore(f"sqlite:///{HELD['file']}")
    application.job_queue.scheduler.add_jobstore(store)


def run(url: str, token: str, file: str) -> None:
    """The bot, for good."""
    HELD["file"] = file
    HELD["rows"] = rows = sqlite3.connect(file)
    rows.execute("CREATE TABLE IF NOT EXISTS answer (chat INTEGER, said TEXT, at TEXT)")
    built = ApplicationBuilder().token(token).base_url(f"{url}/bot").post_init(ready).build()
    assert built.job_queue is not None
    built.job_queue.scheduler.configure(
        **built.job_queue.scheduler_configuration,
        job_defaults={"misfire_grace_time": None, "coalesce": True},
    )
    HELD["application"] = built
    built.add_handler(CallbackQueryHandler(tapped))
    built.run_polling()


def fill(file: str, many: int, due: dt.datetime) -> None:
    """So many daily reminders in the store, all due then: as add_job makes them, in one go."""
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None})
    store = SQLAlchemyJobStore(f"sqlite:///{file}")
    store.start(scheduler, "default")
    rows = []
    for chat in range(1, many + 1):
        job = scheduler.add_job(
            remind,
            "cron",
            hour=due.hour,
            minute=due.minute,
            args=[chat],
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=due,
        )
        job._jobstore_alias = "default"
        state = pickle.dumps(job.__getstate__(), pickle.HIGHEST_PROTOCOL)
        rows.append({"id": job.id, "next_run_time": due.timestamp(), "job_state": state})
        scheduler._pending_jobs.clear()
    with store.engine.begin() as connection:
        connection.execute(store.jobs_t.insert(), rows)


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(sys.argv[2], int(sys.argv[3]), dt.datetime.fromisoformat(sys.argv[4]))
    else:
        run(os.environ["TELEGRAM_API_URL"], os.environ["BOT_TOKEN"], sys.argv[2])
