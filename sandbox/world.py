"""What both sides share: the bot, the people as Telegram's objects, the queue between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.faults import Faults
from sandbox.refusal import bad, forbidden

if TYPE_CHECKING:
    from sandbox.clock import Clock
    from sandbox.store import Json, Person, Store

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Telegram keeps messages for the bot so long, and taps on buttons only so long.
KEEP_SECONDS = 24 * 60 * 60
TAP_SECONDS = 150


@dataclass(frozen=True)
class World:
    """One bot, its people and their time."""

    store: Store
    clock: Clock
    token: str
    username: str
    faults: Faults = field(default_factory=Faults)

    @property
    def bot(self) -> Json:
        """The bot as a User."""
        return {
            "id": int(self.token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Sandbox bot",
            "username": self.username,
        }

    def date(self) -> int:
        """Unix seconds, as messages carry them."""
        return int(self.clock.timestamp())

    def queue(self, kind: str, body: Json, seconds: float = KEEP_SECONDS) -> None:
        """An update for the bot, if it asked for this kind."""
        allowed = self.store.get("allowed_updates")
        if allowed and kind not in allowed:
            return
        now = self.clock.timestamp()
        self.store.add_update({kind: body}, now, now + seconds)

    def chat(self, chat_id: int) -> Person:
        """A chat the bot may know of, or Telegram's refusal."""
        person = self.store.person(self.faults.moved_from(chat_id))
        if person is None:
            raise bad("chat not found")
        return person

    def reachable(self, chat_id: int) -> Person:
        """A chat the bot may write to, or Telegram's refusal."""
        person = self.chat(chat_id)
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")
        return person

    def chat_of(self, person: Person) -> Json:
        """Their private chat as a Chat."""
        chat_id = self.faults.moved_to(person.id)
        return {"id": chat_id, "type": "private"} | _names(person)


def _names(person: Person) -> Json:
    last = {"last_name": person.last_name} if person.last_name else {}
    return {"first_name": person.first_name} | last


def user(person: Person) -> Json:
    """The person as a User."""
    rest = {"language_code": person.language_code}
    return {"id": person.id, "is_bot": False} | _names(person) | rest
