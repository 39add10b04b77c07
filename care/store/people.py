"""Who is who: humans, chats, circles, members, invitations."""

import datetime as dt
from collections.abc import Sequence
from typing import cast

from sqlalchemy import bindparam, delete, func, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from care.kinds import Role
from care.models import Chat, Circle, Human, Invitation, Member
from care.store import gathered
from care.store.base import save

_HUMAN = select(Human).where(col(Human.telegram_id) == bindparam("telegram_id"))
_CHAT = select(Chat).where(col(Chat.telegram_id) == bindparam("telegram_id"))
_LET_IN = (
    select(Human, Chat)
    .join(Chat, col(Chat.telegram_id) == bindparam("chat_id"))
    .where(col(Human.telegram_id) == bindparam("human_id"))
)
_IN = select(Member).where(col(Member.left_at).is_(None)).order_by(col(Member.id))
_MEMBERSHIPS = _IN.where(col(Member.human_id) == bindparam("human_id"))
_OWN_CIRCLES = select(col(Member.circle_id)).where(
    col(Member.human_id) == bindparam("human_id"),
    col(Member.role) == Role.PATIENT,
    col(Member.left_at).is_(None),
)
_MEMBERS = _IN.where(col(Member.circle_id) == bindparam("circle_id"))
_MEMBERS_AS = _MEMBERS.where(col(Member.role) == bindparam("role"))
_HELD = select(Circle).with_for_update().execution_options(populate_existing=True)
_LOCK = _HELD.where(col(Circle.id) == bindparam("circle_id"))
_LOCK_OWN = _HELD.where(col(Circle.id).in_(_OWN_CIRCLES)).order_by(col(Circle.id))


def human(db: Db, telegram_id: int) -> Human | None:
    """Who that Telegram account is here, if they were let in."""
    return db.scalars(_HUMAN, {"telegram_id": telegram_id}).first()


def let_in(db: Db, human_id: int, chat_id: int) -> tuple[Human, Chat] | None:
    """Somebody and their chat by Telegram's ids, if they were let in."""
    found = db.execute(_LET_IN, {"human_id": human_id, "chat_id": chat_id}).first()
    return None if found is None else (found[0], found[1])


def chat(db: Db, telegram_id: int) -> Chat | None:
    """The chat of that Telegram id, if something was ever sent there."""
    return db.scalars(_CHAT, {"telegram_id": telegram_id}).first()


def lock(db: Db, circle_id: int) -> Circle:
    """The circle, held for this transaction: its changes happen one at a time.

    Whatever of it was read before is read anew; once it is held, nobody else can change it.
    """
    return try_lock(db, circle_id) or db.get_one(Circle, circle_id)


def try_lock(db: Db, circle_id: int) -> Circle | None:
    """The same; nothing where the circle was erased."""
    circle, until = db.info.get("held", {}).get(circle_id, (None, None))
    # A savepoint that was rolled back lets go of what was locked in it.
    if circle is not None and circle in db and until.is_active:
        return cast(Circle, circle)
    found = db.scalars(_LOCK, {"circle_id": circle_id}).first()
    if found is not None:
        _holds(db, found)
    return found


def _holds(db: Db, circle: Circle) -> None:
    until = db.get_nested_transaction() or db.get_transaction()
    db.info.setdefault("held", {})[circle.id] = circle, until


def memberships(db: Db, human_id: int) -> Sequence[Member]:
    """Where somebody is in, as what, oldest first."""
    return db.scalars(_MEMBERSHIPS, {"human_id": human_id}).all()


def heard(db: Db, human_id: int, now: dt.datetime) -> None:
    """Somebody is there: their own circle's prompts aren't quiet by themselves any more."""
    for circle in db.scalars(_LOCK_OWN, {"human_id": human_id}).all():
        _holds(db, circle)
        save(db, circle, heard_at=now, hushed_at=None)


def members(db: Db, circle_id: int, role: Role | None = None) -> Sequence[Member]:
    """Who is in a circle now, oldest first."""
    known = gathered.of(db).members.get(circle_id)
    if known is not None:
        return [one for one in known if one.left_at is None and role in (None, one.role)]
    if role is None:
        return db.scalars(_MEMBERS, {"circle_id": circle_id}).all()
    return db.scalars(_MEMBERS_AS, {"circle_id": circle_id, "role": role}).all()


def is_in(db: Db, circle_id: int | None, chat_id: int | None) -> bool:
    """Whether that is the chat of somebody who is in the circle now; anybody's, in no circle."""
    return circle_id is None or any(one.chat_id == chat_id for one in members(db, circle_id))


def former(db: Db, circle_id: int, human_id: int, role: Role) -> Member | None:
    """What somebody was in a circle, in that role, whether they left or not."""
    return db.scalars(
        select(Member).where(
            col(Member.circle_id) == circle_id,
            col(Member.human_id) == human_id,
            col(Member.role) == role,
        )
    ).first()


def patient(db: Db, circle_id: int) -> Member | None:
    """The person the circle is about, once they are in it."""
    return next(iter(members(db, circle_id, Role.PATIENT)), None)


def speaker(db: Db, circle_id: int) -> Member | None:
    """Who is written to for the person: themselves, or who stands in where they have no phone."""
    person = patient(db, circle_id)
    if person is None or person.human_id is not None:
        return person
    return named(db, circle_id)


def named(db: Db, circle_id: int) -> Member | None:
    """Whom the person named to answer for them."""
    return next((one for one in members(db, circle_id) if one.proxy), None)


def any_circle(db: Db) -> bool:
    """Whether anybody has been set up yet."""
    return db.scalar(select(func.count()).select_from(Circle)) != 0


def invitation(db: Db, hashed: str) -> Invitation | None:
    """The invitation of that hash, held for this transaction."""
    return db.scalars(
        select(Invitation).where(col(Invitation.hash) == hashed).with_for_update()
    ).first()


def drop_open_setup_links(db: Db) -> None:
    """Once a set-up link is used, the earlier ones are no use to anybody."""
    db.execute(
        delete(Invitation).where(
            col(Invitation.role) == Role.SETUP, col(Invitation.used_at).is_(None)
        )
    )


def unused_invitations(db: Db, circle_id: int, now: dt.datetime) -> Sequence[Invitation]:
    """A circle's links that nobody used and that aren't too old, oldest first; withdrawn ones too.

    A link that was withdrawn has `used_at` without `used_by`.
    """
    return db.scalars(
        select(Invitation)
        .where(
            col(Invitation.circle_id) == circle_id,
            col(Invitation.used_by).is_(None),
            col(Invitation.until) >= now,
        )
        .order_by(col(Invitation.id))
    ).all()


def end_invitations(db: Db, member_id: int, now: dt.datetime) -> None:
    """The links that somebody made open nothing any more; the person's own way in stays theirs."""
    db.execute(
        update(Invitation)
        .where(
            col(Invitation.made_by) == member_id,
            col(Invitation.role) != Role.PATIENT,
            col(Invitation.used_at).is_(None),
        )
        .values(used_at=now)
    )
