"""A circle's days without a network: the real flows, rounds and rows, the clock in hand.

Where a year has to pass in seconds. What is sent arrives at once and is kept, chat by chat.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session as Db
from sqlmodel import col, select

from care import buttons, db, store
from care.flows import arrivals, due, speech
from care.models import Chat, Message
from care.ports import Arrival, Draft, Outcome, Result, Screen

MOST = 8


@dataclass(frozen=True)
class Heard:
    """A new message in a chat: when (UTC), its words, its row."""

    at: dt.datetime
    text: str
    row: int | None


class Days:
    """The clock, the rounds, and what everybody was sent."""

    def __init__(self, database: db.Database, now: dt.datetime) -> None:
        self.db, self.now = database, now
        self.chats: dict[int, list[Heard]] = defaultdict(list)
        self._outcomes: list[Outcome] = []
        self._update = self._telegram = 0

    # The time

    def until(self, at: dt.datetime) -> None:
        """Everything that falls due on the way happens at its time."""
        while (next_due := self.db.write(store.next_due)) is not None and next_due <= at:
            self.now = max(next_due, self.now)
            self._rounds()
        self.now = max(at, self.now)

    def is_down(self, until: dt.datetime) -> None:
        """The bot is down: the time goes by and nothing happens."""
        self.now = max(until, self.now)

    def _rounds(self) -> None:
        while True:
            settled, self._outcomes = self._outcomes, []
            found = self.db.write(due.round_, settled, MOST, self.now)
            assert found.broken == ()
            self._arrive(found.drafts)
            if not found.drafts and not found.claimed:
                return

    def _arrive(self, drafts: tuple[Draft, ...]) -> None:
        for draft in drafts:
            telegram_id = draft.telegram_id
            if telegram_id is None:
                self._telegram += 1
                telegram_id = self._telegram
                said = Heard(self.now, draft.screen.text, draft.message_id)
                self.chats[draft.chat].append(said)
            self._outcomes.append(Outcome(draft, Result.SENT, telegram_id=telegram_id))

    # What people do

    def says(self, chat: int, text: str) -> str:
        """Somebody writes; the words of the last answer."""
        before = len(self.chats[chat])
        flow = speech.command if text.startswith("/") else speech.text
        self._does(chat, flow, text)
        return "\n\n".join(heard.text for heard in self.chats[chat][before:])

    def taps(self, chat: int, verb: str, value: str | None = None) -> None:
        """The lowest button of that verb, and of that value if one is named."""
        data = self.db.write(_button, chat, verb, value)
        assert data is not None, f"no button {verb} {value} for {chat}"
        self._does(chat, speech.tap, data)

    def sees(self, chat: int, verb: str) -> bool:
        """Whether there is such a button."""
        return self.db.write(_button, chat, verb, None) is not None

    def _does(self, chat: int, flow: Any, said: str) -> None:
        self._rounds()
        self._update += 1
        came = Arrival(self._update, chat, chat, "-", "family_test_bot")
        reply = self.db.write(arrivals.take_in, came, self.now, flow, said, self.now)
        self._arrive(reply.drafts)
        self._rounds()


def _button(session: Db, chat: int, verb: str, value: str | None) -> str | None:
    """The data of the lowest such button that a chat shows."""
    rows = session.scalars(
        select(Message)
        .join(Chat, col(Chat.id) == col(Message.chat_id))
        .where(col(Chat.telegram_id) == chat, col(Message.telegram_id).is_not(None))
        .order_by(col(Message.id).desc())
        .limit(12)
    )
    for row in rows:
        for line in Screen.from_json(row.screen or '{"text": "", "rows": []}').rows:
            for one in line:
                found = buttons.read(one.data)
                if found and found.verb == verb and value in (None, found.value):
                    return one.data
    return None
