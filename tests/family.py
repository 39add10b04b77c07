"""Alex, who has ALS; Sam and Kim, who help; Dana, the therapist; Mallory, a stranger.

They use a real Telegram chat each, over HTTP, against the real bot; its clock is in our hands.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col, select

from bot import app, schema, settings
from care import db, store
from sandbox.clock import Clock
from sandbox.server import make_app
from sandbox.store import Store
from tests import contract
from tests.sandbox.driver import form
from tests.sandbox.samples import MP4, SHEET

TOKEN = "123456789:TEST-token-that-opens-nothing-at-all-0"
USERNAME = "family_test_bot"
# A Monday, an hour before the family is up in Berlin.
START = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
BERLIN = "Europe/Berlin"


class HandClock:
    """A clock that moves only when it is told."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at


class Person:
    """Somebody with a phone: what they see, tap and write."""

    def __init__(self, family: "Family", number: int, name: str) -> None:
        self.family, self.number, self.name = family, number, name

    async def chat(self) -> list[dict[str, Any]]:
        """The whole chat as their phone shows it."""
        found = await self.family.ask(f"/people/{self.number}/messages")
        return list(found["messages"])

    async def heard(self) -> list[dict[str, Any]]:
        """What the bot wrote to them."""
        return [message for message in await self.chat() if message["from_bot"]]

    async def texts(self) -> list[str]:
        """What they read: texts, and what stands under a picture."""
        return [words_of(message) for message in await self.heard()]

    async def last(self) -> str:
        """The words at the bottom of their chat."""
        return words_of((await self.heard())[-1])

    async def buttons(self) -> list[str]:
        """The buttons under the message at the bottom."""
        return labels((await self.heard())[-1])

    async def toast(self) -> str:
        found = await self.family.ask(f"/people/{self.number}/messages")
        return str((found["toast"] or {}).get("text") or "")

    async def opens(self, link: str) -> None:
        await self.family.tell(f"/people/{self.number}/start", {"link": link})

    async def says(self, text: str) -> None:
        await self.family.tell(f"/people/{self.number}/messages", {"text": text})

    async def sends_photo(self, caption: str = "", data: bytes = SHEET) -> None:
        """A photo, as from a phone's camera."""
        await self._gives("photo", "sheet.png", data, caption)

    async def sends_video(self, seconds: int = 20, caption: str = "") -> None:
        await self._gives("video", "how.mp4", MP4, caption, duration=str(seconds))

    async def _gives(self, kind: str, name: str, data: bytes, caption: str, **details: str) -> None:
        said = {"kind": kind, "caption": caption, **details}
        url = f"/people/{self.number}/messages"
        body = form({"file": (name, data)}, {k: v for k, v in said.items() if v})
        async with self.family.http.post(url, data=body) as response:
            assert response.status == 200, await response.text()
        await self.family.settle()

    async def shares(self, latitude: float, longitude: float) -> None:
        place = {"latitude": latitude, "longitude": longitude}
        await self.family.tell(f"/people/{self.number}/messages", {"location": place})

    async def find(self, label: str) -> dict[str, Any]:
        """The lowest message that has a button of that label."""
        for message in (await self.heard())[::-1]:
            if label in labels(message):
                return message
        raise AssertionError(f"{self.name} sees no button {label!r}: {await self.texts()}")

    async def taps(self, *wanted: str) -> None:
        """Tap buttons, one after another, each where it is found lowest."""
        for label in wanted:
            message = await self.find(label)
            body = {"message_id": message["message_id"], "button": label}
            await self.family.tell(f"/people/{self.number}/taps", body)

    async def forges(self, message_id: int, data: str) -> None:
        body = {"message_id": message_id, "data": data}
        await self.family.tell(f"/people/{self.number}/taps", body)

    async def blocks(self, blocked: bool = True) -> None:
        await self.family.tell(f"/people/{self.number}/block", {"blocked": blocked})


def words_of(message: dict[str, Any]) -> str:
    """What is to be read in a message: its text, or its picture's caption."""
    return str(message["text"] or message["caption"])


def labels(message: dict[str, Any]) -> list[str]:
    """The labels of a message's buttons."""
    return [button["text"] for row in message["keyboard"] or [] for button in row]


