"""Rest: one tap and everything for the person is silent; coming back costs nothing."""

import datetime as dt

from sqlmodel import Session as Db

from care import rules, store, times
from care.flows import cards
from care.kinds import Ask, Reason
from care.models import Circle, Session

UNTIL_I_SAY = dt.date.max


def begin(
    db: Db, circle: Circle, through: dt.date, now: dt.datetime, update_id: int | None = None
) -> None:
    """Rest through a local day, or longer where that was said. Open questions are not asked.

    A prompt that lies there unanswered keeps its buttons; without an answer it is a rest, too.
    """
    circle.resting_through = max(circle.resting_through or through, through)
    for session in store.open_sessions(db, circle.id):
        if now >= session.closes_at:
            # Its time to answer was over before: the bot was away, and has yet to close it.
            continue
        if session.asks == Ask.LATER:
            cards.ask_anew(db, session)
            cards.refresh(db, session, now, update_id)
        if session.asks == Ask.START:
            session.reason = Reason.RESTING
            cards.touch(db, circle, session)
        elif session.asks is not None:
            session.recovery_unasked, session.asks = Reason.RESTING, None
            cards.refresh(db, session, now, update_id)


def end(
    db: Db,
    circle: Circle,
    now: dt.datetime,
    update_id: int | None = None,
    *,
    undone: bool = False,
) -> None:
    """No rest any more: what was open is open again, and nothing is caught up.

    What was rested stays a rest; only where today's was `undone`, there was none.
    """
    circle.resting_through = None
    today = times.local(now, circle.zone).date()
    for session in store.open_sessions(db, circle.id):
        if undone and session.reason == Reason.RESTING and session.local_date >= today:
            session.reason = None
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
