"""A whole SQLite bot put into an empty PostgreSQL database: compared row by row, or not at all.

All rows go in one transaction. Whoever dies before its end has moved nothing.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    MetaData,
    Row,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from bot import erased, files, schema, staging
from care import db, private, store

AT_ONCE = 1000
BITS = 256


class NotEmptyError(Exception):
    """There is something in the database already: the table's name."""


class DifferentError(Exception):
    """What arrived isn't what was sent: the table's name. Nothing of it is kept."""


@dataclass(frozen=True)
class Content:
    """How many rows a table has, and what they add up to, in whatever order they come."""

    rows: int = 0
    total: int = 0


@dataclass(frozen=True)
class Moved:
    """How many rows each table has there now; whether private text was encrypted on the way."""

    rows: dict[str, int]
    sealed: bool


def move(source: Path, target: str, key: private.Key | None = None) -> Moved:
    """Put all rows of an SQLite file into an empty database on a server; the file stays as it is.

    BusyError where a bot runs on it, NotWholeError, NotOursError or schema.NewerError for what is
    no good file, private.UnreadableError where it is encrypted and this isn't its key,
    NotEmptyError, DifferentError; OSError, sqlite3.Error and SQLAlchemyError as they come. In all
    of these nothing was moved. A file that is plain comes under the key on the way.
    """
    if not source.is_file():
        raise FileNotFoundError
    with (
        files.alone(source),
        staging.staged(source, source.with_name(f"{source.name}.moving")) as staged,
    ):
        sealed = schema.upgrade(staging.url(staged), key)
        listed = erased.read(files.erased(staging.url(source)))
        return Moved(_send(staged, target, listed), sealed)


def _send(staged: Path, target: str, listed: set[store.Gone]) -> dict[str, int]:
    sends, takes = db.engine(staging.url(staged), read_only=True), db.engine(target)
    try:
        with sends.connect() as old, takes.connect() as new:
            schema.take_turn(new)
            _make_empty_tables(new)
            rows = _copy(old, new)
            with Db(old) as session:
                erased.add(files.erased(target), [*listed, *store.gone(session)])
            new.commit()
            return rows
    finally:
        sends.dispose()
        takes.dispose()


def _make_empty_tables(new: Connection) -> None:
    """The newest tables, where there are none or empty ones; NotEmptyError where there is more."""
    there = set(inspect(new).get_table_names()) - {"alembic_version"}
    for name in sorted(there):
        table = SQLModel.metadata.tables.get(name)
        if table is None or new.execute(select(text("1")).select_from(table).limit(1)).first():
            raise NotEmptyError(name)
    try:
        current = schema.is_current(new)
    except schema.NewerError:
        raise NotEmptyError("alembic_version") from None
    new.rollback()
    if not current:
        schema.migrate(new)


def _copy(old: Connection, new: Connection) -> dict[str, int]:
    tables = _as_they_are()
    sent = {table.name: _pour(old, new, table) for table in tables}
    for table in tables:
        if _content(new, table) != sent[table.name]:
            raise DifferentError(table.name)
    _part_numbers(old, new)
    return {name: content.rows for name, content in sent.items()}


def _as_they_are() -> Sequence[Table]:
    """All tables, parents first, with private text as the bytes that it is.

    A value that is encrypted opens in its own column of whichever database.
    """
    plain = MetaData()
    for table in SQLModel.metadata.sorted_tables:
        for column in table.to_metadata(plain).columns:
            if isinstance(column.type, private.PrivateText):
                column.type = LargeBinary()
    return plain.sorted_tables


def _pour(old: Connection, new: Connection, table: Table) -> Content:
    """All rows of a table; what they were."""
    found = Content()
    for rows in _batches(old, table):
        new.execute(insert(table), [dict(row._mapping) for row in rows])
        found = _and(found, rows)
    return found


def _content(connection: Connection, table: Table) -> Content:
    found = Content()
    for rows in _batches(connection, table):
        found = _and(found, rows)
    return found


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """Never more than a batch in memory."""
    by_and_by = {"yield_per": AT_ONCE}
    return connection.execute(select(table), execution_options=by_and_by).partitions()


def _and(found: Content, rows: Sequence[Row[Any]]) -> Content:
    total = sum(int.from_bytes(_digest(row)) for row in rows)
    return Content(found.rows + len(rows), (found.total + total) % 2**BITS)


def _digest(row: Row[Any]) -> bytes:
    """What a row says, in a form that is the same from both databases."""
    return hashlib.sha256(repr([_plain(value) for value in row]).encode()).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return bytes(value) if isinstance(value, memoryview) else value


def _part_numbers(old: Connection, new: Connection) -> None:
    """No number that was given before is given again, also of rows that are gone by now."""
    given = old.execute(text("SELECT name, seq FROM sqlite_sequence"))
    for name, last in given.all():
        table = SQLModel.metadata.tables.get(name)
        if table is not None and last:
            sequence = func.pg_get_serial_sequence(f'"{name}"', "id")
            highest = select(func.coalesce(func.max(table.c.id), 1)).scalar_subquery()
            new.execute(select(func.setval(sequence, func.greatest(last, highest))))
