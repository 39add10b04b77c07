"""What a whole round looks at, looked up for all of its rows at once.

One by one, each row would ask a dozen times. `gather` asks for all, and the queries of this folder
find it at the session, for as long as the transaction lasts: `members`, `active_plan`, `document`,
`session`, `answers`, `unanswered_since`. The circles must be held: nobody else changes what is
theirs meanwhile. What the transaction itself adds is to be seen, so adding such a row forgets all.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, func, or_, select, tuple_
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from care.kinds import PlanState, State
from care.models import Answer, Chat, Circle, Human, Member, Message, PlanVersion, Session

PLACE = "gathered"
Occurrence = tuple[int, dt.date]


@dataclass
class Gathered:
    """By circle, version, (slot, local day) or session; what has no entry wasn't looked up."""

    members: dict[int, list[Member]] = field(default_factory=dict)
    plans: dict[int, PlanVersion | None] = field(default_factory=dict)
    documents: dict[int, str] = field(default_factory=dict)
    sessions: dict[Occurrence, Session | None] = field(default_factory=dict)
    answers: dict[int, list[Answer]] = field(default_factory=dict)
    unanswered: dict[int, dt.date | None] = field(default_factory=dict)
    # A session forgets rows that nobody holds.
    rows: list[SQLModel] = field(default_factory=list)


def of(db: Db) -> Gathered:
    """What was gathered in this transaction; empty where nothing was."""
    found: Gathered = db.info.setdefault(PLACE, Gathered())
    return found


def forget(db: Db) -> None:
    """Ask the database again: something was added, or a savepoint was rolled back."""
    db.info.pop(PLACE, None)


def gather(db: Db, due: Sequence[Message]) -> None:
    """Look up what these rows will need, in some ten queries; their circles must be held."""
    forget(db)
    here, circles = of(db), _ids(row.circle_id for row in due)
    if not circles:
        return
    here.rows += db.scalars(select(Circle).where(col(Circle.id).in_(circles))).all()
    here.rows += db.scalars(select(Chat).where(_among(Chat, (row.chat_id for row in due)))).all()
    _people(db, here, circles)
    _plans(db, here, circles)
    _sessions(db, here, due)
    _unanswered(db, here, circles)


def _ids(found: Iterable[int | None]) -> list[int]:
    return sorted({one for one in found if one is not None})


def _among(table: Any, found: Iterable[int | None]) -> Any:
    return col(table.id).in_(_ids(found))


def _people(db: Db, here: Gathered, circles: Collection[int]) -> None:
    here.members = {circle: [] for circle in circles}
    inside = col(Member.circle_id).in_(circles) & col(Member.left_at).is_(None)
    for one in db.scalars(select(Member).where(inside).order_by(col(Member.id))):
        here.members[one.circle_id].append(one)
    humans = (one.human_id for around in here.members.values() for one in around)
    here.rows += db.scalars(select(Human).where(_among(Human, humans))).all()


def _plans(db: Db, here: Gathered, circles: Collection[int]) -> None:
    here.plans = dict.fromkeys(circles)
    active = col(PlanVersion.circle_id).in_(circles) & (col(PlanVersion.state) == PlanState.ACTIVE)
    for one in db.scalars(select(PlanVersion).where(active).order_by(col(PlanVersion.id))):
        here.plans[one.circle_id] = one
        here.documents[one.id] = one.document


def _sessions(db: Db, here: Gathered, due: Sequence[Message]) -> None:
    """Those that the rows are about, and those of the occurrences that they stand for."""
    wanted = [(row.slot_id, row.local_date) for row in due if row.slot_id and row.local_date]
    of_day = tuple_(col(Session.slot_id), col(Session.local_date)).in_(wanted)
    about = _among(Session, (row.session_id for row in due))
    here.sessions = dict.fromkeys(wanted)
    found = db.scalars(select(Session).where(or_(of_day, about) if wanted else about)).all()
    here.rows += found
    for one in found:
        key = (one.slot_id, one.local_date)
        if key in here.sessions:
            here.sessions[key] = one
    here.answers = {one.id: [] for one in found}
    said = select(Answer).where(col(Answer.session_id).in_(list(here.answers)))
    if found:
        for answer in db.scalars(said.order_by(col(Answer.id))):
            here.answers[answer.session_id or 0].append(answer)


def _unanswered(db: Db, here: Gathered, circles: Collection[int]) -> None:
    here.unanswered = dict.fromkeys(circles)
    since = func.coalesce(col(Circle.heard_at), col(Circle.created_at))
    of_circle = and_(col(Session.circle_id) == col(Circle.id), col(Session.due) > since)
    first = select(col(Session.circle_id), func.min(col(Session.local_date)))
    first = first.join(Circle, of_circle).where(col(Circle.id).in_(circles), in_vain())
    here.unanswered |= dict(db.execute(first.group_by(col(Session.circle_id))).all())


def in_vain() -> Any:
    """Whether a prompt reached the person, and they said nothing; somebody else may have."""
    said = col(Answer.session_id) == col(Session.id)
    by_person = select(col(Answer.id)).where(said, col(Answer.for_member_id).is_(None)).exists()
    by_proxy = and_(col(Session.state) == State.FINISHED, ~by_person)
    silent = or_(col(Session.state).in_([State.OPEN, State.NO_ANSWER]), by_proxy)
    return and_(silent, col(Session.reason).is_(None))


def came(db: Db, sessions: Iterable[Session]) -> None:
    """Sessions that this transaction has just made: nothing was said of them."""
    here = of(db)
    for one in sessions if here.members else ():
        here.sessions[one.slot_id, one.local_date] = one
        here.answers[one.id] = []
