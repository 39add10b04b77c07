"""Pausing and stopping everything, starting again, leaving.

A pause and a stop are alike silence for everybody, until somebody who may end it starts again. What
is paused goes on being kept day by day; what is stopped, a family may leave for good.
"""

import datetime as dt

from sqlmodel import Session as Db

from care import store
from care.buttons import Tap
from care.flows import arrivals, cards, day, leaving, outgoing, overdue, planner
from care.flows.arrivals import Visit
from care.kinds import Kind, Role
from care.models import Chat, Circle, Member
from care.ports import Screen
from care.rights import May
from care.screens import circle as show

OLD = "toast.old"


def pause(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/pause: one question, then nothing is asked of anybody until somebody starts again."""
    home = day.own(db, visit, now, May.STOP)
    if home is None:
        return None

    def build(row: int) -> Screen:
        is_silent = home[0].stopped_at or home[0].paused_at
        return silent(db, visit, home, row) if is_silent else show.pause(visit.lang, row)

    day.send(db, visit, now, build)
    return None


def silent(db: Db, visit: Visit, home: tuple[Circle, Member], row: int) -> Screen:
    """That everything is stopped, or paused; by whom, where it was somebody else."""
    circle, member = home
    is_over = circle.stopped_at is not None
    by = circle.stopped_by if is_over else circle.paused_by
    other = db.get(Member, by) if by and by != member.id else None
    state = show.STOPPED if is_over else show.PAUSED
    return show.silent(visit.lang, row, state, other.name if other else None)


def over(db: Db, visit: Visit) -> bool:
    """Whether everything is stopped where they speak, and nothing else waits for their words."""
    meant = store.try_lock(db, visit.circle_id) if visit.circle_id else None
    if meant is not None and meant.stopped_at is None:
        return False
    home = arrivals.home(db, visit)
    if home is None or home[0].stopped_at is None:
        return False
    return visit.human.asks is None or visit.human.asks_in == home[0].id


def stop(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/stop: one question, then everything ends at once."""
    home = arrivals.home(db, visit)

    def build(row: int) -> Screen:
        if home is None:
            return Screen(visit.say("stop.nothing"))
        if home[1].role == Role.THERAPIST:
            person = store.patient(db, home[0].id)
            return show.leave(visit.lang, row, person.name if person else "")
        caregiver = home[1].role == Role.CAREGIVER
        if home[0].stopped_at:
            return show.stopped(visit.lang, row)
        return show.stop(visit.lang, row, caregiver=caregiver, paused=bool(home[0].paused_at))

    if home is None:
        visit.human.asks = visit.human.draft = None
    day.send(db, visit, now, build)
    return None


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on the stop card, or on Start again."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    home = arrivals.home(db, visit)
    if row is None or home is None:
        return visit.say(OLD)
    screen = _act(db, visit, *home, tapped, now)
    if screen is None:
        return visit.say(OLD)
    cards.redraw(row, screen, now, visit.update_id)
    return None


def _act(
    db: Db, visit: Visit, circle: Circle, member: Member, tapped: Tap, now: dt.datetime
) -> Screen | None:
    row, may_stop = tapped.message_id or 0, arrivals.may(db, member, May.STOP)
    match tapped.verb:
        case "stop_leave" if member.role == Role.THERAPIST:
            leaving.by_oneself(db, circle, member, now)
            return Screen(visit.say("stop.left"))
        case "stop_all" if may_stop:
            _stop(db, circle, member, now)
            return show.stopped(visit.lang, row)
        case "pause_all" if may_stop and not circle.stopped_at:
            _pause(db, circle, member, now)
            return show.silent(visit.lang, row, show.PAUSED)
        case "stop_mine" if member.role == Role.CAREGIVER:
            leaving.by_oneself(db, circle, member, now)
            return Screen(visit.say("stop.left"))
        case "stop_no" if not circle.stopped_at or member.role == Role.THERAPIST:
            return Screen(visit.say("stop.kept"))
    is_silent = circle.stopped_at or circle.paused_at
    return _again(db, visit, (circle, member), tapped, now) if may_stop and is_silent else None


def _again(
    db: Db, visit: Visit, home: tuple[Circle, Member], tapped: Tap, now: dt.datetime
) -> Screen | None:
    """A stray tap wakes nobody: starting again is asked for once more."""
    row = tapped.message_id or 0
    match tapped.verb:
        case "start_again":
            return show.start_again(visit.lang, row)
        case "start_yes":
            _start(db, home[0], now)
            return Screen(visit.say("start_again.done"))
        case "start_no":
            return silent(db, visit, home, row)
    return None


VERBS = frozenset(
    {"stop_no", "stop_mine", "stop_all", "stop_leave", "pause_all"}
    | {"start_again", "start_yes", "start_no"}
)


def _stop(db: Db, circle: Circle, member: Member, now: dt.datetime) -> None:
    """Every message to everyone ends: no farewell, no survey, no reason asked."""
    # What an outage had made too late is kept as that, before its rows go.
    overdue.keep(db, circle, now)
    circle.stopped_at = circle.stopped_at or now
    circle.stopped_by = member.id
    store.drop_waiting(
        db,
        circle.id,
        *(kind for kind in Kind if kind not in (Kind.REPLY, Kind.CLOSE)),
    )


def _pause(db: Db, circle: Circle, member: Member, now: dt.datetime) -> None:
    """Nothing is asked or told any more; the person sees who did it, for nothing else would say."""
    if circle.paused_at:
        return
    circle.paused_at, circle.paused_by = now, member.id
    person = store.speaker(db, circle.id)
    chat = db.get(Chat, person.chat_id) if person and person.chat_id else None
    if person is None or chat is None or person.id == member.id:
        return
    lang, name = cards.language(db, person), member.name
    outgoing.reply(
        db,
        chat,
        now,
        lambda row: show.silent(lang, row, show.PAUSED, name),
        circle_id=circle.id,
    )


def _start(db: Db, circle: Circle, now: dt.datetime) -> None:
    circle.stopped_at = circle.stopped_by = circle.paused_at = circle.paused_by = None
    db.flush()
    planner.fill(db, circle, now)
