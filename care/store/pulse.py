"""The bot's pulse: when it last heard from Telegram, when it last finished a due round."""

import datetime as dt

from sqlmodel import Session as Db

from care.models import Pulse


def beat(db: Db, name: str, at: dt.datetime) -> None:
    """Keep when something last went well, by its name."""
    db.merge(Pulse(name=name, at=at))


def pulse(db: Db, name: str) -> dt.datetime | None:
    """When it last went well, as far as that was kept."""
    found = db.get(Pulse, name)
    return found.at if found else None
