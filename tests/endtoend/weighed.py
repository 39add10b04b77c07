"""What came of a day with several replicas: what Telegram saw, beside what is in the rows."""

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlmodel import col

from care.kinds import Kind, Sending
from care.models import Answer, Message
from care.ports import Screen
from tests.endtoend.crowd import is_person
from tests.endtoend.rows import Rows

Json = dict[str, Any]
# The lean Telegram numbers messages from here on, beyond those of the families' own days.
FIRST_NUMBER = 1_000_000
# A chat takes so many at once, then one a second.
AT_ONCE = 3
# Where it is counted is another process on a machine that is full: so much is the way's, seconds.
JITTER = 0.5
# So many replicas hold what they claimed until it is sent.
HOLDERS = 3
# Long enough for what was sent without a slot to be counted and made good, seconds.
SPAN = 10.0


@dataclass(frozen=True)
class Due:
    """A message that was due: its row, and its chat as Telegram has it."""

    row: int
    kind: str
    chat: int


@dataclass(frozen=True)
class Kept:
    """The rows at the end; of the answers those that came meanwhile."""

    messages: dict[int, Message]
    answers: list[Answer]
    asides: list[str]

    @classmethod
    def read(cls, rows: Rows, last_answer: int, due: Sequence[Due]) -> "Kept":
        """What was sent since the first of Telegram's numbers, and what was due and wasn't."""
        sent = rows.all(Message, col(Message.telegram_id) >= FIRST_NUMBER)
        missing = {one.row for one in due} - {row.id for row in sent}
        for some in batched(sorted(missing), 10_000):
            sent += rows.all(Message, col(Message.id).in_(some))
        answers = rows.all(Answer, col(Answer.id) > last_answer)
        return cls({row.id: row for row in sent}, answers, rows.asides())


def batched(ids: Sequence[int], many: int) -> list[Sequence[int]]:
    """So many at a time: a statement doesn't take any number."""
    return [ids[begin : begin + many] for begin in range(0, len(ids), many)]


