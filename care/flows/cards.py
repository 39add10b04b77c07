"""A session's cards: what each of its messages shows follows from its rows."""

import datetime as dt

from sqlmodel import Session as Db

from care import plan, rules, screens, store, times
from care.kinds import Sending, State
from care.models import Circle, Human, Message, Session
from care.ports import Screen


def language(db: Db, circle_id: int) -> str:
    """The person's language."""
    person = store.patient(db, circle_id)
    known = db.get(Human, person.human_id) if person and person.human_id else None
    return known.language if known else "en"


def plan_of(db: Db, session: Session) -> plan.Plan:
    """The plan as it was on the session's day."""
    version = store.plan_version(db, session.plan_version_id)
    return plan.Plan.model_validate_json(version.document)


def routine_of(document: plan.Plan, session: Session) -> plan.Routine:
    """The session's routine in its own version of the plan."""
    found = document.routine(session.routine_id)
    if found is None:
        raise LookupError("a session without its routine")
    return found


def record_of(db: Db, session: Session) -> rules.Record:
    """What counts of the session's answers."""
    return rules.record(store.answers(db, session.id))


def touch(circle: Circle, session: Session) -> None:
    """Something new is to be told of a session. The circle must be held."""
    circle.changes += 1
    session.touched = circle.changes


def view(db: Db, session: Session) -> screens.CardView:
    """Everything a card of this session shows."""
    document, record = plan_of(db, session), record_of(db, session)
    circle = db.get_one(Circle, session.circle_id)
    return screens.CardView(
        lang=language(db, session.circle_id),
        plan=document,
        routine=routine_of(document, session),
        record=record,
        asks=session.asks,
        is_open=session.state == State.OPEN,
        day=session.local_date,
        rests=_this_rest_holds(record, circle),
    )


def _this_rest_holds(record: rules.Record, circle: Circle) -> bool:
    """Whether the rest is still the one that was said on this card, so that it can be undone."""
    if record.rested_at is None:
        return False
    return circle.resting_through == times.local(record.rested_at, circle.zone).date()


def screen(db: Db, session: Session, row: Message, *, current: bool) -> Screen:
    """One message of a session: its card, or a line where a later message took over."""
    return screens.card(view(db, session), row.id, row.kind, current=current)


def refresh(db: Db, session: Session, now: dt.datetime, update_id: int | None = None) -> None:
    """Bring every message of a session up to what is true now."""
    db.flush()
    for row in store.session_cards(db, session.id):
        redraw(row, screen(db, session, row, current=row.id == session.card_id), now, update_id)
    db.flush()


def redraw(row: Message, shows: Screen, now: dt.datetime, update_id: int | None = None) -> None:
    """Have a message show something else; nothing happens where it shows that already."""
    if update_id is not None:
        row.update_id = update_id
    raw = shows.to_json()
    if raw == row.screen:
        return
    row.screen = raw
    row.revision += 1
    row.attempts = 0
    if row.state == Sending.SENT:
        row.try_at = now
