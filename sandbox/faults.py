"""Faults on demand: what the bot's next calls meet instead of an answer.

In memory alone: a restart ends them all.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Json = dict[str, Any]

# The name under which a fault is asked for where the bot fetches a file.
DOWNLOAD = "download"

# Each kind, and what may be said about it beside the calls that it is for.
KINDS: dict[str, frozenset[str]] = {
    "too_many_requests": frozenset({"retry_after"}),
    "server_error": frozenset(),
    "bad_gateway": frozenset(),
    "unauthorized": frozenset(),
    "not_found": frozenset(),
    "blocked": frozenset(),
    "chat_not_found": frozenset(),
    "migrated": frozenset({"migrate_to"}),
    "closed": frozenset({"when"}),
    "hang": frozenset({"when", "seconds"}),
    "truncated": frozenset(),
    "duplicate_update": frozenset(),
}


@dataclass
class Fault:
    """One that was asked for. `None` in method and chat is any, in left is "until removed"."""

    id: int
    kind: str
    method: str | None = None
    chat: int | None = None
    left: int | None = None
    hits: int = 0
    hanging: int = 0  # how many clients wait in it now
    retry_after: int = 5  # seconds
    seconds: float = 60  # of real time, as clients count them
    when: str = "before"  # or "after" the call took effect
    migrate_to: int | None = None

    def read(self) -> Json:
        """As the HTTP side shows it."""
        return asdict(self)

    def matches(self, method: str, chat: int | None) -> bool:
        """Whether it is for such a call, and not used up."""
        wanted = self.method in {None, method} and self.chat in {None, chat}
        return wanted and self.left != 0

    def use(self) -> None:
        """Once more."""
        self.hits += 1
        if self.left is not None:
            self.left -= 1


class Faults:
    """All of them, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._last = 0

    def add(self, make: Callable[[int], Fault]) -> Fault:
        """One more, under the next number."""
        self._last += 1
        fault = self._faults[self._last] = make(self._last)
        return fault

    def all(self) -> list[Fault]:
        """Also those that are used up."""
        return list(self._faults.values())

    def by_id(self, number: int) -> Fault | None:
        """The one with this number, until it is removed."""
        return self._faults.get(number)

    def remove(self, number: int) -> None:
        """Over, also for those who hang in it."""
        self._faults.pop(number)

    def removed(self, fault: Fault) -> bool:
        """Whether it is over."""
        return fault.id not in self._faults

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The oldest for this call, which is used by it."""
        return self._use(lambda fault: fault.kind != "duplicate_update", method, chat)

    def repeats(self, chat: int) -> bool:
        """Whether an update of this chat shall come twice; uses the fault that says so."""
        found = self._use(lambda fault: fault.kind == "duplicate_update", "getUpdates", chat)
        return found is not None

    def _use(self, wanted: Callable[[Fault], bool], method: str, chat: int | None) -> Fault | None:
        for fault in self._faults.values():
            if wanted(fault) and fault.matches(method, chat):
                fault.use()
                return fault
        return None

    # Migrated chats

    def moved_to(self, chat: int) -> int:
        """The id that this chat has now."""
        return next((new for old, new in self._moves() if old == chat), chat)

    def moved_from(self, chat: int) -> int:
        """The id that this chat had first, by which its person is known."""
        return next((old for old, new in self._moves() if new == chat), chat)

    def _moves(self) -> list[tuple[int, int]]:
        return [
            (fault.chat, fault.migrate_to)
            for fault in self._faults.values()
            if fault.chat is not None and fault.migrate_to is not None
        ]
