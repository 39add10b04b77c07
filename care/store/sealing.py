"""Private text under a key: whether it is, whether this is the key, and how it comes under one."""

from typing import Any

from sqlalchemy import Column, LargeBinary, bindparam, inspect, select, type_coerce, update
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from care.models import DataKey
from care.private import Key, PrivateText, UnreadableError
from care.store.base import add

CANARY, PLACE = "readable", "data_key.canary"
AT_ONCE = 500


def is_sealed(db: Db) -> bool:
    """Whether private text is encrypted here. From the first key on, all of it is."""
    if not inspect(db.connection()).has_table("data_key"):
        return False
    return db.scalar(select(col(DataKey.id)).limit(1)) is not None


def opens(db: Db, key: Key | None) -> bool:
    """Whether this is the key that all is encrypted with: it opens the known words."""
    kept = select(type_coerce(col(DataKey.canary), LargeBinary))
    try:
        return key is not None and all(key.open(bytes(one), PLACE) for one in db.scalars(kept))
    except UnreadableError:
        return False


def seal(db: Db) -> None:
    """Bring all private text under the key that the engine has been given, and the known words.

    All in the caller's transaction: whoever dies meanwhile leaves it as it was.
    """
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, PrivateText):
                _seal(db, column)
    add(db, DataKey(canary=CANARY))


def _seal(db: Db, column: "Column[str]") -> None:
    row = column.table.c.id
    change = update(column.table).where(row == bindparam("of")).values({column: bindparam("said")})
    last = 0
    while found := _plain(db, column, last):
        db.connection().execute(change, found)
        last = found[-1]["of"]


def _plain(db: Db, column: "Column[str]", after: int) -> list[dict[str, Any]]:
    """The next rows that have something there, read as it was without a key."""
    row = column.table.c.id
    wanted = select(row.label("of"), type_coerce(column, PrivateText()).label("said"))
    there = (row > after, column.is_not(None))
    found = db.execute(wanted.where(*there).order_by(row).limit(AT_ONCE)).mappings()
    return [dict(one) for one in found]
