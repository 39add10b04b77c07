"""The list of erased circles: an id and when that circle was made, so that none comes back."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import col

from care.models import Circle, Erased
from care.store.base import add, is_server

# Which of the server's locks it is.
TURN = 0xE5A5_ED00


@dataclass(frozen=True, order=True)
class Gone:
    """A circle that was erased: the id it had, when it was made, when it was erased (UTC)."""

    circle: int
    created_at: dt.datetime
    at: dt.datetime

    @property
    def which(self) -> tuple[int, dt.datetime]:
        """Which circle it was: an id alone may have been given twice, after a restore."""
        return self.circle, self.created_at


def gone(db: Db) -> list[Gone]:
    """All that were erased, as far as these rows know."""
    rows = db.scalars(select(Erased).order_by(col(Erased.id)))
    return [Gone(row.circle, row.created_at, row.at) for row in rows]


def settle_in_turn(db: Db) -> None:
    """Wait until nobody else compares the list with the rows; nobody does until this is over.

    Replicas start at the same time. On SQLite whoever writes is alone anyway.
    """
    if is_server(db):
        db.execute(select(func.pg_advisory_xact_lock(TURN)))


def note_gone(db: Db, listed: Iterable[Gone]) -> None:
    """Keep these in the list, each circle once."""
    known = {one.which for one in gone(db)}
    for one in sorted(listed):
        if one.which not in known:
            add(db, Erased(circle=one.circle, created_at=one.created_at, at=one.at))
            known.add(one.which)


def risen(db: Db, listed: Iterable[Gone]) -> Sequence[Circle]:
    """The circles that are here although the list says that they were erased."""
    which = {one.which for one in listed}
    ids = [circle for circle, _ in which]
    found = db.scalars(select(Circle).where(col(Circle.id).in_(ids)).order_by(col(Circle.id)))
    return [circle for circle in found if (circle.id, circle.created_at) in which]
