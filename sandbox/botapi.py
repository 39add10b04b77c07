"""The Bot API over HTTP: /bot<token>/<method>, refusals in Telegram's own form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox import checks, methods
from sandbox.refusal import Refused, bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.store import Json
    from sandbox.world import World

    Observe = Callable[[str, Json], None]

WELL_FORMED = re.compile(r"[1-9]\d{0,19}:[A-Za-z0-9_-]{1,80}")
LONGEST_POLL = 50
CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance"
    " is running"
)


def _refusal(refused: Refused) -> web.Response:
    body = {"ok": False, "error_code": refused.code, "description": refused.description}
    return web.json_response(body, status=refused.code)


async def _body(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return await _json(request)
    try:
        form = await request.post()
    except ValueError as error:
        raise bad("can't parse the form") from error
    return dict(form)


async def _json(request: web.Request) -> Json:
    try:
        params = await request.json() if request.can_read_body else {}
    except ValueError as error:
        raise bad("can't parse JSON object") from error
    if not isinstance(params, dict):
        raise bad("can't parse JSON object: Object expected")
    return params


class BotApi:
    """The one bot's door."""

    def __init__(self, world: World, observe: Observe | None = None) -> None:
        self._world = world
        self._observe = observe
        self._polls = 0

    def routes(self) -> list[web.RouteDef]:
        """Methods, and files back."""
        return [
            web.route("*", "/bot{token}/{method}", self._method),
            web.get("/file/bot{token}/{path:.*}", self._file),
            web.route("*", "/bot{anything:.*}", self._nothing),
        ]

    async def _method(self, request: web.Request) -> web.Response:
        try:
            result = await self._result(request)
        except Refused as refused:
            return _refusal(refused)
        except UnicodeEncodeError:
            return _refusal(bad("strings must be encoded in UTF-8"))
        except web.HTTPRequestEntityTooLarge:
            return _refusal(Refused(413, "Request Entity Too Large"))
        return web.json_response({"ok": True, "result": result})

    async def _result(self, request: web.Request) -> Any:
        self._check_token(request)
        method = checks.method_named(request.match_info["method"])
        if method is None or request.method not in {"GET", "POST"}:
            raise Refused(404, "Not Found")
        params = {**request.query, **await _body(request)}
        if self._observe:
            self._observe(method, checks.unfolded(method, params))
        typed = checks.checked(method, params)
        if method == "getUpdates":
            return await self._updates(typed)
        with self._world.store.transaction():
            return methods.TABLE[method](self._world, typed)

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if not WELL_FORMED.fullmatch(token):
            raise Refused(404, "Not Found")
        if token != self._world.token:
            raise Refused(401, "Unauthorized")

    async def _file(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request)
        except Refused as refused:
            return _refusal(refused)
        return _refusal(Refused(404, "Not Found"))

    async def _nothing(self, _request: web.Request) -> web.Response:
        return _refusal(Refused(404, "Not Found"))

    async def _updates(self, params: Json) -> list[Json]:
        """Confirm, then wait until there is something, or until a newer poll takes over."""
        self._confirm(params)
        limit = min(max(params.get("limit", 100), 1), 100)
        seconds = min(max(params.get("timeout", 0), 0), LONGEST_POLL)
        mine = self._take_over()
        updates = await self._world.store.bell.until(
            lambda: self._world.store.updates(self._world.clock.timestamp(), limit),
            lambda found: bool(found) or self._polls != mine,
            seconds,
        )
        if self._polls != mine:
            raise Refused(409, CONFLICT)
        return updates

    def _take_over(self) -> int:
        self._polls += 1
        self._world.store.bell.ring()
        return self._polls

    def _confirm(self, params: Json) -> None:
        store = self._world.store
        with store.transaction():
            if "allowed_updates" in params:
                store.put("allowed_updates", params["allowed_updates"])
            if params.get("offset"):
                store.confirm(params["offset"])
