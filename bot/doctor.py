"""`python -m bot doctor`: what is well and what isn't, one line each, for whoever runs the bot.

It only looks: it makes no file, changes no row and takes no update, whether the bot runs or not.
"""

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import backups, files, looking
from bot.looking import Lock, Schema
from bot.settings import ENV_FILE, Settings
from care import db, words
from care.ports import Clock

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
ZONES_LAST_YEARS = 2
FREE_BYTES = 200 * 1000 * 1000
CLOCK_OFF = dt.timedelta(seconds=60)
# A poll lasts 25 seconds and the pulse is written once a minute: below this all may be well.
LONG_AGO = dt.timedelta(minutes=3)
# One a night: who was off for a night makes it up, this is long enough for both.
BACKUP_OLD = dt.timedelta(days=2)


class State(IntEnum):
    """How a thing is; the worst of them is the exit code."""

    WELL = 0
    LOOK = 1
    SETTING_IS_WRONG = 2


@dataclass(frozen=True)
class Finding:
    """One line: how a thing is, and what to do about it where it isn't well."""

    state: State
    said: str

    def __str__(self) -> str:
        """As it is printed."""
        key = "doctor.well" if self.state == State.WELL else "doctor.look"
        return words.say(words.ENGLISH, key, said=self.said)


def _well(key: str, **values: object) -> Finding:
    return Finding(State.WELL, words.say(words.ENGLISH, key, **values))


def _look(key: str, state: State = State.LOOK, **values: object) -> Finding:
    return Finding(state, words.say(words.ENGLISH, key, **values))


def examine(found: Settings, url: str, clock: Clock) -> Iterator[Finding]:
    """Look at everything. `url` is the database that `run` would use with these settings."""
    yield _well("doctor.settings_file" if ENV_FILE.exists() else "doctor.settings")
    telegram = looking.ask(found, clock)
    yield _token(telegram)
    # The sandbox's rows are plain, whatever key is set.
    key = found.key if found.bot_token else None
    rows, now = looking.rows(url, key), clock.now()
    yield _database(rows)
    if rows.schema != Schema.UNUSABLE:
        yield _private(rows.lock, key is not None)
    yield _clock(telegram, rows, now)
    yield _zones(now)
    yield _disk(url)
    yield _closed(url)
    if found.bot_token is not None and rows.schema != Schema.MISSING:
        yield _backup(url, now)
    if found.bot_token is not None and rows.schema in (Schema.CURRENT, Schema.OLDER):
        yield _heard("poll", rows.poll, now)
        yield _heard("round", rows.round, now)


def _token(telegram: looking.Telegram | None) -> Finding:
    if telegram is None:
        return _well("doctor.no_token")
    if telegram.name:
        return _well("doctor.token", bot=telegram.name)
    if telegram.refused:
        return _look("doctor.token_refused", State.SETTING_IS_WRONG)
    return _look("doctor.not_telegram" if telegram.answered else "doctor.no_network")


def _database(rows: looking.Rows) -> Finding:
    match rows.schema:
        case Schema.UNUSABLE:
            return _look("doctor.database_unusable", reason=rows.reason)
        case Schema.NEWER:
            return _look("doctor.database_newer")
        case Schema.OLDER:
            return _well("doctor.database_older")
        case Schema.MISSING:
            return _well("doctor.database_missing")
        case Schema.CURRENT:
            return _well("doctor.database")


def _private(lock: Lock, has_key: bool) -> Finding:
    match lock:
        case Lock.SEALED:
            return _well("doctor.sealed")
        case Lock.OTHER_KEY:
            key = "doctor.key_wrong" if has_key else "doctor.key_missing"
            return _look(key, State.SETTING_IS_WRONG)
        case Lock.OPEN:
            return _well("doctor.sealed_soon" if has_key else "doctor.not_sealed")


def _clock(telegram: looking.Telegram | None, rows: looking.Rows, now: dt.datetime) -> Finding:
    """Against Telegram's, and against what the bot wrote down; in the sandbox it has its own."""
    off = telegram.ahead if telegram else None
    last = max((at for at in (rows.poll, rows.round) if at), default=None)
    if off is not None and abs(off) > CLOCK_OFF:
        return _look("doctor.clock_off", time=_long(abs(off)))
    if telegram and last and last - now > CLOCK_OFF:
        return _look("doctor.clock_back", time=_long(last - now))
    at = now.strftime("%Y-%m-%d %H:%M")
    return _well("doctor.clock" if off is not None else "doctor.clock_alone", at=at)


def _zones(now: dt.datetime) -> Finding:
    try:
        for zone in ZONES:
            ZoneInfo.no_cache(zone)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return _look("doctor.zones_missing")
    try:
        version = metadata.version("tzdata")
    except metadata.PackageNotFoundError:
        return _well("doctor.zones_of_machine")
    if now.year - int(version.split(".")[0]) >= ZONES_LAST_YEARS:
        return _look("doctor.zones_old", version=version)
    return _well("doctor.zones", version=version)


def _disk(url: str) -> Finding:
    """Where the rows are: room, and whether they can be written."""
    address = db.address(url)
    if address.get_backend_name() != "sqlite":
        return _well("doctor.disk_elsewhere")
    file = Path(str(address.database)).absolute()
    folder = next(parent for parent in file.parents if parent.exists())
    there = file if os.path.exists(file) else folder  # noqa: PTH110  also where we may not look
    if not os.access(there, os.W_OK) or not os.access(folder, os.W_OK):
        return _look("doctor.disk_read_only", folder=folder)
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES:
        return _look("doctor.disk_full", free=free // 1_000_000, least=FREE_BYTES // 1_000_000)
    return _well("doctor.disk", free=f"{free / 1e9:.1f}")


def _closed(url: str) -> Finding:
    found = files.open_to_others(url)
    return _look("doctor.private_not", path=found) if found else _well("doctor.private")


def _backup(url: str, now: dt.datetime) -> Finding:
    """How old the newest good one is; one that isn't verified has no such name."""
    file = files.database(url)
    if file is None:
        return _well("doctor.backup_elsewhere")
    last = backups.newest(file, files.backups(file))
    if last is None:
        return _look("doctor.backup_none")
    ago = max(now - last, dt.timedelta())
    said = "doctor.backup_old" if ago > BACKUP_OLD else "doctor.backup"
    return (_look if ago > BACKUP_OLD else _well)(said, time=_long(ago))


def _heard(name: str, last: dt.datetime | None, now: dt.datetime) -> Finding:
    if last is None:
        return _look(f"doctor.{name}_never")
    ago = max(now - last, dt.timedelta())
    if ago > LONG_AGO:
        return _look(f"doctor.{name}_long_ago", time=_long(ago))
    return _well(f"doctor.{name}", time=_long(ago))


def _long(span: dt.timedelta) -> str:
    """How long, in words: "20 seconds", "3 hours"."""
    seconds = span.total_seconds()
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1)):
        if seconds >= 2 * length:
            return words.say(words.ENGLISH, f"long.{unit}", n=int(seconds // length))
    return words.say(words.ENGLISH, "long.moment")
