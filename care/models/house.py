"""The house's own: updates that came, updates put aside, the pulse."""

import datetime as dt

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from care.models.columns import ID, KEEPS_IDS


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
