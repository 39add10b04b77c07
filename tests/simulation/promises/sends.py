"""What took effect at Telegram: how often, in whose chat, and what stood in it."""

import datetime as dt
import re
from collections import Counter, defaultdict, deque
from typing import Any

from care.ports import Draft
from tests.simulation.promises import rows as read
from tests.simulation.promises.rows import Row
from tests.simulation.promises.watch import Params, Watch
from tests.simulation.telegram import EDITS, SENDS

ONCE = frozenset({"digest", "proxy"})
MARK = re.compile(r"k\d+[a-z]*k")
# A link's secret may look like a mark by chance.
SECRET = re.compile(r"start=\S+")
HOUR = dt.timedelta(hours=1)
# All that a day's plan can call for at once, and then some: a prompt, its nudge, its question...
MOST_AN_HOUR = 10
SENT = (
    "SELECT m.id, m.kind, m.circle_id, m.member_id, m.local_date, m.revision, m.screen,"
    " m.update_id, m.session_id FROM message m WHERE m.id = ?"
)


class Sends(Watch):
    """Each message that was sent or changed."""

    def __init__(self, *handed: Any) -> None:
        super().__init__(*handed)
        self.effects: Counter[int] = Counter()
        self._digests: dict[tuple[int, str], int] = {}

    def effect(self, method: str, params: Params, told: Params, draft: Draft | None) -> None:
        if not told.get("ok"):
            return
        if method in SENDS or method in EDITS or method == "answerCallbackQuery":
            self._own_circle(method, params)
        if draft is None or draft.message_id is None:
            return
        row = self.rows.one(SENT, draft.message_id)
        if row is None:
            return
        if method in SENDS:
            self._how_often(row)
        if method in SENDS or method in EDITS:
            self._is_saved(row, draft)

    def _how_often(self, row: Row) -> None:
        self.effects[row["id"]] += 1
        kind, times, circle = row["kind"], self.effects[row["id"]], row["circle_id"]
        most = 1 if kind in ONCE else 2
        if times > most:
            self.broken(
                "one resend", row["id"], f"{kind} {row['id']} of circle {circle} came {times} times"
            )
        if kind in ONCE and row["local_date"]:
            key = (row["member_id"], row["local_date"])
            if self._digests.setdefault(key, row["id"]) != row["id"]:
                self.broken(
                    "one digest a day",
                    key,
                    f"{kind} {row['id']} and {self._digests[key]} to member {key[0]} on {key[1]}",
                )

    def _is_saved(self, row: Row, draft: Draft) -> None:
        held = read.screen(row["screen"])["text"]
        same = row["revision"] == draft.revision
        if draft.revision > row["revision"] or (same and held != draft.screen.text):
            self.broken(
                "shown is saved", row["id"], f"{row['kind']} {row['id']} shows what isn't there"
            )

    def _own_circle(self, method: str, params: Params) -> None:
        chat = int(params.get("chat_id") or 0)
        if method == "answerCallbackQuery":
            deed = self.sim.by_query.get(params["callback_query_id"])
            chat = deed.person if deed else 0
        files = [one.name for one in params["uploads"].values()]
        said = [str(params.get(one) or "") for one in ("text", "caption", "reply_markup")]
        found = set(MARK.findall(SECRET.sub("", " ".join(said + files))))
        if not found:
            return
        phone = self.sim.phones.get(chat)
        known = {f"k{phone.family}k", *phone.knows} if phone and phone.family else set()
        if wrong := found - known:
            self.broken(
                "own circle", (chat, *sorted(wrong)), f"chat {chat} was shown {sorted(wrong)}"
            )

    def nightly(self) -> None:
        for phone in self.sim.phones.values():
            if not phone.family:
                self._no_trace(phone.chat)

    def _no_trace(self, stranger: int) -> None:
        for table in ("human", "chat"):
            if self.rows.value(f"SELECT 1 FROM {table} WHERE telegram_id = ?", stranger):
                self.broken(
                    "strangers leave no trace",
                    (table, stranger),
                    f"a row of {table} for {stranger}",
                )


# What somebody's own tap or word has called for, though it may go to somebody else.
CALLED_FOR = frozenset({"reply", "away", "help_asked", "proposal", "report"})


class Storms(Watch):
    """How much comes to somebody by itself."""

    def __init__(self, *handed: Any) -> None:
        super().__init__(*handed)
        self._hour: dict[int, deque[dt.datetime]] = defaultdict(deque)
        self._day: Counter[tuple[int, dt.date]] = Counter()

    def effect(self, method: str, params: Params, told: Params, draft: Draft | None) -> None:
        if method not in SENDS or not told.get("ok") or draft is None or draft.message_id is None:
            return
        row = self.rows.one("SELECT kind, circle_id FROM message WHERE id = ?", draft.message_id)
        if row is None or row["kind"] in CALLED_FOR:
            return
        chat, now = int(params["chat_id"]), self.sim.now()
        hour = self._hour[chat]
        hour.append(now)
        while hour[0] < now - HOUR:
            hour.popleft()
        if len(hour) > MOST_AN_HOUR:
            self.broken(
                "no storm",
                (chat, now.date()),
                f"{len(hour)} messages to chat {chat} within an hour",
            )
        self._a_day(chat, row["circle_id"], now)

    def _a_day(self, chat: int, circle: int | None, now: dt.datetime) -> None:
        """A message of the day and then, for each time of the plan, what can come of it."""
        where = self.rows.value("SELECT zone FROM circle WHERE id = ?", circle) or "UTC"
        day = (chat, read.wall(now, where).date())
        self._day[day] += 1
        if self._day[day] <= MOST_AN_HOUR:
            return
        times = self.rows.value("SELECT count(*) FROM slot WHERE circle_id = ?", circle) or 0
        if self._day[day] > 6 + 4 * times:
            self.broken("no storm", day, f"{self._day[day]} messages to chat {chat} on {day[1]}")

    def nightly(self) -> None:
        old = self.sim.now().date() - dt.timedelta(days=3)
        for day in [one for one in self._day if one[1] < old]:
            del self._day[day]
