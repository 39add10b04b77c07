"""Who may answer for the person: named by them, one at a time, switched on and off by either.

While somebody answers, the card of the day comes to them in place of their digest.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from sqlmodel import Session as Db

from care import store, times
from care.buttons import Tap
from care.flows import cards, day, outgoing, planner, proxydays
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Chat, Circle, Member
from care.ports import Button, Screen
from care.screens import proxy as show

OLD = "toast.old"
OPENS, SETS, SEES, MINE = "proxy_open", "proxy_set", "proxy_see", "proxy_mine"
VERBS = frozenset({OPENS, SETS, SEES, MINE})


def way(member: Member) -> str:
    """How it stands with somebody: answering, named ahead of need, or neither."""
    if not member.proxy or member.left_at:
        return show.NO
    return show.NOW if member.acts_since else show.WHEN_NEEDED


def answers(db: Db, circle: Circle) -> Member | None:
    """Who answers for the person now, if somebody does."""
    found = store.named(db, circle.id)
    return found if found is not None and found.acts_since else None


def rows(visit: Visit, row: int, member: Member) -> tuple[tuple[Button, ...], ...]:
    """On a member's card of the person's: the way to name them. Only who helps can be named."""
    if member.role != Role.CAREGIVER:
        return ()
    return (show.opener(visit.lang, row, member.id, member.name),)


def with_own(db: Db, visit: Visit, row: int, screen: Screen) -> Screen:
    """The settings of one's own message, with the way to one's card where one was named.

    While they answer, its card comes in place of that message, and this says so.
    """
    named = [one for one in store.memberships(db, visit.human.id) if one.proxy]
    rows = [show.seen(visit.lang, row, one.id, _person(db, one)) for one in named]
    acting = [_person(db, one) for one in named if one.acts_since]
    lines = [visit.say("proxy.in_place", person=person) for person in acting]
    return replace(screen, text="\n".join([*lines, screen.text]), rows=(*rows, *screen.rows))


def _person(db: Db, member: Member) -> str:
    person = store.patient(db, member.circle_id)
    return person.name if person else ""


# The person's card


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on one of these cards, or on the way to one."""
    if tapped.verb in (SEES, MINE):
        return _own(db, visit, tapped, now)
    mine = day.own_tap(db, visit, tapped, now)
    member_id, _, wanted = tapped.value.partition(":")
    other = _helper(db, mine[1], member_id) if mine else None
    if mine is None or other is None:
        return visit.say(OLD)
    row, circle, by = mine
    if tapped.verb == OPENS:
        _below(db, visit, circle.id, now, lambda row: decide(db, visit.lang, row, by, other))
        return None
    if wanted not in show.WAYS or by.id == other.id:
        return visit.say(OLD)
    if set_way(db, circle, other, wanted, now):
        _tell(db, circle, other, now)
    cards.redraw(row, decide(db, visit.lang, row.id, by, other), now, visit.update_id)
    return None


def _helper(db: Db, circle: Circle, member_id: str) -> Member | None:
    helpers = store.members(db, circle.id, Role.CAREGIVER)
    return next((one for one in helpers if str(one.id) == member_id), None)


def decide(db: Db, lang: str, row: int, by: Member, other: Member) -> Screen:
    """How it stands with somebody, for the person; or for who stands in, about another."""
    person = None if by.role == Role.PATIENT else _person(db, other)
    return show.decide(lang, row, other.id, _named(db, other, person))


def _named(db: Db, member: Member, person: str | None) -> show.Named:
    zone = db.get_one(Circle, member.circle_id).zone
    since = times.local(member.acts_since, zone).date() if member.acts_since else None
    return show.Named(way(member), member.name, person, since)


def _below(
    db: Db, visit: Visit, circle_id: int, now: dt.datetime, build: Callable[[int], Screen]
) -> None:
    """A new message, unless just that lies at the bottom already: a second tap adds nothing."""
    for newest in store.latest_in_chat(db, visit.chat.id, 1):
        if newest.screen == build(newest.id).to_json():
            return
    outgoing.reply(db, visit.chat, now, build, update_id=visit.update_id, circle_id=circle_id)


