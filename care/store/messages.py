"""Messages: what waits, what was sent, what is before somebody."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from care.kinds import Kind, Sending
from care.models import Circle, Message, Planned
from care.store.base import insert_keyed, plain
from care.store.people import try_lock

_PLACE = select(col(Message.circle_id), col(Message.chat_id)).where(
    col(Message.id) == bindparam("message_id")
)
_HOLD = (
    select(Message)
    .where(col(Message.id) == bindparam("message_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_OF_THESE = col(Message.id).in_(bindparam("ids", expanding=True))
_CIRCLES_OF = select(col(Message.circle_id)).where(_OF_THESE)
_LOCK_CIRCLES = (
    select(col(Circle.id))
    .where(col(Circle.id).in_(bindparam("circles", expanding=True)))
    .order_by(col(Circle.id))
    .with_for_update()
)
_HOLD_ALL = (
    select(Message)
    .where(_OF_THESE)
    .order_by(col(Message.id))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_PUT_OFF = (
    update(Message.__table__)  # type: ignore[attr-defined]
    .where(
        col(Message.key) == bindparam("of"),
        col(Message.state) == Sending.WAITING,
        col(Message.due) < bindparam("at"),
    )
    .values(due=bindparam("at"), try_at=bindparam("at"), until=bindparam("end"))
)
_BEFORE_THEM = (Sending.SENDING, Sending.SENT, Sending.UNKNOWN)
_SESSION_CARDS = (
    select(Message)
    .where(
        col(Message.session_id) == bindparam("session_id"),
        col(Message.state).in_(_BEFORE_THEM),
        col(Message.kind) != Kind.CLOSE,
    )
    .order_by(col(Message.id))
)


def message(db: Db, message_id: int) -> Message | None:
    """One message row."""
    return db.get(Message, message_id)


def place(db: Db, message_id: int) -> tuple[int | None, int | None] | None:
    """The circle and the chat of a message."""
    found = plain(db, _PLACE, {"message_id": message_id}).first()
    return None if found is None else (found.circle_id, found.chat_id)


def hold(db: Db, message_id: int) -> Message | None:
    """One message row, held for this transaction with its circle: circle first, as everywhere.

    Nothing where its circle was erased meanwhile: the row went with it.
    """
    circle_id, _ = place(db, message_id) or (None, None)
    if circle_id is not None and try_lock(db, circle_id) is None:
        return None
    return db.scalars(_HOLD, {"message_id": message_id}).first()


def hold_all(db: Db, ids: Collection[int]) -> dict[int, Message]:
    """Message rows by their ids, held with their circles; without those that are gone."""
    wanted = {"ids": sorted(ids)}
    circles = {circle_id for (circle_id,) in plain(db, _CIRCLES_OF, wanted) if circle_id}
    if circles:
        db.execute(_LOCK_CIRCLES, {"circles": sorted(circles)})
    return {row.id: row for row in db.scalars(_HOLD_ALL, wanted)}


def hasten_chat(db: Db, chat_id: int, now: dt.datetime) -> None:
    """Somebody is there again: what their cards should have shown meanwhile is drawn now."""
    stale = db.scalars(
        select(col(Message.id))
        .where(
            col(Message.chat_id) == chat_id,
            col(Message.state) == Sending.SENT,
            col(Message.shown) < col(Message.revision),
        )
        .order_by(col(Message.circle_id), col(Message.id))
    ).all()
    for row_id in stale:
        row = hold(db, row_id)
        if row is not None:
            row.try_at = now
    db.flush()


def add_due(db: Db, row: Planned | Message) -> bool:
    """Insert a due row unless its key is taken; whether it was inserted."""
    return bool(insert_keyed(db, [row]))


def put_off(db: Db, late: Sequence[tuple[str, dt.datetime, dt.timedelta]]) -> None:
    """Messages that wait come later: by key, from when on, for how long. Never earlier."""
    told = [{"of": key, "at": at, "end": at + window} for key, at, window in late]
    if told:
        db.flush()
        db.connection().execute(_PUT_OFF, told)


def keyed(db: Db, key: str) -> Message | None:
    """The message row of a key."""
    return db.scalars(select(Message).where(col(Message.key) == key)).first()


def session_cards(db: Db, session_id: int) -> Sequence[Message]:
    """The messages of a session that a person may have before them."""
    return db.scalars(_SESSION_CARDS, {"session_id": session_id}).all()


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
        .where(
            col(Message.chat_id) == chat_id,
            col(Message.state).in_([Sending.SENDING, Sending.SENT, Sending.UNKNOWN]),
            col(Message.screen).is_not(None),
        )
        .order_by(col(Message.id).desc())
        .limit(most)
    ).all()


def has_replies(db: Db, chat_id: int, many: int, since: dt.datetime) -> bool:
    """Whether somebody was answered so many times since then (UTC)."""
    due = db.scalars(
        select(col(Message.due))
        .where(col(Message.chat_id) == chat_id, col(Message.kind) == Kind.REPLY)
        .order_by(col(Message.id).desc())
        .offset(many - 1)
        .limit(1)
    ).first()
    return due is not None and due > since


def is_newest(db: Db, chat_id: int, row_id: int) -> bool:
    """Whether that message was sent last there: a prompt's row is older than its sending."""
    newest = db.scalars(
        select(col(Message.id))
        .where(
            col(Message.chat_id) == chat_id,
            col(Message.state).in_([Sending.SENDING, Sending.SENT, Sending.UNKNOWN]),
            col(Message.claimed_at).is_not(None),
        )
        .order_by(col(Message.claimed_at).desc(), col(Message.id).desc())
        .limit(1)
    ).first()
    return newest == row_id


