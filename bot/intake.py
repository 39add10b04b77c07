"""Updates in: asked for by long polling, confirmed to Telegram only after the commit.

Stock polling confirms first, so a crash would lose taps. Here the next offset is asked for when
every update of the batch is committed, or its sender was told that it couldn't be. Updates of one
chat go in order, chats side by side; one that can't be handled is put aside and blocks nothing.

Where Telegram brings them instead (webhook.py), each goes through `Intake.take`.
"""

import asyncio
import datetime as dt
import logging
import time
import warnings
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Bot, Update
from telegram.error import (
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBUserWarning

from bot import counters, delivery
from bot.counters import Counters, Dealt
from bot.health import POLL, Health
from care import db, store, words
from care.ports import Clock
from schedules import pacing

log = logging.getLogger(__name__)
# It would rather have Bot.get_updates, which parses a batch as a whole or not at all.
warnings.filterwarnings("ignore", "Please use 'Bot.getUpdates'", PTBUserWarning)
ALLOWED = ["message", "callback_query", "my_chat_member"]
BATCH = 100
POLL_SECONDS = 25
# Longer than the poll, so that a quiet time is not taken for a broken line.
READ_SECONDS = POLL_SECONDS + 15
LONGEST_WAIT = 30.0
SHORTEST_POLL = 0.5
# Telegram keeps a tap for two and a half minutes: who was away for longer may have lost some.
AWAY = dt.timedelta(minutes=2)
TRIES = 3

Raw = dict[str, Any]


class RevokedError(Exception):
    """Telegram doesn't know the token (any more)."""


class Intake:
    """Long polling over one bot. `dispatch` handles one update and raises what went wrong."""

    def __init__(
        self,
        bot: Bot,
        database: db.Database,
        clock: Clock,
        dispatch: Callable[[Update], Awaitable[None]],
        health: Health | None = None,
        counts: Counters | None = None,
    ) -> None:
        self._bot, self._db, self._clock, self._dispatch = bot, database, clock, dispatch
        self._health = health or Health(database, clock)
        self._counters = counts or Counters()
        self.clock_right: Callable[[], Awaitable[None]] = pacing.at_once
        self.lets_through: Callable[[int], bool] = lambda chat: True
        self.on_back: Callable[[dt.datetime | None, dt.datetime], Awaitable[None]] = _nothing
        self._offset = 0
        self._failures = 0
        self._at_once = True
        self._conflict_said = False
        # Repeats of what this process has dealt with; what outlives it is in the rows.
        self._handled: deque[int] = deque(maxlen=1000)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def run(self) -> None:
        """Poll for good. RevokedError where the token is refused; all else is waited out."""
        steady = asyncio.get_running_loop().time
        while True:
            try:
                started = steady()
                # Whether Telegram is there (again) is known at once, not after a quiet poll.
                seconds = 0 if self._at_once else POLL_SECONDS
                held = await self.poll(seconds)
                if not held and seconds and steady() - started < SHORTEST_POLL:
                    # Somebody between us answers without waiting: we wait instead.
                    await asyncio.sleep(SHORTEST_POLL)
                self._failures, self._conflict_said, self._at_once = 0, False, False
            except TelegramError as error:
                if is_revoked(error):
                    raise RevokedError from error
                self._at_once = isinstance(error, NetworkError)
                await asyncio.sleep(self._wait(error))

    def _wait(self, error: TelegramError) -> float:
        """How long to wait, in seconds; said once, in words for the host."""
        self._failures += 1
        wait = min(2.0 ** (self._failures - 1), LONGEST_WAIT)
        if isinstance(error, Conflict):
            if not self._conflict_said:
                log.warning(words.say(words.ENGLISH, "host.conflict"))
            self._conflict_said = True
        elif isinstance(error, RetryAfter):
            wait = delivery.asked_wait(error)
        else:
            log.warning(unreachable(error, round(wait)))
        return wait

    async def poll(self, seconds: int) -> int:
        """One batch, all of it handled; how many updates it held. It is a sign of life."""
        batch = await self._ask(seconds)
        # With these in hand: by a wrong clock a rest "today" would be one until next year.
        await self.clock_right()
        await self._take(batch)
        if batch:
            self._offset = max(raw["update_id"] for raw in batch) + 1
        await self.heard()
        return len(batch)

    async def heard(self, unreached: dt.datetime | None = None) -> bool:
        """Telegram answered; `unreached` is since when (UTC) it hadn't reached us, now that it can.

        What an absence calls for comes before the pulse is written over. Where that fails, nothing
        is written, False comes back, and the next time tries again.
        """
        last, now = self._health.last.get(POLL), self._clock.now()
        back = unreached is not None or last is None or now - last > AWAY
        try:
            if back:
                await self.on_back(unreached or await self._last_heard(), now)
        except Exception as error:
            log.log(db.level(error), "coming back failed: %s", db.where(error))
            return False
        self._health.sign(POLL)
        if back:
            await self._health.keep()
        return True

    async def _last_heard(self) -> dt.datetime | None:
        """By us, or by another replica: while one of them was there, nobody was away."""
        known = (self._health.last.get(POLL), await self._db.read(store.pulse, POLL))
        return max((at for at in known if at is not None), default=None)

    async def _ask(self, seconds: int) -> list[Raw]:
        asked = {
            "offset": self._offset,
            "limit": BATCH,
            "timeout": seconds,
            "allowed_updates": ALLOWED,
        }
        try:
            batch = await self._bot.do_api_request(
                "getUpdates", api_kwargs=asked, read_timeout=READ_SECONDS
            )
            return sorted(batch, key=lambda raw: int(raw["update_id"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Some gateway's page, not Telegram's answer: as good as no network.
            raise NetworkError(type(error).__name__) from error

    async def _take(self, batch: list[Raw]) -> None:
        chats: dict[int, list[Raw]] = defaultdict(list)
        for raw in batch:
            chats[_chat(raw)].append(raw)
        async with asyncio.TaskGroup() as group:
            for updates in chats.values():
                group.create_task(self._in_order(updates))

    async def _in_order(self, updates: list[Raw]) -> None:
        for raw in updates:
            await self._one(raw)

    async def take(self, raw: Raw) -> bool:
        """One update that was brought, in its chat's turn; False where it has to come again.

        The same one brought once more meanwhile waits for the first: until then nobody knows.
        """
        turn = self._turns.setdefault(_chat(raw), asyncio.Lock())
        async with turn:
            await self.clock_right()
            return await self._one(raw)

    async def _one(self, raw: Raw) -> bool:
        """One update, counted; whether it is dealt with for good."""
        started = time.monotonic()
        self._counters.under_way += 1
        try:
            became = await self._dealt(raw)
        finally:
            self._counters.under_way -= 1
        self._counters.dealt(counters.sort_of(raw), became, time.monotonic() - started)
        self._counters.last_update = self._clock.now()
        return became != Dealt.AGAIN

    async def _dealt(self, raw: Raw) -> Dealt:
        """What fails again and again is put aside, by its id and the reason."""
        if raw["update_id"] in self._handled:
            return Dealt.REPEAT
        if not self.lets_through(_chat(raw)):
            return Dealt.PASSED_OVER
        reason = ""
        for _ in range(TRIES):
            try:
                await self._dispatch(Update.de_json(raw, self._bot))
                self._handled.append(raw["update_id"])
                return Dealt.HANDLED
            except Exception as error:
                # Whatever it is: one update must never block the others. Its content is not said.
                reason = db.where(error)
                log.log(db.level(error), "update %s failed: %s", raw["update_id"], reason)
        kept = await self._put_aside(raw["update_id"], reason)
        return Dealt.ASIDE if kept else Dealt.AGAIN

    async def _put_aside(self, update_id: int, reason: str) -> bool:
        try:
            await self._db.run(store.put_aside, update_id, reason, self._clock.now())
        except Exception as error:
            if not db.is_our_fault(error):
                raise
            log.error("could not put update %s aside: %s", update_id, type(error).__name__)
            return False
        self._handled.append(update_id)
        return True


async def _nothing(before: dt.datetime | None, now: dt.datetime) -> None:
    """Where nobody has anything to do after an absence."""


def _refusal(error: TelegramError) -> InvalidToken | None:
    """The 401 or 404 itself: python-telegram-bot wraps it in others, one with the token in it."""
    cause = error.__cause__ if isinstance(error.__cause__, InvalidToken) else error
    return cause if isinstance(cause, InvalidToken) else None


def is_revoked(error: TelegramError) -> bool:
    """A 401. python-telegram-bot calls a 404 by the same names; that may be a passing proxy's."""
    refusal = _refusal(error)
    return refusal is not None and "unauthorized" in refusal.message.lower()


def unreachable(error: TelegramError, seconds: int) -> str:
    """Why it is tried again, in words for the host: no network, or a 404 in Telegram's place."""
    key = "host.no_network" if _refusal(error) is None else "host.not_found"
    return words.say(words.ENGLISH, key, seconds=seconds)


def _chat(raw: Raw) -> int:
    """The chat an update belongs to, before anything parses it; 0 where there is none."""
    for part in raw.values():
        if isinstance(part, dict):
            message = part.get("message", part)
            chat = message.get("chat") if isinstance(message, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return 0
