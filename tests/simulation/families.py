"""Families: who they are, and how they find together."""

import asyncio
import random
import re
from typing import TYPE_CHECKING

from tests.simulation import habits
from tests.simulation.helpers import HelperLife
from tests.simulation.lives import HOUR, Life
from tests.simulation.patient import PatientLife
from tests.simulation.people import Person

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

_LINK = re.compile(r"t\.me/\w+\?start=([\w-]+)")
WAYS = {"mine": 55, "help": 18, "both": 12, "no phone": 15}
HELPERS = ("Sam", "Kim", "Jo")


class Family:
    """One circle. `mark` is in each name and each note of theirs, so that a leak is seen.

    `way` is how it is set up; somebody without a phone has no life here, their helper does it all.
    Who helps in two families has a name without a mark.
    """

    def __init__(self, simulation: "Simulation", number: int) -> None:
        self.sim, self.number = simulation, number
        self.rng = rng = random.Random(f"{simulation.seed} family {number}")
        self.mark, self._begun = f"k{number}k", 0
        self.way = rng.choices(list(WAYS), list(WAYS.values()))[0]
        self.patient = None if self.way == "no phone" else self._patient()
        how_many = rng.choices((0, 1, 2, 3), (1, 5, 3, 1))[0]
        how_many = max(how_many, self.way in ("help", "no phone"))
        self.helpers = [self._helper(place) for place in range(how_many)]
        self.therapist = self._helper(4, is_therapist=True) if rng.random() < 0.25 else None
        # Each link that was handed on, and when (the loop's seconds).
        self._given: dict[str, float] = {}
        around = [*self.helpers, *([self.therapist] if self.therapist else [])]
        self.members: list[Life] = [*([self.patient] if self.patient else []), *around]
        self.neighbour = self._neighbour()

    def _person(self, place: int, name: str) -> Person:
        number = 10_000 + self.number * 10 + place
        return Person(self.sim, self.number, number, name, self.rng)

    def _patient(self) -> PatientLife:
        life = PatientLife(self, self._person(0, f"Alex {self.mark}"), habits.patient(self.rng))
        life.person.knows.append(self.mark)
        return life

    def _helper(self, place: int, *, is_therapist: bool = False) -> HelperLife:
        name = "Dana" if is_therapist else HELPERS[place]
        person = self._person(place + 1, f"{name} {self.mark}")
        founds = place == 0 and self.way in ("help", "no phone")
        character = habits.patient if founds and self.way == "no phone" else habits.helper
        life = HelperLife(
            self, person, character(self.rng), founds=founds, is_therapist=is_therapist
        )
        if founds:
            person.knows.append(self.mark)
        return life

    def _neighbour(self) -> HelperLife | None:
        """Who helps in the family before, too."""
        before = self.sim.families[-1] if self.sim.families else None
        if before is None or self.rng.random() > 0.15:
            return None
        free = [one for one in before.helpers if not one.founds]
        if free:
            free[0].is_called("Robin")
        return free[0] if free else None

    async def lives(self) -> None:
        """Everybody, until the end."""
        await asyncio.sleep(self.rng.uniform(1, 6 * HOUR))
        await asyncio.gather(*(life.lives() for life in self.members))

    # Links

    def missing(self, inviter: Life) -> list[HelperLife]:
        """Who should be in and isn't yet."""
        them = [*self.helpers, *([self.neighbour] if self.neighbour else [])]
        return [
            one
            for one in them
            if one is not inviter and not one.founds and one.wants_in_at(self) and not one.secrets
        ]

    def has_link(self, text: str, holder: Life) -> None:
        """Somebody has a link on their phone: they give it to whom it is for."""
        found = _LINK.search(text)
        if found is None or found[1] in self._given:
            return
        self._given[found[1]] = self.sim.loop.now
        if "your therapist" in text:
            to: Life | None = self.therapist
        elif "one person who should" in text:
            to = next(iter(self.missing(holder)), None)
        else:
            to = self.patient
        if to is not None:
            to.person.knows.append(self.mark)
            if to is self.neighbour:
                self.neighbour.joined.append(self)
            to.given(found[1])

    def dead_links(self) -> list[str]:
        """Links of old: used, or good no more."""
        old = self.sim.loop.now - 49 * HOUR
        return [secret for secret, at in self._given.items() if at < old]

    def begins_anew(self) -> None:
        """All was erased: whatever comes next is another circle, with a mark of its own."""
        self._begun += 1
        self.mark = f"k{self.number}{'bcdefghij'[min(self._begun, 9) - 1]}k"
        for life in self.members:
            life.was_erased()
            if life.begins:
                life.person.knows.append(self.mark)
