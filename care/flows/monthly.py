"""The report that comes by itself: when, to whom the person lets have it."""

import datetime as dt

from sqlmodel import Session as Db

from care import store, times
from care.kinds import RANK, Kind, Sending
from care.models import Circle, Member, Message, Planned

# "Every four weeks", at no hour of its own (product.md, What the therapist gets).
EVERY = dt.timedelta(weeks=4)
AT = dt.time(10)
# It waits out a rest, and days without a word.
WINDOW = dt.timedelta(days=60)
ASKED_WINDOW = dt.timedelta(hours=4)
NOT_SENT = (Sending.WAITING, Sending.SKIPPED)


def next_report(db: Db, member: Member, after: dt.datetime) -> None:
    """The member's next one behind `after`: four weeks from the last; none without the right.

    To be called whenever the right is given or taken; what waited is taken back first.
    """
    store.drop_waiting_report(db, member.id)
    if not member.gets_report or member.left_at:
        return
    circle = db.get_one(Circle, member.circle_id)
    day = times.local(times.next_at(after, AT, circle.zone), circle.zone).date()
    dates = [row.local_date for row in store.reports(db, member.id) if row.state not in NOT_SENT]
    _add(db, circle, member, max([day, *(one + EVERY for one in dates if one)]))


def follow(db: Db, circle: Circle, member: Member, row: Message, today: dt.date) -> None:
    """The one behind `row`: four weeks from the day on which that comes in truth.

    One that is tried again is followed once.
    """
    if all(one.id == row.id for one in _waiting(db, member)):
        _add(db, circle, member, today + EVERY)


def _waiting(db: Db, member: Member) -> list[Message]:
    """Those that come by themselves, and haven't yet."""
    found = store.reports(db, member.id)
    return [one for one in found if one.local_date and one.state == Sending.WAITING]


def _add(db: Db, circle: Circle, member: Member, day: dt.date) -> None:
    """One on that local day, or the next one that had none."""
    while not store.add_due(db, _row(circle, member, day)):
        day += dt.timedelta(days=1)


def _row(circle: Circle, member: Member, day: dt.date) -> Planned:
    due = times.instant(day, AT, circle.zone)
    row = _message(circle, member, due, due + WINDOW)
    row.key, row.local_date = f"{Kind.REPORT}:{member.id}:{day.isoformat()}", day
    return row


def asked(
    db: Db, circle: Circle, member: Member, screen: str, now: dt.datetime, update_id: int
) -> None:
    """One that they asked for, as it is to be shown: it goes out at once."""
    row = _message(circle, member, now, now + ASKED_WINDOW)
    row.key, row.screen = f"{Kind.REPORT}:{member.id}:{update_id}:asked", screen
    store.add_due(db, row)


def _message(circle: Circle, member: Member, due: dt.datetime, until: dt.datetime) -> Planned:
    return Planned(
        kind=Kind.REPORT,
        rank=RANK[Kind.REPORT],
        circle_id=circle.id,
        chat_id=member.chat_id,
        member_id=member.id,
        due=due,
        until=until,
        try_at=due,
    )
