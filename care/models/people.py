"""Who is who: humans, their chats, circles, members, invitations."""

import datetime as dt

from sqlalchemy import BigInteger, UniqueConstraint, false, true
from sqlmodel import Field, SQLModel

from care.models.columns import ID, KEEPS_IDS, added
from care.private import PrivateText


class Human(SQLModel, table=True):
    """Somebody with a Telegram account who was let in.

    `asks` is what typed words are for, `asks_in` the circle in which they were asked for.
    """

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    telegram_id: int = Field(sa_type=BigInteger, unique=True)
    zone: str | None = None
    language: str = "en"
    agreed_at: dt.datetime | None = None
    asks: str | None = None
    asks_in: int | None = Field(default=None, sa_type=ID)
    draft: str | None = Field(default=None, sa_type=PrivateText("human", "draft"))


class Chat(SQLModel, table=True):
    """Where messages go; `gone` says why nothing can be sent there any more.

    `menu` is the command menu that Telegram shows there. `free_at`: until when what was sent there
    fills it, by the machine's clock (`care.store.pace`).
    """

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    telegram_id: int = Field(sa_type=BigInteger, unique=True)
    gone: str | None = None
    menu: str | None = None
    free_at: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


class Circle(SQLModel, table=True):
    """One person and those around them. Nothing ever crosses between circles.

    `changes` counts what was said. A session keeps the count of its last change, a member the count
    that their digests have told: counted under the circle's lock, so that nothing falls between.
    `heard_at` is when the person last wrote or tapped; `hushed_at`, since when the prompts are
    quiet by themselves. `stopped_by`, `paused_by` and `agreed_by` are members; the last one is who
    stated the agreement of a person without a phone.
    """

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    zone: str
    created_at: dt.datetime
    agreed_at: dt.datetime | None = None
    agreed_by: int | None = Field(default=None, sa_type=ID)
    resting_through: dt.date | None = None
    paused_at: dt.datetime | None = None
    paused_by: int | None = Field(default=None, sa_type=ID)
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
    theirs. The sounds and the large buttons are how they want to be written to. `proxy`: may answer
    for the person; `acts_since`, since when they do. `away_since` and `away_until`: their own
    digests, and what needs their hands, wait. `may_be_asked`: agreed beforehand to be asked to help
    while others are away. `gets_report`: the report comes to them by itself.
    """

    __table_args__ = (UniqueConstraint("circle_id", "human_id", "role"), KEEPS_IDS)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle_id: int = Field(foreign_key="circle.id", index=True, sa_type=ID)
    human_id: int | None = Field(default=None, foreign_key="human.id", index=True, sa_type=ID)
    chat_id: int | None = Field(default=None, foreign_key="chat.id", index=True, sa_type=ID)
    role: str
    name: str = Field(sa_type=PrivateText("member", "name"))
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
    acts_since: dt.datetime | None = None
    away_since: dt.datetime | None = None
    away_until: dt.datetime | None = None
    may_be_asked: bool = added(False, false())
    gets_report: bool = added(False, false())
    joined_at: dt.datetime
    left_at: dt.datetime | None = None


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
