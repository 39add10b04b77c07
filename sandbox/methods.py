"""The Bot API's methods, each as a plain function of checked parameters.

They run inside one transaction of the store; getUpdates, which waits, is in `botapi`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import commands, world
from sandbox.checks import TOO_OLD, integer
from sandbox.entities import formatted
from sandbox.markup import inline, markup
from sandbox.refusal import bad
from sandbox.store import Stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.store import Json
    from sandbox.world import World

    Method = Callable[[World, Json], Any]

LONGEST_TEXT, LONGEST_ANSWER = 4096, 200
DELETABLE_SECONDS = 48 * 60 * 60
ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note",
})  # fmt: skip
ANY_ACCEPTED_GIFT = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}
PREVIEW = frozenset(
    {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)


def get_me(here: World, _params: Json) -> Json:
    """getMe."""
    return here.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def _content(params: Json) -> Json:
    """The text and entities of a message to send or edit."""
    if params.get("link_preview_options", {}).keys() - PREVIEW:
        raise bad("can't parse link preview options")
    marks = params.get("entities")
    if any({"type", "offset", "length"} - mark.keys() for mark in marks or []):
        raise bad("can't parse MessageEntity")
    text, entities = formatted(params["text"], params.get("parse_mode"), marks)
    if not text:
        raise bad("message text is empty")
    if len(text) > LONGEST_TEXT:
        raise bad("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def _reply(here: World, chat_id: int, reply: Json | None) -> Json:
    """The message this one answers."""
    if reply is None:
        return {}
    original = here.store.message(chat_id, integer("message_id", reply.get("message_id")))
    if original is not None:
        shown = {k: v for k, v in original.body.items() if k != "reply_to_message"}
        return {"reply_to_message": shown}
    if reply.get("allow_sending_without_reply"):
        return {}
    raise bad("message to be replied not found")


def send_message(here: World, params: Json) -> Json:
    """sendMessage."""
    keyboard = markup(params.get("reply_markup"))
    content = _content(params)
    person = here.reachable(params["chat_id"])
    under = keyboard if keyboard and "inline_keyboard" in keyboard else None
    body = {
        "message_id": here.store.next_message_id(person.id),
        "from": here.bot,
        "chat": world.chat(person),
        "date": here.date(),
        **_reply(here, person.id, params.get("reply_parameters")),
        **content,
        **({"reply_markup": under} if under else {}),
    }
    silent = params.get("disable_notification", False)
    fixed = keyboard is not None and under is None
    here.store.add_message(person.id, Stored(body, from_bot=True, silent=silent, fixed=fixed))
    _stand(here, person.id, keyboard)
    return body


def _stand(here: World, chat_id: int, keyboard: Json | None) -> None:
    """Put up or take away the keyboard below the chat."""
    if keyboard and "keyboard" in keyboard:
        here.store.set_keyboard(chat_id, keyboard)
    elif keyboard and "remove_keyboard" in keyboard:
        here.store.set_keyboard(chat_id, None)


def _editable(here: World, params: Json) -> Json:
    person = here.chat(params["chat_id"])
    message = here.store.message(person.id, params["message_id"])
    if message is None:
        raise bad("message to edit not found")
    if not message.from_bot or message.fixed:
        raise bad("message can't be edited")
    here.reachable(person.id)
    return message.body


def _edit(here: World, old: Json, content: Json, keyboard: Json | None, *, edited: bool) -> Json:
    under = {"reply_markup": keyboard} if keyboard else {}
    kept = {k: v for k, v in old.items() if k not in {"text", "entities", "reply_markup"}}
    new: Json = kept | content | under
    if new == old:
        raise bad(NOT_MODIFIED)
    new["edit_date"] = here.date()
    here.store.change_message(old["chat"]["id"], new, edited=edited)
    return new


def edit_text(here: World, params: Json) -> Json:
    """editMessageText. Without a keyboard it takes the old one away, as Telegram does."""
    keyboard = inline(params.get("reply_markup"))
    content = _content(params)
    return _edit(here, _editable(here, params), content, keyboard, edited=True)


def edit_markup(here: World, params: Json) -> Json:
    """editMessageReplyMarkup. Phones don't call that "edited"."""
    keyboard = inline(params.get("reply_markup"))
    old = _editable(here, params)
    content = {k: v for k, v in old.items() if k in {"text", "entities"}}
    return _edit(here, old, content, keyboard, edited=False)


def answer_query(here: World, params: Json) -> bool:
    """answerCallbackQuery."""
    text = params.get("text", "")
    if len(text) > LONGEST_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    if params.get("url"):
        raise bad("URL_INVALID")
    query_id = params["callback_query_id"]
    person_id = here.store.query_of(query_id, here.clock.timestamp())
    if person_id is None:
        raise bad(TOO_OLD)
    toast = {"query_id": query_id, "text": text, "alert": params.get("show_alert", False)}
    here.store.set_toast(person_id, toast)
    return True


def delete_message(here: World, params: Json) -> bool:
    """deleteMessage."""
    person = here.chat(params["chat_id"])
    message = here.store.message(person.id, params["message_id"])
    if message is None:
        raise bad("message to delete not found")
    if here.date() - message.body["date"] > DELETABLE_SECONDS:
        raise bad("message can't be deleted for everyone")
    here.store.delete_message(person.id, params["message_id"])
    return True


def get_chat(here: World, params: Json) -> Json:
    """getChat."""
    person = here.chat(params["chat_id"])
    if not person.started:
        raise bad("chat not found")
    return world.chat(person) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": ANY_ACCEPTED_GIFT,
    }


def send_action(here: World, params: Json) -> bool:
    """sendChatAction. Nobody sees it yet."""
    if params["action"] not in ACTIONS:
        raise bad("wrong parameter action in request")
    here.reachable(params["chat_id"])
    return True


def get_file(_here: World, _params: Json) -> Json:
    """getFile. There are no files yet, so every id is a wrong one."""
    raise bad("invalid file_id")


def delete_webhook(here: World, params: Json) -> bool:
    """deleteWebhook. There is none; but it may drop what waits."""
    if params.get("drop_pending_updates"):
        here.store.confirm(2**62)
    return True


def webhook_info(here: World, _params: Json) -> Json:
    """getWebhookInfo."""
    pending = here.store.pending(here.clock.timestamp())
    return {"url": "", "has_custom_certificate": False, "pending_update_count": pending}


TABLE: dict[str, Method] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "answerCallbackQuery": answer_query,
    "deleteMessage": delete_message,
    "setMyCommands": commands.set_commands,
    "getMyCommands": commands.get_commands,
    "deleteMyCommands": commands.delete_commands,
    "setMyDescription": commands.set_description,
    "getMyDescription": commands.get_description,
    "setMyShortDescription": commands.set_short_description,
    "getMyShortDescription": commands.get_short_description,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "getChat": get_chat,
    "sendChatAction": send_action,
    "getFile": get_file,
}
