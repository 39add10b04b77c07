"""The machine's clock is set: by minutes nobody notices, by hours or years the bot waits."""

import asyncio
import datetime as dt
from collections.abc import Iterator

import pytest

from bot import timekeeper
from bot.looking import Telegram
from bot.timekeeper import Timekeeper
from care import models
from care.kinds import Kind, State
from tests.family import Family
from tests.stories import faults, proxies, steps
from tests.stories.faults import Host
from tests.stories.steps import GENTLE, SQLITE_ALONE

AWAY = "I was away. If you tapped, please tap again.\n\n"
YEAR = 24 * 60 * 365


@pytest.fixture
def host(caplog: pytest.LogCaptureFixture) -> Iterator[Host]:
    made = Host(caplog)
    yield made
    made.check()


async def is_set(family: Family, minutes: int) -> None:
    """Somebody, or the network, sets the machine's clock; Telegram has its own."""
    family.clock.at += dt.timedelta(minutes=minutes)
    await family.settle()


@pytest.mark.parametrize("minutes", [5, 59])
async def test_set_back_after_a_prompt_it_asks_once(
    family: Family, host: Host, minutes: int
) -> None:
    await faults.at_home(family)
    await family.at(9)
    before = await faults.heard(family)
    await is_set(family, -minutes)
    await family.at(9)
    assert await faults.heard(family) == before
    await faults.finishes(family)
    assert host.lines() == []


@SQLITE_ALONE
async def test_set_back_after_a_digest_it_tells_once(family: Family, host: Host) -> None:
    await faults.at_home(family)
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(19, 31)
    before = await faults.heard(family)
    await is_set(family, -30)
    await family.at(20)
    assert await faults.heard(family) == before
    await faults.tomorrow(family)
    assert await faults.heard(family) == (before[0] + 1, before[1])


@SQLITE_ALONE
async def test_ahead_for_a_minute_the_prompt_comes_early_and_once(
    family: Family, host: Host
) -> None:
    await faults.at_home(family)
    await family.at(8, 30)
    before = await faults.heard(family)
    await is_set(family, 50)
    assert await faults.heard(family) == (before[0] + 1, before[1])
    await is_set(family, -50)
    await family.at(9)
    assert await faults.heard(family) == (before[0] + 1, before[1])
    await faults.finishes(family)


@SQLITE_ALONE
async def test_ahead_an_open_card_says_a_line_too_many_and_silently(
    family: Family, host: Host
) -> None:
    """A machine that slept looks the same: rather a line for nothing than a tap lost unsaid."""
    await faults.at_home(family)
    await family.at(9)
    await family.settle()
    card, before = await family.alex.last(), await faults.heard(family)
    await is_set(family, 30)
    assert await family.alex.last() == AWAY + card
    assert await faults.heard(family) == before
    await is_set(family, -30)
    await faults.finishes(family)


@SQLITE_ALONE
async def test_what_a_clock_that_was_set_back_does_not_prove(family: Family, host: Host) -> None:
    """Done at nine, and as before at twenty to nine: Alex is asked how long it took."""
    await faults.at_home(family)
    await family.at(9)
    await family.alex.taps("Done", "2")
    await is_set(family, -20)
    await family.alex.taps("As before")
    assert await steps.said(family, "recovery") == []
    await family.alex.taps("Within 30 min")
    assert await steps.said(family, "recovery") == ["within:30"]
    assert await family.alex.last() == f"{GENTLE}: done. As before within 30 min, pain 2."
    before = await faults.heard(family)
    await family.later(hours=2)
    assert await faults.heard(family) == before


@SQLITE_ALONE
async def test_the_same_in_words(family: Family, host: Host) -> None:
    await faults.at_home(family)
    await family.at(9)
    await family.alex.taps("Done", "2")
    await is_set(family, -20)
    await family.alex.says("about 45 minutes")
    assert await steps.said(family, "recovery") == ["about:45"]


