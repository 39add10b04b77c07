"""Row 1: a tap, from the finger to the edited card, idle and under load; row 4: beside a flood."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import bench, processes
from tests.bench.bench import Bench
from tests.bench.table import Check, Row, Target, percentile

# On our cards, in this order: three taps a session. On the bare bot's there is one button for good.
OURS = ["done:", r"pain:\d+:2", "as_before:"]
BARE = ["done"]
IDLE, WARM = 400, 30
RATE, SECONDS = 50.0, 10.0
FLOOD, OTHERS, BESIDE = 1000.0, 10.0, 5.0
STRANGER = 999_999_999
# A tap that is never through counts as one of this, in milliseconds.
LOST = 20_000.0
Taps = list[dict[str, Any]]


def times(taps: Taps) -> list[float]:
    """From the finger to the last of answer and edited card, in milliseconds."""
    return [
        LOST
        if tap["answered"] is None or tap["edited"] is None
        else (max(tap["answered"], tap["edited"]) - tap["made"]) * 1000
        for tap in taps
    ]


class Side:
    """Ours or the bare bot, running, with a card before everybody."""

    def __init__(self, telegram: processes.Telegram, chats: list[int], wanted: list[str]) -> None:
        self.telegram, self.chats, self.wanted = telegram, chats, wanted

    def idle(self, most: int, seconds: float = 60.0) -> list[float]:
        """One after another."""
        asked = {"chats": self.chats, "wanted": self.wanted, "most": most, "seconds": seconds}
        return times(self.telegram.ask("one_by_one", 120, **asked))

    def loaded(self, seconds: float, rate: float = RATE) -> list[float]:
        """As they come."""
        asked = {"chats": self.chats, "wanted": self.wanted, "rate": rate, "seconds": seconds}
        return times(self.telegram.ask("at_a_rate", 120 + seconds, **asked))


@contextlib.contextmanager
def ours(bench_: Bench, source: Path, name: str) -> Iterator[Side]:
    """Our program, with a card before everybody."""
    file = bench_.copy(source, name)
    telegram = bench_.telegram(file.parent)
    with processes.ended(telegram):
        before = bench.cards(file)
        telegram.ask("cards", cards=before)
        program = bench_.bot(file, telegram)
        with processes.ended(program):
            program.until_says("Running")
            side = Side(telegram, [chat for chat, *_ in before], OURS)
            side.idle(WARM)
            yield side


@contextlib.contextmanager
def bare(bench_: Bench, name: str) -> Iterator[Side]:
    """The bare bot, with a message before everybody."""
    folder, chats = bench_.new(name), list(range(1, 61))
    telegram = bench_.telegram(folder)
    with processes.ended(telegram):
        program = bench_.anchor("bare", folder, telegram, "run")
        with processes.ended(program):
            telegram.ask("start", chats=chats)
            telegram.until_sent(len(chats), 60, program)
            side = Side(telegram, chats, BARE)
            side.idle(WARM)
            yield side


def _seconds(bench_: Bench) -> float:
    return max(4.0, SECONDS * bench_.scale)


def _measured(bench_: Bench, side: Side) -> dict[str, float]:
    idle = side.idle(bench_.sized(IDLE, 60))
    loaded = side.loaded(_seconds(bench_))
    found = {"idle": idle, "loaded": loaded}
    for name, values in found.items():
        bench_.say(f"{name}: {len(values)} taps, {values.count(LOST)} of them never through")
    return {
        f"{name}{rank}": percentile(values, rank)
        for name, values in found.items()
        for rank in (50, 99)
    }


def tap(bench_: Bench) -> Row:
    """Row 1: idle, then under load, on ours and on the bare bot in turn."""
    taps = bench_.sized(IDLE, 60) + WARM + int(RATE * 1.3 * _seconds(bench_))
    source = bench_.carded("taps-source", taps // len(OURS) + 60)

    def own(number: int) -> dict[str, Any]:
        with ours(bench_, source, f"taps-{number}") as side:
            return _measured(bench_, side)

    def others(number: int) -> dict[str, Any]:
        with bare(bench_, f"bare-{number}") as side:
            return _measured(bench_, side)

    found = bench.interleaved(bench_.rounds, ("ours", own), ("bare", others))
    figure = {
        side + key: bench.gathered(found[side], key, "ms")
        for side in ("ours", "bare")
        for key in ("idle50", "idle99", "loaded50", "loaded99")
    }
    loaded = f"at {RATE:.0f} a second"
    return Row(
        "tap → committed, acknowledged, card edited (SQLite, FULL sync)",
        (
            Check(figure["oursidle50"], figure["bareidle50"], Target(most=1.5), "p50", "(a) p50"),
            Check(figure["oursidle99"], figure["bareidle99"], Target(), "p99", "(a) p99"),
            Check(
                figure["oursloaded99"],
                figure["oursidle99"],
                Target(most=3),
                f"p99 {loaded}",
                "own p99, idle",
            ),
            Check(
                figure["oursloaded50"],
                figure["bareloaded50"],
                Target(),
                f"p50 {loaded}",
                f"(a) p50 {loaded}",
            ),
        ),
    )


def flood(bench_: Bench) -> Row:
    """Row 4: others' taps, with a stranger's flood beside them and without, in turn."""
    seconds = max(3.0, BESIDE * bench_.scale)
    source = bench_.carded("flood-source", bench_.sized(300, 120))

    def usual(side: Side) -> dict[str, float]:
        # As they come: one after another, few would be made while one waits for long.
        found = side.loaded(seconds, OTHERS)
        return {"p50": percentile(found, 50), "p99": percentile(found, 99)}

    rounds: dict[str, list[dict[str, Any]]] = {"usual": [], "flooded": []}
    for number in range(bench_.rounds):
        # A program of its own for each round: what a flood leaves behind is over with it.
        with ours(bench_, source, f"flood-{number}") as side:
            rounds["usual"].append(usual(side))
            with _flooded(side.telegram, seconds + 2):
                rounds["flooded"].append(usual(side))
                left = side.telegram.ask("waiting")
            bench_.say(f"{left} updates were not taken when the last tap was through")
    figure = {
        side + key: bench.gathered(rounds[side], key, "ms")
        for side in rounds
        for key in ("p50", "p99")
    }
    return Row(
        f"a stranger floods {FLOOD:,.0f} updates a second: others' taps",
        (
            Check(figure["floodedp50"], figure["usualp50"], Target(most=2), "p50", "usual p50"),
            Check(figure["floodedp99"], figure["usualp99"], Target(), "p99", "usual p99"),
        ),
        notes=(f"others tap {OTHERS:.0f} times a second, at random times, whoever waits",),
    )


@contextlib.contextmanager
def _flooded(telegram: processes.Telegram, seconds: float) -> Iterator[None]:
    asked = {"chat": STRANGER, "rate": FLOOD, "seconds": seconds}
    beside = threading.Thread(target=telegram.ask, args=("flood", 60), kwargs=asked)
    beside.start()
    try:
        yield
    finally:
        beside.join()
