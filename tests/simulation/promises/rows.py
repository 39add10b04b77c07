"""The rows as they are committed, read with plain SQL: nothing of the code that is checked."""

import datetime as dt
import json
import sqlite3
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = sqlite3.Row
# The columns of every silence there is.
CIRCLE = "id, zone, agreed_at, resting_through, paused_at, stopped_at, hushed_at"


class Rows:
    """A connection of our own. It sees what was committed, and holds nothing."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA query_only=ON")

    def all(self, sql: str, *values: Any) -> list[Row]:
        """Every row that is found."""
        return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row that is found."""
        found = self.all(sql, *values)
        return found[0] if found else None

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row; nothing where there is none."""
        found = self.one(sql, *values)
        return found[0] if found else None

    def circles_of(self, person: int) -> list[Row]:
        """The circles that somebody (a Telegram id) is or was in."""
        return self.all(
            "SELECT c.id, c.zone, c.agreed_at, c.resting_through, c.paused_at, c.stopped_at,"
            " c.hushed_at, m.role, m.left_at FROM human h JOIN member m ON m.human_id = h.id"
            " JOIN circle c ON c.id = m.circle_id WHERE h.telegram_id = ?",
            person,
        )

    def tables_about_circles(self) -> list[str]:
        """The names of the tables that name a circle."""
        names = [row[0] for row in self.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [
            name
            for name in names
            if any(
                column["name"] == "circle_id" for column in self.all(f"PRAGMA table_info({name})")
            )
        ]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def private(value: bytes | None) -> str:
    """Private text, plain: a version byte and UTF-8."""
    return bytes(value)[1:].decode() if value else ""


def screen(value: bytes | None) -> dict[str, Any]:
    """A message's screen."""
    found: dict[str, Any] = json.loads(private(value)) if value else {"text": "", "rows": []}
    return found


def moment(value: str) -> dt.datetime:
    """An instant of a row, aware UTC."""
    return dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC)


def stored(at: dt.datetime) -> str:
    """An instant as rows hold it, to be compared with them."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


@cache
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def wall(at: dt.datetime, where: str) -> dt.datetime:
    """That instant on the clock of a zone."""
    return at.astimezone(zone(where))


def instant(day: dt.date, at: dt.time, where: str) -> dt.datetime:
    """When the clock of a zone shows that on that day; of two such moments the first."""
    return dt.datetime.combine(day, at, zone(where)).astimezone(dt.UTC)
