"""A family's rows, many times over: every id, and every id that stands in a text, moved by as much.

What is made is what the flows would have made of as many families; it takes minutes less.
"""

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from care.private import PLAIN

# Ids of a copy are the pattern's, moved by so much a copy: more than a pattern has of anything.
STRIDE = 1000
# The house's own, and what was used up.
LEFT_OUT = {"seen", "aside", "pulse", "data_key", "erased", "invitation"}
KEY = re.compile(r"(?<=:)(\d+)")
BUTTON = re.compile(r'(?<="data": ")([a-z_]+:)(\d+)(?=:)')
DOCUMENT = re.compile(r'(?<="id":)([1-9]\d*)')
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Pattern:
    """A table's rows in one family, and how each column moves."""

    table: str
    columns: tuple[str, ...]
    moves: tuple[Callable[[Any, int], Any] | None, ...]
    rows: tuple[Row, ...]

    def moved(self, by: int) -> Iterator[Row]:
        """The rows of another family."""
        for row in self.rows:
            yield tuple(
                value if move is None or value is None else move(value, by)
                for value, move in zip(row, self.moves, strict=True)
            )


def _number(value: int, by: int) -> int:
    return value + by


def _key(value: str, by: int) -> str:
    """The first number of a key is an id; what follows may be a date."""
    return KEY.sub(lambda found: str(int(found[1]) + by), value, count=1)


def _private(pattern: re.Pattern[str]) -> Callable[[bytes, int], bytes]:
    """Ids in private text; where there are none it stays as it is."""

    def move(value: bytes, by: int) -> bytes:
        said = bytes(value)[1:].decode()

        def one(found: re.Match[str]) -> str:
            return found[0][: -len(found[found.re.groups])] + str(int(found[found.re.groups]) + by)

        return PLAIN + pattern.sub(one, said).encode()

    return move


_SCREEN, _PLAN = _private(BUTTON), _private(DOCUMENT)
_TEXTS: dict[tuple[str, str], Callable[[Any, int], Any]] = {
    ("message", "key"): _key,
    ("message", "screen"): _SCREEN,
    ("plan_version", "document"): _PLAN,
}
# Numbers that are ids without being a foreign key, or that nobody else may have.
_NUMBERS = {
    ("human", "telegram_id"), ("chat", "telegram_id"), ("session", "card_id"),
    ("circle", "stopped_by"), ("circle", "paused_by"), ("circle", "agreed_by"),
    ("plan_version", "before_id"), ("human", "asks_in"),
}  # fmt: skip


def _move(table: Table, column: Column[Any]) -> Callable[[Any, int], Any] | None:
    place = (table.name, column.name)
    is_id = bool(column.foreign_keys) or column.primary_key or place in _NUMBERS
    return _number if is_id else _TEXTS.get(place)


def pattern(file: Path) -> list[Pattern]:
    """What is in an SQLite file with one family, parents first."""
    found = []
    with contextlib.closing(sqlite3.connect(file)) as connection:
        for table in SQLModel.metadata.sorted_tables:
            if table.name in LEFT_OUT:
                continue
            names = tuple(column.name for column in table.columns)
            quoted = ", ".join(f'"{name}"' for name in names)
            rows = connection.execute(f'SELECT {quoted} FROM "{table.name}"').fetchall()
            moves = tuple(_move(table, column) for column in table.columns)
            found.append(Pattern(table.name, names, moves, tuple(rows)))
    return found


def multiply(file: Path, many: int) -> None:
    """So many families in the file where one is: the first, and the copies of it."""
    patterns = pattern(file)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-200000")
        connection.execute("BEGIN")
        for one in patterns:
            names = ", ".join(f'"{name}"' for name in one.columns)
            marks = ", ".join("?" for _ in one.columns)
            rows = (row for copy in range(1, many) for row in one.moved(copy * STRIDE))
            connection.executemany(f'INSERT INTO "{one.table}" ({names}) VALUES ({marks})', rows)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def execute(file: Path, *statements: tuple[str, Row]) -> None:
    """Rows changed by hand, such as when they are due."""
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        for statement, values in statements:
            connection.execute(statement, values)


def asked(file: Path, statement: str, *values: Any) -> Any:
    """One value, read beside whoever writes."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return connection.execute(statement, values).fetchone()[0]
