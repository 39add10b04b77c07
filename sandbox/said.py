"""What a person sends: words, a place, a file. Each as the part of a Message that holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import content, media
from sandbox.asking import document, field, whole
from sandbox.forms import form_fields
from sandbox.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

    from sandbox.files import Files
    from sandbox.store import Json

    # Run it in the transaction that keeps the message: it may keep a file.
    Said = Callable[[Files], Json]

DETAILS = ("duration", "width", "height")


async def read(request: web.Request) -> Said:
    """What the request says, checked as far as that needs no file."""
    if request.content_type == "multipart/form-data":
        return await _file(request)
    asked = await document(request, {"text", "location"})
    said = _location(asked["location"]) if "location" in asked else text(field(asked, "text", str))
    return lambda _files: said


def text(words: str) -> Json:
    """A text, with the commands and links that Telegram finds in it."""
    return content.text({"text": words})


async def _file(request: web.Request) -> Said:
    texts, uploads = await form_fields(request)
    if unknown := texts.keys() - {"kind", "caption", *DETAILS}:
        raise Refused(400, f"unknown: {', '.join(sorted(unknown))}")
    kind = texts.get("kind")
    if kind not in content.MEDIA:
        raise Refused(400, f"kind is one of {', '.join(sorted(content.MEDIA))}")
    if uploads.keys() != {"file"}:
        raise Refused(400, "one file in the field file is expected")
    details = {name: whole(texts[name]) for name in DETAILS if name in texts}
    caption = content.caption(texts)
    return lambda files: media.kept(files, kind, uploads["file"], details) | caption


def _location(place: Any) -> Json:
    if not isinstance(place, dict) or place.keys() != {"latitude", "longitude"}:
        raise Refused(400, "a location has latitude and longitude")
    numbers = place["latitude"], place["longitude"]
    if not all(isinstance(number, int | float) for number in numbers):
        raise Refused(400, "latitude and longitude are numbers")
    if not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180):
        raise Refused(400, "that isn't on this planet")
    return {"location": place}
