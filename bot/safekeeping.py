"""`python -m bot backup`, `restore`, `move`: what is done, or why not, in a line for the host."""

import argparse
import contextlib
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot import backups, clocks, copies, erased, files, moving, restoring, schema
from bot.settings import RefusedError, Settings
from care import db, private, words

NOT_DONE = 1
DEFAULT = "baseline.db"
TROUBLE = (OSError, sqlite3.Error, SQLAlchemyError)
Arguments = argparse.Namespace
_REFUSED: dict[type[Exception], str] = {
    files.BusyError: "restore.runs",
    restoring.SomethingThereError: "restore.there",
    copies.NotWholeError: "restore.damaged",
    copies.NotOursError: "restore.not_ours",
    schema.NewerError: "restore.newer",
    FileNotFoundError: "restore.no_file",
}


def backup(found: Settings, arguments: Arguments) -> int:
    """A verified copy of the data, while the bot runs or not."""
    source = _file(found)
    folder = (arguments.folder or files.backups(source)).absolute()
    try:
        if not source.exists():
            raise RefusedError(_said("backup.nothing", file=source))
        made = backups.make(source, folder, clocks.SystemClock().now())
        counts = copies.check(made)
    except backups.TROUBLE as error:
        return _not_done("host.no_backup", backups.reason(error))
    print(_said("backup.made", file=made, **_amounts(counts)), flush=True)
    return 0


def restore(found: Settings, arguments: Arguments) -> int:
    """A copy in the place of the data."""
    target = _file(found)
    file = arguments.file or _newest(target)
    try:
        with _refusals(found, file, target):
            done = restoring.restore(
                target,
                file.absolute(),
                clocks.SystemClock().now(),
                replace=arguments.replace,
                key=found.key,
            )
    except TROUBLE as error:
        return _not_done("restore.not_done", _why(error))
    _say_restored(done, file)
    return 0


def move(found: Settings, arguments: Arguments) -> int:
    """A whole SQLite bot into the empty PostgreSQL database of DATABASE_URL."""
    url = found.database_url.get_secret_value()
    if files.database(url):
        raise RefusedError(_bad("DATABASE_URL", "move.no_server"))
    source = (arguments.file or files.DATA / DEFAULT).absolute()
    try:
        with _refusals(found, source, source):
            done = moving.move(source, url, found.key)
    except moving.NotEmptyError as error:
        raise RefusedError(_bad("DATABASE_URL", "move.there", table=error)) from None
    except moving.DifferentError as error:
        return _not_done("move.different", str(error))
    except TROUBLE as error:
        return _not_done("move.not_done", _why(error))
    _say_moved(done, source)
    return 0


@contextlib.contextmanager
def _refusals(found: Settings, file: Path, database: Path) -> Iterator[None]:
    """What can't be, whatever the machine does, in one line: nothing was changed."""
    try:
        yield
    except tuple(_REFUSED) as error:
        raise RefusedError(_said(_REFUSED[type(error)], file=file, database=database)) from None
    except private.UnreadableError:
        raise RefusedError(
            _bad("DATA_KEY", "setting.key_wrong" if found.key else "setting.key_missing")
        ) from None
    except erased.UnreadableError as error:
        listed = files.erased(f"sqlite:///{database}")
        raise RefusedError(erased.unreadable(listed, error)) from None


def _say_restored(done: restoring.Restored, file: Path) -> None:
    print(_said("restore.done", file=file, circles=done.circles, answers=done.answers))
    if done.erased:
        print(_said("host.erased_again", n=done.erased))
    if done.aside:
        weeks = backups.GONE_AFTER.days // 7
        print(_said("restore.aside", file=done.aside, weeks=weeks))
    print(_said("restore.start"), flush=True)


def _say_moved(done: moving.Moved, source: Path) -> None:
    width = max(len(name) for name in done.rows)
    for name, rows in done.rows.items():
        print(f"{name:<{width}} {rows:>9}")
    if done.sealed:
        print(_said("host.sealed"))
    print(_said("move.done", n=sum(done.rows.values()), file=source), flush=True)


def _newest(target: Path) -> Path:
    """Where no file is named, none is taken: the newest is named instead."""
    folder = files.backups(target)
    at = backups.newest(target, folder)
    if at is None:
        raise RefusedError(_said("restore.none", folder=folder))
    raise RefusedError(_said("restore.which", file=backups.named(target, folder, at)))


def _file(found: Settings) -> Path:
    """SQLite's file; rows on a server are saved with its own tools."""
    file = files.database(found.database_url.get_secret_value())
    if file is None:
        raise RefusedError(_said("backup.server"))
    return file


def _amounts(counts: copies.Counts) -> dict[str, int]:
    return {"circles": counts.get("circle", 0), "answers": counts.get("answer", 0)}


def _not_done(key: str, reason: str) -> int:
    print(_said(key, reason=reason), file=sys.stderr, flush=True)
    return NOT_DONE


def _why(error: Exception) -> str:
    return db.reason(error) if isinstance(error, SQLAlchemyError) else backups.reason(error)


def _bad(name: str, why: str, **values: object) -> str:
    return _said("host.bad_setting", name=name, reason=_said(why, **values))


def _said(key: str, **values: object) -> str:
    return words.say(words.ENGLISH, key, **values)
