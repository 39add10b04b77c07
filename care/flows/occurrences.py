"""A prompt's time has come: its occurrence gets a session, and the slot its next row.

For a whole round at once, since there may be many: one by one they would be four times the price.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import plan, store, times
from care.flows import easing, planner
from care.kinds import Ask, Kind, Reason, Sending, State
from care.models import Circle, Message, Planned, Session


@dataclass(frozen=True)
class Occurrence:
    """A slot on a local day, as the plan in force has it, and the row that stands for it."""

    row: Message
    circle: Circle
    version_id: int
    document: plan.Plan
    routine: plan.Routine
    slot: plan.Slot
    day: dt.date


def of(db: Db, row: Message, circle: Circle, now: dt.datetime) -> Occurrence | None:
    """What that row stands for; nothing where the plan doesn't have it any more."""
    current = planner.active(db, circle.id)
    found = current[1].slot(row.slot_id or 0) if current else None
    if current is None or found is None or row.local_date is None:
        return None
    return Occurrence(row, circle, *current, *found, _day(row, circle, now))


def begin(db: Db, due: Sequence[Message], now: dt.datetime) -> None:
    """The sessions of all prompts among these rows that have none yet."""
    found = (
        of(db, row, db.get_one(Circle, row.circle_id), now)
        for row in due
        if row.kind == Kind.PROMPT and row.state == Sending.WAITING
    )
    new = [one for one in found if one and store.session(db, one.slot.id, one.day) is None]
    sessions(db, new, now)


def sessions(db: Db, new: Sequence[Occurrence], now: dt.datetime) -> list[Session]:
    """Sessions of these occurrences, their nudges and their closes, and the slots' next rows."""
    made = [_session(db, one) for one in new]
    store.add_all(db, made)
    rows: list[Planned] = []
    behind = [_behind(db, one, now) for one in new]
    for one, session, row in zip(new, made, behind, strict=True):
        one.row.session_id = session.id
        rows += [*_about_it(one, session, now), *row]
    there = store.insert_keyed(db, rows)
    for one, row in zip(new, behind, strict=True):
        if any(added.key not in there for added in row):
            # That day had its row already: perhaps the one behind it.
            planner.next_prompt(db, one.circle, one.slot, one.day, now, _why_past(one))
    return made


def _behind(db: Db, one: Occurrence, now: dt.datetime) -> list[Planned]:
    """The slot's next row; none where no day follows."""
    day = plan.next_day(one.slot, one.day)
    if day is None:
        return []
    return [planner.prompt_row(db, one.circle, one.slot, day, now, _why_past(one))]


def _why_past(one: Occurrence) -> str | None:
    return one.row.reason if one.row.reason == Reason.MOVED else None


def _session(db: Db, one: Occurrence) -> Session:
    return Session(
        circle_id=one.circle.id,
        slot_id=one.slot.id,
        routine_id=one.routine.id,
        plan_version_id=one.version_id,
        local_date=one.day,
        due=one.row.due,
        closes_at=one.row.due + planner.ANSWER_COUNTS,
        state=State.OPEN,
        asks=Ask.START,
        card_id=one.row.id,
        lighter=easing.lighter_first(db, one.row, one.day, one.document, one.routine),
    )


def _about_it(one: Occurrence, session: Session, now: dt.datetime) -> list[Planned]:
    nudge = max(one.row.due, now) + planner.NUDGE_AFTER
    return [
        planner.about_session(kind, one.circle, session.id, one.row.chat_id, due, due + window)
        for kind, due, window in (
            (Kind.NUDGE, nudge, planner.NUDGE_WINDOW),
            (Kind.CLOSE, session.closes_at, planner.CLOSE_WINDOW),
        )
    ]


def reopen(db: Db, session: Session) -> None:
    """Open for an answer, and its card closes in its time.

    It had closed already where the clock was ahead then and was set right since.
    """
    session.state = State.OPEN
    closes = store.keyed(db, f"{Kind.CLOSE}:{session.id}")
    if closes is not None:
        closes.state, closes.reason, closes.try_at = Sending.WAITING, None, session.closes_at


def _day(row: Message, circle: Circle, now: dt.datetime) -> dt.date:
    """The local day a row belongs to: a prompt's own, else today."""
    return row.local_date or times.local(now, circle.zone).date()
