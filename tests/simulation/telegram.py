"""The sandbox's Bot API in this process: the same code, without a socket in between.

The bot's own HTTP client (`bot.wire` over aiohttp) speaks into sockets that end at `Line`, which
hands the requests to `sandbox.botapi`; errors are aiohttp's own.
"""

import asyncio
import datetime as dt
import email
import email.policy
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp.client_proto import ResponseHandler

from sandbox import checks, polling
from sandbox.botapi import BotApi, Call
from sandbox.files import Upload
from sandbox.people import People
from sandbox.refusal import Refused
from sandbox.store import Store
from sandbox.world import World
from tests.simulation.loop import VirtualLoop
from tests.simulation.weather import GET_UPDATES, Weather

TOKEN = "123456789:TEST-token-that-opens-nothing-at-all-0"
USERNAME = "family_test_bot"
# A Monday, at midnight in UTC; two changes of the clocks lie in any year after it.
EPOCH = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
SENDS = frozenset({"sendMessage", "sendPhoto", "sendVideo", "sendDocument"})
EDITS = frozenset({"editMessageText", "editMessageCaption", "editMessageReplyMarkup"})
# So many messages of a chat stay on a phone.
KEPT = 120
Params = dict[str, Any]


class TrueTime:
    """What o'clock it really is, by the loop. The bot's own clock may be wrong, this one isn't."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def now(self) -> dt.datetime:
        return EPOCH + dt.timedelta(seconds=self._loop.now)

    def timestamp(self) -> float:
        return self.now().timestamp()


class Telegram:
    """One Telegram: people's phones on one side, the Bot API on the other."""

    def __init__(self, loop: VirtualLoop, rng: random.Random) -> None:
        self.store = Store(":memory:")
        self.time = TrueTime(loop)
        self.world = World(self.store, self.time, TOKEN, USERNAME)  # type: ignore[arg-type]
        self.api = BotApi(self.world)
        self.people = People(self.world)
        self.rng = rng
        self.sent = 0
        polling.LONGEST_POLL = 100

    # What people do

    def adds(self, person: int, name: str, language: str = "en") -> None:
        with self.store.transaction():
            self.store.add_person(person, name, None, language)

    def renames(self, person: int, name: str) -> None:
        with self.store.transaction():
            query = "UPDATE person SET first_name = ? WHERE id = ?"
            self.store._db.execute(query, (name, person))

    def says(self, person: int, content: Params) -> int:
        """A message of theirs, by its part of Telegram's Message: {"text": ...}; its update's id.

        Who writes has unblocked the bot.
        """
        found = self.store.person(person)
        assert found
        with self.store.transaction():
            if found.blocked:
                self.people._set_blocked(found, blocked=False)
            self.people._say(found, content)
            return self._latest_update()

    def taps(self, person: int, message_id: int, data: str) -> tuple[str, int]:
        """A tap on a button, as it lay there or forged; the query's and the update's id."""
        found = self.store.person(person)
        assert found
        message = self.store.message(person, message_id)
        there = message.body if message else {"message_id": message_id, "date": 0}
        body = there | {"chat": self.world.chat_of(found)}
        with self.store.transaction():
            query_id = self.people._deliver_tap(found, body, data)
            return query_id, self._latest_update()

    def blocks(self, person: int, blocked: bool) -> int:
        """The bot is blocked, or let in again; the update's id, 0 where it was so already."""
        found = self.store.person(person)
        assert found
        with self.store.transaction():
            if found.blocked == blocked:
                return 0
            self.people._set_blocked(found, blocked)
            return self._latest_update()

    def _latest_update(self) -> int:
        """The id of the update that was queued last."""
        return int(self.store._db.execute("SELECT last_insert_rowid()").fetchone()[0])

    def shows(self, person: int, most: int = 12) -> list[Params]:
        """The last messages on a phone, the newest first."""
        rows = self.store._all(
            "SELECT body FROM message WHERE chat_id = ? AND NOT deleted"
            " ORDER BY message_id DESC LIMIT ?",
            person, most,
        )  # fmt: skip
        return [json.loads(row["body"]) for row in rows]

    def forgets_old(self) -> None:
        """Phones keep the last messages only; a year of them would fill this machine."""
        with self.store.transaction():
            self.store._db.execute(
                "DELETE FROM message WHERE message_id <= (SELECT max(m.message_id) FROM message m"
                " WHERE m.chat_id = message.chat_id) - ?",
                (KEPT,),
            )
            self.store._db.execute(
                "DELETE FROM query WHERE expires < ?", (self.time.timestamp() - 3600,)
            )
            self.store._db.execute("DELETE FROM file")

    # What the bot calls

    async def answers(self, method: str, params: Params) -> tuple[int, bytes]:
        """A call takes effect."""
        try:
            said = {name: value for name, value in params.items() if name != "uploads"}
            call = Call(method, checks.checked(method, said) | {"uploads": params["uploads"]})
        except Refused as refused:
            raise AssertionError(f"{method}: {refused.description}") from refused
        answer = await self.api._answer(call)
        assert isinstance(answer.body, bytes)
        body = answer.body
        if method == GET_UPDATES:
            body = self._in_disorder(body)
        return answer.status, body

    def _in_disorder(self, body: bytes) -> bytes:
        """Now and then updates come in another order than they were made in."""
        told = json.loads(body)
        if isinstance(told.get("result"), list) and self.rng.random() < 0.05:
            self.rng.shuffle(told["result"])
        return json.dumps(told).encode()


