"""The bot's pulse: when it last heard from Telegram, when it last finished a due round."""

import datetime as dt

from sqlmodel import Session as Db

from care.models import Pulse
from care.store.base import inserting


def beat(db: Db, name: str, at: dt.datetime) -> None:
    """Keep when something last went well, by its name."""
    insert = inserting(db)(Pulse).values(name=name, at=at)
    db.connection().execute(insert.on_conflict_do_update(index_elements=["name"], set_={"at": at}))


def pulse(db: Db, name: str) -> dt.datetime | None:
    """When it last went well, as far as that was kept."""
    found = db.get(Pulse, name)
    return found.at if found else None
