"""What a caregiver's message tells when its time has come, and what lies under it."""

import datetime as dt

from sqlmodel import Session as Db

from care import hands, screens, store, times
from care.flows import planner, therapists, told
from care.kinds import Reason
from care.models import Circle, Human, Member, Message
from care.ports import Button, Screen
from care.screens import digests as show

# "Weekly (offered after two weeks, not forced)" (product.md, The digest).
OFFERED_AFTER = dt.timedelta(days=14)


def compose(
    db: Db, row: Message, circle: Circle, member: Member, late: Reason | None
) -> Screen | Reason:
    """The digest of that local day, or why there is none. The circle must be held.

    Quiet is quiet, also where the message would have come too `late`.
    """
    day = row.local_date or times.local(row.due, circle.zone).date()
    if member.muted_through and day <= member.muted_through:
        member.told_through = circle.changes
        return Reason.MUTED
    if late:
        return late
    human = db.get(Human, member.human_id) if member.human_id else None
    lang = human.language if human else "en"
    text = _text(db, lang, circle, member, day)
    row.told_through = circle.changes
    if text is None:
        if member.digest == show.OVER_LIMIT:
            # Looked at, and within the limits: not told later either, whatever is chosen then.
            member.told_through = circle.changes
        return Reason.NOTHING_TO_TELL
    if _is_time_to_offer(member, row):
        member.weekly_offered_at = row.due
    return Screen(text, under(lang, row, member), silent=not member.digest_sound)


def _text(db: Db, lang: str, circle: Circle, member: Member, day: dt.date) -> str | None:
    lines = told.since(
        db, circle, member.told_through, after=_mute_ended(db, member), besides=hands.ended(member)
    )
    current = planner.active(db, circle.id)
    therapist = therapists.report_to(store.members(db, circle.id), current and current[1])
    about = _about(db, member)
    if member.digest == show.WEEKLY:
        return show.week(lang, day, lines, therapist, about)
    if member.digest == show.OVER_LIMIT:
        lines = [line for line in lines if line.over]
    return screens.digest(lang, day, lines, therapist, about)


def _about(db: Db, member: Member) -> str | None:
    """The person's name, where the reader could take it for somebody else's day."""
    person = store.patient(db, member.circle_id)
    several = member.human_id and len(store.memberships(db, member.human_id)) > 1
    return person.name if person and several else None


def _mute_ended(db: Db, member: Member) -> dt.datetime | None:
    """The midnight at which their last mute ended: what fell before it isn't told any more."""
    if member.muted_through is None:
        return None
    day = member.muted_through + dt.timedelta(days=1)
    return times.instant(day, dt.time(0), planner.digest_zone(db, member))


def _is_time_to_offer(member: Member, row: Message) -> bool:
    """Once, after two weeks of it. A second try at the same message offers it again."""
    waited = member.digest == show.DAILY and row.due - member.joined_at >= OFFERED_AFTER
    return waited and member.weekly_offered_at in (None, row.due)


def under(lang: str, row: Message, member: Member) -> tuple[tuple[Button, ...], ...]:
    """The buttons under a digest, as things are now."""
    offer = member.digest == show.DAILY and member.weekly_offered_at == row.due
    quiet = member.muted_through
    held = quiet if quiet and row.local_date and quiet >= row.local_date else None
    return show.under(lang, row.id, quiet=held, offer=offer)
