"""What every watch has: the run, the rows, a way to say that something was broken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from care.flows import arrivals, due, starting
from care.ports import Draft, Reply
from tests.simulation.promises.rows import Rows

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

Params = dict[str, Any]
# The promise's name, what it is about (said once only), and the words.
Broken = Callable[[str, object, str], None]


@dataclass(frozen=True)
class Commit:
    """A write flow that was committed: at true time and by the bot's own clock it was `now`.

    `person` is who sent the update that it was for (a Telegram id), if it was for one.
    """

    kind: str
    now: Any
    made: Any
    person: int | None = None
    update: int | None = None

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """What is to be sent now."""
        return self.made.drafts if isinstance(self.made, due.Round | Reply) else ()


def commit(flow: Any, args: tuple[Any, ...], made: Any) -> Commit:
    """What a flow's call was about."""
    if isinstance(made, due.Look):
        return Commit("round" if args[0] else "settled", args[4], made)
    if isinstance(made, due.Round):
        return Commit("round" if args[1] else "settled", args[2], made)
    if isinstance(made, Reply):
        came = args[0]
        now = args[2] if flow is starting.start else args[1]
        return Commit("update", now, made, came.human, came.update_id)
    if flow is arrivals.reachable:
        return Commit("reachable", args[2], made, args[0])
    return Commit("other", None, made)


class Watch:
    """One of those who look. Each looks where it has to, and no longer."""

    def __init__(self, simulation: "Simulation", rows: Rows, broken: Broken) -> None:
        self.sim, self.rows, self.broken = simulation, rows, broken

    def committed(self, done: Commit) -> None:
        """A write flow was committed."""

    def effect(self, method: str, params: Params, told: Params, draft: Draft | None) -> None:
        """A call of the bot's took effect; `draft` is the message it was about."""

    def nightly(self) -> None:
        """A look at what the day has left."""

    def at_the_end(self) -> None:
        """All is quiet, and nothing is under way any more."""
