"""Every button that anybody is shown, found by tapping; and what becomes of it in other hands.

Each trial is one transaction that is rolled back: all of them begin from the same rows.
"""

import contextlib
import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import inspect, select
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from care import buttons, db
from care.buttons import Tap
from care.flows import arrivals, pictures, speech
from care.kinds import Kind, Sending
from care.models import Answer, Chat, Circle, Invitation, Member, Message, Picture, PlanVersion
from care.models import Session as Day
from care.ports import Arrival, Button, Reply, Screen

# What a circle is; what was only sent to the one who acts, and when somebody was heard, is not.
TABLES: tuple[type[SQLModel], ...] = (Circle, Member, Day, Answer, PlanVersion, Picture, Invitation)
HEARD = {"heard_at", "hushed_at"}
# Updates of those who lead to a button, and of who tries it then.
LEADS, TRIES = 10_000, 20_000
DEEPEST = 5
# What somebody does: a command, a button's data, typed words, a photo; one after another.
Path = tuple[str, ...]
PHOTO = "(a photo)"
Rows = dict[tuple[str, int, int], tuple[Any, ...]]
SENT: tuple[Any, ...] = (Message.id, Message.circle_id, Message.state, Message.revision)
SENT = (*SENT, Message.due, Message.key)


@dataclass(frozen=True)
class Found:
    """A button as it was shown: to whom, after which taps and commands, on which message."""

    chat: int
    path: Path
    tap: Tap
    row: dict[str, Any]

    @property
    def shape(self) -> str:
        """What it does, whatever the ids and days in it."""
        return f"{self.tap.verb} {re.sub('[0-9]+', '#', self.tap.value)}".strip()


@dataclass(frozen=True)
class Outcome:
    """What a trial did: the circles whose rows are others than before, and what was answered."""

    changed: frozenset[int]
    drafts: tuple[str, ...]
    toast: str | None


REFUSED = Outcome(frozenset(), (), None)


class Trials:
    """The rows, the clock, and what somebody does with them."""

    def __init__(self, database: db.Database, now: dt.datetime) -> None:
        self.engine, self.now = database._writer, now

    # Finding the buttons

    def buttons_of(self, chat: int, ways: Iterable[Path]) -> dict[str, Found]:
        """One button of each shape that somebody comes to see, from what lies there or below."""
        found: dict[str, Found] = {}
        paths: list[Path] = [(), *ways]
        while paths:
            path = paths.pop(0)
            for one in self._seen(chat, path):
                if one.shape not in found:
                    found[one.shape] = one
                    if len(path) < DEEPEST:
                        paths.append((*path, data_of(one.tap)))
        return found

    def _seen(self, chat: int, path: Path) -> list[Found]:
        """What they see after these taps and words; what lies there, where there were none."""
        with self._rolled_back() as session:
            self._lead(session, chat, path)
            return list(_shown(session, chat, path))

    def _lead(self, session: Db, chat: int, path: Path) -> None:
        for number, said in enumerate(path):
            self._act(session, chat, said, LEADS + number)

    def _act(self, session: Db, chat: int, said: str, update: int, on: int | None = None) -> Reply:
        came = Arrival(update, chat, chat, "-", "family_test_bot", telegram_id=on)
        if said == PHOTO:
            shot = (pictures.Shot("photo", "a-sheet"), "")
            return arrivals.take_in(session, came, self.now, speech.picture, shot, self.now)
        if said.startswith("/"):
            return arrivals.take_in(session, came, self.now, speech.command, said, self.now)
        if buttons.read(said):
            came = replace(came, tapped=said)
            return arrivals.take_in(session, came, self.now, speech.tap, said, self.now)
        return arrivals.take_in(session, came, self.now, speech.text, said, self.now)

    @contextlib.contextmanager
    def _rolled_back(self) -> Iterator[Db]:
        with Db(self.engine) as session, session.begin() as transaction:
            yield session
            transaction.rollback()

    # Trying them

    def said(self, chats: Iterable[int], words: str) -> dict[int, Outcome]:
        """Each of them writes that, as if none of the others had."""
        with self._rolled_back() as session:
            before = _rows(session)
            return {chat: self._tried(session, before, chat, words) for chat in chats}

    def tapped(self, chats: Iterable[int], one: Found) -> dict[int, tuple[Outcome, Outcome]]:
        """Each of them taps the button where it lies in their own chat, then forges it.

        Whose button it is taps it itself; for the others a copy of its message lies in their chat.
        Forged is the data of a message that isn't theirs.
        """
        with self._rolled_back() as session:
            self._lead(session, one.chat, one.path)
            before = _rows(session)
            return {chat: self._both(session, before, chat, one) for chat in chats}

    def _both(self, session: Db, before: Rows, chat: int, one: Found) -> tuple[Outcome, Outcome]:
        as_it_is = self._tried(session, before, chat, data_of(one.tap))
        if chat == one.chat:
            return as_it_is, REFUSED
        return self._tried(session, before, chat, None, one), as_it_is

    def _tried(
        self, session: Db, before: Rows, chat: int, said: str | None, copied: Found | None = None
    ) -> Outcome:
        with session.begin_nested() as point:
            on, laid = None, None
            if copied is not None:
                row = _laid(session, chat, copied)
                on, laid = row.telegram_id, row.id
                said = buttons.button("", copied.tap.verb, row.id, copied.tap.value).data
            reply = self._act(session, chat, said or "", TRIES, on)
            session.flush()
            after = _rows(session, besides=laid)
            point.rollback()
        keys = before.keys() | after.keys()
        changed = frozenset(key[2] for key in keys if before.get(key) != after.get(key))
        texts = tuple(draft.screen.text for draft in reply.drafts)
        return Outcome(changed, texts, reply.toast)


