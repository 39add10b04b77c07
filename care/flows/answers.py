"""A tap on a session's card: recorded at most once, and the card shows what is open then."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import rules, store, times
from care.buttons import Tap
from care.flows import cards, outgoing, planner, resting
from care.flows.arrivals import Visit
from care.kinds import Ask, Kind, Reason, Role, State
from care.models import Answer, Circle, Member, Session

OLD = "toast.old"
CHANGES = (Ask.CHANGE_OUTCOME, Ask.CHANGE_WHY, Ask.CHANGE_PAIN, Ask.CHANGE_RECOVERY)
FIXES = {
    "outcome": Ask.CHANGE_OUTCOME,
    "why": Ask.CHANGE_WHY,
    "pain": Ask.CHANGE_PAIN,
    "recovery": Ask.CHANGE_RECOVERY,
}


@dataclass(frozen=True)
class Touch:
    """A tap on a card of somebody's own: everything its step needs."""

    db: Db
    visit: Visit
    tap: Tap
    circle: Circle
    member: Member
    session: Session
    now: dt.datetime

    @property
    def record(self) -> rules.Record:
        """What counts of the session's answers so far."""
        return cards.record_of(self.db, self.session)

    @property
    def limit(self) -> int:
        """The recovery limit of the session's plan in minutes."""
        return cards.plan_of(self.db, self.session).recovery_limit


def on_card(db: Db, visit: Visit, tap: Tap, now: dt.datetime) -> str | None:
    """One tap on a card. Anything that isn't this person's own, or isn't open, does no harm."""
    row = outgoing.own_row(db, visit.chat, tap, visit.arrival.telegram_id, now)
    if row is None or row.session_id is None:
        return visit.say(OLD)
    circle = db.get_one(Circle, row.circle_id)
    member = _may_answer(db, visit, circle)
    if member is None:
        return visit.say(OLD)
    session = db.get_one(Session, row.session_id, populate_existing=True)
    touch = Touch(db, visit, tap, circle, member, session, now)
    is_open = session.state == State.OPEN and now < session.closes_at
    key = _VERBS[tap.verb](touch) if is_open else "toast.closed"
    cards.refresh(db, session, now, visit.update_id)
    if key:
        # What the finger met is not what is true: show it as it is.
        row.try_at = now
    return visit.say(key) if key else None


def _may_answer(db: Db, visit: Visit, circle: Circle) -> Member | None:
    mine = store.memberships(db, visit.human.id)
    return next((m for m in mine if m.circle_id == circle.id and m.role == Role.PATIENT), None)


def say(touch: Touch, kind: str, value: str) -> None:
    """Append an answer. The same answer again is no new one."""
    said = getattr(touch.record, kind)
    if isinstance(said, rules.Recovery):
        said = said.value
    if said is not None and str(said) == value:
        return
    store.add(
        touch.db,
        Answer(
            circle_id=touch.circle.id,
            session_id=touch.session.id,
            member_id=touch.member.id,
            kind=kind,
            value=value,
            at=touch.now,
            update_id=touch.visit.update_id,
        ),
    )
    cards.touch(touch.circle, touch.session)


def advance(touch: Touch) -> None:
    """The next open question on the card, and the one at the limit where a clock runs."""
    session, record = touch.session, touch.record
    routine = cards.routine_of(cards.plan_of(touch.db, session), session)
    limit_at = session.clock_from and session.clock_from + dt.timedelta(minutes=touch.limit)
    runs = limit_at is not None and touch.now < limit_at
    session.asks = rules.next_ask(record, routine.asks, clock_runs=runs)
    store.drop_about(touch.db, session.id, *_settled(record, routine.asks))
    if not record.happened or routine.asks != "both":
        return
    if limit_at and runs and record.recovery is None:
        _ask_at(touch, Kind.QUESTION, limit_at)


def _settled(record: rules.Record, asks: str) -> list[Kind]:
    """The messages about a session that would have nothing to ask any more."""
    kinds = [Kind.NUDGE] if record.outcome else []
    wanted = record.happened and asks == "both"
    if not wanted or record.recovery is not None:
        kinds.append(Kind.QUESTION)
    if not wanted or (record.recovery is not None and record.recovery.known != "not_yet"):
        kinds.append(Kind.LATER_QUESTION)
    return kinds


def _close_older(touch: Touch) -> None:
    """Only one recovery question is ever open: a new session closes the older as not asked."""
    for older in store.open_sessions(touch.db, touch.circle.id):
        waits = older.asks in (Ask.AS_BEFORE, Ask.RECOVERY, Ask.RECOVERY_LATER)
        if older.id == touch.session.id or not (waits or store.asks_later(touch.db, older.id)):
            continue
        older.recovery_unasked, older.asks = Reason.ANOTHER_QUESTION, None
        store.drop_about(touch.db, older.id, Kind.QUESTION, Kind.LATER_QUESTION)
        cards.refresh(touch.db, older, touch.now, touch.visit.update_id)


def _ask_at(touch: Touch, kind: Kind, at: dt.datetime) -> None:
    until = min(at + planner.QUESTION_WINDOW, touch.session.closes_at)
    chat_id = touch.member.chat_id
    session_id = touch.session.id
    planner.about_session(touch.db, kind, touch.circle, session_id, chat_id, at, until)


