"""One sandbox, the line, one bot, its rows, and people with phones."""

import asyncio
import datetime as dt
import signal
from pathlib import Path
from types import TracebackType
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from bot.__main__ import SANDBOX_TOKEN
from tests.endtoend.phone import Phone
from tests.endtoend.programs import PATIENCE, Program, Programs, Spawned, until
from tests.endtoend.rows import Rows
from tests.endtoend.wire import Wire

BERLIN = ZoneInfo("Europe/Berlin")
# A Monday that is long past: a bot that takes the machine's clock for the sandbox's is found out.
FROZEN = dt.datetime(2026, 3, 2, 6, 0, tzinfo=dt.UTC)
# A claim's lease, and a little.
LEASE = dt.timedelta(minutes=2, seconds=1)
LINK = r"(https://t\.me/\w+\?start=\S+)"


def sandbox_arguments(data: Path, port: int = 0, token: str = SANDBOX_TOKEN) -> list[str]:
    return ["--port", str(port), "--data", str(data), "--token", token]


async def start_sandbox(
    programs: Programs, *extra: str, port: int = 0, token: str = SANDBOX_TOKEN
) -> tuple[Spawned, str]:
    """A sandbox that listens, and where."""
    arguments = sandbox_arguments(programs.folder / "sandbox.db", port, token)
    sandbox = programs.start("sandbox", *arguments, *extra)
    return sandbox, await sandbox.says(r"Sandbox ready at (http://\S+)")


class World:
    """The bot talks over the wire, people straight to the sandbox."""

    def __init__(self, programs: Programs, database_url: str) -> None:
        self.programs, self.database_url = programs, database_url
        self.now = FROZEN
        self.rows = Rows(database_url)
        self.alex, self.sam = Phone(self, 1001, "Alex"), Phone(self, 1002, "Sam")
        self.bot: Program
        self._version = -1

    async def __aenter__(self) -> "World":
        self.sandbox, self.url = await start_sandbox(self.programs, "--frozen", FROZEN.isoformat())
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        self.wire = Wire(self.url)
        await self.wire.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.programs.end()
        await self.wire.close()
        await self._http.close()
        asides = [] if error else self.rows.asides()
        self.rows.close()
        if error is None:
            assert (self.wire.broken, asides) == ([], [])

    def starts(self) -> Program:
        """A bot."""
        self.wire.forget()
        self.bot = self.programs.fork(
            "demo", "--sandbox", self.wire.url, "--database", self.database_url
        )
        return self.bot

    async def setup_link(self) -> str:
        """What the host sees in the terminal."""
        return await self.bot.says(LINK)

    def freezes(self) -> None:
        """It is stopped in the middle of whatever it does."""
        self.bot.signal(signal.SIGSTOP)

    async def ask(self, path: str, body: Any = None) -> Any:
        """The people's side, and the clock."""
        method = "GET" if body is None else "POST"
        async with self._http.request(method, f"{self.url}{path}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    # The clock

    async def move(self, at: dt.datetime) -> None:
        """It is so late now; whether a bot notices or not."""
        self._version = (await self.ask("/clock", {"to": at.isoformat()}))["version"]
        self.now = at

    async def follows(self) -> None:
        """The bot knows how late it is."""
        await self.wire.follows(self._version)

    async def pass_time(self, at: dt.datetime) -> None:
        """It is so late now, and the bot knows."""
        await self.move(at)
        await self.follows()

    # What is under way

    async def pending(self) -> int:
        """How many updates wait unconfirmed."""
        return int((await self.ask("/updates"))["pending"])

    async def settled(self, but: frozenset[int] = frozenset()) -> None:
        """Nothing waits for the bot, and it has nothing to do at this moment."""
        await self._confirmed()
        await self.drawn(but)

    async def drawn(self, but: frozenset[int] = frozenset()) -> None:
        """Everything that is due at this moment has arrived, and the bot knows."""
        left: list[str] = []

        def nothing_left() -> bool:
            left[:] = self.rows.unsettled(self.now, but)
            return not left

        try:
            await until(nothing_left, "the bot is through", 5)
        except AssertionError:
            raise AssertionError(f"the bot leaves this undone: {left}") from None

    async def _confirmed(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self.pending():  # noqa: ASYNC110  the sandbox knows, and only if asked
                await asyncio.sleep(0.01)

    async def recovers(self) -> None:
        """A bot starts where one was killed; a lost answer is waited for as long as it takes.

        A message that nobody knows about is sent again, once, after two minutes, or at once where
        its update comes again. An edit is simply done again at the start.
        """
        await self.wire.quiet()
        stuck = self.rows.stuck()
        self.starts()
        await self.follows()
        await self._confirmed()
        stuck -= self.rows.of_updates(self.wire.told)
        await self.drawn(but=stuck)
        if stuck:
            await self.pass_time(self.now + LEASE)
            await self.settled()
