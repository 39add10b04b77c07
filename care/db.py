"""The database: one thread hop and one transaction a flow.

SQLite has one writer thread, and a second, read-only engine, so that a report never makes a tap
wait. PostgreSQL has a small pool; its write flows lock their circle's row first.
"""

import asyncio
import logging
import sqlite3
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session as Db

from care import private, words

P = ParamSpec("P")
T = TypeVar("T")

BUSY_TIMEOUT_MS = 5000
# So many write at once on a server, and one reads.
WRITERS = 4
# An answer is worth an fsync.
SYNCHRONOUS = "FULL"
FILE = "file"
DEADLOCKED = {"40001", "40P01"}


def address(url: str) -> URL:
    """The driver's own form of a DATABASE_URL; ValueError where we don't speak that database."""
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite" if parsed.database not in (None, "", ":memory:"):
            return parsed.set(drivername="sqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(parsed.get_backend_name())


def engine(url: str, *, read_only: bool = False, key: private.Key | None = None) -> Engine:
    """An engine with the pragmas and the isolation that the house relies on.

    What people wrote is in the parameters: an error never shows them. With a key, private text is
    encrypted in the rows.
    """
    parsed = address(url)
    made = _sqlite(parsed, read_only) if parsed.get_backend_name() == "sqlite" else _server(parsed)
    private.hand_over(made.dialect, key)
    return made


def _server(parsed: URL) -> Engine:
    return create_engine(
        parsed, pool_size=WRITERS + 1, max_overflow=0, pool_pre_ping=True, hide_parameters=True
    )


def _sqlite(parsed: URL, read_only: bool) -> Engine:
    made = create_engine(parsed, hide_parameters=True)
    event.listen(made, "connect", _reader if read_only else _writer)
    event.listen(made, "connect", lambda _, record: record.info.update({FILE: _identity(parsed)}))
    if not read_only:
        event.listen(made, "begin", _begin)
    return made


def _begin(connection: Connection) -> None:
    """Without IMMEDIATE SQLite begins late and loses updates (libraries.md: 10 of 50 were kept).

    It would also write on into a file that was removed, or replaced by another, until the end of
    the program, and all of it would be lost then. It isn't opened anew: the other file's log may
    lie beside it, and somebody has to look.
    """
    if connection.info[FILE] != _identity(connection.engine.url):
        said = words.say(words.ENGLISH, "host.file_gone")
        raise OperationalError("BEGIN", {}, sqlite3.OperationalError(said))
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _identity(url: URL) -> tuple[int, int] | None:
    """Which file lies at the database's address; nothing where there is none."""
    try:
        found = Path(str(url.database)).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _pragmas(connection: Any, *pragmas: str) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", *pragmas):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _writer(connection: Any, _record: Any) -> None:
    _pragmas(
        connection,
        "journal_mode=WAL",
        f"synchronous={SYNCHRONOUS}",
        "foreign_keys=ON",
        # Erased means erased.
        "secure_delete=ON",
    )


def _reader(connection: Any, _record: Any) -> None:
    _pragmas(connection, "query_only=ON")


def leaves_traces(db: Db) -> None:
    """What this transaction removes must leave the file, too: `Database.clean` sees to it.

    SQLite overwrites what is deleted, but not the copies that moving rows about has left in a
    page's free space. The mark is of the same transaction: whoever dies after it is caught up with.
    """
    if db.get_bind().dialect.name == "sqlite":
        db.execute(text("PRAGMA user_version = 1"))


def _outright(work: Callable[[], T]) -> T:
    """What a future can't carry would leave whoever awaits it waiting for good: another error."""
    try:
        return work()
    except StopIteration as error:
        raise RuntimeError("a flow ran out of what it looked for") from error


class Database:
    """Runs flows: `await db.run(flow, ...)` is one transaction on a thread of its own.

    Never give a run a timeout: its thread commits anyway. On the event loop's thread `on_commit` is
    called after each write, `on_trouble` where nothing could be saved, with the error. `key` is
    what private text is encrypted with, if it is.
    """

    def __init__(self, url: str, key: private.Key | None = None) -> None:
        self.url = url
        self._writer = engine(url, key=key)
        self.is_sqlite = self._writer.dialect.name == "sqlite"
        self._reader = engine(url, read_only=True, key=key) if self.is_sqlite else self._writer
        self._writers = ThreadPoolExecutor(1 if self.is_sqlite else WRITERS, "db-write")
        self._readers = ThreadPoolExecutor(1, "db-read")
        self.on_commit: Callable[[], None] = lambda: None
        self.on_trouble: Callable[[Exception], None] = lambda error: None

    async def run(
        self, flow: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a write flow in one transaction and commit it."""
        result = await self.run_quietly(flow, *args, **kwargs)
        self.on_commit()
        return result

    async def run_quietly(
        self, flow: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same, and nobody is woken: for the due loop, which would wake itself for good."""

        def work() -> T:
            return _outright(lambda: self.write(flow, *args, **kwargs))

        try:
            return await asyncio.get_running_loop().run_in_executor(self._writers, work)
        except Exception as error:
            if is_trouble(error):
                self.on_trouble(error)
            raise

    async def read(
        self, flow: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a flow that only reads, beside the writer."""

        def work() -> T:
            with Db(self._reader, expire_on_commit=False) as db:
                return _outright(lambda: flow(db, *args, **kwargs))

        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    def write(self, flow: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same from ordinary code, without a thread hop. A deadlock's loser goes again."""
        for last in (False, False, True):
            try:
                with Db(self._writer, expire_on_commit=False) as db, db.begin():
                    return flow(db, *args, **kwargs)
            except OperationalError as error:
                if last or not is_deadlock(error):
                    raise
        raise AssertionError

    async def clean(self) -> bool:
        """What was erased leaves the file and its log; whether nothing of it is left.

        Not where somebody reads what was there before: then it is to be tried again. It writes the
        whole file anew: taps wait so long.
        """
        return await asyncio.get_running_loop().run_in_executor(self._writers, self.clean_now)

    def clean_now(self) -> bool:
        """The same from ordinary code, without a thread hop."""
        if not self.is_sqlite:
            return True
        raw = self._writer.raw_connection()
        try:
            cursor = raw.cursor()
            if not cursor.execute("PRAGMA user_version").fetchone()[0]:
                return True
            cursor.execute("VACUUM")
            if cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return False
            cursor.execute("PRAGMA user_version = 0")
            return True
        finally:
            raw.close()

    def close(self) -> None:
        """Wait for what runs, then let go of the database."""
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._writer.dispose()
        self._reader.dispose()


def is_our_fault(error: Exception) -> bool:
    """Whether a database error says that nothing could be saved (disk full, locked, gone)."""
    return isinstance(error, DBAPIError) or is_trouble(error)


def is_deadlock(error: OperationalError) -> bool:
    """Whether two stood in each other's way on a server, and this is the one that gave in."""
    return getattr(error.orig, "sqlstate", None) in DEADLOCKED


def is_trouble(error: Exception) -> bool:
    """Whether it is the disk, a lock or the server: it passes, and is nobody's defect."""
    return isinstance(error, OperationalError | InterfaceError | PoolTimeoutError)


def level(error: Exception) -> int:
    """How loud to be about it: trouble was told to the host already (`Database.on_trouble`)."""
    return logging.DEBUG if is_trouble(error) else logging.ERROR


def reason(error: Exception) -> str:
    """Why a database can't be opened or written, in its own words: the first line.

    Of several errors the first one: on a full disk SQLite itself ends the transaction, and what is
    tried next says only that.
    """
    while isinstance(error.__context__, DBAPIError):
        error = error.__context__
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    return said[0] if said else type(error).__name__


def where(error: Exception) -> str:
    """An error's kind and place. Its words may quote what people wrote, so they are left out."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, {Path(last.filename).name}:{last.lineno}"
