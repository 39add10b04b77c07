"""Those whom nobody let in: they write, guess, forge and flood."""

import asyncio
import random
from typing import TYPE_CHECKING

from tests.simulation.people import Button, Person

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

HOUR = 3600.0
VERBS = (
    "done", "agree", "proxy_all", "stop_all", "start_yes", "erase_yes", "member_gone", "plan_use",
    "rest", "undo", "digest_off", "away_open", "export", "which", "wake", "pain", "journal_full",
    "person_report", "no_phone_yes", "link_off",
)  # fmt: skip
WORDS = (
    "hello", "done", "/stop", "/erase", "/journal", "/export", "/plan", "/circle", "Today",
    "pain 6", "' OR 1=1 --", "<b>x</b>", "\u202edlrow", "\U0001f600" * 40, "/start@other_bot x",
)  # fmt: skip


class Stranger:
    """Mallory. What they are sent must hold nobody's mark."""

    def __init__(self, simulation: "Simulation", number: int) -> None:
        self._sim = simulation
        self.rng = random.Random(f"{simulation.seed} stranger {number}")
        self.person = Person(simulation, 0, 900 + number, f"Mallory {number}", self.rng)
        self._family = self.rng.choice(simulation.families)

    async def lives(self) -> None:
        """Now and then something; once in a while a flood."""
        deeds = (self._writes, self._forges, self._guesses, self._floods)
        while True:
            await asyncio.sleep(self.rng.expovariate(1 / (20 * HOUR)))
            await self.rng.choices(deeds, (8, 8, 6, 1))[0]()

    async def _writes(self) -> None:
        self.person.says(self.rng.choice(WORDS))

    async def _forges(self) -> None:
        """A button that lies in somebody else's chat, or might."""
        for _ in range(self.rng.randint(1, 4)):
            seen = self._family.members[0].person.buttons(4)
            data = f"{self.rng.choice(VERBS)}:{self.rng.randint(1, 400)}:{self.rng.randint(0, 9)}"
            if seen and self.rng.random() < 0.6:
                data = self.rng.choice(seen).data
            self.person.touches(Button(self.rng.randint(1, 50), data[:64], ""), "forged tap")
            await asyncio.sleep(self.rng.uniform(0, 3))

    async def _guesses(self) -> None:
        """A link: made up, or one that somebody of a family used already."""
        secret = "".join(self.rng.choices("abcdefghijklmnopqrstuvwxyz-_0123456789", k=22))
        used = self._family.dead_links()
        if used and self.rng.random() < 0.5:
            secret = self.rng.choice(used)
        self.person.says(f"/start {secret}")

    async def _floods(self) -> None:
        self._sim.tally.deeds["floods"] += 1
        for _ in range(100):
            self.person.says(self.rng.choice(WORDS))
            await asyncio.sleep(self.rng.choice((0, 0, 0.05)))
