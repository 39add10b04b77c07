"""The parameters each method takes.

Stricter than Telegram on purpose: Telegram ignores a parameter it doesn't know, here it is a
400, because it is always a mistake of the one who sent it. A known parameter for something that
a sandbox of private chats hasn't got is refused too instead of being passed over in silence.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox import typed
from sandbox.refusal import bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.store import Json

    Check = Callable[[str, Any], Any]

_CHAT: dict[str, Check] = {"business_connection_id": typed.missing, "chat_id": typed.chat}
_SENT: dict[str, Check] = _CHAT | {
    "message_thread_id": typed.missing,
    "direct_messages_topic_id": typed.missing,
    "disable_notification": typed.boolean,
    "protect_content": typed.boolean,
    "allow_paid_broadcast": typed.boolean,
    "message_effect_id": typed.string,
    "reply_parameters": typed.obj,
}
_SEND: dict[str, Check] = _SENT | {
    "suggested_post_parameters": typed.missing,
    "reply_markup": typed.obj,
}
_TEXT: dict[str, Check] = {
    "text": typed.string,
    "parse_mode": typed.string,
    "entities": typed.objects,
    "link_preview_options": typed.obj,
}
_CAPTION: dict[str, Check] = {
    "caption": typed.string,
    "parse_mode": typed.string,
    "caption_entities": typed.objects,
}
_EDIT: dict[str, Check] = _CHAT | {
    "message_id": typed.integer,
    "inline_message_id": typed.missing,
    "reply_markup": typed.obj,
}
_SCOPE: dict[str, Check] = {"scope": typed.obj, "language_code": typed.string}
# What each kind of media may say of itself, beside its file and its caption.
_DETAILS: dict[str, dict[str, Check]] = {
    "photo": {"show_caption_above_media": typed.missing, "has_spoiler": typed.missing},
    "document": {
        "thumbnail": typed.missing,
        "disable_content_type_detection": typed.boolean,
    },
    "video": {
        "duration": typed.integer,
        "width": typed.integer,
        "height": typed.integer,
        "thumbnail": typed.missing,
        "cover": typed.missing,
        "start_timestamp": typed.missing,
        "show_caption_above_media": typed.missing,
        "has_spoiler": typed.missing,
        "supports_streaming": typed.boolean,
    },
    "voice": {"duration": typed.integer},
}


def _media(kind: str) -> dict[str, Check]:
    return _SEND | _CAPTION | _DETAILS[kind] | {kind: typed.string}


METHODS: dict[str, dict[str, Check]] = {
    "getMe": {},
    "getUpdates": {
        "offset": typed.integer,
        "limit": typed.integer,
        "timeout": typed.integer,
        "allowed_updates": typed.strings,
    },
    "sendMessage": _SEND | _TEXT,
    "sendPhoto": _media("photo"),
    "sendDocument": _media("document"),
    "sendVideo": _media("video"),
    "sendVoice": _media("voice"),
    "sendMediaGroup": _SENT | {"media": typed.objects},
    "sendLocation": _SEND
    | {
        "latitude": typed.number,
        "longitude": typed.number,
        "horizontal_accuracy": typed.missing,
        "live_period": typed.missing,
        "heading": typed.missing,
        "proximity_alert_radius": typed.missing,
    },
    "editMessageText": _EDIT | _TEXT | {"rich_message": typed.missing},
    "editMessageCaption": _EDIT | _CAPTION | {"show_caption_above_media": typed.missing},
    "editMessageMedia": _EDIT | {"media": typed.obj},
    "editMessageReplyMarkup": _EDIT,
    "answerCallbackQuery": {
        "callback_query_id": typed.string,
        "text": typed.string,
        "show_alert": typed.boolean,
        "url": typed.string,
        "cache_time": typed.integer,
    },
    "deleteMessage": {"chat_id": typed.chat, "message_id": typed.integer},
    "setMyCommands": {"commands": typed.objects} | _SCOPE,
    "getMyCommands": _SCOPE,
    "deleteMyCommands": _SCOPE,
    "setMyDescription": {"description": typed.string, "language_code": typed.string},
    "getMyDescription": {"language_code": typed.string},
    "setMyShortDescription": {"short_description": typed.string, "language_code": typed.string},
    "getMyShortDescription": {"language_code": typed.string},
    "setWebhook": {
        "url": typed.string,
        "certificate": typed.missing,
        "ip_address": typed.missing,
        "max_connections": typed.integer,
        "allowed_updates": typed.strings,
        "drop_pending_updates": typed.boolean,
        "secret_token": typed.string,
    },
    "deleteWebhook": {"drop_pending_updates": typed.boolean},
    "getWebhookInfo": {},
    "getChat": {"chat_id": typed.chat},
    "sendChatAction": _CHAT | {"message_thread_id": typed.missing, "action": typed.string},
    "getFile": {"file_id": typed.string},
}

# What must be there, and what Telegram says when it isn't.
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_NO_CHAT = {"chat_id": "chat_id is empty"}
_NO_MESSAGE = _NO_CHAT | {"message_id": "message identifier is not specified"}
REQUIRED: dict[str, dict[str, str]] = {
    "sendMessage": _NO_CHAT | {"text": "message text is empty"},
    "editMessageText": _NO_MESSAGE | {"text": "message text is empty"},
    "editMessageCaption": _NO_MESSAGE,
    "editMessageMedia": _NO_MESSAGE | {"media": 'parameter "media" is required'},
    "editMessageReplyMarkup": _NO_MESSAGE,
    "sendMediaGroup": _NO_CHAT | {"media": 'parameter "media" is required'},
    "sendLocation": _NO_CHAT | {"latitude": "latitude is empty", "longitude": "longitude is empty"},
    "deleteMessage": _NO_MESSAGE,
    "answerCallbackQuery": {"callback_query_id": TOO_OLD},
    "setMyCommands": {"commands": 'parameter "commands" is required'},
    "getChat": _NO_CHAT,
    "sendChatAction": _NO_CHAT | {"action": "wrong parameter action in request"},
    "getFile": {"file_id": "file_id not specified"},
} | {
    f"send{kind.capitalize()}": _NO_CHAT | {kind: f"there is no {kind} in the request"}
    for kind in _DETAILS
}

_BY_LOWER = {name.lower(): name for name in METHODS}
_DOCUMENTS = (typed.obj, typed.array, typed.strings, typed.objects)


def method_named(name: str) -> str | None:
    """Telegram's spelling of a method the sandbox has, whatever the case."""
    return _BY_LOWER.get(name.lower())


