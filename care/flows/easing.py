"""The rules of `care.over` on the rows: the lighter version, twice within a week, for whom."""

import datetime as dt
from collections.abc import Iterator

from sqlmodel import Session as Db

from care import over, plan, rules, store
from care.models import Message, Session


def past(db: Db, session: Session) -> over.Past:
    """A session as the rules see it, with what counts of its answers now."""
    document = plan.read(store.document(db, session.plan_version_id))
    record = rules.record(store.answers(db, session.id))
    is_over = over.a_limit(record, document)
    return over.Past(session.local_date, session.due, session.routine_id, record.happened, is_over)


def lighter_first(
    db: Db, row: Message, day: dt.date, document: plan.Plan, routine: plan.Routine
) -> bool | None:
    """Whether the session of that prompt shows the lighter version first; else it isn't offered."""
    if routine.lighter is None or row.circle_id is None:
        return None
    place = (day, row.due)
    earlier = _latest(db, row.circle_id, routine.id, place)
    return over.lighter_first(routine, document, place, earlier) or None


def _latest(
    db: Db, circle_id: int, routine_id: int, place: tuple[dt.date, dt.datetime]
) -> Iterator[over.Past]:
    """The last session before that place of which something was done, and what lay behind it."""
    for session in store.done_before(db, circle_id, routine_id, *place):
        found = past(db, session)
        yield found
        if found.happened:
            return


def twice(db: Db, session: Session) -> bool:
    """Whether another session of the circle, near that one, went over a limit too."""
    day = session.local_date
    near = store.done_between(db, session.circle_id, day - over.TOGETHER, day + over.TOGETHER)
    others = (past(db, one) for one in near if one.id != session.id)
    return over.twice(day, (one.day for one in others if one.over))
