"""Somebody else holds the database, takes it away, or restarts its server."""

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bot import __main__ as program
from care import db, models
from handlers import door
from tests.family import Family
from tests.stories import faults, steps
from tests.stories.faults import Host
from tests.stories.steps import SQLITE_ALONE
from tests.stories.test_faults_disk import NOT_SAVED, TOLD, comes_in, tries

POSTGRES_ALONE = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
LOCKED = TOLD.format("database is locked")
GONE = TOLD.format(
    "the database's file was removed or replaced while the bot ran; stop the bot, see which file "
    "is the right one, and start it again"
)


@pytest.fixture
def host(caplog: pytest.LogCaptureFixture) -> Iterator[Host]:
    made = Host(caplog)
    yield made
    made.check()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TRIES", (0, 0, None))


def file_of(family: Family) -> Path:
    return Path(family.database_url.removeprefix("sqlite:///"))


@contextlib.contextmanager
def shell(family: Family) -> Iterator[sqlite3.Connection]:
    """The host's own sqlite3, with a transaction that is begun and not ended."""
    connection = sqlite3.connect(file_of(family), isolation_level=None, check_same_thread=False)
    with contextlib.closing(connection):
        connection.execute("BEGIN IMMEDIATE")
        yield connection


@SQLITE_ALONE
async def test_held_for_a_moment_it_only_takes_longer(family: Family, host: Host) -> None:
    await faults.at_home(family)
    await family.at(9)
    with shell(family) as connection:
        asyncio.get_running_loop().call_later(0.2, connection.rollback)
        await family.alex.taps("Done")
    assert await steps.said(family, "outcome") == ["done"]
    assert await family.alex.toast() == ""
    await faults.says_how_it_was_from_pain(family)
    assert host.lines() == []


@SQLITE_ALONE
async def test_held_for_long_it_is_said_and_nothing_is_lost_or_doubled(
    family: Family, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 20)
    await family.restarts()
    await faults.at_home(family)
    await family.at(9)
    before = await family.alex.heard()
    with shell(family):
        for _ in range(2):
            assert await tries(family, family.alex, "Done") == NOT_SAVED
        # What only reads goes on beside it: a list, a report.
        assert await family.app.db.read(lambda session: session.get(models.Session, 1)) is not None
        assert await family.alex.heard() == before
    await family.alex.taps("Done")
    assert await steps.said(family, "outcome") == ["done"]
    await faults.says_how_it_was_from_pain(family)
    assert host.lines() == [LOCKED]
    await faults.tomorrow(family)


@SQLITE_ALONE
async def test_a_prompt_is_due_while_it_is_held(
    family: Family, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 20)
    await family.restarts()
    await faults.at_home(family)
    await family.at(8, 59)
    before = await faults.heard(family)
    await family.sleeps_through(minutes=1)
    with shell(family), pytest.raises(Exception, match="locked"):
        await family.app.due.round()
    await family.app.due.settle()
    assert await faults.heard(family) == (before[0] + 1, before[1])
    await faults.says_how_it_was(family)
    assert host.lines() == [LOCKED]


def copied(file: Path) -> Path:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(file, file.with_name("kept.db")))


def taken_away(file: Path) -> None:
    file.unlink()


def put_over(kept: Path, file: Path) -> None:
    kept.replace(file)


@SQLITE_ALONE
@pytest.mark.parametrize("how", ["removed", "replaced"])
async def test_a_file_that_is_taken_away_is_never_written_to_in_vain(
    family: Family, host: Host, how: str
) -> None:
    """An older copy over it, say: until it is started again, the bot says that it saves nothing."""
    await faults.at_home(family)
    await family.at(9)
    file = file_of(family)
    kept = copied(file)
    before = await family.alex.heard()
    taken_away(file) if how == "removed" else put_over(kept, file)
    for _ in range(2):
        assert await tries(family, family.alex, "Done") == NOT_SAVED
    assert await family.alex.heard() == before
    assert host.lines() == [GONE]
    # What the host put back is what counts from the next start on.
    await family.app.close()
    if how == "removed":
        put_over(kept, file)
    program._upgrade(family.database_url)
    await family._arrive()
    await family.alex.taps("Done")
    assert await steps.said(family, "outcome") == ["done"]
    await faults.says_how_it_was_from_pain(family)


@contextlib.contextmanager
def restarting(url: str) -> Iterator[None]:
    """The server takes nobody for a while, and puts out whoever is there."""
    found = psycopg.conninfo.conninfo_to_dict(url)
    name = sql.Identifier(str(found["dbname"]))
    allow = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
    outside = psycopg.connect(url, dbname="postgres", autocommit=True)
    with contextlib.closing(outside):
        outside.execute(allow.format(name, sql.SQL("false")))
        outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [found["dbname"]],
        )
        try:
            yield
        finally:
            outside.execute(allow.format(name, sql.SQL("true")))


@POSTGRES_ALONE
async def test_the_server_is_away_for_a_while(family: Family, host: Host) -> None:
    await faults.at_home(family)
    await family.at(9)
    before = await family.alex.heard()
    with restarting(family.database_url):
        assert await tries(family, family.alex, "Done") == NOT_SAVED
        await family.ask("/people/1001/messages", {"text": "my arm aches"})
        await comes_in(family)
        with pytest.raises(Exception, match="not currently accepting"):
            await family.app.due.round()
    assert (await family.alex.heard())[len(before) - 1] == before[-1]
    # Nothing but the connections was lost, and they come back by themselves.
    await family.alex.taps("Done")
    assert await steps.said(family, "outcome") == ["done"]
    await faults.says_how_it_was_from_pain(family)
    assert len(host.lines()) == 1
    await faults.tomorrow(family)


@POSTGRES_ALONE
async def test_put_out_between_two_taps_nobody_notices(family: Family, host: Host) -> None:
    await faults.at_home(family)
    await family.at(9)
    with restarting(family.database_url):
        pass
    await family.alex.taps("Done")
    assert await family.alex.toast() == ""
    await faults.says_how_it_was_from_pain(family)
    assert host.lines() == []
