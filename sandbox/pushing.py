"""Updates to a webhook: posted until answered with a 2xx.

Those of one chat go in their order, chats side by side over at most max_connections. What failed
comes again after a second, then two, four, up to a minute; others don't wait for it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from typing import TYPE_CHECKING

import aiohttp

from sandbox import webhooks
from sandbox.polling import chat_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from sandbox.store import Json
    from sandbox.world import World

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
TIMEOUT = aiohttp.ClientTimeout(total=60)
A_LONG_TIME = 3600.0
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name


class Deliveries:
    """What is on its way, and what waits for its turn. The rows are the truth: a restart goes on.

    `first_wait` is in seconds, of real time.
    """

    def __init__(self, world: World, first_wait: float = FIRST_WAIT) -> None:
        self._world, self._store = world, world.store
        self._first_wait = first_wait
        self._hook: Json | None = None
        self._last = 0
        self._queues: dict[int, deque[Json]] = defaultdict(deque)
        self._ready: deque[int] = deque()
        self._waits: dict[int, float] = {}
        self._under_way: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession

    async def beside(self, _app: web.Application) -> AsyncIterator[None]:
        """For aiohttp's cleanup_ctx: as long as the sandbox runs."""
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(timeout=TIMEOUT, connector=connector) as self._session:
            task = asyncio.create_task(self._run())
            yield
            for one in (task, *self._under_way):
                one.cancel()
            await asyncio.gather(task, *self._under_way, return_exceptions=True)

    async def _run(self) -> None:
        bell = self._store.bell
        while not bell.closed:
            await bell.until(self._look, lambda _: False, A_LONG_TIME)

    def _look(self) -> None:
        """After each commit: what is new is queued, what can go goes."""
        hook = webhooks.hook_of(self._store)
        if hook != self._hook:
            self._hook, self._last = hook, 0
            self._queues.clear()
            self._ready.clear()
            self._waits.clear()
        if hook is None:
            return
        for update in self._store.updates_after(self._last):
            self._last = update["update_id"]
            chat = chat_of(update)
            if not self._queues[chat]:
                self._ready.append(chat)
            self._queues[chat].append(update)
        while self._ready and len(self._under_way) < hook["max_connections"]:
            self._begin(hook, self._ready.popleft())

    def _begin(self, hook: Json, chat: int) -> None:
        task = asyncio.create_task(self._deliver(hook, chat))
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._store.bell.ring()

    async def _deliver(self, hook: Json, chat: int) -> None:
        """The oldest of a chat; the chat is ready again when the next one may go."""
        update = self._queues[chat][0]
        problem = None
        if self._store.waits(update["update_id"], self._world.clock.timestamp()):
            problem = await self._post(hook, update)
        if hook != self._hook:
            if problem is None:
                self._confirm(update)
            return
        if problem is None:
            self._done(chat, update)
        else:
            webhooks.failed(self._world, problem)
            self._later(hook, chat)

    async def _post(self, hook: Json, update: Json) -> str | None:
        """What went wrong, in Telegram's words."""
        headers = {SECRET: hook["secret"]} if hook["secret"] else {}
        try:
            async with self._session.post(
                hook["url"], json=update, headers=headers, allow_redirects=False
            ) as answer:
                await answer.read()
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection closed"
        if 200 <= answer.status < 300:
            return None
        return f"Wrong response from the webhook: {answer.status} {answer.reason}"

    def _confirm(self, update: Json) -> None:
        with self._store.transaction():
            self._store.confirm_one(update["update_id"])

    def _done(self, chat: int, update: Json) -> None:
        """It is over, unless a fault wants it once more; then whatever comes next in this chat."""
        self._waits.pop(chat, None)
        if not self._world.faults.repeats(chat):
            self._confirm(update)
            self._queues[chat].popleft()
        if self._queues[chat]:
            self._ready.append(chat)
        else:
            del self._queues[chat]

    def _later(self, hook: Json, chat: int) -> None:
        wait = self._waits.get(chat, self._first_wait)
        self._waits[chat] = min(wait * 2, LONGEST_WAIT)
        asyncio.get_running_loop().call_later(wait, self._again, hook, chat)

    def _again(self, hook: Json, chat: int) -> None:
        if hook == self._hook and self._queues.get(chat):
            self._ready.append(chat)
            self._store.bell.ring()
