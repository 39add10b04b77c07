"""Somebody joins by a link; the digest's time and place; and /start for those who are in."""

import datetime as dt

from sqlmodel import Session as Db

from care import store, typed, words
from care.buttons import Tap
from care.flows import arrivals, cards, founding, invitations, outgoing, planner, resting
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Chat, Circle, Human, Invitation, Member
from care.ports import Screen
from care.screens import circle as show
from care.screens import setup as show_setup

OLD = "toast.old"


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
    planner.next_digest(db, member, now)
    zone = planner.digest_zone(db, member)
    return show.joined(visit.lang, row, member.digest_at, zone)


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
        outgoing.reply(db, visit.chat, now, lambda row: screen, update_id=visit.update_id)
        return
    circle, member = home

    def build(row: int) -> Screen:
        if circle.stopped_at:
            by = db.get(Member, circle.stopped_by) if circle.stopped_by != member.id else None
            return show_setup.start_over(visit.lang, row, by.name if by else None)
        if member.role == Role.PATIENT and resting.rests_on(circle, now):
            return show.rest(visit.lang, row, rests=True)
        if member.role == Role.PATIENT:
            return founding.next_prompt(db, visit.lang, circle, now, "ready.next")
        if store.patient(db, circle.id) is None:
            return show.line(visit.lang, "ready.waiting")
        zone = planner.digest_zone(db, member)
        return show.joined(visit.lang, row, member.digest_at, zone)

    outgoing.reply(db, visit.chat, now, build, update_id=visit.update_id, circle_id=circle.id)


def _caregiver(db: Db, visit: Visit) -> Member | None:
    mine = store.memberships(db, visit.human.id)
    return next((member for member in mine if member.role == Role.CAREGIVER), None)


def digest_settings(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/digest: when it comes, and how to change that."""
    member = _caregiver(db, visit)

    def build(row: int) -> Screen:
        if member is None:
            return Screen(visit.say("digest.not_yours"))
        zone = planner.digest_zone(db, member)
        return show.joined(visit.lang, row, member.digest_at, zone)

    outgoing.reply(db, visit.chat, now, build, update_id=visit.update_id)
    return None


def settings_tap(db: Db, visit: Visit, tap: Tap, now: dt.datetime) -> str | None:
    """A tap on the digest's time or place."""
    row = outgoing.own_row(db, visit.chat, tap, visit.arrival.telegram_id, now)
    if row is None or _caregiver(db, visit) is None:
        return visit.say(OLD)
    match tap.verb:
        case "digest_time":
            visit.human.asks = "digest_time"
            cards.redraw(row, show.digest_time(visit.lang, row.id), now, visit.update_id)
        case "digest_place":
            visit.human.asks = "digest_zone"
            screen = show_setup.zone(visit.lang)
            outgoing.reply(db, visit.chat, now, lambda _: screen, update_id=visit.update_id)
        case _:
            at = typed.time(f"{tap.value[:2]}:{tap.value[2:]}")
            if visit.human.asks != "digest_time" or at is None:
                return visit.say(OLD)
            cards.redraw(row, _at(db, visit, at, row.id, now), now, visit.update_id)
    return None


VERBS = frozenset({"digest_time", "digest_place", "digest_at"})


def _at(db: Db, visit: Visit, at: dt.time, row: int, now: dt.datetime) -> Screen:
    """Another time for all this human's digests."""
    visit.human.asks = None
    for member in store.memberships(db, visit.human.id):
        member.digest_at = at
    replan(db, visit, now)
    mine = _caregiver(db, visit)
    zone = planner.digest_zone(db, mine) if mine else "UTC"
    return show.joined(visit.lang, row, at, zone)


def typed_digest_time(db: Db, visit: Visit, text: str, now: dt.datetime) -> None:
    """A typed time for the digest."""
    at = typed.time(text)

    def build(row: int) -> Screen:
        if at is None:
            return show.digest_time(visit.lang, row, unclear=True)
        return _at(db, visit, at, row, now)

    outgoing.reply(db, visit.chat, now, build, update_id=visit.update_id)


def digest_moved(db: Db, visit: Visit, now: dt.datetime) -> None:
    """The caregiver's zone changed: the digest comes by it from now on."""
    replan(db, visit, now)
    digest_settings(db, visit, now)


def replan(db: Db, visit: Visit, now: dt.datetime) -> None:
    """The pending digests of this human, by their present time and zone."""
    for member in store.memberships(db, visit.human.id):
        circle = store.lock(db, member.circle_id)
        store.drop_waiting_digest(db, member.id)
        if member.role == Role.CAREGIVER and not circle.stopped_at:
            planner.next_digest(db, member, now)
