"""Families: who they are, and how they find together."""

import asyncio
import random
import re
from typing import TYPE_CHECKING

from tests.simulation import habits
from tests.simulation.lives import HOUR, Life
from tests.simulation.patient import PatientLife
from tests.simulation.people import Person

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

_LINK = re.compile(r"t\.me/\w+\?start=([\w-]+)")
WAYS = {"mine": 55, "help": 18, "both": 12, "no phone": 15}


class Family:
    """One circle. `mark` is in each name and each note of theirs, so that a leak is seen."""

    def __init__(self, simulation: "Simulation", number: int) -> None:
        self.sim, self.number = simulation, number
        self.rng = random.Random(f"{simulation.seed} family {number}")
        self.mark = f"k{number}k"
        self.way = self.rng.choices(list(WAYS), list(WAYS.values()))[0]
        self.links: dict[str, str] = {}
        alex = Person(simulation, number, 10_000 + number * 10, f"Alex {self.mark}", self.rng)
        self.patient = PatientLife(self, alex, habits.patient(self.rng))
        self.members: list[Life] = [self.patient]

    async def lives(self) -> None:
        """Everybody, until the end."""
        await asyncio.sleep(self.rng.uniform(1, 6 * HOUR))
        await asyncio.gather(*(life.lives() for life in self.members))

    def has_link(self, text: str) -> None:
        """Somebody has a link on their phone: they give it to whom it is for."""
        found = _LINK.search(text)
        if found:
            self.links["patient"] = found[1]
