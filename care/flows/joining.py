"""Somebody joins by a link; and /start for those who are in."""

import datetime as dt
from collections.abc import Callable

from sqlmodel import Session as Db

from care import store, words
from care.flows import (
    arrivals,
    day,
    digests,
    founding,
    invitations,
    nophone,
    outgoing,
    planner,
    proxy,
    resting,
    rests,
    stopping,
)
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Chat, Circle, Human, Invitation, Member
from care.ports import Screen
from care.screens import circle as show
from care.screens import digests as show_digests
from care.screens import nophone as show_no_phone


def join(db: Db, visit: Visit, invitation: Invitation, row: int, now: dt.datetime) -> Screen:
    """A tap on the invitation's yes; the link works once, whoever comes first."""
    circle = store.lock(db, invitation.circle_id or 0)
    db.refresh(invitation)
    is_dead = invitation.used_at is not None or invitation.until < now
    if is_dead or circle.stopped_at or _is_in(db, invitation):
        return Screen(visit.say("link.dead"))
    invitations.use(db, invitation, visit.human, now)
    member = founding.add_member(db, visit, circle.id, Role(invitation.role), now)
    _tell(db, circle, member, now)
    if member.role == Role.PATIENT:
        circle.agreed_at = circle.agreed_at or now
        nophone.has_a_phone_now(db, circle, member, now)
        planner.fill(db, circle, now)
        return founding.next_prompt(db, visit.lang, circle, now)
    if member.role == Role.THERAPIST:
        return _therapist(db, visit, circle)
    if member.digest == show_digests.OFF:
        # They have just said yes to a message.
        member.digest = show_digests.DAILY
    planner.next_digest(db, member, now)
    return show_digests.joined(visit.lang, row, digests.chosen(db, member, now))


def _is_in(db: Db, invitation: Invitation) -> bool:
    """Whether the person came in by another link: there is only one of them."""
    person = store.patient(db, invitation.circle_id or 0)
    own = invitation.role == Role.PATIENT
    return own and person is not None and person.human_id is not None


def _therapist(db: Db, visit: Visit, circle: Circle) -> Screen:
    """What a therapist sees and may do; no message of their own."""
    person = store.patient(db, circle.id)
    return show.line(visit.lang, "joined.therapist", name=person.name if person else "")


def _tell(db: Db, circle: Circle, joined: Member, now: dt.datetime) -> None:
    """The person sees who joined; whoever set a circle up for them sees that they did."""
    for member in store.members(db, circle.id):
        told = joined.role == Role.PATIENT or arrivals.may(db, member)
        if member.id == joined.id or not told or member.chat_id is None:
            continue
        chat = db.get_one(Chat, member.chat_id)
        human = db.get(Human, member.human_id) if member.human_id else None
        lang = human.language if human else words.ENGLISH
        screen = show.line(lang, f"joined.{joined.role}_told", name=joined.name)
        outgoing.reply(db, chat, now, lambda row, s=screen: s, circle_id=circle.id)  # type: ignore[misc]


def welcome_back(db: Db, visit: Visit, now: dt.datetime) -> None:
    """/start again, at any moment, does no harm: where things stand, in a few lines."""
    home = arrivals.home(db, visit)
    if home is None:
        screen = Screen(visit.say("left.line"))
        day.send(db, visit, now, lambda row: screen)
        return
    circle, member = home
    build = _where(db, visit, circle, member, now)
    outgoing.reply(db, visit.chat, now, build, update_id=visit.update_id, circle_id=circle.id)


def _where(
    db: Db, visit: Visit, circle: Circle, member: Member, now: dt.datetime
) -> Callable[[int], Screen]:
    """Where things stand, by what they are and the id of the message that says it."""
    if member.role == Role.THERAPIST:
        stopped = show.line(visit.lang, "silent.stopped")
        return lambda _: stopped if circle.stopped_at else _therapist(db, visit, circle)
    if circle.stopped_at or circle.paused_at:
        return lambda row: stopping.silent(db, visit, (circle, member), row)
    if member.role == Role.CAREGIVER:
        return lambda row: _helper(db, visit, (circle, member), row, now)
    if resting.rests_on(circle, now):
        return lambda row: rests.view(db, visit, circle, row, now)
    return lambda _: founding.next_prompt(db, visit.lang, circle, now, "ready.next")


def _helper(
    db: Db, visit: Visit, home: tuple[Circle, Member], row: int, now: dt.datetime
) -> Screen:
    """What somebody who helps gets; whose card of the day it is, where they answer."""
    circle, member = home
    person = store.patient(db, circle.id)
    if person is None:
        return show.line(visit.lang, "ready.waiting")
    if nophone.waits(db, circle):
        return show_no_phone.nobody(visit.lang, row, circle.id, person.name)
    if member.proxy:
        return proxy.mine(db, visit.lang, row, member)
    return show_digests.joined(visit.lang, row, digests.chosen(db, member, now))