class Family:
    """The family, their Telegram, and the bot; with a key, what they say is encrypted at rest."""

    def __init__(self, database_url: str, key: str | None = None) -> None:
        self.database_url = database_url
        self.key = SecretStr(key) if key else None
        self.clock = HandClock(START)
        self._store = Store(":memory:")
        self._broken: list[str] = []
        self.requests: list[tuple[str, dict[str, Any]]] = []
        web = make_app(
            self._store,
            TOKEN,
            USERNAME,
            Clock(self._store, frozen=START),
            self._observe,
            webhook_wait=0.01,
        )
        self.http: TestClient[Any, Any] = TestClient(TestServer(web))
        self.alex = Person(self, 1001, "Alex")
        self.sam = Person(self, 1002, "Sam")
        self.dana = Person(self, 1003, "Dana")
        self.mallory = Person(self, 1004, "Mallory")
        self.kim = Person(self, 1005, "Kim")
        self.setup_link: str | None = None
        self.registration = settings.Registration.LINK

    def _observe(self, method: str, params: dict[str, Any]) -> None:
        self.requests.append((method, params))
        if found := contract.broken(method, params):
            self._broken.append(found)

    async def __aenter__(self) -> Self:
        await self.http.start_server()
        await self.ask("/people", {"id": 1005, "first_name": "Kim"})
        await self._arrive()
        return self

    def _settings(self, **more: Any) -> settings.Settings:
        return settings.Settings(
            _env_file=None,  # type: ignore[call-arg]
            bot_token=SecretStr(TOKEN),
            telegram_api_url=str(self.http.make_url("")).rstrip("/"),
            database_url=SecretStr(self.database_url),
            registration=self.registration,
            # Their days go by in seconds; the pace has tests of its own (tests/schedules).
            sends_per_second=0,
            data_key=self.key,
            **more,
        )

    async def _arrive(self) -> None:
        found = self._settings()
        if self.key:
            schema.upgrade(self.database_url, found.key)
        self.app = app.build(found, self.clock)
        await self.app.introduce()
        self.setup_link = await self.app.setup_link()

    async def _leave(self) -> None:
        await self.app.close()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._leave()
        await self.http.close()
        self._store.close()
        if error is None:
            assert self._broken == []

    async def restarts(self) -> None:
        """The bot ends and begins again; what it knows is what is in its rows."""
        await self._leave()
        await self._arrive()
        await self.settle()

    async def restarts_after_a_restore(self, restore: Callable[[], None] = lambda: None) -> None:
        """The same, with what a start does about rows that may be older than the last ones."""
        await self._leave()
        restore()
        await self._arrive()
        await self.app.catch_up()
        await self.settle()

    async def ask(self, path: str, body: Any = None) -> Any:
        method = "GET" if body is None else "POST"
        async with self.http.request(method, path, json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def tell(self, path: str, body: Any) -> None:
        """Somebody does something, and the bot deals with it."""
        await self.ask(path, body)
        await self.settle()

    async def settle(self) -> None:
        """Everything that has come in and is due is dealt with."""
        came = await self._take_in()
        await self.app.due.settle()
        while came:
            if came := await self._take_in():
                await self.app.due.settle()
        await asyncio.gather(*self.app.house.errands)

    async def _take_in(self) -> int:
        """How many updates came in."""
        return await self.app.intake.poll(0)

    # The clock

    async def until(self, at: dt.datetime) -> None:
        """The time goes by, and what falls due on the way happens then."""
        while True:
            next_due = await self.app.db.run(store.next_due)
            if next_due is None or next_due > at:
                break
            await self._move(max(next_due, self.clock.at))
        await self._move(at)

    async def _move(self, at: dt.datetime) -> None:
        self.clock.at = at
        self.app.health.moved()
        await self.ask("/clock", {"to": at.isoformat()})
        await self.settle()

    async def later(self, **ahead: float) -> None:
        """So much later: minutes, hours, days."""
        await self.until(self.clock.at + dt.timedelta(**ahead))

    async def at(self, hour: int, minute: int = 0, *, zone: str = BERLIN) -> None:
        """At the next such wall time in a zone."""
        local = self.clock.at.astimezone(ZoneInfo(zone))
        aim = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if aim <= local:
            aim = (aim.replace(tzinfo=None) + dt.timedelta(days=1)).replace(tzinfo=ZoneInfo(zone))
        await self.until(aim.astimezone(dt.UTC))

    async def sleeps_through(self, **ahead: float) -> None:
        """The bot is down for so long: time goes by and nothing happens."""
        self.clock.at += dt.timedelta(**ahead)
        await self.ask("/clock", {"to": self.clock.at.isoformat()})

    # What is common to many stories

    async def alex_is_set_up(self, *, city: str = "Berlin", time: str = "9:00") -> None:
        """Alex has opened the host's link and chosen gentle range of motion."""
        assert self.setup_link
        await self.alex.opens(self.setup_link)
        await self.alex.taps("Yes, I agree", "The exercises are mine")
        await self.alex.says(city)
        await self.alex.taps("Gentle range of motion, daily")
        await self.alex.says(time)

    async def joins(self, who: Person) -> None:
        """Alex invites somebody, and they join."""
        await self.alex.says("/invite")
        link = next(w for w in (await self.alex.last()).split() if w.startswith("https://t.me/"))
        await who.opens(link)
        await who.taps("Yes, I agree")

    # What is in the rows

    async def rows(self, table: type[SQLModel], *where: Any) -> Sequence[Any]:
        """Rows of a table, by id, as they are now."""

        def read(session: Db) -> Sequence[Any]:
            return session.exec(select(table).where(*where).order_by(col(table.id))).all()  # type: ignore[attr-defined]

        return await self.app.db.run(read)

    async def edit(self, change: Callable[[Db], None]) -> None:
        """Change rows by hand, where no door leads there yet."""
        await self.app.db.run(change)


__all__ = ["BERLIN", "START", "Family", "Person", "db", "labels", "words_of"]
