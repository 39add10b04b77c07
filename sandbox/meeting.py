"""How a fault is met on the wire."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.refusal import Refused, bad, forbidden

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.faults import Fault
    from sandbox.world import World

    Answer = Callable[[], Awaitable[web.Response]]

LOOK_SECONDS = 0.02
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad"
    " Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


def refusal(refused: Refused) -> web.Response:
    """In Telegram's own form."""
    more = {"parameters": refused.parameters} if refused.parameters else {}
    body = {"ok": False, "error_code": refused.code, "description": refused.description} | more
    return web.json_response(body, status=refused.code)


async def meet(
    here: World, fault: Fault, request: web.Request, answer: Answer
) -> web.StreamResponse:
    """What the client gets; `answer` is the call itself, which may never be made."""
    if fault.kind == "bad_gateway":
        return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
    if fault.kind == "truncated":
        return await _truncated(request, await answer())
    if fault.kind == "closed":
        return await _closed(fault, request, answer)
    if fault.kind == "hang":
        return await _hanging(here, fault, request, answer)
    return refusal(_refused(fault))


def _refused(fault: Fault) -> Refused:
    after, moved = fault.retry_after, fault.migrate_to
    return {
        "too_many_requests": Refused(
            429, f"Too Many Requests: retry after {after}", {"retry_after": after}
        ),
        "server_error": Refused(500, "Internal Server Error"),
        "unauthorized": Refused(401, "Unauthorized"),
        "not_found": Refused(404, "Not Found"),
        "blocked": forbidden("bot was blocked by the user"),
        "chat_not_found": bad("chat not found"),
        "migrated": Refused(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": moved},
        ),
    }[fault.kind]


def _hung_up(request: web.Request) -> web.Response:
    """End the connection; what is returned then goes nowhere."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


async def _closed(fault: Fault, request: web.Request, answer: Answer) -> web.StreamResponse:
    if fault.when == "after":
        await answer()
    return _hung_up(request)


async def _hanging(
    here: World, fault: Fault, request: web.Request, answer: Answer
) -> web.StreamResponse:
    """Silence; then it goes on. Before the effect, a client that left gets none."""
    ready = await answer() if fault.when == "after" else None
    fault.hanging += 1
    try:
        await _silence(here, fault, request)
    finally:
        fault.hanging -= 1
    if _left(request):
        return _hung_up(request)
    return ready or await answer()


async def _silence(here: World, fault: Fault, request: web.Request) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + fault.seconds
    while loop.time() < end and not _left(request):
        if here.faults.removed(fault) or here.store.bell.closed:
            return
        await asyncio.sleep(LOOK_SECONDS)


def _left(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


async def _truncated(request: web.Request, whole: web.Response) -> web.StreamResponse:
    """Half of the body, under the length of all of it."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    cut = web.StreamResponse(status=whole.status, headers={"Content-Type": whole.content_type})
    cut.content_length = len(body)
    await cut.prepare(request)
    await cut.write(body[: len(body) // 2])
    _hung_up(request)
    return cut
