"""Somebody with a phone: what they see, tap and write, over the sandbox's people side."""

import time
from collections.abc import Callable
from typing import Any, Protocol

from tests.endtoend.programs import PATIENCE
from tests.family import labels

Json = dict[str, Any]


class Sandbox(Protocol):
    """The people's side."""

    async def ask(self, path: str, body: Any = None) -> Any: ...


class Phone:
    """One person's."""

    def __init__(self, sandbox: Sandbox, number: int, name: str) -> None:
        self._sandbox, self.number, self.name = sandbox, number, name

    async def chat(self, after: int = -1, seconds: float = 0) -> Json:
        """The whole chat; asked with a version it is answered when something changed."""
        query = f"?after={after}&timeout={seconds}"
        found: Json = await self._sandbox.ask(f"/people/{self.number}/messages{query}")
        return found

    async def heard(self) -> list[Json]:
        """What the bot wrote."""
        return [message for message in (await self.chat())["messages"] if message["from_bot"]]

    async def sees(self, holds: Callable[[list[Json]], object], what: str) -> list[Json]:
        """Wait until what the bot wrote is so."""
        version, heard = -1, list[Json]()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            chat = await self.chat(version, 2 if version >= 0 else 0)
            version = chat["version"]
            heard = [message for message in chat["messages"] if message["from_bot"]]
            if holds(heard):
                return heard
        raise AssertionError(f"{self.name} never sees {what}: {[m['text'] for m in heard]}")

    async def reads(self, text: str) -> str:
        """Wait for this at the bottom of the chat; the whole message."""
        heard = await self.sees(lambda all_: all_ and text in all_[-1]["text"], repr(text))
        return str(heard[-1]["text"])

    async def opens(self, link: str) -> None:
        await self._sandbox.ask(f"/people/{self.number}/start", {"link": link})

    async def says(self, text: str) -> None:
        await self._sandbox.ask(f"/people/{self.number}/messages", {"text": text})

    async def taps(self, label: str) -> None:
        """The lowest button of that label, once it is there."""
        heard = await self.sees(
            lambda all_: any(label in labels(message) for message in all_), f"button {label!r}"
        )
        message = next(m for m in reversed(heard) if label in labels(m))
        body = {"message_id": message["message_id"], "button": label}
        await self._sandbox.ask(f"/people/{self.number}/taps", body)
