"""The parameters each method takes, and their types.

Stricter than Telegram on purpose: Telegram ignores a parameter it doesn't know, here it is a
400, because it is always a mistake of the one who sent it. A known parameter for something that
a sandbox of private chats hasn't got is refused too instead of being passed over in silence.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sandbox.refusal import bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.store import Json

    Check = Callable[[str, Any], Any]


def integer(name: str, value: Any) -> int:
    """A whole number, as JSON or in a form."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value.strip()):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return value
    raise bad(f'parameter "{name}" must be an integer')


def string(name: str, value: Any) -> str:
    """A text."""
    if isinstance(value, str):
        return value
    raise bad(f'parameter "{name}" must be a string')


def boolean(name: str, value: Any) -> bool:
    """True or false, as JSON or in a form."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false", "1", "0"}:
        return value.lower() in {"true", "1"}
    raise bad(f'parameter "{name}" must be a boolean')


def chat(name: str, value: Any) -> int:
    """A chat's id. Names of chats (@name) are for groups, which aren't here."""
    if isinstance(value, str) and not value.strip():
        raise bad(f"{name} is empty")
    if isinstance(value, str) and not re.fullmatch(r"-?\d{1,18}", value.strip()):
        raise bad("chat not found")
    return integer(name, value)


def _document(name: str, value: Any, kind: type) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise bad(f"can't parse {name} JSON object") from error
    if isinstance(value, kind):
        return value
    raise bad(f'parameter "{name}" must be of type {"Array" if kind is list else "Object"}')


def obj(name: str, value: Any) -> Json:
    """An object, as JSON or as JSON text in a form."""
    document: Json = _document(name, value, dict)
    return document


def array(name: str, value: Any) -> list[Any]:
    """An array, as JSON or as JSON text in a form."""
    document: list[Any] = _document(name, value, list)
    return document


def strings(name: str, value: Any) -> list[str]:
    """An array of texts."""
    return [string(name, item) for item in array(name, value)]


def objects(name: str, value: Any) -> list[Json]:
    """An array of objects."""
    return [obj(name, item) for item in array(name, value)]


def missing(name: str, _value: Any) -> Any:
    """Known to Telegram, not to a sandbox of private chats."""
    raise bad(f'the sandbox has no "{name}"')


_MESSAGE: dict[str, Check] = {
    "business_connection_id": missing,
    "chat_id": chat,
    "parse_mode": string,
    "entities": objects,
    "link_preview_options": obj,
    "reply_markup": obj,
}
_EDIT: dict[str, Check] = {"message_id": integer, "inline_message_id": missing}
_SCOPE: dict[str, Check] = {"scope": obj, "language_code": string}

METHODS: dict[str, dict[str, Check]] = {
    "getMe": {},
    "getUpdates": {
        "offset": integer,
        "limit": integer,
        "timeout": integer,
        "allowed_updates": strings,
    },
    "sendMessage": _MESSAGE
    | {
        "message_thread_id": missing,
        "direct_messages_topic_id": missing,
        "text": string,
        "disable_notification": boolean,
        "protect_content": boolean,
        "allow_paid_broadcast": boolean,
        "message_effect_id": string,
        "suggested_post_parameters": missing,
        "reply_parameters": obj,
    },
    "editMessageText": _MESSAGE | _EDIT | {"text": string, "rich_message": missing},
    "editMessageReplyMarkup": {
        "business_connection_id": missing,
        "chat_id": chat,
        "reply_markup": obj,
    }
    | _EDIT,
    "answerCallbackQuery": {
        "callback_query_id": string,
        "text": string,
        "show_alert": boolean,
        "url": string,
        "cache_time": integer,
    },
    "deleteMessage": {"chat_id": chat, "message_id": integer},
    "setMyCommands": {"commands": objects} | _SCOPE,
    "getMyCommands": _SCOPE,
    "deleteMyCommands": _SCOPE,
    "setMyDescription": {"description": string, "language_code": string},
    "getMyDescription": {"language_code": string},
    "setMyShortDescription": {"short_description": string, "language_code": string},
    "getMyShortDescription": {"language_code": string},
    "deleteWebhook": {"drop_pending_updates": boolean},
    "getWebhookInfo": {},
    "getChat": {"chat_id": chat},
    "sendChatAction": {
        "business_connection_id": missing,
        "chat_id": chat,
        "message_thread_id": missing,
        "action": string,
    },
    "getFile": {"file_id": string},
}

# What must be there, and what Telegram says when it isn't.
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_NO_CHAT = {"chat_id": "chat_id is empty"}
_NO_MESSAGE = _NO_CHAT | {"message_id": "message identifier is not specified"}
REQUIRED: dict[str, dict[str, str]] = {
    "sendMessage": _NO_CHAT | {"text": "message text is empty"},
    "editMessageText": _NO_MESSAGE | {"text": "message text is empty"},
    "editMessageReplyMarkup": _NO_MESSAGE,
    "deleteMessage": _NO_MESSAGE,
    "answerCallbackQuery": {"callback_query_id": TOO_OLD},
    "setMyCommands": {"commands": 'parameter "commands" is required'},
    "getChat": _NO_CHAT,
    "sendChatAction": _NO_CHAT | {"action": "wrong parameter action in request"},
    "getFile": {"file_id": "file_id not specified"},
}

_BY_LOWER = {name.lower(): name for name in METHODS}
_DOCUMENTS = (obj, array, strings, objects)


def method_named(name: str) -> str | None:
    """Telegram's spelling of a method the sandbox has, whatever the case."""
    return _BY_LOWER.get(name.lower())


def checked(method: str, params: Json) -> Json:
    """The parameters with their types, or Telegram's refusal."""
    table = METHODS[method]
    given = {name: value for name, value in params.items() if value is not None}
    for name in given:
        if name not in table:
            raise bad(f'unknown parameter "{name}" for {method}')
    typed = {name: table[name](name, value) for name, value in given.items()}
    for name, phrase in REQUIRED.get(method, {}).items():
        if name not in typed or typed[name] == "":
            raise bad(phrase)
    return typed


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
