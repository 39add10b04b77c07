"""Somebody who helps is ill or away: what waits, who is told of it, and who else may be asked.

Only an absence makes anything wait: somebody is away, and nobody is there whose hands there are.
Who agreed beforehand to be asked has hands once they said yes to that absence. Whether a row is
true still is asked anew each time; the circle must be held.
"""

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session as Db

from care import hands, recipes, store, times, unasked
from care.flows import cards, planner, whenever
from care.kinds import RANK, Kind, Reason, Role, Sending
from care.models import Chat, Circle, Member, Message, Planned
from care.plan import Routine
from care.ports import Screen
from care.screens import away as show

# An absence without an end is told within the same time as whatever has no hour of its own.
WINDOW = planner.PROPOSAL_WINDOW
# The kinds of the answers to "Could you help?"; their value is the absence's name.
SAYS = {show.YES: "helps", show.NO: "helps_not"}
SHEET = "sheet"


def away(db: Db, circle_id: int, at: dt.datetime) -> list[Member]:
    """Who of those who help is away."""
    found = store.members(db, circle_id, Role.CAREGIVER)
    return [one for one in found if hands.away(one, at)]


def nobody_there(db: Db, circle: Circle, at: dt.datetime) -> bool:
    """Whether somebody is away, and nobody's hands are there."""
    absent = away(db, circle.id, at)
    here = [one for one in store.members(db, circle.id, Role.CAREGIVER) if one not in absent]
    return bool(absent) and not any(_has_hands(db, one, absent) for one in here)


def _has_hands(db: Db, member: Member, absent: Sequence[Member]) -> bool:
    return not member.may_be_asked or any(said(db, member, one) == show.YES for one in absent)


def said(db: Db, helper: Member, absent: Member) -> str | None:
    """What somebody said to the question whether they can help in that absence: the latest."""
    found = store.said_to(db, helper.id, hands.absence(absent), list(SAYS.values()))
    return next((way for way, kind in SAYS.items() if found and found.kind == kind), None)


def waits(db: Db, circle: Circle, routine: Routine, at: dt.datetime) -> Reason | None:
    """Why a routine isn't asked for at that instant, where it needs hands that aren't there."""
    missing = hands.needs_hands(routine) and nobody_there(db, circle, at)
    return Reason.HELPER_AWAY if missing else None


def standbys(db: Db, circle: Circle, now: dt.datetime) -> list[Member]:
    """Those who agreed beforehand to be asked, and are there."""
    found = store.members(db, circle.id, Role.CAREGIVER)
    return [one for one in found if one.may_be_asked and not hands.away(one, now)]


def helpers(db: Db, circle: Circle, absent: Member, now: dt.datetime) -> list[show.Helper]:
    """Who may be asked in that absence: offered where something waits, shown where it was used."""
    found = [
        show.Helper(one.id, one.name, store.keyed(db, _asked_key(absent, one)) is not None)
        for one in standbys(db, circle, now)
    ]
    if _waiting(db, circle, now)[1] or any(one.asked for one in found):
        return found
    return []


def _waiting(db: Db, circle: Circle, now: dt.datetime) -> tuple[list[str], list[str]]:
    """The names of what goes on, and of what waits; nothing waits where hands are there."""
    current = planner.active(db, circle.id)
    if current is None or not nobody_there(db, circle, now):
        return [], []
    today = times.local(now, circle.zone).date()
    found = [
        one
        for one in current[1].routines
        if one.slots and not one.helper_comes and unasked.why(one, current[1], today) is None
    ]
    alone = [one.name for one in found if not hands.needs_hands(one)]
    return alone, [one.name for one in found if hands.needs_hands(one)]


def absence(db: Db, absent: Member) -> show.Absence:
    """An absence as it is told, by the clock of the one who is away."""
    return show.Absence(absent.name, hands.last_day(absent, planner.digest_zone(db, absent)))


# The person is told, once


def _key(absent: Member) -> str:
    return f"{Kind.AWAY}:{hands.absence(absent)}"


def look(db: Db, circle: Circle, now: dt.datetime) -> None:
    """Have the person told of each absence that makes something wait, where they weren't yet.

    Who stands in for them is told in their place, but not of their own absence.
    """
    db.flush()
    to = store.speaker(db, circle.id)
    if circle.stopped_at or to is None or not _waiting(db, circle, now)[1]:
        return
    for absent in away(db, circle.id, now):
        if absent.id != to.id:
            store.add_due(db, _row(Kind.AWAY, _key(absent), circle, to, absent, now))


def _row(
    kind: Kind, key: str, circle: Circle, to: Member, absent: Member, now: dt.datetime
) -> Planned:
    return Planned(
        kind=kind,
        rank=RANK[kind],
        key=key,
        circle_id=circle.id,
        chat_id=to.chat_id,
        member_id=to.id,
        due=now,
        until=absent.away_until or now + WINDOW,
        try_at=now,
    )


