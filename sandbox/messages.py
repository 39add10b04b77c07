"""Messages out and edits in place: texts, media with captions, places."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sandbox import content, media
from sandbox.checks import input_media
from sandbox.markup import inline, markup
from sandbox.refusal import bad
from sandbox.store import Stored
from sandbox.typed import integer

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.store import Json, Person
    from sandbox.world import World

DELETABLE_SECONDS = 48 * 60 * 60
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)


def send_text(here: World, params: Json) -> Json:
    """sendMessage."""
    return _send(here, params, content.text(params))


def sends(kind: str) -> Callable[[World, Json], Json]:
    """sendPhoto, sendDocument, sendVideo, sendVoice."""

    def send(here: World, params: Json) -> Json:
        caption = content.caption(params)
        return _send(here, params, media.given(here.store.files, kind, params) | caption)

    return send


def send_location(here: World, params: Json) -> Json:
    """sendLocation; a place that doesn't move."""
    place = {name: params[name] for name in ("latitude", "longitude")}
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad("wrong location specified")
    return _send(here, params, {"location": place})


def send_group(here: World, params: Json) -> list[Json]:
    """sendMediaGroup: an album is several messages that carry the same mark."""
    items = [input_media(item) for item in params["media"]]
    if not 2 <= len(items) <= 10:
        raise bad("group of messages to send must have from 2 to 10 messages")
    if len({item["type"] == "document" for item in items}) > 1:
        raise bad("document can't be mixed with other media types")
    mark = {"media_group_id": str(secrets.randbelow(9 * 10**16) + 10**16)}
    given = [_given(here, item, params) for item in items]
    return [_send(here, params, mark | one) for one in given]


def _given(here: World, item: Json, params: Json) -> Json:
    """The media and caption of an InputMedia."""
    caption = content.caption(item)
    uploads = {"uploads": params["uploads"]}
    return media.given(here.store.files, item["type"], item | uploads) | caption


def _send(here: World, params: Json, said: Json) -> Json:
    keyboard = markup(params.get("reply_markup"))
    person = here.reachable(params["chat_id"])
    under = keyboard if keyboard and "inline_keyboard" in keyboard else None
    body = {
        "message_id": here.store.next_message_id(person.id),
        "from": here.bot,
        "chat": here.chat_of(person),
        "date": here.date(),
        **_reply(here, person, params.get("reply_parameters")),
        **said,
        **({"reply_markup": under} if under else {}),
    }
    silent = params.get("disable_notification", False)
    fixed = keyboard is not None and under is None
    here.store.add_message(person.id, Stored(body, from_bot=True, silent=silent, fixed=fixed))
    _stand(here, body["message_id"], person, keyboard)
    return body


def _reply(here: World, person: Person, reply: Json | None) -> Json:
    """The message this one answers."""
    if reply is None:
        return {}
    original = here.store.message(person.id, integer("message_id", reply.get("message_id")))
    if original is not None:
        shown = {k: v for k, v in original.body.items() if k != "reply_to_message"}
        return {"reply_to_message": shown}
    if reply.get("allow_sending_without_reply"):
        return {}
    raise bad("message to be replied not found")


def _stand(here: World, message_id: int, person: Person, keyboard: Json | None) -> None:
    """Put up or take away the keyboard below the chat; it stands as long as its message does."""
    if keyboard and "keyboard" in keyboard:
        here.store.set_keyboard(person.id, keyboard)
        here.store.put(f"keyboard/{person.id}", message_id)
    elif keyboard and "remove_keyboard" in keyboard:
        here.store.set_keyboard(person.id, None)


def _editable(here: World, params: Json) -> Json:
    person = here.chat(params["chat_id"])
    message = here.store.message(person.id, params["message_id"])
    if message is None:
        raise bad("message to edit not found")
    if not message.from_bot or message.fixed:
        raise bad("message can't be edited")
    here.reachable(params["chat_id"])
    return message.body


def _edit(here: World, params: Json, said: Json, *, edited: bool = True) -> Json:
    """Other content. Without a keyboard the old one goes, as at Telegram."""
    old = _editable(here, params)
    keyboard = inline(params.get("reply_markup"))
    kept = {k: v for k, v in old.items() if k not in content.FIELDS | {"reply_markup"}}
    new: Json = kept | said | ({"reply_markup": keyboard} if keyboard else {})
    if new == old:
        raise bad(NOT_MODIFIED)
    new["edit_date"] = here.date()
    here.store.change_message(here.chat(params["chat_id"]).id, new, edited=edited)
    return new


def edit_text(here: World, params: Json) -> Json:
    """editMessageText."""
    said = content.text(params)
    if "text" not in _editable(here, params):
        raise bad("there is no text in the message to edit")
    return _edit(here, params, said)


def edit_caption(here: World, params: Json) -> Json:
    """editMessageCaption. Without a caption it takes the old one away."""
    caption = content.caption(params)
    shown = _only(_editable(here, params), content.MEDIA)
    if not shown:
        raise bad("there is no caption in the message to edit")
    return _edit(here, params, shown | caption)


def edit_media(here: World, params: Json) -> Json:
    """editMessageMedia. A text can become media, never the other way."""
    if _editable(here, params).keys() & {"voice", "location"}:
        raise bad("message can't be edited")
    return _edit(here, params, _given(here, input_media(params["media"]), params))


def edit_markup(here: World, params: Json) -> Json:
    """editMessageReplyMarkup. Phones don't call that "edited"."""
    shown = _only(_editable(here, params), content.FIELDS)
    return _edit(here, params, shown, edited=False)


def _only(body: Json, fields: frozenset[str]) -> Json:
    return {name: value for name, value in body.items() if name in fields}


def delete_message(here: World, params: Json) -> bool:
    """deleteMessage."""
    person = here.chat(params["chat_id"])
    message = here.store.message(person.id, params["message_id"])
    if message is None:
        raise bad("message to delete not found")
    if here.date() - message.body["date"] > DELETABLE_SECONDS:
        raise bad("message can't be deleted for everyone")
    if here.store.get(f"keyboard/{person.id}") == params["message_id"]:
        here.store.set_keyboard(person.id, None)
    here.store.delete_message(person.id, params["message_id"])
    return True
