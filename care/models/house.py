"""The house's own: updates that came or were put aside, pulse and pace, the key, the erased."""

import datetime as dt

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from care.models.columns import ID, KEEPS_IDS
from care.private import PrivateText


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


class Pace(SQLModel, table=True):
    """How far ahead what may be sent is given out, to whichever process (`care.store.pace`).

    `free_at` is the first moment that nobody has yet, in microseconds since 1970 by the machine's
    clock; `granted`, how many were given out last.
    """

    name: str = Field(primary_key=True)
    free_at: int = Field(sa_type=BigInteger)
    granted: int = Field(sa_type=BigInteger)


class DataKey(SQLModel, table=True):
    """One row, known words as private text: whoever can't read them has the wrong key, or none."""

    __tablename__ = "data_key"
    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    canary: str = Field(sa_type=PrivateText("data_key", "canary"))


class Erased(SQLModel, table=True):
    """A circle that was erased, so that no older backup brings it back.

    `circle` is the id that it had. An id may be given again after a restore of an older file, so
    `created_at`, when that circle was made, goes with it. Nothing here says whose it was.
    """

    __table_args__ = (KEEPS_IDS,)
    id: int = Field(default=None, primary_key=True, sa_type=ID)
    circle: int = Field(sa_type=BigInteger)
    created_at: dt.datetime
    at: dt.datetime
