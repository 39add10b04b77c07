"""Messages that are taken back: what waits and has nothing to ask any more."""

import functools

from sqlalchemy import Executable, bindparam, delete, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from care.kinds import Kind, Sending
from care.models import Message
from care.store.base import plain


def drop(db: Db, row: Message) -> None:
    """Take back one message that was never tried."""
    db.delete(row)
    db.flush()


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
    """Take back a member's message of the day that was not sent yet: digest or proxy's card."""
    _drop_waiting_of(db, member_id, Kind.DIGEST, Kind.PROXY)


def drop_waiting_report(db: Db, member_id: int) -> None:
    """Take back a member's report that was not sent yet."""
    _drop_waiting_of(db, member_id, Kind.REPORT)


def _drop_waiting_of(db: Db, member_id: int, *kinds: Kind) -> None:
    db.execute(
        delete(Message).where(
            col(Message.member_id) == member_id,
            col(Message.kind).in_(kinds),
            col(Message.state) == Sending.WAITING,
        )
    )


def drop_all_about(db: Db, session_id: int) -> None:
    """Take back every message about a session, whatever became of it."""
    db.execute(delete(Message).where(col(Message.session_id) == session_id))


def silence_chat(db: Db, circle_id: int | None, chat_id: int) -> None:
    """Nothing of that circle, or of none, goes to that chat any more: be it new, an edit, a retry.

    What a slot or a session needs to go on stays, whoever would have been written to.
    """
    theirs = (col(Message.circle_id) == circle_id, col(Message.chat_id) == chat_id)
    needed = col(Message.kind).in_([Kind.PROMPT, Kind.CLOSE])
    waits = col(Message.state) == Sending.WAITING
    db.execute(delete(Message).where(*theirs, waits, ~needed))
    db.execute(update(Message).where(*theirs, ~waits).values(try_at=None))


def drop_about(db: Db, session_id: int, *kinds: Kind) -> None:
    """Take back messages about a session that were not sent and have nothing to ask any more."""
    about, (waits, gone) = {"session_id": session_id}, _waits_about(kinds)
    # Mostly there are none, and to look costs a fifth.
    if plain(db, waits, about).first():
        db.execute(gone, about)


@functools.cache
def _waits_about(kinds: tuple[Kind, ...]) -> tuple[Executable, Executable]:
    found = (
        col(Message.session_id) == bindparam("session_id"),
        col(Message.kind).in_(kinds),
        col(Message.state) == Sending.WAITING,
    )
    return select(col(Message.id)).where(*found), delete(Message).where(*found)