def checked(method: str, params: Json) -> Json:
    """The parameters with their types, or Telegram's refusal."""
    given = _typed(METHODS[method], params, f"parameter %s for {method}")
    for name, phrase in REQUIRED.get(method, {}).items():
        if name not in given or given[name] == "":
            raise bad(phrase)
    return given


def input_media(value: Json) -> Json:
    """An InputMedia with its types; the file is named by its kind, as the methods that send it."""
    kind = value.get("type")
    if kind not in _DETAILS or kind == "voice":
        raise bad(f'can\'t parse InputMedia: the sandbox has no type "{kind}"')
    table = _CAPTION | _DETAILS[kind] | {"type": typed.string, "media": typed.string}
    given = _typed(table, value, f"field %s in InputMedia of type {kind}")
    if not given.get("media"):
        raise bad("can't parse InputMedia: media not found")
    return given | {kind: given["media"]}


def _typed(table: dict[str, Check], values: Json, where: str) -> Json:
    given = {name: value for name, value in values.items() if value is not None}
    for name in given:
        if name not in table:
            raise bad("unknown " + where % f'"{name}"')
    return {name: table[name](name, value) for name, value in given.items()}


def unfolded(method: str, params: Json) -> Json:
    """The parameters as sent, with JSON texts of nested values read, where they can be."""
    table = METHODS.get(method, {})
    return {name: _read(table.get(name), value) for name, value in params.items()}


def _read(check: Check | None, value: Any) -> Any:
    if check not in _DOCUMENTS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
