"""`python -m bot run` with a token, as a host runs it."""

import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from tests.endtoend.host import OTHER_TOKEN, Host, free_port, host
from tests.endtoend.programs import Programs

CONFLICT = "Another copy of this bot is running"
NO_NETWORK = "Telegram can't be reached"
REVOKED = "Telegram refuses BOT_TOKEN"


@pytest.fixture
async def machine(programs: Programs) -> AsyncIterator[Host]:
    async with host(programs, free_port()) as made:
        yield made


def due_now(machine: Host) -> None:
    """The first prompt's time has come: it is moved in its row, the machine's clock can't be."""
    with closing(sqlite3.connect(machine.database, timeout=5)) as rows:
        now = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
        later = "strftime('%Y-%m-%d %H:%M:%f000', 'now', '+2 hours')"
        with rows:
            done = rows.execute(
                f"UPDATE message SET due = {now}, try_at = {now}, until = {later}"
                " WHERE kind = 'prompt' AND state = 'waiting'"
            )
        assert done.rowcount == 1


async def test_the_whole_way_with_a_token(machine: Host) -> None:
    """Network later than the bot; set-up; kill -9; a prompt, Done, pain; a clean end."""
    bot = machine.bot()
    await bot.says(NO_NETWORK)
    await machine.sandbox()
    await bot.says("Running as @")
    await machine.alex_is_set_up(bot)
    assert bot.out.count("?start=") == 1

    bot.kill()
    due_now(machine)
    bot = machine.bot()
    await machine.alex.reads("Stop if it hurts or tires you.")
    await machine.alex.taps("Done")
    await machine.alex.taps("3")
    await machine.alex.reads("Tap when you feel as before.")
    bot.signal(signal.SIGTERM)
    assert await bot.ends(5) == 0
    assert "start=" not in bot.out
    assert bot.err == ""
    prompts = [m for m in await machine.alex.heard() if "Tap when" in m["text"]]
    assert len(prompts) == 1


async def test_it_goes_on_when_telegram_comes_back(machine: Host) -> None:
    """kill -9 the sandbox: what was written before and after is there, and is dealt with."""
    sandbox = await machine.sandbox()
    bot = machine.bot()
    await machine.alex_is_set_up(bot)
    bot.signal(signal.SIGSTOP)
    for n in range(3):
        await machine.alex.says(f"note {n}")
    sandbox.kill()
    bot.signal(signal.SIGCONT)
    await bot.says(NO_NETWORK)
    due_now(machine)
    sandbox = await machine.sandbox()
    await machine.alex.says("/privacy")
    await machine.alex.sees(lambda all_: any("Not kept:" in m["text"] for m in all_), "/privacy")
    heard = await machine.alex.sees(
        lambda all_: any("Stop if it hurts or" in m["text"] for m in all_), "the prompt"
    )
    # The reply that was under way when the line broke may be in doubt: it comes after two minutes.
    assert sum("Your note is kept." in m["text"] for m in heard) in (2, 3)
    assert sum("Not kept:" in m["text"] for m in heard) == 1
    with closing(sqlite3.connect(machine.database)) as rows:
        notes = rows.execute("SELECT count(*) FROM answer WHERE kind = 'note'").fetchone()
        assert notes == (3,)
        assert rows.execute("SELECT count(*) FROM aside").fetchone() == (0,)
    bot.signal(signal.SIGINT)
    assert await bot.ends(5) == 0


async def test_a_second_one_is_told_and_waits(machine: Host) -> None:
    """Both are told: to Telegram they are the same. The one that is left goes on."""
    await machine.sandbox()
    first = machine.bot()
    await machine.alex_is_set_up(first)
    second = machine.bot()
    await second.says(CONFLICT)
    assert second.alive()
    assert first.alive()
    due_now(machine)
    # Any commit has the loop look at the rows; without one it does so within half a minute.
    await machine.alex.says("/help")
    await machine.alex.sees(
        lambda all_: any("Stop if it hurts or tires" in m["text"] for m in all_), "the prompt"
    )
    first.kill()
    await machine.alex.taps("Done")
    await machine.alex.taps("0")
    await machine.alex.reads("Tap when you feel as before.")
    everything = [m["text"] for m in await machine.alex.heard()]
    assert (
        sum("Tap when" in text or "Stop if it hurts or tires" in text for text in everything) == 1
    )
    assert second.err.count(CONFLICT) < 5
    second.signal(signal.SIGTERM)
    assert await second.ends(5) == 0


async def test_a_revoked_token_ends_it(machine: Host) -> None:
    """At the start, and in the middle of everything."""
    sandbox = await machine.sandbox(OTHER_TOKEN)
    bot = machine.bot()
    assert await bot.ends() == 2
    assert bot.err.count("\n") == 1
    assert bot.err.startswith(REVOKED)
    sandbox.kill()

    sandbox = await machine.sandbox()
    bot = machine.bot()
    await bot.says("Running as @")
    sandbox.kill()
    await machine.sandbox(OTHER_TOKEN)
    assert await bot.ends() == 2
    said = [line for line in bot.err.splitlines() if NO_NETWORK not in line]
    assert len(said) == 1
    assert said[0].startswith(REVOKED)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_while_it_waits_for_the_network(
    machine: Host, number: signal.Signals
) -> None:
    bot = machine.bot()
    await bot.says(NO_NETWORK)
    bot.signal(number)
    assert await bot.ends(5) == 0
    assert all(NO_NETWORK in line for line in bot.err.splitlines())


async def test_an_idle_bot_is_idle(machine: Host) -> None:
    """Nothing to do costs nothing: it runs on a small machine, for years."""
    await machine.sandbox()
    bot = machine.bot()
    await machine.alex_is_set_up(bot)
    before = bot.cpu_seconds()
    version = (await machine.alex.chat())["version"]
    await machine.alex.chat(version, 3)
    assert bot.cpu_seconds() - before < 0.3
