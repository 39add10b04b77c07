"""Plans: their versions, what keeps its identity through them, their pictures."""

import datetime as dt

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from care.models.columns import ID, KEEPS_IDS
from care.private import PrivateText


class PlanVersion(SQLModel, table=True):
    """A plan as somebody wrote it: an immutable JSON document (`care.plan.Plan`).

    `state` is a `kinds.PlanState`. `before_id` is the version that it was made from: of a draft's
    steps, the step before.
    """

    __tablename__ = "plan_version"
    __table_args__ = (Index("ix_plan_version_circle_id_state", "circle_id", "state"), KEEPS_IDS)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle_id: int = Field(foreign_key="circle.id", index=True, sa_type=ID)
    state: str
    author_id: int = Field(foreign_key="member.id", sa_type=ID)
    confirmed_by: int | None = Field(default=None, foreign_key="member.id", sa_type=ID)
    created_at: dt.datetime
    confirmed_at: dt.datetime | None = None
    before_id: int | None = Field(default=None, sa_type=ID)
    document: str = Field(sa_type=PrivateText("plan_version", "document"))


class Routine(SQLModel, table=True):
    """The identity of a routine through every edit of the plan."""

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle_id: int = Field(foreign_key="circle.id", index=True, sa_type=ID)


class Slot(SQLModel, table=True):
    """The identity of one wall time of a routine; an occurrence is (slot, local date)."""

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle_id: int = Field(foreign_key="circle.id", index=True, sa_type=ID)
    routine_id: int = Field(foreign_key="routine.id", sa_type=ID)


class Exercise(SQLModel, table=True):
    """The identity of an exercise through every edit of the plan."""

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle_id: int = Field(foreign_key="circle.id", index=True, sa_type=ID)


class Picture(SQLModel, table=True):
    """A photo or a short video that was sent to the bot: kept by what Telegram calls it.

    `kind` is photo or video; `refused`, that Telegram does not take it any more.
    """

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle_id: int = Field(foreign_key="circle.id", index=True, sa_type=ID)
    kind: str
    file_id: str = Field(sa_type=PrivateText("picture", "file_id"))
    member_id: int = Field(foreign_key="member.id", sa_type=ID)
    at: dt.datetime
    refused: bool = False
