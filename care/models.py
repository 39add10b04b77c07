"""The rows. Instants are aware UTC; local dates and wall times go with the circle's zone.

Ids are never used again after a row is gone (AUTOINCREMENT): a button in an old chat message
carries one, and must not come to mean somebody else's session.
"""

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    MetaData,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlmodel import Field, SQLModel

from care.kinds import Sending
from care.private import PrivateText

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# 64 bits; SQLite numbers its rows by itself only where the type is called INTEGER. An id is an
# int from the first flush on; None only says "the database gives it".
ID: Any = BigInteger().with_variant(Integer(), "sqlite")
KEEPS_IDS: dict[str, Any] = {"sqlite_autoincrement": True}


def added(default: Any, at_server: Any) -> Any:
    """A column that came after the first version: rows that were there before get the default."""
    return Field(default=default, sa_column_kwargs={"server_default": at_server})


class Human(SQLModel, table=True):
    """Somebody with a Telegram account who was let in."""

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    telegram_id: int = Field(sa_type=BigInteger, unique=True)
    zone: str | None = None
    language: str = "en"
    agreed_at: dt.datetime | None = None
    asks: str | None = None
    draft: str | None = Field(default=None, sa_type=PrivateText)


class Chat(SQLModel, table=True):
    """Where messages go; `gone` says why nothing can be sent there any more.

    `menu` is the command menu that Telegram shows there.
    """

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    telegram_id: int = Field(sa_type=BigInteger, unique=True)
    gone: str | None = None
    menu: str | None = None


class Circle(SQLModel, table=True):
    """One person and those around them. Nothing ever crosses between circles.

    `changes` counts what was said. A session keeps the count of its last change, a member the count
    that their digests have told: counted under the circle's lock, so that nothing falls between.
    `heard_at` is when the person last wrote or tapped; `hushed_at`, since when the prompts are
    quiet by themselves.
    """

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    zone: str
    created_at: dt.datetime
    agreed_at: dt.datetime | None = None
    resting_through: dt.date | None = None
    paused_at: dt.datetime | None = None
    stopped_at: dt.datetime | None = None
    stopped_by: int | None = Field(default=None, sa_type=ID)
    heard_at: dt.datetime | None = None
    hushed_at: dt.datetime | None = None
    changes: int = 0
    quiet_from: dt.time = dt.time(21, 30)
    quiet_to: dt.time = dt.time(8, 0)


class Member(SQLModel, table=True):
    """Somebody in a circle; without a human where the person has no phone.

    `digest` is daily, weekly (on `digest_day`), over_limit or off; `muted_through` a local date of
    theirs. The sounds and the large buttons are how they want to be written to.
    """

    __table_args__ = (UniqueConstraint("circle_id", "human_id", "role"), KEEPS_IDS)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle_id: int = Field(foreign_key="circle.id", index=True, sa_type=ID)
    human_id: int | None = Field(default=None, foreign_key="human.id", index=True, sa_type=ID)
    chat_id: int | None = Field(default=None, foreign_key="chat.id", index=True, sa_type=ID)
    role: str
    name: str = Field(sa_type=PrivateText)
    shared_phone: bool = False
    proxy: bool = False
    may_propose: bool = False
    sees_journal: bool = False
    digest: str = "daily"
    digest_at: dt.time = dt.time(19, 30)
    digest_day: str = added("sun", "sun")
    digest_sound: bool = added(False, false())
    muted_through: dt.date | None = None
    weekly_offered_at: dt.datetime | None = None
    told_through: int = 0
    prompt_sound: bool = added(True, true())
    question_sound: bool = added(False, false())
    large_buttons: bool = added(False, false())
    away_until: dt.datetime | None = None
    joined_at: dt.datetime
    left_at: dt.datetime | None = None


class PlanVersion(SQLModel, table=True):
    """A plan as it was confirmed: an immutable JSON document (`care.plan.Plan`)."""

    __tablename__ = "plan_version"
    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle_id: int = Field(foreign_key="circle.id", index=True, sa_type=ID)
    state: str
    author_id: int = Field(foreign_key="member.id", sa_type=ID)
    confirmed_by: int | None = Field(default=None, foreign_key="member.id", sa_type=ID)
    created_at: dt.datetime
    confirmed_at: dt.datetime | None = None
    document: str = Field(sa_type=PrivateText)


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


