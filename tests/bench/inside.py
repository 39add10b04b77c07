"""Real flows on real rows, in a process of their own and without a network: `inside.py WHAT …`.

Where the store is measured and not the way to Telegram. Prints what it measured as JSON.
"""

import asyncio
import datetime as dt
import json
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlmodel import Session as Db

from care import buttons, db, store
from care.flows import arrivals, due, speech
from care.ports import Arrival, Outcome, Result
from tests.bench import bench, history, ticking
from tests.bench.anchors.raw import Statement

# One of each, in this order: what a session's card asks.
TAPS = (("done", ""), ("pain", "2"), ("as_before", ""))
# So many families tap before it counts: what a statement is compiled to is kept.
WARM = 12
AT_ONCE, MOST = 16, 64
FIRST_UPDATE = 1_000_000


def deliver(database: db.Database, now: dt.datetime) -> int:
    """All that is due is claimed, arrives and is settled; how many."""
    outcomes: list[Outcome] = []
    sent = 0
    while True:
        found = database.write(due.round_, outcomes, MOST, now)
        if not found.drafts and not found.claimed:
            return sent
        outcomes = []
        for draft in found.drafts:
            sent += 1
            outcomes.append(Outcome(draft, Result.SENT, telegram_id=bench.FIRST_MESSAGE + sent))


def cards(session: Db, chats: list[int]) -> dict[int, tuple[int, int]]:
    """The card before each of these, by the chat: its row and what it is to Telegram."""
    found = {}
    for number in chats:
        chat = store.chat(session, number)
        assert chat is not None
        row = next(r for r in store.latest_in_chat(session, chat.id, 1))
        found[number] = row.id, row.telegram_id or 0
    return found


class Tapping:
    """Everybody's taps on their card, as the door makes them."""

    def __init__(self, database: db.Database, now: dt.datetime, chats: list[int]) -> None:
        self.db, self.now = database, now
        self.cards = database.write(cards, chats)
        self._update = FIRST_UPDATE

    def arrivals(self) -> list[tuple[Arrival, str]]:
        """All of them, one verb after another; some families' before everybody else's."""
        found = []
        cards = list(self.cards.items())
        several = [(v, one) for part in (cards[:WARM], cards[WARM:]) for v in TAPS for one in part]
        for (verb, value), (chat, (row, telegram_id)) in several:
            self._update += 1
            data = buttons.button("-", verb, row, value).data
            came = Arrival(
                self._update, chat, chat, "-", "bot", telegram_id=telegram_id, tapped=data
            )
            found.append((came, data))
        return found

    async def all(self) -> float:
        """Taps a second, several at once, each its transaction; once the first are through."""
        warm = WARM * len(TAPS)
        await self._these(self.arrivals()[:warm])
        self._update = FIRST_UPDATE
        rest = self.arrivals()[warm:]
        began = time.monotonic()
        await self._these(rest)
        return len(rest) / (time.monotonic() - began)

    async def _these(self, taps: list[tuple[Arrival, str]]) -> None:
        waiting = iter(taps)

        async def some() -> None:
            for came, data in waiting:
                reply = await self.db.run(
                    arrivals.take_in, came, self.now, speech.tap, data, self.now
                )
                assert reply.drafts, data

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))

    def recorded(self) -> list[list[Statement]]:
        """The same, one after another; the statements of each."""
        taps: list[list[Statement]] = []

        def keep(_c: Any, _k: Any, statement: str, values: Any, _x: Any, many: bool) -> None:
            for one in values if many else [values]:
                taps[-1].append((statement, tuple(map(_plain, one))))

        event.listen(self.db._writer, "before_cursor_execute", keep)
        for came, data in self.arrivals():
            taps.append([])
            self.db.write(arrivals.take_in, came, self.now, speech.tap, data, self.now)
        event.remove(self.db._writer, "before_cursor_execute", keep)
        return taps


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def prepare(database: db.Database, now: dt.datetime) -> dict[str, Any]:
    """What is due is sent."""
    return {"sent": deliver(database, now)}


def record(database: db.Database, now: dt.datetime, chats: str, out: str) -> dict[str, Any]:
    """The statements of the taps, kept in a file."""
    found = Tapping(database, now, json.loads(chats)).recorded()
    Path(out).write_bytes(pickle.dumps(found))
    return {"taps": len(found), "statements": sum(map(len, found)) / len(found)}


def tap(database: db.Database, now: dt.datetime, chats: str) -> dict[str, Any]:
    """How many taps a second."""
    return {"rate": asyncio.run(Tapping(database, now, json.loads(chats)).all())}


WHAT: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare,
    "record": record,
    "tap": tap,
    "tick": ticking.tick,
    "month": history.month,
    "age": history.age,
    "read_back": history.read_back,
    "year": history.year,
}
# What isn't measured needn't reach the disk.
UNMEASURED = ("prepare", "record", "month", "year")


def main() -> None:
    what, file, now, *arguments = sys.argv[1:]
    if what in UNMEASURED:
        db.SYNCHRONOUS = "OFF"
    database = db.Database(f"sqlite:///{file}")
    try:
        found = WHAT[what](database, dt.datetime.fromisoformat(now), *arguments)
    finally:
        database.close()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
