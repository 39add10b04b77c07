"""An SQLite file copied while it is in use, and a copy looked through before it is trusted."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from bot import files, schema

BUSY_SECONDS = 5.0
LOOK_SECONDS = 0.001
# SQLite tells us after so many of its steps in one statement: what it does before it reads takes
# fewer, and what it reads of anybody takes more.
STEPS = 200
# After a restore numbers go on from here: one that was given since that copy was made may stand in
# a button or a reply somewhere, and must not come to mean something else.
APART = 10_000_000
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
Counts = dict[str, int]


class NotWholeError(Exception):
    """A file that can't be trusted: not a database, damaged, or other rows than it should have."""


class NotOursError(Exception):
    """A whole database, and not one of this program's."""


def _hold(gate: sqlite3.Connection) -> None:
    """Keep others from writing, for a moment: OperationalError where it can't within five seconds.

    SQLite itself looks again more and more seldom, and would hardly meet the gap between two writes
    of somebody who writes without a pause.
    """
    gate.execute("PRAGMA busy_timeout=0")
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            gate.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(LOOK_SECONDS)


def copy(source: Path, part: Path) -> Counts:
    """The rows of one moment into an empty file; how many each table has, counted in both.

    Without what was deleted: SQLite copies no free space. Nobody who writes waits for it, but for
    the milliseconds in which it begins, before it has written anything.
    """
    with (
        closing(_open(source)) as gate,
        closing(_open(source)) as beside,
        closing(_open(source)) as through,
    ):
        # It knows the tables already: the first thing that it reads then is what it copies.
        _counts(through)
        # While the gate is held nobody commits, so both that read see the same moment.
        _hold(gate)
        beside.execute("BEGIN")
        beside.execute("SELECT count(*) FROM sqlite_master").fetchone()

        def begun() -> int:
            if gate.in_transaction:
                gate.rollback()
            return 0

        through.set_progress_handler(begun, STEPS)
        through.execute("VACUUM INTO ?", (str(part),))
        gate.rollback()
        expected = _counts(beside)
    found = check(part)
    if found != expected:
        raise NotWholeError
    return found


def check(file: Path) -> Counts:
    """How many rows each table has. NotWholeError where SQLite finds anything wrong with it.

    For a file that nobody else has open, with no log beside it.
    """
    try:
        with closing(_open(file, "mode=ro&immutable=1")) as connection:
            if connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
                raise NotWholeError
            if connection.execute("PRAGMA foreign_key_check").fetchall():
                raise NotWholeError
            return _counts(connection)
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise NotWholeError from None
        raise


def check_ours(counts: Counts, revision: str | None) -> None:
    """NotOursError where it isn't a database of this program's, of whatever version."""
    known = {path.stem.split("_")[0] for path in (schema.FOLDER / "versions").glob("[0-9]*.py")}
    is_ours = revision is not None and (revision in known or revision > schema.head())
    if not is_ours or not counts.keys() >= {"circle", "member", "answer"}:
        raise NotOursError


def is_damage(error: Exception) -> bool:
    """Whether the file itself is broken; not a full disk, nor somebody in the way."""
    if isinstance(error, NotWholeError):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, sqlite3.DatabaseError) and (code or 0) & 0xFF in DAMAGED


def settle_into_one(file: Path) -> None:
    """What stands in the log goes into the file, and the log goes. Only where nobody has it open.

    sqlite3.OperationalError, where somebody has.
    """
    with closing(_open(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    for beside in files.log_files(file):
        beside.unlink(missing_ok=True)


def part_numbers(file: Path) -> None:
    """No number that was given after this copy was made is given again."""
    with closing(_open(file)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master"
            " WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
            " AND name NOT IN (SELECT name FROM sqlite_sequence)"
        )
        connection.execute("UPDATE sqlite_sequence SET seq = seq + ?", (APART,))
        connection.commit()


def empty(part: Path) -> int:
    """An empty file for its owner alone, locked; its descriptor. BusyError where another has it."""
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT, files.OWN)
    try:
        files.lock_at_once(descriptor)
        # Whoever had it may have renamed it meanwhile: then it is no part any more.
        if not os.path.samestat(os.fstat(descriptor), part.stat()):
            raise files.BusyError
        os.ftruncate(descriptor, 0)
    except BaseException as error:
        os.close(descriptor)
        if isinstance(error, FileNotFoundError):
            raise files.BusyError from None
        raise
    return descriptor


def _open(file: Path, how: str = "mode=rw") -> sqlite3.Connection:
    """Never makes a file that isn't there."""
    address = f"{file.as_uri()}?{how}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS)


def _counts(connection: sqlite3.Connection) -> Counts:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in tables
    }
