"""/today: the day as it stands, and what was done without being asked."""

import datetime as dt
from dataclasses import replace

from sqlmodel import Session as Db

from care import plan, rules, screens, store, times, unasked
from care.buttons import Tap
from care.flows import (
    absences,
    answers,
    cards,
    day,
    founding,
    occurrences,
    outgoing,
    planner,
    proxy,
    resting,
    told,
)
from care.flows.arrivals import Visit
from care.flows.touch import OLD, Touch
from care.kinds import Ask, Kind, State
from care.models import Circle, Member, Session
from care.ports import Screen
from care.screens.day import Told

WAITING = (Ask.START, Ask.LATER)
# Nothing was asked, so it can still be said, until its card would have closed.
UNASKED = (State.NOT_ASKED, State.NOT_DELIVERED)


def today(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/today, and the button that always stands below the chat."""
    if home := day.own(db, visit, now):
        day.send(db, visit, now, lambda row: _screen(db, visit, home, row, now))
    return None


def _screen(
    db: Db, visit: Visit, home: tuple[Circle, Member], row: int, now: dt.datetime
) -> Screen:
    circle, member = home
    date = times.local(now, circle.zone).date()
    asked = [_line(db, home, one, now) for one in store.sessions(db, circle.id, date, date)]
    lines = [*asked, *_to_come(db, circle, date, now)]
    rests = "rests" if resting.rests_on(circle, now) else None
    silent = "stopped" if circle.stopped_at else "paused" if circle.paused_at else rests
    named = proxy.answers(db, circle)
    other = named.name if named is not None and named.id != member.id else None
    return screens.today(visit.lang, row, date, lines, silent, proxy=other)


def _line(db: Db, home: tuple[Circle, Member], session: Session, now: dt.datetime) -> Told:
    circle, member = home
    line = told.line(db, circle, session)
    if circle.stopped_at or not _can_be_said(db, session, member, now):
        return line
    return replace(line, occurrence=_occurrence(session.slot_id, session.local_date))


def _can_be_said(db: Db, session: Session, member: Member, now: dt.datetime) -> bool:
    record = cards.record_of(db, session)
    # What somebody else said may be the person's own to say.
    others = record.said_by not in (None, member.id)
    waits = session.state == State.OPEN and (
        session.asks in WAITING or others or record.outcome == rules.REST
    )
    by_the_plan = session.state != State.OPEN and session.reason in told.BY_THE_PLAN
    is_open = now < session.closes_at and not by_the_plan
    return is_open and (waits or session.state in UNASKED)


def _occurrence(slot_id: int, date: dt.date) -> str:
    return f"{slot_id}:{date.toordinal()}"


def _to_come(db: Db, circle: Circle, date: dt.date, now: dt.datetime) -> list[Told]:
    current = planner.active(db, circle.id)
    if current is None or circle.stopped_at:
        return []
    found = []
    for routine, slot in current[1].slots():
        due = plan.on_day(slot, date, circle.zone)
        waits = store.keyed(db, planner.prompt_key(slot.id, date))
        if due and waits and waits.session_id is None:
            silence = "helper_comes" if routine.helper_comes else "to_come"
            waits_for = unasked.why(routine, current[1], date)
            occurrence = "" if waits_for else _occurrence(slot.id, date)
            # Whatever waits for a helper can be said, where it was done all the same.
            waits_for = waits_for or absences.waits(db, circle, routine, max(now, due))
            silence = waits_for or silence
            # Today's may stand at another time still, where the plan was changed since.
            at = times.local(waits.due, circle.zone).time()
            found.append(Told(date, routine.name, rules.Record(), at, silence, occurrence))
    return sorted(found, key=lambda line: line.at or dt.time())


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """Done or Done earlier. Done ahead, the prompt is never sent."""
    mine = day.own_tap(db, visit, tapped, now)
    if mine is None:
        return visit.say(OLD)
    row, circle, member = mine
    session = None if circle.stopped_at else _opened(db, mine[1:], tapped.value, now)
    if session is not None:
        on_card = Tap(VERBS[tapped.verb])
        answers.act(Touch(db, visit, on_card, circle, member, session, now))
        outgoing.card_again(db, session, visit.chat, now, visit.update_id)
    shows = _screen(db, visit, (circle, member), row.id, now)
    cards.redraw(row, cards.forgiving(row, tapped, shows, visit.lang), now, visit.update_id)
    return None if session is not None else visit.say(OLD)


def _opened(
    db: Db, home: tuple[Circle, Member], occurrence: str, now: dt.datetime
) -> Session | None:
    """The session of an occurrence, open for an answer; nothing where it has one, or is over."""
    circle, member = home
    slot_id, _, ordinal = occurrence.partition(":")
    date = dt.date.fromordinal(int(ordinal))
    session = store.session(db, int(slot_id), date) or _ahead(db, circle, int(slot_id), date, now)
    if (
        session is None
        or session.circle_id != circle.id
        or not _can_be_said(db, session, member, now)
    ):
        return None
    occurrences.reopen(db, session)
    session.reason = None
    cards.ask_anew(db, session)
    return session


def _ahead(db: Db, circle: Circle, slot_id: int, date: dt.date, now: dt.datetime) -> Session | None:
    """The session before its time: its prompt finds it there, and is not sent."""
    waits = store.keyed(db, planner.prompt_key(slot_id, date))
    if waits is None or waits.session_id is not None:
        return None
    found = occurrences.of(db, waits, circle, now)
    if found is None or unasked.why(found.routine, found.document, date):
        return None
    (session,) = occurrences.sessions(db, [found], now)
    store.drop_about(db, session.id, Kind.NUDGE)
    return session


VERBS = {"today_done": rules.DONE, "today_earlier": "earlier"}


def wake(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """Start again, after the prompts went quiet by themselves: who taps was heard already."""
    mine = day.own_tap(db, visit, tapped, now)
    if mine is None:
        return visit.say(OLD)
    row, circle, _ = mine
    screen = founding.next_prompt(db, visit.lang, circle, now, "hushed.over")
    cards.redraw(row, screen, now, visit.update_id)
    return None
