"""Inviting: a link for whoever helps, one for the therapist; the person's own where they wait."""

import datetime as dt
from dataclasses import replace

from sqlmodel import Session as Db

from care import store
from care.buttons import Tap
from care.flows import arrivals, cards, day, invitations
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Member
from care.ports import Screen
from care.screens import circle as show
from care.screens import nophone as show_no_phone

OLD = "toast.old"
VERBS = frozenset({"invite_therapist", "invite_person"})


def invite(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/invite: a link for one caregiver, once, for 48 hours; one for the therapist on a button.

    As long as the person themselves isn't in, whoever set the circle up gets theirs anew.
    """
    home = arrivals.home(db, visit)
    person = store.patient(db, home[0].id) if home else None
    waits = home is not None and person is None
    home = home if waits else day.own(db, visit, now)
    if home is None:
        return None
    circle, member = home
    role = Role.PATIENT if waits else Role.CAREGIVER
    secret = invitations.make(db, role, now, circle_id=circle.id, made_by=member.id)
    link = invitations.link(visit.arrival.bot, secret)
    hours = invitations.LASTS_HOURS

    def build(row: int) -> Screen:
        if waits:
            text = visit.say("invite.person", link=link, hours=hours)
            return Screen(text, (show_no_phone.way_in(visit.lang, row, circle.id),))
        theirs = person.name if person and person.human_id is None else None
        return show.invite(visit.lang, row, link, hours, person=theirs)

    day.send(db, visit, now, build)
    return None


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A link for the therapist; for the person themselves, where they had no phone."""
    mine = day.own_tap(db, visit, tapped, now)
    role = Role.THERAPIST if tapped.verb == "invite_therapist" else Role.PATIENT
    person = store.patient(db, mine[1].id) if mine else None
    if role == Role.PATIENT and (person is None or person.human_id is not None):
        return visit.say(OLD)
    screen = _for(db, visit, role, mine[2], mine[0].id, now) if mine else None
    if mine is None or screen is None:
        return visit.say(OLD)
    cards.redraw(mine[0], screen, now, visit.update_id)
    return None


def _for(
    db: Db, visit: Visit, role: Role, member: Member, row: int, now: dt.datetime
) -> Screen | None:
    """A link for one of that role, below; the one for a helper stays where it is."""
    held = store.message(db, row)
    if held is None or held.screen is None:
        return None
    secret = invitations.make(db, role, now, circle_id=member.circle_id, made_by=member.id)
    link = invitations.link(visit.arrival.bot, secret)
    key = "invite.therapist" if role == Role.THERAPIST else "invite.their_own"
    text = visit.say(key, link=link, hours=invitations.LASTS_HOURS)
    day.send(db, visit, now, lambda row: Screen(text))
    return replace(Screen.from_json(held.screen), rows=())
