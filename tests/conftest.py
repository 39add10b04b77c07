"""The family, over the real doors, on both databases, with the clock in hand."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot import schema
from tests import postgres
from tests.family import Family

DATABASES = ("sqlite", "postgres")


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
    """The name of a PostgreSQL database with the schema: the template of each test's own."""
    if postgres_server is None:
        yield None
        return
    with postgres.fresh_database(postgres_server) as url:
        schema.upgrade(url)
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database: each test that asks for it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "baseline.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), file)
        yield f"sqlite:///{file}"
        return
    server = request.getfixturevalue("postgres_server")
    if server is None:
        pytest.skip("NOT TESTED ON POSTGRESQL: this machine has no PostgreSQL server")
    template = request.getfixturevalue("migrated_database")
    with postgres.fresh_database(server, template) as url:
        yield url


@pytest.fixture
async def family(database_url: str, tmp_path: Path) -> AsyncIterator[Family]:
    """The bot and a Telegram of its own; Monday morning, before anybody has done anything."""
    async with Family(database_url, tmp_path / "sandbox.db") as made:
        yield made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once more, at the very end, what was not tested."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for line in (
        "NOT TESTED ON POSTGRESQL: no server's binaries found",
        "NOT TESTED IN A BROWSER: no Chromium found",
    ):
        if any(line.partition(":")[0] in reason for reason in skipped):
            terminalreporter.write_line(line, red=True)
