"""What is in the bot's rows, read beside it: it is another process, and often a dead one."""

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session as Db
from sqlmodel import SQLModel, col, select

from care import db
from care.kinds import Kind, Sending
from care.models import Answer, Aside, Message


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

    def answers(self) -> list[tuple[str, str | None]]:
        """Everything that was said, in order."""
        return [(answer.kind, answer.value) for answer in self.all(Answer)]

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

    def digests(self) -> list[str]:
        """What became of the digests whose time has come."""
        found = self.all(Message, col(Message.kind) == Kind.DIGEST)
        return [row.state for row in found if row.state != Sending.WAITING]


@contextlib.contextmanager
def watch(url: str) -> Iterator["Watch"]:
    """Sees each commit of another process's to this SQLite file."""
    path = url.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield Watch(connection)


class Watch:
    """Whether somebody else has committed since."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._before = self._version()

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def committed(self) -> bool:
        return self._version() != self._before
