"""What people said: kept once, as theirs, for good; and no update confirmed that isn't kept."""

from typing import Any, NamedTuple

from care import buttons, words
from care.ports import Arrival, Draft
from tests.simulation.promises.rows import Row
from tests.simulation.promises.watch import Commit, Params, Watch

NOT_SAVED = words.say("en", "toast.not_saved")
# What a tap on a card has said: the answer's kind, and its value where that isn't the button's.
SAID = {
    "done": ("outcome", "done"),
    "earlier": ("outcome", "done"),
    "stopped": ("outcome", "stopped"),
    "not_today": ("outcome", "not_today"),
    "rest": ("outcome", "rest"),
    "later": ("later", "yes"),
    "why": ("why", None),
    "pain": ("pain", None),
    "recovery": ("recovery", None),
}
KEPT = "id, circle_id, session_id, member_id, for_member_id, kind, value, update_id"


class Kept(NamedTuple):
    """An answer, as it was when it was committed."""

    id: int
    circle: int
    session: int | None
    member: int
    for_member: int | None
    kind: str
    value: str | None
    update: int


class Answers(Watch):
    """Every answer that was committed, and what was said to be noted."""

    def __init__(self, *handed: Any) -> None:
        super().__init__(*handed)
        self._ledger: dict[int, Kept] = {}
        self._once: set[tuple[int, str, int | None]] = set()
        self._last = 0
        self._looked_from = [0, 0, 0]

    def committed(self, done: Commit) -> None:
        last = self.rows.value("SELECT max(id) FROM answer") or 0
        if last <= self._last:
            return
        for row in self.rows.all(f"SELECT {KEPT} FROM answer WHERE id > ? ORDER BY id", self._last):
            self._came(Kept(*row), done)
        self._last = last

    def _came(self, kept: Kept, done: Commit) -> None:
        self._ledger[kept.id] = kept
        about = f"answer {kept.id} ({kept.kind}) of circle {kept.circle}"
        if done.update is None or kept.update != done.update:
            self.broken("nobody's answer", kept.id, f"{about}: in a {done.kind}, by no update")
            return
        key = (kept.update, kept.kind, kept.session)
        if key in self._once:
            self.broken("answer kept", key, f"{about}: twice for update {kept.update}")
        self._once.add(key)
        who = self._who(kept)
        if who is None or who["telegram_id"] != done.person or who["circle_id"] != kept.circle:
            self.broken("answer kept", kept.id, f"{about}: from another person")
        elif who["session_circle"] not in (None, kept.circle):
            self.broken("answer kept", kept.id, f"{about}: for another circle's session")
        elif kept.session is not None and (who["role"] == "patient") != (kept.for_member is None):
            self.broken("answer kept", kept.id, f"{about}: not as whose it is")
        elif not self._of_the_card(kept):
            self.broken("answer kept", kept.id, f"{about}: for another session than the card's")

    def _who(self, kept: Kept) -> Row | None:
        return self.rows.one(
            "SELECT h.telegram_id, m.circle_id, m.role, s.circle_id AS session_circle"
            " FROM member m LEFT JOIN human h ON h.id = m.human_id"
            " LEFT JOIN session s ON s.id = ? WHERE m.id = ?",
            kept.session, kept.member,
        )  # fmt: skip

    def _of_the_card(self, kept: Kept) -> bool:
        """Whether a tap on a session's card is an answer for that session."""
        deed = self.sim.by_update.get(kept.update)
        tap = buttons.read(deed.data) if deed and "tap" in deed.kind else None
        if tap is None or tap.verb not in SAID or kept.kind != SAID[tap.verb][0]:
            return True
        on = self.rows.value("SELECT session_id FROM message WHERE id = ?", tap.message_id)
        return on is None or on == kept.session

    def effect(self, method: str, params: Params, told: Params, draft: Draft | None) -> None:
        """A tap's spinner stops without a word: then it is noted."""
        if method != "answerCallbackQuery" or params.get("text"):
            return
        deed = self.sim.by_query.get(params["callback_query_id"])
        tap = buttons.read(deed.data) if deed else None
        if deed is None or tap is None or tap.verb not in SAID:
            return
        kind, value = SAID[tap.verb]
        row = self.rows.one("SELECT session_id FROM message WHERE id = ?", tap.message_id)
        if row is None or row["session_id"] is None:
            return
        found = self.rows.all(
            "SELECT update_id, value FROM answer WHERE session_id = ? AND kind = ?",
            row["session_id"], kind,
        )  # fmt: skip
        if not any(one[0] == deed.update_id or one[1] == (value or tap.value) for one in found):
            self.broken(
                "answer kept",
                deed.update_id,
                f"family {deed.family}: {tap.verb} was acknowledged (update {deed.update_id},"
                f" session {row['session_id']}) and isn't there",
            )

    def nightly(self) -> None:
        self._are_there(self._looked_from.pop(0))
        self._looked_from.append(self._last)

    def at_the_end(self) -> None:
        self._are_there(0)

    def _are_there(self, after: int) -> None:
        there = {
            row[0]: Kept(*row)
            for row in self.rows.all(f"SELECT {KEPT} FROM answer WHERE id > ?", after)
        }
        circles = {row[0] for row in self.rows.all("SELECT id FROM circle")}
        for number in range(after + 1, self._last + 1):
            kept = self._ledger.get(number)
            if kept and kept.circle in circles and there.get(number) != kept:
                self.broken(
                    "answer kept",
                    ("gone", number),
                    f"answer {number} ({kept.kind}) of circle {kept.circle} is gone, or another",
                )


class Updates(Watch):
    """What was handed to the bot, and what it then said that it had."""

    def __init__(self, *handed: Any) -> None:
        super().__init__(*handed)
        self._handed: set[int] = set()
        # What the database itself refused at least once.
        self._refused: set[int] = set()
        self.sim.machine.on_failure = self._failed

    def _failed(self, flow: Any, args: tuple[Any, ...]) -> None:
        if args and isinstance(args[0], Arrival):
            self._refused.add(args[0].update_id)

    def effect(self, method: str, params: Params, told: Params, draft: Draft | None) -> None:
        if method != "getUpdates" or not told.get("ok"):
            return
        offset = int(params.get("offset") or 0)
        for update in sorted(one for one in self._handed if one < offset):
            self._confirmed(update)
        # What isn't confirmed comes again, unless Telegram doesn't keep it any more.
        self._handed = {one["update_id"] for one in told["result"]}

    def _confirmed(self, update: int) -> None:
        deed = self.sim.by_update.get(update)
        if deed is None or deed.kind in ("blocks", "unblocks"):
            return
        if self.rows.value("SELECT 1 FROM seen WHERE update_id = ?", update):
            return
        known = self.rows.value("SELECT 1 FROM human WHERE telegram_id = ?", deed.person)
        if known and update not in self._refused:
            self.broken(
                "update kept",
                update,
                f"family {deed.family}: update {update} was confirmed and isn't there",
            )
