"""Stopping everything, starting again, leaving."""

import datetime as dt

from sqlmodel import Session as Db

from care import store
from care.buttons import Tap
from care.flows import arrivals, cards, day, leaving, outgoing, planner
from care.flows.arrivals import Visit
from care.kinds import Kind, Role
from care.models import Circle, Member
from care.ports import Screen
from care.screens import circle as show

OLD = "toast.old"


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
        return show.stop(visit.lang, row, caregiver=caregiver)

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
    row = tapped.message_id or 0
    match tapped.verb:
        case "stop_leave" if member.role == Role.THERAPIST:
            leaving.by_oneself(db, circle, member, now)
            return Screen(visit.say("stop.left"))
        case "stop_all" if member.role != Role.THERAPIST:
            _stop(db, circle, member, now)
            return show.stopped(visit.lang, row)
        case "stop_mine" if member.role == Role.CAREGIVER:
            leaving.by_oneself(db, circle, member, now)
            return Screen(visit.say("stop.left"))
        case "stop_no" if not circle.stopped_at or member.role == Role.THERAPIST:
            return Screen(visit.say("stop.kept"))
    may = circle.stopped_at and member.role != Role.THERAPIST
    return _again(db, visit, circle, tapped, now) if may else None


def _again(db: Db, visit: Visit, circle: Circle, tapped: Tap, now: dt.datetime) -> Screen | None:
    """A stray tap wakes nobody: starting again is asked for once more."""
    row = tapped.message_id or 0
    match tapped.verb:
        case "start_again":
            return show.start_again(visit.lang, row)
        case "start_yes":
            _start(db, circle, now)
            return Screen(visit.say("start_again.done"))
        case "start_no":
            return show.stopped(visit.lang, row)
    return None


VERBS = frozenset(
    {"stop_no", "stop_mine", "stop_all", "stop_leave", "start_again", "start_yes", "start_no"}
)


def _stop(db: Db, circle: Circle, member: Member, now: dt.datetime) -> None:
    """Every message to everyone ends: no farewell, no survey, no reason asked."""
    circle.stopped_at = circle.stopped_at or now
    circle.stopped_by = member.id
    store.drop_waiting(
        db,
        circle.id,
        *(kind for kind in Kind if kind not in (Kind.REPLY, Kind.CLOSE)),
    )


def _start(db: Db, circle: Circle, now: dt.datetime) -> None:
    circle.stopped_at, circle.stopped_by = None, None
    db.flush()
    planner.fill(db, circle, now)
