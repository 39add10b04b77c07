"""/settings: the sounds, the size of the buttons. For those who help: their message."""

import datetime as dt

from sqlmodel import Session as Db

from care import store
from care.buttons import Tap
from care.flows import arrivals, cards, day, digests
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Circle, Member
from care.ports import Screen
from care.screens import settings as show

OLD = "toast.old"
VERBS = frozenset({"settings"})


def settings(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """What is set, by what they are."""
    home = arrivals.home(db, visit)
    if home is not None and home[1].role == Role.CAREGIVER:
        return digests.settings(db, visit, now)
    if own := day.own(db, visit, now):
        day.send(db, visit, now, lambda row: _screen(visit, own[1], row))
    return None


def _screen(visit: Visit, member: Member, row: int) -> Screen:
    return show.settings(visit.lang, row, {name: getattr(member, name) for name in show.WAYS})


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """One tap sets one thing; the same tap again sets it to the same."""
    mine = day.own_tap(db, visit, tapped, now)
    if mine is None:
        return visit.say(OLD)
    row, circle, member = mine
    name, ways = next(((n, w) for n, w in show.WAYS.items() if tapped.value in w), ("", ("", "")))
    if not name:
        return visit.say(OLD)
    setattr(member, name, tapped.value == ways[0])
    cards.redraw(row, _screen(visit, member, row.id), now, visit.update_id)
    if name == "large_buttons":
        _open_cards(db, circle, now, visit.update_id)
    return None


def _open_cards(db: Db, circle: Circle, now: dt.datetime, update_id: int) -> None:
    """What lies there to be tapped has the new size at once."""
    for session in store.open_sessions(db, circle.id):
        cards.refresh(db, session, now, update_id)
