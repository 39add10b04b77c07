"""The due loop: one road for every message, whoever called for it.

It sleeps until the next row is due, at most 30 seconds (a board without a clock chip may jump),
or until somebody's commit wakes it. What is sent, is sent outside any transaction.
"""

import asyncio
import contextlib
import datetime as dt
import itertools
import logging
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Sequence

from care import db, words
from care.flows import due
from care.ports import Clock, Delivery, Draft, Outcome, Result
from schedules import pacing

log = logging.getLogger(__name__)
# A draft that waited so many seconds for its turn is not sent under this claim any more: its lease
# could end while it is under way, and somebody would send it again.
LONGEST_WAIT = 60.0
LONGEST_SLEEP = 30.0
# At the end, what is under way has so long to arrive: Docker kills after ten seconds.
PARTING_SECONDS = 5.0


class DueLoop:
    """Claims what is due, sends it, keeps what became of it; the outbox of both doors."""

    def __init__(
        self,
        database: db.Database,
        delivery: Delivery,
        clock: Clock,
        tell_next: Callable[[dt.datetime | None], None] = lambda at: None,
        *,
        per_second: int = 0,
        wall: Clock | None = None,
    ) -> None:
        self._db, self._delivery, self._clock = database, delivery, clock
        self.pacer = pacing.Pacer(database, per_second, wall or clock)
        self._most = pacing.most_at_a_time(per_second)
        self._tell_next = tell_next
        self.clock_right: Callable[[], Awaitable[None]] = pacing.at_once
        self.on_round: Callable[[], None] = lambda: None
        self._awake = pacing.Bell()
        self._settled: list[Outcome] = []
        self._waiting: dict[int, deque[pacing.Waiting]] = defaultdict(deque)
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._timed: dict[asyncio.Task[None], Draft] = {}
        self._look_again: float | None = None
        self._paper_for: int | None = None
        self._quiet = pacing.Quiet()
        self._late = 0
        self._away: tuple[dt.datetime, dt.datetime] | None = None
        self._stopping = False
        self._turn = asyncio.Lock()
        self._end: float | None = None
        self._under_way: set[asyncio.Timeout] = set()
        # Their rows are gone, and no id is given twice: it may grow, by a few for each erase.
        self._forgotten: set[int] = set()

    def put(self, drafts: Iterable[Draft]) -> None:
        """Send these at once: those of one chat in their order, chats side by side."""
        now = list(drafts)
        self.pacer.went(now)
        since = asyncio.get_running_loop().time()
        self._send_now(pacing.Waiting(since, draft, answers=True) for draft in now)

    def _send_now(self, those: Iterable[pacing.Waiting]) -> None:
        for one in those:
            self._waiting[one.draft.chat].append(one)
        self._start()

    def _send_in_time(self, drafts: Sequence[Draft]) -> None:
        """Send each of these when its slot has come: it holds no hand until then."""
        self.pacer.used(drafts)
        since = asyncio.get_running_loop().time()
        for number, draft in enumerate(drafts):
            one = pacing.Waiting(since, draft, answers=False)
            if not self.pacer.limits:
                self._send_now([one])
                continue
            task = asyncio.create_task(self._later(self.pacer.wait(number), one))
            self._timed[task] = draft
            task.add_done_callback(self._timed.pop)

    async def _later(self, wait: float, one: pacing.Waiting) -> None:
        await asyncio.sleep(wait)
        await self.pacer.turn()
        self._send_now([one])

    def forget(self, messages: Iterable[int]) -> None:
        """What these rows were about was erased: none of them is sent any more."""
        self._forgotten.update(messages)

    def waiting(self) -> int:
        """How many drafts this process has still to send, those under way not counted."""
        return sum(map(len, self._waiting.values())) + len(self._timed)

    def wake(self, after: float = 0.0) -> None:
        """Something became due, or the clock jumped; after a commit, once the answers are out."""
        self._awake.ring(after)

    def was_away(self, since: dt.datetime, until: dt.datetime) -> None:
        """The bot, or Telegram, is back (UTC): said to the host with what came too late."""
        self._away = since, until
        self.wake()

    def _say_away(self) -> None:
        """One line, once everything that was due has been looked at."""
        if self._away is None:
            return
        since, until = (at.strftime("%Y-%m-%d %H:%M") for at in self._away)
        line = words.say(words.ENGLISH, "host.was_away", since=since, until=until, n=self._late)
        log.warning(line)
        self._away, self._late = None, 0

    def _start(self) -> None:
        for chat in list(self._waiting):
            if len(self._sending) >= pacing.AT_ONCE:
                return
            if chat not in self._sending and (drafts := self._next(chat)):
                self._sending[chat] = asyncio.create_task(self._send(chat, drafts))

    def _next(self, chat: int) -> list[pacing.Waiting]:
        """What can go to a chat now: all before its next paper, or that one.

        One paper at a time for everybody: it takes a moment to make, and must not take the hands
        that everybody else's messages need.
        """
        waiting = self._waiting[chat]
        taken = list(itertools.takewhile(lambda one: one.draft.screen.paper is None, waiting))
        if not taken and self._paper_for is None:
            taken, self._paper_for = [waiting[0]], chat
        for _ in taken:
            waiting.popleft()
        if not waiting:
            del self._waiting[chat]
        return taken

    async def _send(self, chat: int, drafts: list[pacing.Waiting]) -> None:
        try:
            for one in drafts:
                outcome = await self._outcome(one)
                if one.draft.message_id is not None:
                    self._settled.append(outcome)
        finally:
            del self._sending[chat]
            if self._paper_for == chat:
                self._paper_for = None
            self._start()
            # With all hands full, a round for each that gets free would be many.
            if self._hands() >= self._most // 4 or not self._sending:
                # What was only redrawn is kept a moment later: the next tap may be on its way.
                only_redrawn = all(one.draft.telegram_id is not None for one in self._settled)
                self.wake(pacing.A_MOMENT if only_redrawn else 0)

    async def _outcome(self, one: pacing.Waiting) -> Outcome:
        return self._not_now(one) or await self._draw(one.draft)

    def _not_now(self, one: pacing.Waiting) -> Outcome | None:
        """Why it isn't sent by this claim, if it isn't."""
        steady, now, draft = asyncio.get_running_loop().time(), self._clock.now(), one.draft
        if draft.message_id in self._forgotten:
            return Outcome(draft, Result.GONE)
        if (self._end is not None and steady >= self._end) or steady - one.since > LONGEST_WAIT:
            return Outcome(draft, Result.RETRY, wait=0)
        if not one.answers and (until := self._quiet.until(now)):
            return Outcome(draft, Result.RETRY, wait=(until - now).total_seconds())
        return None

    async def _draw(self, draft: Draft) -> Outcome:
        patience = asyncio.timeout_at(self._end)
        self._under_way.add(patience)
        try:
            async with patience:
                outcome = await self._delivery.draw(draft)
        except TimeoutError:
            # The program ends, and no answer came.
            return Outcome(draft, Result.UNKNOWN)
        finally:
            self._under_way.discard(patience)
        if outcome.wait:
            # Telegram asked for quiet: nothing is claimed meanwhile, taps are still answered.
            self._quiet.asked_for(dt.timedelta(seconds=outcome.wait), self._clock.now())
        return outcome

    def _hands(self) -> int:
        """How many more messages can be taken in hand."""
        return max(self._most - len(self._sending) - self.waiting(), 0)

    async def round(self) -> dt.datetime | None:
        """One round: settle, claim, hand to the senders. When the next row is due."""
        async with self._turn:
            return await self._one_round()

    async def _one_round(self) -> dt.datetime | None:
        settled, self._settled = self._settled, []
        now = self._clock.now()
        quiet = self._quiet.until(now)
        free = 0 if quiet else self._hands()
        try:
            found = await self._round(settled, free, now)
        except Exception:
            self._settled = settled + self._settled
            raise
        self.on_round()
        for broken in found.broken:
            log.error("a due row could not be prepared: %s", broken)
        self._send_in_time(found.drafts)
        self._late += found.late
        if found.claimed:
            self.wake()
        is_due = self._is_due(found.next_due)
        # Others hold what is due, or nothing may be sent just now: no use in looking at once.
        self._look_again = None if found.claimed or not is_due else self.pacer.look_again
        if not is_due:
            self._say_away()
        if quiet and found.next_due:
            return max(found.next_due, quiet)
        # With no hand free there is nothing to look for: who gets free wakes the loop.
        return found.next_due if free else None

    async def _round(self, settled: list[Outcome], free: int, now: dt.datetime) -> due.Round:
        """What is due is looked for first: mostly there is nothing to be written."""
        look = await self.pacer.look(free, now)
        if not settled and not look.most:
            return due.Round(next_due=look.next_due)
        return await self._db.run_quietly(due.round_, settled, look.most, now, self.pacer.now)

    async def settle(self) -> None:
        """Rounds until nothing is due, under way or unsettled: for tests and for the end."""
        while True:
            self._awake.clear()
            next_due = await self.round()
            if busy := self._busy():
                await asyncio.wait(busy)
            elif not self._settled and not self._is_due(next_due):
                return
            elif self._look_again:
                await asyncio.sleep(self._look_again)

    def _busy(self) -> list[asyncio.Task[None]]:
        """What is under way: one that was cancelled before it began stays behind, and isn't."""
        return [one for one in (*self._sending.values(), *self._timed) if not one.done()]

    def _is_due(self, at: dt.datetime | None) -> bool:
        return at is not None and at <= self._clock.now()

    async def run(self) -> None:
        """Rounds until stopped. A round that fails is said and tried again."""
        while not self._stopping:
            await self.clock_right()
            self._awake.clear()
            try:
                next_due = await self.round()
            except Exception as error:
                if not db.is_our_fault(error):
                    raise
                log.log(db.level(error), "a due round failed: %s", type(error).__name__)
                next_due = self._clock.now() + dt.timedelta(seconds=5)
            self._tell_next(next_due)
            await self._sleep(next_due)

    async def _sleep(self, next_due: dt.datetime | None) -> None:
        seconds = LONGEST_SLEEP
        if next_due is not None:
            ahead = (next_due - self._clock.now()).total_seconds()
            seconds = min(max(ahead, self._look_again or 0.01), LONGEST_SLEEP)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._awake.wait(), seconds)

    async def drain(self) -> None:
        """At the end: let what is under way arrive, for a while, and keep what became of it."""
        self._stopping = True
        self._end = asyncio.get_running_loop().time() + PARTING_SECONDS
        for patience in self._under_way:
            patience.reschedule(self._end)
        self.wake()
        async with self._turn:
            # What a round has in hand would be lost with it.
            pass
        for task, draft in list(self._timed.items()):
            if task.cancel():
                self._settled.append(Outcome(draft, Result.RETRY, wait=0))
        while busy := self._busy():
            await asyncio.wait(busy)
        if self._settled:
            settled, self._settled = self._settled, []
            try:
                await self._db.run(due.round_, settled, 0, self._clock.now())
            except Exception as error:
                if not db.is_our_fault(error):
                    raise
                # Who starts next finds their leases: a prompt may come twice.
                log.error("%d outcomes could not be kept", len(settled))
