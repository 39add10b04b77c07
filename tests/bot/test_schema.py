"""The schema: made of nothing, brought up to date once, and the same as the models."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import autogenerate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import SQLModel

from bot import schema
from care import db, models, store
from tests import postgres
from tests.care.rows import MONDAY


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'a folder' / 'not there yet' / 'baseline.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    if server is None:
        pytest.skip("NOT TESTED ON POSTGRESQL: this machine has no PostgreSQL server")
    with postgres.fresh_database(server) as url:
        yield url


def test_from_nothing(empty_url: str) -> None:
    schema.upgrade(empty_url)
    engine = db.engine(empty_url)
    tables = set(inspect(engine).get_table_names())
    assert tables == set(SQLModel.metadata.tables) | {"alembic_version"}
    with engine.connect() as connection:
        assert schema.is_current(connection)
    engine.dispose()


def test_the_migrations_make_what_the_models_say(empty_url: str) -> None:
    schema.upgrade(empty_url)
    engine = db.engine(empty_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert autogenerate.compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_checks_are_kept(empty_url: str) -> None:
    """Autogenerate doesn't compare these."""
    schema.upgrade(empty_url)
    engine = db.engine(empty_url)
    names = {one["name"] for one in inspect(engine).get_check_constraints("session")}
    assert names == {"ck_session_asks_while_open"}
    engine.dispose()


def test_again_and_again_is_harmless(empty_url: str) -> None:
    schema.upgrade(empty_url)
    database = db.Database(empty_url)
    database.write(store.first_time, 7, MONDAY)
    schema.upgrade(empty_url)
    schema.upgrade(empty_url)
    assert database.write(lambda s: s.get(models.Seen, 7)) is not None
    database.close()


def test_the_newest_is_told_by_the_files_names(empty_url: str) -> None:
    engine = db.engine(empty_url) if "sqlite" not in empty_url else None
    scripts = ScriptDirectory(str(schema.FOLDER))
    assert scripts.get_heads() == [schema.head()]
    if engine:
        with engine.connect() as connection:
            assert not schema.is_current(connection)
        engine.dispose()


CHECK = """
import sys
from bot import schema
schema.upgrade(sys.argv[1])
assert ("alembic" in sys.modules) is (sys.argv[2] == "new"), sorted(sys.modules)
"""


def test_alembic_is_only_loaded_where_something_is_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'baseline.db'}"
    for expected in ("new", "current"):
        subprocess.run([sys.executable, "-c", CHECK, url, expected], check=True)
