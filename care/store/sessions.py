"""Sessions, and what was said about them."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, or_, select
from sqlmodel import Session as Db
from sqlmodel import col

from care import rules
from care.kinds import State
from care.models import (
    Answer,
    Session,
)
from care.store import gathered
from care.store.dropping import drop_all_about

_CURRENT = (
    select(Session)
    .where(col(Session.id) == bindparam("session_id"))
    .execution_options(populate_existing=True)
)
_OPEN = (
    select(Session)
    .where(col(Session.circle_id) == bindparam("circle_id"), col(Session.state) == State.OPEN)
    .order_by(col(Session.due), col(Session.id))
)
_SAY = insert(Answer).returning(col(Answer.id))
_ANSWERS = (
    select(Answer).where(col(Answer.session_id) == bindparam("session_id")).order_by(col(Answer.id))
)


def current(db: Db, session_id: int) -> Session:
    """One session as it is now, whatever was read of it before."""
    return db.scalars(_CURRENT, {"session_id": session_id}).one()


def session(db: Db, slot_id: int, day: dt.date) -> Session | None:
    """The session of a slot on a local day, if that occurrence was reached."""
    known = gathered.of(db).sessions
    if (slot_id, day) in known:
        return known[slot_id, day]
    return db.scalars(
        select(Session).where(col(Session.slot_id) == slot_id, col(Session.local_date) == day)
    ).first()


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


def forget(db: Db, session: Session) -> None:
    """As if that occurrence had not been reached: for one of which nothing was said."""
    drop_all_about(db, session.id)
    db.delete(session)
    db.flush()


def open_sessions(db: Db, circle_id: int) -> Sequence[Session]:
    """The circle's sessions that still wait for something, oldest first."""
    return db.scalars(_OPEN, {"circle_id": circle_id}).all()


def unanswered_since(db: Db, circle_id: int, since: dt.datetime) -> dt.date | None:
    """The local day of the first prompt after that instant that reached the person in vain.

    What somebody else answered for them did, too.
    """
    known = gathered.of(db).unanswered
    if circle_id in known:
        return known[circle_id]
    found: dt.date | None = db.scalar(
        select(func.min(col(Session.local_date))).where(
            col(Session.circle_id) == circle_id, col(Session.due) > since, gathered.in_vain()
        )
    )
    return found


def circles_that_wait(db: Db) -> Sequence[int]:
    """The circles that have a card with an open question."""
    found = select(col(Session.circle_id)).where(
        col(Session.state) == State.OPEN, col(Session.asks).is_not(None)
    )
    return db.scalars(found.distinct().order_by(col(Session.circle_id))).all()


def touched(db: Db, circle_id: int, since: int) -> Sequence[Session]:
    """The sessions about which something was said after the circle's change of that count."""
    return db.scalars(
        select(Session)
        .where(
            col(Session.circle_id) == circle_id,
            col(Session.touched) > since,
        )
        .order_by(col(Session.due), col(Session.id))
    ).all()


def apart(db: Db, member_id: int, since: dt.datetime) -> Sequence[Answer]:
    """What is somebody's of all that was said since then apart from any session, in order.

    They said it, or who stands in for them did.
    """
    return db.scalars(
        select(Answer)
        .where(
            func.coalesce(col(Answer.for_member_id), col(Answer.member_id)) == member_id,
            col(Answer.session_id).is_(None),
            col(Answer.at) >= since,
        )
        .order_by(col(Answer.id))
    ).all()


def last_apart(db: Db, member_id: int, kind: str) -> Answer | None:
    """The last of a kind that somebody said apart from any session."""
    return db.scalars(
        select(Answer)
        .where(col(Answer.member_id) == member_id, col(Answer.kind) == kind)
        .order_by(col(Answer.id).desc())
        .limit(1)
    ).first()


def said_to(db: Db, member_id: int, value: str, kinds: Sequence[str]) -> Answer | None:
    """What somebody said last of these kinds with that value, apart from any session."""
    return db.scalars(
        select(Answer)
        .where(
            col(Answer.member_id) == member_id,
            col(Answer.session_id).is_(None),
            col(Answer.kind).in_(kinds),
            col(Answer.value) == value,
        )
        .order_by(col(Answer.id).desc())
        .limit(1)
    ).first()


def say(db: Db, row: Answer) -> Answer:
    """Keep what was said, for good, and give it its id; it is no row of the session's."""
    gathered.forget(db)
    values = row.model_dump(exclude={"id"})
    row.id = db.connection().execute(_SAY, values).scalar_one()
    return row


def answers(db: Db, session_id: int) -> Sequence[Answer]:
    """All that was said about a session, in order."""
    known = gathered.of(db).answers
    if session_id in known:
        return known[session_id]
    return db.scalars(_ANSWERS, {"session_id": session_id}).all()


def answers_between(
    db: Db, circle_id: int, first: dt.date, last: dt.date
) -> dict[int, list[Answer]]:
    """All that was said about the sessions of some local days: by session, in order."""
    said = db.scalars(
        select(Answer)
        .join(Session, col(Answer.session_id) == col(Session.id))
        .where(col(Session.circle_id) == circle_id, col(Session.local_date).between(first, last))
        .order_by(col(Answer.id))
    )
    found: dict[int, list[Answer]] = {}
    for answer in said:
        found.setdefault(answer.session_id or 0, []).append(answer)
    return found


def _something_was_done() -> ColumnElement[bool]:
    """Whether that was said of a session at some time; what counts of it is `rules.record`."""
    said = select(col(Answer.id)).where(
        col(Answer.session_id) == col(Session.id),
        col(Answer.kind) == "outcome",
        col(Answer.value).in_(rules.HAPPENED),
    )
    return said.exists()


def done_before(
    db: Db, circle_id: int, routine_id: int, day: dt.date, due: dt.datetime
) -> Sequence[Session]:
    """The earlier sessions of a routine of which it was said that something was done.

    By their place in the days, the latest first.
    """
    earlier = or_(
        col(Session.local_date) < day,
        and_(col(Session.local_date) == day, col(Session.due) < due),
    )
    return db.scalars(
        select(Session)
        .where(
            col(Session.circle_id) == circle_id,
            col(Session.routine_id) == routine_id,
            earlier,
            _something_was_done(),
        )
        .order_by(col(Session.local_date).desc(), col(Session.due).desc())
    ).all()


def done_between(db: Db, circle_id: int, first: dt.date, last: dt.date) -> Sequence[Session]:
    """The sessions of some local days of which it was said that something was done."""
    return db.scalars(
        select(Session).where(
            col(Session.circle_id) == circle_id,
            col(Session.local_date).between(first, last),
            _something_was_done(),
        )
    ).all()
