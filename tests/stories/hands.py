"""Alex's hands and what is on the phone: the real doors, at the pace of the monkey test."""

import asyncio
import datetime as dt
import random
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session as Db
from sqlmodel import col, select

from care import buttons, models, rules, store
from care.kinds import Kind, Sending, State
from sandbox.clock import Clock
from tests.family import BERLIN, Family, Person
from tests.stories import steps

ON_CARDS = (Sending.SENDING, Sending.SENT, Sending.UNKNOWN)


@dataclass(frozen=True)
class Key:
    """A button where it lies: its row counted from the lower edge, its reach from left to right."""

    row: int
    left: float
    right: float
    label: str
    data: str

    @property
    def verb(self) -> str:
        return self.tap.verb

    @property
    def value(self) -> str:
        return self.tap.value

    @property
    def tap(self) -> buttons.Tap:
        found = buttons.read(self.data)
        assert found
        return found


def keys_of(keyboard: list[list[dict[str, str]]]) -> list[Key]:
    """A message's buttons with their places."""
    return [
        Key(row, n / len(line), (n + 1) / len(line), one["text"], one["callback_data"])
        for row, line in enumerate(reversed(keyboard))
        for n, one in enumerate(line)
    ]


def under(keys: list[Key], row: int, across: float) -> Key | None:
    """What lies at a place."""
    return next((k for k in keys if k.row == row and k.left <= across < k.right), None)


@dataclass(frozen=True)
class Look:
    """What is true at a moment: the rows that can have changed since the last look."""

    now: dt.datetime
    circle: models.Circle
    sessions: dict[int, models.Session]
    cards: dict[int, list[models.Message]]
    answers: list[models.Answer]
    sent: list[models.Message]
    aside: int

    @property
    def day(self) -> dt.date:
        return self.local.date()

    @property
    def local(self) -> dt.datetime:
        return self.now.astimezone(ZoneInfo(BERLIN))

    def current(self, session: models.Session) -> models.Message | None:
        """The one card that asks, where it reached the person."""
        rows = self.cards.get(session.id, [])
        return next((row for row in rows if row.id == session.card_id), None)


class Hands:
    """Alex taps, writes and waits, always through Telegram; what was said is in `said`."""

    def __init__(self, family: Family, seed: int) -> None:
        self.family, self.alex, self.rng = family, family.alex, random.Random(seed)
        self.phone = family._store
        self.said: dict[int, list[models.Answer]] = {}
        self.look = Look(family.clock.at, models.Circle(), {}, {}, [], [], 0)  # type: ignore[call-arg]
        self._told = 0
        self._sent: set[int] = set()
        self._clock = Clock(self.phone)

    # The phone

    def keys(self, telegram_id: int) -> list[Key]:
        """The buttons of one message in Alex's chat."""
        found = self.phone.message(self.alex.number, telegram_id)
        assert found, "a message is gone"
        return keys_of(found.body.get("reply_markup", {}).get("inline_keyboard", []))

    def text(self, telegram_id: int) -> str:
        found = self.phone.message(self.alex.number, telegram_id)
        return str(found.body["text"]) if found else ""

    def chat(self, who: Person) -> list[tuple[str, Any, bool]]:
        """All that is to be seen in a chat."""
        return [
            (m.body.get("text", ""), m.body.get("reply_markup"), m.silent)
            for m in self.phone.messages(who.number)
        ]

    def toast(self) -> str:
        person = self.phone.person(self.alex.number)
        return str((person and person.toast and person.toast.get("text")) or "")

    # The doors

    async def sends(self, telegram_id: int, *data: str) -> None:
        """Taps that reach the bot together."""
        path = f"/people/{self.alex.number}/taps"
        for one in data:
            await self.family.ask(path, {"message_id": telegram_id, "data": one})
        await self._deals()

    async def writes(self, text: str) -> None:
        await self.family.ask(f"/people/{self.alex.number}/messages", {"text": text})
        await self._deals()

    async def _deals(self) -> None:
        """What `family.settle` does, without asking once more whether anything else came."""
        app = self.family.app
        await app.intake.poll(0)
        await app.due.settle()
        await asyncio.gather(*app.house.errands)

    async def waits(self, until: dt.datetime) -> None:
        """The time goes by, and what falls due on the way happens then."""
        while True:
            due = await self.family.app.db.read(store.next_due)
            if due is None or due > until:
                break
            self._moves(max(due, self.family.clock.at))
            await self.family.app.due.settle()
        self._moves(until)

    def _moves(self, at: dt.datetime) -> None:
        self.family.clock.at = at
        self.family.app.health.moved()
        self._clock.move(at)

    # What is in the rows

    async def looks(self) -> Look:
        """Look at what changed since the last look."""
        before, told = self.look, self._told
        known = [one.id for one in before.sessions.values() if one.state == State.OPEN]
        now = self.family.clock.at

        def read(db: Db) -> Look:
            circle = db.exec(select(models.Circle)).one()
            is_open = col(models.Session.state) == State.OPEN
            wanted = select(models.Session).where(is_open | col(models.Session.id).in_(known))
            sessions = {one.id: one for one in db.exec(wanted.order_by(col(models.Session.id)))}
            return Look(
                now,
                circle,
                sessions,
                _cards(db, list(sessions)),
                list(db.exec(select(models.Answer).where(col(models.Answer.id) > told))),
                list(
                    db.exec(select(models.Message).where(col(models.Message.sent_at) >= before.now))
                ),
                len(db.exec(select(models.Aside)).all()),
            )

        found = await self.family.app.db.read(read)
        fresh = [row for row in found.sent if row.id not in self._sent]
        self._sent.update(row.id for row in fresh)
        for answer in found.answers:
            self._told = max(self._told, answer.id)
            if answer.session_id is not None:
                self.said.setdefault(answer.session_id, []).append(answer)
        found.sent[:] = fresh
        self.look = found
        return found

    def record(self, session_id: int) -> rules.Record:
        """What counts of a session."""
        return rules.record(self.said.get(session_id, []))


def _cards(db: Db, sessions: list[int]) -> dict[int, list[models.Message]]:
    wanted = select(models.Message).where(
        col(models.Message.session_id).in_(sessions),
        col(models.Message.state).in_(ON_CARDS),
        col(models.Message.kind) != Kind.CLOSE,
    )
    found: dict[int, list[models.Message]] = {}
    for row in db.exec(wanted.order_by(col(models.Message.id))):
        found.setdefault(row.session_id or 0, []).append(row)
    return found


async def at_home(family: Family, *, large: bool) -> None:
    """Alex with three routines, one early, one late, one when the aide comes; Sam reads."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await steps.add_routine(family, "Hands", dt.time(20, 45))
    await steps.add_routine(
        family, "With the aide", dt.time(10), days=("tue", "fri"), helper_comes=True
    )

    def wish(db: Db) -> None:
        person = store.patient(db, 1)
        assert person
        person.large_buttons = large

    await family.edit(wish)
