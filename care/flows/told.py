"""Sessions as they are told: to the caregiver in the digest, to the person in the journal."""

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session as Db

from care import over, rules, store, times
from care.flows import cards, easing
from care.kinds import Reason, State
from care.models import Circle, Session
from care.screens.day import Told
from care.screens.record import By

# What the plan or a journey keeps from being asked has a word of its own.
BY_THE_PLAN = (Reason.PAUSED, Reason.REVIEW_DUE)
OWN_WORDS = (*BY_THE_PLAN, Reason.MOVED, Reason.NO_PHONE, Reason.CIRCLE_PAUSED)


def line(db: Db, circle: Circle, session: Session) -> Told:
    """One session with what counts of it."""
    document, record = cards.plan_of(db, session), cards.record_of(db, session)
    is_over = over.a_limit(record, document)
    return Told(
        day=session.local_date,
        routine=cards.routine_of(document, session).name,
        record=record,
        at=times.local(session.due, circle.zone).time(),
        silence=silence(session),
        over=is_over,
        in_report=is_over and easing.twice(db, session),
        lighter=bool(session.lighter),
        by=who_answered(db, record),
    )


def who_answered(db: Db, record: rules.Record) -> By | None:
    """Who said what became of it, where that isn't the person by themselves."""
    if record.said_by is not None:
        return By(cards.named(db, record.said_by))
    return By() if record.shared and record.outcome else None


def silence(session: Session) -> str:
    """Which of the silences a session without an answer is."""
    if session.state in (State.OPEN, State.NOT_ASKED) and session.reason == Reason.RESTING:
        return Reason.RESTING
    if session.state == State.OPEN and session.reason == Reason.HELPER_COMES:
        return Reason.HELPER_COMES
    if session.state == State.NOT_ASKED and session.reason in OWN_WORDS:
        return session.reason
    return session.state


def since(db: Db, circle: Circle, count: int, after: dt.datetime | None = None) -> Sequence[Told]:
    """What was said after the circle's change of that count; if given, after that instant too."""
    found = store.touched(db, circle.id, count)
    return [line(db, circle, one) for one in found if not after or _said_at(db, one) >= after]


def _said_at(db: Db, session: Session) -> dt.datetime:
    """When something was last said of it; a rest that silenced it counts from its own time."""
    return max((answer.at for answer in store.answers(db, session.id)), default=session.due)
