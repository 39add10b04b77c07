"""/zone, and a place that is shared: the person's day follows the clock of where they are.

Those who help, and the therapist, have a clock of their own: it is their message's. Of a place only
the zone is kept; the last one too, so that a tap can undo it.
"""

import datetime as dt

from sqlmodel import Session as Db

from care import places, plan, store, times
from care.buttons import Tap
from care.flows import (
    arrivals,
    cards,
    day,
    digests,
    journeys,
    notes,
    outgoing,
    planner,
    setup,
)
from care.flows import said as answered
from care.flows.arrivals import Visit
from care.flows.sofar import SoFar, keep, so_far
from care.kinds import Role
from care.models import Answer, Circle, Member, Message, Session
from care.ports import Screen
from care.screens import digests as show_digests
from care.screens import setup as show_setup
from care.screens import zones as show
from care.screens.standing import standing

OLD = "toast.old"
ASKS = "zone_now"
ZONE = "zone"
VERBS = frozenset({"zone_pick", "zone_undo"})
# A city that is typed later is none: it may be a note.
WAITS = dt.timedelta(hours=1)
Home = tuple[Circle, Member]


def zone(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/zone: which clock holds, and the keyboard that shares a place."""
    home = arrivals.home(db, visit)
    if home is None or visit.human.asks in setup.FIRST_STEPS:
        if visit.human.asks not in setup.FIRST_STEPS:
            day.say(db, visit, now, "left.line")
        return None
    held = _held(db, visit, home)
    screen = show.ask(visit.lang, held, times.local(now, held))
    _asks(visit, day.send(db, visit, now, lambda row: screen))
    return None


def _held(db: Db, visit: Visit, home: Home) -> str:
    """The zone that holds for them now."""
    circle, member = home
    return circle.zone if member.role == Role.PATIENT else visit.human.zone or circle.zone


def _asks(visit: Visit, row: Message, found: list[places.Place] | None = None) -> None:
    said = SoFar(places=[place.zone for place in found]) if found else None
    keep(visit.human, f"{ASKS}:{row.id}", said)


def _waits(db: Db, visit: Visit, now: dt.datetime) -> bool:
    """Whether a place is waited for; not for ever."""
    step, _, row_id = (visit.human.asks or "").partition(":")
    row = store.message(db, int(row_id)) if step == ASKS and row_id.isdecimal() else None
    return row is not None and now - row.due <= WAITS


def _forget_step(visit: Visit) -> bool:
    """Whether it was waited for."""
    if not (visit.human.asks or "").startswith(ASKS):
        return False
    keep(visit.human, None, None)
    return True


def typed(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """A typed city, or an answer that was typed nevertheless; whether the words were for it."""
    if not text.strip():
        # A voice message, say: that is no city, and the question stays.
        return False
    home = arrivals.home(db, visit)
    if home is None or not _waits(db, visit, now):
        _forget_step(visit)
        return False
    found = places.find(text)
    if len(found) == 1:
        _set(db, visit, home, found[0].zone, now)
    elif found:
        _asks(visit, day.send(db, visit, now, lambda row: _which(visit, row, found)), found)
    elif not answered.take(db, visit, text, now):
        screen = show_setup.zone_unknown(visit.lang)
        _asks(visit, day.send(db, visit, now, lambda row: screen))
    return True


def _which(visit: Visit, row: int, found: list[places.Place]) -> Screen:
    return show_setup.zone_which(visit.lang, row, found, "zone_pick")


def place(db: Db, visit: Visit, latitude: float, longitude: float, now: dt.datetime) -> str | None:
    """A shared place, of the person's also out of the blue: its zone is kept, the place is not."""
    home = None if visit.human.asks in setup.FIRST_STEPS else arrivals.home(db, visit)
    if home is None or not (home[1].role == Role.PATIENT or _waits(db, visit, now)):
        day.say(db, visit, now, "place.not_asked")
    elif found := places.at(latitude, longitude):
        _set(db, visit, home, found, now)
    else:
        day.send(db, visit, now, lambda row: show_setup.zone_unknown(visit.lang))
    return None


def _set(db: Db, visit: Visit, home: Home, zone: str, now: dt.datetime) -> None:
    keys = standing(visit.lang) if home[1].role == Role.PATIENT else ()
    if _forget_step(visit):
        # The keyboard that shares a place has served; the one that stands comes back.
        thanks = Screen(visit.say("setup.thanks"), clear=not keys, keys=keys)
        day.send(db, visit, now, lambda row: thanks)
    if zone == (home[0].zone if home[1].role == Role.PATIENT else visit.human.zone):
        screen = show.same(visit.lang, zone, times.local(now, zone))
        day.send(db, visit, now, lambda row: screen)
        return
    undo, kept = _move(db, visit, home, zone, now)
    found = _moved(db, home, zone, kept, now)
    day.send(db, visit, now, lambda row: show.moved(visit.lang, row, found, undo.id))


def _move(
    db: Db, visit: Visit, home: Home, zone: str, now: dt.datetime
) -> tuple[Answer, list[Session]]:
    """That clock holds from now on; what can be undone, and what isn't asked because of it."""
    circle, member = home
    theirs = member.role == Role.PATIENT
    undo = notes.keep(db, visit, member, ZONE, now)
    undo.value = f"{circle.zone if theirs else visit.human.zone or ''}>{zone}"
    kept = journeys.move(db, circle, zone, now) if theirs and zone else []
    visit.human.zone = zone or None
    db.flush()
    digests.replan(db, visit, now)
    return undo, kept


def _moved(db: Db, home: Home, zone: str, kept: list[Session], now: dt.datetime) -> show.Moved:
    circle, member = home
    local = times.local(now, zone)
    if member.role == Role.CAREGIVER:
        digest = show_digests.status(cards.language(db, member), digests.chosen(db, member, now))
        return show.Moved(zone, local, digest=digest)
    if member.role != Role.PATIENT or circle.stopped_at:
        return show.Moved(zone, local)
    first, still = _first(db, circle), planner.today_still(db, circle, now)
    return show.Moved(zone, local, first, [_left(db, circle, one) for one in kept], still)


def _first(db: Db, circle: Circle) -> tuple[plan.Routine, dt.datetime] | None:
    """The next prompt, on their wall clock."""
    current = planner.active(db, circle.id)
    for row in store.waiting_prompts(db, circle.id):
        found = current[1].slot(row.slot_id or 0) if current else None
        if found and not found[0].helper_comes:
            return found[0], times.local(row.due, circle.zone)
    return None


def _left(db: Db, circle: Circle, session: Session) -> show.Left:
    routine = cards.routine_of(cards.plan_of(db, session), session)
    return show.Left(routine.name, times.local(session.due, circle.zone))


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """One of several places of a name, or Undo."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    home = arrivals.home(db, visit)
    if row is None or home is None:
        return visit.say(OLD)
    act = _pick if tapped.verb == "zone_pick" else _undo
    screen = act(db, visit, home, tapped, now)
    if screen is None:
        return visit.say(OLD)
    cards.redraw(row, screen, now, visit.update_id)
    return None


def _pick(db: Db, visit: Visit, home: Home, tapped: Tap, now: dt.datetime) -> Screen | None:
    found = so_far(visit.human).places
    if not _waits(db, visit, now) or not tapped.value.isdecimal():
        return None
    if int(tapped.value) >= len(found):
        return None
    zone = found[int(tapped.value)]
    _set(db, visit, home, zone, now)
    return Screen(show_setup.city(zone))


def _undo(db: Db, visit: Visit, home: Home, tapped: Tap, now: dt.datetime) -> Screen | None:
    """Back to the clock before, where that was the last change and holds still."""
    circle, member = home
    last = store.last_apart(db, member.id, ZONE)
    if last is None or str(last.id) != tapped.value:
        return None
    was, _, zone = (last.value or "").partition(">")
    if (circle.zone if member.role == Role.PATIENT else visit.human.zone) != zone:
        return None
    _, kept = _move(db, visit, home, was, now)
    found = _moved(db, home, was or circle.zone, kept, now)
    return show.moved(visit.lang, tapped.message_id or 0, found)
