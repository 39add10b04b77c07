"""The Bot API over HTTP: /bot<token>/<method> and the files, refusals in Telegram's own form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox import checks, methods
from sandbox.faults import DOWNLOAD
from sandbox.forms import form_fields
from sandbox.meeting import meet, refusal
from sandbox.polling import Polling
from sandbox.refusal import Refused, bad

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.files import Upload
    from sandbox.store import Json
    from sandbox.world import World

    Observe = Callable[[str, Json], None]

WELL_FORMED = re.compile(r"[1-9]\d{0,19}:[A-Za-z0-9_-]{1,80}")
LONGEST_JSON = 2**20


@dataclass(frozen=True)
class Call:
    """A request that was read and checked; `params` has what was uploaded, by part."""

    method: str
    params: Json


async def _body(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """The parameters, and the files by the names of their parts."""
    if request.content_type == "application/json":
        return await _json(request), {}
    try:
        texts, uploads = await form_fields(request)
    except ValueError as error:
        raise bad("can't parse the form") from error
    return texts, uploads


async def _json(request: web.Request) -> Json:
    if len(body := await request.read()) > LONGEST_JSON:
        raise Refused(413, "Request Entity Too Large")
    try:
        params = await request.json() if body else {}
    except ValueError as error:
        raise bad("can't parse JSON object") from error
    if not isinstance(params, dict):
        raise bad("can't parse JSON object: Object expected")
    return params


def _with_uploads(method: str, params: Json, uploads: dict[str, Upload]) -> Json:
    """A file in the part of a parameter is named like one that the parameter points at."""
    known = checks.METHODS[method]
    return params | {name: f"attach://{name}" for name in uploads if name in known}


class BotApi:
    """The one bot's door."""

    def __init__(self, world: World, observe: Observe | None = None) -> None:
        self._world = world
        self._observe = observe
        self._polling = Polling(world)

    def routes(self) -> list[web.RouteDef]:
        """Methods, and files back."""
        return [
            web.route("*", "/bot{token}/{method}", self._method),
            web.get("/file/bot{token}/{path:.*}", self._file),
            web.route("*", "/bot{anything:.*}", self._nothing),
        ]

    async def _method(self, request: web.Request) -> web.StreamResponse:
        try:
            call = await self._call(request)
        except Refused as refused:
            return refusal(refused)
        except UnicodeEncodeError:
            return refusal(bad("strings must be encoded in UTF-8"))
        except web.HTTPRequestEntityTooLarge:
            return refusal(Refused(413, "Request Entity Too Large"))
        return await self._met(request, call, lambda: self._answer(call))

    async def _met(
        self, request: web.Request, call: Call, answer: Callable[[], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        fault = self._world.faults.take(call.method, self._chat(call))
        if fault is None:
            return await answer()
        self._world.store.bell.ring()
        return await meet(self._world, fault, request, answer)

    def _chat(self, call: Call) -> int | None:
        if "callback_query_id" in call.params:
            query_id = str(call.params["callback_query_id"])
            return self._world.store.query_of(query_id, self._world.clock.timestamp())
        return call.params.get("chat_id")

    async def _call(self, request: web.Request) -> Call:
        self._check_token(request)
        method = checks.method_named(request.match_info["method"])
        if method is None or request.method not in {"GET", "POST"}:
            raise Refused(404, "Not Found")
        body, uploads = await _body(request)
        params = _with_uploads(method, {**request.query, **body}, uploads)
        if self._observe:
            self._observe(method, checks.unfolded(method, params))
        return Call(method, checks.checked(method, params) | {"uploads": uploads})

    async def _answer(self, call: Call) -> web.Response:
        try:
            result = await self._result(call)
        except Refused as refused:
            return refusal(refused)
        except UnicodeEncodeError:
            return refusal(bad("strings must be encoded in UTF-8"))
        return web.json_response({"ok": True, "result": result})

    async def _result(self, call: Call) -> Any:
        if call.method == "getUpdates":
            return await self._polling.updates(call.params)
        with self._world.store.transaction():
            return methods.TABLE[call.method](self._world, call.params)

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if not WELL_FORMED.fullmatch(token):
            raise Refused(404, "Not Found")
        if token != self._world.token:
            raise Refused(401, "Unauthorized")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
        except Refused as refused:
            return refusal(refused)
        path = request.match_info["path"]
        return await self._met(request, Call(DOWNLOAD, {}), lambda: self._download(path))

    async def _download(self, path: str) -> web.Response:
        files = self._world.store.files
        file_id = files.id_at(path)
        if file_id is None:
            return refusal(Refused(404, "Not Found"))
        return web.Response(body=files.data(file_id), content_type="application/octet-stream")

    async def _nothing(self, _request: web.Request) -> web.Response:
        return refusal(Refused(404, "Not Found"))
