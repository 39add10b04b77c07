"""A circle goes, with everything about it; of those who are in no other circle, nothing stays."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from care.models import Answer, Chat, Circle, Human, Invitation, Member, Message, PlanVersion
from care.models import Session as Day


@dataclass(frozen=True)
class Around:
    """The ids of those whom a circle is about: its people, and who was on the way into it.

    `coming` are those on the way. `gone` are the humans, and `closed` the chats, that belong to no
    other circle.
    """

    circle: int
    coming: frozenset[int]
    chats: frozenset[int]
    gone: frozenset[int]
    closed: frozenset[int]


def at_consent(db: Db) -> Sequence[Human]:
    """Who was asked whether they agree, and has not said so yet."""
    return db.scalars(
        select(Human).where(col(Human.asks) == "consent").order_by(col(Human.id))
    ).all()


def invitations_of(db: Db, circle_id: int) -> Sequence[int]:
    """The ids of a circle's invitations."""
    return db.scalars(
        select(col(Invitation.id)).where(col(Invitation.circle_id) == circle_id)
    ).all()


def around(db: Db, circle_id: int, coming: Collection[int]) -> Around:
    """Whom a circle is about; `coming` are the humans on the way into it."""
    mine, others = col(Member.circle_id) == circle_id, col(Member.circle_id) != circle_id
    humans = {*_some(db, Member.human_id, mine), *coming}
    elsewhere = _some(db, Member.human_id, others)
    numbers = select(col(Human.telegram_id)).where(col(Human.id).in_(humans))
    own = col(Chat.telegram_id).in_(numbers)
    chats = {*_some(db, Member.chat_id, mine), *_some(db, Chat.id, own)}
    kept = select(col(Human.telegram_id)).where(col(Human.id).in_(elsewhere))
    used = _some(db, Member.chat_id, others) | _some(db, Chat.id, col(Chat.telegram_id).in_(kept))
    return Around(
        circle_id,
        frozenset(coming),
        frozenset(chats),
        gone=frozenset(humans - elsewhere),
        closed=frozenset(chats - used),
    )


def _some(db: Db, column: Any, where: ColumnElement[bool]) -> set[int]:
    found = db.scalars(select(col(column)).where(where).distinct())
    return {one for one in found if one is not None}


def _messages(of: Around) -> ColumnElement[bool]:
    """Those of the circle; and of its people's chats those that say not which circle's they are."""
    nobodys = and_(col(Message.circle_id).is_(None), col(Message.chat_id).in_(of.chats))
    return or_(col(Message.circle_id) == of.circle, nobodys)


def under_way(db: Db, of: Around) -> frozenset[int]:
    """The messages that a sender may hold already, or would look for."""
    waits = (_messages(of), col(Message.try_at).is_not(None))
    return frozenset(db.scalars(select(col(Message.id)).where(*waits)))


def telegram_chats(db: Db, ids: Collection[int]) -> tuple[int, ...]:
    """What Telegram calls some chats."""
    found = select(col(Chat.telegram_id)).where(col(Chat.id).in_(ids)).order_by(col(Chat.id))
    return tuple(db.scalars(found))


def amounts(db: Db, of: Around) -> dict[str, int]:
    """How many rows of each there are that somebody would count."""

    mine, no_phone = col(Member.circle_id) == of.circle, col(Member.human_id).is_(None)

    def count(table: type[SQLModel], where: ColumnElement[bool]) -> int:
        return db.scalar(select(func.count()).select_from(table).where(where)) or 0

    return {
        "sessions": count(Day, col(Day.circle_id) == of.circle),
        "answers": count(Answer, col(Answer.circle_id) == of.circle),
        "versions": count(PlanVersion, col(PlanVersion.circle_id) == of.circle),
        "messages": count(Message, _messages(of)),
        "people": len(_some(db, Member.human_id, mine)) + count(Member, and_(mine, no_phone)),
    }


def erase(db: Db, of: Around, besides: int | None = None) -> None:
    """Remove it all, but for the message `besides`. Whatever of it was read before is stale then.

    Each table that names a circle is emptied of that one, a table that comes later, too.
    """
    db.flush()
    kept = col(Message.id) != (besides or 0)
    db.execute(update(Message).where(~kept).values(circle_id=None))
    db.execute(delete(Message).where(_messages(of), kept))
    for table in reversed(SQLModel.metadata.sorted_tables):
        if "circle_id" in table.c:
            db.execute(delete(table).where(table.c.circle_id == of.circle))
    waits = or_(col(Human.asks_in) == of.circle, col(Human.id).in_(of.coming))
    db.execute(update(Human).where(waits).values(asks=None, asks_in=None, draft=None))
    db.execute(delete(Circle).where(col(Circle.id) == of.circle))
    db.execute(delete(Invitation).where(col(Invitation.used_by).in_(of.gone)))
    db.execute(delete(Human).where(col(Human.id).in_(of.gone)))
    db.execute(delete(Chat).where(col(Chat.id).in_(of.closed)))
    db.expunge_all()
