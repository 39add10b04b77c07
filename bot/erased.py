"""The list of erased circles as a small file beside the data: it outlives a restore of them.

One line a circle: the id it had, when it was made, when it was erased. The rows hold the same list,
written by the erase itself; the file follows after the commit, at the start and each night.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Iterable
from pathlib import Path

from bot import files
from care import db, store, words
from care.flows import erasing
from care.ports import Clock
from care.store import Gone

log = logging.getLogger(__name__)


class UnreadableError(Exception):
    """A line of the list that isn't as it was written: its number."""


def read(path: Path) -> set[Gone]:
    """The list; empty where there is none. UnreadableError rather than a part of it."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return set()
    except ValueError:
        raise UnreadableError(1) from None
    return {_gone(number, line) for number, line in enumerate(lines, start=1) if line.strip()}


def _gone(number: int, line: str) -> Gone:
    try:
        circle, made, at = line.split()
        times = [dt.datetime.fromisoformat(one).astimezone(dt.UTC) for one in (made, at)]
        return Gone(int(circle), *times)
    except ValueError:
        raise UnreadableError(number) from None


def add(path: Path, found: Iterable[Gone]) -> set[Gone]:
    """The list with these in it, on the disk as a whole or as it was before; all of it.

    Several bots on one server's rows keep one list: each waits for the other.
    """
    new = list(found)
    if not new:
        return read(path)
    with files.in_turn(path):
        before = read(path)
        known = {one.which for one in before}
        every = before | {one for one in new if one.which not in known}
        if every != before:
            _write(path, every)
    return every


def _write(path: Path, every: set[Gone]) -> None:
    lines = (
        f"{one.circle} {one.created_at.isoformat()} {one.at.isoformat()}\n" for one in sorted(every)
    )
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(files.OWN)
    part.write_text("".join(lines), encoding="ascii")
    files.settle(part)
    part.replace(path)
    files.settle(path.parent)


class ErasedList:
    """The list of one running bot, in its rows and in its file."""

    def __init__(self, database: db.Database, clock: Clock) -> None:
        self._db, self._clock = database, clock
        self._path = files.erased(database.url)
        self._turn = asyncio.Lock()

    async def keep(self) -> None:
        """What was erased is in the file, too. What fails here is tried again each night."""
        try:
            async with self._turn:
                rows = await self._db.read(store.gone)
                await asyncio.to_thread(add, self._path, rows)
        except (OSError, UnreadableError) as error:
            log.error(unreadable(self._path, error))
        except Exception as error:
            log.error("keeping the list of erased circles failed: %s", db.where(error))

    async def again(self) -> None:
        """At the start: whoever put older rows in the place of these brought nobody back."""
        listed: set[Gone] = set()
        try:
            listed = await asyncio.to_thread(read, self._path)
        except (OSError, UnreadableError) as error:
            log.error(unreadable(self._path, error))
        found = await self._db.run(erasing.again, listed, self._clock.now())
        if found:
            log.warning(words.say(words.ENGLISH, "host.erased_again", n=found))
        await self.keep()


def unreadable(path: Path, error: Exception) -> str:
    """Why the list can't be used, in one line for the host."""
    if isinstance(error, UnreadableError):
        return words.say(words.ENGLISH, "host.erased_line", path=path, line=error)
    reason = (isinstance(error, OSError) and error.strerror) or error
    return words.say(words.ENGLISH, "host.erased_list", path=path, reason=reason)
