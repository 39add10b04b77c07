"""`python -m bot run` without a token: a Telegram on this machine, nothing to sign up for."""

import contextlib
import datetime as dt
import signal
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest

from bot.__main__ import SANDBOX_PORT
from tests.endtoend.host import Host, free_port, host, listens
from tests.endtoend.programs import Programs, Spawned, until

NO_TOKEN = "No BOT_TOKEN is set"
PAGE = r"Open the chat page: http://127\.0\.0\.1:(\d+)"


@contextlib.asynccontextmanager
async def _machine(programs: Programs, bot: Spawned) -> AsyncIterator[Host]:
    port = int(await bot.says(PAGE))
    await bot.says("Running as @")
    async with host(programs, port) as made:
        yield made


def _nine_in_berlin() -> str:
    """The next time that it is nine there."""
    now = dt.datetime.now(ZoneInfo("Europe/Berlin"))
    today = now.replace(hour=9, minute=0, second=0, microsecond=0)
    return (today if today > now else today + dt.timedelta(days=1)).isoformat()


async def test_killed_and_started_again(programs: Programs) -> None:
    """The sandbox that a killed bot left is used as it is; the clean end takes it along."""
    port = str(free_port())
    first = programs.start("bot", "demo", "--port", port)
    async with _machine(programs, first) as machine:
        await machine.alex_is_set_up(first)
        first.kill()
        assert listens(int(port))
        await machine.alex.says("/help")
        second = programs.start("bot", "demo", "--port", port)
        await machine.alex.reads("When to stop and get help")
        await machine.ask("/clock", {"to": _nine_in_berlin()})
        await machine.alex.reads("Stop if it hurts or tires you.")
        assert "?start=" not in second.out
        second.signal(signal.SIGTERM)
        assert await second.ends(5) == 0
        # Not its own: the one who started it is dead, and nobody else ends it.
        assert listens(int(port))
    first.end_group()
    await until(lambda: not first.group_alive(), "nothing is left")
    assert not listens(int(port))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_end_takes_the_sandbox_along(programs: Programs, number: signal.Signals) -> None:
    bot = programs.start("bot", "demo", "--port", str(free_port()))
    async with _machine(programs, bot):
        if number == signal.SIGINT:
            bot.signal_group(number)
        else:
            bot.signal(number)
        assert await bot.ends(5) == 0
    await until(lambda: not bot.group_alive(), "nothing is left")
    assert bot.err == ""


async def test_run_says_so(programs: Programs) -> None:
    """Somebody's own sandbox at the usual port is never touched by a test: then another port."""
    other = ["demo", "--port", str(free_port())] if listens(SANDBOX_PORT) else []
    bot = programs.start("bot", *(other or ["run"]))
    async with _machine(programs, bot) as machine:
        assert other or bot.out.startswith(NO_TOKEN)
        await machine.alex_is_set_up(bot)
        bot.signal(signal.SIGTERM)
        assert await bot.ends(5) == 0
    await until(lambda: not bot.group_alive(), "nothing is left")
