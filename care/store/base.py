"""Inserting a row, for good or only once.

In this folder: what runs at every tap is a statement that is built once, at import, with
parameters. Building one anew costs more than running it (docs/performance.md).
"""

import datetime as dt
import functools
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from care.models import (
    Aside,
    Seen,
)

Row = TypeVar("Row", bound=SQLModel)


def add(db: Db, row: Row) -> Row:
    """Insert a row and give it its id."""
    db.add(row)
    db.flush()
    return row


def is_server(db: Db) -> bool:
    """Whether the rows are on a PostgreSQL server, where other processes may be at work, too."""
    return db.get_bind().dialect.name == "postgresql"


def plain(db: Db, statement: Executable, values: dict[str, Any]) -> CursorResult[Any]:
    """Run what gives or takes plain values, no rows of the session: half of the price.

    What is pending is written first, as it is before rows are looked for.
    """
    db.flush()
    return db.connection().execute(statement, values)


def inserting(db: Db) -> Any:
    """The database's own `insert`, which knows what to do on a conflict."""
    return postgresql.insert if is_server(db) else sqlite.insert


def insert_new(db: Db, row: SQLModel) -> bool:
    """Insert unless its unique key is there already; whether it was inserted."""
    names = type(row).model_fields.keys() - {"id"}
    values = {name: getattr(row, name) for name in names}
    statement = _inserting_new(inserting(db), type(row))
    return db.connection().execute(statement, values).first() is not None


@functools.cache
def _inserting_new(insert: Any, table: type[SQLModel]) -> Executable:
    # What comes back tells, not the count of rows: psycopg's is -1 where there is none to give.
    built: Executable = insert(table).on_conflict_do_nothing().returning(literal(1))
    return built


def first_time(db: Db, update_id: int, now: dt.datetime) -> bool:
    """Note an update as taken in; False where it was before. A flow's transaction begins here."""
    return insert_new(db, Seen(update_id=update_id, at=now))


def was_seen(db: Db, update_id: int) -> bool:
    """Whether an update was taken in."""
    return db.get(Seen, update_id) is not None


def put_aside(db: Db, update_id: int, reason: str, now: dt.datetime) -> None:
    """Keep that an update could not be handled: its id and the reason, never its content."""
    add(db, Aside(update_id=update_id, reason=reason, at=now))
