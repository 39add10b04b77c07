"""What a phone shows: people, messages, and the files in them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from sandbox import commands, content, world
from sandbox.media import ANY_TYPE
from sandbox.refusal import Refused

if TYPE_CHECKING:
    from sandbox.files import Files
    from sandbox.store import Json, Person, Store, Stored

# A document could be a page with scripts: it is saved, never shown.
SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "video/mp4", "audio/ogg"})


def described(person: Person) -> Json:
    """A person, as the lists show them."""
    return world.user(person) | {"started": person.started, "blocked": person.blocked}


def chat(store: Store, person: Person) -> Json:
    """All that is on the phone."""
    return {
        "version": person.version,
        "messages": [shown(message) for message in store.messages(person.id)],
        "toast": person.toast,
        "reply_keyboard": person.keyboard,
        "commands": commands.shown(store, person),
        "started": person.started,
        "blocked": person.blocked,
    }


def shown(message: Stored) -> Json:
    """A message as the phone shows it."""
    body = message.body
    return {
        "message_id": body["message_id"],
        "date": body["date"],
        "text": body.get("text", ""),
        "entities": body.get("entities", []),
        "caption": body.get("caption", ""),
        "caption_entities": body.get("caption_entities", []),
        "media": _media(body),
        "media_group_id": body.get("media_group_id"),
        "location": body.get("location"),
        "reply_to": body.get("reply_to_message", {}).get("message_id"),
        "keyboard": body.get("reply_markup", {}).get("inline_keyboard", []),
        "edited": message.edited,
        "silent": message.silent,
        "from_bot": message.from_bot,
        "version": message.version,
    }


def _media(body: Json) -> Json | None:
    """The file in a message; of a photo its largest size, which comes last."""
    for kind in content.MEDIA & body.keys():
        file = body[kind][-1] if kind == "photo" else body[kind]
        names = ("file_name", "mime_type", "file_size", "width", "height", "duration")
        said = {name: file.get(name) for name in names}
        return {"kind": kind, "url": f"/files/{file['file_id']}"} | said
    return None


def file_response(files: Files, file_id: str) -> web.Response:
    """A file for the page."""
    file = files.by_id(file_id)
    if file is None:
        raise Refused(404, "no such file")
    (kind,) = file.content
    if kind != "document" and file.mime_type in SHOWN_INLINE:
        return web.Response(body=files.data(file_id), content_type=file.mime_type)
    name = file.content[kind].get("file_name", "file") if kind != "photo" else "photo"
    saved = web.Response(body=files.data(file_id), content_type=ANY_TYPE)
    saved.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return saved
