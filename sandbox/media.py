"""Photos, documents, videos and voice messages: their limits, and Telegram's objects of them."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from sandbox import pictures
from sandbox.files import Upload, new_ids
from sandbox.refusal import bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.files import Files
    from sandbox.store import Json

# Bytes. The server takes no more than the second from anybody, as Telegram's bots can't send more.
LARGEST_PHOTO, LARGEST_FILE, LARGEST_DOWNLOAD = 10 * 2**20, 50 * 2**20, 20 * 2**20
# Pixels.
MOST_SIDES, MOST_RATIO, SMALL_SIDE = 10_000, 20, 90
TYPES = {"photo": "Photo", "document": "Document", "video": "Video", "voice": "VoiceNote"}
ANY_TYPE = "application/octet-stream"


def given(files: Files, kind: str, params: Json) -> Json:
    """The media that a bot's request names: a new file, or one that was sent before."""
    value = str(params.get(kind, ""))
    if value.startswith("attach://"):
        upload = params["uploads"].get(value.removeprefix("attach://"))
        if upload is None:
            raise bad(f"there is no {kind} in the request")
        return kept(files, kind, upload, params)
    if value.startswith(("http://", "https://")):
        # Nothing here asks the world outside, so no address ever answers.
        raise bad("failed to get HTTP URL content")
    return _again(files, kind, value)


def _again(files: Files, kind: str, file_id: str) -> Json:
    file = files.by_id(file_id)
    if file is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if kind not in file.content:
        (other,) = file.content
        raise bad(f"can't use file of type {TYPES[other]} as {TYPES[kind]}")
    return file.content


def kept(files: Files, kind: str, upload: Upload, details: Json) -> Json:
    """A new file, as the part of a Message that shows it; `details` may say how long it lasts (s)
    and how large it is (pixels)."""
    if not upload.data:
        raise bad("file must be non-empty")
    return _KEEP[kind](files, upload, details)


def _photo(files: Files, upload: Upload, _details: Json) -> Json:
    width, height = _checked_sides(upload)
    mime_type = pictures.mime_type(upload.data) or ANY_TYPE
    name = f"photo.{'png' if mime_type == 'image/png' else 'jpg'}"
    sizes = [(Upload(name, mime_type, upload.data), width, height)]
    if max(width, height) > SMALL_SIDE:
        # Telegram lists small copies before the picture itself. A bot that takes the first one
        # must see that it isn't the picture.
        small = [max(1, side * SMALL_SIDE // max(width, height)) for side in (width, height)]
        grey = Upload("photo.png", "image/png", pictures.grey(*small))
        sizes.insert(0, (grey, small[0], small[1]))
    ids = [new_ids(one.data) for one, _, _ in sizes]
    content = {
        "photo": [
            own | {"width": w, "height": h} for own, (_, w, h) in zip(ids, sizes, strict=True)
        ]
    }
    for own, (one, _, _) in zip(ids, sizes, strict=True):
        files.keep(own, "photos", one, content)
    return content


def _checked_sides(upload: Upload) -> tuple[int, int]:
    length = len(upload.data)
    if length > LARGEST_PHOTO:
        raise bad(
            f"file of size {length} bytes is too big for a photo;"
            f" the maximum size is {LARGEST_PHOTO} bytes"
        )
    sides = pictures.size(upload.data)
    if sides is None:
        raise bad("IMAGE_PROCESS_FAILED")
    if sum(sides) > MOST_SIDES or max(sides) > MOST_RATIO * min(sides):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return sides


def _document(files: Files, upload: Upload, _details: Json) -> Json:
    named = {"file_name": upload.name, "mime_type": _mime_type(upload)}
    return _single(files, "document", upload, named)


def _video(files: Files, upload: Upload, details: Json) -> Json:
    said = {name: details.get(name, 0) for name in ("width", "height", "duration")}
    named = {"file_name": upload.name, "mime_type": "video/mp4"}
    return _single(files, "video", upload, said | named)


def _voice(files: Files, upload: Upload, details: Json) -> Json:
    said = {"duration": details.get("duration", 0), "mime_type": "audio/ogg"}
    return _single(files, "voice", upload, said)


def _single(files: Files, kind: str, upload: Upload, said: Json) -> Json:
    ids = new_ids(upload.data)
    content = {kind: said | ids}
    typed = Upload(upload.name, said["mime_type"], upload.data)
    files.keep(ids, "voice" if kind == "voice" else f"{kind}s", typed, content)
    return content


def _mime_type(upload: Upload) -> str:
    if upload.mime_type and upload.mime_type != ANY_TYPE:
        return upload.mime_type
    return mimetypes.guess_type(upload.name)[0] or ANY_TYPE


_KEEP: dict[str, Callable[[Files, Upload, Json], Json]] = {
    "photo": _photo,
    "document": _document,
    "video": _video,
    "voice": _voice,
}
