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

OLD = "toast.old"
VERBS = frozenset({"invite_therapist"})


def invite(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/invite: a link for one caregiver, once, for 48 hours; one for the therapist on a button.

    As long as the person themselves isn't in, whoever set the circle up gets theirs anew.
    """
    home = arrivals.home(db, visit)
    waits = home is not None and store.patient(db, home[0].id) is None
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
            return show.line(visit.lang, "invite.person", link=link, hours=hours)
        return show.invite(visit.lang, row, link, hours)

    day.send(db, visit, now, build)
    return None


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A link for the therapist."""
    mine = day.own_tap(db, visit, tapped, now)
    screen = _for_therapist(db, visit, mine[2], mine[0].id, now) if mine else None
    if mine is None or screen is None:
        return visit.say(OLD)
    cards.redraw(mine[0], screen, now, visit.update_id)
    return None


def _for_therapist(
    db: Db, visit: Visit, member: Member, row: int, now: dt.datetime
) -> Screen | None:
    """A link for the therapist, below; the one for a helper stays where it is."""
    held = store.message(db, row)
    if held is None or held.screen is None:
        return None
    secret = invitations.make(
        db, Role.THERAPIST, now, circle_id=member.circle_id, made_by=member.id
    )
    link = invitations.link(visit.arrival.bot, secret)
    text = visit.say("invite.therapist", link=link, hours=invitations.LASTS_HOURS)
    day.send(db, visit, now, lambda row: Screen(text))
    return replace(Screen.from_json(held.screen), rows=())
