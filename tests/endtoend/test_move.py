"""`python -m bot move`, as a host calls it: Alex's chat goes on with the next bot."""

import contextlib
from collections.abc import Iterator

import psycopg
import pytest

from tests.endtoend.host import free_port, host
from tests.endtoend.programs import Programs
from tests.endtoend.test_host import due_now


@pytest.fixture
def rows(server_url: str) -> Iterator["psycopg.Connection[tuple[int]]"]:
    with contextlib.closing(psycopg.connect(server_url, autocommit=True)) as connection:
        yield connection


async def test_growing_is_not_starting_over(
    programs: Programs, server_url: str, rows: "psycopg.Connection[tuple[int]]"
) -> None:
    async with host(programs, free_port()) as machine:
        await machine.sandbox()
        bot = machine.bot()
        await machine.alex_is_set_up(bot)
        due_now(machine)
        await machine.alex.says("/help")
        await machine.alex.taps("Done")

        told = {"DATABASE_URL": server_url}
        early = machine.bot("move", str(machine.database), **told)
        assert await early.ends() == 2
        assert early.err == "The bot is running. End it first; nothing was changed.\n"
        bot.kill()
        moved = machine.bot("move", str(machine.database), **told)
        assert await moved.ends() == 0
        assert "Start the bot: it goes on there." in moved.out
        assert moved.err == ""

        bot = machine.bot(**told)
        await bot.says("Running as @")
        assert "start=" not in bot.out
        before = rows.execute("SELECT max(id) FROM answer").fetchone()
        await machine.alex.taps("3")
        await machine.alex.sees(lambda all_: any("Tap when" in m["text"] for m in all_), "Thanks")
        after = rows.execute("SELECT max(id) FROM answer").fetchone()
        assert before and after and after[0] > before[0]
        bot.kill()
        again = machine.bot("move", str(machine.database), **told)
        assert await again.ends() == 2
        assert again.err.startswith("DATABASE_URL: that database isn't empty")
