"""Inserting a row, for good or only once.

In this folder: what runs at every tap is a statement that is built once, at import, with
parameters. Building one anew costs more than running it (docs/performance.md).
"""

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable, bindparam, inspect, literal, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from care.models import Answer, Aside, Member, Message, Planned, PlanVersion, Seen, Session
from care.store import gathered

Row = TypeVar("Row", bound=SQLModel)
_BLANK = {name: one.default for name, one in Message.model_fields.items() if name != "id"}
# What a round may have gathered is not all any more, once one of these is new.
GATHERED = (Member, PlanVersion, Answer)


def add(db: Db, row: Row) -> Row:
    """Insert a row and give it its id."""
    add_all(db, [row])
    return row


def add_all(db: Db, rows: Sequence[SQLModel]) -> None:
    """Insert rows of one table, all at once, and give them their ids."""
    db.add_all(rows)
    db.flush()
    if any(isinstance(row, GATHERED) for row in rows):
        gathered.forget(db)
    gathered.came(db, [row for row in rows if isinstance(row, Session)])


def is_server(db: Db) -> bool:
    """Whether the rows are on a PostgreSQL server, where other processes may be at work, too."""
    return db.get_bind().dialect.name == "postgresql"


def plain(db: Db, statement: Executable, values: dict[str, Any]) -> CursorResult[Any]:
    """Run what gives or takes plain values, no rows of the session: half of the price.

    What is pending is written first, as it is before rows are looked for.
    """
    db.flush()
    return db.connection().execute(statement, values)


def save(db: Db, row: SQLModel, **values: Any) -> None:
    """Write some columns of a row at once, by its id: a fifth of the price of a flush.

    In a savepoint by a flush: if that is rolled back, the row is as it was before.
    """
    if db.in_nested_transaction():
        for name, value in values.items():
            setattr(row, name, value)
        db.flush()
        return
    db.connection().execute(_updating(type(row)), {"row_id": inspect(row).identity[0], **values})
    for name, value in values.items():
        set_committed_value(row, name, value)


@functools.cache
def _updating(kind: type[SQLModel]) -> Executable:
    table = inspect(kind).local_table
    built: Executable = update(table).where(table.c.id == bindparam("row_id"))
    return built


def inserting(db: Db) -> Any:
    """The database's own `insert`, which knows what to do on a conflict."""
    return postgresql.insert if is_server(db) else sqlite.insert


def insert_new(db: Db, row: SQLModel) -> bool:
    """Insert unless its unique key is there already; whether it was inserted."""
    names = type(row).model_fields.keys() - {"id"}
    values = {name: getattr(row, name) for name in names}
    statement = _inserting_new(inserting(db), type(row))
    return db.connection().execute(statement, values).first() is not None


def insert_keyed(db: Db, rows: Sequence[Planned | Message]) -> set[str | None]:
    """Insert messages unless their unique keys are there already; the keys that are new."""
    values = [{name: getattr(row, name, blank) for name, blank in _BLANK.items()} for row in rows]
    if not values:
        return set()
    insert = _inserting_new(inserting(db), Message)
    return {key for (key,) in db.connection().execute(insert, values)}


@functools.cache
def _inserting_new(insert: Any, table: type[SQLModel]) -> Executable:
    # What comes back tells, not the count of rows: psycopg's is -1 where there is none to give.
    told = Message.key if table is Message else literal(1)
    built: Executable = insert(table).on_conflict_do_nothing().returning(told)
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
