"""The days: sessions, what was said of them, the messages that go out."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from care.kinds import Sending
from care.models.columns import ID, KEEPS_IDS, added
from care.private import PrivateText


class Session(SQLModel, table=True):
    """One routine on one local day: what was asked, where it stands, why it is silent.

    `laters` counts the times it was put off, `later_at` is when it comes again. `lighter`: whether
    its card shows the routine's lighter version; empty where that wasn't offered.
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
    lighter: bool | None = None
    touched: int | None = None
    card_id: int | None = Field(default=None, sa_type=ID)


class Answer(SQLModel, table=True):
    """Something somebody said. Append-only; which one counts is `care.rules.record`.

    `for_member_id` is the person, where a proxy said it for them. `shared`: it came from a phone
    that several use, so who said it isn't known. `media` is Telegram's id of a voice message that
    was kept as a note.
    """

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle_id: int = Field(foreign_key="circle.id", index=True, sa_type=ID)
    session_id: int | None = Field(default=None, foreign_key="session.id", index=True, sa_type=ID)
    member_id: int = Field(foreign_key="member.id", sa_type=ID)
    for_member_id: int | None = Field(default=None, foreign_key="member.id", sa_type=ID)
    kind: str
    value: str | None = None
    shared: bool = added(False, false())
    words: str | None = Field(default=None, sa_type=PrivateText("answer", "words"))
    media: str | None = Field(default=None, sa_type=PrivateText("answer", "media"))
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
            "ix_message_rank_try_at",
            "rank",
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
    screen: str | None = Field(default=None, sa_type=PrivateText("message", "screen"))
    revision: int = 0
    shown: int = 0
    update_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    told_through: int | None = None


@dataclass
class Planned:
    """A message that waits for its time, before it is a row: what `Message` has of it."""

    kind: str
    rank: int
    circle_id: int | None
    due: dt.datetime
    until: dt.datetime
    try_at: dt.datetime
    key: str | None = None
    chat_id: int | None = None
    member_id: int | None = None
    session_id: int | None = None
    slot_id: int | None = None
    local_date: dt.date | None = None
    reason: str | None = None
    screen: str | None = None
