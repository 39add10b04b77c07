"""The person is somewhere else: what waits follows the clock there, and no day goes unsaid.

An occurrence is (slot, local date): what was asked before the journey isn't asked again. What the
journey made impossible (its wall time is long past there, or the date line took the day) is kept as
not asked, and its reason is the journey.
"""

import datetime as dt

from sqlmodel import Session as Db

from care import store, times
from care.flows import overdue, planner
from care.kinds import Reason, Role, State
from care.models import Circle, Human, Session

NEAR = dt.timedelta(days=2)


def move(db: Db, circle: Circle, zone: str, now: dt.datetime) -> list[Session]:
    """The person lives by that zone's clock from now on; what isn't asked because of it.

    The circle must be held.
    """
    overdue.keep(db, circle, now)
    was, circle.zone = circle.zone, zone
    db.flush()
    _take_back(db, circle, now)
    planner.replan(db, circle, now, was)
    kept = overdue.keep(db, circle, now)
    _digests_follow(db, circle, now)
    return [one for one in kept if one.reason == Reason.MOVED]


def _take_back(db: Db, circle: Circle, now: dt.datetime) -> None:
    """Back again, or further on: what an earlier journey had made impossible can still come."""
    current = planner.active(db, circle.id)
    today = times.local(now, circle.zone).date()
    for session in store.sessions(db, circle.id, today - NEAR, today + NEAR):
        found = current[1].slot(session.slot_id) if current else None
        if session.reason != Reason.MOVED or session.state != State.NOT_ASKED or found is None:
            continue
        if times.instant(session.local_date, found[1].at, circle.zone) >= now:
            store.forget(db, session)


def _digests_follow(db: Db, circle: Circle, now: dt.datetime) -> None:
    """Who helps and named no place of their own has the person's clock."""
    for member in store.members(db, circle.id, Role.CAREGIVER):
        human = db.get(Human, member.human_id) if member.human_id else None
        if circle.stopped_at or (human is not None and human.zone):
            continue
        store.drop_waiting_digest(db, member.id)
        planner.next_digest(db, member, now)
