"""What people do at the lean Telegram: they tap, one by one or at a rate; strangers flood."""

import asyncio
import contextlib
import json
import random
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.bench.telegram import Telegram

Json = dict[str, Any]
# Who isn't through in so many seconds is counted as never answered.
PATIENCE = 20.0


@dataclass
class Tap:
    """One tap: when it was made, handed out, answered, and its card edited; monotonic seconds."""

    chat: int
    message: int
    made: float
    handed: float | None = None
    answered: float | None = None
    edited: float | None = None
    through: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def told(self) -> Json:
        """For the bench."""
        return {"made": self.made, "answered": self.answered, "edited": self.edited}

    @property
    def is_through(self) -> bool:
        """Whether its spinner has ended and its card shows it."""
        return self.answered is not None and self.edited is not None


class People:
    """Those who tap, and what they see of it."""

    def __init__(self, telegram: "Telegram") -> None:
        self._telegram = telegram
        self.taps: dict[str, Tap] = {}
        self._open: dict[tuple[int, int], str] = {}
        self._by_update: dict[int, Tap] = {}

    async def act(self, what: str, asked: Json) -> Any:
        """One of the things that people do."""
        match what:
            case "one_by_one":
                return await self.one_by_one(**asked)
            case "at_a_rate":
                return await self.at_a_rate(**asked)
            case "crowd":
                return await self.crowd(**asked)
            case "start":
                return [self._telegram.put(_start(chat)) for chat in asked["chats"]]
            case "flood":
                return await self.flood(**asked)
        raise ValueError(what)

    # What the bot does

    def handed(self, batch: list[Json]) -> None:
        """These updates are on their way to the bot."""
        now = time.monotonic()
        for update in batch:
            tap = self._by_update.get(update["update_id"])
            if tap is not None and tap.handed is None:
                tap.handed = now

    def answered(self, query: str) -> None:
        """A tap's spinner ends."""
        if (tap := self.taps.get(query)) and tap.answered is None:
            tap.answered = time.monotonic()
            self._look(tap)

    def edited(self, chat: int, message: int) -> None:
        """A card shows something else."""
        if tap := self.taps.get(self._open.get((chat, message), "")):
            tap.edited = tap.edited or time.monotonic()
            self._look(tap)

    def _look(self, tap: Tap) -> None:
        if tap.is_through:
            self._open.pop((tap.chat, tap.message), None)
            tap.through.set()

    # What people do

    def tap(self, chat: int, wanted: list[str]) -> Tap | None:
        """A tap on the first button whose data match the first of these that is there."""
        message, keyboard = self._telegram.keyboards.get(chat, (0, "{}"))
        rows = json.loads(keyboard).get("inline_keyboard", [])
        datas = [b["callback_data"] for row in rows for b in row if "callback_data" in b]
        found = next((d for want in wanted for d in datas if re.match(want, d)), None)
        if found is None:
            return None
        query = f"q{next(self._telegram.message_ids)}"
        made = Tap(chat, message, time.monotonic())
        self.taps[query] = made
        self._open[chat, message] = query
        asked = {"id": query, "from": _who(chat), "chat_instance": "1", "data": found}
        asked["message"] = _card(chat, message)
        # Before it is put: who polls takes it at once.
        update: Json = {"callback_query": asked}
        self._by_update[self._telegram.put(update)] = made
        return made

    async def one_by_one(
        self, chats: list[int], wanted: list[str], most: int, seconds: float = 120.0
    ) -> list[Json]:
        """Taps, the next once the last is through, over these chats again and again."""
        done: list[Tap] = []
        end, order = time.monotonic() + seconds, list(chats)
        while len(done) < most and time.monotonic() < end:
            if (tap := self._next_tap(order, wanted)) is None:
                break
            await self._until_through([tap])
            done.append(tap)
        return [tap.told() for tap in done]

    async def crowd(
        self, chats: list[int], wanted: list[str], at_once: int, each: int = 3, seconds: float = 60
    ) -> Json:
        """All of them tap, so many at once, each at most so often: how many, and how long it took.

        Who isn't through in time isn't counted.
        """
        waiting, begin = iter(chats), time.monotonic()
        done: list[Tap] = []

        async def some() -> None:
            for chat in waiting:
                for _ in range(each):
                    if time.monotonic() > begin + seconds or not (tap := self.tap(chat, wanted)):
                        break
                    await self._until_through([tap])
                    done.append(tap)

        await asyncio.gather(*(some() for _ in range(at_once)))
        ends = [max(t.answered or 0, t.edited or 0) for t in done if t.is_through]
        return {"taps": len(ends), "seconds": max(ends, default=begin) - begin, "made": len(done)}

    async def at_a_rate(
        self, chats: list[int], wanted: list[str], rate: float, seconds: float, seed: int = 1
    ) -> list[Json]:
        """Taps as they come where nobody waits for anybody: so many a second, at random times."""
        drawn, done = random.Random(seed), []
        begin = at = time.monotonic()
        order = list(chats)
        while (at := at + drawn.expovariate(rate)) < begin + seconds:
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            if (tap := self._next_tap(order, wanted)) is None:
                break
            done.append(tap)
        await self._until_through(done)
        return [tap.told() for tap in done]

    def _next_tap(self, order: list[int], wanted: list[str]) -> Tap | None:
        """By the first of these whose last tap is through and who has such a button."""
        for _ in range(len(order)):
            chat = order.pop(0)
            order.append(chat)
            message = self._telegram.keyboards.get(chat, (0, ""))[0]
            if (chat, message) not in self._open and (tap := self.tap(chat, wanted)):
                return tap
        return None

    async def _until_through(self, taps: list[Tap]) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                for tap in taps:
                    await tap.through.wait()

    async def flood(self, chat: int, rate: float, seconds: float) -> int:
        """A stranger writes and taps what isn't theirs, so many times a second; how often."""
        begin, sent = time.monotonic(), 0
        while (passed := time.monotonic() - begin) < seconds:
            while sent < passed * rate:
                sent += 1
                self._telegram.put(_noise(chat, sent))
            await asyncio.sleep(0.01)
        return sent


def _who(chat: int) -> Json:
    return {"id": chat, "is_bot": False, "first_name": "Alex", "language_code": "en"}


def _card(chat: int, message: int) -> Json:
    return {
        "message_id": message,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": "Alex"},
        "text": "-",
    }


def _start(chat: int) -> Json:
    command = [{"type": "bot_command", "offset": 0, "length": 6}]
    said = {"from": _who(chat), "text": "/start", "entities": command}
    return {"message": _card(chat, 1) | said}


def _noise(chat: int, number: int) -> Json:
    if number % 2:
        return {"message": _card(chat, number) | {"from": _who(chat)}}
    query = {"id": f"n{number}", "from": _who(chat), "chat_instance": "1", "data": "done:1:"}
    return {"callback_query": query | {"message": _card(chat, number)}}
