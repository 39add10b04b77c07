"""The database's schema: brought up to date before anything runs."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlmodel import Session as Db

from bot import files
from care import db, private, store

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


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
    UnreadableError where it is encrypted already, and with another key.
    """
    file = files.database(url)
    if file:
        files.make_folder(file.parent)
    engine = db.engine(url)
    try:
        with engine.connect() as connection:
            current = is_current(connection)
            with Db(connection) as session:
                _unlock(session, key)
            connection.rollback()
            if not current:
                from alembic import command  # noqa: PLC0415  12 MiB, only where it is needed

                command.upgrade(config(connection), "head")
                connection.commit()
            with Db(connection) as session, session.begin():
                return _seal(session, key)
    finally:
        engine.dispose()


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
