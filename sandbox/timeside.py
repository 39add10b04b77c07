"""The clock over HTTP: the page and the tests move it, the bot follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.asking import document, seconds_to_wait, whole
from sandbox.clock import instant
from sandbox.refusal import Refused

if TYPE_CHECKING:
    from sandbox.clock import Clock
    from sandbox.store import Json
    from sandbox.world import World


class TimeSide:
    """GET and POST /clock, and the bot's next due instant."""

    def __init__(self, here: World) -> None:
        self._clock = here.clock
        self._bell = here.store.bell

    def routes(self) -> list[web.RouteDef]:
        """All of it."""
        return [
            web.get("/clock", self._read),
            web.post("/clock", self._move),
            web.post("/clock/due", self._due),
        ]

    async def _read(self, request: web.Request) -> web.Response:
        known = whole(request.query.get("version", "-1"))
        state = await self._bell.until(
            self._clock.read,
            lambda state: state["version"] != known,
            seconds_to_wait(request),
        )
        return web.json_response(state)

    async def _move(self, request: web.Request) -> web.Response:
        asked = await document(request, {"advance", "to"})
        if len(asked) != 1:
            raise Refused(400, "either advance or to is expected")
        if asked.get("to") == "next":
            _to_next(self._clock)
        elif "to" in asked:
            self._clock.move(instant(asked["to"]))
        else:
            self._clock.advance(_seconds(asked))
        return web.json_response(self._clock.read())

    async def _due(self, request: web.Request) -> web.Response:
        asked = await document(request, {"at"})
        if "at" not in asked:
            raise Refused(400, "at is expected")
        self._clock.tell_due(None if asked["at"] is None else instant(asked["at"]))
        return web.json_response(self._clock.read())


def _to_next(clock: Clock) -> None:
    due = clock.next_due()
    if due is None:
        raise Refused(409, "nothing is due")
    if due > clock.now():
        clock.move(due)


def _seconds(asked: Json) -> float:
    seconds = asked["advance"]
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise Refused(400, "advance in seconds is expected")
    return float(seconds)
