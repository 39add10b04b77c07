"""Row 1: a tap, from the finger to the edited card, idle and under load; row 4: beside a flood."""

from pathlib import Path
from typing import Any

from tests.bench import bench, copies, processes
from tests.bench.bench import Bench
from tests.bench.table import Check, Figure, Row, Target, percentile

# On our cards, in this order: three taps a session. On the bare bot's there is one button for good.
OURS = ["done:", r"pain:\d+:2", "as_before:"]
BARE = ["done"]
IDLE, WARM = 400, 30
RATE, SECONDS = 50.0, 20.0
FLOOD = 1000.0
STRANGER = 999_999_999
Taps = list[dict[str, Any]]


def times(taps: Taps) -> list[float]:
    """From the finger to the last of answer and edited card, in milliseconds."""
    lost = [tap for tap in taps if tap["answered"] is None or tap["edited"] is None]
    if lost or not taps:
        raise processes.BrokenError(f"{len(lost)} of {len(taps)} taps were never through")
    return [(max(tap["answered"], tap["edited"]) - tap["made"]) * 1000 for tap in taps]


def prompted(bench_: Bench, source: Path, many: int, name: str) -> tuple[Path, list[int]]:
    """A file in which so many prompts are due, and the chats that they go to."""
    file = bench_.copy(source, name)
    return file, [101 + copies.STRIDE * n for n in range(many)]


class Side:
    """Ours or the bare bot, running, with a card before everybody."""

    def __init__(self, telegram: processes.Telegram, chats: list[int], wanted: list[str]) -> None:
        self.telegram, self.chats, self.wanted = telegram, chats, wanted

    def idle(self, most: int) -> list[float]:
        asked = {"chats": self.chats, "wanted": self.wanted, "most": most}
        return times(self.telegram.ask("one_by_one", 120, **asked))

    def loaded(self, seconds: float, rate: float = RATE) -> list[float]:
        asked = {"chats": self.chats, "wanted": self.wanted, "rate": rate, "seconds": seconds}
        return times(self.telegram.ask("at_a_rate", 120 + seconds, **asked))


def ours_round(bench_: Bench, source: Path, many: int, number: int) -> dict[str, Any]:
    """Idle, then under load."""
    file, chats = prompted(bench_, source, many, f"taps-{number}")
    telegram = bench_.telegram(file.parent)
    with processes.ended(telegram):
        program = bench_.bot(file, telegram)
        with processes.ended(program):
            telegram.until_sent(many, 120, program)
            side = Side(telegram, chats, OURS)
            side.idle(WARM)
            idle = side.idle(bench_.sized(IDLE, 60))
            loaded = side.loaded(max(4.0, SECONDS * bench_.scale))
    return _figures(idle, loaded)


def _figures(idle: list[float], loaded: list[float]) -> dict[str, Any]:
    return {
        "p50": percentile(idle, 50),
        "p99": percentile(idle, 99),
        "loaded50": percentile(loaded, 50),
        "loaded99": percentile(loaded, 99),
    }


def bare_round(bench_: Bench, number: int) -> dict[str, Any]:
    """The same taps on the bare bot."""
    folder = bench_.new(f"bare-{number}")
    telegram = bench_.telegram(folder)
    with processes.ended(telegram):
        program = bench_.anchor("bare", folder, telegram, "run")
        with processes.ended(program):
            chats = list(range(1, 61))
            telegram.ask("start", chats=chats)
            telegram.until_sent(len(chats), 60, program)
            side = Side(telegram, chats, BARE)
            side.idle(WARM)
            idle = side.idle(bench_.sized(IDLE, 60))
            loaded = side.loaded(max(4.0, SECONDS * bench_.scale))
    return _figures(idle, loaded)


def tap(bench_: Bench) -> Row:
    """Row 1."""
    many = bench_.sized(IDLE, 60) // 3 + int(RATE * max(4.0, SECONDS * bench_.scale)) // 3 + 60
    source, made = bench_.families("taps-source", many)
    bench.make_due(source, ("prompt",), made.now)
    found = bench.interleaved(
        bench_.rounds,
        ("ours", lambda n: ours_round(bench_, source, many, n)),
        ("bare", lambda n: bare_round(bench_, n)),
    )
    ours, bare = found["ours"], found["bare"]

    def figure(side: list[dict[str, Any]], key: str) -> Figure:
        return bench.gathered(side, key, "ms")

    return Row(
        "tap → committed, acknowledged, card edited (SQLite, FULL sync)",
        (
            Check(figure(ours, "p50"), figure(bare, "p50"), Target(most=1.5), "p50", "(a) p50"),
            Check(figure(ours, "p99"), figure(bare, "p99"), Target(), "p99", "(a) p99"),
            Check(
                figure(ours, "loaded99"), figure(ours, "p99"), Target(most=3),
                f"p99 at {RATE:.0f} taps a second", "own p99, idle",
            ),
            Check(
                figure(ours, "loaded50"), figure(bare, "loaded50"), Target(),
                f"p50 at {RATE:.0f} taps a second", "(a) at as many",
            ),
        ),
    )  # fmt: skip
