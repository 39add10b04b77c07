"""A plan's versions, and the pictures in them."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from care.kinds import PlanState
from care.models import Picture, PlanVersion
from care.store import gathered
from care.store.base import plain

_DOCUMENT = select(col(PlanVersion.document)).where(col(PlanVersion.id) == bindparam("version_id"))


def document(db: Db, version_id: int) -> str:
    """The document of one version of a plan."""
    known = gathered.of(db).documents.get(version_id)
    if known is not None:
        return known
    found: str = plain(db, _DOCUMENT, {"version_id": version_id}).scalar_one()
    return found


def plan_versions(db: Db, ids: Iterable[int]) -> Sequence[PlanVersion]:
    """Versions of plans by their ids, oldest first."""
    return db.scalars(
        select(PlanVersion).where(col(PlanVersion.id).in_(ids)).order_by(col(PlanVersion.id))
    ).all()


def active_plan(db: Db, circle_id: int) -> PlanVersion | None:
    """The version in force, if there is one."""
    known = gathered.of(db).plans
    if circle_id in known:
        return known[circle_id]
    return db.scalars(
        select(PlanVersion)
        .where(col(PlanVersion.circle_id) == circle_id, col(PlanVersion.state) == PlanState.ACTIVE)
        .order_by(col(PlanVersion.id).desc())
    ).first()


def draft(db: Db, member_id: int) -> PlanVersion | None:
    """What somebody is writing: the last step of it."""
    return db.scalars(
        select(PlanVersion)
        .where(col(PlanVersion.author_id) == member_id, col(PlanVersion.state) == PlanState.DRAFT)
        .order_by(col(PlanVersion.id).desc())
    ).first()


def drop_steps(db: Db, member_id: int) -> None:
    """All the steps of somebody's draft are taken back."""
    mine = (col(PlanVersion.author_id) == member_id, col(PlanVersion.state) == PlanState.DRAFT)
    db.execute(update(PlanVersion).where(*mine).values(state=PlanState.DROPPED))


def forget_steps(db: Db, member_id: int) -> None:
    """The steps of somebody's draft that were taken, or taken back, have served."""
    steps = (PlanState.DRAFT, PlanState.DROPPED)
    db.execute(
        delete(PlanVersion).where(
            col(PlanVersion.author_id) == member_id, col(PlanVersion.state).in_(steps)
        )
    )


def proposals(db: Db, circle_id: int) -> Sequence[PlanVersion]:
    """What waits for the person's yes, oldest first."""
    return _in_state(db, circle_id, PlanState.PROPOSED)


def open_versions(db: Db, circle_id: int) -> Sequence[PlanVersion]:
    """All that is being written or waits for a yes, each step of it."""
    return _in_state(db, circle_id, PlanState.DRAFT, PlanState.PROPOSED)


def in_force_from(
    db: Db, circle_id: int, first: dt.datetime, last: dt.datetime
) -> Sequence[PlanVersion]:
    """The versions that came into force from then on and before `last`, oldest first.

    A first plan is no change.
    """
    return db.scalars(
        select(PlanVersion)
        .where(
            col(PlanVersion.circle_id) == circle_id,
            col(PlanVersion.state).in_((PlanState.ACTIVE, PlanState.REPLACED)),
            col(PlanVersion.before_id).is_not(None),
            col(PlanVersion.confirmed_at) >= first,
            col(PlanVersion.confirmed_at) < last,
        )
        .order_by(col(PlanVersion.id))
    ).all()


def _in_state(db: Db, circle_id: int, *states: PlanState) -> Sequence[PlanVersion]:
    return db.scalars(
        select(PlanVersion)
        .where(col(PlanVersion.circle_id) == circle_id, col(PlanVersion.state).in_(states))
        .order_by(col(PlanVersion.id))
    ).all()


def picture(db: Db, picture_id: int) -> Picture | None:
    """One picture."""
    return db.get(Picture, picture_id)
