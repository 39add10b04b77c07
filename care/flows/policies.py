"""Whether a row whose time has come is sent, and with what: asked at that moment, not before.

A policy answers with the Screen to send, with the Reason why not, or with the instant at which to
look again: what has no hour of its own waits while the person rests.
"""

import datetime as dt
from collections.abc import Callable

from sqlalchemy.exc import NoResultFound
from sqlmodel import Session as Db

from care import hands, store, times, unasked
from care.flows import (
    absences,
    cards,
    digesting,
    hush,
    occurrences,
    planner,
    proxydays,
    reporting,
    whenever,
)
from care.kinds import Ask, Kind, Reason, Sending, State
from care.models import Chat, Circle, Member, Message, Session
from care.ports import Screen

Decision = whenever.Decision
QUESTIONS_A_DAY = 2
# So long the card of a day waits for the sessions of that day, after an outage.
BEHIND = dt.timedelta(seconds=30)
# What one circle's broken rows may raise: theirs wait, and nobody else's.
BROKEN = (LookupError, ValueError, TypeError, ArithmeticError, NoResultFound)
ABOUT = (Kind.LATER, Kind.NUDGE, Kind.QUESTION, Kind.LATER_QUESTION)


def decide(db: Db, row: Message, now: dt.datetime) -> Decision:
    """The policy of the row's kind."""
    if row.kind == Kind.REPLY:
        return _reply(db, row, now)
    circle = db.get_one(Circle, row.circle_id)
    return _POLICIES[Kind(row.kind)](db, row, circle, now)


def _reply(db: Db, row: Message, now: dt.datetime) -> Decision:
    """An answer to somebody who is in still; none from before a stop or a pause comes after it."""
    circle = db.get(Circle, row.circle_id) if row.circle_id else None
    if not store.is_in(db, row.circle_id, row.chat_id):
        return Reason.STOPPED
    if circle is not None and circle.stopped_at and row.due <= circle.stopped_at:
        return Reason.STOPPED
    if circle is not None and circle.paused_at and row.due < circle.paused_at:
        return Reason.CIRCLE_PAUSED
    return whenever.late(row, now) or Screen.from_json(row.screen or "")


def _prompt(db: Db, row: Message, circle: Circle, now: dt.datetime) -> Decision:
    found = occurrences.of(db, row, circle, now)
    if found is None:
        return Reason.NOT_IN_PLAN
    day, routine = found.day, found.routine
    session = store.session(db, found.slot.id, day) or occurrences.sessions(db, [found], now)[0]
    if session.card_id != row.id or session.asks != Ask.START:
        return Reason.ANSWERED
    reason = whenever.silence(circle, now, day)
    reason = reason or unasked.why(routine, found.document, day)
    # What came too late is judged by the last moment at which it could have come.
    reason = reason or absences.waits(db, circle, routine, min(now, row.until))
    reason = reason or _no_phone(db, circle) or whenever.late(row, now)
    if reason is None and routine.helper_comes:
        reason = Reason.HELPER_COMES
    if reason is None and hush.falls(db, circle, day, now):
        reason = Reason.HUSHED
    return reason or cards.screen(db, session, row, current=True)


def _no_phone(db: Db, circle: Circle) -> Reason | None:
    """The person has none: nothing is sent, and who stands in is asked about the day."""
    person = store.patient(db, circle.id)
    return Reason.NO_PHONE if person is not None and person.human_id is None else None


def _about(db: Db, row: Message, circle: Circle, now: dt.datetime) -> tuple[Session, Reason | None]:
    """A session's later message: never in quiet hours, never while the person rests, never late."""
    session = db.get_one(Session, row.session_id)
    reason = whenever.silence(circle, now, times.local(now, circle.zone).date())
    chat = db.get(Chat, row.chat_id) if row.chat_id else None
    if session.state != State.OPEN:
        reason = Reason.ANSWERED
    elif chat is None or chat.gone:
        reason = reason or Reason.BLOCKED
    elif times.in_quiet(now, circle.zone, circle.quiet_from, circle.quiet_to):
        reason = reason or Reason.QUIET_HOURS
    return session, reason or whenever.late(row, now)


def _nudge(db: Db, row: Message, circle: Circle, now: dt.datetime) -> Decision:
    session, reason = _about(db, row, circle, now)
    if session.asks != Ask.START:
        return Reason.ANSWERED
    prompt = store.message(db, session.card_id or 0)
    if prompt is None or prompt.state != Sending.SENT:
        return Reason.PROMPT_NOT_SENT
    reason = reason or _waits(db, session, circle, now)
    return reason or cards.screen(db, session, row, current=True)


def _waits(db: Db, session: Session, circle: Circle, now: dt.datetime) -> Reason | None:
    """What was prompted already waits, too, where nobody's hands are there any more."""
    routine = cards.routine_of(cards.plan_of(db, session), session)
    return absences.waits(db, circle, routine, now)


def _later(db: Db, row: Message, circle: Circle, now: dt.datetime) -> Decision:
    """The prompt that was put off."""
    session, reason = _about(db, row, circle, now)
    if session.asks not in (Ask.LATER, Ask.START) or session.later_at != row.due:
        return Reason.ANSWERED
    if reason := reason or _waits(db, session, circle, now):
        return reason
    # Whatever kept an earlier one from coming: now it is asked.
    session.asks, session.reason = Ask.START, None
    return cards.screen(db, session, row, current=True)


