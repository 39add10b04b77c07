"""Sessions as they are told: to the caregiver in the digest, to the person in the journal."""

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session as Db

from care import store, times
from care.flows import cards
from care.kinds import Reason, State
from care.models import Circle, Session
from care.screens.day import Told


def line(db: Db, circle: Circle, session: Session) -> Told:
    """One session with what counts of it."""
    routine = cards.routine_of(cards.plan_of(db, session), session)
    return Told(
        day=session.local_date,
        routine=routine.name,
        record=cards.record_of(db, session),
        at=times.local(session.due, circle.zone).time(),
        silence=silence(session),
    )


def silence(session: Session) -> str:
    """Which of the silences a session without an answer is."""
    if session.state in (State.OPEN, State.NOT_ASKED) and session.reason == Reason.RESTING:
        return Reason.RESTING
    if session.state == State.OPEN and session.reason == Reason.HELPER_COMES:
        return Reason.HELPER_COMES
    return session.state


def since(db: Db, circle: Circle, count: int) -> Sequence[Told]:
    """What was said after the circle's change of that count."""
    found = store.touched(db, circle.id, count)
    return [line(db, circle, session) for session in found]


def days(db: Db, circle: Circle, first: dt.date, last: dt.date) -> Sequence[Told]:
    """The sessions of some local days."""
    found = store.sessions(db, circle.id, first, last)
    return [line(db, circle, session) for session in found]
