"""/start, with or without a link: who may come in, and at which step they go on."""

import datetime as dt

from sqlmodel import Session as Db

from care import store, words
from care.flows import arrivals, day, invitations, setup
from care.flows.arrivals import Visit
from care.flows.sofar import SoFar, keep
from care.kinds import Role
from care.models import Chat, Human, Invitation
from care.ports import Arrival, Reply


def start(
    db: Db, arrival: Arrival, secret: str, now: dt.datetime, open_to_all: bool = False
) -> Reply:
    """/start, with or without a link's secret. A stranger without one leaves no trace."""
    if arrivals.is_forged(db, arrival):
        return Reply()
    human = store.human(db, arrival.human)
    invitation = invitations.valid(db, secret, now) if secret else None
    if human is None:
        if invitation is None and not (open_to_all and not secret):
            return arrivals.stranger(arrival, "link.dead" if secret else "stranger.line")
        language = words.language(arrival.language)
        store.add(db, Human(telegram_id=arrival.human, language=language))
    if store.chat(db, arrival.chat) is None:
        store.add(db, Chat(telegram_id=arrival.chat))
    return arrivals.take_in(db, arrival, now, _started, invitation, secret, now, open_to_all)


def _started(
    db: Db,
    visit: Visit,
    invitation: Invitation | None,
    secret: str,
    now: dt.datetime,
    open_to_all: bool,
) -> str | None:
    human = visit.human
    if invitation is not None:
        return _invited(db, visit, invitation, now)
    if secret:
        day.say(db, visit, now, "link.dead")
    if open_to_all and human.asks is None and not store.memberships(db, human.id):
        keep(human, "consent", SoFar())
    setup.resume(db, visit, now)
    return None


def _invited(db: Db, visit: Visit, invitation: Invitation, now: dt.datetime) -> str | None:
    human = visit.human
    mine = store.memberships(db, human.id)
    if invitation.circle_id and any(m.circle_id == invitation.circle_id for m in mine):
        day.say(db, visit, now, "link.already_in")
        return None
    if invitation.role == Role.SETUP:
        invitations.use(db, invitation, human, now)
    keep(human, "consent", SoFar(invitation=invitation.id))
    setup.resume(db, visit, now)
    return None
