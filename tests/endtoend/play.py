"""The day is played: undisturbed, with its points written down; or with the bot killed at some."""

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.endtoend import script
from tests.endtoend.programs import PATIENCE
from tests.endtoend.script import Step
from tests.endtoend.state import State, look
from tests.endtoend.wire import Sent
from tests.endtoend.world import LOOK_SECONDS, SANDBOX, World

BASELINE = "baseline.db"
# The pulse is also kept by the machine's own minutes, which aren't the day's.
PULSE = "health._keep"


@dataclass(frozen=True)
class Point:
    """One point of the undisturbed day: the nth of that name in that step."""

    step: int
    name: str
    nth: int

    def __str__(self) -> str:
        return f"{self.step}:{self.name}:{self.nth}"


@dataclass
class Day:
    """A day as it went: its points in their order, what was sent, and how things stood."""

    points: list[Point] = field(default_factory=list)
    sent: dict[tuple[int, int], Sent] = field(default_factory=dict)
    stood: dict[int, State] = field(default_factory=dict)
    killed: list[Point] = field(default_factory=list)
    passed: list[Point] = field(default_factory=list)


# When it is looked at how things stand: before everything is erased, and in the end.
LOOKS = (len(script.SET_UP) + len(script.DAY) - 1, len(script.ALL) - 1)


def chosen(told: list[str]) -> list[tuple[str, int]]:
    """The points among what was told: each commit and call, of what is inside the middle."""
    found: list[tuple[str, int]] = []
    counts = Counter(name for name in told if len(name) > 1)
    seen: Counter[str] = Counter()
    for name in told:
        seen[name] += 1
        middle = name.startswith("inside") and seen[name] != (counts[name] + 1) // 2
        if len(name) > 1 and not middle and not (name.endswith(PULSE) and seen[name] > 1):
            found.append((name, seen[name]))
    return found


class Play:
    """One world's day from a step on. `kills` has the point of each step in which the bot dies."""

    def __init__(self, world: World, kills: Mapping[int, Point] | None = None) -> None:
        self.world, self.kills = world, kills or {}
        self.day = Day()
        self.before_step: Callable[[int], None] = lambda _: None
        self._aim: Point | None = None
        self._reached: list[str] = []
        world.wire.reaches = self._reaches

    async def go(self, first: int = 0) -> Day:
        """To the end."""
        self.world.starts()
        await self.world.settled()
        for number in range(first, len(script.ALL)):
            step = script.ALL[number]
            try:
                await self._one(number, step)
            except AssertionError as error:
                error.add_note(f"in step {number}: {step.name}")
                raise
        self.day.sent = self.world.wire.sent
        return self.day

    async def _one(self, number: int, step: Step) -> None:
        self.before_step(number)
        self.world.wire.step = number
        if step.ends:
            await self.world.ends()
            await self.world.move(step.at)
        elif not step.is_time:
            await self.world.pass_time(step.at)
        await self._act(number, step)
        if number in LOOKS:
            self.day.stood[number] = await look(self.world)

    async def _act(self, number: int, step: Step) -> None:
        world, point = self.world, self.kills.get(number)
        told_before = 0 if step.ends else len(world.told())
        self._reached.clear()
        if point:
            self._aim = point
            world.aim(point.name, point.nth)
        await step.act(world)
        if point is None:
            await world.settled()
            told = [*world.told()[told_before:], *self._reached]
            self.day.points += [Point(number, *one) for one in chosen(told)]
            return
        await self._dies(point)

    async def _dies(self, point: Point) -> None:
        """The bot dies; where it never gets to that point, it does so when it is through."""
        world = self.world
        async with asyncio.timeout(PATIENCE):
            while world.bot.alive() and await world.undone():  # noqa: ASYNC110  another process
                await asyncio.sleep(LOOK_SECONDS)
        (self.day.killed if not world.bot.alive() else self.day.passed).append(point)
        self._aim = None
        world.aim_at_nothing()
        world.bot.kill()
        await world.recovers()

    def _reaches(self, name: str) -> bool:
        """A call's point: whether the bot is dead now."""
        self._reached.append(name)
        aim = self._aim
        if aim is None or name != aim.name or self._reached.count(name) != aim.nth:
            return False
        self._aim = None
        self.world.bot.kill()
        return True


def keep(folder: Path, to: Path) -> None:
    """A copy of the bot's rows and of the sandbox's, while both run."""
    to.mkdir()
    for name in (BASELINE, SANDBOX):
        with (
            closing(sqlite3.connect(folder / name)) as old,
            closing(sqlite3.connect(to / name)) as new,
        ):
            old.backup(new)


def point_of(text: str) -> Point:
    """A point as a command line names it."""
    found = re.fullmatch(r"(\d+):(.+):(\d+)", text)
    if not found:
        raise ValueError(text)
    return Point(int(found[1]), found[2], int(found[3]))
