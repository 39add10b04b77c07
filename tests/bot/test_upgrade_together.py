"""Replicas that start at the same time: one brings the database up to date, the others wait."""

import base64
import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import LargeBinary, select, type_coerce
from sqlmodel import SQLModel

from bot import schema
from care import db, models
from tests.care.rows import every
from tests.care.test_private import KEY, SECRET

MANY = 4
PATIENCE = 60
# Says what upgrade told it: whether it was the one that encrypted.
STARTS = """
import base64, os, signal, sys
from sqlalchemy import Engine, event
from bot import schema
from care import private

def say(connection, cursor, statement, *rest):
    if sys.argv[3] and sys.argv[3] in statement:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "before_cursor_execute", say)
print(schema.upgrade(sys.argv[1], private.Key(base64.b64decode(sys.argv[2]))))
"""


def starts(url: str, dies_at: str = "") -> "subprocess.Popen[str]":
    program = [sys.executable, "-c", STARTS, url, base64.b64encode(SECRET).decode(), dies_at]
    return subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextlib.contextmanager
def at_once(url: str, *dying: str) -> Iterator[list["subprocess.Popen[str]"]]:
    """They have all started, and none has done anything yet: our turn is before theirs."""
    with psycopg.connect(url, autocommit=True) as first:
        first.execute("SELECT pg_advisory_lock(%s)", (schema.TURN,))
        started = []
        for dies_at in dying:
            started.append(starts(url, dies_at))
            wait_for(first, len(started))
        yield started


def wait_for(connection: "psycopg.Connection[tuple[int]]", many: int) -> None:
    """Until so many wait for their turn: in the order in which they came, as the server has it."""
    asked = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    end = time.monotonic() + PATIENCE
    while (connection.execute(asked).fetchone() or (0,))[0] < many:
        assert time.monotonic() < end
        time.sleep(0.02)


def ends(one: "subprocess.Popen[str]") -> tuple[int, str]:
    out, error = one.communicate(timeout=PATIENCE)
    return one.returncode, out.strip() or error


def test_one_of_several_does_it(server_url: str) -> None:
    with at_once(server_url, *[""] * MANY) as started:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        with psycopg.connect(server_url) as onlooker:
            assert onlooker.execute(tables).fetchone() == (0,)
    told = sorted(ends(one) for one in started)
    # All are up, and one of them encrypted.
    assert told == [(0, "False")] * (MANY - 1) + [(0, "True")]
    database = db.Database(server_url, KEY)
    assert len(every(database, models.DataKey)) == 1
    kept = database.write(
        lambda s: s.scalars(select(type_coerce(models.DataKey.canary, LargeBinary))).all()
    )
    assert [bytes(one)[:1] for one in kept] == [b"\1"]
    database.close()


def test_one_that_dies_meanwhile_holds_nobody_up(server_url: str) -> None:
    """Between two migrations, or when it encrypts: the next in line does it."""
    with at_once(server_url, "CREATE TABLE erased", "INSERT INTO data_key", "") as started:
        pass
    codes = [ends(one) for one in started]
    assert [code for code, _ in codes] == [-signal.SIGKILL, -signal.SIGKILL, 0]
    assert codes[-1][1] == "True"
    engine = db.engine(server_url)
    with engine.connect() as connection:
        assert schema.is_current(connection)
    engine.dispose()


def test_who_is_in_the_way_of_a_migration_does_not_end_it(
    server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A replica that runs on holds two tables in the other order: the server ends one of them."""
    schema.upgrade(server_url)
    real, tries = schema._upgrade, []

    def once(url: str, key: object) -> bool:
        tries.append(url)
        if len(tries) == 1:
            entangle(url)
        return real(url, None)

    monkeypatch.setattr(schema, "_upgrade", once)
    assert schema.upgrade(server_url) is False
    assert len(tries) == 2


def entangle(url: str) -> None:
    """Two transactions that wait for each other; the server ends this one of them."""
    first, second = (f'LOCK TABLE "{one.name}"' for one in SQLModel.metadata.sorted_tables[:2])
    engine = db.engine(url)
    with psycopg.connect(url) as other, engine.connect() as ours, ThreadPoolExecutor() as beside:
        other.execute("SET deadlock_timeout = '1h'")
        ours.exec_driver_sql("SET deadlock_timeout = '10ms'")
        other.execute(first.encode())
        ours.exec_driver_sql(second)
        waits = beside.submit(other.execute, second.encode())
        try:
            ours.exec_driver_sql(first)
        finally:
            ours.close()
            engine.dispose()
            waits.result()