def told_about(db: Db, circle: Circle, row: Message, now: dt.datetime) -> Member | None:
    """The one whose absence the person was told of by that message, as long as it lasts."""
    return next((one for one in away(db, circle.id, now) if _key(one) == row.key), None)


def tell(db: Db, row: Message, circle: Circle, now: dt.datetime) -> whenever.Decision:
    """The policy of that message: while the absence lasts and something waits."""
    absent, to = told_about(db, circle, row, now), store.speaker(db, circle.id)
    if absent is None or to is None or to.chat_id != row.chat_id:
        return Reason.ANSWERED
    if not _waiting(db, circle, now)[1]:
        return Reason.NOTHING_TO_TELL
    return whenever.whenever(circle, row, now) or told(db, circle, row, absent, now)


def told(db: Db, circle: Circle, row: Message, absent: Member, now: dt.datetime) -> Screen:
    """What the person is told, as things are now."""
    lang, (alone, waiting) = _lang(db, row), _waiting(db, circle, now)
    offers = helpers(db, circle, absent, now)
    return show.told(lang, row.id, absence(db, absent), alone, waiting, offers)


def _lang(db: Db, row: Message) -> str:
    return cards.language(db, db.get(Member, row.member_id))


# Another helper is asked


def _asked_key(absent: Member, helper: Member) -> str:
    return f"{Kind.HELP_ASKED}:{helper.id}:{hands.absence(absent)}"


def ask(db: Db, circle: Circle, absent: Member, helper: Member, now: dt.datetime) -> None:
    """One question to them in that absence, and the plan on a page right below it."""
    for one in _keys(absent, helper):
        store.add_due(db, _row(Kind.HELP_ASKED, one, circle, helper, absent, now))
    db.flush()


def asked_about(db: Db, circle: Circle, row: Message, now: dt.datetime) -> Member | None:
    """The one whose absence that message asks about, as long as it lasts."""
    helper = db.get_one(Member, row.member_id)
    keys = {key: one for one in away(db, circle.id, now) for key in _keys(one, helper)}
    return keys.get(row.key or "")


def _keys(absent: Member, helper: Member) -> tuple[str, str]:
    key = _asked_key(absent, helper)
    return key, f"{key}:{SHEET}"


def question(db: Db, row: Message, circle: Circle, now: dt.datetime) -> whenever.Decision:
    """The policy of both: the absence lasts, and the helper is there and agrees to be asked."""
    absent, helper = asked_about(db, circle, row, now), db.get_one(Member, row.member_id)
    if circle.stopped_at or helper.left_at:
        return Reason.STOPPED
    if circle.paused_at:
        return Reason.CIRCLE_PAUSED
    if absent is None or helper not in standbys(db, circle, now):
        return Reason.ANSWERED
    if why := whenever.late(row, now):
        return why
    if (row.key or "").endswith(SHEET):
        lang = _lang(db, row)
        return show.sheet(lang, recipes.plan_sheet(circle.id, lang))
    return asked(db, circle, row, absent)


def asked(db: Db, circle: Circle, row: Message, absent: Member) -> Screen:
    """The question, with what was answered to it so far."""
    helper, person = db.get_one(Member, row.member_id), store.patient(db, circle.id)
    current = planner.active(db, circle.id)
    minutes = hands.minutes(current[1]) if current else 0
    name, way = person.name if person else "", said(db, helper, absent)
    return show.question(_lang(db, row), row.id, absence(db, absent), name, minutes, way)


# What lies there follows


def follow(db: Db, circle: Circle, absent: Member, now: dt.datetime) -> None:
    """What was sent about that absence shows how things are; once it is over, that it is."""
    db.flush()
    is_away = hands.away(absent, now)
    if row := _lies_there(db, _key(absent), absent, now):
        over = show.line(_lang(db, row), "away.back", absent.name)
        cards.redraw(row, told(db, circle, row, absent, now) if is_away else over, now)
    for helper in store.members(db, circle.id, Role.CAREGIVER):
        if row := _lies_there(db, _asked_key(absent, helper), absent, now):
            over = show.line(_lang(db, row), "help_asked.back", absent.name)
            cards.redraw(row, asked(db, circle, row, absent) if is_away else over, now)


def _lies_there(db: Db, key: str, absent: Member, now: dt.datetime) -> Message | None:
    """What was sent of it; as long as the absence lasts, so long it can still change."""
    row = store.keyed(db, key)
    if row is None or not row.screen or row.state != Sending.SENT:
        return None
    if hands.away(absent, now):
        row.until = absent.away_until or now + WINDOW
    return row


def helping(db: Db, circle: Circle, absent: Member) -> list[Member]:
    """Those who said yes to that absence."""
    found = store.members(db, circle.id, Role.CAREGIVER)
    return [one for one in found if said(db, one, absent) == show.YES]


def chat(db: Db, member: Member | None) -> Chat | None:
    """Where somebody is written to."""
    return db.get(Chat, member.chat_id) if member and member.chat_id else None
