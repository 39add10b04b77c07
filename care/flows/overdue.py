"""What came too late to be prompted is kept by the plan and the zone that it was for.

The due loop does that by itself; but where a plan or a zone changes, it must have been done before.
"""

import datetime as dt

from sqlmodel import Session as Db

from care import store
from care.flows import policies
from care.kinds import Reason, Sending
from care.models import Circle, Message, Session


def keep(db: Db, circle: Circle, now: dt.datetime) -> list[Session]:
    """Keep every prompt that is past its window, one day after another, with the reason why.

    The sessions that say so. The circle must be held.
    """
    kept: list[Session] = []
    tried: set[int] = set()
    while rows := [row for row in _past(db, circle, now) if row.id not in tried]:
        for row in rows:
            tried.add(row.id)
            if _kept(db, row, now) and row.session_id is not None:
                kept.append(db.get_one(Session, row.session_id))
    return kept


def _past(db: Db, circle: Circle, now: dt.datetime) -> list[Message]:
    db.flush()
    return [row for row in store.waiting_prompts(db, circle.id) if row.until < now]


def _kept(db: Db, row: Message, now: dt.datetime) -> bool:
    try:
        with db.begin_nested():
            found = policies.decide(db, row, now)
            if not isinstance(found, Reason):
                return False
            row.state, row.reason, row.try_at = Sending.SKIPPED, found, None
            policies.not_asked(db, row, found, now)
    except policies.BROKEN:
        # The due loop finds it broken, and says so.
        return False
    return True
