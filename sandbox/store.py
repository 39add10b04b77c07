"""Everything the sandbox remembers: one SQLite file, and its SQL (that of files is in `files`)."""

from __future__ import annotations

import json
import secrets
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.bell import Bell
from sandbox.files import Files
from sandbox.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

FIRST_PEOPLE = ((1001, "Alex"), (1002, "Sam"), (1003, "Dana"), (1004, "Mallory"))


@dataclass(frozen=True)
class Person:
    """Somebody with a phone; their private chat with the bot has the same id."""

    id: int
    first_name: str
    last_name: str | None
    language_code: str
    started: bool
    blocked: bool
    version: int
    keyboard: Json | None
    toast: Json | None


@dataclass(frozen=True)
class Stored:
    """A message in a chat. `body` is Telegram's Message; the rest only the phone knows."""

    body: Json
    from_bot: bool
    silent: bool = False
    fixed: bool = False  # it carried a reply keyboard, so Telegram never lets it be edited
    edited: bool = False
    version: int = 0


def _loads(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _person(row: sqlite3.Row) -> Person:
    fields = dict(row)
    for flag in ("started", "blocked"):
        fields[flag] = bool(fields[flag])
    for document in ("keyboard", "toast"):
        fields[document] = _loads(fields[document])
    return Person(**fields)


def _stored(row: sqlite3.Row) -> Stored:
    flags = {name: bool(row[name]) for name in ("from_bot", "silent", "fixed", "edited")}
    return Stored(body=json.loads(row["body"]), version=row["version"], **flags)


class Store:
    """The file. Every request is one transaction; each commit rings the bell."""

    def __init__(self, path: Path | str) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.file = str(Path(path).resolve())
        self.bell = Bell()
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(SCHEMA)
        self.files = Files(self._db)
        self._first_start()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, on the disk before the request is answered."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        self.bell.ring()

    def _first_start(self) -> None:
        with self.transaction():
            if self.get("born") is not None:
                return
            self.put("born", True)
            for person_id, name in FIRST_PEOPLE:
                self.add_person(person_id, name, None, "en")
            # A new file must not repeat the update ids of an older one: bots remember them.
            first = 100_000_000 + secrets.randbelow(800_000_000)
            self._db.execute("INSERT INTO sqlite_sequence VALUES ('waiting', ?)", (first,))

    # settings

    def get(self, key: str, default: Any = None) -> Any:
        """A setting, or the default."""
        row = self._one("SELECT value FROM setting WHERE key = ?", key)
        return default if row is None else json.loads(row["value"])

    def put(self, key: str, value: Any) -> None:
        """Keep a setting."""
        self._db.execute("REPLACE INTO setting VALUES (?, ?)", (key, json.dumps(value)))

    # people

    def people(self) -> list[Person]:
        """Everyone, by id."""
        return [_person(row) for row in self._all("SELECT * FROM person ORDER BY id")]

    def person(self, person_id: int) -> Person | None:
        """One of them."""
        row = self._one("SELECT * FROM person WHERE id = ?", person_id)
        return None if row is None else _person(row)

    def add_person(
        self, person_id: int | None, first_name: str, last_name: str | None, language: str
    ) -> int:
        """A new phone; without an id the next free one."""
        done = self._db.execute(
            "INSERT INTO person (id, first_name, last_name, language_code) VALUES (?, ?, ?, ?)",
            (person_id, first_name, last_name, language),
        )
        return int(done.lastrowid or 0)

    def mark_started(self, person_id: int) -> None:
        """From now on the bot may write to this person."""
        self._db.execute("UPDATE person SET started = 1 WHERE id = ?", (person_id,))

    def set_blocked(self, person_id: int, blocked: bool) -> None:
        """Block or unblock the bot."""
        self._db.execute("UPDATE person SET blocked = ? WHERE id = ?", (blocked, person_id))
        self.touch(person_id)

    def set_keyboard(self, person_id: int, keyboard: Json | None) -> None:
        """The standing keyboard below the chat."""
        text = None if keyboard is None else json.dumps(keyboard)
        self._db.execute("UPDATE person SET keyboard = ? WHERE id = ?", (text, person_id))

    def set_toast(self, person_id: int, toast: Json) -> None:
        """The last answer to a tap."""
        self._db.execute("UPDATE person SET toast = ? WHERE id = ?", (json.dumps(toast), person_id))
        self.touch(person_id)

    def touch(self, person_id: int) -> int:
        """Something on this phone changed: the next version of its chat."""
        self._db.execute("UPDATE person SET version = version + 1 WHERE id = ?", (person_id,))
        row = self._one("SELECT version FROM person WHERE id = ?", person_id)
        return int(row["version"]) if row else 0

    def touch_all(self) -> None:
        """Something on every phone changed."""
        self._db.execute("UPDATE person SET version = version + 1")

    # messages

    def next_message_id(self, chat_id: int) -> int:
        """Increasing in each chat; a deleted message's id never comes again."""
        row = self._one("SELECT max(message_id) AS last FROM message WHERE chat_id = ?", chat_id)
        return int((row and row["last"]) or 0) + 1

    def add_message(self, chat_id: int, message: Stored) -> None:
        """A new message, at the end of the chat."""
        version = self.touch(chat_id)
        self._db.execute(
            "INSERT INTO message (chat_id, message_id, body, from_bot, silent, fixed, version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (chat_id, message.body["message_id"], json.dumps(message.body), message.from_bot,
             message.silent, message.fixed, version),
        )  # fmt: skip

    def message(self, chat_id: int, message_id: int) -> Stored | None:
        """A message that wasn't deleted."""
        row = self._one(
            "SELECT * FROM message WHERE chat_id = ? AND message_id = ? AND NOT deleted",
            chat_id, message_id,
        )  # fmt: skip
        return None if row is None else _stored(row)

    def messages(self, chat_id: int) -> list[Stored]:
        """The whole chat, as the phone shows it."""
        query = "SELECT * FROM message WHERE chat_id = ? AND NOT deleted ORDER BY message_id"
        return [_stored(row) for row in self._all(query, chat_id)]

    def change_message(self, chat_id: int, body: Json, *, edited: bool) -> None:
        """The same message with another content or keyboard."""
        self._db.execute(
            "UPDATE message SET body = ?, edited = max(edited, ?), version = ?"
            " WHERE chat_id = ? AND message_id = ?",
            (json.dumps(body), edited, self.touch(chat_id), chat_id, body["message_id"]),
        )

    def delete_message(self, chat_id: int, message_id: int) -> None:
        """Gone from the phone; its id stays taken."""
        self._db.execute(
            "UPDATE message SET deleted = 1, version = ? WHERE chat_id = ? AND message_id = ?",
            (self.touch(chat_id), chat_id, message_id),
        )

    # updates waiting for the bot

    def add_update(self, body: Json, now: float, expires: float) -> None:
        """Queue an update, and forget those that waited too long."""
        self._db.execute("DELETE FROM waiting WHERE expires <= ?", (now,))
        self._db.execute(
            "INSERT INTO waiting (body, expires) VALUES (?, ?)", (json.dumps(body), expires)
        )

    def add_again(self, update: Json, expires: float) -> bool:
        """Put a confirmed update back under its own id; false while it still waits."""
        body = {key: value for key, value in update.items() if key != "update_id"}
        done = self._db.execute(
            "INSERT OR IGNORE INTO waiting VALUES (?, ?, ?)",
            (update["update_id"], json.dumps(body), expires),
        )
        return done.rowcount == 1

    def updates(self, now: float, limit: int) -> list[Json]:
        """The oldest that wait, as Telegram's Update objects."""
        query = "SELECT * FROM waiting WHERE expires > ? ORDER BY update_id LIMIT ?"
        rows = self._all(query, now, limit)
        return [{"update_id": row["update_id"], **json.loads(row["body"])} for row in rows]

    def pending(self, now: float) -> int:
        """How many wait unconfirmed."""
        row = self._one("SELECT count(*) AS n FROM waiting WHERE expires > ?", now)
        return int(row["n"]) if row else 0

    def updates_after(self, last: int) -> list[Json]:
        """Those that came after that one, also what nobody took in time."""
        rows = self._all("SELECT * FROM waiting WHERE update_id > ? ORDER BY update_id", last)
        return [{"update_id": row["update_id"], **json.loads(row["body"])} for row in rows]

    def waits(self, update_id: int, now: float) -> bool:
        """Whether it is still wanted."""
        query = "SELECT 1 FROM waiting WHERE update_id = ? AND expires > ?"
        return self._one(query, update_id, now) is not None

    def confirm_one(self, update_id: int) -> None:
        """Forget this one alone."""
        self._db.execute("DELETE FROM waiting WHERE update_id = ?", (update_id,))

    def confirm(self, offset: int) -> None:
        """Forget all updates below the offset; a negative one keeps only the last so many."""
        if offset < 0:
            query = "SELECT update_id FROM waiting ORDER BY update_id DESC LIMIT 1 OFFSET ?"
            row = self._one(query, -offset - 1)
            offset = int(row["update_id"]) if row else 0
        self._db.execute("DELETE FROM waiting WHERE update_id < ?", (offset,))

    # callback queries

    def add_query(self, query_id: str, person_id: int, expires: float) -> None:
        """A tap that may be answered until then."""
        self._db.execute("INSERT INTO query VALUES (?, ?, ?)", (query_id, person_id, expires))

    def query_of(self, query_id: str, now: float) -> int | None:
        """Whose tap it was, if it can still be answered."""
        row = self._one("SELECT person_id FROM query WHERE id = ? AND expires >= ?", query_id, now)
        return None if row is None else int(row["person_id"])

    def _one(self, query: str, *values: Any) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._db.execute(query, values).fetchone()
        return row

    def _all(self, query: str, *values: Any) -> list[sqlite3.Row]:
        return self._db.execute(query, values).fetchall()
