"""Faults over HTTP: asked for by tests and by the page, never by the bot.

    POST /faults {"kind": "closed", "when": "after",
                  "method": "sendMessage", "chat": 1001, "times": 1}

Without method, chat or times it is any call, any chat, until it is removed. A test that must know
that it was met asks for /faults/<id>?hits=1&timeout=10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.asking import document, field, seconds_to_wait, whole
from sandbox.checks import method_named
from sandbox.faults import DOWNLOAD, KINDS, Fault
from sandbox.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.store import Json
    from sandbox.world import World

CALLS = {"kind", "method", "chat", "times"}


class FaultSide:
    """/faults."""

    def __init__(self, here: World) -> None:
        self._world = here
        self._faults = here.faults
        self._bell = here.store.bell

    def routes(self) -> list[web.RouteDef]:
        """All of it."""
        one = "/faults/{number:[0-9]{1,9}}"
        return [
            web.get("/faults", self._list),
            web.post("/faults", self._add),
            web.delete("/faults", self._clear),
            web.get(one, self._read),
            web.delete(one, self._remove),
        ]

    def _all(self) -> web.Response:
        return web.json_response([fault.read() for fault in self._faults.all()])

    async def _list(self, _request: web.Request) -> web.Response:
        return self._all()

    async def _add(self, request: web.Request) -> web.Response:
        asked = await document(request, CALLS.union(*KINDS.values()))
        wanted = _wanted(asked)
        if "migrate_to" in wanted and self._taken(wanted["migrate_to"]):
            raise Refused(409, "that id is taken")
        fault = self._faults.add(lambda number: Fault(number, **wanted))
        return web.json_response(fault.read())

    def _taken(self, chat: int) -> bool:
        """An id that is a chat's already, or was given away by another fault."""
        return self._world.store.person(self._faults.moved_from(chat)) is not None

    async def _read(self, request: web.Request) -> web.Response:
        fault = self._one(request)
        hits = whole(request.query.get("hits", "0"))
        fault = await self._bell.until(
            lambda: fault, lambda now: now.hits >= hits, seconds_to_wait(request)
        )
        return web.json_response(fault.read())

    def _one(self, request: web.Request) -> Fault:
        fault = self._faults.by_id(int(request.match_info["number"]))
        if fault is None:
            raise Refused(404, "no such fault")
        return fault

    async def _remove(self, request: web.Request) -> web.Response:
        self._faults.remove(self._one(request).id)
        return self._all()

    async def _clear(self, _request: web.Request) -> web.Response:
        for fault in self._faults.all():
            self._faults.remove(fault.id)
        return self._all()


def _wanted(asked: Json) -> Json:
    """The fields of a Fault, or a refusal that says what is wrong."""
    kind = field(asked, "kind", str)
    if kind not in KINDS:
        raise Refused(400, f"kind is one of {', '.join(KINDS)}")
    if strange := asked.keys() - CALLS - KINDS[kind]:
        raise Refused(400, f"{kind} has no {', '.join(sorted(strange))}")
    if kind == "migrated" and None in (asked.get("chat"), asked.get("migrate_to")):
        raise Refused(400, "migrated needs chat and migrate_to")
    read = {name: _READ[name](value) for name, value in asked.items() if value is not None}
    times = read.pop("times", None)
    return read | {"left": times}


def _method(name: Any) -> str:
    known = DOWNLOAD if name == DOWNLOAD else method_named(str(name))
    if known is None:
        raise Refused(400, f"no method {name!r}")
    return known


def _at_least(least: int, name: str, value: Any) -> int:
    number = whole(value)
    if number < least:
        raise Refused(400, f"{name} is at least {least}")
    return number


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
        raise Refused(400, "seconds is a number up to 3600")
    return float(value)


def _when(value: Any) -> str:
    if value not in {"before", "after"}:
        raise Refused(400, "when is before or after")
    return str(value)


_READ: dict[str, Callable[[Any], Any]] = {
    "kind": str,
    "method": _method,
    "chat": whole,
    "times": lambda value: _at_least(1, "times", value),
    "retry_after": lambda value: _at_least(1, "retry_after", value),
    "seconds": _seconds,
    "when": _when,
    "migrate_to": whole,
}
