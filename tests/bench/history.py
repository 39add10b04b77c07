"""Days that have passed: a month, a year, ten years; and what a digest and /journal take then."""

import contextlib
import datetime as dt
import functools
import sqlite3
import statistics
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from care import db
from care.flows import arrivals, policies, speech
from care.models import Message, Session
from care.ports import Arrival, Screen
from tests.bench import copies, household
from tests.bench.ticking import timed

MONTH = 30
# More than a month has dates, its first and its last with it.
SPAN = 32
TIMES = 60
# How often a family has another plan.
PLAN_MONTHS = 3
# How many circles of a year are laid beside each other, to tell a circle's bytes from a table's.
BESIDE = 12


def file_of(database: db.Database) -> Path:
    """Where it lies."""
    return Path(database.url.removeprefix("sqlite:///"))


def month(database: db.Database, now: dt.datetime) -> dict[str, Any]:
    """A month of one family's days."""
    household.live_long(database, now, MONTH)
    return {}


def age(database: db.Database, now: dt.datetime, months: str) -> dict[str, Any]:
    """The month's sessions and answers once more for each month before; a new plan every third.

    What was said is counted on: the oldest has the lowest counts, as if it had come first.
    """
    with contextlib.closing(sqlite3.connect(file_of(database))) as connection, connection:
        connection.create_function("earlier", 2, _earlier, deterministic=True)
        whole, step = int(months), copies.STRIDE
        for table, column in _COUNTED:
            connection.execute(f"UPDATE {table} SET {column} = {column} + ?", (whole * step,))
        for back in range(1, whole):
            for statement in _OF_A_MONTH:
                connection.execute(statement, {"by": back * step, "days": back * SPAN})
            if back % PLAN_MONTHS == 0:
                connection.execute(_PLAN, {"by": back * step, "days": back * SPAN})
    return {}


def _earlier(value: str | None, days: int) -> str | None:
    """A date, or an instant, so many days before."""
    if value is None:
        return None
    day = dt.date.fromisoformat(value[:10]) - dt.timedelta(days=days)
    return day.isoformat() + value[10:]


_COUNTED = (("circle", "changes"), ("member", "told_through"), ("session", "touched"))


def _again(table: str, changed: dict[str, str], where: str) -> str:
    names = [column.name for column in SQLModel.metadata.tables[table].columns]
    values = [changed.get(name, f'"{name}"') for name in names]
    quoted = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({quoted}) SELECT {", ".join(values)} FROM "{table}" {where}'


def _statements() -> tuple[tuple[str, ...], str]:
    dates = ("local_date", "due", "closes_at", "clock_from", "later_at", "at")
    moved = {name: f'earlier("{name}", :days)' for name in dates}
    ids = {"id": "id + :by", "touched": "touched - :by", "card_id": "NULL"}
    first = f"WHERE id < {copies.STRIDE}"
    session = _again("session", moved | ids, first)
    answer = _again("answer", moved | {"id": "id + :by", "session_id": "session_id + :by"}, first)
    created = {name: f'earlier("{name}", :days)' for name in ("created_at", "confirmed_at")}
    plan = _again(
        "plan_version",
        created | {"id": "id + :by", "state": "'replaced'"},
        f"{first} AND state = 'active'",
    )
    return (session, answer), plan


_OF_A_MONTH, _PLAN = _statements()


def read_back(database: db.Database, now: dt.datetime) -> dict[str, Any]:
    """How long the flow of a digest, and that of /journal, takes, in milliseconds: medians."""
    sessions = database.write(lambda db: db.scalar(select(func.count()).select_from(Session)))
    return {
        "digest": _median(database, _digest),
        "journal": _median(database, functools.partial(_journal, now=_after(database))),
        "sessions": sessions,
    }


def _after(database: db.Database) -> dt.datetime:
    return database.write(_waiting_digest).due - dt.timedelta(minutes=1)


def _waiting_digest(session: Db) -> Message:
    found = select(Message).where(col(Message.kind) == "digest", col(Message.state) == "waiting")
    return session.scalars(found).one()


def _median(database: db.Database, flow: Any) -> float:
    """Of many times; each is undone, so that all find the same."""
    times: list[float] = []
    for _ in range(TIMES):
        with contextlib.suppress(_UndoneError):
            database.write(_timed, flow, times)
    return float(statistics.median(times))


class _UndoneError(Exception):
    """The transaction is rolled back."""


def _timed(session: Db, flow: Any, times: list[float]) -> None:
    def act() -> None:
        flow(session)
        session.flush()

    times.append(timed(act)[0])
    raise _UndoneError


def _digest(session: Db) -> None:
    row = _waiting_digest(session)
    found = policies.decide(session, row, row.due)
    assert isinstance(found, Screen), found


def _journal(session: Db, now: dt.datetime) -> None:
    came = Arrival(2_000_000, household.ALEX, household.ALEX, "Alex", household.BOT)
    reply = arrivals.take_in(session, came, now, speech.command, "/journal", now)
    assert reply.drafts


def year(database: db.Database, now: dt.datetime, days: str) -> dict[str, Any]:
    """So many days of one family's: rows halfway and at the end, and bytes of one circle."""
    half: dict[str, int] = {}
    household.live_long(database, now, int(days), lambda: half.update(_counts(database)))
    whole, file = _counts(database), file_of(database)
    one = _bytes(file)
    copies.multiply(file, BESIDE)
    many = _bytes(file)
    each = {table: (many[table] - one[table]) / (BESIDE - 1) for table in one}
    return {"half": half, "whole": whole, "bytes": each, "year_bytes": sum(each.values())}


def _counts(database: db.Database) -> dict[str, int]:
    def count(session: Db) -> dict[str, int]:
        tables = SQLModel.metadata.sorted_tables
        return {t.name: session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}

    return database.write(count)


def _bytes(file: Path) -> dict[str, int]:
    """What a table takes with its indexes."""
    rows = copies.every(
        file,
        """SELECT kept.tbl_name, sum(page.pgsize) FROM dbstat AS page
        JOIN sqlite_master AS kept ON kept.name = page.name GROUP BY kept.tbl_name""",
    )
    return {str(table): int(size) for table, size in rows}
