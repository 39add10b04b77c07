"""Somebody joins by a link; and /start for those who are in."""

import datetime as dt

from sqlmodel import Session as Db

from care import store, words
from care.flows import (
    arrivals,
    day,
    digests,
    founding,
    invitations,
    outgoing,
    planner,
    resting,
    rests,
)
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Chat, Circle, Human, Invitation, Member
from care.ports import Screen
from care.screens import circle as show
from care.screens import digests as show_digests
from care.screens import setup as show_setup


def join(db: Db, visit: Visit, invitation: Invitation, row: int, now: dt.datetime) -> Screen:
    """A tap on the invitation's yes; the link works once, whoever comes first."""
    circle = store.lock(db, invitation.circle_id or 0)
    db.refresh(invitation)
    if invitation.used_at is not None or invitation.until < now or circle.stopped_at:
        return Screen(visit.say("link.dead"))
    invitations.use(db, invitation, visit.human, now)
    member = founding.add_member(db, visit, circle.id, Role(invitation.role), now)
    _tell(db, circle, member, now)
    if member.role == Role.PATIENT:
        circle.agreed_at = now
        planner.fill(db, circle, now)
        return founding.next_prompt(db, visit.lang, circle, now)
    if member.role == Role.THERAPIST:
        return _therapist(db, visit, circle)
    if member.digest == show_digests.OFF:
        # They have just said yes to a message.
        member.digest = show_digests.DAILY
    planner.next_digest(db, member, now)
    return show_digests.joined(visit.lang, row, digests.chosen(db, member, now))


def _therapist(db: Db, visit: Visit, circle: Circle) -> Screen:
    """What a therapist sees and may do; no message of their own."""
    person = store.patient(db, circle.id)
    return show.line(visit.lang, "joined.therapist", name=person.name if person else "")


def _tell(db: Db, circle: Circle, joined: Member, now: dt.datetime) -> None:
    """The person sees who joined; whoever set a circle up for them sees that they did."""
    for member in store.members(db, circle.id):
        told = Role.PATIENT in (member.role, joined.role)
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

    def build(row: int) -> Screen:
        if member.role == Role.THERAPIST:
            stopped = circle.stopped_at is not None
            return (
                show.line(visit.lang, "stopped.text") if stopped else _therapist(db, visit, circle)
            )
        if circle.stopped_at:
            by = db.get(Member, circle.stopped_by) if circle.stopped_by != member.id else None
            return show_setup.start_over(visit.lang, row, by.name if by else None)
        if member.role == Role.PATIENT and resting.rests_on(circle, now):
            return rests.view(db, visit, circle, row, now)
        if member.role == Role.PATIENT:
            return founding.next_prompt(db, visit.lang, circle, now, "ready.next")
        if store.patient(db, circle.id) is None:
            return show.line(visit.lang, "ready.waiting")
        return show_digests.joined(visit.lang, row, digests.chosen(db, member, now))

    outgoing.reply(db, visit.chat, now, build, update_id=visit.update_id, circle_id=circle.id)
