"""Somebody is out of a circle, by themselves or removed: from that moment nothing goes to them."""

import datetime as dt

from sqlmodel import Session as Db

from care import rights, store
from care.flows import arrivals, cards, outgoing
from care.kinds import Kind, PlanState
from care.models import Chat, Circle, Human, Member
from care.screens import circle as show


def leave(db: Db, circle: Circle, member: Member, now: dt.datetime) -> None:
    """Out: what was on its way to them is taken back, and so is what they wrote, or waited for.

    The circle must be held. Whatever the person let them do ends with it; what they said stays.
    """
    member.left_at = now
    _no_more_rights(member)
    if member.chat_id is not None:
        store.silence_chat(db, circle.id, member.chat_id)
    store.drop_waiting_digest(db, member.id)
    _withdraw(db, circle, member)
    store.end_invitations(db, member.id, now)
    human = db.get(Human, member.human_id) if member.human_id else None
    if human is not None:
        _forget_steps(db, circle, human, member.chat_id)
    db.flush()


def by_oneself(db: Db, circle: Circle, member: Member, now: dt.datetime) -> None:
    """Out by their own wish: the person is told in one line, unless everything is stopped."""
    leave(db, circle, member, now)
    if circle.stopped_at is None:
        _tell(db, circle, member, now)


def _no_more_rights(member: Member) -> None:
    member.proxy = member.may_be_asked = member.gets_report = False
    member.sees_journal = member.may_propose = False
    member.acts_since = member.away_since = member.away_until = None


def _forget_steps(db: Db, circle: Circle, human: Human, chat_id: int | None) -> None:
    """Nothing is waited for there; and who is in no circle any more gets no late answer either."""
    if human.asks_in == circle.id:
        human.asks = human.draft = human.asks_in = None
    db.flush()
    if chat_id is not None and not store.memberships(db, human.id):
        store.silence_chat(db, None, chat_id)


def _withdraw(db: Db, circle: Circle, member: Member) -> None:
    """Nobody is asked any more about what they proposed."""
    for version in store.proposals(db, circle.id):
        if version.author_id == member.id:
            version.state = PlanState.DROPPED
            row = store.keyed(db, f"{Kind.PROPOSAL}:{version.id}")
            if row is not None and not row.attempts:
                store.drop(db, row)
    store.drop_steps(db, member.id)


def _tell(db: Db, circle: Circle, member: Member, now: dt.datetime) -> None:
    for one in store.members(db, circle.id):
        if one.chat_id is None or not rights.may(rights.May.OWN, arrivals.who(db, one)):
            continue
        line = show.line(cards.language(db, one), "left.told", name=member.name)
        chat = db.get_one(Chat, one.chat_id)
        outgoing.reply(db, chat, now, lambda row, s=line: s, circle_id=circle.id)  # type: ignore[misc]
