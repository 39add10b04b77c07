"""A run in parts, a bot each, side by side on every core; each can be replayed alone."""

import multiprocessing
import os
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import quick
from tests.simulation.simulation import Simulation, Tally, migrated_file

# So many families at most have the same bot.
TOGETHER = 200
# At least so many parts, so that the same command is the same run on every machine.
FEWEST = 2
EVERY_SECONDS = 10
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Part:
    """One bot with its families. `command` runs it again, alone and alike."""

    number: int
    seed: int
    families: int
    days: int
    command: str


def parts(families: int, days: int, seed: int) -> list[Part]:
    """A whole run."""
    count = min(max(FEWEST, -(-families // TOGETHER)), max(families, 1))
    sizes = [families // count + (number < families % count) for number in range(count)]
    return [_part(number, size, families, days, seed) for number, size in enumerate(sizes, 1)]


def _part(number: int, size: int, families: int, days: int, seed: int) -> Part:
    command = f"make simulate FAMILIES={families} DAYS={days} SEED={seed} PART={number}"
    return Part(number, seed * 1000 + number, size, days, command)


def without_end(families: int, days: int, seed: int) -> Iterator[Part]:
    """Whole runs, one seed after another."""
    while True:
        yield from parts(families, days, seed)
        seed += 1


@dataclass
class Whole:
    """What came of all parts together. Each violation stands with the command that replays it."""

    tally: Tally = field(default_factory=Tally)
    violated: list[str] = field(default_factory=list)
    parts: int = 0

    def add(self, part: Part, found: Tally | str) -> None:
        """A part is over; its tally, or how it broke."""
        self.parts += 1
        if isinstance(found, str):
            self.violated.append(f"[{part.command}] the run itself broke: {found}")
            return
        one = self.tally
        one.family_days += found.family_days
        one.messages += found.messages
        one.taps += found.taps
        one.deeds += found.deeds
        one.crashes += found.crashes
        one.faults += found.faults
        self.violated += [f"[{part.command}] {what}" for what in found.violated]

    def table(self) -> str:
        """The figures, one a line."""
        one, seconds = self.tally, max(self.tally.seconds, 0.001)
        days, others = one.family_days, one.deeds.total() - one.taps
        lines = {
            "family-years": f"{days / DAYS_A_YEAR:.1f} ({days:,} family-days)",
            "messages": f"{one.messages:,}",
            "taps": f"{one.taps:,}",
            "other deeds": f"{others:,}",
            "crashes": _by_kind(one.crashes),
            "faults": _by_kind(one.faults),
            "seconds": f"{seconds:,.0f} ({self.parts} parts)",
            "family-days a minute": f"{days * 60 / seconds:,.0f}",
        }
        width = max(map(len, lines))
        return "\n".join(f"{name:<{width}}  {value}" for name, value in lines.items())


def _by_kind(counts: "Counter[str]") -> str:
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in counts.most_common())
    return f"{counts.total():,}" + (f" ({kinds})" if kinds else "")


def lived(part: Part, say_day: Callable[[], None] = lambda: None) -> Tally:
    """Live one part in this process."""
    with tempfile.TemporaryDirectory() as folder:
        migrated = migrated_file(Path(folder))
        sim = Simulation(part.seed, part.families, part.days, Path(folder), migrated)
        sim.on_night = say_day
        return sim.run()


# In a process of its own

_days: Any = None


def _begin(days: Any) -> None:
    global _days  # noqa: PLW0603
    _days = days
    quick.warm()


def _work(part: Part) -> Tally | str:
    def say_day() -> None:
        with _days.get_lock():
            _days.value += part.families

    try:
        return lived(part, say_day)
    except Exception:
        return traceback.format_exc(limit=-3)


class Runner:
    """Parts on every core, until there are none, or no new one after so many seconds."""

    def __init__(self, coming: Iterator[Part], seconds: float | None = None) -> None:
        self._coming, self._seconds = coming, seconds
        self._began = time.monotonic()
        self._context = multiprocessing.get_context("spawn")
        self._days = self._context.Value("q", 0)
        self._under_way: dict[Future[Tally | str], Part] = {}

    def run(self, say: Callable[[str], None]) -> Whole:
        """All of it; `say` is told how it goes."""
        whole, cores = Whole(), os.cpu_count() or 1
        with ProcessPoolExecutor(cores, self._context, _begin, (self._days,)) as pool:
            for _ in range(cores):
                self._next(pool)
            while self._under_way:
                done, _ = wait(self._under_way, EVERY_SECONDS, FIRST_COMPLETED)
                for future in done:
                    whole.add(self._under_way.pop(future), future.result())
                    self._next(pool)
                say(self._progress(whole))
        whole.tally.seconds = self._seconds_since()
        return whole

    def _next(self, pool: ProcessPoolExecutor) -> None:
        if self._seconds is not None and self._seconds_since() >= self._seconds:
            return
        part = next(self._coming, None)
        if part is not None:
            self._under_way[pool.submit(_work, part)] = part

    def _seconds_since(self) -> float:
        return time.monotonic() - self._began

    def _progress(self, whole: Whole) -> str:
        seconds, days = self._seconds_since(), self._days.value
        pace, broken = days * 60 / seconds, len(whole.violated)
        return f"{seconds:,.0f} s: {days:,} family-days, {pace:,.0f} a minute, violated: {broken}"
