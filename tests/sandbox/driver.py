"""One sandbox in this process, and both sides of it by hand."""

from __future__ import annotations

import asyncio
import io
import json
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp.test_utils import TestClient, TestServer

from sandbox.server import make_app

if TYPE_CHECKING:
    from aiohttp import web

    from sandbox.clock import Clock
    from sandbox.store import Store

TOKEN = "123456789:TEST-token-that-opens-nothing-at-all-0"
USERNAME = "family_test_bot"
ALEX, SAM, DANA, MALLORY = 1001, 1002, 1003, 1004


class Driver:
    """The bot and the people, as few words as possible."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.observed: list[tuple[str, dict[str, Any]]] = []
        self.polls = asyncio.Semaphore(0)
        app = make_app(store, TOKEN, USERNAME, clock, self._observe, webhook_wait=0.01)
        self.http: TestClient[web.Request, web.Application] = TestClient(TestServer(app))

    def _observe(self, method: str, params: dict[str, Any]) -> None:
        self.observed.append((method, params))
        if method == "getUpdates":
            self.polls.release()

    async def polled(self) -> None:
        """Until one more getUpdates has arrived; it waits by then."""
        await self.polls.acquire()

    @property
    def url(self) -> str:
        return str(self.http.make_url("")).rstrip("/")

    async def call(self, method: str, params: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        async with self.http.post(f"/bot{TOKEN}/{method}", json=params) as response:
            return response.status, await response.json()

    async def bot(self, method: str, **params: Any) -> Any:
        status, answer = await self.call(method, params)
        assert (status, answer["ok"]) == (200, True), answer
        return answer["result"]

    async def upload(
        self, method: str, files: dict[str, tuple[str, bytes]], **params: Any
    ) -> tuple[int, dict[str, Any]]:
        """A call with files, each in a part of that name, with the name of a file and its bytes."""
        path = f"/bot{TOKEN}/{method}"
        async with self.http.post(path, data=form(files, params)) as response:
            return response.status, await response.json()

    async def sends(self, kind: str, name: str, data: bytes, **params: Any) -> Any:
        """The bot sends Alex a file."""
        method = f"send{kind.capitalize()}"
        status, answer = await self.upload(
            method, {kind: (name, data)}, **{"chat_id": ALEX, **params}
        )
        assert (status, answer["ok"]) == (200, True), answer
        return answer["result"]

    async def download(self, file_id: str) -> bytes:
        """As a bot fetches a file."""
        file = await self.bot("getFile", file_id=file_id)
        async with self.http.get(f"/file/bot{TOKEN}/{file['file_path']}") as response:
            assert response.status == 200
            return await response.read()

    async def refused(self, method: str, **params: Any) -> str:
        """Telegram's own form, and the description alone."""
        status, answer = await self.call(method, params)
        assert answer == {
            "ok": False,
            "error_code": status,
            "description": answer["description"],
        }
        return f"{status} {answer['description']}"

    async def ask(self, path: str, body: Any = None, status: int = 200) -> Any:
        """The people's side and the clock: GET without a body, POST with one."""
        method = "GET" if body is None else "POST"
        async with self.http.request(method, path, json=body) as response:
            answer = await response.json()
            assert response.status == status, answer
            return answer

    async def gives(
        self, person: int, kind: str, name: str, data: bytes, status: int = 200, **fields: Any
    ) -> Any:
        """A person sends a file."""
        body = form({"file": (name, data)}, {"kind": kind, **fields})
        async with self.http.post(f"/people/{person}/messages", data=body) as response:
            answer = await response.json()
            assert response.status == status, answer
            return answer

    async def start(self, *people: int) -> None:
        for person in people:
            await self.ask(f"/people/{person}/start", {"link": ""})

    async def send(self, person: int = ALEX, text: str = "Morning stretch", **more: Any) -> Any:
        return await self.bot("sendMessage", chat_id=person, text=text, **more)

    async def phone(self, person: int = ALEX) -> Any:
        return await self.ask(f"/people/{person}/messages")

    async def updates(self, **params: Any) -> Any:
        return await self.bot("getUpdates", **params)


def form(files: dict[str, tuple[str, bytes]], params: dict[str, Any]) -> aiohttp.FormData:
    """A multipart form; nested values as JSON texts, as clients send them."""
    made = aiohttp.FormData(quote_fields=False)
    for name, value in params.items():
        made.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, (filename, data) in files.items():
        made.add_field(name, io.BytesIO(data), filename=filename)
    return made


def buttons(*labels: str) -> dict[str, Any]:
    """An inline keyboard, one button a row, each with its label as data."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label}] for label in labels]}
