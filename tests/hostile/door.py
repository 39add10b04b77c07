"""The bot's one door for updates, and what must be so whatever came through it."""

import re
from dataclasses import dataclass

from care import kinds, models
from tests.family import Family
from tests.hostile.updates import Json, Sent
from tests.stories import steps

PEOPLE = {"1001", "1002", "1003", "1004", "1005"}
# An update's number and where it failed: a kind of error, a function, a file and a line.
REASON = re.compile(r"\w+ in [\w<>]+, \w+\.py:\d+")
# What a program says of itself, and no person ever does.
INSIDE = re.compile(r"Traceback|Error\b|Exception|\.py\b|sqlite|psycopg|SELECT |INSERT |NoneType")


@dataclass(frozen=True)
class Came:
    """What became of an update: the chats that were written to, why it was put aside."""

    written: frozenset[str]
    aside: tuple[str, ...]


class Door:
    """Alex is set up and has /settings open; Sam reads along. Then updates come in."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self._requests = self._asides = 0
        self._card = (0, "")
        self._large = False

    async def opens(self) -> None:
        """Everybody is there, and Alex's card to be tapped."""
        await self.family.alex_is_set_up()
        await self.family.joins(self.family.sam)
        await self.family.alex.says("/settings")
        message_id, data = await steps.data_of(self.family.alex, "Large buttons")
        self._card = message_id, data.rpartition(":")[0]

    async def comes(self, sent: Sent) -> Came:
        """One update, and right behind it, in the same batch, a good tap of Alex's."""
        self._requests = len(self.family.requests)
        number = self._queue(sent.raw)
        self._large = not self._large
        await self._taps("large_buttons" if self._large else "usual_buttons")
        await self.family.settle()
        await self._tap_went_through()
        return Came(self._written(), await self._put_aside(number))

    def _queue(self, raw: Json) -> int:
        """As it is, into the sandbox's queue: getUpdates gives it to the bot over HTTP."""
        queue, now = self.family._store, self.family.clock.now().timestamp()
        with queue.transaction():
            queue.add_update(raw, now, now + 3600)
        return int(queue.updates(now, 100)[-1]["update_id"])

    async def _taps(self, value: str) -> None:
        message_id, front = self._card
        body = {"message_id": message_id, "data": f"{front}:{value}"}
        await self.family.ask("/people/1001/taps", body)

    async def _tap_went_through(self) -> None:
        person = (await self.family.rows(models.Member))[0]
        assert person.role == kinds.Role.PATIENT
        assert person.large_buttons is self._large, "the next good tap was lost"
        assert (await self.family.ask("/updates"))["pending"] == 0

    def _written(self) -> frozenset[str]:
        """Whom the bot wrote to since; the card that Alex tapped is edited."""
        found = set()
        for method, params in self.family.requests[self._requests :]:
            text = str(params.get("text") or params.get("caption") or "")
            assert not INSIDE.search(text), text
            if method.startswith(("send", "edit")) and not self._is_card(params):
                found.add(str(params["chat_id"]))
        return frozenset(found)

    def _is_card(self, params: Json) -> bool:
        where = str(params.get("chat_id")), str(params.get("message_id"))
        return where == ("1001", str(self._card[0]))

    async def _put_aside(self, number: int) -> tuple[str, ...]:
        rows = (await self.family.rows(models.Aside))[self._asides :]
        self._asides += len(rows)
        assert {row.update_id for row in rows} <= {number}
        assert all(REASON.fullmatch(row.reason) for row in rows), rows
        return tuple(row.reason for row in rows)
