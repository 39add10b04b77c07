"""Updates by webhook, as Telegram does it: several connections, a secret header, until a 200.

Where several addresses are named they take turns, as behind a load balancer.
"""

import asyncio
import contextlib
import itertools
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from tests.bench.telegram import Telegram

Json = dict[str, Any]
CONNECTIONS = 40
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Pushing:
    """The webhook, where one is set."""

    def __init__(self, telegram: "Telegram") -> None:
        self._telegram = telegram
        self.targets: list[str] = []
        self._secret = self._url = ""
        self._tasks: list[asyncio.Task[None]] = []
        self._turn = itertools.count()

    async def set(self, params: Json) -> bool:
        """A webhook was asked for: from now on updates are pushed."""
        self._secret = str(params.get("secret_token") or "")
        self._url = str(params.get("url") or "")
        if self._url and not self._tasks:
            self.targets = self.targets or [self._url]
            many = min(int(params.get("max_connections") or CONNECTIONS), 100)
            self._tasks = [asyncio.create_task(self._push()) for _ in range(many)]
        return True

    async def info(self, params: Json) -> Json:
        """What is set."""
        waiting = len(self._telegram.waiting)
        held = {"url": self._url, "has_custom_certificate": False}
        return held | {"pending_update_count": waiting}

    async def remove(self, params: Json) -> bool:
        """No webhook any more."""
        for task in self._tasks:
            task.cancel()
        self._tasks, self._url = [], ""
        return True

    async def _push(self) -> None:
        async with aiohttp.ClientSession(headers={HEADER: self._secret}) as session:
            while True:
                if not self._telegram.waiting:
                    self._telegram.news.clear()
                    await self._telegram.news.wait()
                    continue
                update = self._telegram.waiting.popleft()
                self._telegram.people.handed([update])
                await self._until_taken(session, update)

    async def _until_taken(self, session: aiohttp.ClientSession, update: Json) -> None:
        for pause in itertools.repeat(0.1):
            if await self._deliver(session, update):
                return
            await asyncio.sleep(pause)

    async def _deliver(self, session: aiohttp.ClientSession, update: Json) -> bool:
        url = self.targets[next(self._turn) % len(self.targets)]
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with session.post(url, json=update) as answer:
                return answer.status == 200
        return False
