"""The due rows: claimed by a conditional update, held by a lease, purged when they have served."""

import datetime as dt
import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    bindparam,
    delete,
    func,
    literal,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.orm import Mapped
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from care.kinds import RANK, Kind, Reason, Sending
from care.models import (
    Circle,
    Invitation,
    Message,
    Seen,
)
from care.private import UnreadableError
from care.store import pace
from care.store.base import is_server, save

# A claim holds this long: who dies after it leaves the row to be found again.
LEASE = dt.timedelta(minutes=2)


# Where others claim too, what they hold is passed over: so many times as much is looked at.
LOOKS_AHEAD = 4
RANKS = sorted(set(RANK.values()))
_SEEN: tuple[Any, ...] = (
    Message.id,
    Message.circle_id,
    Message.chat_id,
    Message.rank,
    Message.try_at,
)


@dataclass(frozen=True)
class Due:
    """A row whose time has come: its id, its circle's, its chat's."""

    id: int
    circle_id: int | None
    chat_id: int | None


def _due(now: dt.datetime) -> ColumnElement[bool]:
    return col(Message.try_at) <= now


@functools.cache
def _by_rank(paced: bool) -> CompoundSelect[Any]:
    """Rank by rank, so that the index has them in order: whatever else is due, or waits."""
    free = pace.free_of(Message.chat_id) if paced else literal(0)
    ranks = (
        select(*map(col, _SEEN), free.label("free"))
        .where(col(Message.rank) == rank, col(Message.try_at) <= bindparam("now"))
        .where(pace.has_room(free, bindparam("wall")) if paced else true())
        .order_by(col(Message.try_at), col(Message.id))
        .limit(bindparam("most"))
        .subquery()
        for rank in RANKS
    )
    return union_all(*(select(one) for one in ranks))


def due_rows(db: Db, now: dt.datetime, most: int, wall: int | None = None) -> list[Due]:
    """What is due, most urgent first; by the machine's clock, only what its chat has room for."""
    told = {"now": now, "most": most} | ({"wall": wall} if wall else {})
    rows = db.execute(_by_rank(wall is not None), told)
    found, each = [], Counter[int | None]()
    for row in sorted(rows, key=lambda row: (row.rank, row.try_at, row.id)):
        each[row.chat_id] += row.chat_id is not None
        if not wall or each[row.chat_id] <= pace.room(row.free, wall):
            found.append(Due(row.id, row.circle_id, row.chat_id))
    return found[:most]


def claim(db: Db, now: dt.datetime, most: int, wall: int | None = None) -> Sequence[Message]:
    """Take the next due rows for this process, most urgent first: try_at moves a lease on.

    The circles are locked before the rows, as every flow does, so that none waits for the other.
    What somebody else holds is passed over for what comes behind it.
    """
    wanted = due_rows(db, now, most * LOOKS_AHEAD if is_server(db) else most, wall)
    ids: list[int] = []
    while wanted and len(ids) < most:
        these, wanted = wanted[: most - len(ids)], wanted[most - len(ids) :]
        held = set(_lock_free_circles(db, {one.circle_id for one in these if one.circle_id}))
        ids += [one.id for one in these if one.circle_id is None or one.circle_id in held]
    return _lease(db, now, ids, wall)


def _lock_free_circles(db: Db, wanted: Iterable[int]) -> Iterable[int]:
    return db.scalars(
        select(col(Circle.id))
        .where(col(Circle.id).in_(sorted(wanted)))
        .order_by(col(Circle.id))
        .with_for_update(skip_locked=True)
    )


def _lease(db: Db, now: dt.datetime, ids: Sequence[int], wall: int | None) -> Sequence[Message]:
    """What is still free, once its circle is held: others may have filled its chat meanwhile."""
    if not ids:
        return []
    free = select(col(Message.id)).where(col(Message.id).in_(ids), _due(now))
    if wall:
        free = free.where(pace.has_room(pace.free_of(Message.chat_id), literal(wall)))
    taken = db.scalars(
        update(Message)
        .where(col(Message.id).in_(free.with_for_update(skip_locked=True)))
        .values(try_at=now + LEASE)
        .returning(Message),
        execution_options={"populate_existing": True},
    ).all()
    return sorted(taken, key=lambda row: (row.rank, row.due, row.id))


def put_unreadable_off(db: Db, now: dt.datetime, until: dt.datetime) -> None:
    """Due rows whose words can't be read wait until then, with that as their reason."""
    for row_id in db.scalars(select(col(Message.id)).where(_due(now))).all():
        of_row = col(Message.id) == row_id
        try:
            db.scalar(select(col(Message.screen)).where(of_row))
        except UnreadableError:
            db.execute(update(Message).where(of_row).values(try_at=until, reason=Reason.BROKEN))


_FOR_CHAT = (
    select(Message)
    .where(
        col(Message.chat_id) == bindparam("chat_id"),
        col(Message.try_at) <= bindparam("now"),
        (col(Message.kind) == Kind.REPLY) | (col(Message.state) == Sending.SENT),
    )
    .order_by(col(Message.rank), col(Message.due), col(Message.id))
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)


def claim_for_chat(db: Db, chat_id: int, now: dt.datetime) -> Sequence[Message]:
    """Take what was just decided for a chat: replies and redraws, nothing that waits its time.

    It counts as an attempt.
    """
    found = db.scalars(_FOR_CHAT, {"chat_id": chat_id, "now": now}).all()
    for row in found:
        save(db, row, try_at=now + LEASE, attempts=row.attempts + 1)
    return found


def hasten_redraws(db: Db, now: dt.datetime) -> None:
    """At the start: an edit that was under way when the last process ended is done at once.

    Where another process runs it may be done twice, which shows the same. What that one holds just
    now is left to it: nobody waits for anybody.
    """
    # By the index, and no farther than a lease: where Telegram asked for a longer wait, it has it.
    wanted = select(col(Message.id)).where(
        col(Message.rank).in_(RANKS),
        col(Message.try_at) <= now + LEASE,
        col(Message.state) == Sending.SENT,
        col(Message.shown) < col(Message.revision),
    )
    free = wanted.with_for_update(skip_locked=True)
    db.execute(update(Message).where(col(Message.id).in_(free)).values(try_at=now))


@functools.cache
def _firsts() -> Any:
    first = select(func.min(col(Message.try_at))).where(col(Message.try_at).is_not(None))
    return select(*(first.where(col(Message.rank) == rank).scalar_subquery() for rank in RANKS))


def next_due(db: Db) -> dt.datetime | None:
    """When the next row is due."""
    return min((at for at in db.execute(_firsts()).one() if at), default=None)


def purge(db: Db, now: dt.datetime) -> None:
    """Forget what has served: message rows after 30 days, update ids after 3, old invitations.

    Several may do so at the same time: each takes what nobody holds, and none waits.
    """
    month = now - dt.timedelta(days=30)
    old = (col(Message.due) < month, col(Message.try_at).is_(None))
    _forget(db, Message, col(Message.id), *old)
    _forget(db, Seen, col(Seen.update_id), col(Seen.at) < now - dt.timedelta(days=3))
    _forget(db, Invitation, col(Invitation.id), col(Invitation.until) < month)


def _forget(db: Db, table: type[SQLModel], key: Mapped[int], *old: ColumnElement[bool]) -> None:
    free = select(key).where(*old).with_for_update(skip_locked=True)
    db.execute(delete(table).where(key.in_(free)))
