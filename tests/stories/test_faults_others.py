"""One chat's trouble, or Telegram's own: what the others see meanwhile, and how it ends."""

import asyncio
import contextlib
import time
from collections.abc import Iterator

import pytest

from care import kinds, models
from care.kinds import Reason, State
from schedules import due
from tests.family import Family, labels
from tests.stories import faults, steps
from tests.stories.faults import ALEX, Host

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SEND = "sendMessage"
KIM = 1005
AWAY = "I was away. If you tapped, please tap again.\n\n"


@pytest.fixture
def host(caplog: pytest.LogCaptureFixture) -> Iterator[Host]:
    made = Host(caplog)
    yield made
    made.check()


async def kim_has_her_own(family: Family, time: str) -> None:
    """Another circle with the same bot."""
    await family.kim.opens(await steps.link_for(family, kinds.Role.SETUP))
    await family.kim.taps("Yes, I agree", "The exercises are mine")
    await family.kim.says("Berlin")
    await family.kim.taps("Hand and finger, daily")
    await family.kim.says(time)


async def passes(family: Family, **ahead: float) -> None:
    """So much later at once, with all that is due then."""
    await family.sleeps_through(**ahead)
    family.app.health.moved()
    await family.settle()


def sent_to(family: Family) -> list[int]:
    """To whom the bot tried to send, in order."""
    return [int(params["chat_id"]) for method, params in family.requests if method == SEND]


async def test_telegram_asks_for_quiet_and_gets_it(family: Family, host: Host) -> None:
    """Ten minutes without a prompt for anybody; who writes is answered; then the prompts come."""
    await faults.at_home(family)
    await kim_has_her_own(family, "9:05")
    await family.at(8, 59)
    before = len(await family.alex.heard()), len(await family.kim.heard())
    quiet = {"kind": "too_many_requests", "retry_after": 600}
    await faults.meets(family, quiet, SEND, ALEX)
    family.requests.clear()
    await passes(family, minutes=1)
    await passes(family, minutes=9)
    assert sent_to(family) == [ALEX]
    await family.kim.says("/privacy")
    assert (await family.kim.last()).startswith("Kept, on the machine")
    family.requests.clear()
    await passes(family, minutes=1)
    assert sorted(sent_to(family)) == [ALEX, KIM]
    after = len(await family.alex.heard()), len(await family.kim.heard())
    # Kim has her answer, too.
    assert after == (before[0] + 1, before[1] + 2)
    assert host.lines() == []


async def test_a_chat_that_hangs_keeps_nobody_else_waiting(family: Family, host: Host) -> None:
    await family.alex_is_set_up()
    await kim_has_her_own(family, "9:00")
    await family.at(8, 59)
    alex, kim = len(await family.alex.heard()), len(await family.kim.heard())
    hangs = await faults.meets(family, faults.HANG, SEND, ALEX)
    await family.sleeps_through(minutes=1)
    round_ = asyncio.create_task(family.app.due.settle())
    await faults.met(family, hangs)
    version = 0
    while len(await family.kim.heard()) == kim:
        chat = f"/people/{KIM}/messages?after={version}&timeout=10"
        version = (await family.ask(chat))["version"]
    assert labels((await family.kim.heard())[-1]) == steps.ON_A_PROMPT
    # Kim's tap is dealt with, too.
    message_id, data = await steps.data_of(family.kim, "Done")
    await family.ask(f"/people/{KIM}/taps", {"message_id": message_id, "data": data})
    version = (await family.ask(f"/people/{KIM}/messages"))["version"]
    assert await family.app.intake.poll(0) == 1
    while "How much pain" not in await family.kim.last():
        chat = f"/people/{KIM}/messages?after={version}&timeout=10"
        version = (await family.ask(chat))["version"]
    assert len(await family.alex.heard()) == alex
    assert not round_.done()
    await faults.over(family)
    await round_
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    assert len(await family.alex.heard()) == alex + 1
    await faults.says_how_it_was(family)
    assert host.lines() == []


async def test_the_program_ends_though_sends_hang(
    family: Family, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alex has the prompt once the bot is back, and no second one."""
    monkeypatch.setattr(due, "PARTING_SECONDS", 0.1)
    await faults.at_home(family)
    await family.at(8, 59)
    alex, sam = await faults.heard(family)
    hangs = await faults.meets(family, faults.HANG, SEND, ALEX)
    await family.sleeps_through(minutes=1)
    family.app.health.moved()
    program = asyncio.create_task(family.app.run())
    await faults.met(family, hangs)
    started = time.monotonic()
    program.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.wait_for(program, 5)
    assert time.monotonic() - started < 1
    await faults.over(family)
    await family.restarts()
    assert await faults.heard(family) == (alex, sam)
    await family.later(minutes=2)
    assert await faults.heard(family) == (alex + 1, sam)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    await faults.says_how_it_was(family)
    assert host.lines() == []


async def test_six_hours_without_telegram(family: Family, host: Host) -> None:
    """The bot runs and tries all the time; afterwards there is no burst, and one silent edit."""
    await faults.at_home(family)
    await family.at(9)
    card = (await family.alex.heard())[-1]
    alex, sam = await faults.heard(family)
    for method in (SEND, "editMessageText"):
        await faults.always(family, {"kind": "closed"}, method)
    family.clock.at = family.clock.at.replace(hour=14)
    for _ in range(3):
        await family.app.due.settle()
        family.clock.at = family.clock.at.replace(minute=family.clock.at.minute + 1)
    await faults.over(family)
    await family.ask("/clock", {"to": family.clock.at.isoformat()})
    await family.settle()
    # The same card, once more, with one line; no nudge, no question, nothing for Sam.
    assert await faults.heard(family) == (alex, sam)
    again = (await family.alex.heard())[-1]
    assert (again["message_id"], again["text"]) == (card["message_id"], AWAY + card["text"])
    assert labels(again) == steps.ON_A_PROMPT
    (line,) = host.lines()
    assert line.startswith("The bot, or Telegram, was away from 2026-11-23 08:00")
    await family.alex.taps("Done")
    assert AWAY not in await family.alex.last()
    assert await faults.silence(family) == (State.OPEN, None)
    await family.alex.taps("1")
    await faults.tomorrow(family)
    assert Reason.NO_NETWORK not in {row.reason for row in await family.rows(models.Session)}
    assert len(host.lines()) == 1
