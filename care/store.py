"""Every query. Flows ask here; nobody else does."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from care.models import (
    Answer,
    Aside,
    Chat,
    Circle,
    Human,
    Invitation,
    Kind,
    Member,
    Message,
    PlanVersion,
    Role,
    Seen,
    Sending,
    Session,
    State,
)

# A claim holds this long: who dies after it leaves the row to be found again.
LEASE = dt.timedelta(minutes=2)

Row = TypeVar("Row", bound=SQLModel)


def add(db: Db, row: Row) -> Row:
    """Insert a row and give it its id."""
    db.add(row)
    db.flush()
    return row


def _insert_new(db: Db, row: SQLModel) -> bool:
    """Insert unless its unique key is there already; whether it was inserted."""
    on_postgres = db.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if on_postgres else sqlite.insert
    table = type(row)
    values = {key: value for key, value in row.model_dump().items() if key != "id"}
    if isinstance(row, Seen):
        values["update_id"] = row.update_id
    statement = insert(table).values(**values).on_conflict_do_nothing()
    return bool(db.connection().execute(statement).rowcount)


def first_time(db: Db, update_id: int, now: dt.datetime) -> bool:
    """Note an update as taken in; False where it was before. A flow's transaction begins here."""
    return _insert_new(db, Seen(update_id=update_id, at=now))


def put_aside(db: Db, update_id: int, reason: str, now: dt.datetime) -> None:
    """Keep that an update could not be handled: its id and the reason, never its content."""
    add(db, Aside(update_id=update_id, reason=reason, at=now))


# People


def human(db: Db, telegram_id: int) -> Human | None:
    """Who that Telegram account is here, if they were let in."""
    return db.scalars(select(Human).where(col(Human.telegram_id) == telegram_id)).first()


def chat(db: Db, telegram_id: int) -> Chat | None:
    """The chat of that Telegram id, if something was ever sent there."""
    return db.scalars(select(Chat).where(col(Chat.telegram_id) == telegram_id)).first()


def lock(db: Db, circle_id: int) -> Circle:
    """The circle, held for this transaction: its changes happen one at a time.

    Whatever of it was read before is read anew.
    """
    return db.get_one(Circle, circle_id, with_for_update=True, populate_existing=True)


def memberships(db: Db, human_id: int) -> Sequence[Member]:
    """Where somebody is in, as what, oldest first."""
    return db.scalars(
        select(Member)
        .where(col(Member.human_id) == human_id, col(Member.left_at).is_(None))
        .order_by(col(Member.id))
    ).all()


def members(db: Db, circle_id: int, role: Role | None = None) -> Sequence[Member]:
    """Who is in a circle now, oldest first."""
    found = select(Member).where(col(Member.circle_id) == circle_id, col(Member.left_at).is_(None))
    if role:
        found = found.where(col(Member.role) == role)
    return db.scalars(found.order_by(col(Member.id))).all()


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


def any_circle(db: Db) -> bool:
    """Whether anybody has been set up yet."""
    return db.scalar(select(func.count()).select_from(Circle)) != 0


# Invitations


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


# The plan


def plan_version(db: Db, version_id: int) -> PlanVersion:
    """One version of a plan."""
    return db.get_one(PlanVersion, version_id)


def active_plan(db: Db, circle_id: int) -> PlanVersion | None:
    """The version in force, if there is one."""
    return db.scalars(
        select(PlanVersion)
        .where(col(PlanVersion.circle_id) == circle_id, col(PlanVersion.state) == "active")
        .order_by(col(PlanVersion.id).desc())
    ).first()


# Sessions and answers


def session(db: Db, slot_id: int, day: dt.date) -> Session | None:
    """The session of a slot on a local day, if that occurrence was reached."""
    return db.scalars(
        select(Session).where(col(Session.slot_id) == slot_id, col(Session.local_date) == day)
    ).first()


def last_day(db: Db, slot_id: int) -> dt.date | None:
    """The latest local day of a slot that was reached."""
    found: dt.date | None = db.scalar(
        select(func.max(col(Session.local_date))).where(col(Session.slot_id) == slot_id)
    )
    return found


def sessions(db: Db, circle_id: int, first: dt.date, last: dt.date) -> Sequence[Session]:
    """A circle's sessions of the local days from `first` to `last`, in order."""
    return db.scalars(
        select(Session)
        .where(
            col(Session.circle_id) == circle_id,
            col(Session.local_date) >= first,
            col(Session.local_date) <= last,
        )
        .order_by(col(Session.due), col(Session.id))
    ).all()


def open_sessions(db: Db, circle_id: int) -> Sequence[Session]:
    """The circle's sessions that still wait for something, oldest first."""
    return db.scalars(
        select(Session)
        .where(col(Session.circle_id) == circle_id, col(Session.state) == State.OPEN)
        .order_by(col(Session.due), col(Session.id))
    ).all()


def touched(db: Db, circle_id: int, since: dt.datetime, until: dt.datetime) -> Sequence[Session]:
    """The sessions about which something was said after `since`, up to `until`."""
    return db.scalars(
        select(Session)
        .where(
            col(Session.circle_id) == circle_id,
            col(Session.touched_at) > since,
            col(Session.touched_at) <= until,
        )
        .order_by(col(Session.due), col(Session.id))
    ).all()


