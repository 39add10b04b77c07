"""A Bot API of a few lines: it answers what a test tells it to, or hangs up."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot

from bot import wire
from care.ports import Made, Paper

TOKEN = "123456789:TEST-token-that-opens-nothing-at-all-0"
NOW = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
MESSAGE = {"message_id": 77, "date": 1, "chat": {"id": 1001, "type": "private"}, "text": "x"}
ME = {"id": 123456789, "is_bot": True, "first_name": "Family", "username": "family_test_bot"}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


CLOSING = web.AppKey("CLOSING", asyncio.Event)


class StillClock:
    """A clock that stands, or is set by hand."""

    def __init__(self, at: dt.datetime = NOW) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at


class NoPress:
    """For messages in which no paper is to be made."""

    async def make(self, paper: Paper) -> Made | None:
        raise AssertionError(paper.kind)


class Tiny:
    """It knows who it is; else `answers` come in turn, the last one again and again."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [says({"ok": True, "result": MESSAGE})]
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.files: list[tuple[str, bytes]] = []
        self.files_there: dict[str, bytes] = {}
        self.called = asyncio.Condition()
        app = web.Application(client_max_size=2**25)
        self.closing = app[CLOSING] = asyncio.Event()
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        self.server = TestServer(app)

    async def _method(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["method"] == "getMe":
            return web.json_response({"ok": True, "result": ME})
        said = await request.post()
        params = {key: str(value) for key, value in said.items()}
        sent = [value for value in said.values() if isinstance(value, web.FileField)]
        self.files += [(one.filename, one.file.read()) for one in sent]
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        async with self.called:
            self.calls.append((request.match_info["method"], params))
            self.called.notify_all()
        return await answer(request)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=self.files_there[request.match_info["path"]])

    async def until_called(self, times: int) -> None:
        async with self.called:
            await asyncio.wait_for(self.called.wait_for(lambda: len(self.calls) >= times), 10)

    @property
    def offsets(self) -> list[int]:
        """The offsets that getUpdates was called with."""
        return [int(p.get("offset", 0)) for method, p in self.calls if method == "getUpdates"]

    @asynccontextmanager
    async def bot(self, read_timeout: float = 10) -> AsyncIterator[Bot]:
        """python-telegram-bot over this server."""
        url = str(self.server.make_url("")).rstrip("/")
        requests = [wire.AiohttpRequest(url, 8, read=read_timeout) for _ in range(2)]
        bot = Bot(
            TOKEN,
            f"{url}/bot",
            f"{url}/file/bot",
            request=requests[0],
            get_updates_request=requests[1],
        )
        async with bot:
            yield bot


def says(body: object, status: int = 200) -> Answer:
    """An answer in JSON."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return answer


def refuses(status: int, description: str, **parameters: object) -> Answer:
    """A refusal in Telegram's own form."""
    body: dict[str, object] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return says(body, status)


def shows(text: str, status: int) -> Answer:
    """Something that isn't Telegram: a proxy's page."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(text=text, status=status, content_type="text/html")

    return answer


async def hangs_up(request: web.Request) -> web.StreamResponse:
    """The line breaks before an answer."""
    assert request.transport
    request.transport.close()
    return web.Response()


async def truncates(request: web.Request) -> web.StreamResponse:
    """The line breaks in the middle of an answer."""
    body = json.dumps({"ok": True, "result": MESSAGE}).encode()
    response = web.StreamResponse(headers={"Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[:20])
    assert request.transport
    request.transport.close()
    return response


async def never(request: web.Request) -> web.StreamResponse:
    """No answer as long as the test lasts."""
    await request.app[CLOSING].wait()
    return web.Response()
