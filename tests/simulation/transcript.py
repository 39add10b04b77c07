"""One family's chats as they went, to be read."""

from typing import TYPE_CHECKING, Any

from tests.simulation.deeds import Deed
from tests.simulation.people import under
from tests.simulation.telegram import EDITS, SENDS

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation


class Transcript:
    """What came and what was done, line by line. Times are the true ones, in UTC."""

    def __init__(self, simulation: "Simulation", family: int) -> None:
        self._sim = simulation
        self._people = {
            life.person.chat: life.person for life in simulation.families[family - 1].members
        }
        self._lines: list[str] = []

    def effect(self, method: str, params: dict[str, Any], told: dict[str, Any]) -> None:
        """A call of the bot's took effect."""
        person = self._people.get(int(params.get("chat_id") or 0))
        if person is None or method not in SENDS | EDITS or not told.get("ok"):
            return
        message = told["result"]
        if not isinstance(message, dict):
            return
        text = message.get("text") or message.get("caption") or method
        how = "edits" if method in EDITS else "bot"
        self._line(person.name, f"{how} #{message['message_id']}: {text}")
        labels = [button.label for button in under(message)]
        if labels:
            self._lines.append(f"{'':24}[ {' | '.join(labels)} ]")

    def did(self, deed: Deed) -> None:
        """Somebody did something."""
        if deed.person in self._people:
            where = f" on #{deed.message_id}" if deed.message_id else ""
            what = deed.label or deed.data
            self._line(self._people[deed.person].name, f"      >>> {deed.kind}{where}: {what}")

    def _line(self, name: str, what: str) -> None:
        first, *rest = what.splitlines()
        self._lines.append(f"{self._sim.now():%a %d %b %H:%M:%S} {name}: {first}")
        self._lines += [f"{'':24}{line}" for line in rest]

    def __str__(self) -> str:
        return "\n".join(self._lines)