def answered_since(db: Db, row: Message) -> bool:
    """Whether that chat was sent the answer to something later than what the row answers."""
    found = db.scalar(
        select(func.count()).where(
            col(Message.chat_id) == row.chat_id,
            col(Message.id) > row.id,
            col(Message.update_id) != row.update_id,
            col(Message.kind) == Kind.REPLY,
            col(Message.state) == Sending.SENT,
        )
    )
    return bool(found)


def waiting_prompts(db: Db, circle_id: int) -> Sequence[Message]:
    """The prompts that wait for their time, and have not been looked at."""
    return [row for row in waiting(db, circle_id, Kind.PROMPT) if row.session_id is None]


def waiting(db: Db, circle_id: int, kind: Kind) -> Sequence[Message]:
    """A circle's messages of a kind that wait for their time, or to be tried again."""
    return db.scalars(
        select(Message)
        .where(
            col(Message.circle_id) == circle_id,
            col(Message.kind) == kind,
            col(Message.state) == Sending.WAITING,
        )
        .order_by(col(Message.due), col(Message.id))
    ).all()


def asks_later(db: Db, session_id: int) -> bool:
    """Whether the later question about a session still waits."""
    return _later_question(db, session_id, Sending.WAITING)


def asked_later(db: Db, session_id: int) -> bool:
    """Whether the later question about a session went out."""
    return _later_question(db, session_id, Sending.SENDING, Sending.SENT, Sending.UNKNOWN)


def _later_question(db: Db, session_id: int, *states: Sending) -> bool:
    found = db.scalar(
        select(func.count()).where(
            col(Message.session_id) == session_id,
            col(Message.kind) == Kind.LATER_QUESTION,
            col(Message.state).in_(states),
        )
    )
    return bool(found)


def questions_since(db: Db, circle_id: int, since: dt.datetime, besides: int) -> int:
    """How many recovery questions went out since then, not counting that one."""
    found = db.scalar(
        select(func.count()).where(
            col(Message.circle_id) == circle_id,
            col(Message.kind).in_([Kind.QUESTION, Kind.LATER_QUESTION]),
            col(Message.claimed_at) >= since,
            col(Message.id) != besides,
        )
    )
    return int(found or 0)


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
