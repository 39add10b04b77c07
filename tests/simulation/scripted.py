"""Families whose days are written down: for what should be seen within a day or two.

Everything is by the true clock, in UTC, which is Berlin's less one; the first day is a Monday.
"""

import asyncio
import datetime as dt
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import intake
from sandbox import polling
from tests.simulation import machine, simulation
from tests.simulation.people import Person
from tests.simulation.simulation import Simulation, Tally
from tests.simulation.weather import Weather

HOUR = 3600.0
IDLE = 600
GENTLE = "Gentle range of motion, daily"
_LINK = re.compile(r"t\.me/\w+\?start=([\w-]+)")
# What somebody does: words, the label of a button, or anything.
Deed = Callable[["Script"], object]


class Script:
    """One family. `steps` are hours since the beginning, and what is done then."""

    def __init__(
        self,
        sim: Simulation,
        number: int,
        steps: list[tuple[float, Deed]],
        at: str = "9:00",
        sam: bool = False,
        strict: bool = True,
        template: str = GENTLE,
    ) -> None:
        self.sim, self.number, self.at, self._steps = sim, number, at, steps
        # Whether every button has to be there: not where the product is broken on purpose.
        self.strict, self._template = strict, template
        rng = random.Random(f"{sim.seed} script {number}")
        self.alex = Person(sim, number, 10_000 + number * 10, f"Alex k{number}k", rng)
        self.sam = (
            Person(sim, number, 10_001 + number * 10, f"Sam k{number}k", rng) if sam else None
        )

    async def lives(self) -> None:
        await self._until(0.1 + self.number / 1000)
        await self._is_set_up()
        if self.sam:
            await self._joins(self.sam)
        for hour, deed in sorted(self._steps, key=lambda step: step[0]):
            await self._until(hour)
            deed(self)

    async def _until(self, hour: float) -> None:
        await asyncio.sleep(max(hour * HOUR - self.sim.loop.now, 0))

    async def _is_set_up(self) -> None:
        self.alex.says("/start")
        for label in ("Yes, I agree", "The exercises are mine"):
            await self._taps(self.alex, label)
        await asyncio.sleep(5)
        self.alex.says("Berlin")
        await self._taps(self.alex, self._template)
        await asyncio.sleep(5)
        self.alex.says(self.at)
        await asyncio.sleep(5)

    async def _joins(self, sam: Person) -> None:
        self.alex.says("/invite")
        for _ in range(100):
            await asyncio.sleep(5)
            texts = [message.get("text", "") for message in self.alex.sees()]
            if links := [found[1] for text in texts if (found := _LINK.search(text))]:
                sam.knows.append(f"k{self.number}k")
                sam.says(f"/start {links[0]}")
                break
        await self._taps(sam, "Yes, I agree")
        await asyncio.sleep(5)

    async def _taps(self, person: Person, label: str) -> None:
        for _ in range(100):
            await asyncio.sleep(5)
            if person.taps(label):
                return
        raise AssertionError(f"nobody offered {label}")


def says(words: str) -> Deed:
    return lambda script: script.alex.says(words)


def taps(*labels: str) -> Deed:
    """The lowest button with one of these labels: there has to be one."""

    def deed(script: Script) -> None:
        assert script.alex.taps(*labels) or not script.strict, f"{labels} aren't there"

    return deed


def sam_says(words: str) -> Deed:
    def deed(script: Script) -> None:
        assert script.sam
        script.sam.says(words)

    return deed


def sam_taps(label: str) -> Deed:
    def deed(script: Script) -> None:
        assert script.sam
        assert script.sam.taps(label) or not script.strict, f"{label} isn't there"

    return deed


def dies(script: Script) -> None:
    script.sim.machine.dies("in the script")


def boots(script: Script) -> None:
    script.sim.machine.boots()


class _NoChaos:
    """Nothing goes wrong but what the script says."""

    def __init__(self, sim: Simulation, rng: random.Random) -> None:
        self._sim = sim

    async def reigns(self) -> None:
        await asyncio.Event().wait()

    def is_over(self) -> None:
        if not self._sim.machine.is_up:
            self._sim.machine.boots()


def lived(
    folder: Path,
    migrated: Path,
    days: int,
    family: Callable[[Simulation, int], Script],
    families: int = 1,
    weather: Callable[[str, float], str | None] = lambda method, hour: None,
) -> Tally:
    """These days, with these families. `weather` says what a call meets at that hour."""

    def meets(self: Weather, method: str, now: float) -> str | None:
        return None if self.calm else weather(method, now / HOUR)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulation, "Chaos", _NoChaos)
        patch.setattr(simulation, "Family", family)
        patch.setattr(Weather, "meets", meets)
        # Where so little happens, the bot may sleep longer; that is no absence.
        patch.setattr(machine, "IDLE", IDLE)
        patch.setattr(intake, "AWAY", dt.timedelta(seconds=2 * IDLE))
        sim = Simulation(1, families, days, folder, migrated)
        sim.strangers = []
        patch.setattr(polling, "LONGEST_POLL", IDLE)
        return sim.run()
