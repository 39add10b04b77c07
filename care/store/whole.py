"""All of a circle, for /export and /erase: page by page, and what goes with it."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, or_, select, text
from sqlmodel import Session as Db
from sqlmodel import col

from care.kinds import PlanState, Role
from care.models import Answer, Member, PlanVersion, Session

# So many sessions, or answers, are read at a time.
PAGE = 500


def one_moment(db: Db) -> None:
    """All that is read from here on is of one moment, however long it takes."""
    db.rollback()
    if db.get_bind().dialect.name == "sqlite":
        db.execute(text("BEGIN"))
    else:
        db.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def every_member(db: Db, circle_id: int) -> Sequence[Member]:
    """Who is or was in a circle, oldest first."""
    return db.scalars(
        select(Member).where(col(Member.circle_id) == circle_id).order_by(col(Member.id))
    ).all()


def every_version(db: Db, circle_id: int) -> Sequence[PlanVersion]:
    """Every version that somebody finished, whatever was said to it; oldest first."""
    unfinished = (PlanState.DRAFT, PlanState.DROPPED)
    return db.scalars(
        select(PlanVersion)
        .where(col(PlanVersion.circle_id) == circle_id, col(PlanVersion.state).not_in(unfinished))
        .order_by(col(PlanVersion.id))
    ).all()


def every_session(db: Db, circle_id: int) -> Iterator[Sequence[Session]]:
    """All sessions of a circle, page by page, in the order in which they were due."""
    beyond = and_(True)
    while True:
        found = db.scalars(
            select(Session)
            .where(col(Session.circle_id) == circle_id, beyond)
            .order_by(col(Session.due), col(Session.id))
            .limit(PAGE)
        ).all()
        if not found:
            return
        yield found
        due, last = found[-1].due, found[-1].id
        same = and_(col(Session.due) == due, col(Session.id) > last)
        beyond = or_(col(Session.due) > due, same)


def every_answer(db: Db, circle_id: int) -> Iterator[Sequence[Answer]]:
    """All that was said in a circle, page by page, in the order in which it was said."""
    last = 0
    while found := db.scalars(
        select(Answer)
        .where(col(Answer.circle_id) == circle_id, col(Answer.id) > last)
        .order_by(col(Answer.id))
        .limit(PAGE)
    ).all():
        yield found
        last = found[-1].id


def answers_about(db: Db, session_ids: Sequence[int]) -> Sequence[Answer]:
    """All that was said about some sessions, in order."""
    return db.scalars(
        select(Answer).where(col(Answer.session_id).in_(session_ids)).order_by(col(Answer.id))
    ).all()


def sessions_of(db: Db, session_ids: Sequence[int]) -> Sequence[Session]:
    """Some sessions by their ids."""
    return db.scalars(select(Session).where(col(Session.id).in_(session_ids))).all()


def zone_changes(db: Db, circle_id: int) -> Sequence[Answer]:
    """When the person's clock became another, "old>new", in order."""
    return db.scalars(
        select(Answer)
        .join(Member, col(Member.id) == col(Answer.member_id))
        .where(
            col(Answer.circle_id) == circle_id,
            col(Answer.kind) == "zone",
            col(Member.role) == Role.PATIENT,
        )
        .order_by(col(Answer.id))
    ).all()


def proxies(db: Db, circle_id: int) -> Sequence[int]:
    """The members who ever answered for the person, by id."""
    return db.scalars(
        select(col(Answer.member_id))
        .where(col(Answer.circle_id) == circle_id, col(Answer.for_member_id).is_not(None))
        .distinct()
        .order_by(col(Answer.member_id))
    ).all()
