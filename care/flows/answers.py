"""A tap on a session's card: recorded at most once, and the card shows what is open then."""

import datetime as dt
from collections.abc import Callable

from sqlmodel import Session as Db

from care import over, rights, rules, store, times
from care.buttons import Tap
from care.flows import arrivals, cards, later, outgoing, resting
from care.flows.arrivals import Visit
from care.flows.touch import OLD, Touch, advance, ask_at, close_older, say
from care.kinds import Ask, Kind, State
from care.models import Circle, Member
from care.ports import Screen
from care.screens import finger as fingers

FIXES = {
    "outcome": Ask.CHANGE_OUTCOME,
    "why": Ask.CHANGE_WHY,
    "pain": Ask.CHANGE_PAIN,
    "recovery": Ask.CHANGE_RECOVERY,
    "number": Ask.PAIN_NUMBER,
}
CHANGES = (*FIXES.values(), Ask.CHANGE)


def on_card(db: Db, visit: Visit, tap: Tap, now: dt.datetime) -> str | None:
    """One tap on a card. Anything that isn't this person's own, or isn't open, does no harm."""
    row = outgoing.own_row(db, visit.chat, tap, visit.arrival.telegram_id, now, card=True)
    if row is None or row.session_id is None:
        return visit.say(OLD)
    circle = db.get_one(Circle, row.circle_id)
    member = _may_answer(db, visit, circle)
    if member is None:
        return visit.say(OLD)
    session = store.current(db, row.session_id)
    finger = fingers.on(row.id, Screen.from_json(row.screen or ""), tap)
    touch = Touch(db, visit, tap, circle, member, session, now, finger=finger)
    is_open = session.state == State.OPEN and now < session.closes_at
    key = act(touch) if is_open else "toast.closed"
    if key:
        # What the finger met is not what is true: show it as it is.
        row.try_at = now
    return visit.say(key) if key else None


def act(touch: Touch) -> str | None:
    """One step of an open session, and every message of it shows what is true then."""
    key = _VERBS[touch.tap.verb](touch)
    cards.refresh(
        touch.db, touch.session, touch.now, touch.visit.update_id, touch.finger, touch.record
    )
    return key


def _may_answer(db: Db, visit: Visit, circle: Circle) -> Member | None:
    here = [one for one in arrivals.mine(db, visit.human) if one[0].circle_id == circle.id]
    return next((member for member, who in here if rights.may(rights.May.OWN, who)), None)


def _outcome(touch: Touch) -> str | None:
    session, verb = touch.session, touch.tap.verb
    if session.asks not in (Ask.START, Ask.CHANGE_OUTCOME):
        return None if touch.record.outcome == verb else OLD
    before, happened = touch.record, verb in rules.HAPPENED
    begins = session.asks == Ask.START and happened and touch.speaks_for is None
    if happened and not (before.happened and before.said_by is None):
        close_older(touch)
    say(touch, "outcome", verb)
    if begins:
        session.clock_from = touch.now
    advance(touch)
    return None


def _earlier(touch: Touch) -> str | None:
    """Done some time before now: no clock ran."""
    if touch.session.asks != Ask.START:
        return OLD
    close_older(touch)
    say(touch, "outcome", rules.DONE)
    advance(touch)
    return None


def _why(touch: Touch) -> str | None:
    if touch.tap.value not in rules.WHYS:
        return OLD
    return _value(touch, "why", (Ask.WHY, Ask.CHANGE_WHY))


def _pain(touch: Touch) -> str | None:
    if touch.tap.value not in (*rules.PAIN_VALUES, *rules.BANDS):
        return OLD
    return _value(touch, "pain", (Ask.PAIN, Ask.PAIN_NUMBER, Ask.CHANGE_PAIN))


def _value(touch: Touch, kind: str, asked: tuple[Ask, ...]) -> str | None:
    said = rules.value_of(touch.record, kind)
    # The question at the limit may overtake this one: what was not answered yet still can be.
    overtaken = touch.session.asks in (Ask.RECOVERY, Ask.RECOVERY_LATER) and said is None
    if touch.session.asks not in asked and not overtaken:
        return None if said == touch.tap.value else OLD
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
    if touch.now < start:
        # The machine's clock was set back since: it proves nothing.
        touch.session.clock_from = None
    elif minutes <= touch.limit:
        say(touch, "recovery", rules.Recovery("within", minutes).value)
    advance(touch)
    return None


def _recovery(touch: Touch) -> str | None:
    said = rules.recovery(touch.tap.value)
    asks = touch.session.asks
    if said is None or said not in offered(touch):
        return None if said and said == touch.record.recovery else OLD
    say(touch, "recovery", said.value)
    touch.session.recovery_unasked = None
    if asks == Ask.RECOVERY and said.known == "not_yet":
        _ask_later(touch)
    advance(touch)
    return None


def offered(touch: Touch) -> tuple[rules.Recovery, ...]:
    """The recoveries that have a button on the card now."""
    match touch.session.asks:
        case Ask.RECOVERY if touch.session.clock_from is None:
            return rules.past_choices(touch.limit)
        case Ask.RECOVERY:
            return rules.first_choices(touch.limit)
        case Ask.RECOVERY_LATER:
            return rules.later_choices(touch.limit)
        case Ask.CHANGE_RECOVERY:
            return rules.changed_choices(touch.limit)
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
        ask_at(touch, Kind.LATER_QUESTION, at)


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
    # The exact number is no step that anybody must take: it can be said beside the next one.
    beside = asks == Ask.PAIN_NUMBER and touch.record.band is not None
    if asks is None or not (beside or touch.session.asks in (Ask.CHANGE, asks)):
        return OLD
    touch.session.asks = asks
    return None


def _keep(touch: Touch) -> str | None:
    if touch.session.asks in CHANGES:
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
        return later.take_back(touch)
    say(touch, "outcome", rules.WITHDRAWN)
    resting.end(touch.db, touch.circle, touch.now, touch.visit.update_id, undone=True)
    advance(touch)
    return None


def _version(touch: Touch) -> str | None:
    """The usual or the lighter version: only what is shown changes, and nothing is said by it."""
    wanted = {over.LIGHTER: True, over.USUAL: False}.get(touch.tap.value)
    if touch.session.lighter is None or wanted is None or touch.session.asks != Ask.START:
        return OLD
    touch.session.lighter = wanted
    return None


_VERBS: dict[str, Callable[[Touch], str | None]] = {
    "done": _outcome,
    "earlier": _earlier,
    "stopped": _outcome,
    "later": later.put_off,
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
    "version": _version,
}
VERBS = frozenset(_VERBS)
