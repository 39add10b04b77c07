"""A database of each older version, with rows in every table, brought up to date: all of it stays.

Altering a table in batch remakes it on SQLite; done wrongly, that deletes its children.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, MetaData, Table, text
from sqlmodel import SQLModel

from bot import schema
from care import db, plan, private, store
from tests import postgres

AT = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
PLAIN = b"\x00Alex"
# Each version of the schema but this program's own: the next migration adds one.
RELEASED = sorted(path.stem[:4] for path in (schema.FOLDER / "versions").glob("[0-9]*.py"))[:-1]
ONCE = "sqlite_autoincrement"
FROM_THE_FIRST = pytest.mark.parametrize("revision", RELEASED[:1])
# A value for each type that the columns have.
MADE_UP: dict[type, Any] = {
    int: 1,
    str: "x",
    bool: True,
    bytes: PLAIN,
    dt.datetime: AT,
    dt.date: AT.date(),
    dt.time: dt.time(9),
}
KEY = private.Key(b"k" * private.KEY_BYTES)
BEFORE: dict[str, dict[str, Any]] = {
    "session": {"state": "open"},
    "message": {"state": "waiting"},
    # Where there is such a row, all is encrypted.
    "data_key": {"canary": KEY.seal(store.sealing.CANARY, store.sealing.PLACE)},
}
# What rows that were there before get in the columns that came later; all others are empty.
DEFAULTS: dict[str, dict[str, Any]] = {
    "member": {
        "digest_day": "sun",
        "digest_sound": False,
        "prompt_sound": True,
        "question_sound": False,
        "large_buttons": False,
        "may_be_asked": False,
        "gets_report": False,
    },
    "session": {"laters": 0},
    "chat": {"free_at": 0},
    # In the rows that were there before, every phone is a shared one.
    "answer": {"shared": True},
}


@pytest.fixture(params=["sqlite", "postgres"])
def older(request: pytest.FixtureRequest, tmp_path: Path, revision: str) -> Iterator[Engine]:
    """A database as that version of the program left it, without rows."""
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_server")
        if server is None:
            pytest.skip("NOT TESTED ON POSTGRESQL: this machine has no PostgreSQL server")
        with postgres.fresh_database(server) as url:
            yield from _at(url, revision)
        return
    yield from _at(f"sqlite:///{tmp_path / 'baseline.db'}", revision)


def _at(url: str, revision: str) -> Iterator[Engine]:
    engine = db.engine(url)
    with engine.connect() as connection:
        command.upgrade(schema.config(connection), revision)
        connection.commit()
    yield engine
    engine.dispose()


def _tables(connection: Connection) -> list[Table]:
    """The tables as the database has them, parents first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _fill(connection: Connection) -> None:
    """Two rows in every table, each column set; the second's references go to second rows."""
    for table in _tables(connection):
        for number in (1, 2):
            row = {column.name: _value(column, number) for column in table.columns}
            row |= BEFORE.get(table.name, {})
            connection.execute(table.insert().values(**row))


def _value(column: Any, number: int) -> Any:
    if column.primary_key or column.foreign_keys:
        return number
    kind = column.type.python_type
    if kind is int:
        return number
    return f"x{number}" if kind is str else MADE_UP[kind]


def _upgrade(older: Engine, revision: str) -> None:
    """As the program does at its start, with the key that was set since that version had one."""
    older.dispose()
    url = older.url.render_as_string(hide_password=False)
    schema.upgrade(url, KEY if revision >= "0005" else None)


def _rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: [
            dict(row._mapping)
            for row in connection.execute(table.select().order_by(*table.primary_key))
        ]
        for table in _tables(connection)
    }


def test_there_are_older_versions() -> None:
    assert RELEASED[:4] == ["0001", "0002", "0003", "0004"]


@pytest.mark.parametrize("revision", RELEASED)
def test_every_row_and_its_children_are_kept(older: Engine, revision: str) -> None:
    with older.connect() as connection:
        _fill(connection)
        connection.commit()
        before = _rows(connection)
    assert before.keys() > {"human", "chat", "circle", "member", "session", "answer", "message"}
    assert all(len(rows) == 2 for rows in before.values())
    _upgrade(older, revision)
    with older.connect() as connection:
        after = _rows(connection)
        assert schema.is_current(connection)
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    # Who had answered was heard then.
    defaults = DEFAULTS | {"circle": {"heard_at": after["answer"][0]["at"]}}
    assert {table: len(after[table]) for table in before} == dict.fromkeys(before, 2)
    for table, rows in before.items():
        for old, new in zip(rows, after[table], strict=True):
            assert {key: new[key] for key in old} == old
            added = {k: v for k, v in new.items() if k not in old and v is not None}
            came_later = {k: v for k, v in defaults.get(table, {}).items() if k not in old}
            assert added == came_later
    assert [table for table in after if table not in before and after[table]] == []


OLD_PLAN = {
    "routines": [
        {
            "id": 1,
            "name": "Morning stretch",
            "minutes": 10,
            "exercises": [
                {"name": "Shoulder circles", "dose": "10", "kind": "range_of_motion"},
                {"name": "Ankle circles"},
            ],
            "slots": [{"id": 1, "at": "09:00:00", "days": ["mon", "tue"]}],
        }
    ],
    "recovery_limit": 45,
    "limit_by": "Alex",
    "limit_on": "2026-11-03",
    "pain_limit": None,
    "pain_limit_by": None,
    "pain_limit_on": None,
}


@FROM_THE_FIRST
def test_a_plan_of_before_is_a_plan_of_now(older: Engine) -> None:
    """Each limit has whose word it was, and an exercise is the same one in every version."""
    with older.connect() as connection:
        _fill(connection)
        versions = next(one for one in _tables(connection) if one.name == "plan_version")
        for number, change in ((1, {}), (2, {"recovery_limit": 50})):
            document = b"\x00" + json.dumps(OLD_PLAN | change).encode()
            one = versions.update().where(versions.c.id == number)
            connection.execute(one.values(document=document, circle_id=1))
        connection.commit()
    older.dispose()
    schema.upgrade(older.url.render_as_string(hide_password=False))
    with older.connect() as connection:
        rows = _rows(connection)
    found = [plan.read(bytes(row["document"])[1:].decode()) for row in rows["plan_version"]]
    word = plan.Word(by="Alex", on=dt.date(2026, 11, 3))
    assert [one.recovery_limit for one in found] == [45, 50]
    assert {one.recovery_limit_word for one in found} == {word}
    assert {one.pain_limit_word for one in found} == {None}
    ids = [[e.id for e in one.routines[0].exercises] for one in found]
    assert ids == [[1, 2], [1, 2]]
    assert [(row["id"], row["circle_id"]) for row in rows["exercise"]] == [(1, 1), (2, 1)]


@pytest.mark.parametrize("revision", RELEASED)
def test_no_number_is_given_twice_afterwards(older: Engine, revision: str) -> None:
    """Remaking a table in batch drops AUTOINCREMENT: then the number of a row that went comes back.

    A button in somebody's chat may still name it.
    """
    with older.connect() as connection:
        _fill(connection)
        connection.commit()
    _upgrade(older, revision)
    if older.dialect.name != "sqlite":
        return
    with older.connect() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        numbered = {name for name, sql in made if "AUTOINCREMENT" in (sql or "")}
        listed = connection.execute(text("SELECT * FROM sqlite_sequence"))
        given = {row.name: row.seq for row in listed}
    once = {t.name for t in SQLModel.metadata.sorted_tables if t.kwargs.get(ONCE)}
    assert numbered == once
    assert {given[name] for name in ("member", "answer", "message", "circle")} == {2}
