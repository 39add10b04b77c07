"""Circles that were stopped or erased: silence, and nothing left."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from care.ports import Draft
from tests.simulation.promises.past import Past
from tests.simulation.promises.sends import MARK
from tests.simulation.promises.watch import Commit, Params, Watch
from tests.simulation.telegram import SENDS

# What was handed to the line before may still be under way for so long.
UNDER_WAY = dt.timedelta(seconds=100)


@dataclass(frozen=True)
class Erased:
    """A circle that is no more: since when (true time), who was in it, what they were called."""

    circle: int
    at: dt.datetime
    people: frozenset[int]
    names: frozenset[str]


class Circles(Watch):
    """What is left of those that ended."""

    def __init__(self, *handed: Any, past: Past) -> None:
        super().__init__(*handed)
        self._past = past
        self.erased: list[Erased] = []
        self._unsearched: list[Erased] = []
        self._stopped: dict[int, dt.datetime] = {}

    def committed(self, done: Commit) -> None:
        if done.kind != "update" or done.person is None:
            return
        if done.made.farewell is not None:
            self._goes(done)
        for row in self.rows.circles_of(done.person):
            if not row["stopped_at"]:
                self._stopped.pop(row["id"], None)
            else:
                self._stopped.setdefault(row["id"], self.sim.now())

    def _goes(self, done: Commit) -> None:
        there = {row[0] for row in self.rows.all("SELECT id FROM circle")}
        went = [one for one in self._past.circles if one not in there]
        if not went:
            what = f"update {done.update} erased a circle, and all are there"
            self.broken("erased is erased", done.update, what)
        for circle in went:
            del self._past.circles[circle]
            people = frozenset(self._past.people.pop(circle, ()))
            names = frozenset(one for one in self._past.names.pop(circle, ()) if MARK.search(one))
            gone = Erased(circle, self.sim.now(), people, names)
            self.erased.append(gone)
            self._unsearched.append(gone)
            self._is_empty(gone)

    def _is_empty(self, gone: Erased) -> None:
        for table in self.rows.tables_about_circles():
            left = self.rows.value(f"SELECT count(*) FROM {table} WHERE circle_id = ?", gone.circle)
            if left:
                self.broken(
                    "erased is erased",
                    (gone.circle, table),
                    f"{left} rows of {table} are left of circle {gone.circle}",
                )

    def effect(self, method: str, params: Params, told: Params, draft: Draft | None) -> None:
        if method not in SENDS or not told.get("ok"):
            return
        if draft is not None and draft.message_id is not None:
            self._after_a_stop(draft.message_id)
        self._after_an_erase(int(params["chat_id"]))

    def _after_a_stop(self, message: int) -> None:
        row = self.rows.one("SELECT kind, circle_id FROM message WHERE id = ?", message)
        since = self._stopped.get(row["circle_id"]) if row else None
        if row and since and row["kind"] != "reply" and self.sim.now() - since > UNDER_WAY:
            what = f"{row['kind']} {message} of circle {row['circle_id']} came after its stop"
            self.broken("stopped is stopped", message, what)

    def _after_an_erase(self, chat: int) -> None:
        """Who was in an erased circle only is written to for what they did since."""
        found = [one for one in self.erased if chat in one.people]
        if not found or self.rows.value("SELECT 1 FROM human WHERE telegram_id = ?", chat):
            return
        since = found[-1].at
        if self.sim.now() - since <= UNDER_WAY:
            return
        if not any(deed.person == chat and deed.at > since for deed in self._lately()):
            what = f"a message to chat {chat} after circle {found[-1].circle} was erased"
            self.broken("stopped is stopped", (chat, since), what)

    def _lately(self) -> Any:
        return reversed(self.sim.by_update.values())

    def nightly(self) -> None:
        for gone in self.erased:
            self._is_empty(gone)
        if self._unsearched and not self.rows.value("PRAGMA user_version"):
            self._search()

    def _search(self) -> None:
        """What was erased isn't in the file's bytes: not in its free pages, not in its log."""
        file = self.rows.file
        held = b"".join(one.read_bytes() for one in (file, Path(f"{file}-wal")) if one.exists())
        for gone in self._unsearched:
            for name in gone.names:
                is_used = self.rows.value(
                    "SELECT 1 FROM member WHERE instr(name, ?)", name.encode()
                ) or self.rows.value("SELECT 1 FROM human WHERE instr(draft, ?)", name.encode())
                if not is_used and name.encode() in held:
                    what = f"the bytes of the file still name somebody of circle {gone.circle}"
                    self.broken("erased is erased", (gone.circle, "bytes"), what)
        self._unsearched = []

    def at_the_end(self) -> None:
        if self.rows.value("PRAGMA user_version"):
            self.broken("erased is erased", "cleaning", "the file was never cleaned")
