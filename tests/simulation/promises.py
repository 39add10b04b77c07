"""What must be true all along, whatever goes wrong."""

from typing import TYPE_CHECKING, Any

from care.ports import Draft

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation


class Promises:
    """Watches the commits, the line and, each night, the rows. `violated` says what was broken."""

    def __init__(self, simulation: "Simulation") -> None:
        self._sim = simulation
        self.violated: list[str] = []

    def broken(self, what: str) -> None:
        """One invariant was violated, now."""
        self.violated.append(f"{self._sim.now():%Y-%m-%d %H:%M:%S} {what}")

    def committed(self, flow: Any, args: tuple[Any, ...], made: Any) -> None:
        """A write flow was committed, with what it gave back."""

    def effect(
        self, method: str, params: dict[str, Any], told: dict[str, Any], draft: Draft | None
    ) -> None:
        """A call of the bot's took effect; `draft` is the message it was about."""

    def nightly(self) -> None:
        """A look at the rows."""

    def at_the_end(self) -> None:
        """All is quiet: nothing is under way any more."""