def _question(db: Db, row: Message, circle: Circle, now: dt.datetime) -> Decision:
    """The question at the limit, and the one later question."""
    session, reason = _about(db, row, circle, now)
    record = cards.record_of(db, session)
    later = row.kind == Kind.LATER_QUESTION
    answered = record.recovery is not None and record.recovery.known != "not_yet"
    if not record.happened or answered or (record.recovery is not None) != later:
        return Reason.ANSWERED
    if session.recovery_unasked:
        return Reason(session.recovery_unasked)
    if reason := reason or _enough(db, row, circle, now):
        return reason
    session.asks = Ask.RECOVERY_LATER if later else Ask.RECOVERY
    row.claimed_at = row.claimed_at or now
    return cards.screen(db, session, row, current=True)


def _enough(db: Db, row: Message, circle: Circle, now: dt.datetime) -> Reason | None:
    """At most two recovery questions a day unprompted; more can be answered on their card."""
    midnight = times.instant(times.local(now, circle.zone).date(), dt.time(0), circle.zone)
    asked = store.questions_since(db, circle.id, midnight, besides=row.id)
    return Reason.ENOUGH_TODAY if asked >= QUESTIONS_A_DAY else None


def _close(db: Db, row: Message, circle: Circle, now: dt.datetime) -> Decision:
    """An answer counts for 24 hours after its prompt; then the card quietly closes."""
    session = db.get_one(Session, row.session_id)
    if session.state == State.OPEN:
        session.state, session.asks = _ended(db, session), None
        store.drop_about(db, session.id, *ABOUT)
        cards.refresh(db, session, now)
    return Reason.ANSWERED


def _ended(db: Db, session: Session) -> State:
    if cards.record_of(db, session).outcome is not None:
        return State.FINISHED
    if session.reason is not None:
        return State.NOT_ASKED
    arrived = any(row.state == Sending.SENT for row in store.session_cards(db, session.id))
    return State.NO_ANSWER if arrived else State.NOT_DELIVERED


def _digest(db: Db, row: Message, circle: Circle, now: dt.datetime) -> Decision:
    member = db.get_one(Member, row.member_id)
    planner.next_digest(db, member, row.due)
    if circle.stopped_at or member.left_at or member.digest == "off":
        return Reason.STOPPED
    if circle.paused_at:
        return Reason.CIRCLE_PAUSED
    if hands.away(member, now):
        # What they missed isn't told afterwards.
        member.told_through = circle.changes
        return Reason.HELPER_AWAY
    return digesting.compose(db, row, circle, member, whenever.late(row, now))


def _proxy(db: Db, row: Message, circle: Circle, now: dt.datetime) -> Decision:
    """The card of a day for who answers: once what fell due of the day has its sessions."""
    member = db.get_one(Member, row.member_id)
    planner.next_digest(db, member, row.due)
    if circle.stopped_at or member.left_at or not (member.proxy and member.acts_since):
        return Reason.STOPPED
    if circle.paused_at or hands.away(member, now):
        return Reason.CIRCLE_PAUSED if circle.paused_at else Reason.HELPER_AWAY
    behind = [one for one in store.waiting_prompts(db, circle.id) if one.due <= row.due]
    if now <= row.until and any(one.reason != Reason.BROKEN for one in behind):
        return now + BEHIND
    return proxydays.compose(db, row, circle, member, whenever.late(row, now))


_POLICIES: dict[Kind, Callable[[Db, Message, Circle, dt.datetime], Decision]] = {
    Kind.PROMPT: _prompt,
    Kind.LATER: _later,
    Kind.NUDGE: _nudge,
    Kind.QUESTION: _question,
    Kind.LATER_QUESTION: _question,
    Kind.CLOSE: _close,
    Kind.DIGEST: _digest,
    Kind.PROXY: _proxy,
    Kind.AWAY: absences.tell,
    Kind.HELP_ASKED: absences.question,
    Kind.PROPOSAL: whenever.proposal,
    Kind.REVIEW: whenever.review,
    Kind.REPORT: reporting.decide,
}


def not_asked(db: Db, row: Message, reason: Reason, now: dt.datetime) -> None:
    """What was not sent is kept on the session as what it is: never merged with no answer."""
    if row.session_id is None or reason == Reason.ANSWERED:
        return
    session = db.get_one(Session, row.session_id)
    if row.kind == Kind.PROMPT and session.state == State.OPEN and session.touched is None:
        _prompt_not_asked(db, session, reason)
    if row.kind == Kind.LATER and session.asks == Ask.LATER:
        session.reason = reason
        cards.ask_anew(db, session)
        cards.refresh(db, session, now)
    if row.kind in (Kind.QUESTION, Kind.LATER_QUESTION):
        session.recovery_unasked = session.recovery_unasked or reason


def _prompt_not_asked(db: Db, session: Session, reason: Reason) -> None:
    session.reason = reason
    if reason == Reason.HELPER_COMES:
        # Nothing prompts it, and it can be said all day in /today.
        return
    undelivered = reason in (Reason.NO_NETWORK, Reason.BLOCKED)
    session.state = State.NOT_DELIVERED if undelivered else State.NOT_ASKED
    session.asks = None
    if reason == Reason.RESTING:
        cards.touch(db, db.get_one(Circle, session.circle_id), session)
