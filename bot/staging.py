"""A copy of an SQLite file to work on, beside the data: looked through first, gone in the end."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import copies, files, schema
from care import db


@contextmanager
def staged(file: Path, place: Path) -> Iterator[Path]:
    """The file copied to that place; whatever is left of it there goes in the end.

    NotWholeError or NotOursError for what is no good database of this program's, schema.NewerError
    where a newer version made it, BusyError where somebody wrote to it meanwhile.
    """
    try:
        take(file, place)
        copies.settle_into_one(place)
        copies.check_ours(copies.check(place), _revision(place))
        yield place
    except sqlite3.DatabaseError as error:
        if copies.is_damage(error):
            raise copies.NotWholeError from None
        raise
    finally:
        for one in (place, *files.log_files(place)):
            one.unlink(missing_ok=True)


def take(file: Path, place: Path) -> None:
    """The file, with its log, where a bot that was killed has left one beside it."""
    pairs = zip((file, files.log_files(file)[0]), (place, files.log_files(place)[0]), strict=True)
    before = _as_it_is(file)
    for one, copied in pairs:
        copied.unlink(missing_ok=True)
        if one == file or one.exists():
            copied.touch(files.OWN)
            shutil.copyfile(one, copied)
    if _as_it_is(file) != before:
        raise files.BusyError


def _as_it_is(file: Path) -> list[tuple[int, int]]:
    """What tells that a file, or its log, was written to; from what time on doesn't matter."""
    there = [one.stat() for one in (file, files.log_files(file)[0]) if one.exists()]
    return [(one.st_size, one.st_mtime_ns) for one in there]


def url(file: Path) -> str:
    """An SQLite file as a database's address."""
    return f"sqlite:///{file}"


def _revision(file: Path) -> str | None:
    engine = db.engine(url(file))
    try:
        with engine.connect() as connection:
            schema.is_current(connection)
            return schema.revision(connection)
    finally:
        engine.dispose()
