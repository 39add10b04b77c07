"""Whether this machine's clock can be believed; where there is a doubt, Telegram's own says so.

A board without a clock chip may be off by hours or by years until the network has set it. What was
written by such a clock could hardly be put right: a year's prompts kept as not asked, a rest until
next year. So both doors wait a minute, and lose nothing by it. The network has set it by then, or
nobody will: who wants to live by that clock is told so, and served.
"""

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable

from bot import looking
from care import words
from care.ports import Clock

log = logging.getLogger(__name__)
# A clock that parts so far from the steady one was set, and is asked about anew.
PARTED = dt.timedelta(minutes=1)
# Less loses nobody's day: a prompt is sent up to two hours late.
BELIEVED = dt.timedelta(hours=1)
ASK_AGAIN_SECONDS = 5.0
PATIENCE_SECONDS = 60.0


def steady() -> float:
    """Seconds that no setting of the clock moves, and that go on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Timekeeper:
    """Asks Telegram for the time at the start, and whenever the machine's clock was set.

    `ask` is a getMe, whose answer has a date; nobody waits for it at other times.
    """

    def __init__(
        self,
        wall: Clock,
        ask: Callable[[], Awaitable[looking.Telegram | None]],
        steady: Callable[[], float] = steady,
    ) -> None:
        self._wall, self._ask, self._steady = wall, ask, steady
        self._believed: dt.datetime | None = None
        self._doubted: float | None = None
        self._turn = asyncio.Lock()

    async def right(self) -> None:
        """Wait a minute at most for the clock to be right; not at all while nobody sets it."""
        async with self._turn:
            while True:
                if await self._is_right():
                    return
                await asyncio.sleep(ASK_AGAIN_SECONDS)

    def _beginning(self) -> dt.datetime:
        """When the steady clock began, by the wall's: it moves only where that was set."""
        return self._wall.now() - dt.timedelta(seconds=self._steady())

    async def _is_right(self) -> bool:
        began = self._beginning()
        if self._believed is not None and abs(began - self._believed) <= PARTED:
            return True
        telegram = await self._ask()
        if telegram is None or not telegram.answered:
            # Nobody can tell, and nothing can be sent now anyway: it is asked about again.
            return True
        ahead = telegram.ahead or dt.timedelta()
        if abs(ahead) > BELIEVED and not self._waited(ahead):
            return False
        self._believed, self._doubted = began, None
        return True

    def _waited(self, ahead: dt.timedelta) -> bool:
        """Whether it was waited for long enough; the host is told once, when that begins."""
        now = self._steady()
        if self._doubted is None:
            self._doubted, here = now, self._wall.now()
            at = {"here": f"{here:%Y-%m-%d %H:%M}", "there": f"{here + ahead:%Y-%m-%d %H:%M}"}
            log.error(words.say(words.ENGLISH, "host.clock_wrong", **at))
        return now - self._doubted >= PATIENCE_SECONDS
