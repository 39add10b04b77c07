"""Copies of an SQLite file: made while the bot runs, trusted only when verified, gone in time."""

import asyncio
import datetime as dt
import logging
import os
import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from bot import copies, files
from care import words
from care.ports import Clock

log = logging.getLogger(__name__)
DAILY = 7
WEEKLY = 4
# No copy grows older: /privacy, the README and docs/hosting.md say so, in weeks.
GONE_AFTER = dt.timedelta(weeks=WEEKLY + 1)
OLD = dt.timedelta(days=1)
STAMP = "%Y%m%d-%H%M%S"
# As it was, and not to be trusted: kept aside by a restore.
DAMAGED = (".damaged", ".damaged-wal")
# What may go wrong with a disk, a file, or another program in the way.
TROUBLE = (OSError, sqlite3.Error, copies.NotWholeError, files.BusyError)


def make(source: Path, folder: Path, now: dt.datetime) -> Path:
    """A verified copy in that folder, under its final name only once it is one.

    Whatever goes wrong leaves nothing behind. What a killed process has left is overwritten by the
    next one.
    """
    files.make_folder(folder)
    part = folder / f"{source.stem}.part"
    descriptor = copies.empty(part)
    try:
        copies.copy(source, part)
        os.fsync(descriptor)
        final = named(source, folder, now)
        part.rename(final)
        files.settle(folder)
        return final
    except BaseException:
        part.unlink(missing_ok=True)
        part.with_name(f"{part.name}-journal").unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def named(source: Path, folder: Path, now: dt.datetime, end: str = ".db") -> Path:
    """The name of a copy that is made now (UTC)."""
    return folder / f"{source.stem}-{now.astimezone(dt.UTC):{STAMP}}{end}"


def made_at(source: Path, name: str, ends: tuple[str, ...] = (".db",)) -> dt.datetime | None:
    """When the copy of that name was made (UTC); nothing where it is none of this source's."""
    found = re.fullmatch(re.escape(source.stem) + r"-(\d{8}-\d{6})(\.[\w-]+)", name)
    if found is None or found[2] not in ends:
        return None
    try:
        return dt.datetime.strptime(found[1], STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def keep(made: Iterable[dt.datetime], today: dt.date) -> set[dt.datetime]:
    """Which copies stay: the newest of each of 7 days, and of each of the 4 weeks before this one.

    Those of days that are yet to come stay: a clock was wrong, then or now.
    """
    days: dict[dt.date, dt.datetime] = {}
    weeks: dict[dt.date, dt.datetime] = {}
    stay = set()
    for at in sorted(made):
        day = at.date()
        days[day] = weeks[_monday(day)] = at
        if day > today:
            stay.add(at)
    stay |= {days[day] for n in range(DAILY) if (day := today - dt.timedelta(days=n)) in days}
    begun = [_monday(today) - dt.timedelta(weeks=n) for n in range(1, WEEKLY + 1)]
    return stay | {weeks[monday] for monday in begun if monday in weeks}


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def prune(source: Path, folder: Path, today: dt.date) -> None:
    """Copies in the default folder go in their time; what a host made elsewhere is theirs."""
    stay = keep(_all(source, folder), today)
    for path in files.inside(folder):
        at = made_at(source, path.name)
        broken = made_at(source, path.name, DAMAGED)
        too_old = broken is not None and today - broken.date() >= GONE_AFTER
        if too_old or (at is not None and at not in stay):
            for one in (path, *files.log_files(path)):
                one.unlink(missing_ok=True)


def newest(source: Path, folder: Path) -> dt.datetime | None:
    """When the newest verified copy was made (UTC)."""
    return max(_all(source, folder), default=None)


def _all(source: Path, folder: Path) -> list[dt.datetime]:
    return [at for path in files.inside(folder) if (at := made_at(source, path.name))]


class Nightly:
    """What the bot keeps by itself at night: the list of erased circles, and a copy of its file.

    `source` is nothing where the rows are not in a file that is ours to copy.
    """

    def __init__(
        self, source: Path | None, clock: Clock, listed: Callable[[], Awaitable[None]]
    ) -> None:
        self._source, self._clock, self._listed = source, clock, listed

    async def night(self) -> None:
        """Beside everything else that the bot does: nobody's tap waits for it."""
        await self._listed()
        if self._source:
            await asyncio.to_thread(_keep_copies, self._source, self._clock.now())

    async def catch_up(self) -> None:
        """Who was off at night makes one now."""
        if self._source:
            last = newest(self._source, files.backups(self._source))
            if last is None or self._clock.now() - last > OLD:
                await self.night()


def _keep_copies(source: Path, now: dt.datetime) -> None:
    """A new copy, and the old ones go; what goes wrong is one line for the host."""
    folder = files.backups(source)
    try:
        make(source, folder, now)
        log.debug("made a backup")
    except TROUBLE as error:
        log.error(words.say(words.ENGLISH, "host.no_backup", reason=reason(error)))
    try:
        prune(source, folder, now.date())
    except OSError as error:
        log.error(words.say(words.ENGLISH, "host.old_backups", reason=reason(error)))


def reason(error: Exception) -> str:
    """What went wrong, in one line for the host; none of it is about anybody."""
    if isinstance(error, files.BusyError):
        return words.say(words.ENGLISH, "backup.busy")
    if copies.is_damage(error):
        return words.say(words.ENGLISH, "backup.damaged")
    return (isinstance(error, OSError) and error.strerror) or str(error).partition("\n")[0]