def _outcome(touch: Touch) -> str | None:
    session, verb = touch.session, touch.tap.verb
    if session.asks not in (Ask.START, Ask.CHANGE_OUTCOME):
        return None if touch.record.outcome == verb else OLD
    if session.asks == Ask.START and verb in rules.HAPPENED:
        session.clock_from = touch.now
    if verb in rules.HAPPENED and not touch.record.happened:
        _close_older(touch)
    say(touch, "outcome", verb)
    advance(touch)
    return None


def _why(touch: Touch) -> str | None:
    if touch.tap.value not in rules.WHYS:
        return OLD
    return _value(touch, "why", (Ask.WHY, Ask.CHANGE_WHY))


def _pain(touch: Touch) -> str | None:
    if touch.tap.value not in rules.PAIN_VALUES:
        return OLD
    return _value(touch, "pain", (Ask.PAIN, Ask.CHANGE_PAIN))


def _value(touch: Touch, kind: str, asked: tuple[Ask, ...]) -> str | None:
    said = getattr(touch.record, kind)
    # The question at the limit may overtake this one: what was not answered yet still can be.
    overtaken = touch.session.asks in (Ask.RECOVERY, Ask.RECOVERY_LATER) and said is None
    if touch.session.asks not in asked and not overtaken:
        return None if str(said) == touch.tap.value else OLD
    say(touch, kind, touch.tap.value)
    if not overtaken:
        advance(touch)
    return None


def _as_before(touch: Touch) -> str | None:
    """A tap before the limit proves "within"; after it, the person is asked for their own words."""
    start = touch.session.clock_from
    if touch.session.asks != Ask.AS_BEFORE or start is None:
        return None if touch.record.recovery else OLD
    minutes = times.minutes_between(start, touch.now)
    if minutes <= touch.limit:
        say(touch, "recovery", rules.Recovery("within", minutes).value)
    advance(touch)
    return None


def _recovery(touch: Touch) -> str | None:
    said = rules.recovery(touch.tap.value)
    asks = touch.session.asks
    if said is None or said not in _offered(touch):
        return None if said and said == touch.record.recovery else OLD
    say(touch, "recovery", said.value)
    touch.session.recovery_unasked = None
    if asks == Ask.RECOVERY and said.known == "not_yet":
        _ask_later(touch)
    advance(touch)
    return None


def _offered(touch: Touch) -> tuple[rules.Recovery, ...]:
    first, later = rules.first_choices(touch.limit), rules.later_choices(touch.limit)
    match touch.session.asks:
        case Ask.RECOVERY:
            return first
        case Ask.RECOVERY_LATER:
            return later
        case Ask.CHANGE_RECOVERY:
            return tuple(choice for choice in (*first, *later) if choice.known != "not_yet")
    return ()


def _ask_later(touch: Touch) -> None:
    """After another limit; where that falls in quiet hours, with tomorrow's first prompt."""
    circle = touch.circle
    at = touch.now + dt.timedelta(minutes=touch.limit)
    if times.in_quiet(at, circle.zone, circle.quiet_from, circle.quiet_to):
        morning = times.next_at(at, circle.quiet_to, circle.zone)
        day = times.local(morning, circle.zone).date()
        prompt = store.first_prompt_from(touch.db, circle.id, day)
        # A prompt once a day comes just when this card closes: then it is asked as the night ends.
        fits = prompt is not None and prompt.local_date == day and prompt.due < _latest(touch)
        at = prompt.due if prompt is not None and fits else morning
    if at < touch.session.closes_at:
        _ask_at(touch, Kind.LATER_QUESTION, at)


def _latest(touch: Touch) -> dt.datetime:
    """A question this late still leaves an hour for its answer."""
    return touch.session.closes_at - dt.timedelta(hours=1)


def _change(touch: Touch) -> str | None:
    if touch.record.outcome is None or touch.session.asks == Ask.START:
        return OLD
    touch.session.asks = Ask.CHANGE
    return None


def _fix(touch: Touch) -> str | None:
    asks = FIXES.get(touch.tap.value)
    if asks is None or touch.session.asks not in (Ask.CHANGE, asks):
        return OLD
    touch.session.asks = asks
    return None


def _keep(touch: Touch) -> str | None:
    if touch.session.asks in (Ask.CHANGE, *CHANGES):
        advance(touch)
    return None


def _rest(touch: Touch) -> str | None:
    """One tap silences the day, whatever card it was on. It counts as an answer."""
    if touch.session.asks == Ask.START:
        say(touch, "outcome", rules.REST)
        advance(touch)
    day = times.local(touch.now, touch.circle.zone).date()
    resting.begin(touch.db, touch.circle, day, touch.now, touch.visit.update_id)
    return None if touch.record.outcome == rules.REST else "toast.resting"


def _undo(touch: Touch) -> str | None:
    if not cards.view(touch.db, touch.session).rests:
        return None if touch.record.rest_undone else OLD
    say(touch, "outcome", rules.WITHDRAWN)
    resting.end(touch.db, touch.circle, touch.now, touch.visit.update_id)
    advance(touch)
    return None


_VERBS: dict[str, Callable[[Touch], str | None]] = {
    "done": _outcome,
    "stopped": _outcome,
    "not_today": _outcome,
    "why": _why,
    "pain": _pain,
    "as_before": _as_before,
    "recovery": _recovery,
    "change": _change,
    "fix": _fix,
    "keep": _keep,
    "rest": _rest,
    "undo": _undo,
}
VERBS = frozenset(_VERBS)
