"""How far behind the due rows are, for whoever watches over the bot: numbers, and nobody's."""

import datetime as dt

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import col

from care.models import Message


def due_now(db: Db, now: dt.datetime) -> tuple[int, dt.datetime | None]:
    """How many rows are due and in nobody's hands at this moment; since when the oldest is."""
    waiting = select(func.count(), func.min(col(Message.try_at)))
    count, oldest = db.execute(waiting.where(col(Message.try_at) <= now)).one()
    return int(count), oldest
