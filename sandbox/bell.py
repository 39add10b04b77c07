"""What long polls wait on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Bell:
    """Rung after every commit; everyone who waits then looks again."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.closed = False

    def ring(self) -> None:
        """Wake all who wait now. Those who come later wait for the next ring."""
        rung, self._event = self._event, asyncio.Event()
        rung.set()

    def close(self) -> None:
        """Let every long poll end at once: the program stops."""
        self.closed = True
        self.ring()

    async def until(self, read: Callable[[], T], ready: Callable[[T], bool], seconds: float) -> T:
        """Read again at each ring until it is ready, or until real seconds have passed."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            value = read()
            left = deadline - loop.time()
            if ready(value) or left <= 0 or self.closed:
                return value
            await self._wait(left)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
