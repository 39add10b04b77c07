"""Reading what the people's side and the clock are asked over HTTP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.refusal import Refused

if TYPE_CHECKING:
    from aiohttp import web

    from sandbox.store import Json

T = TypeVar("T")
LONGEST_WAIT = 60


async def document(request: web.Request, known: set[str]) -> Json:
    """The JSON object in the request, with known fields only."""
    try:
        asked = await request.json()
    except ValueError as error:
        raise Refused(400, "a JSON object is expected") from error
    if not isinstance(asked, dict):
        raise Refused(400, "a JSON object is expected")
    if unknown := asked.keys() - known:
        raise Refused(400, f"unknown: {', '.join(sorted(unknown))}")
    return asked


def field(asked: Json, name: str, kind: type[T]) -> T:
    """A field of this type, or a refusal."""
    value = asked.get(name)
    if not isinstance(value, kind):
        raise Refused(400, f"{name} of type {kind.__name__} is expected")
    return value


def whole(value: Any) -> int:
    """A whole number."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        return value
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}", value):
        return int(value)
    raise Refused(400, "a whole number is expected")


def seconds_to_wait(request: web.Request) -> float:
    """How long a long poll may take; not at all if it isn't asked for."""
    text = request.query.get("timeout", "0")
    if not re.fullmatch(r"\d{1,4}(\.\d{1,6})?", text):
        raise Refused(400, "timeout in seconds is expected")
    return min(float(text), LONGEST_WAIT)
