"""The Bot API's methods, each as a plain function of checked parameters.

They run inside one transaction of the store; getUpdates, which waits, is in `polling`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import commands, messages, webhooks
from sandbox.checks import TOO_OLD
from sandbox.media import LARGEST_DOWNLOAD
from sandbox.refusal import bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.store import Json
    from sandbox.world import World

    Method = Callable[[World, Json], Any]

LONGEST_ANSWER = 200
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


def get_me(here: World, _params: Json) -> Json:
    """getMe."""
    return here.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


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


def get_chat(here: World, params: Json) -> Json:
    """getChat."""
    person = here.chat(params["chat_id"])
    if not person.started:
        raise bad("chat not found")
    return here.chat_of(person) | {
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


def get_file(here: World, params: Json) -> Json:
    """getFile."""
    file = here.store.files.by_id(params["file_id"])
    if file is None:
        raise bad("invalid file_id")
    if file.size > LARGEST_DOWNLOAD:
        raise bad("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }


TABLE: dict[str, Method] = {
    "getMe": get_me,
    "sendMessage": messages.send_text,
    "sendPhoto": messages.sends("photo"),
    "sendDocument": messages.sends("document"),
    "sendVideo": messages.sends("video"),
    "sendVoice": messages.sends("voice"),
    "sendMediaGroup": messages.send_group,
    "sendLocation": messages.send_location,
    "editMessageText": messages.edit_text,
    "editMessageCaption": messages.edit_caption,
    "editMessageMedia": messages.edit_media,
    "editMessageReplyMarkup": messages.edit_markup,
    "deleteMessage": messages.delete_message,
    "answerCallbackQuery": answer_query,
    "setMyCommands": commands.set_commands,
    "getMyCommands": commands.get_commands,
    "deleteMyCommands": commands.delete_commands,
    "setMyDescription": commands.set_description,
    "getMyDescription": commands.get_description,
    "setMyShortDescription": commands.set_short_description,
    "getMyShortDescription": commands.get_short_description,
    "setWebhook": webhooks.set_webhook,
    "deleteWebhook": webhooks.delete_webhook,
    "getWebhookInfo": webhooks.webhook_info,
    "getChat": get_chat,
    "sendChatAction": send_action,
    "getFile": get_file,
}
