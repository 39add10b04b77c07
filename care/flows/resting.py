"""Rest: one tap and everything for the person is silent; coming back costs nothing."""

import datetime as dt

from sqlmodel import Session as Db

from care import rules, store, times
from care.flows import cards
from care.models import Ask, Circle, Reason, Session

UNTIL_I_SAY = dt.date.max


def begin(
    db: Db, circle: Circle, through: dt.date, now: dt.datetime, update_id: int | None = None
) -> None:
    """Rest through a local day. Open questions are closed as not asked."""
    circle.resting_through = through
    for session in store.open_sessions(db, circle.id):
        if session.asks not in (None, Ask.START):
            session.recovery_unasked, session.asks = Reason.RESTING, None
            cards.refresh(db, session, now, update_id)


def end(db: Db, circle: Circle, now: dt.datetime, update_id: int | None = None) -> None:
    """No rest any more: what was open is open again, and nothing is caught up."""
    circle.resting_through = None
    for session in store.open_sessions(db, circle.id):
        if session.recovery_unasked == Reason.RESTING:
            session.recovery_unasked = None
            session.asks = _open_question(db, session, now)
        cards.refresh(db, session, now, update_id)


def _open_question(db: Db, session: Session, now: dt.datetime) -> Ask | None:
    document = cards.plan_of(db, session)
    limit = dt.timedelta(minutes=document.recovery_limit)
    runs = session.clock_from is not None and now < session.clock_from + limit
    routine = cards.routine_of(document, session)
    return rules.next_ask(cards.record_of(db, session), routine.asks, clock_runs=runs)


def rests_on(circle: Circle, now: dt.datetime) -> bool:
    """Whether the person rests today."""
    today = times.local(now, circle.zone).date()
    return circle.resting_through is not None and circle.resting_through >= today