class Session(SQLModel, table=True):
    """One routine on one local day: what was asked, where it stands, why it is silent.

    `laters` counts the times it was put off, `later_at` is when it comes again.
    """

    __table_args__ = (
        UniqueConstraint("slot_id", "local_date"),
        CheckConstraint("(state = 'open') OR (asks IS NULL)", name="asks_while_open"),
        Index("ix_session_circle_id_local_date", "circle_id", "local_date"),
        Index("ix_session_circle_id_touched", "circle_id", "touched"),
        KEEPS_IDS,
    )
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle_id: int = Field(foreign_key="circle.id", sa_type=ID)
    slot_id: int = Field(foreign_key="slot.id", sa_type=ID)
    routine_id: int = Field(foreign_key="routine.id", sa_type=ID)
    plan_version_id: int = Field(foreign_key="plan_version.id", sa_type=ID)
    local_date: dt.date
    due: dt.datetime
    closes_at: dt.datetime
    state: str
    reason: str | None = None
    asks: str | None = None
    recovery_unasked: str | None = None
    clock_from: dt.datetime | None = None
    laters: int = added(0, "0")
    later_at: dt.datetime | None = None
    touched: int | None = None
    card_id: int | None = Field(default=None, sa_type=ID)


class Answer(SQLModel, table=True):
    """Something somebody said. Append-only; which one counts is `care.rules.record`.

    `media` is Telegram's id of a voice message that was kept as a note.
    """

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle_id: int = Field(foreign_key="circle.id", index=True, sa_type=ID)
    session_id: int | None = Field(default=None, foreign_key="session.id", index=True, sa_type=ID)
    member_id: int = Field(foreign_key="member.id", sa_type=ID)
    for_member_id: int | None = Field(default=None, foreign_key="member.id", sa_type=ID)
    kind: str
    value: str | None = None
    words: str | None = Field(default=None, sa_type=PrivateText)
    media: str | None = Field(default=None, sa_type=PrivateText)
    at: dt.datetime
    update_id: int = Field(sa_type=BigInteger)


class Message(SQLModel, table=True):
    """One message of the bot: due row and delivery record in one.

    `try_at` is when there is something to do for it, and nothing to do where it is empty. A claim
    moves `try_at` two minutes on: who dies after a claim leaves the row to be found again.
    `revision` counts what should be seen, `shown` what Telegram took.
    """

    __table_args__ = (
        Index(
            "ix_message_try_at",
            "try_at",
            sqlite_where=text("try_at IS NOT NULL"),
            postgresql_where=text("try_at IS NOT NULL"),
        ),
        KEEPS_IDS,
    )
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    kind: str
    rank: int
    key: str | None = Field(default=None, unique=True)
    chat_id: int | None = Field(default=None, foreign_key="chat.id", index=True, sa_type=ID)
    circle_id: int | None = Field(default=None, foreign_key="circle.id", index=True, sa_type=ID)
    member_id: int | None = Field(default=None, foreign_key="member.id", sa_type=ID)
    session_id: int | None = Field(default=None, foreign_key="session.id", index=True, sa_type=ID)
    slot_id: int | None = Field(default=None, foreign_key="slot.id", index=True, sa_type=ID)
    local_date: dt.date | None = None
    due: dt.datetime
    until: dt.datetime
    try_at: dt.datetime | None
    attempts: int = 0
    resends: int = 0
    state: str = Sending.WAITING
    reason: str | None = None
    claimed_at: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    telegram_id: int | None = Field(default=None, sa_type=BigInteger)
    screen: str | None = Field(default=None, sa_type=PrivateText)
    revision: int = 0
    shown: int = 0
    update_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    told_through: int | None = None


class Invitation(SQLModel, table=True):
    """A link that works once: only the hash of its secret is kept."""

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    hash: str = Field(unique=True)
    role: str
    circle_id: int | None = Field(default=None, foreign_key="circle.id", index=True, sa_type=ID)
    made_by: int | None = Field(default=None, foreign_key="member.id", sa_type=ID)
    until: dt.datetime
    used_at: dt.datetime | None = None
    used_by: int | None = Field(default=None, foreign_key="human.id", sa_type=ID)


class Seen(SQLModel, table=True):
    """An update of Telegram's that was taken in: it is never taken in twice."""

    update_id: int = Field(sa_type=BigInteger, primary_key=True)
    at: dt.datetime = Field(index=True)


class Aside(SQLModel, table=True):
    """An update that could not be handled: its id and the reason, never its content."""

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    update_id: int = Field(sa_type=BigInteger)
    reason: str
    at: dt.datetime


class Pulse(SQLModel, table=True):
    """When the bot last heard from Telegram (`poll`) and last finished a due round (`round`)."""

    name: str = Field(primary_key=True)
    at: dt.datetime
