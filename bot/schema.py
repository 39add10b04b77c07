"""The database's schema: brought up to date before anything runs, by one process at a time."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session as Db

from bot import files
from care import db, private, store, words

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)
FOLDER = Path(__file__).resolve().parent.parent / "migrations"
# Which of the server's locks is ours; each of its databases has its own.
TURN = 0x8A5E_11FE


def head() -> str:
    """The newest revision, from the files' names: Alembic isn't imported for that."""
    return max(path.stem for path in (FOLDER / "versions").glob("[0-9]*.py")).split("_")[0]


class NewerError(Exception):
    """The database was brought up to date by a newer version of this program."""


def revision(connection: Connection) -> str | None:
    """The schema's revision; nothing where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def is_current(connection: Connection) -> bool:
    """Whether the schema is the newest; NewerError where it is newer than this program."""
    found = revision(connection)
    if found is not None and found > head():
        raise NewerError(found)
    return found == head()


def upgrade(url: str, key: private.Key | None = None) -> bool:
    """Bring the schema up to date; on SQLite the file's folder is made where it is missing.

    Where there is a key for the first time, private text is encrypted: whether that was now.
    UnreadableError where it is encrypted already, and with another key. Of several that start at
    the same time on a server one does it, and the others wait for it.
    """
    file = files.database(url)
    if file:
        files.make_folder(file.parent)
    # Replicas that run on while this one changes a table may stand in each other's way.
    for last in (False, False, True):
        try:
            return _upgrade(url, key)
        except OperationalError as error:
            if last or not db.is_deadlock(error):
                raise
    raise AssertionError


def _upgrade(url: str, key: private.Key | None) -> bool:
    engine = db.engine(url)
    try:
        with engine.connect() as connection:
            take_turn(connection)
            current = is_current(connection)
            with Db(connection) as session:
                _unlock(session, key)
            connection.rollback()
            if not current:
                migrate(connection)
            with Db(connection) as session, session.begin():
                return _seal(session, key)
    finally:
        engine.dispose()


def migrate(connection: Connection) -> None:
    """Make the tables, or make of older ones the newest, and commit. Only in one's turn."""
    from alembic import command  # noqa: PLC0415  12 MiB, only where it is needed

    command.upgrade(config(connection), "head")
    connection.commit()


def take_turn(connection: Connection) -> None:
    """Wait until no other process changes this database's schema or seals it; then none does.

    The server lets go with the connection, however that ends. SQLite needs none: its writers wait
    for each other, and one bot runs on a file.
    """
    if connection.dialect.name != "postgresql":
        return
    if not connection.scalar(select(func.pg_try_advisory_lock(TURN))):
        log.info(words.say(words.ENGLISH, "host.waits_turn"))
        connection.scalar(select(func.pg_advisory_lock(TURN)))
    # The lock outlives the transaction; what is read from here on is of a later one.
    connection.commit()


def _unlock(session: Db, key: private.Key | None) -> bool:
    """Whether private text is encrypted; UnreadableError where this key isn't the one."""
    if not store.is_sealed(session):
        return False
    if not store.opens(session, key):
        raise private.UnreadableError(store.sealing.PLACE)
    private.hand_over(session.get_bind().dialect, key)
    return True


def _seal(session: Db, key: private.Key | None) -> bool:
    """Encrypt what is plain still, where there is a key; whether that was now."""
    if _unlock(session, key) or key is None:
        return False
    private.hand_over(session.get_bind().dialect, key)
    store.seal(session)
    # What stood there before must leave the file, too.
    db.leaves_traces(session)
    return True


def config(connection: Connection) -> "Config":
    """Alembic's configuration over an open connection."""
    from alembic.config import Config  # noqa: PLC0415  12 MiB, only where it is needed

    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    return made
