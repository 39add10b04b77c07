"""The lean Telegram with many people at it, who tap what comes as it comes; all is written down.

It brings some updates twice, to two replicas at the same moment, as Telegram may after a time-out.
"""

import argparse
import asyncio
import json
import time
from typing import Any

from tests.bench import copies, household, people, pushing, telegram

Json = dict[str, Any]
WANTED = ["done:", r"pain:\d+:2", "as_before:"]
# So many people tap at the same time: more than all replicas answer.
AT_ONCE = 24
# Who sees nothing happen for so long taps again, some times.
PATIENCE, TRIES = 6.0, 12
TWICE = 20


def is_person(chat: int) -> bool:
    """Whether that is the chat of one who exercises; the others are sent digests."""
    return chat % copies.STRIDE == household.ALEX


class People(people.People):
    """They tap whatever their newest message offers, until it offers nothing more."""

    def __init__(self, crowd: "Crowd") -> None:
        super().__init__(crowd)
        self._crowd = crowd
        self.made: list[tuple[int, str, people.Tap]] = []
        self._queue: asyncio.Queue[int] = asyncio.Queue()
        self._busy: set[int] = set()
        self._end = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    async def act(self, what: str, asked: Json) -> Any:
        """What the play asks for."""
        match what:
            case "begin":
                self._end = time.monotonic() + asked["seconds"]
                self._tasks = [asyncio.create_task(self._taps()) for _ in range(AT_ONCE)]
                return True
            case "busy":
                return len(self._busy)
            case "record":
                return self._crowd.record()
        return await super().act(what, asked)

    def came(self, chat: int) -> None:
        """A message: whoever isn't at it already will be."""
        if is_person(chat) and chat not in self._busy:
            self._busy.add(chat)
            self._queue.put_nowait(chat)

    async def _taps(self) -> None:
        while True:
            chat = await self._queue.get()
            tries = 0
            while (
                time.monotonic() < self._end and tries < TRIES and (tap := self.tap(chat, WANTED))
            ):
                try:
                    await asyncio.wait_for(tap.through.wait(), PATIENCE)
                except TimeoutError:
                    tries += 1
            self._busy.discard(chat)

    def tap(self, chat: int, wanted: list[str]) -> people.Tap | None:
        """As it is, and written down with its update and its button."""
        made = super().tap(chat, wanted)
        if made is not None:
            update = self._telegram.waiting[-1]
            self.made.append((update["update_id"], update["callback_query"]["data"], made))
        return made


class Pushing(pushing.Pushing):
    """Every so many updates are brought twice at once."""

    async def _until_taken(self, session: Any, update: Json) -> None:
        once = super()._until_taken
        if update["update_id"] % TWICE == 0:
            await asyncio.gather(once(session, update), once(session, update))
        else:
            await once(session, update)


class Crowd(telegram.Telegram):
    """What is in every message now, too, and when it was edited."""

    def __init__(self, latency: float) -> None:
        super().__init__(latency)
        self.people: People = People(self)
        self.pushing: Pushing = Pushing(self)
        self.came: list[tuple[float, int, int]] = []
        self.edits: list[tuple[float, int]] = []
        self.shown: dict[int, tuple[str, str]] = {}
        hooks = {"setwebhook": self.pushing.set, "getwebhookinfo": self.pushing.info}
        self.methods |= hooks | {"deletewebhook": self.pushing.remove}

    async def _send(self, params: Json) -> Json:
        sent = await super()._send(params)
        chat, number = int(params["chat_id"]), sent["message_id"]
        self.came.append((time.monotonic(), chat, number))
        self._shows(number, params)
        self.people.came(chat)
        return sent

    async def _edit(self, params: Json) -> Json:
        self.edits.append((time.monotonic(), int(params["chat_id"])))
        self._shows(int(params["message_id"]), params)
        return await super()._edit(params)

    def _shows(self, number: int, params: Json) -> None:
        """Its words, unless only its buttons change, and its buttons."""
        before = self.shown.get(number, ("", ""))[0]
        keys = params.get("reply_markup") or ""
        keys = keys if isinstance(keys, str) else json.dumps(keys)
        self.shown[number] = params.get("text", before), keys

    def record(self) -> Json:
        """All that was seen: sends with their message, edits, taps, what every message shows."""
        taps = [
            {"update": update, "data": data, "made": tap.made, "answered": tap.answered}
            | {"edited": tap.edited}
            for update, data, tap in self.people.made
        ]
        return {"sends": self.came, "edits": self.edits, "taps": taps, "shown": self.shown}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds for each send")
    asyncio.run(telegram.serve(Crowd(parser.parse_args().latency)))
