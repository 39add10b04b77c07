"""Which commands a chat's menu offers: by what somebody is, in their language.

`chat.menu` is what Telegram was last told; where it isn't what it should be, the door sets it
right, beside the way.
"""

import functools
import hashlib
from collections.abc import Iterable

from sqlmodel import Session as Db

from care import rights, store, words
from care.models import Chat
from care.ports import Menu

# Everybody's, before they are in a circle and after they left it.
EVERYBODY = ("start", "help", "privacy")


def commands(lang: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Pairs of a command and its words."""
    return tuple((name, words.say(lang, f"menu.{name}")) for name in names)


def due(chat: Chat, mine: Iterable[rights.Who], lang: str) -> Menu | None:
    """The menu that the chat should get, where it isn't the one it has."""
    names = _names(tuple(mine))
    key = _key(names, lang) if names else None
    if key == chat.menu:
        return None
    return Menu(chat.telegram_id, key, commands(lang, names))


def _names(mine: tuple[rights.Who, ...]) -> tuple[str, ...]:
    """What they may wherever they are in; nothing of its own for who is in no circle."""
    return tuple(
        name
        for name, what in rights.COMMANDS.items()
        if mine and (what is None or any(rights.may(what, who) for who in mine))
    )


@functools.cache
def _key(names: tuple[str, ...], lang: str) -> str:
    """Short, and another one as soon as a command or its words are others."""
    found = repr(commands(lang, names)).encode()
    return f"{lang}:{hashlib.sha256(found).hexdigest()[:8]}"


def shown(db: Db, menu: Menu) -> None:
    """Telegram took it."""
    chat = store.chat(db, menu.chat)
    if chat is not None:
        chat.menu = menu.key
