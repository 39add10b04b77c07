"""The end of a quiet time: nothing is left undone, and phones show what the rows say."""

import datetime as dt
import re
from typing import Any

from tests.simulation.promises import rows as read
from tests.simulation.promises.past import Past
from tests.simulation.promises.rows import Row
from tests.simulation.promises.watch import Watch

PATIENCE = dt.timedelta(minutes=10)
EDITED = dt.timedelta(hours=48)
PAIN = re.compile(r"\bpain (\d+(?:–\d+)?)\b")


class Quiet(Watch):
    """Looks once, when nothing has gone wrong for hours."""

    def __init__(self, *handed: Any, past: Past) -> None:
        super().__init__(*handed)
        self._past = past

    def at_the_end(self) -> None:
        now = self.sim.now()
        self._undone(read.stored(now - PATIENCE))
        since = read.stored(now - EDITED + dt.timedelta(hours=4))
        for row in self.rows.all(
            "SELECT m.id, m.kind, m.circle_id, m.session_id, m.telegram_id, m.screen, m.shown,"
            " m.revision, c.telegram_id AS chat FROM message m JOIN chat c ON c.id = m.chat_id"
            " LEFT JOIN circle r ON r.id = m.circle_id"
            " WHERE m.state = 'sent' AND m.telegram_id IS NOT NULL AND m.due > ?"
            " AND c.gone IS NULL AND r.stopped_at IS NULL",
            since,
        ):
            self._shows(row, now)
        if self.sim.telegram.store._one("SELECT 1 FROM waiting"):
            self.broken("nothing left undone", "updates", "updates weren't taken")

    def _undone(self, before: str) -> None:
        for row in self.rows.all(
            "SELECT id, kind, circle_id, state FROM message WHERE try_at < ?", before
        ):
            what = f"{row['kind']} {row['id']} of circle {row['circle_id']} ({row['state']}) waits"
            self.broken("nothing left undone", row["id"], what)

    def _shows(self, row: Row, now: dt.datetime) -> None:
        stored = self.sim.telegram.store.message(row["chat"], row["telegram_id"])
        phone = self.sim.telegram.store.person(row["chat"])
        if stored is None or phone is None or phone.blocked:
            return
        about = f"{row['kind']} {row['id']} of circle {row['circle_id']}"
        if row["shown"] < row["revision"]:
            # Nothing was drawn while it was stopped; a tap on it draws it.
            if any(one.stopped for one in self._past.states(row["circle_id"], now - EDITED, now)):
                return
            self.broken("nothing left undone", row["id"], f"{about} was never brought up to date")
            return
        held, body = read.screen(row["screen"]), stored.body
        said = body.get("text") or body.get("caption") or ""
        if held.get("paper") is None and said != held["text"]:
            self.broken("nothing left undone", row["id"], f"{about}: the phone has other words")
        lines = body.get("reply_markup", {}).get("inline_keyboard", [])
        there = [button.get("callback_data") for line in lines for button in line]
        wanted = [button["data"] for line in held["rows"] for button in line]
        if sorted(map(str, there)) != sorted(wanted):
            self.broken("nothing left undone", row["id"], f"{about}: the phone has other buttons")
        if row["session_id"] is not None:
            self._says_what_was_said(row, said, about)

    def _says_what_was_said(self, row: Row, said: str, about: str) -> None:
        """A card that says "pain 2" has that answer."""
        shown = PAIN.search(said.lower())
        if shown and not self.rows.value(
            "SELECT 1 FROM answer WHERE session_id = ? AND kind = 'pain' AND value = ?",
            row["session_id"], shown[1].replace("–", "_"),
        ):  # fmt: skip
            self.broken("answer kept", row["id"], f"{about} shows a pain that isn't kept")
