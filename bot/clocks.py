"""The time: this machine's, or the sandbox's, which people move with buttons."""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable

import aiohttp

log = logging.getLogger(__name__)
POLL_SECONDS = 25
TIMEOUT = aiohttp.ClientTimeout(total=POLL_SECONDS + 15)


class SystemClock:
    """This machine's clock."""

    def now(self) -> dt.datetime:
        """The present instant, aware UTC."""
        return dt.datetime.now(dt.UTC)


class SandboxClock:
    """Follows the sandbox's clock, and tells it when the next thing is due."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._offset = dt.timedelta()
        self._frozen: dt.datetime | None = None
        self._version = -1
        self._told: dt.datetime | None = None
        self._next_due: dt.datetime | None = None
        self._tell = asyncio.Event()
        self.on_change: Callable[[], None] = lambda: None

    def now(self) -> dt.datetime:
        """The sandbox's present instant, aware UTC."""
        return self._frozen or dt.datetime.now(dt.UTC) + self._offset

    def tell_next(self, at: dt.datetime | None) -> None:
        """The next due instant, for the page's "to the next thing due"."""
        self._next_due = at
        if at != self._told:
            self._tell.set()

    async def read(self, session: aiohttp.ClientSession, seconds: int) -> None:
        """Ask for the clock; answered when it was moved, or after `seconds`."""
        query = {"version": str(self._version), "timeout": str(seconds)}
        async with session.get(f"{self._url}/clock", params=query) as answer:
            told = await answer.json()
        if told["version"] == self._version:
            return
        self._version = told["version"]
        self._frozen = dt.datetime.fromisoformat(told["now"]) if told["frozen"] else None
        self._offset = dt.timedelta(seconds=told["offset"] or 0)
        self.on_change()

    async def arrive(self) -> None:
        """Wait for the sandbox's time: nothing may happen by this machine's."""
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
            while self._version < 0:
                try:
                    await self.read(session, 0)
                except (aiohttp.ClientError, TimeoutError):
                    await asyncio.sleep(1)

    async def follow(self) -> None:
        """Follow the clock for good; a sandbox that is away is waited for."""
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session, asyncio.TaskGroup() as group:
            group.create_task(self._keep_on(lambda: self.read(session, POLL_SECONDS)))
            group.create_task(self._keep_on(lambda: self._tell_due(session)))

    async def _tell_due(self, session: aiohttp.ClientSession) -> None:
        await self._tell.wait()
        self._tell.clear()
        at = self._next_due
        body = {"at": at.isoformat() if at else None}
        async with session.post(f"{self._url}/clock/due", json=body) as answer:
            answer.raise_for_status()
        self._told = at
        if self._next_due != at:
            # It changed while this one was on its way.
            self._tell.set()

    async def _keep_on(self, act: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await act()
            except (aiohttp.ClientError, TimeoutError) as error:
                log.debug("the sandbox's clock: %s", type(error).__name__)
                self._tell.set()
                await asyncio.sleep(1)
