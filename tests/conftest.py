"""The family, over the real doors, on both databases, with the clock in hand."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot import files, schema
from care import db
from tests import contract, postgres, quick
from tests.called import CalledFamily
from tests.family import Family

DATABASES = ("sqlite", "postgres")


def pytest_sessionstart() -> None:
    """Before anything is measured, in each worker."""
    quick.warm()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str | None]:
    """A throwaway PostgreSQL; where this machine has none it is said loudly, in CI it fails."""
    if postgres.find_binaries() is None:
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail("no PostgreSQL server on this machine, and the tests were told to have one")
        yield None
        return
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema, migrated once and copied for each test."""
    file = tmp_path_factory.mktemp("migrated") / "baseline.db"
    schema.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_database(postgres_server: str | None) -> Iterator[str | None]:
    """A PostgreSQL database with the schema: each test's in turn, emptied after it."""
    if postgres_server is None:
        yield None
        return
    with postgres.fresh_database(postgres_server) as url:
        schema.upgrade(url)
        yield url


@pytest.fixture(params=DATABASES)
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A fresh, migrated database: each test that asks for it runs on SQLite and on PostgreSQL.

    In this process alone, SQLite doesn't wait for the disk: what survives is `endtoend`'s to show.
    """
    monkeypatch.setattr(db, "SYNCHRONOUS", "OFF")
    # What a bot keeps beside rows that are on a server.
    monkeypatch.setattr(files, "DATA", tmp_path / "data")
    if request.param == "sqlite":
        file = tmp_path / "baseline.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), file)
        file.chmod(files.OWN)
        yield f"sqlite:///{file}"
        return
    url = request.getfixturevalue("migrated_database")
    if url is None:
        pytest.skip("NOT TESTED ON POSTGRESQL: this machine has no PostgreSQL server")
    yield url
    postgres.wipe(url, [table.name for table in reversed(SQLModel.metadata.sorted_tables)])


@pytest.fixture
def server_url(postgres_server: str | None) -> Iterator[str]:
    """An empty PostgreSQL database, as a host has just made it."""
    if postgres_server is None:
        pytest.skip("NOT TESTED ON POSTGRESQL: this machine has no PostgreSQL server")
    with postgres.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def bot_api() -> None:
    """The independent description of the Bot API is loaded, before any clock runs."""
    contract.by_name()


@pytest.fixture
async def family(database_url: str, bot_api: None) -> AsyncIterator[Family]:
    """The bot and a Telegram of its own; Monday morning, before anybody has done anything."""
    async with Family(database_url) as made:
        yield made


@pytest.fixture
async def called(database_url: str, bot_api: None) -> AsyncIterator[CalledFamily]:
    """The same, where Telegram calls the bot."""
    async with CalledFamily(database_url) as made:
        yield made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once more, at the very end, what was not tested."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for line in (
        "NOT TESTED ON POSTGRESQL: no server's binaries found",
        "NOT TESTED IN A BROWSER: no Chromium found",
        "NOT TESTED ON A FULL DISK: nobody here may mount one",
    ):
        if any(line.partition(":")[0] in reason for reason in skipped):
            terminalreporter.write_line(line, red=True)
