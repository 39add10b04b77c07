"""What every step of a card needs: the tap with its rows, saying an answer, asking what is next."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session as Db

from care import over, plan, rules, store
from care.buttons import Tap
from care.flows import cards, planner
from care.flows.arrivals import Visit
from care.kinds import Ask, Kind, Reason, Role
from care.models import Answer, Circle, Member, Session
from care.screens.finger import Finger

OLD = "toast.old"
RECOVERIES = (Ask.AS_BEFORE, Ask.RECOVERY, Ask.RECOVERY_LATER)


@dataclass(frozen=True)
class Touch:
    """A tap on a card of somebody's own: everything one step of it needs, read once.

    `words` are there where it was typed: they are kept with the answer; `finger`, where a button
    of the card itself was tapped.
    """

    db: Db
    visit: Visit
    tap: Tap
    circle: Circle
    member: Member
    session: Session
    now: dt.datetime
    words: str | None = None
    finger: Finger | None = None

    @cached_property
    def said(self) -> list[Answer]:
        """All that was said about the session so far, in order; `note` adds to it."""
        return list(store.answers(self.db, self.session.id))

    @property
    def record(self) -> rules.Record:
        """What counts of the session's answers so far."""
        return rules.record(self.said)

    @cached_property
    def speaks_for(self) -> int | None:
        """The person (their member's id), where it is somebody else who answers for them."""
        if self.member.role == Role.PATIENT:
            return None
        person = store.patient(self.db, self.circle.id)
        return person.id if person else None

    @cached_property
    def plan(self) -> plan.Plan:
        """The plan as it was on the session's day."""
        return cards.plan_of(self.db, self.session)

    @property
    def limit(self) -> int:
        """The recovery limit of the session's plan in minutes."""
        return self.plan.recovery_limit


def say(touch: Touch, kind: str, value: str) -> None:
    """Append an answer. The same answer again is no new one, unless the person's own comes to
    stand where a proxy's stood.
    """
    was_said = rules.value_of(touch.record, kind) == value
    if was_said and not (_is_the_proxys(touch, kind) and touch.speaks_for is None):
        return
    was_over = _is_over(touch)
    note(touch, kind, value)
    if value in rules.HAPPENED and touch.speaks_for is None:
        # Whatever kept it from being asked: it was done.
        touch.session.reason = None
    if not was_said:
        cards.touch(touch.db, touch.circle, touch.session)
    if _is_over(touch) != was_over:
        _others_say_so(touch)


def _is_the_proxys(touch: Touch, kind: str) -> bool:
    held = rules.counting(touch.said).get(kind)
    return held is not None and rules.spoken_for(held) is not None


def _is_over(touch: Touch) -> bool:
    return over.a_limit(touch.record, touch.plan)


def _others_say_so(touch: Touch) -> None:
    """What goes into the report twice within a week stands on each of their cards."""
    for other in store.open_sessions(touch.db, touch.circle.id):
        if other.id != touch.session.id:
            cards.refresh(touch.db, other, touch.now, touch.visit.update_id)


def note(touch: Touch, kind: str, value: str) -> None:
    """Append what was said on a card. By itself it is nothing to tell others."""
    row = Answer(
        circle_id=touch.circle.id,
        session_id=touch.session.id,
        member_id=touch.member.id,
        for_member_id=touch.speaks_for,
        shared=touch.member.shared_phone,
        kind=kind,
        value=value,
        words=touch.words,
        at=touch.now,
        update_id=touch.visit.update_id,
    )
    touch.said.append(store.say(touch.db, row))


def advance(touch: Touch) -> None:
    """The next open question on the card, and the one at the limit where a clock runs."""
    session, record = touch.session, touch.record
    routine = cards.routine_of(touch.plan, session)
    limit_at = session.clock_from and session.clock_from + dt.timedelta(minutes=touch.limit)
    runs = limit_at is not None and touch.now < limit_at
    asks = rules.next_ask(record, routine.asks, clock_runs=runs)
    # Not asked any more is not asked again by putting something else right.
    over = session.recovery_unasked in (Reason.ANOTHER_QUESTION, Reason.RESTING)
    if asks is None and _later_waits(touch, record):
        asks = Ask.RECOVERY_LATER
    session.asks = None if over and asks in RECOVERIES else asks
    store.drop_about(touch.db, session.id, *_settled(record, routine.asks))
    if over or not record.happened or routine.asks != "both":
        return
    if limit_at and runs and record.recovery is None:
        ask_at(touch, Kind.QUESTION, limit_at)


def _later_waits(touch: Touch, record: rules.Record) -> bool:
    """Whether the later question lies there without its answer, whatever else was put right."""
    said, stands = record.recovery, 2 * touch.limit
    waits = said is not None and said.known == "not_yet" and said.minutes < stands
    return waits and store.asked_later(touch.db, touch.session.id)


def _settled(record: rules.Record, asks: str) -> list[Kind]:
    """The messages about a session that would have nothing to ask any more."""
    kinds = [Kind.NUDGE, Kind.LATER] if record.outcome else []
    wanted = record.happened and asks == "both"
    if not wanted or record.recovery is not None:
        kinds.append(Kind.QUESTION)
    if not wanted or (record.recovery is not None and record.recovery.known != "not_yet"):
        kinds.append(Kind.LATER_QUESTION)
    return kinds


def close_older(touch: Touch) -> None:
    """Only one recovery question is ever open: a new session closes the older as not asked."""
    for older in store.open_sessions(touch.db, touch.circle.id):
        if older.id == touch.session.id or not _would_ask(touch.db, older):
            continue
        older.recovery_unasked = Reason.ANOTHER_QUESTION
        if older.asks in RECOVERIES:
            older.asks = None
        store.drop_about(touch.db, older.id, Kind.QUESTION, Kind.LATER_QUESTION)
        cards.refresh(touch.db, older, touch.now, touch.visit.update_id)


def _would_ask(db: Db, session: Session) -> bool:
    """Whether its recovery is asked, or would be: after the pain, after a change, later."""
    record = cards.record_of(db, session)
    comes = record.happened and record.recovery is None
    return comes or session.asks in RECOVERIES or store.asks_later(db, session.id)


def ask_at(touch: Touch, kind: Kind, at: dt.datetime) -> None:
    """A question about this session, at that moment and at most three hours later."""
    until = min(at + planner.QUESTION_WINDOW, touch.session.closes_at)
    chat_id = touch.member.chat_id
    session_id = touch.session.id
    row = planner.about_session(kind, touch.circle, session_id, chat_id, at, until)
    store.add_due(touch.db, row)
