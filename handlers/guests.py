"""Who isn't in hears each polite line once, and then nothing for a while, whatever they send.

And who sends faster than anybody can tap is looked at so many times a second, not more: nobody
else waits for them. In memory, since nothing about them may be kept; a restart says it once more.
"""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from care.ports import Draft

SILENCE = dt.timedelta(minutes=10)
# Chats and lines; beyond so many the oldest is forgotten first.
MOST = 1000
# So many updates a second of somebody who isn't in are looked at: more than anybody sends by hand,
# since they may be let in any moment.
LOOKS = 20


class Guests:
    """What was said lately to whom, oldest first; and who of them came when, by a steady clock."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._said: dict[tuple[int, str], dt.datetime] = {}
        self._steady = steady
        self._came: dict[int, list[float]] = {}

    def met(self, chat: int, *, is_in: bool) -> None:
        """Somebody was looked up just now."""
        if is_in:
            self._came.pop(chat, None)
        elif chat not in self._came:
            _make_room(self._came)
            self._came[chat] = [self._steady()]

    def is_let_through(self, chat: int) -> bool:
        """Whether an update of that chat is looked at; each of somebody who is in is."""
        came = self._came.get(chat)
        if came is None:
            return True
        now = self._steady()
        came[:] = [at for at in came if now - at < 1]
        if len(came) >= LOOKS:
            return False
        came.append(now)
        return True

    def unsaid(self, drafts: tuple[Draft, ...], now: dt.datetime) -> tuple[Draft, ...]:
        """Those of the lines that they haven't just heard; they count as heard from now on."""
        return tuple(draft for draft in drafts if self._first((draft.chat, draft.screen.text), now))

    def _first(self, line: tuple[int, str], now: dt.datetime) -> bool:
        before = self._said.get(line)
        # A clock that was set back silences nobody.
        if before is not None and dt.timedelta() <= now - before < SILENCE:
            return False
        self._said.pop(line, None)
        _make_room(self._said)
        self._said[line] = now
        return True


def _make_room(known: dict[Any, Any]) -> None:
    while len(known) >= MOST:
        del known[next(iter(known))]
