"""A family's rows, many times over: every id, and every id that stands in a text, moved by as much.

What is made is what the flows would have made of as many families; it takes minutes less.
"""

import contextlib
import functools
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from care.private import PLAIN

# Ids of a copy are the pattern's, moved by so much a copy: more than a pattern has of anything.
STRIDE = 10_000
# The house's own, and what was used up.
LEFT_OUT = {"seen", "aside", "pulse", "data_key", "erased", "invitation"}
KEY = re.compile(r"(?<=:)(\d+)")
BUTTON = re.compile(r'(?<=[a-z]:)(\d+)(?=:[a-z0-9_:]*"\})')
DOCUMENT = re.compile(r'(?<="id":)([1-9]\d*)')
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Pattern:
    """A table's rows in one family, and how each column moves."""

    table: str
    columns: tuple[str, ...]
    moves: tuple[Callable[[Any, int], Any] | None, ...]
    rows: tuple[Row, ...]


def _number(value: int, by: int) -> int:
    return value + by


def _key(value: str, by: int) -> str:
    """The first number of a key is an id; what follows may be a date."""
    return KEY.sub(lambda found: str(int(found[1]) + by), value, count=1)


def _private(pattern: re.Pattern[str]) -> Callable[[bytes, int], bytes]:
    """Ids in private text; where there are none it stays as it is."""

    @functools.cache
    def parts(value: bytes) -> tuple[list[bytes], list[int]]:
        pieces = pattern.split(value[1:].decode())
        return [piece.encode() for piece in pieces[::2]], [int(number) for number in pieces[1::2]]

    def move(value: bytes, by: int) -> bytes:
        between, ids = parts(bytes(value))
        moved = [b"%d%s" % (one + by, rest) for one, rest in zip(ids, between[1:], strict=True)]
        return PLAIN + between[0] + b"".join(moved)

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
    patterns = [one for one in pattern(file) if one.rows]
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-200000")
        connection.execute("BEGIN")
        for one in patterns:
            _copy(connection, one, many)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(connection: sqlite3.Connection, one: Pattern, many: int) -> None:
    """One table's: family by family, so that every index grows at its end."""
    connection.execute(f'CREATE TEMP TABLE pattern AS SELECT * FROM main."{one.table}"')
    moved = []
    for name, move in zip(one.columns, one.moves, strict=True):
        if move is _number:
            moved.append(f'"{name}" + n * {STRIDE}')
        elif move is None:
            moved.append(f'"{name}"')
        else:
            connection.create_function(f"moved_{name}", 2, _or_nothing(move), deterministic=True)
            moved.append(f'moved_{name}("{name}", n * {STRIDE})')
    names = ", ".join(f'"{name}"' for name in one.columns)
    connection.execute(
        f"""WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < ? - 1)
        INSERT INTO main."{one.table}" ({names})
        SELECT {", ".join(moved)} FROM copy CROSS JOIN pattern WHERE ? > 1""",
        (many, many),
    )
    connection.execute("DROP TABLE temp.pattern")


def _or_nothing(move: Callable[[Any, int], Any]) -> Callable[[Any, int], Any]:
    return lambda value, by: None if value is None else move(value, by)


def execute(file: Path, *statements: tuple[str, Row]) -> None:
    """Rows changed by hand, such as when they are due."""
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        for statement, values in statements:
            connection.execute(statement, values)


def every(file: Path, statement: str, *values: Any) -> list[Row]:
    """Rows, read beside whoever writes."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return connection.execute(statement, values).fetchall()


def asked(file: Path, statement: str, *values: Any) -> Any:
    """One value, read beside whoever writes."""
    return every(file, statement, *values)[0][0]
