"""What must be true all along, whatever goes wrong: looked at in the rows and on the line.

`table.PROMISES` says in words what is promised. Each is watched by a `Watch`: at each commit, at
each call that takes effect, each night, and at the end when all has been quiet.
"""

from typing import TYPE_CHECKING, Any

from care.ports import Draft
from tests.simulation.promises import (
    answers,
    circles,
    claims,
    house,
    plans,
    quiet,
    sends,
    silences,
)
from tests.simulation.promises.past import Past
from tests.simulation.promises.rows import Rows
from tests.simulation.promises.table import PROMISES
from tests.simulation.promises.watch import commit

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

__all__ = ["PROMISES", "Promises"]


class Promises:
    """All the watches of one run. `violated` says what was broken, first things first."""

    def __init__(self, simulation: "Simulation") -> None:
        self._sim = simulation
        self.violated: list[str] = []
        self._known: set[tuple[str, object]] = set()
        self._rows = Rows(simulation.machine.file)
        handed = (simulation, self._rows, self.broken)
        self.past, self.house = Past(*handed), house.House(*handed)
        self._watches = (
            self.past,
            answers.Answers(*handed),
            answers.Updates(*handed),
            claims.Claims(*handed),
            sends.Sends(*handed),
            sends.Storms(*handed),
            plans.Plans(*handed),
            circles.Circles(*handed, past=self.past),
            silences.Silences(*handed, past=self.past),
            quiet.Quiet(*handed, past=self.past),
            self.house,
        )

    def broken(self, name: str, about: object, what: str) -> None:
        """A promise was broken, now; of one thing that is said once."""
        if name not in PROMISES:
            raise KeyError(name)
        if (name, about) not in self._known:
            self._known.add((name, about))
            self.violated.append(f"{self._sim.now():%Y-%m-%d %H:%M:%S} {name}: {what}")

    def committed(self, flow: Any, args: tuple[Any, ...], made: Any) -> None:
        """A write flow was committed, with what it gave back."""
        done = commit(flow, args, made)
        for watch in self._watches:
            watch.committed(done)

    def effect(
        self, method: str, params: dict[str, Any], told: dict[str, Any], draft: Draft | None
    ) -> None:
        """A call of the bot's took effect; `draft` is the message it was about."""
        for watch in self._watches:
            watch.effect(method, params, told, draft)

    def nightly(self) -> None:
        """A look at the rows."""
        for watch in self._watches:
            watch.nightly()

    def at_the_end(self) -> None:
        """All is quiet: nothing is under way any more."""
        self.nightly()
        for watch in self._watches:
            watch.at_the_end()
        self._rows.close()