def answers(db: Db, session_id: int) -> Sequence[Answer]:
    """All that was said about a session, in order."""
    return db.scalars(
        select(Answer).where(col(Answer.session_id) == session_id).order_by(col(Answer.id))
    ).all()


# Messages


def message(db: Db, message_id: int) -> Message | None:
    """One message row."""
    return db.get(Message, message_id)


def hold(db: Db, message_id: int) -> Message | None:
    """One message row, held for this transaction with its circle: circle first, as everywhere."""
    circle_id = db.scalar(select(col(Message.circle_id)).where(col(Message.id) == message_id))
    if circle_id is not None:
        lock(db, circle_id)
    return db.get(Message, message_id, with_for_update=True, populate_existing=True)


def add_due(db: Db, row: Message) -> bool:
    """Insert a due row unless its key is taken; whether it was inserted."""
    return _insert_new(db, row)


def keyed(db: Db, key: str) -> Message | None:
    """The message row of a key."""
    return db.scalars(select(Message).where(col(Message.key) == key)).first()


def session_cards(db: Db, session_id: int) -> Sequence[Message]:
    """The messages of a session that a person may have before them."""
    return db.scalars(
        select(Message)
        .where(
            col(Message.session_id) == session_id,
            col(Message.state).in_([Sending.SENDING, Sending.SENT, Sending.UNKNOWN]),
            col(Message.kind) != Kind.CLOSE,
        )
        .order_by(col(Message.id))
    ).all()


def of_update(db: Db, update_id: int) -> Sequence[Message]:
    """The messages that an update called for or changed last."""
    return db.scalars(
        select(Message)
        .where(
            col(Message.update_id) == update_id,
            col(Message.state).in_([Sending.SENDING, Sending.SENT]),
        )
        .order_by(col(Message.id))
    ).all()


def latest_in_chat(db: Db, chat_id: int, most: int = 12) -> Sequence[Message]:
    """What somebody has before them in their chat, the newest first."""
    return db.scalars(
        select(Message)
        .where(col(Message.chat_id) == chat_id, col(Message.state) == Sending.SENT)
        .order_by(col(Message.id).desc())
        .limit(most)
    ).all()


def waiting_slots(db: Db, circle_id: int) -> set[int]:
    """The slots whose next prompt is already a row."""
    found = db.scalars(
        select(col(Message.slot_id)).where(
            col(Message.circle_id) == circle_id,
            col(Message.kind) == Kind.PROMPT,
            col(Message.state) == Sending.WAITING,
        )
    )
    return {slot_id for slot_id in found if slot_id is not None}


def drop_waiting(db: Db, circle_id: int, *kinds: Kind) -> None:
    """Take back a circle's messages of these kinds that were never tried.

    One that was tried and refused has its session: the policy keeps what became of that.
    """
    db.execute(
        delete(Message).where(
            col(Message.circle_id) == circle_id,
            col(Message.kind).in_(kinds),
            col(Message.state) == Sending.WAITING,
            col(Message.attempts) == 0,
        )
    )


def drop_waiting_digest(db: Db, member_id: int) -> None:
    """Take back a member's digest that was not sent yet."""
    db.execute(
        delete(Message).where(
            col(Message.member_id) == member_id,
            col(Message.kind) == Kind.DIGEST,
            col(Message.state) == Sending.WAITING,
        )
    )


def drop_question(db: Db, session_id: int) -> None:
    """Take back the questions about a session that were not asked yet."""
    db.execute(
        delete(Message).where(
            col(Message.session_id) == session_id,
            col(Message.kind).in_([Kind.QUESTION, Kind.LATER_QUESTION]),
            col(Message.state) == Sending.WAITING,
        )
    )


def first_prompt_from(db: Db, circle_id: int, day: dt.date) -> Message | None:
    """The first prompt that waits for a local day, or a later one."""
    return db.scalars(
        select(Message)
        .where(
            col(Message.circle_id) == circle_id,
            col(Message.kind) == Kind.PROMPT,
            col(Message.state) == Sending.WAITING,
            col(Message.local_date) >= day,
        )
        .order_by(col(Message.due))
    ).first()


def last_digests(db: Db, circle_id: int) -> dict[int, Message]:
    """The latest digest that each member was sent."""
    rows = db.scalars(
        select(Message)
        .where(
            col(Message.circle_id) == circle_id,
            col(Message.kind) == Kind.DIGEST,
            col(Message.state).in_([Sending.SENT, Sending.UNKNOWN]),
        )
        .order_by(col(Message.id))
    )
    return {row.member_id: row for row in rows if row.member_id is not None}


# The due loop


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


def claim_for_chat(db: Db, chat_id: int, now: dt.datetime) -> Sequence[Message]:
    """Take what was just decided for a chat: replies and redraws, nothing that waits its time."""
    ids = db.scalars(
        select(col(Message.id)).where(
            col(Message.chat_id) == chat_id,
            _due(now),
            (col(Message.kind) == Kind.REPLY) | (col(Message.state) == Sending.SENT),
        )
    ).all()
    return _lease(db, now, ids)


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
