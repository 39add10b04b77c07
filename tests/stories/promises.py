"""What must be true after every step of the monkey test, whatever the hands did."""

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

from care import models
from care.kinds import Ask, Kind, Sending, State
from care.ports import Screen
from tests.family import BERLIN
from tests.stories.hands import Hands, Look

# The buttons that each question must carry, and those that may lie beside them.
OUTCOMES = {"done", "stopped", "not_today"}
CARRIES: dict[str, tuple[set[str], set[str]]] = {
    Ask.START: (OUTCOMES, {"later", "rest", "version"}),
    Ask.LATER: ({"undo"}, set()),
    Ask.WHY: ({"why"}, {"change"}),
    Ask.PAIN: ({"pain", "change"}, set()),
    Ask.PAIN_NUMBER: ({"pain", "keep"}, set()),
    Ask.AS_BEFORE: ({"as_before"}, {"fix", "change"}),
    Ask.RECOVERY: ({"recovery"}, {"fix", "change"}),
    Ask.RECOVERY_LATER: ({"recovery"}, {"fix", "change"}),
    Ask.CHANGE: ({"fix", "keep"}, set()),
    Ask.CHANGE_OUTCOME: ({*OUTCOMES, "keep"}, set()),
    Ask.CHANGE_WHY: ({"why", "keep"}, set()),
    Ask.CHANGE_PAIN: ({"pain", "keep"}, set()),
    Ask.CHANGE_RECOVERY: ({"recovery", "keep"}, set()),
}
RECOVERY = (Ask.AS_BEFORE, Ask.RECOVERY, Ask.RECOVERY_LATER)
ONCE = (Kind.PROMPT, Kind.NUDGE, Kind.QUESTION, Kind.LATER_QUESTION)
NEVER_SAID = ("not today", "not asked", "no answer", "missed", "skipped", "still to come", "open.")
QUIET = (dt.time(21, 30), dt.time(8))
DAYS = dt.timedelta(days=3)


class Promises:
    """Held after every step; what is broken says so in words."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.went: Counter[tuple[int, str]] = Counter()
        self.asked: Counter[dt.date] = Counter()
        self.digests: set[dt.date] = set()
        self.in_vain: dt.date | None = None
        self.hushes = 0
        self.seen: Counter[str] = Counter()

    def hold(self, before: Look) -> None:
        """All of it, after the look that was just taken."""
        look = self.hands.look
        assert look.aside == 0, "an update was put aside"
        for session in look.sessions.values():
            self._cards(look, session)
        asking = [s.id for s in look.sessions.values() if s.asks in RECOVERY]
        assert len(asking) <= 1, f"two recovery questions are open: sessions {asking}"
        for row in look.sent:
            self._sent(row, before, look)

    def alive(self) -> None:
        """Alex tapped or wrote."""
        self.in_vain, self.hushes = None, 0
        assert self.hands.look.circle.hushed_at is None, "a tap didn't bring the prompts back"

    # The cards

    def _cards(self, look: Look, session: models.Session) -> None:
        current = look.current(session)
        for row in look.cards.get(session.id, []):
            assert row.telegram_id and row.state == Sending.SENT, f"message {row.id} isn't there"
            keys = self.hands.keys(row.telegram_id)
            shown = Screen.from_json(row.screen or "")
            drawn = [button.data for line in reversed(shown.rows) for button in line]
            assert [key.data for key in keys] == drawn, f"message {row.id} shows other buttons"
            assert self.hands.text(row.telegram_id) == shown.text, f"message {row.id}: old words"
            if row is not current or session.state != State.OPEN:
                assert not keys, f"an older or closed card has buttons: session {session.id}"
        if current is not None and session.state == State.OPEN and current.telegram_id:
            verbs = {key.verb for key in self.hands.keys(current.telegram_id)}
            self._carries(session, verbs)

    def _carries(self, session: models.Session, verbs: set[str]) -> None:
        must, may = CARRIES.get(session.asks or "", ({"change"}, {"fix"}))
        if session.asks is None:
            record = self.hands.record(session.id)
            assert record.outcome, f"session {session.id} is open, asks nothing and knows nothing"
            if record.outcome == "rest" and "undo" in verbs:
                must, may = {"undo"}, set()
        self.seen[str(session.asks)] += 1
        assert must <= verbs <= must | may | {"help"}, (
            f"session {session.id} asks {session.asks} and offers {sorted(verbs)}"
        )

    # What came

    def _sent(self, row: models.Message, before: Look, look: Look) -> None:
        assert row.sent_at
        local = row.sent_at.astimezone(ZoneInfo(BERLIN))
        day = local.date()
        if row.kind in ONCE:
            self.went[row.session_id or 0, row.kind] += 1
            assert self.went[row.session_id or 0, row.kind] == 1, f"a {row.kind} came twice"
        if row.kind in (*ONCE, Kind.LATER):
            through = before.circle.resting_through
            assert through is None or day > through, f"a {row.kind} came while Alex rests"
            assert self.hushes == 0, f"a {row.kind} came after the silence was said"
        if row.kind in (Kind.NUDGE, Kind.QUESTION, Kind.LATER_QUESTION, Kind.LATER):
            quiet = local.time() >= QUIET[0] or local.time() < QUIET[1]
            assert not quiet, f"a {row.kind} came in quiet hours, at {local:%H:%M}"
        if row.kind in (Kind.QUESTION, Kind.LATER_QUESTION):
            self.asked[day] += 1
            assert self.asked[day] <= 2, f"a third recovery question on {day}"
        if row.kind == Kind.LATER:
            self.went[row.session_id or 0, row.kind] += 1
            assert self.went[row.session_id or 0, row.kind] <= 2, "Later came a third time"
        self._others(row, day)

    def _others(self, row: models.Message, day: dt.date) -> None:
        if row.kind == Kind.PROMPT:
            if self.in_vain is None:
                self.in_vain = day
            assert day - self.in_vain < DAYS, "prompts go on after three days without a word"
        if row.kind == Kind.REPLY and '"wake:' in (row.screen or ""):
            self.seen["hush"] += 1
            assert self.in_vain is not None and day - self.in_vain >= DAYS, "quiet too early"
            self.hushes += 1
            assert self.hushes == 1 and row.screen and Screen.from_json(row.screen).silent
        if row.kind == Kind.DIGEST:
            self._digest(row)

    def _digest(self, row: models.Message) -> None:
        assert row.local_date and row.local_date not in self.digests, "two digests on one date"
        self.digests.add(row.local_date)
        text = Screen.from_json(row.screen or "").text
        assert len(text) <= 400
        assert len(text.split("\n")) <= 5
        told = [word for word in NEVER_SAID if word in text.lower()]
        assert not told, f"Sam was told {told}"
