"""Which commands a chat's menu offers: by what somebody is, in their language.

`chat.menu` is what Telegram was last told; where it isn't what it should be, the door sets it
right, beside the way.
"""

import functools
import hashlib

from sqlmodel import Session as Db

from care import store, words
from care.kinds import Role
from care.models import Chat
from care.ports import Menu

# Everybody's, before they are in a circle and after they left it.
EVERYBODY = ("start", "help", "privacy")
MENUS: dict[str, tuple[str, ...]] = {
    Role.PATIENT: (
        "today",
        "rest",
        "plan",
        "journal",
        "invite",
        "shared",
        "limits",
        "settings",
        "zone",
        "help",
        "privacy",
        "export",
        "erase",
        "stop",
    ),
    Role.CAREGIVER: ("digest", "plan", "zone", "help", "privacy", "stop"),
    Role.THERAPIST: ("plan", "help", "privacy", "stop"),
}


def commands(lang: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Pairs of a command and its words."""
    return tuple((name, words.say(lang, f"menu.{name}")) for name in names)


def due(chat: Chat, roles: set[str], lang: str) -> Menu | None:
    """The menu that the chat should get, where it isn't the one it has."""
    role = next((role for role in MENUS if role in roles), None)
    key = _key(role, lang) if role else None
    if key == chat.menu:
        return None
    return Menu(chat.telegram_id, key, commands(lang, MENUS[role]) if role else ())


@functools.cache
def _key(role: str, lang: str) -> str:
    """Short, and another one as soon as a command or its words are others."""
    found = repr(commands(lang, MENUS[role])).encode()
    return f"{role}:{lang}:{hashlib.sha256(found).hexdigest()[:8]}"


def shown(db: Db, menu: Menu) -> None:
    """Telegram took it."""
    chat = store.chat(db, menu.chat)
    if chat is not None:
        chat.menu = menu.key
