"""Sessions as they are told: to the caregiver in the digest, to the person in the journal."""

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session as Db

from care import plan, rules, store, times
from care.flows import cards
from care.kinds import Reason, State
from care.models import Circle, Session
from care.screens.day import Told


def line(db: Db, circle: Circle, session: Session) -> Told:
    """One session with what counts of it."""
    document, record = cards.plan_of(db, session), cards.record_of(db, session)
    return Told(
        day=session.local_date,
        routine=cards.routine_of(document, session).name,
        record=record,
        at=times.local(session.due, circle.zone).time(),
        silence=silence(session),
        over=over_a_limit(record, document),
    )


def over_a_limit(record: rules.Record, document: plan.Plan) -> bool:
    """Whether what was said of a session is over a limit of its plan: recovery (min) or pain."""
    if not record.happened:
        return False
    over_pain = rules.over_pain(record.lowest_pain, document.pain_limit)
    return over_pain or rules.over_limit(record.recovery, document.recovery_limit)


def silence(session: Session) -> str:
    """Which of the silences a session without an answer is."""
    if session.state in (State.OPEN, State.NOT_ASKED) and session.reason == Reason.RESTING:
        return Reason.RESTING
    if session.state == State.OPEN and session.reason == Reason.HELPER_COMES:
        return Reason.HELPER_COMES
    if session.state == State.NOT_ASKED and session.reason == Reason.MOVED:
        return Reason.MOVED
    return session.state


def since(db: Db, circle: Circle, count: int, after: dt.datetime | None = None) -> Sequence[Told]:
    """What was said after the circle's change of that count; if given, after that instant too."""
    found = store.touched(db, circle.id, count)
    return [line(db, circle, one) for one in found if not after or _said_at(db, one) >= after]


def _said_at(db: Db, session: Session) -> dt.datetime:
    """When something was last said of it; a rest that silenced it counts from its own time."""
    return max((answer.at for answer in store.answers(db, session.id)), default=session.due)


def days(db: Db, circle: Circle, first: dt.date, last: dt.date) -> Sequence[Told]:
    """The sessions of some local days."""
    found = store.sessions(db, circle.id, first, last)
    return [line(db, circle, session) for session in found]
