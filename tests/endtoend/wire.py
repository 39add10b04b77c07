"""The line between the bot and its Telegram: what goes over it is seen, counted, and cut."""

import asyncio
import email
import email.policy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from sandbox import checks
from tests import contract

Params = dict[str, Any]
SENDS = frozenset({"sendMessage", "sendPhoto", "sendVideo", "sendDocument"})
GONE_QUIET = 0.1


@dataclass(frozen=True)
class Sent:
    """A message that came through: during which step, and its words at that time."""

    step: int
    words: str


class Wire:
    """A small proxy on loopback. `reaches` is told each point; where it says so, the line is cut.

    A call's points: it leaves, and nothing has happened yet; it was answered, and the answer isn't
    there yet. Of the polls those count that bring something or confirm something.
    """

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.url = ""
        self.broken: list[str] = []
        self.reaches: Callable[[str], bool] = lambda _: False
        self.step = 0
        self.sent: dict[tuple[int, int], Sent] = {}
        self.told: set[int] = set()
        self._offset = 0
        self._calls = 0
        self._bots = 0
        self._parked = False
        self.followed = -1

    async def open(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=GONE_QUIET)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None)
        )

    async def close(self) -> None:
        await self._runner.cleanup()
        await self._client.close()

    def forget(self) -> None:
        """Another bot: what the last one knew is gone."""
        self.followed, self._offset, self._parked = -1, 0, False
        self._bots += 1
        self.told.clear()

    def is_empty(self) -> bool:
        """No call is under way."""
        return self._calls == 0

    def is_quiet(self) -> bool:
        """Nothing is under way but a poll that waits for something to happen."""
        return self.is_empty() and self._parked

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.read()
        except ConnectionError:
            return _hang_up(request)
        if not request.path.startswith("/bot"):
            self.followed = max(self.followed, int(request.query.get("version", "-1")))
            return await self._forward(request, body)
        method = request.path.rpartition("/")[2]
        params = checks.unfolded(method, {**request.query, **await _said(request, body)})
        if found := contract.broken(method, params):
            self.broken.append(found)
        if method == "getUpdates":
            return await self._poll(request, body, params)
        self._calls += 1
        try:
            return await self._call(request, body, method, params)
        finally:
            self._calls -= 1

    async def _call(
        self, request: web.Request, body: bytes, method: str, params: Params
    ) -> web.StreamResponse:
        name = f"{method} to {params['chat_id']}" if "chat_id" in params else method
        if self.reaches(f"{name} leaves"):
            return _hang_up(request)
        answer = await self._forward(request, body)
        if method in SENDS and answer.status == 200:
            self._note_sent(answer, params)
        return _hang_up(request) if self.reaches(f"{name} is answered") else answer

    def _note_sent(self, answer: web.Response, params: Params) -> None:
        where = (int(params["chat_id"]), int(_result(answer)["message_id"]))
        words = params.get("text") or params.get("caption", "")
        self.sent[where] = Sent(self.step, words)

    async def _poll(self, request: web.Request, body: bytes, params: Params) -> web.StreamResponse:
        offset, waits = int(params.get("offset") or 0), int(params.get("timeout") or 0) > 0
        confirms = offset > self._offset and bool(self.told)
        if confirms and self.reaches("getUpdates that confirms leaves"):
            return _hang_up(request)
        self._offset = max(self._offset, offset)
        bot, self._parked = self._bots, waits
        asked = asyncio.ensure_future(self._forward(request, body))
        try:
            if confirms:
                await self._takes_effect(asked)
                if self.reaches("getUpdates that confirms is answered"):
                    return _hang_up(request)
            answer = await asked
        finally:
            asked.cancel()
            self._parked = self._parked and bot != self._bots
        return _hang_up(request) if self._brings(answer) else answer

    async def _takes_effect(self, asked: "asyncio.Future[web.Response]") -> None:
        """The sandbox has forgotten what was confirmed; an answer may be long in coming."""
        while not asked.done():
            async with self._client.get(f"{self.upstream}/updates") as answer:
                if not (await answer.json())["pending"]:
                    return
            await asyncio.sleep(0.002)

    def _brings(self, answer: web.Response) -> bool:
        """Note what the present bot was given to take in; whether it dies of that."""
        brought = {update["update_id"] for update in _result(answer) or ()}
        self.told.update(brought)
        return bool(brought) and self.reaches("getUpdates that brings something is answered")

    async def _forward(self, request: web.Request, body: bytes) -> web.Response:
        """To the sandbox, and its answer."""
        kind = {"Content-Type": request.headers.get("Content-Type", "")}
        url = f"{self.upstream}{request.path_qs}"
        try:
            async with self._client.request(
                request.method, url, data=body or None, headers=kind if body else None
            ) as answer:
                content = await answer.read()
                return web.Response(
                    status=answer.status, body=content, content_type=answer.content_type
                )
        except aiohttp.ClientError:
            return _hang_up(request)


async def _said(request: web.Request, body: bytes) -> dict[str, Any]:
    """What a form says: texts, and files as a client names them there."""
    if not request.content_type.startswith("multipart/"):
        return dict(await request.post())
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    form = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    found = {}
    for part in form.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        found[name] = f"attach://{name}" if part.get_filename() else data.decode()
    return found


def _result(answer: web.Response) -> Any:
    """What an answer of the Bot API holds, if it is one."""
    return json.loads(answer.body).get("result") if isinstance(answer.body, bytes) else None


def _hang_up(request: web.Request) -> web.Response:
    """The line is cut without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)
