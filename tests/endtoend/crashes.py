"""kill -9 at every point of a family's day: `make crashes`.

The day is played once, undisturbed, and its points are numbered: each commit, just before and just
after it and inside its transaction, and each call of Telegram's, before it leaves and when its
answer doesn't arrive any more. Then once for each point, in a world as it was before that step: the
bot is killed there, started again, the day is played to its end and compared.

    python -m tests.endtoend.crashes                                   all of them
    python -m tests.endtoend.crashes --point "20:sendMessage to 1001 leaves:1"
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests import contract
from tests.endtoend import programs as running
from tests.endtoend import script
from tests.endtoend.play import BASELINE, LOOKS, Day, Play, Point, keep, point_of
from tests.endtoend.programs import Programs
from tests.endtoend.state import Difference, compare
from tests.endtoend.world import SANDBOX, World

# Nothing here is to outlive the machine: only the processes die.
MEMORY = Path("/dev/shm")
WORKERS = 4
# What runs side by side may come in another order: the point is looked for again.
TRIES = 4
LONGEST_LINE = 1000


@dataclass
class Outcome:
    """What became of a day with a crash at this point."""

    point: Point
    reached: bool
    found: Difference = field(default_factory=Difference)


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A place that is gone afterwards."""
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="baseline-", dir=place) as name:
        yield Path(name)


@contextlib.contextmanager
def programs_in(place: Path, forge: "subprocess.Popen[str]") -> Iterator[Programs]:
    """Processes that all end, and that were silent about what is secret."""
    made = Programs(place, forge)
    try:
        yield made
    finally:
        made.end()
    made.check()


async def calm_day(programs: Programs, kept: Path | None = None, url: str = "") -> Day:
    """The undisturbed day; how everything was before each step is kept."""
    async with World(programs, url or f"sqlite:///{programs.folder / BASELINE}") as world:
        play = Play(world)
        if kept:
            play.before_step = lambda number: keep(programs.folder, kept / str(number))
        return await play.go()


async def disturbed_day(
    programs: Programs, kept: Path, calm: Day, point: Point, broken: str = ""
) -> Day:
    """From before the step with the point on, with the bot killed there, to the end."""
    for name in (BASELINE, SANDBOX):
        shutil.copyfile(kept / str(point.step) / name, programs.folder / name)
    async with World(programs, f"sqlite:///{programs.folder / BASELINE}", broken) as world:
        world.wire.sent = {at: one for at, one in calm.sent.items() if one.step < point.step}
        return await Play(world, {point.step: point}).go(point.step)


def differences(calm: Day, day: Day, killed: set[int]) -> Difference:
    """Of all moments at which it was looked how things stood."""
    found = Difference()
    for number in LOOKS:
        if number in day.stood:
            one = compare(calm.stood[number], day.stood[number], killed)
            found.lost += one.lost
            found.wrong += one.wrong
            found.twice, found.in_doubt = one.twice, one.in_doubt
    return found


def crash_at(
    forge: "subprocess.Popen[str]", kept: Path, calm: Day, point: Point, broken: str = ""
) -> Outcome:
    """The bot dies at that point, once, and the day goes on."""
    for _ in range(TRIES):
        try:
            with folder() as place, programs_in(place, forge) as programs:
                day = asyncio.run(disturbed_day(programs, kept, calm, point, broken))
        except AssertionError as error:
            lines = [str(error), *getattr(error, "__notes__", [])]
            return Outcome(point, True, Difference(wrong=["; ".join(lines)]))
        if day.killed:
            return Outcome(point, True, differences(calm, day, {point.step}))
    return Outcome(point, False, Difference(wrong=["it never came to that point again"]))


class Worker:
    """What one process of the pool has: its forge, and the calm day."""

    holds = contextlib.ExitStack()
    forge: "subprocess.Popen[str]"
    kept: Path
    calm: Day

    @classmethod
    def begin(cls, kept: Path, calm: Day) -> None:
        """Once in each process."""
        contract.by_name()
        cls.forge = cls.holds.enter_context(running.forge())
        cls.kept, cls.calm = kept, calm

    @classmethod
    def work(cls, point: Point) -> Outcome:
        """One day."""
        return crash_at(cls.forge, cls.kept, cls.calm, point)