@dataclass
class Weighed:
    """What was due and allowed, and what was seen. Times are monotonic seconds."""

    due: Sequence[Due]
    seen: Json
    rows: "Kept"
    limit: int
    # How many the killed one can have had in hand.
    in_hand: int
    figures: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: list[object] = field(default_factory=list)
    twice: int = 0
    doubled: int = 0

    def all(self) -> "Weighed":
        """Everything, one after another."""
        self._prompts()
        self._digests()
        self._taps()
        self._cards()
        self._pace()
        self._order()
        self._chats()
        return self

    def _tells(self, what: str, figure: object, wrong: object = False) -> None:
        self.figures.append((what, f"{figure}" if not wrong else f"{figure} (wrong)"))
        if wrong:
            self.wrong.append(f"{what}: {figure}")

    @cached_property
    def _sends(self) -> list[tuple[float, int, int]]:
        return [(at, chat, number) for at, chat, number in self.seen["sends"]]

    @cached_property
    def _extra(self) -> Counter[int]:
        """How many more came into each chat than were due there."""
        came = Counter(chat for _, chat, _ in self._sends)
        came.subtract(one.chat for one in self.due)
        return came

    def _of(self, kind: Kind) -> list[tuple[Due, Message]]:
        return [(one, self.rows.messages[one.row]) for one in self.due if one.kind == kind]

    def _prompts(self) -> None:
        """Each that was due arrived; what came twice, Telegram had and nobody knew it."""
        prompts = self._of(Kind.PROMPT)
        arrived = {(chat, number) for _, chat, number in self._sends}
        lost = [
            row.id
            for one, row in prompts
            if row.state != Sending.SENT or (one.chat, row.telegram_id) not in arrived
        ]
        self.lost += lost
        twice = {chat: n for chat, n in self._extra.items() if n and is_person(chat)}
        again = Counter(one.chat for one, row in prompts if row.resends)
        self.twice = sum(twice.values())
        unknown = [chat for chat, n in twice.items() if not 0 < n <= again[chat]]
        self._tells("prompts that were due", len(prompts))
        self._tells("prompts that never came", len(lost), lost)
        self._tells("prompts asked for again after the kill", sum(again.values()))
        self._tells("prompts that came twice", self.twice, self.twice > self.in_hand)
        self._tells("of these without the kill", len(unknown), unknown)

    def _digests(self) -> None:
        """None twice; none missing but what the killed one had in hand, which is kept as that."""
        digests = self._of(Kind.DIGEST)
        twice = [chat for chat, n in self._extra.items() if n > 0 and not is_person(chat)]
        came = {chat for _, chat, _ in self._sends}
        unknown = [row for _, row in digests if row.state == Sending.UNKNOWN]
        missing = [row for one, row in digests if one.chat not in came]
        silent = [row.id for row in missing if row.state != Sending.UNKNOWN]
        self._tells("digests that were due", len(digests))
        self._tells("digests that came twice", len(twice), twice)
        self._tells("digests in doubt by the kill", len(unknown), len(unknown) > self.in_hand)
        self._tells("of these never sent", len(missing) - len(silent))
        self._tells("digests missing otherwise", len(silent), silent)
        self.lost += silent
        self.doubled += len(twice)

    def _taps(self) -> None:
        """What was tapped is an answer, once, however often it was tapped or brought."""
        fresh = self.rows.answers
        by_update = Counter(row.update_id for row in fresh)
        buttons: dict[str, list[Json]] = defaultdict(list)
        for tap in self.seen["taps"]:
            buttons[tap["data"]].append(tap)
        kept = {data: sum(by_update[t["update"]] for t in taps) for data, taps in buttons.items()}
        lost = [data for data, n in kept.items() if n == 0]
        doubled = [data for data, n in kept.items() if n > 1]
        parts = Counter((row.session_id, row.kind) for row in fresh)
        doubled += [f"{kind} of {session}" for (session, kind), n in parts.items() if n > 1]
        taps = self.seen["taps"]
        silent = [data for data, made in buttons.items() if not any(t["answered"] for t in made)]
        self._tells("taps", f"{len(taps)} on {len(buttons)} buttons")
        self._tells("taps lost", len(lost), lost)
        self._tells("answers doubled", len(doubled), doubled)
        odd = len(fresh) - sum(kept.values())
        self._tells("answers that nobody tapped", odd, odd)
        self._tells("buttons never acknowledged", len(silent), silent)
        self.lost += lost
        self.doubled += len(doubled)
        self._tells("updates put aside", len(self.rows.asides), self.rows.asides)
        waits = sorted(t["answered"] - t["made"] for t in taps if t["answered"])
        if waits:
            half, most = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
            self._tells("a tap's spinner ends after", f"{half:.2f} s, p99 {most:.2f} s")

    def _cards(self) -> None:
        """What Telegram shows is what the rows say, whoever edited it last."""
        behind = []
        for number, (text, keys) in self.seen["shown"].items():
            row = self._by_telegram.get(int(number))
            if row is not None and (text, _buttons(keys)) != _said(row):
                behind.append(f"{row.kind} {row.id}: {row.shown} of {row.revision}")
        self._tells("cards behind their rows", len(behind), behind)
        self.wrong += behind[:5]

    @cached_property
    def _by_telegram(self) -> dict[int, Message]:
        return {
            row.telegram_id: row
            for row in self.rows.messages.values()
            if row.telegram_id and row.state == Sending.SENT
        }

    def _pace(self) -> None:
        """The limit, with whatever answers a tap counted afterwards."""
        times = sorted(at for at, *_ in self._sends)
        edits = sorted(at for at, *_ in self.seen["edits"])
        most = most_within(times, 1.0)
        room = round(self.limit * JITTER)
        self._tells("most sends in a second", f"{most} of {self.limit}", most > self.limit + room)
        over = [n - round(self.limit * SPAN) for n in within(times, SPAN)]
        self._tells(f"in {SPAN:.0f} s, beyond the limit", max([0, *over]), max(over) > room)
        debts = [
            sent - max(0, round(self.limit * SPAN) - answered)
            for sent, answered in zip(within(times, SPAN), within(edits, SPAN, times), strict=True)
        ]
        worst = max(debts)
        self._tells(
            "the same with the answers to taps", max(0, worst), worst > 2 * self.limit + room
        )
        self._tells("answers to taps: most in a second", most_within(edits, 1.0))
        whole = times[-1] - times[0] if len(times) > 1 else 1.0
        self._tells("from the first send to the last", f"{whole:.0f} s")

    def _order(self) -> None:
        """No digest while a prompt waits whose chat has room, and that nobody had in hand."""
        alone = Counter(one.chat for one in self.due)
        held = {
            one.chat for one, row in self._of(Kind.PROMPT) if row.resends or alone[one.chat] > 1
        }
        first: dict[int, float] = {}
        for at, chat, _ in self._sends:
            first.setdefault(chat, at)
        prompts = [at for chat, at in first.items() if is_person(chat) and chat not in held]
        last = max(prompts, default=0.0)
        digests = [at for chat, at in first.items() if not is_person(chat)]
        early = sum(at < last for at in digests)
        # Each of the others may have had as many prompts in hand as it can hold.
        self._tells("digests before the last prompts", early, early > HOLDERS * self.in_hand)

    def _chats(self) -> None:
        """A few at once in a chat, then about one a second."""
        chats: dict[int, list[float]] = defaultdict(list)
        for at, chat, _ in self._sends:
            chats[chat].append(at)
        fast = [
            f"{chat}: " + " ".join(f"{at - times[0]:.2f}" for at in times)
            for chat, times in chats.items()
            if any(
                (m - n + 1) > AT_ONCE + times[m] - times[n] + 2 * JITTER
                for n in range(len(times))
                for m in range(n + AT_ONCE, len(times))
            )
        ]
        many = sum(len(times) > AT_ONCE for times in chats.values())
        self._tells(f"chats with more than {AT_ONCE}", many)
        self._tells("of these faster than allowed", len(fast), fast)
        self.wrong += fast[:3]

    def last_line(self) -> str:
        """In one line."""
        return (
            f"{len(self.lost)} lost, {self.doubled} doubled, {self.twice} sent twice by the kill, "
            f"{len(self.wrong)} differences"
        )


def within(times: Sequence[float], seconds: float, begins: Sequence[float] = ()) -> list[int]:
    """How many came in the time that begins at each of these."""
    return [bisect_left(times, at + seconds) - bisect_left(times, at) for at in begins or times]


def most_within(times: Sequence[float], seconds: float) -> int:
    """The most that came within any so many seconds."""
    return max(within(times, seconds), default=0)


def _buttons(keys: str) -> list[str]:
    rows = json.loads(keys or "{}").get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row]


def _said(row: Message) -> tuple[str, list[str]]:
    screen = Screen.from_json(row.screen or "")
    return screen.text, [button.data for line in screen.rows for button in line]
