"""Who isn't in hears each polite line once, and then nothing for a while, whatever they send.

In memory, since nothing about them may be kept; a restart says it once more.
"""

import datetime as dt

from care.ports import Draft

SILENCE = dt.timedelta(minutes=10)
# Chats and lines; beyond so many the oldest is forgotten first.
MOST = 1000


class Guests:
    """What was said lately to whom, oldest first."""

    def __init__(self) -> None:
        self._said: dict[tuple[int, str], dt.datetime] = {}

    def unsaid(self, drafts: tuple[Draft, ...], now: dt.datetime) -> tuple[Draft, ...]:
        """Those of the lines that they haven't just heard; they count as heard from now on."""
        return tuple(draft for draft in drafts if self._first((draft.chat, draft.screen.text), now))

    def _first(self, line: tuple[int, str], now: dt.datetime) -> bool:
        before = self._said.get(line)
        # A clock that was set back silences nobody.
        if before is not None and dt.timedelta() <= now - before < SILENCE:
            return False
        self._said.pop(line, None)
        while len(self._said) >= MOST:
            del self._said[next(iter(self._said))]
        self._said[line] = now
        return True
