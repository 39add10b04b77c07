"""Somebody with a phone: what is on it, and what a hand does with it."""

import asyncio
import contextlib
import random
from typing import TYPE_CHECKING, NamedTuple

from sandbox import said
from tests.simulation.deeds import Deed
from tests.simulation.telegram import Params

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

# So many buttons that were seen once stay in mind, to be tapped when they are old.
REMEMBERED = 60


class Button(NamedTuple):
    """A button as it lies on a phone."""

    message_id: int
    data: str
    label: str


class Person:
    """Somebody with a phone. Their name carries their family's mark, so that a leak is seen.

    `chat` is their Telegram id; `family` the number of the family they are at home in, 0 for
    strangers. `doubles` is how often a tap is followed by a second one by itself (0 to 1).
    """

    def __init__(
        self, simulation: "Simulation", family: int, chat: int, name: str, rng: random.Random
    ) -> None:
        self._sim, self.family, self.chat, self.name, self.rng = simulation, family, chat, name, rng
        self.doubles = 0.0
        # The marks of the circles whose links they opened: their chat may rightly show them.
        self.knows: list[str] = []
        self._bell = asyncio.Event()
        self._remembered: list[Button] = []
        simulation.telegram.adds(chat, name)
        simulation.phones[chat] = self

    # What is on the phone

    def sees(self, most: int = 12) -> list[Params]:
        """The last messages from the bot, the newest first."""
        shown = self._sim.telegram.shows(self.chat, most)
        return [message for message in shown if message["from"]["is_bot"]]

    def buttons(self, most: int = 12) -> list[Button]:
        """What can be tapped, of the newest message first."""
        return [button for message in self.sees(most) for button in under(message)]

    def finds(self, *labels: str) -> Button | None:
        """The lowest button of one of these labels; a star at the end stands for anything."""
        for button in self.buttons():
            if any(fits(button.label, label) for label in labels):
                return button
        return None

    def ring(self) -> None:
        """A message came."""
        self._bell.set()

    async def rings(self, seconds: float) -> bool:
        """Wait for the next message, or so long; whether one came."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        rang = self._bell.is_set()
        self._bell.clear()
        return rang

    # What the hand does

    def says(self, words: str) -> None:
        """They type something, or it is a key below the chat."""
        self._did("words", self._sim.telegram.says(self.chat, said.text(words)), words)

    def shares(self, latitude: float, longitude: float) -> None:
        """Their place."""
        place = {"location": {"latitude": latitude, "longitude": longitude}}
        update = self._sim.telegram.says(self.chat, place)
        self._did("place", update, f"{latitude} {longitude}")

    def taps(self, *labels: str) -> bool:
        """Tap the lowest such button; whether there was one."""
        found = self.finds(*labels)
        if found:
            self.touches(found)
        return found is not None

    def touches(self, button: Button, kind: str = "tap") -> None:
        """A finger on a button, be it there still or not; now and then twice."""
        telegram = self._sim.telegram
        query, update = telegram.taps(self.chat, button.message_id, button.data)
        self._did(kind, update, button.data, button.label, button.message_id, query)
        if kind == "tap":
            self._remembers(button)
            if self.rng.random() < self.doubles:
                place = _place(self._body(button), button)
                self._sim.loop.call_later(self.rng.uniform(0.1, 2), self._again, button, place)

    def _body(self, button: Button) -> Params:
        stored = self._sim.telegram.store.message(self.chat, button.message_id)
        return stored.body if stored else {}

    def _again(self, button: Button, place: tuple[int, float]) -> None:
        """The same place once more: the same button, or whatever lies there by now."""
        body = self._body(button)
        there = _at(body, place) if under(body) else button
        if there:
            self.touches(there, "double tap")

    def old_tap(self) -> None:
        """A button of long ago, found by scrolling up."""
        if self._remembered:
            self.touches(self.rng.choice(self._remembered), "old tap")

    def blocks(self, blocked: bool) -> None:
        """The bot is blocked, or let in again."""
        update = self._sim.telegram.blocks(self.chat, blocked)
        if update:
            self._did("blocks" if blocked else "unblocks", update)

    def is_called(self, name: str) -> None:
        """From now on, at Telegram too."""
        self.name = name
        self._sim.telegram.renames(self.chat, name)

    def _remembers(self, button: Button) -> None:
        self._remembered.append(button)
        if len(self._remembered) > REMEMBERED:
            self._remembered.pop(self.rng.randrange(REMEMBERED))

    def _did(
        self,
        kind: str,
        update: int,
        data: str = "",
        label: str = "",
        message_id: int | None = None,
        query: str | None = None,
    ) -> None:
        deed = Deed(
            self._sim.now(), self.family, self.chat, kind, update, data, label, message_id, query
        )
        self._sim.did(deed)


def under(message: Params) -> list[Button]:
    """The buttons under a message."""
    return [
        Button(message["message_id"], button["callback_data"], button["text"])
        for row in _rows(message)
        for button in row
        if "callback_data" in button
    ]


def _place(message: Params, button: Button) -> tuple[int, float]:
    """The row, counted from below, and how far to the right (0 to 1)."""
    for row, keys in enumerate(reversed(_rows(message))):
        for column, key in enumerate(keys):
            if key.get("callback_data") == button.data:
                return row, (column + 0.5) / len(keys)
    return 0, 0.5


def _at(message: Params, place: tuple[int, float]) -> Button | None:
    """What lies there: cards hang from their bottom edge."""
    rows = _rows(message)[::-1]
    if place[0] >= len(rows):
        return None
    keys = rows[place[0]]
    key = keys[int(place[1] * len(keys))]
    return Button(message["message_id"], key["callback_data"], key["text"])


def _rows(message: Params) -> list[list[Params]]:
    found: list[list[Params]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return found


def fits(label: str, wanted: str) -> bool:
    """Whether that is the label; "Not*" is any that begins so."""
    return label.startswith(wanted[:-1]) if wanted.endswith("*") else label == wanted
