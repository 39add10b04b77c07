"""What goes wrong with the computer: it dies, its clock is set, its disk is full, or locked."""

import asyncio
import datetime as dt
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

HOUR = 3600.0


class Chaos:
    """Something every few hours, drawn from the seed."""

    def __init__(self, simulation: "Simulation", rng: random.Random) -> None:
        self._sim, self._rng = simulation, rng
        self._over = False

    async def reigns(self) -> None:
        """Until it is cancelled."""
        deeds = {
            self._dies_at_an_await: 30,
            self._dies_in_a_transaction: 20,
            self._dies_after_a_commit: 20,
            self._ends_in_order: 10,
            self._clock: 12,
            self._full: 8,
            self._locked: 10,
            self._telegram_is_down: 8,
        }
        while True:
            await asyncio.sleep(self._rng.expovariate(1 / (5 * HOUR)))
            deed = self._rng.choices(list(deeds), list(deeds.values()))[0]
            await deed()

    def is_over(self) -> None:
        """From now on all is well; what is down comes back."""
        machine = self._sim.machine
        self._sim.weather.calm, self._sim.weather.down_until = True, 0.0
        machine.disk_is_full(False)
        machine.clock.wrong = dt.timedelta()
        machine.never_dies()
        if not machine.is_up:
            machine.boots()

    # It dies

    async def _dies_at_an_await(self) -> None:
        self._sim.machine.kill_within(self._rng.randint(1, 400))
        await self._comes_back()

    async def _dies_in_a_transaction(self) -> None:
        self._sim.machine.kill_in_transaction(self._rng.randint(1, 60))
        await self._comes_back()

    async def _dies_after_a_commit(self) -> None:
        self._sim.machine.kill_after_commit()
        await self._comes_back()

    async def _ends_in_order(self) -> None:
        await self._sim.machine.ends()
        await self._comes_back()

    async def _comes_back(self) -> None:
        """Once it is dead: after seconds mostly, now and then after hours."""
        machine = self._sim.machine
        for _ in range(600):
            if not machine.is_up:
                break
            await asyncio.sleep(1)
        machine.never_dies()
        if machine.is_up:
            return
        seconds: float = self._rng.choice((1, 2, 5, 10, 30, 130, 200, 900))
        if self._rng.random() < 0.05:
            seconds = self._rng.uniform(1, 9) * HOUR
        await asyncio.sleep(seconds)
        machine.boots()

    # Its clock, its disk, its line

    async def _clock(self) -> None:
        """Set by minutes, forth or back; right again after a while."""
        minutes = self._rng.choice((-20, -5, -2, -1, 1, 2, 5, 20))
        self._count("clock set")
        self._sim.machine.clock.wrong = dt.timedelta(minutes=minutes)
        await asyncio.sleep(self._rng.uniform(60, 2 * HOUR))
        self._sim.machine.clock.wrong = dt.timedelta()

    async def _full(self) -> None:
        self._count("disk full")
        self._sim.machine.disk_is_full(True)
        await asyncio.sleep(self._rng.uniform(30, HOUR))
        self._sim.machine.disk_is_full(False)

    async def _locked(self) -> None:
        self._count("database locked")
        with self._sim.machine.locked():
            await asyncio.sleep(self._rng.uniform(1, 40))

    async def _telegram_is_down(self) -> None:
        self._count("telegram down")
        hours = self._rng.choice((0.05, 0.2, 1, 6))
        self._sim.weather.down_until = self._sim.loop.now + hours * HOUR
        await asyncio.sleep(hours * HOUR)

    def _count(self, what: str) -> None:
        self._sim.weather.met[what] += 1
