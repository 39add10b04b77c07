"""A tick, among few rows or many: a round's transactions with a handful due, and an idle one."""

import datetime as dt
import functools
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session as Db
from sqlmodel import col

from care import db
from care.flows import due
from care.models import Message, Session
from care.ports import Outcome, Result

MOST = 64


def _waiting(session: Db) -> list[int]:
    """The prompts of slots that no round before had: two of one slot would be one session's."""
    ids = select(col(Message.id)).where(
        col(Message.kind) == "prompt",
        col(Message.state) == "waiting",
        col(Message.slot_id).not_in(select(col(Session.slot_id))),
    )
    return list(session.scalars(ids.order_by(col(Message.id))))


def _make_due(session: Db, ids: list[int], now: dt.datetime) -> None:
    until = now + dt.timedelta(hours=2)
    session.execute(
        update(Message).where(col(Message.id).in_(ids)).values(due=now, try_at=now, until=until)
    )


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """How long it takes, in milliseconds, and what comes of it."""
    began = time.perf_counter()
    found = act()
    return (time.perf_counter() - began) * 1000, found


def tick(database: db.Database, now: dt.datetime, due_: str, ticks: str) -> dict[str, Any]:
    """Medians of so many ticks: with so many rows due, until all are settled; and idle."""
    many, times = int(due_), int(ticks)
    chosen = random.Random(1).sample(database.write(_waiting), many * times)
    found: dict[str, list[float]] = {"due": [], "empty": []}
    for number in range(times):
        at = now + dt.timedelta(seconds=number + 1)
        database.write(_make_due, chosen[number * many : (number + 1) * many], at)
        spent, sent = timed(functools.partial(_round, database, at))
        assert sent == many, (sent, many)
        found["due"].append(spent)
        found["empty"].append(timed(functools.partial(database.write, due.round_, [], 0, at))[0])
    return {key: statistics.median(values) for key, values in found.items()}


def _round(database: db.Database, now: dt.datetime) -> int:
    """What may go, the claim, and then what became of them."""
    # Without a pace: a chat may be due in tick after tick here, and would be full.
    database.write(due.look, MOST, {}, 0, None, now)
    claimed = database.write(due.round_, [], MOST, now)
    outcomes = [
        Outcome(draft, Result.SENT, telegram_id=number)
        for number, draft in enumerate(claimed.drafts, start=1)
    ]
    database.write(due.round_, outcomes, 0, now)
    return len(outcomes)
