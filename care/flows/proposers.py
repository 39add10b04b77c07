"""Who may propose changes to the plan: the person decides, for each of them, with one tap."""

import datetime as dt

from sqlmodel import Session as Db

from care import store
from care.buttons import Tap
from care.flows import cards, day
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Circle, Member
from care.ports import Screen
from care.screens import proposers as show

OLD = "toast.old"
OPENS, SETS = "proposers", "may_propose"
VERBS = frozenset({OPENS, SETS})


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """The button on the plan's card, below which the list comes; and the choices on that list."""
    mine = day.own_tap(db, visit, tapped, now)
    if mine is None:
        return visit.say(OLD)
    row, circle, _ = mine
    if tapped.verb == OPENS:
        day.send(db, visit, now, lambda row: screen(db, visit, circle, row))
        return None
    if not _set(db, circle, tapped.value):
        return visit.say(OLD)
    cards.redraw(row, screen(db, visit, circle, row.id), now, visit.update_id)
    return None


def screen(db: Db, visit: Visit, circle: Circle, row: int) -> Screen:
    """Everybody around the person, and whether they may."""
    found = [show.Proposer(one.id, one.name, one.may_propose) for one in _others(db, circle)]
    return show.proposers(visit.lang, row, found)


def _others(db: Db, circle: Circle) -> list[Member]:
    return [one for one in store.members(db, circle.id) if one.role != Role.PATIENT]


def _set(db: Db, circle: Circle, value: str) -> bool:
    """Whether it was somebody who is in the circle still."""
    member_id, _, may = value.partition(":")
    found = next((one for one in _others(db, circle) if str(one.id) == member_id), None)
    if found is not None:
        found.may_propose = may == "1"
        db.flush()
    return found is not None
