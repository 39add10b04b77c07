"""`python -m bot run` where Telegram calls it: killed between an update and its commit."""

import asyncio
import signal
import sqlite3
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import pytest

from tests.endtoend.host import Host, free_port, host
from tests.endtoend.programs import Programs, Spawned, until

SECRET = "TEST-secret-of-this-machines-webhook"
UNDER_WAY = "\nbaseline_updates_under_way 1\n"


@pytest.fixture
async def machine(programs: Programs) -> AsyncIterator[Host]:
    async with host(programs, free_port()) as made:
        port = free_port()
        made.more = {
            "WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
            "WEBHOOK_SECRET": SECRET,
            "PORT": str(port),
        }
        yield made


def looks(machine: Host, path: str) -> tuple[int, str]:
    """What a watcher sees; 0 where nothing listens."""
    url = f"http://127.0.0.1:{machine.more['PORT']}{path}"
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


async def sees(machine: Host, path: str, status: int, holds: str) -> None:
    """Until a watcher sees that."""

    async def look() -> tuple[int, str]:
        return await asyncio.to_thread(looks, machine, path)

    async with asyncio.timeout(45):
        while True:
            found = await look()
            if found[0] == status and holds in found[1]:
                return
            await asyncio.sleep(0.02)


def notes(machine: Host) -> list[Any]:
    with closing(sqlite3.connect(machine.database)) as rows:
        return rows.execute("SELECT kind FROM answer").fetchall()


def said(bot: Spawned) -> str:
    return bot.out + bot.err


async def test_killed_between_an_update_and_its_commit(machine: Host) -> None:
    """It comes again to the bot that is started next, and is counted once."""
    await machine.sandbox()
    bot = machine.bot()
    await machine.alex_is_set_up(bot)
    await sees(machine, "/healthz", 200, '"well": true')

    with closing(sqlite3.connect(machine.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await machine.alex.says("I fell in the hall")
        await sees(machine, "/metrics", 200, UNDER_WAY)
        bot.kill()
        other.execute("ROLLBACK")
    assert notes(machine) == []
    assert (await machine.ask("/updates"))["pending"] == 1

    bot = machine.bot()
    await until(lambda: notes(machine), "the note is kept")
    await machine.alex.says("/help")
    await machine.alex.sees(lambda all_: any("/rest" in m["text"] for m in all_), "/help")
    assert len(notes(machine)) == 1
    assert (await machine.ask("/updates"))["pending"] == 0
    bot.signal(signal.SIGTERM)
    assert await bot.ends() == 0
    assert SECRET not in said(bot)


async def test_a_rolling_restart_loses_nothing(machine: Host) -> None:
    """Told to end with an update in hand: it is finished; what comes then waits for the next."""
    await machine.sandbox()
    bot = machine.bot()
    await machine.alex_is_set_up(bot)
    with closing(sqlite3.connect(machine.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await machine.alex.says("first note")
        await sees(machine, "/metrics", 200, UNDER_WAY)
        bot.signal(signal.SIGTERM)
        await until(lambda: looks(machine, "/healthz")[0] == 0, "nobody is let in any more")
        other.execute("ROLLBACK")
    assert await bot.ends() == 0
    assert len(notes(machine)) == 1
    await machine.alex.says("second note")
    bot = machine.bot()
    await until(lambda: len(notes(machine)) == 2, "both are kept")
    bot.signal(signal.SIGTERM)
    assert await bot.ends() == 0
    assert "Traceback" not in said(bot)
