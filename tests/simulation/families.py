"""Families: who they are, and how they live with the bot."""

import asyncio
import random
from typing import TYPE_CHECKING

from tests.simulation.telegram import Params

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

HOUR = 3600.0


class Person:
    """Somebody with a phone. Their name carries their family's mark, so that a leak is seen."""

    def __init__(self, simulation: "Simulation", number: int, name: str) -> None:
        self._sim, self.number, self.name = simulation, number, name
        simulation.telegram.adds(number, name)

    def sees(self, most: int = 12) -> list[Params]:
        """The last messages from the bot, the newest first."""
        shown = self._sim.telegram.shows(self.number, most)
        return [message for message in shown if message["from"]["is_bot"]]

    def says(self, text: str) -> None:
        self._sim.telegram.says(self.number, {"text": text})

    def finds(self, label: str) -> tuple[int, str] | None:
        """The lowest button of that label: its message and its data."""
        for message in self.sees():
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == label:
                        return message["message_id"], button["callback_data"]
        return None

    def taps(self, label: str) -> bool:
        """Tap the lowest such button; whether there was one."""
        found = self.finds(label)
        if found:
            self._sim.tally.taps += 1
            self._sim.telegram.taps(self.number, *found)
        return found is not None


class Family:
    """One circle."""

    def __init__(self, simulation: "Simulation", number: int) -> None:
        self._sim, self.number = simulation, number
        self.rng = random.Random(f"{simulation.seed} family {number}")
        self.mark = f"k{number}k"
        self.patient = Person(simulation, 10_000 + number * 10, f"Alex {self.mark}")

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
