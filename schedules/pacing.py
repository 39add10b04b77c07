"""How fast the due loop may go: slots from the rows, which all processes share (`store.pace`)."""

import asyncio
import dataclasses
import datetime as dt
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from care import db, store
from care.flows import due
from care.ports import Clock, Draft

# Where others hold what is due, or its chat is full, it is looked for again so soon (seconds).
LOOK_AGAIN = 0.2
NONE = store.Slots(0)
# After a commit what may be due is looked for so much later (seconds): the answers go out first.
A_MOMENT = 0.02
# So many sends at once: of a due prompt, sending is the smaller part (docs/performance.md).
AT_ONCE = 8
# Whoever dies leaves no more than so many messages in doubt.
MOST_AT_A_TIME = 64


class Waiting(NamedTuple):
    """What waits for a hand, since when (by the loop's steady clock).

    `answers`: it answers somebody, so it goes even where Telegram asked for quiet.
    """

    since: float
    draft: Draft
    answers: bool


async def at_once() -> None:
    """Nobody waits: the clock is right whatever it says."""


def most_at_a_time(per_second: int) -> int:
    """How many rows are in hand at most: a quarter of a second's, 0 a second being no limit."""
    return min(max(per_second // 4, AT_ONCE), MOST_AT_A_TIME) if per_second else MOST_AT_A_TIME


class Pacer:
    """Asks for slots, and counts what goes without one. With 0 a second there is no limit.

    `wall` is the machine's own clock, whatever the house's may be: it is Telegram that counts.
    """

    def __init__(self, database: db.Database, per_second: int, wall: Clock) -> None:
        self._db, self._per_second, self.wall = database, per_second, wall
        self._answers: deque[tuple[int, int | None]] = deque()
        self._next = 0.0
        self._spent = 0
        self._slots = NONE

    @property
    def now(self) -> int | None:
        """What o'clock it is by Telegram (`store.micro`); nothing where there is no limit."""
        return store.micro(self.wall.now()) if self._per_second else None

    def went(self, drafts: Sequence[Draft]) -> None:
        """These messages went, or will go, without regard to slots: what answers a tap."""
        at = self.now
        if at is not None:
            new = (None if draft.telegram_id else draft.chat for draft in drafts)
            self._answers.extend((at, chat) for chat in new)

    def used(self, drafts: Sequence[Draft]) -> None:
        """These messages go in the slots that were given last; the others are given back.

        Their chats were filled when they were claimed. Where that took longer than the first slot
        was away, all of them come so much later: none catches up with the one before.
        """
        self._spent += len(drafts) - self._slots.count
        late, step = (self.now or 0) - self._slots.first, self._slots.step
        if drafts and step and late > 0:
            self._slots = dataclasses.replace(self._slots, first=self._slots.first + late)
            self._spent += -(-late // step)

    async def look(self, want: int, now: dt.datetime) -> due.Look:
        """How many rows may be claimed now, at most `want`: so many slots were given."""
        wall, self._slots = self.now, NONE
        if wall is None:
            return await self._db.run_quietly(due.look, want, {}, 0, None, now)
        while self._answers and not 0 <= wall - self._answers[0][0] < store.LONGEST:
            # What went so long ago takes no room any more; nor what went by another clock.
            self._answers.popleft()
        counted, given = len(self._answers), self._spent
        chats, spent = self._take_room(wall)
        pace = due.Pace(self._per_second, wall)
        found = await self._db.run_quietly(due.look, want, chats, given + spent, pace, now)
        if found.slots is not None:
            for _ in range(counted):
                # What went meanwhile is counted the next time.
                self._answers.popleft()
            self._spent, self._slots = self._spent - given, found.slots
        return found

    def _take_room(self, wall: int) -> tuple[dict[int, int], int]:
        """How many messages the answers amount to still: in each chat, and for the bot.

        Each took its turn when it went: what has passed since has made room again.
        """
        step, bot, until = store.step_of(self._per_second), 0, dict[int, int]()
        for at, chat in self._answers:
            bot = max(bot, at) + step
            if chat is not None:
                until[chat] = max(until.get(chat, 0), at) + store.A_CHAT
        full = {chat: -(-(end - wall) // store.A_CHAT) for chat, end in until.items() if end > wall}
        return full, -(-max(bot - wall, 0) // step)

    @property
    def limits(self) -> bool:
        """Whether there is a limit at all."""
        return bool(self._per_second)

    def wait(self, number: int) -> float:
        """In how many seconds the message with that slot may go, counted from 0."""
        at = self.now
        if at is None or not self._slots.count:
            return 0.0
        # Not beyond what is given out, should the clock have been set back meanwhile.
        return min(max(self._slots.at(number) - at, 0), store.AHEAD) / store.SECOND

    async def turn(self) -> None:
        """One behind the other, even where this process stood still for a moment."""
        loop = asyncio.get_running_loop()
        at = max(self._next, loop.time())
        self._next = at + 1 / self._per_second
        await asyncio.sleep(at - loop.time())

    @property
    def look_again(self) -> float:
        """In how many seconds there may be slots, or free rows, where there were none now."""
        at = self.now
        if at is None or not self._slots.step or self._slots.count:
            return LOOK_AGAIN
        return max((self._slots.first - store.AHEAD - at) / store.SECOND, LOOK_AGAIN / 10)


class Bell(asyncio.Event):
    """Rings at once or in a moment, however often it is asked to; whoever comes answers both."""

    def __init__(self) -> None:
        super().__init__()
        self._soon: asyncio.TimerHandle | None = None

    def ring(self, after: float = 0.0) -> None:
        """In so many seconds, or now."""
        if not after:
            self.set()
        elif self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(after, self.set)

    def clear(self) -> None:
        """Somebody has come: what was to ring in a moment is seen to, as well."""
        if self._soon is not None:
            self._soon.cancel()
        self._soon = None
        super().clear()


class Quiet:
    """Telegram asked to be left alone for a while (429), by the house's clock."""

    def __init__(self) -> None:
        self._until: dt.datetime | None = None
        self._longest = dt.timedelta()

    def asked_for(self, wait: dt.timedelta, now: dt.datetime) -> None:
        """For so long from now on."""
        self._longest = max(wait, self._longest)
        self._until = max(now + wait, self._until or now)

    def until(self, now: dt.datetime) -> dt.datetime | None:
        """Until when; nothing where it is over."""
        if self._until is None or now >= self._until:
            self._until, self._longest = None, dt.timedelta()
            return None
        # Where the clock was set back meanwhile, it is no longer than Telegram asked for.
        self._until = min(self._until, now + self._longest)
        return self._until
