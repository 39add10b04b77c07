"""An older copy put in the place of the data: as a whole or not at all, and nobody erased in it.

Everything is done to a file beside; the last step is one rename. Whoever dies before it has what
was there before.
"""

import datetime as dt
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session as Db

from bot import backups, copies, erased, files, schema, staging
from care import db, private, store
from care.flows import erasing
from care.store import Gone


class SomethingThereError(Exception):
    """There are data already, and nobody said that others may take their place."""


@dataclass(frozen=True)
class Restored:
    """What is in place now: how many circles and answers; how many were erased again.

    `aside` is where that is kept which was there before.
    """

    circles: int
    answers: int
    erased: int
    aside: Path | None


def restore(
    target: Path, file: Path, now: dt.datetime, *, replace: bool, key: private.Key | None = None
) -> Restored:
    """Put a copy in the place of the data, an SQLite file or none yet.

    BusyError where a bot runs, SomethingThereError where `replace` isn't said, NotWholeError,
    NotOursError or schema.NewerError for what is no good copy, private.UnreadableError where it is
    encrypted and this isn't its key; OSError and sqlite3.Error as they come. In all of these
    nothing was changed. A copy that is plain comes under the key.
    """
    list_file = files.erased(staging.url(target))
    with files.alone(target):
        if not file.is_file():
            raise FileNotFoundError
        if target.exists() and not replace:
            raise SomethingThereError
        with staging.staged(file, target.with_name(f"{target.name}.restoring")) as staged:
            listed = erased.add(list_file, _known(target))
            again = _bring_up(staged, listed, now, key)
            erased.add(list_file, again.listed)
            counts = copies.check(staged)
            files.settle(staged)
            aside = _keep_aside(target, now) if target.exists() else None
            _put_in_place(staged, target)
        return Restored(counts["circle"], counts["answer"], again.erased, aside)


def _known(target: Path) -> list[Gone]:
    """The list in the rows that are there; empty where they can't be read: the file has it, too."""
    if not target.exists():
        return []
    engine = db.engine(staging.url(target), read_only=True)
    try:
        with Db(engine) as present:
            return store.gone(present)
    except SQLAlchemyError:
        return []
    finally:
        engine.dispose()


@dataclass(frozen=True)
class _Again:
    erased: int
    listed: list[Gone]


def _bring_up(staged: Path, listed: set[Gone], now: dt.datetime, key: private.Key | None) -> _Again:
    """As this program has its rows, without those who were erased, and no number is given again."""
    schema.upgrade(staging.url(staged), key)
    copies.part_numbers(staged)
    database = db.Database(staging.url(staged), key)
    try:
        count = database.write(erasing.again, listed, now)
        database.clean_now()
        found = _Again(count, database.write(store.gone))
    finally:
        database.close()
    copies.settle_into_one(staged)
    return found


def _keep_aside(target: Path, now: dt.datetime) -> Path:
    """What was there goes among the backups, and is gone with them in its time.

    Where it is damaged, as it is: somebody may know how to read it.
    """
    folder = files.backups(target)
    try:
        return backups.make(target, folder, now)
    except (sqlite3.Error, copies.NotWholeError) as error:
        if not copies.is_damage(error):
            raise
    aside = backups.named(target, folder, now, backups.DAMAGED[0])
    try:
        staging.take(target, aside)
    except OSError:
        for one in (aside, *files.log_files(aside)):
            one.unlink(missing_ok=True)
        raise
    return aside


def _put_in_place(staged: Path, target: Path) -> None:
    """The log of what was there must not be read into what comes: it goes first."""
    if target.exists():
        try:
            copies.settle_into_one(target)
        except sqlite3.DatabaseError as error:
            if not copies.is_damage(error):
                raise
    for one in files.log_files(target):
        one.unlink(missing_ok=True)
    staged.replace(target)
    files.settle(target.parent)