def _form(kind: str, raw: bytes) -> Params:
    """The parameters of a request, and what is uploaded with it."""
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(raw.decode(), keep_blank_values=True)) | {"uploads": {}}
    message = email.message_from_bytes(
        f"Content-Type: {kind}\r\n\r\n".encode() + raw, policy=email.policy.HTTP
    )
    said: Params = {"uploads": {}}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        if part.get_filename():
            said["uploads"][name] = Upload(str(part.get_filename()), part.get_content_type(), data)
            said[name] = f"attach://{name}"
        else:
            said[name] = data.decode()
    return said


class Line:
    """Between the bot and its Telegram. `on_effect` sees each call that took effect."""

    def __init__(self, telegram: Telegram, weather: Weather, loop: VirtualLoop) -> None:
        self.telegram, self.weather, self.loop = telegram, weather, loop
        self.on_effect: Callable[[str, Params, Params], None] = lambda method, asked, told: None
        self.is_cut: Callable[[], bool] = lambda: False
        self.calls = 0

    def meets(self, path: str) -> tuple[str, str | None]:
        """Which method is called, and what that call meets."""
        method = checks.method_named(path.rpartition("/")[2])
        assert method, path
        self.calls += 1
        return method, self.weather.meets(method, self.loop.now)

    async def answers(self, method: str, kind: str | None, params: Params) -> bytes | None:
        """What comes back; nothing where the line is closed. A call that hangs doesn't end."""
        await asyncio.sleep(self.weather.seconds())
        match kind:
            case "429":
                wait = self.weather.rng.choice((1, 3, 20, 90))
                told = {"error_code": 429, "parameters": {"retry_after": wait}}
                return _refusal(429, f"Too Many Requests: retry after {wait}", told)
            case "500":
                return _refusal(500, "Internal Server Error", {})
            case "502":
                return _http(502, b"<html>502 Bad Gateway</html>")
            case "closed before":
                return None
            case "hangs before":
                await asyncio.Event().wait()
        if self.is_cut():
            return None
        status, body = await self.telegram.answers(method, params)
        self.on_effect(method, params, json.loads(body))
        if kind == "hangs after":
            await asyncio.Event().wait()
        await asyncio.sleep(self.weather.seconds())
        answer = _http(status, body)
        return {None: answer, "truncated": answer[:-1]}.get(kind)


class Connector(aiohttp.BaseConnector):
    """Its sockets end at a line: each for one call."""

    def __init__(self, line: Line) -> None:
        super().__init__(force_close=True, limit=0)
        self._line = line

    async def _create_connection(
        self, req: aiohttp.ClientRequest, *_: Any, **__: Any
    ) -> ResponseHandler:
        method, kind = self._line.meets(req.url.path)
        if kind == "no connection":
            raise aiohttp.ClientConnectorError(req.connection_key, OSError("no route to host"))
        protocol = self._factory()
        protocol.connection_made(_Socket(self._line, protocol, method, kind))
        return protocol


class _Socket(asyncio.Transport):
    """One call. Who closes it before the answer is here doesn't hear what comes of it."""

    def __init__(
        self, line: Line, protocol: ResponseHandler, method: str, kind: str | None
    ) -> None:
        super().__init__()
        self._line, self._protocol, self._met = line, protocol, (method, kind)
        self._said = b""
        self._call: asyncio.Task[None] | None = None
        self._closing = False

    def write(self, data: Any) -> None:
        self._said += data
        head, end, body = self._said.partition(b"\r\n\r\n")
        said = email.message_from_bytes(head.partition(b"\r\n")[2])
        if end and len(body) == int(said["Content-Length"]):
            self._call = asyncio.create_task(self._speak(_form(said["Content-Type"], body)))

    async def _speak(self, params: Params) -> None:
        answer = await self._line.answers(*self._met, params)
        if answer and not self._closing:
            self._protocol.data_received(answer)
        self.close()

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._line.loop.call_soon(self._over)

    def abort(self) -> None:
        self.close()

    def _over(self) -> None:
        if self._call:
            self._call.cancel()
        self._protocol.connection_lost(None)


def _http(status: int, body: bytes) -> bytes:
    return f"HTTP/1.1 {status} -\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _refusal(code: int, words: str, more: Params) -> bytes:
    told = {"ok": False, "error_code": code, "description": words} | more
    return _http(code, json.dumps(told).encode())
