"""The line between the bot and its Telegram: what goes over it is seen, held, and cut."""

import asyncio
import email
import email.policy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from sandbox import checks
from tests import contract
from tests.endtoend.programs import PATIENCE, until

Params = dict[str, Any]
SENDS = frozenset({"sendMessage", "sendPhoto", "sendVideo", "sendDocument"})
DRAWS = SENDS | {"editMessageText", "editMessageCaption"}


@dataclass
class Call:
    """One request of the bot's, and whether it came through; `done` is false while it is held."""

    method: str
    params: Params
    took_effect: bool = False
    done: bool = False


@dataclass
class Hold:
    """The next request that matches is held: before it takes effect, or after."""

    matches: Callable[[str, Params], bool]
    after: bool
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        """Until the request is here."""
        async with asyncio.timeout(PATIENCE):
            await self.reached.wait()

    async def _stand(self) -> None:
        self.reached.set()
        await self.over.wait()


class Wire:
    """A small proxy on loopback."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.url = ""
        self.calls: list[Call] = []
        self.broken: list[str] = []
        self.offset = 0
        self._hold: Hold | None = None
        self._followed = -1
        self.told: set[int] = set()

    async def open(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None)
        )

    async def close(self) -> None:
        if self._hold:
            self._hold.over.set()
        await self._runner.cleanup()
        await self._client.close()

    def hold(self, matches: Callable[[str, Params], bool], *, after: bool = False) -> Hold:
        """Hold the next request that matches."""
        self._hold = Hold(matches, after)
        return self._hold

    def cut(self) -> None:
        """What was held is dropped: the bot at the other end is gone."""
        if self._hold:
            self._hold.over.set()
        self._hold = None

    def forget(self) -> None:
        """Another bot: what the last one knew is gone."""
        self._followed = -1
        self.told.clear()

    async def follows(self, version: int) -> None:
        """Wait until the bot has the clock in this version."""
        await until(lambda: self._followed >= version, "the bot follows the clock")

    async def quiet(self) -> None:
        """Nothing is being drawn."""
        await until(lambda: all(call.done for call in self.calls), "the line is quiet")

    def sent(self, start: int = 0) -> list[tuple[int, str]]:
        """The chat and the text of every new message that came through."""
        return [
            (int(call.params["chat_id"]), call.params.get("text") or call.params.get("caption", ""))
            for call in self.calls[start:]
            if call.method in SENDS and call.took_effect
        ]

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.read()
        except ConnectionError:
            return _hang_up(request)
        if not request.path.startswith("/bot"):
            self._followed = max(self._followed, int(request.query.get("version", "-1")))
            return await self._forward(request, body)
        method = request.path.rpartition("/")[2]
        said = {**request.query, **await _said(request, body)}
        params = checks.unfolded(method, said)
        if found := contract.broken(method, params):
            self.broken.append(found)
        call = Call(method, params)
        if method in DRAWS:
            self.calls.append(call)
        try:
            return await self._call(request, body, call)
        finally:
            call.done = True

    async def _call(self, request: web.Request, body: bytes, call: Call) -> web.StreamResponse:
        hold = self._hold if self._hold and self._hold.matches(call.method, call.params) else None
        if hold:
            self._hold = Hold(lambda method, params: False, after=False, over=hold.over)
        if hold and not hold.after:
            await hold._stand()
            return _hang_up(request)
        answer = await self._forward(request, body)
        call.took_effect = answer.status == 200
        if call.method == "getUpdates" and call.took_effect:
            self._note_updates(answer)
            self.offset = max(self.offset, int(call.params.get("offset") or 0))
        if hold:
            await hold._stand()
            return _hang_up(request)
        return answer

    def _note_updates(self, answer: web.Response) -> None:
        assert isinstance(answer.body, bytes)
        self.told.update(update["update_id"] for update in json.loads(answer.body)["result"])

    async def _forward(self, request: web.Request, body: bytes) -> web.Response:
        """To the sandbox, and its answer; `told` is what the present bot was given to take in."""
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


def _hang_up(request: web.Request) -> web.Response:
    """The line is cut without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)
