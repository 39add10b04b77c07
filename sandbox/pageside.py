"""The chat page: its files, what a browser may do with them, and one long poll for all of it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.asking import seconds_to_wait

if TYPE_CHECKING:
    from sandbox.store import Json
    from sandbox.world import World

PAGE = Path(__file__).with_name("page")
# Nothing from elsewhere, nothing inline, and no text that turns into markup. Every answer has it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class PageSide:
    """The page, and what has changed on it."""

    def __init__(self, here: World) -> None:
        self._world = here
        self._store = here.store

    def routes(self) -> list[web.AbstractRouteDef]:
        """All of it."""
        return [
            web.get("/", self._index),
            web.get("/changes", self._changes),
            web.static("/page", PAGE),
        ]

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _changes(self, request: web.Request) -> web.Response:
        """One waiting request, however many phones are shown: a browser allows six at a time."""
        known = request.query.get("tag", "")
        state = await self._store.bell.until(
            self._state, lambda state: state["tag"] != known, seconds_to_wait(request)
        )
        return web.json_response(state)

    def _state(self) -> Json:
        clock = self._world.clock.read()
        phones = {person.id: person.version for person in self._store.people()}
        pending = self._store.pending(self._world.clock.timestamp())
        # Not the instant itself: a running clock would be a change without end.
        seen = repr((clock["version"], clock["frozen"], clock["next_due"], phones, pending))
        tag = hashlib.sha256(seen.encode()).hexdigest()[:16]
        return {"tag": tag, "clock": clock, "phones": phones, "pending": pending}
