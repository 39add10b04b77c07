"""The circle of somebody without a phone: whoever helps states their yes, and stands in for them.

The stand-in is the proxy: what is the person's to do is theirs until the person has a phone.
"""

import datetime as dt

from sqlmodel import Session as Db

from care import fitting, store, values
from care.buttons import Tap
from care.flows import cards, day, outgoing, planner, proxy
from care.flows.arrivals import Visit
from care.flows.sofar import SoFar, keep, so_far
from care.kinds import Kind, Role
from care.models import Circle, Member
from care.ports import Screen
from care.screens import nophone as show
from care.screens import proxy as show_proxy

OLD = "toast.old"
ASKS = "no_phone"
VERBS = frozenset({"no_phone", "no_phone_skip", "no_phone_yes", "no_phone_not"})


def waits(db: Db, circle: Circle) -> bool:
    """Whether nobody speaks for the person: they aren't in, or nobody stands in for them."""
    return store.speaker(db, circle.id) is None


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """Step by step: the name, the person's yes as it is stated."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    mine = _mine(db, visit, tapped.value) if row else None
    if row is None or mine is None:
        return visit.say(OLD)
    screen = _step(db, visit, mine, tapped, now)
    if screen.keys:
        # The standing keyboard comes with a new message: an edit can't bring it.
        fresh, screen = screen, Screen(visit.say("setup.thanks"))
        outgoing.reply(
            db,
            visit.chat,
            now,
            lambda _: fresh,
            update_id=visit.update_id,
            circle_id=mine[0].id,
        )
    cards.redraw(row, screen, now, visit.update_id)
    return None


def _mine(db: Db, visit: Visit, circle_id: str) -> tuple[Circle, Member] | None:
    """The circle in which they help, while nobody speaks for the person there; held."""
    for member in store.memberships(db, visit.human.id):
        if member.role == Role.CAREGIVER and str(member.circle_id) == circle_id:
            circle = store.lock(db, member.circle_id)
            return (circle, member) if waits(db, circle) and not circle.stopped_at else None
    return None


def _step(
    db: Db, visit: Visit, mine: tuple[Circle, Member], tapped: Tap, now: dt.datetime
) -> Screen:
    circle, row = mine[0], tapped.message_id or 0
    known = store.patient(db, circle.id)
    if tapped.verb == "no_phone_yes":
        return _begin(db, visit, mine, now)
    if tapped.verb == "no_phone_not":
        keep(visit.human, None, None)
        return Screen(visit.say("no_phone.not_yet"))
    if known is None and tapped.verb == "no_phone":
        keep(visit.human, f"{ASKS}:{circle.id}", SoFar())
        return show.name(visit.lang, row, circle.id)
    keep(visit.human, None, SoFar(person=known.name if known else None))
    return _asks(visit, circle, row)


def _asks(visit: Visit, circle: Circle, row: int) -> Screen:
    who = so_far(visit.human).person or visit.say("no_phone.somebody")
    return show.agreed(visit.lang, row, circle.id, fitting.cut(who, fitting.LONGEST_NAME))


def typed_name(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """The first name of the person."""
    circle_id = (visit.human.asks or "").partition(":")[2]
    mine, name = _mine(db, visit, circle_id), values.name(text)
    if mine is None or not name:
        keep(visit.human, None, None)
        return False
    keep(visit.human, None, SoFar(person=name))
    day.send(db, visit, now, lambda row: _asks(visit, mine[0], row))
    return True


def _begin(db: Db, visit: Visit, mine: tuple[Circle, Member], now: dt.datetime) -> Screen:
    """Their yes is kept with who stated it, and from now on somebody stands in for them."""
    circle, member = mine
    person = store.patient(db, circle.id)
    if person is None:
        name = so_far(visit.human).person or visit.say("no_phone.somebody")
        person = store.add(
            db, Member(circle_id=circle.id, role=Role.PATIENT, name=name, joined_at=now)
        )
    keep(visit.human, None, None)
    circle.agreed_at, circle.agreed_by = now, member.id
    proxy.set_way(db, circle, member, show_proxy.NOW, now)
    planner.fill(db, circle, now)
    return show.begun(visit.lang, person.name, member.digest_at)


def has_a_phone_now(db: Db, circle: Circle, person: Member, now: dt.datetime) -> None:
    """What waits goes to the person from now on, and nobody stands in; who did stays named."""
    for kind in (Kind.PROMPT, Kind.REVIEW, Kind.PROPOSAL):
        for row in store.waiting(db, circle.id, kind):
            row.chat_id = person.chat_id
            row.member_id = None if kind == Kind.PROMPT else person.id
    circle.heard_at = now
    stood_in = store.named(db, circle.id)
    if stood_in is not None:
        proxy.set_way(db, circle, stood_in, show_proxy.WHEN_NEEDED, now)
