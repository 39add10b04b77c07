"""The sandbox's time: the real one and an offset, or an instant that moves only when told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.store import Json, Store


def _real() -> datetime:
    return datetime.now(UTC)


def instant(value: Any) -> datetime:
    """An ISO 8601 instant with its offset from UTC, or a refusal."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Refused(400, f"not an ISO 8601 instant: {value!r}") from error
    if moment.tzinfo is None:
        raise Refused(400, f"an instant needs its offset from UTC: {value!r}")
    return moment.astimezone(UTC)


class Clock:
    """Kept in the store, so that a restart goes on in the same sandbox time."""

    def __init__(
        self,
        store: Store,
        frozen: datetime | None = None,
        real: Callable[[], datetime] = _real,
    ) -> None:
        """`frozen` sets a clock that was never set; a kept one is left alone."""
        self._store = store
        self._real = real
        if store.get("clock") is None:
            with store.transaction():
                at = frozen.astimezone(UTC).isoformat() if frozen else None
                store.put("clock", {"offset": 0.0, "frozen": at, "version": 1, "due": None})

    def _state(self) -> Json:
        state: Json = self._store.get("clock")
        return state

    def now(self) -> datetime:
        """Aware UTC."""
        state = self._state()
        if state["frozen"]:
            return datetime.fromisoformat(state["frozen"])
        return self._real() + timedelta(seconds=state["offset"])

    def timestamp(self) -> float:
        """Unix seconds."""
        return self.now().timestamp()

    def next_due(self) -> datetime | None:
        """The instant the bot said it waits for."""
        due = self._state()["due"]
        return datetime.fromisoformat(due) if due else None

    def tell_due(self, at: datetime | None) -> None:
        """The bot's next due instant. Not a change of the time: the version stays."""
        with self._store.transaction():
            self._store.put("clock", self._state() | {"due": at.isoformat() if at else None})

    def move(self, to: datetime) -> None:
        """Forward to this instant."""
        self.advance((to - self.now()).total_seconds())

    def advance(self, seconds: float) -> None:
        """Forward by so much, never back."""
        if seconds < 0:
            raise Refused(400, f"time doesn't go backwards: it is {self.now().isoformat()}")
        try:
            state = self._moved(self._state(), timedelta(seconds=seconds))
        except (OverflowError, ValueError) as error:
            raise Refused(400, "that is too far") from error
        with self._store.transaction():
            self._store.put("clock", state | {"version": state["version"] + 1})

    def _moved(self, state: Json, by: timedelta) -> Json:
        at = (self.now() + by).isoformat()
        if state["frozen"]:
            return state | {"frozen": at}
        return state | {"offset": state["offset"] + by.total_seconds()}

    def read(self) -> Json:
        """As the HTTP side shows it."""
        state, due = self._state(), self.next_due()
        return {
            "now": self.now().isoformat(),
            "offset": None if state["frozen"] else state["offset"],
            "frozen": bool(state["frozen"]),
            "version": state["version"],
            "next_due": due.isoformat() if due else None,
        }
