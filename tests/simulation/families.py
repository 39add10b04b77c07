"""Families: who they are, and how they live with the bot."""

import asyncio
import random
from typing import TYPE_CHECKING

from tests.simulation.people import Person

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

HOUR = 3600.0


class Family:
    """One circle."""

    def __init__(self, simulation: "Simulation", number: int) -> None:
        self._sim, self.number = simulation, number
        self.rng = random.Random(f"{simulation.seed} family {number}")
        self.mark = f"k{number}k"
        self.patient = Person(
            simulation, number, 10_000 + number * 10, f"Alex {self.mark}", self.rng
        )

    async def lives(self) -> None:
        """Set up, then day after day."""
        await asyncio.sleep(self.rng.uniform(1, 6 * HOUR))
        await self._set_up()
        while True:
            await asyncio.sleep(self.rng.uniform(600, 3 * HOUR))
            self.patient.taps(self.rng.choice(("Done", "2", "As before", "Later", "Stopped early")))

    async def _set_up(self) -> None:
        alex = self.patient
        alex.says("/start")
        for step in (
            "Yes, I agree",
            "The exercises are mine",
            "=Berlin",
            "Gentle range of motion, daily",
            "=9:00",
        ):
            for _ in range(200):
                await asyncio.sleep(5)
                if step[0] == "=":
                    alex.says(step[1:])
                    break
                if alex.taps(step):
                    break
            await asyncio.sleep(5)
