"""One thread hop and one transaction a flow; a report never makes a tap wait."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session as Db
from sqlmodel import col, select

from bot import schema
from care import db, store
from care.models import Aside, Circle
from tests.care.rows import MONDAY, household

PATIENCE = 10


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'baseline.db'}"
    schema.upgrade(url)
    return url


class Held:
    """A flow that stays inside its transaction until it is let go."""

    def __init__(self) -> None:
        self.inside, self.let_go = threading.Event(), threading.Event()

    def read(self, session: Db) -> int:
        found = len(session.exec(select(Aside)).all())
        self._stay()
        return found

    def write(self, session: Db) -> str:
        store.put_aside(session, 1, "held", MONDAY)
        self._stay()
        return "held"

    def _stay(self) -> None:
        self.inside.set()
        assert self.let_go.wait(PATIENCE), "nobody let it go"

    async def is_inside(self) -> None:
        assert await asyncio.to_thread(self.inside.wait, PATIENCE)


def count(session: Db) -> int:
    return len(session.exec(select(Aside)).all())


async def test_a_read_does_not_wait_behind_a_write(sqlite_url: str) -> None:
    database, held = db.Database(sqlite_url), Held()
    write = asyncio.create_task(database.run(held.write))
    await held.is_inside()
    assert await asyncio.wait_for(database.read(count), PATIENCE / 2) == 0
    held.let_go.set()
    assert await write == "held"
    assert await database.read(count) == 1
    database.close()


async def test_a_write_does_not_wait_behind_a_read(sqlite_url: str) -> None:
    database, held = db.Database(sqlite_url), Held()
    read = asyncio.create_task(database.read(held.read))
    await held.is_inside()
    write = database.run(store.put_aside, 2, "meanwhile", MONDAY)
    await asyncio.wait_for(write, PATIENCE / 2)
    held.let_go.set()
    assert await read == 0
    database.close()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_report_and_as_many_as_may_write_are_at_work_at_once(database_url: str) -> None:
    """None of them waits for a connection: who waits too long for one is told of trouble."""
    database = db.Database(database_url)
    together = threading.Barrier(db.WRITERS + 1, timeout=PATIENCE)

    def flow(session: Db) -> int:
        session.execute(text("SELECT 1"))
        return together.wait()

    writes = [database.run(flow) for _ in range(db.WRITERS)]
    found = await asyncio.gather(database.read(flow), *writes)
    assert sorted(found) == list(range(db.WRITERS + 1))
    database.close()
    assert db.is_trouble(PoolTimeoutError())
    assert db.is_our_fault(PoolTimeoutError())


async def test_close_lets_what_runs_be_committed(database_url: str) -> None:
    database, held = db.Database(database_url), Held()
    write = asyncio.create_task(database.run(held.write))
    await held.is_inside()
    closing = asyncio.create_task(asyncio.to_thread(database.close))
    assert not closing.done()
    held.let_go.set()
    await closing
    assert await write == "held"
    after = db.Database(database_url)
    assert after.write(count) == 1
    after.close()


async def test_a_commit_is_told_and_nothing_else_is(database_url: str) -> None:
    database = db.Database(database_url)
    told: list[threading.Thread] = []
    database.on_commit = lambda: told.append(threading.current_thread())

    def fails(session: Db) -> None:
        store.put_aside(session, 1, "never kept", MONDAY)
        raise LookupError("a defect")

    with pytest.raises(LookupError):
        await database.run(fails)
    assert await database.read(count) == 0
    assert told == []
    await database.run(store.put_aside, 1, "kept", MONDAY)
    assert told == [threading.current_thread()]
    database.close()


async def test_what_reads_cannot_write(sqlite_url: str) -> None:
    database = db.Database(sqlite_url)
    with pytest.raises(OperationalError):
        await database.read(store.put_aside, 1, "x", MONDAY)
    assert await database.read(count) == 0
    database.close()


async def test_the_pragmas_that_an_answer_relies_on(sqlite_url: str) -> None:
    database = db.Database(sqlite_url)

    def pragmas(session: Db) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        return {name: session.connection().scalar(text(f"PRAGMA {name}")) for name in names}

    assert await database.run(pragmas) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
    }
    database.close()


def test_a_counter_that_several_raise_loses_nothing(database_url: str) -> None:
    """libraries.md: as SQLite comes, 50 increments from 5 tasks left 10, without an error."""
    database = db.Database(database_url)
    home = household(database)

    def increment(session: Db) -> None:
        circle = store.lock(session, home.circle)
        circle.stopped_by = (circle.stopped_by or 0) + 1

    def ten_times(_: int) -> None:
        for _ in range(10):
            database.write(increment)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(ten_times, range(5)))
    assert database.write(lambda s: s.get_one(Circle, home.circle).stopped_by) == 50
    database.close()


async def test_the_same_from_five_tasks(database_url: str) -> None:
    database = db.Database(database_url)
    home = household(database)

    def increment(session: Db) -> None:
        circle = store.lock(session, home.circle)
        circle.stopped_by = (circle.stopped_by or 0) + 1

    async def ten_times() -> None:
        for _ in range(10):
            await database.run(increment)

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(ten_times())
    circles = await database.run(lambda s: s.exec(select(col(Circle.stopped_by))).all())
    assert list(circles) == [50]
    database.close()


class DeadlockError(Exception):
    """As psycopg says it."""

    sqlstate = "40P01"


@pytest.mark.parametrize(("failures", "kept"), [(0, True), (2, True), (3, False)])
def test_who_loses_a_deadlock_goes_again_and_not_for_ever(
    sqlite_url: str, failures: int, kept: bool
) -> None:
    database = db.Database(sqlite_url)
    left = [failures]

    def flow(session: Db) -> None:
        store.put_aside(session, 1, "once", MONDAY)
        if left[0]:
            left[0] -= 1
            raise OperationalError("x", {}, DeadlockError())

    if kept:
        database.write(flow)
    else:
        with pytest.raises(OperationalError):
            database.write(flow)
    assert database.write(count) == int(kept)
    database.close()


def test_another_error_is_not_tried_again(sqlite_url: str) -> None:
    database = db.Database(sqlite_url)
    calls: list[int] = []

    def flow(session: Db) -> None:
        calls.append(1)
        raise OperationalError("x", {}, Exception("disk full"))

    with pytest.raises(OperationalError) as caught:
        database.write(flow)
    assert db.is_our_fault(caught.value)
    assert not db.is_our_fault(LookupError())
    assert calls == [1]
    database.close()


def test_an_error_never_shows_what_people_wrote(database_url: str) -> None:
    database = db.Database(database_url)

    def flow(session: Db) -> None:
        values = {"number": 10**6, "words": b"\0my chest hurts"}
        statement = text(
            "INSERT INTO answer (circle_id, member_id, kind, words, at, update_id)"
            " VALUES (:number, 1, 'chest', :words, '2026-11-23', 1)"
        )
        session.connection().execute(statement, values)

    with pytest.raises(IntegrityError) as caught:
        database.write(flow)
    assert "chest hurts" not in str(caught.value)
    database.close()


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///data/x.db", "sqlite"),
        ("sqlite+pysqlite:///x.db", "sqlite"),
        ("postgresql://u:p@h/d", "postgresql+psycopg"),
        ("postgres://u:p@h/d", "postgresql+psycopg"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql+psycopg"),
    ],
)
def test_addresses(url: str, driver: str) -> None:
    assert db.address(url).drivername == driver


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "oracle://u:secret@h/d"])
def test_a_database_we_do_not_speak(url: str) -> None:
    with pytest.raises(ValueError, match=r"^(mysql|oracle)$"):
        db.address(url)


async def test_a_flow_that_runs_out_is_an_error_and_not_a_wait_for_good(sqlite_url: str) -> None:
    """A future can't carry StopIteration: whoever awaited it would wait for ever."""
    database = db.Database(sqlite_url)

    def runs_out(session: Db) -> None:
        next(iter(()))

    for run in (database.run, database.read):
        with pytest.raises(RuntimeError):
            await asyncio.wait_for(run(runs_out), PATIENCE)
    database.close()


def test_the_first_error_says_why(tmp_path: Path) -> None:
    """Within a savepoint a full disk ends the whole transaction, savepoint and all."""
    database = db.Database(f"sqlite:///{tmp_path / 'full.db'}")
    database.write(lambda s: s.execute(text("CREATE TABLE much (it TEXT)")))

    def fill(session: Db) -> None:
        session.execute(text("PRAGMA max_page_count = 3"))
        with session.begin_nested():
            session.execute(text("INSERT INTO much VALUES (zeroblob(100000))"))

    with pytest.raises(OperationalError) as caught:
        database.write(fill)
    assert "savepoint" in str(caught.value)
    assert db.reason(caught.value) == "database or disk is full"
    database.close()