def data_of(tap: Tap) -> str:
    """What the button sends back."""
    return buttons.button("", tap.verb, tap.message_id, tap.value).data


def _shown(session: Db, chat: int, path: Path) -> Iterator[Found]:
    """Every button in a chat; or only of what the last tap called for."""
    rows = session.scalars(
        select(Message)
        .join(Chat, col(Chat.id) == col(Message.chat_id))
        .where(col(Chat.telegram_id) == chat, col(Message.screen).is_not(None))
        .order_by(col(Message.id).desc())
    )
    for row in rows:
        if path and row.update_id != LEADS + len(path) - 1:
            continue
        for line in Screen.from_json(row.screen or "").rows:
            for one in line:
                tap = buttons.read(one.data)
                assert tap is not None, one
                yield Found(chat, path, tap, row.model_dump())


def _laid(session: Db, chat: int, one: Found) -> Message:
    """A copy of the message, with that button alone, in somebody's own chat."""
    theirs = session.scalars(select(Chat).where(col(Chat.telegram_id) == chat)).first()
    kept = {name: one.row[name] for name in ("circle_id", "session_id", "slot_id", "local_date")}
    row = Message(
        **kept,
        kind=Kind.DIGEST if one.row["kind"] == Kind.DIGEST else Kind.REPLY,
        rank=0,
        chat_id=theirs.id if theirs else None,
        member_id=one.row["member_id"],
        due=one.row["due"],
        until=one.row["until"],
        try_at=None,
        state=Sending.SENT,
        telegram_id=900_000,
    )
    session.add(row)
    session.flush()
    data = buttons.button("-", one.tap.verb, row.id, one.tap.value).data
    shown = Screen.from_json(one.row["screen"])
    row.screen = replace(shown, rows=((Button("-", data),),)).to_json()
    session.flush()
    return row


def _rows(session: Db, besides: int | None = None) -> Rows:
    """All rows that make up the circles: by table, id and circle."""
    found: Rows = {}
    for table in TABLES:
        kept = [column for column in _columns(table) if column.name not in HEARD]
        for row in session.execute(select(*kept)).mappings():
            circle = row["id"] if table is Circle else row["circle_id"]
            found[table.__name__, row["id"], circle or 0] = tuple(row.values())
    sent = select(*SENT).where(col(Message.kind) != Kind.REPLY)
    for row_id, circle, state, revision, *kept in session.execute(sent):
        if row_id != besides:
            drawn = revision if state == Sending.SENT else None
            found["Message", row_id, circle or 0] = (state, drawn, *kept)
    return found


@functools.cache
def _columns(table: type[SQLModel]) -> tuple[Any, ...]:
    return tuple(inspect(table).columns)
