"""What was sent to those around the person: messages of the day, reports, a proxy's cards."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from care.kinds import Kind, Sending
from care.models import Message


def last_digests(db: Db, circle_id: int) -> dict[int, Message]:
    """The latest digest, or proxy's card, that each member was sent."""
    return _last(db, circle_id, Kind.DIGEST, Kind.PROXY)


def last_reports(db: Db, circle_id: int) -> dict[int, Message]:
    """The latest report that each member was sent."""
    return _last(db, circle_id, Kind.REPORT)


def reports(db: Db, member_id: int) -> Sequence[Message]:
    """A member's reports that are known of, whatever became of them, oldest first."""
    return db.scalars(
        select(Message)
        .where(col(Message.member_id) == member_id, col(Message.kind) == Kind.REPORT)
        .order_by(col(Message.id))
    ).all()


def proxy_cards(db: Db, member_id: int) -> Sequence[Message]:
    """The cards of whole days that a proxy was to get, in order, whatever became of them."""
    return db.scalars(
        select(Message)
        .where(col(Message.member_id) == member_id, col(Message.kind) == Kind.PROXY)
        .order_by(col(Message.due), col(Message.id))
    ).all()


def _last(db: Db, circle_id: int, *kinds: Kind) -> dict[int, Message]:
    rows = db.scalars(
        select(Message)
        .where(
            col(Message.circle_id) == circle_id,
            col(Message.kind).in_(kinds),
            col(Message.state).in_([Sending.SENT, Sending.UNKNOWN]),
        )
        .order_by(col(Message.id))
    )
    return {row.member_id: row for row in rows if row.member_id is not None}
