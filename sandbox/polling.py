"""getUpdates: confirm, then wait until there is something, or until a newer poll takes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import webhooks
from sandbox.refusal import Refused
from sandbox.world import KEEP_SECONDS

if TYPE_CHECKING:
    from sandbox.store import Json
    from sandbox.world import World

LONGEST_POLL = 50
WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete"
    " the webhook first"
)
TAKEN_OVER = "Conflict: terminated by setWebhook request"
CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance"
    " is running"
)


class Polling:
    """Who polls now, and which updates shall come twice."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._polls = 0
        self._again: dict[int, Json] = {}
        self._twice: set[int] = set()

    async def updates(self, params: Json) -> list[Json]:
        """The updates from `offset` on; all below it are confirmed."""
        if self._pushes():
            raise Refused(409, WEBHOOK)
        self._confirm(params)
        limit = min(max(params.get("limit", 100), 1), 100)
        seconds = min(max(params.get("timeout", 0), 0), LONGEST_POLL)
        mine = self._take_over()
        updates = await self._world.store.bell.until(
            lambda: self._world.store.updates(self._world.clock.timestamp(), limit),
            lambda found: bool(found) or self._polls != mine or self._pushes(),
            seconds,
        )
        if self._polls != mine:
            raise Refused(409, CONFLICT)
        if self._pushes():
            raise Refused(409, TAKEN_OVER)
        self._mark(updates)
        return updates

    def _pushes(self) -> bool:
        """Whether a webhook has them."""
        return webhooks.hook_of(self._world.store) is not None

    def _take_over(self) -> int:
        self._polls += 1
        self._world.store.bell.ring()
        return self._polls

    def _confirm(self, params: Json) -> None:
        store = self._world.store
        with store.transaction():
            if "allowed_updates" in params:
                store.put("allowed_updates", params["allowed_updates"])
            if params.get("offset"):
                store.confirm(params["offset"])
            until = self._world.clock.timestamp() + KEEP_SECONDS
            for update_id, update in list(self._again.items()):
                if store.add_again(update, until):
                    del self._again[update_id]

    def _mark(self, updates: list[Json]) -> None:
        """Those that a fault wants twice come again, once they are confirmed."""
        for update in updates:
            update_id = update["update_id"]
            if update_id not in self._twice and self._world.faults.repeats(chat_of(update)):
                self._twice.add(update_id)
                self._again[update_id] = update


def chat_of(update: Json) -> int:
    """Whose it is; 0 where its type has neither a chat nor a sender."""
    for content in update.values():
        whose = content.get("chat") or content.get("from") if isinstance(content, dict) else None
        if isinstance(whose, dict) and isinstance(whose.get("id"), int):
            return int(whose["id"])
    return 0
