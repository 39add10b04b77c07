"""What a host has: a token, an address, a database; and somebody with a phone to try it."""

import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from tests.endtoend.phone import Phone
from tests.endtoend.programs import PATIENCE, Programs, Spawned, environment

TOKEN = "123456789:TEST-token-that-opens-a-sandbox-only"
OTHER_TOKEN = "123456789:TEST-another-that-opens-it-no-more-0"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether anything answers there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Host:
    """One machine: `python -m bot run` with a token, against a sandbox on this port."""

    def __init__(self, programs: Programs, http: aiohttp.ClientSession, port: int) -> None:
        self.programs, self._http, self.port = programs, http, port
        self.url = f"http://127.0.0.1:{port}"
        self.alex, self.sam = Phone(self, 1001, "Alex"), Phone(self, 1002, "Sam")
        self.database = programs.folder / "baseline.db"
        self.more: dict[str, str] = {}

    async def ask(self, path: str, body: Any = None) -> Any:
        method = "GET" if body is None else "POST"
        async with self._http.request(method, f"{self.url}{path}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def sandbox(self, token: str = TOKEN) -> Spawned:
        """A sandbox in the machine's own time, that listens."""
        data = str(self.programs.folder / "sandbox.db")
        arguments = ["--port", str(self.port), "--data", data, "--token", token]
        started = self.programs.start("sandbox", *arguments)
        await started.says("Sandbox ready")
        return started

    def bot(self, command: str = "run", *words: str, **more: str) -> Spawned:
        """The real thing, or a command beside it."""
        settings = {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.url,
            "DATABASE_URL": f"sqlite:///{self.database}",
        }
        settings |= self.more
        return self.programs.start("bot", command, *words, env=environment(**(settings | more)))

    async def alex_is_set_up(self, bot: Spawned) -> None:
        """From the link in the terminal to the first scheduled prompt."""
        await self.alex.opens(await bot.says(r"(https://t\.me/\w+\?start=\S+)"))
        await self.alex.taps("Yes, I agree")
        await self.alex.taps("The exercises are mine")
        await self.alex.reads("Which city")
        await self.alex.says("Berlin")
        await self.alex.taps("Gentle range of motion, daily")
        await self.alex.taps("9:00")
        await self.alex.reads("All set.")


@contextlib.asynccontextmanager
async def host(programs: Programs, port: int) -> AsyncIterator[Host]:
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        yield Host(programs, http, port)
