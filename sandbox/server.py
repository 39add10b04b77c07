"""The sandbox as one web application, for this machine only."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.botapi import BotApi
from sandbox.faultside import FaultSide
from sandbox.media import LARGEST_FILE
from sandbox.pageside import HEADERS, PageSide
from sandbox.people import People
from sandbox.pushing import FIRST_WAIT, Deliveries
from sandbox.refusal import Refused
from sandbox.timeside import TimeSide
from sandbox.world import LOOPBACK, World

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.botapi import Observe
    from sandbox.clock import Clock
    from sandbox.store import Store

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Bytes: a file, and what stands around it.
LARGEST_BODY = LARGEST_FILE + 2**16


def make_app(
    store: Store,
    token: str,
    username: str,
    clock: Clock,
    observe: Observe | None = None,
    *,
    webhook_wait: float = FIRST_WAIT,
) -> web.Application:
    """Everything, ready to serve. `observe` sees every Bot API request before it is checked.

    `webhook_wait`: after so many seconds an update that a webhook didn't take comes again.
    """
    here = World(store, clock, token, username)
    app = web.Application(
        middlewares=[_headers, _local_only, _refusals], client_max_size=LARGEST_BODY
    )
    sides = BotApi(here, observe), People(here), TimeSide(here), FaultSide(here), PageSide(here)
    for side in sides:
        app.add_routes(side.routes())
    app.on_shutdown.append(_closes(store))
    app.cleanup_ctx.append(Deliveries(here, webhook_wait).beside)
    return app


def _closes(store: Store) -> Callable[[web.Application], Awaitable[None]]:
    async def close(_app: web.Application) -> None:
        store.bell.close()

    return close


@web.middleware
async def _headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        refusal.headers.update(HEADERS)
        raise
    response.headers.update(HEADERS)
    return response


@web.middleware
async def _local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A web page from elsewhere must not reach the sandbox through its visitor's browser."""
    if _hostname(f"//{request.host}") not in LOOPBACK:
        return _error(Refused(403, "this sandbox answers on loopback only"))
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != f"http://{request.host}"
    if foreign or request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        return _error(Refused(403, "this sandbox answers its own page only"))
    return await handler(request)


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


@web.middleware
async def _refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refused as refused:
        return _error(refused)
    except (ConnectionError, web.RequestPayloadError):
        # A bot that was killed in the middle of its request: nobody waits for this.
        return _error(Refused(400, "the connection was closed"))
    except web.HTTPRequestEntityTooLarge:
        return _error(Refused(413, f"at most {LARGEST_FILE} bytes"))
    except UnicodeEncodeError:
        return _error(Refused(400, "half a character isn't text"))


def _error(refused: Refused) -> web.Response:
    return web.json_response({"error": refused.description}, status=refused.code)
