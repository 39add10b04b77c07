"""What everybody's life with a phone has in common: it rings, they sleep, they come back to it."""

import asyncio
import datetime as dt
import random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.simulation.cities import CITIES, WEIGHTS, City
from tests.simulation.habits import Habits
from tests.simulation.people import Person, labels
from tests.simulation.telegram import Params

if TYPE_CHECKING:
    from tests.simulation.families import Family

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
# As often somebody tries again what the bot didn't answer, with minutes in between.
TRIES = 4
# Somebody is awake in these hours of their own clock.
WAKES, SLEEPS = 7, 22


class Life:
    """One person's. `is_in` is whether they are in the family's circle, as far as they know."""

    def __init__(self, family: "Family", person: Person, habits: Habits) -> None:
        self.family, self.person, self.habits = family, person, habits
        self.rng = random.Random(f"{family.sim.seed} life {person.chat}")
        self.city: City = self.rng.choices(CITIES, WEIGHTS)[0]
        self.is_in = False
        self.quiet_until = 0.0
        self._passed: dict[int, list[str]] = {}
        self._tried = 0
        person.doubles = habits.doubles

    @property
    def sim(self) -> "Family.Sim":  # type: ignore[name-defined]
        return self.family.sim
