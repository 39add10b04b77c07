"""What the bot says about itself: its menu of commands, by scope and language, and its texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.refusal import bad
from sandbox.typed import integer

if TYPE_CHECKING:
    from sandbox.store import Json, Person, Store
    from sandbox.world import World

PLAIN_SCOPES = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
MOST_COMMANDS = 100
LIMITS = {"description": 512, "short_description": 120}


def _language(params: Json) -> str:
    code: str = params.get("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language_code specified")
    return code


def _scope(here: World, params: Json) -> str:
    scope = params.get("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind in PLAIN_SCOPES and scope.keys() == {"type"}:
        return str(kind)
    if kind == "chat" and scope.keys() == {"type", "chat_id"}:
        return f"chat {here.chat(integer('chat_id', scope['chat_id'])).id}"
    raise bad("can't parse BotCommandScope")


def _key(here: World, params: Json) -> str:
    return f"commands/{_scope(here, params)}/{_language(params)}"


def _command(value: Json) -> Json:
    if value.keys() != {"command", "description"}:
        raise bad("can't parse BotCommand: exactly command and description expected")
    name = str(value["command"]).removeprefix("/")
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(str(value["description"]).strip()) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": value["description"]}


def _keep(here: World, key: str, value: Any) -> bool:
    if here.store.get(key) != value:
        here.store.put(key, value)
        here.store.touch_all()
    return True


def set_commands(here: World, params: Json) -> bool:
    """setMyCommands."""
    if len(params["commands"]) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(value) for value in params["commands"]]
    return _keep(here, _key(here, params), commands or None)


def get_commands(here: World, params: Json) -> list[Json]:
    """getMyCommands: of exactly this scope and language."""
    return here.store.get(_key(here, params)) or []


def delete_commands(here: World, params: Json) -> bool:
    """deleteMyCommands: the wider scope shows again."""
    return _keep(here, _key(here, params), None)


def shown(store: Store, person: Person) -> list[Json]:
    """The menu on this person's phone: the narrowest scope that has one, their language first."""
    for scope in (f"chat {person.id}", "all_private_chats", "default"):
        for language in (person.language_code[:2], ""):
            commands: list[Json] | None = store.get(f"commands/{scope}/{language}")
            if commands:
                return commands
    return []


def _set_text(here: World, params: Json, field: str) -> bool:
    text = params.get(field, "")
    if len(text) > LIMITS[field]:
        raise bad(f"{field} is too long")
    return _keep(here, f"{field}/{_language(params)}", text)


def _get_text(here: World, params: Json, field: str) -> Json:
    own = here.store.get(f"{field}/{_language(params)}", "")
    return {field: own or here.store.get(f"{field}/", "")}


def set_description(here: World, params: Json) -> bool:
    """setMyDescription."""
    return _set_text(here, params, "description")


def get_description(here: World, params: Json) -> Json:
    """getMyDescription."""
    return _get_text(here, params, "description")


def set_short_description(here: World, params: Json) -> bool:
    """setMyShortDescription."""
    return _set_text(here, params, "short_description")


def get_short_description(here: World, params: Json) -> Json:
    """getMyShortDescription."""
    return _get_text(here, params, "short_description")
