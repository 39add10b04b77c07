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
import itertools
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests import contract
from tests.endtoend import programs as running
from tests.endtoend import script
from tests.endtoend.play import BASELINE, LOOKS, Day, Play, Point, keep, point_of
from tests.endtoend.programs import Programs
from tests.endtoend.state import Difference, below, compare
from tests.endtoend.world import SANDBOX, World

# Nothing here is to outlive the machine: only the processes die.
MEMORY = Path("/dev/shm")
WORKERS = 3
# What runs side by side may come in another order: the point is looked for again.
TRIES = 4
LONGEST_LINE = 1000
# Once everything is erased nothing says any more which chats had a menu of commands.
ERASING = set(range(LOOKS[0] + 1, LOOKS[1] + 1))


def say(*lines: str) -> None:
    """For whoever waits."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


@dataclass
class Outcome:
    """What became of a day: where the bot died, and what it never came to again."""

    killed: list[Point]
    passed: list[Point]
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
    programs: Programs, kept: Path, calm: Day, points: Sequence[Point], broken: str = ""
) -> Day:
    """From before the first of these points on, with the bot killed at each, to the end."""
    first = points[0].step
    for name in (BASELINE, SANDBOX):
        shutil.copyfile(kept / str(first) / name, programs.folder / name)
    async with World(programs, f"sqlite:///{programs.folder / BASELINE}", broken) as world:
        world.wire.sent = {at: one for at, one in calm.sent.items() if one.step < first}
        return await Play(world, {point.step: point for point in points}).go(first)


def differences(calm: Day, day: Day, *, ids: bool = True) -> Difference:
    """Of all moments at which it was looked how things stood."""
    found = Difference()
    steps = {point.step for point in (*day.killed, *day.passed)}
    for number in LOOKS:
        if number in day.stood:
            one = compare(calm.stood[number], day.stood[number], steps, ids=ids)
            if number == LOOKS[0] or not steps & ERASING:
                one.wrong += below(calm.stood[number], day.stood[number])
            found.lost += one.lost
            found.wrong += one.wrong
            found.twice, found.in_doubt, found.unsaid = one.twice, one.in_doubt, one.unsaid
    return found


def crash_at(
    forge: "subprocess.Popen[str]", kept: Path, calm: Day, points: Sequence[Point], broken: str = ""
) -> Outcome:
    """The bot dies at these points, and the day goes on."""
    try:
        with folder() as place, programs_in(place, forge) as programs:
            day = asyncio.run(disturbed_day(programs, kept, calm, points, broken))
    except AssertionError as error:
        lines = [str(error), *getattr(error, "__notes__", [])]
        return Outcome(list(points), [], Difference(wrong=["; ".join(lines)]))
    return Outcome(day.killed, day.passed, differences(calm, day))


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
    def work(cls, points: Sequence[Point]) -> list[Outcome]:
        """One day; a point that wasn't reached is tried again, alone."""
        outcomes = [crash_at(cls.forge, cls.kept, cls.calm, points)]
        for point in outcomes[0].passed:
            outcomes.append(cls._insist(point))
        return outcomes

    @classmethod
    def _insist(cls, point: Point) -> Outcome:
        for _ in range(TRIES):
            outcome = crash_at(cls.forge, cls.kept, cls.calm, [point])
            if outcome.killed:
                return outcome
        # A round that had nothing to do, and fell together with another one.
        return Outcome([], [point])


def alone(points: Sequence[Point]) -> list[list[Point]]:
    """A day for each."""
    return [[point] for point in points]


def together(points: Sequence[Point]) -> list[list[Point]]:
    """In each day one point of every other step: a few days take them all.

    What isn't worth a row, a chat's menu of commands, is set right by the next update.
    """
    steps: dict[int, list[Point]] = defaultdict(list)
    for point in points:
        steps[point.step].append(point)
    halves = [[steps[n] for n in steps if n % 2 == half] for half in (0, 1)]
    days = [day for half in halves for day in itertools.zip_longest(*half)]
    return [[point for point in day if point] for day in days]


def kind(point: Point) -> str:
    """A line of the table."""
    if point.name.startswith("inside"):
        return "inside a transaction"
    return re.sub(r"commit of .*", "a commit", re.sub(r" to \d+", "", point.name))


def table(outcomes: Sequence[Outcome], calm: Day) -> Iterator[str]:
    """Points by their kind; messages that came twice, by theirs."""
    counts = Counter(kind(point) for one in outcomes for point in one.killed)
    kinds = {m.said: m.kind for chat in calm.stood[LOOKS[0]].chats.values() for m in chat}
    twice = Counter(kinds.get(said) or "reply" for one in outcomes for said in one.found.twice)
    yield f"{'killed':<48}{'points':>6}"
    for name in sorted(counts, key=lambda n: (n.partition(" ")[2], n)):
        yield f"{name:<48}{counts[name]:>6}"
    yield f"{'sent twice':<48}{'messages':>6}"
    for name, count in twice.most_common():
        yield f"{name:<48}{count:>6}"
    yield f"digests in doubt: {sum(len(one.found.in_doubt) for one in outcomes)}"
    yield f"last words of an erase unsaid: {sum(len(one.found.unsaid) for one in outcomes)}"
    yield f"points that didn't come again: {sum(not one.killed for one in outcomes)}"


def last_line(asked: Sequence[Point], outcomes: Sequence[Outcome]) -> str:
    """The figures that count."""
    lost = sum(len(one.found.lost) for one in outcomes)
    twice = sum(len(one.found.twice) for one in outcomes)
    wrong = sum(len(one.found.wrong) for one in outcomes)
    restarts = sum(len(one.killed) for one in outcomes)
    return (
        f"{len(asked)} points, {restarts} restarts, {lost} answers lost,"
        f" {twice} sent twice, {wrong} differences"
    )


def run(asked: argparse.Namespace) -> int:
    """The whole of it; the exit code."""
    began = time.monotonic()
    with folder() as kept, folder() as place, running.forge() as forge:
        with programs_in(place, forge) as programs:
            calm = asyncio.run(calm_day(programs, kept))
        points = [asked.point] if asked.point else calm.points[:: asked.every]
        days = alone(points) if asked.alone else together(points)
        say(f"{len(points)} points in the {len(script.ALL)} steps of {len(days)} days")
        outcomes = list(_tried(days, kept, calm, asked.workers))
    say(*table(outcomes, calm))
    say(f"{time.monotonic() - began:.0f} s, {asked.workers} at once, {os.cpu_count()} processors")
    say(last_line(points, outcomes))
    return int(any(one.found.lost or one.found.wrong for one in outcomes))


def _tried(
    days: Sequence[Sequence[Point]], kept: Path, calm: Day, workers: int
) -> Iterator[Outcome]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, Worker.begin, (kept, calm)) as pool:
        for day, outcomes in zip(days, pool.map(Worker.work, days), strict=True):
            found = [line for one in outcomes for line in (*one.found.lost, *one.found.wrong)]
            for line in found:
                where = day[0] if len(day) == 1 else f"{day[0]} and {len(day) - 1} more"
                say(f"{where}: {line[:LONGEST_LINE]}")
            yield from outcomes


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.endtoend.crashes")
    parser.add_argument("--point", type=point_of, help="only this one: step:name:n")
    parser.add_argument("--every", type=int, default=1, help="only every so many")
    parser.add_argument("--alone", action="store_true", help="a day for each, for hours")
    parser.add_argument("--workers", type=int, default=WORKERS)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