class Doors:
    """Both doors of the bot as they run, by a machine's clock that may be wrong."""

    def __init__(self, family: Family) -> None:
        self.family, self.wrong, self.asked = family, dt.timedelta(), 0
        keeper = Timekeeper(family.clock, self._ask, lambda: 0.0)
        family.app.due.clock_right = family.app.intake.clock_right = keeper.right

    async def _ask(self) -> Telegram:
        self.asked += 1
        return Telegram(answered=True, ahead=-self.wrong)

    def set(self, minutes: int) -> None:
        self.wrong += dt.timedelta(minutes=minutes)
        self.family.clock.at += dt.timedelta(minutes=minutes)

    async def open(self) -> tuple["asyncio.Task[None]", ...]:
        asked = self.asked
        app = self.family.app
        running = tuple(asyncio.create_task(one.run()) for one in (app.due, app.intake))
        while self.asked < asked + 4:
            await asyncio.wait(running, timeout=0.01)
            assert not any(one.done() for one in running)
        return running


@SQLITE_ALONE
@pytest.mark.parametrize("minutes", [-YEAR * 56, -180, 180, YEAR])
async def test_a_clock_that_is_off_by_hours_or_years_for_a_while(
    family: Family, host: Host, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    """Nothing is sent or written; the tap and the words wait, and count when it is right."""
    monkeypatch.setattr(timekeeper, "ASK_AGAIN_SECONDS", 0.01)
    await faults.at_home(family)
    await family.at(9)
    before, rows = await faults.heard(family), await steps.counts(family)
    sessions = [row.model_dump() for row in await family.rows(models.Session)]
    doors = Doors(family)
    doors.set(minutes)
    message_id, data = await steps.data_of(family.alex, "Done")
    await family.ask("/people/1001/taps", {"message_id": message_id, "data": data})
    await family.ask("/people/1002/messages", {"text": "/digest"})
    running = await doors.open()
    assert await faults.heard(family) == before
    assert await steps.counts(family) == rows
    assert [row.model_dump() for row in await family.rows(models.Session)] == sessions
    # The network sets it: now they count, by the right clock.
    doors.set(-minutes)
    while "How much pain" not in await family.alex.last():
        await asyncio.wait(running, timeout=0.01)
    while (await faults.heard(family))[1] == before[1]:
        await asyncio.wait(running, timeout=0.01)
    running[1].cancel()
    await family.app.due.drain()
    await asyncio.wait(running)
    (said,) = await family.rows(models.Answer, models.Answer.kind == "outcome")
    assert said.at == family.clock.at
    assert len(await steps.sent(family, Kind.PROMPT)) == 1
    (line,) = host.lines()
    assert line.startswith("This machine's clock says ")
    assert "Telegram's says 2026-11-23 08:00 (UTC)." in line
    family.app.due._stopping = False
    await family.settle()
    await faults.says_how_it_was_from_pain(family)
    await faults.tomorrow(family)


async def closes_in_time(family: Family) -> models.Session:
    """A day ahead for a moment, all that is open closes; what is said since is closed again."""
    session = await steps.session(family, 0)
    assert session.state == State.OPEN
    family.clock.at = session.closes_at + dt.timedelta(minutes=1)
    await family.settle()
    return await steps.session(family, 0)


@SQLITE_ALONE
async def test_a_day_ahead_for_a_moment_what_sam_says_for_alex_is_closed_in_time(
    family: Family, host: Host
) -> None:
    await proxies.without_a_phone(family)
    await family.at(19, 30)
    await is_set(family, 14 * 60)
    await is_set(family, -14 * 60)
    await family.sam.taps("All done")
    assert (await closes_in_time(family)).state == State.FINISHED


@SQLITE_ALONE
async def test_a_day_ahead_for_a_moment_what_alex_says_in_today_is_closed_in_time(
    family: Family, host: Host
) -> None:
    await family.alex_is_set_up()
    await family.at(8, 30)
    await family.sleeps_through(hours=5)
    await family.restarts()
    await is_set(family, 25 * 60)
    await is_set(family, -25 * 60)
    await family.alex.says("/today")
    await family.alex.taps("Done earlier", "1", "Within 15 min")
    assert (await closes_in_time(family)).state == State.FINISHED