# The card of the one who was named


def _own(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    member = _mine(db, visit, tapped) if row else None
    if row is None or member is None:
        return visit.say(OLD)
    if tapped.verb == SEES:
        circle_id = member.circle_id
        _below(db, visit, circle_id, now, lambda row: mine(db, visit.lang, row, member))
        return None
    circle = store.lock(db, member.circle_id)
    if tapped.value not in show.WAYS:
        return visit.say(OLD)
    if set_way(db, circle, member, tapped.value, now):
        _tell_person(db, circle, member, now)
    cards.redraw(row, mine(db, visit.lang, row.id, member), now, visit.update_id)
    return None


def _mine(db: Db, visit: Visit, tapped: Tap) -> Member | None:
    """As whom they were named: what the button says, or the circle that its card is about."""
    for one in store.memberships(db, visit.human.id):
        is_it = str(one.id) == tapped.value if tapped.verb == SEES else None
        if one.proxy and (is_it or (is_it is None and one.circle_id == visit.circle_id)):
            return one
    return None


def mine(db: Db, lang: str, row: int, member: Member) -> Screen:
    """What it means to have been named, as it is now."""
    person = store.patient(db, member.circle_id)
    no_phone = person is not None and person.human_id is None
    named = _named(db, member, _person(db, member))
    return show.mine(lang, row, named, member.digest_at, no_phone=no_phone)


# What follows


def set_way(db: Db, circle: Circle, member: Member, wanted: str, now: dt.datetime) -> bool:
    """How it shall stand with somebody; whether that is new. The circle must be held.

    One at a time: whoever was named before is so no more, and is told.
    """
    if way(member) == wanted:
        return False
    for other in store.members(db, circle.id):
        if wanted != show.NO and other.proxy and other.id != member.id:
            set_way(db, circle, other, show.NO, now)
            _tell(db, circle, other, now)
    acted = member.acts_since is not None
    member.proxy = wanted != show.NO
    member.acts_since = now if wanted == show.NOW else None
    db.flush()
    if acted or member.acts_since:
        _other_message(db, circle, member, now)
    return True


def _other_message(db: Db, circle: Circle, member: Member, now: dt.datetime) -> None:
    """The card in place of the digest, or the digest again: what was lived isn't told then."""
    member.told_through = circle.changes
    proxydays.close_older(db, member, now)
    store.drop_waiting_digest(db, member.id)
    if not circle.stopped_at and not member.left_at:
        planner.next_digest(db, member, now)


def _tell(db: Db, circle: Circle, member: Member, now: dt.datetime) -> None:
    """Whoever was named, or isn't any more, sees what it means; without a sound."""
    lang = cards.language(db, member)
    if way(member) == show.NO:
        _send(db, circle, member, now, lambda row: show.ended(lang, _person(db, member)))
    else:
        _send(db, circle, member, now, lambda row: mine(db, lang, row, member))


def _tell_person(db: Db, circle: Circle, member: Member, now: dt.datetime) -> None:
    """The person sees that it began or ended by the other's tap; without a sound."""
    person = store.patient(db, circle.id)
    if person is None:
        return
    lang = cards.language(db, person)
    if way(member) == show.NO:
        _send(db, circle, person, now, lambda row: show.declined(lang, member.name))
    else:
        _send(db, circle, person, now, lambda row: decide(db, lang, row, person, member))


def _send(
    db: Db, circle: Circle, member: Member, now: dt.datetime, build: Callable[[int], Screen]
) -> None:
    chat = db.get(Chat, member.chat_id) if member.chat_id else None
    if chat is not None and not circle.stopped_at and not circle.paused_at:
        outgoing.reply(db, chat, now, build, circle_id=circle.id)
