"""/people: a therapist's persons, each in a circle of their own."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from sqlmodel import Session as Db

from care import fitting, rights, store, times
from care.buttons import Tap
from care.flows import arrivals, day, editor, outgoing, reports, stopping
from care.flows.arrivals import Visit
from care.models import Circle, Member
from care.ports import Button, Screen
from care.rights import May
from care.screens import people as show

OLD = "toast.old"
Rows = tuple[tuple[Button, ...], ...]


def people(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/people: a button each, in all the circles at once."""
    found = _mine(db, visit)
    names = [(one.id, _name(db, visit, one)) for one in found]
    if not found and arrivals.home(db, visit):
        day.say(db, visit, now, "people.not_yours")
        return None
    day.send(db, visit, now, lambda row: show.people(visit.lang, row, names))
    return None


def _mine(db: Db, visit: Visit) -> list[Member]:
    return [one for one, who in arrivals.mine(db, visit.human) if rights.may(May.PEOPLE, who)]


def _name(db: Db, visit: Visit, member: Member) -> str:
    person = store.patient(db, member.circle_id)
    return person.name if person else visit.say("which.nobody_yet")


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A name: its card below, about that circle alone."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    found = _mine(db, visit)
    one = next((one for one in found if str(one.id) == tapped.value), None)
    if row is None or one is None:
        return visit.say(OLD)
    names = fitting.apart([_name(db, visit, each) for each in found])
    name = names[found.index(one)]
    there = replace(visit, circle_id=one.circle_id)
    day.send(db, there, now, lambda row: _card(db, there, one, name, row))
    return None


def _card(db: Db, visit: Visit, one: Member, name: str, row: int) -> Screen:
    circle = db.get_one(Circle, one.circle_id)
    who = arrivals.who(db, one)
    rows: Rows = ()
    for build in ROWS:
        rows += build(visit, row, who)
    since = times.local(one.joined_at, circle.zone).date()
    return show.person(visit.lang, name, since, rows, stopped=circle.stopped_at is not None)


def _plan(visit: Visit, row: int, who: rights.Who) -> Rows:
    return show.way(visit.lang, row, "person_plan") if rights.may(May.PLAN, who) else ()


def _leave(visit: Visit, row: int, who: rights.Who) -> Rows:
    return show.way(visit.lang, row, "person_leave")


def _report(visit: Visit, row: int, who: rights.Who) -> Rows:
    return show.way(visit.lang, row, "person_report") if rights.may(May.REPORT, who) else ()


# What is on a person's card, from above: each gives its rows of buttons, or none.
ROWS: tuple[Callable[[Visit, int, rights.Who], Rows], ...] = (_plan, _report, _leave)


def on_card(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """What there is to do for one of them; leaving only asks."""
    flow = _WAYS[tapped.verb]
    if day.own_tap(db, visit, tapped, now, May.PEOPLE) is None:
        return visit.say(OLD)
    return flow(db, visit, now)


_WAYS = {
    "person_plan": editor.plan_,
    "person_report": reports.report,
    "person_leave": stopping.stop,
}
VERBS = frozenset({"person"})
ON_CARD = frozenset(_WAYS)
