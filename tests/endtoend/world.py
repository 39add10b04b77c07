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
from tests.endtoend import points
from tests.endtoend.phone import Phone
from tests.endtoend.programs import PATIENCE, Forked, Programs, Spawned, until
from tests.endtoend.rows import Rows
from tests.endtoend.wire import Wire

BERLIN = ZoneInfo("Europe/Berlin")
# A Monday that is long past: a bot that takes the machine's clock for the sandbox's is found out.
FROZEN = dt.datetime(2026, 3, 2, 6, 0, tzinfo=dt.UTC)
# A claim's lease, and a little.
LEASE = dt.timedelta(minutes=2, seconds=1)
LINK = r"(https://t\.me/\w+\?start=\S+)"
READY = r"Sandbox ready at (http://\S+)"
SANDBOX = "sandbox.db"
LOOK_SECONDS = 0.002


def sandbox_arguments(data: Path, port: int = 0) -> list[str]:
    return ["--port", str(port), "--data", str(data), "--token", SANDBOX_TOKEN]


async def start_sandbox(programs: Programs, *extra: str, port: int = 0) -> tuple[Spawned, str]:
    """A sandbox that listens, and where."""
    arguments = sandbox_arguments(programs.folder / SANDBOX, port)
    sandbox = programs.start("sandbox", *arguments, *extra)
    return sandbox, await sandbox.says(READY)


class World:
    """The bot talks over the wire, people straight to the sandbox."""

    def __init__(self, programs: Programs, database_url: str, broken: str = "") -> None:
        self.programs, self.database_url, self.broken = programs, database_url, broken
        self.folder: Path = programs.folder
        self.now = FROZEN
        self.rows = Rows(database_url)
        self.alex, self.sam = Phone(self, 1001, "Alex"), Phone(self, 1002, "Sam")
        self.bot: Forked
        self._version = -1
        self._read_from = 0

    async def __aenter__(self) -> "World":
        arguments = sandbox_arguments(self.folder / SANDBOX)
        sandbox = self.programs.fork("sandbox", *arguments, "--frozen", FROZEN.isoformat())
        self.url = await sandbox.says(READY)
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        clock = await self.ask("/clock")
        self.now, self._version = dt.datetime.fromisoformat(clock["now"]), clock["version"]
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

    def starts(self) -> None:
        """A bot."""
        self.wire.forget()
        self._read_from = len(self._told())
        self.bot = self.programs.fork(
            "bot",
            *("demo", "--sandbox", self.wire.url, "--database", self.database_url),
            points=self.folder,
            broken=self.broken,
        )

    async def ends(self) -> None:
        """The bot is told to end, and does."""
        self.bot.signal(signal.SIGTERM)
        await until(lambda: not self.bot.alive(), "the bot ends")

    async def setup_link(self) -> str:
        """What the host sees in the terminal."""
        return await self.bot.says(LINK)

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

    async def pass_time(self, at: dt.datetime) -> None:
        """It is so late now, and the bot has done what that calls for."""
        await self.move(at)
        await self.settled()

    # The points

    def aim(self, name: str, nth: int) -> None:
        """The bot dies at the nth such commit, or inside such a transaction, from now on."""
        new = self.folder / "new"
        new.write_text(f"{name}\t{nth}\t{len(self._told())}")
        new.rename(self.folder / points.TARGET)

    def aim_at_nothing(self) -> None:
        """It lives."""
        (self.folder / points.TARGET).unlink(missing_ok=True)

    def _told(self) -> str:
        file = self.folder / points.POINTS
        return file.read_text() if file.exists() else ""

    def told(self) -> list[str]:
        """The commits of the present bot, in their order, and what is under way in it."""
        return self._told()[self._read_from :].splitlines()

    # What is under way

    async def pending(self) -> int:
        """How many updates wait unconfirmed."""
        return int((await self.ask("/updates"))["pending"])

    async def settled(self, but: frozenset[int] = frozenset()) -> None:
        """Nothing waits for the bot, and it has nothing to do at this moment."""
        left = ["everything"]
        try:
            async with asyncio.timeout(PATIENCE):
                while left := await self.undone(but):  # noqa: ASYNC110  in another process
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            raise AssertionError(f"the bot leaves this undone: {left}") from None

    async def undone(self, but: frozenset[int] = frozenset()) -> list[str]:
        """What the bot has to do at this moment, or is doing."""
        told = self.told()
        if points.ROUND not in told or told.count(points.BEGINS) != told.count(points.ENDS):
            return ["what it began"]
        if not self.wire.is_quiet():
            return ["a call, or no poll waits"]
        if self.wire.followed < self._version:
            return [f"follows the clock's version {self.wire.followed} of {self._version}"]
        if await self.pending():
            return ["an update"]
        return self.rows.unsettled(self.now, but)

    async def recovers(self) -> None:
        """A bot starts where one was killed; a lost answer is waited for as long as it takes.

        A message that nobody knows about is sent again, once, after two minutes, or at once where
        its update comes again. An edit is simply done again at the start.
        """
        await until(self.wire.is_empty, "what was under way is over")
        stuck = self.rows.stuck()
        self.starts()
        await self.settled(but=stuck)
        stuck -= self.rows.of_updates(self.wire.told)
        await self.settled(but=stuck)
        if stuck:
            await self.pass_time(self.now + LEASE)
