"""What is in the bot's rows, read beside it: it is another process, and often a dead one."""

import datetime as dt
from typing import Any

from sqlmodel import Session as Db
from sqlmodel import SQLModel, col, select

from care import db
from care.kinds import Sending
from care.models import Aside, Message


class Rows:
    """Reads only."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = db.engine(url, read_only=True)

    def close(self) -> None:
        self._engine.dispose()

    def all(self, table: type[SQLModel], *where: Any) -> list[Any]:
        """Rows of a table, by id."""
        with Db(self._engine) as session:
            return list(session.exec(select(table).where(*where).order_by(col(table.id))))  # type: ignore[attr-defined]

    def every(self, table: type[SQLModel]) -> list[Any]:
        """All rows of a table, by its key."""
        key = table.__table__.primary_key  # type: ignore[attr-defined]
        with Db(self._engine) as session:
            return list(session.exec(select(table).order_by(*key)))

    def asides(self) -> list[str]:
        """Updates that could not be handled."""
        return [aside.reason for aside in self.all(Aside)]

    def stuck(self) -> frozenset[int]:
        """New messages of which nobody knows whether they arrived."""
        return frozenset(row.id for row in self.all(Message, col(Message.state) == Sending.SENDING))

    def of_updates(self, ids: set[int]) -> frozenset[int]:
        """The messages that these updates called for."""
        return frozenset(row.id for row in self.all(Message, col(Message.update_id).in_(ids)))

    def unsettled(self, now: dt.datetime, but: frozenset[int] = frozenset()) -> list[str]:
        """What the bot has to do at this moment, or is doing."""
        found = self.all(Message, col(Message.try_at).is_not(None), col(Message.id).not_in(but))
        return [
            f"{row.kind} {row.id}: {row.state}, shows {row.shown} of {row.revision}"
            for row in found
            if row.try_at <= now
            or row.state == Sending.SENDING
            or (row.state == Sending.SENT and row.shown < row.revision)
        ]
