"""Forms: texts, and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.files import Upload

if TYPE_CHECKING:
    from sandbox.store import Json


async def form_fields(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """The texts and the files of a form, by name."""
    texts: Json = {}
    uploads: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file as file:
                uploads[name] = Upload(value.filename, value.content_type, file.read())
        else:
            texts[name] = value
    return texts, uploads
