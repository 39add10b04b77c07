"""The due rows: claimed by a conditional update, held by a lease, purged when they have served."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from care.kinds import Kind, Reason, Sending
from care.models import (
    Circle,
    Invitation,
    Message,
    Seen,
)
from care.private import UnreadableError
from care.store.base import save

# A claim holds this long: who dies after it leaves the row to be found again.
LEASE = dt.timedelta(minutes=2)


def _due(now: dt.datetime) -> ColumnElement[bool]:
    return col(Message.try_at) <= now


def claim(db: Db, now: dt.datetime, most: int) -> Sequence[Message]:
    """Take the next due rows for this process, most urgent first: try_at moves a lease on.

    The circles are locked before the rows, as every flow does, so that none waits for the other;
    a circle that somebody else holds is left for the next round.
    """
    due = db.execute(
        select(col(Message.id), col(Message.circle_id))
        .where(_due(now))
        .order_by(col(Message.rank), col(Message.try_at), col(Message.id))
        .limit(most)
    ).all()
    if not due:
        return []
    wanted = sorted({circle_id for _, circle_id in due if circle_id is not None})
    held = set(_lock_free_circles(db, wanted))
    ids = [row_id for row_id, circle_id in due if circle_id is None or circle_id in held]
    return _lease(db, now, ids)


def _lock_free_circles(db: Db, wanted: Iterable[int]) -> Iterable[int]:
    return db.scalars(
        select(col(Circle.id))
        .where(col(Circle.id).in_(wanted))
        .order_by(col(Circle.id))
        .with_for_update(skip_locked=True)
    )


def _lease(db: Db, now: dt.datetime, ids: Sequence[int]) -> Sequence[Message]:
    if not ids:
        return []
    free = select(col(Message.id)).where(col(Message.id).in_(ids), _due(now))
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
    """At the start: an edit that was under way when the last process ended is done at once."""
    db.execute(
        update(Message)
        .where(
            col(Message.state) == Sending.SENT,
            col(Message.shown) < col(Message.revision),
            col(Message.try_at).is_not(None),
        )
        .values(try_at=now)
    )


def next_due(db: Db) -> dt.datetime | None:
    """When the next row is due."""
    found: dt.datetime | None = db.scalar(
        select(col(Message.try_at))
        .where(col(Message.try_at).is_not(None))
        .order_by(col(Message.try_at))
        .limit(1)
    )
    return found


def purge(db: Db, now: dt.datetime) -> None:
    """Forget what has served: message rows after 30 days, update ids after 3, old invitations."""
    month = now - dt.timedelta(days=30)
    old = (col(Message.due) < month, col(Message.try_at).is_(None))
    db.execute(delete(Message).where(*old))
    db.execute(delete(Seen).where(col(Seen.at) < now - dt.timedelta(days=3)))
    db.execute(delete(Invitation).where(col(Invitation.until) < month))