def all_points(calm: Day) -> list[Point]:
    """Those of the day; that of the set-up is `test_killed_at_every_point.py`'s."""
    return [point for point in calm.points if point.step >= len(script.SET_UP)]


def kind(point: Point) -> str:
    """A line of the table."""
    if point.name.startswith("inside"):
        return "inside a transaction"
    return re.sub(r"commit of .*", "a commit", re.sub(r" to \d+", "", point.name))


def table(outcomes: Sequence[Outcome], calm: Day) -> Iterator[str]:
    """Points by their kind, messages by theirs."""
    counts = Counter(kind(one.point) for one in outcomes)
    twice, doubt = Counter[str](), Counter[str]()
    kinds = {m.said: m.kind for chat in calm.stood[LOOKS[0]].chats.values() for m in chat}
    messages = Counter[str]()
    for one in outcomes:
        twice[kind(one.point)] += len(one.found.twice)
        doubt[kind(one.point)] += len(one.found.in_doubt)
        messages.update(kinds.get(said) or "reply" for said in one.found.twice)
    yield f"{'killed':<46}{'points':>8}{'sent twice':>12}{'digests in doubt':>18}"
    for name in sorted(counts, key=lambda n: (n.startswith(("send", "edit", "get", "set")), n)):
        yield f"{name:<46}{counts[name]:>8}{twice[name]:>12}{doubt[name]:>18}"
    yield f"sent twice, by kind: {', '.join(f'{k} {n}' for k, n in messages.most_common())}"


def last_line(outcomes: Sequence[Outcome]) -> str:
    """The figures that count."""
    lost = sum(len(one.found.lost) for one in outcomes)
    twice = sum(len(one.found.twice) for one in outcomes)
    wrong = sum(bool(one.found.wrong) for one in outcomes)
    restarts = sum(one.reached for one in outcomes)
    return (
        f"{len(outcomes)} points, {restarts} restarts, {lost} answers lost,"
        f" {twice} sent twice, {wrong} differences"
    )


def run(points: Sequence[Point] | None, every: int, workers: int) -> int:
    """The whole of it; the exit code."""
    began = time.monotonic()
    with folder() as kept, folder() as place, running.forge() as forge:
        with programs_in(place, forge) as programs:
            calm = asyncio.run(calm_day(programs, kept))
        asked = points or all_points(calm)[::every]
        print(f"{len(calm.points)} points in {len(script.ALL)} steps; {len(asked)} are tried")
        outcomes = list(_tried(asked, kept, calm, workers))
    print(*table(outcomes, calm), sep="\n")
    print(f"{time.monotonic() - began:.0f} s, {workers} workers on {os.cpu_count()} processors")
    print(last_line(outcomes))
    return int(any(one.found.lost or one.found.wrong for one in outcomes))


def _tried(asked: Sequence[Point], kept: Path, calm: Day, workers: int) -> Iterator[Outcome]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, Worker.begin, (kept, calm)) as pool:
        for outcome in pool.map(Worker.work, asked):
            for line in (*outcome.found.lost, *outcome.found.wrong):
                step = script.ALL[outcome.point.step].name
                line = line[:LONGEST_LINE]
                print(f"make crashes POINT='{outcome.point}' ({step}): {line}", flush=True)
            yield outcome


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.endtoend.crashes")
    parser.add_argument("--point", type=point_of, help="only this one: step:name:n")
    parser.add_argument("--every", type=int, default=1, help="only every so many")
    parser.add_argument("--workers", type=int, default=WORKERS)
    asked = parser.parse_args()
    return run([asked.point] if asked.point else None, asked.every, asked.workers)


if __name__ == "__main__":
    sys.exit(main())
