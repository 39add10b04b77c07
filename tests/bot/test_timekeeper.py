"""This machine's clock is believed as long as nobody has set it; else Telegram is asked."""

import asyncio
import datetime as dt
import logging

import pytest

from bot import app, clocks, timekeeper
from bot.looking import Telegram
from bot.timekeeper import Timekeeper
from tests.bot.tiny import NOW
from tests.family import Family
from tests.stories import steps

PATIENCE = 10
SAID = (
    "This machine's clock says 2027-11-23 06:00, Telegram's says 2026-11-23 06:00 (UTC). The "
    "bot waits a minute for it to be set right, then goes on by it: prompts may come at the wrong "
    "time."
)


class World:
    """The true time, a machine's two clocks, and a Telegram that is asked for the time."""

    def __init__(self) -> None:
        self.passed, self.wrong = 0.0, dt.timedelta()
        self.answered, self.dated, self.asked = True, True, 0
        self.keeper = Timekeeper(self, self.ask, lambda: self.passed)

    def now(self) -> dt.datetime:
        return NOW + dt.timedelta(seconds=self.passed) + self.wrong

    async def ask(self) -> Telegram:
        self.asked += 1
        ahead = -self.wrong if self.answered and self.dated else None
        return Telegram(answered=self.answered, ahead=ahead)

    async def is_right(self) -> bool:
        """Whether nobody has to wait now."""
        task = asyncio.create_task(self.keeper.right())
        for _ in range(10):
            await asyncio.sleep(0)
        right = task.done()
        task.cancel()
        await asyncio.wait({task})
        return right


@pytest.fixture
def world() -> World:
    return World()


async def test_it_asks_once_as_long_as_nobody_sets_the_clock(world: World) -> None:
    for _ in range(100):
        assert await world.is_right()
        world.passed += 3600
    assert world.asked == 1


@pytest.mark.parametrize("minutes", [-59, -2, 2, 59])
async def test_a_clock_that_was_set_a_little_is_asked_about_once(
    world: World, minutes: int
) -> None:
    assert await world.is_right()
    world.wrong = dt.timedelta(minutes=minutes)
    for _ in range(3):
        assert await world.is_right()
    assert world.asked == 2


@pytest.mark.parametrize("hours", [-24 * 365 * 56, -2, 2, 24 * 365])
async def test_one_that_is_off_by_hours_is_waited_out(world: World, hours: int) -> None:
    assert await world.is_right()
    world.wrong = dt.timedelta(hours=hours)
    for _ in range(3):
        assert not await world.is_right()
    world.wrong = dt.timedelta()
    asked = world.asked
    assert await world.is_right()
    # It is the one that was believed before.
    assert world.asked == asked


async def test_wrong_at_the_start_it_is_said_once_and_once_right_all_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(timekeeper, "ASK_AGAIN_SECONDS", 0)
    world.wrong = dt.timedelta(days=365)
    with caplog.at_level(logging.DEBUG):
        doors = [asyncio.create_task(world.keeper.right()) for _ in range(2)]
        for _ in range(100):
            await asyncio.sleep(0)
        assert world.asked > 10
        assert not any(door.done() for door in doors)
        world.wrong = dt.timedelta(minutes=20)
        await asyncio.wait_for(asyncio.gather(*doors), PATIENCE)
    assert [record.getMessage() for record in caplog.records] == [SAID]
    assert await world.is_right()


async def test_without_an_answer_nobody_knows_and_nobody_waits(world: World) -> None:
    world.answered, world.wrong = False, dt.timedelta(days=365)
    assert await world.is_right()
    world.answered = True
    assert not await world.is_right()


async def test_who_lives_by_a_wrong_clock_is_told_and_served(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.wrong = dt.timedelta(hours=2)
    assert not await world.is_right()
    world.passed += 59
    assert not await world.is_right()
    world.passed += 1
    assert await world.is_right()
    asked = world.asked
    assert await world.is_right()
    assert (world.asked, len(caplog.records)) == (asked, 1)
    # Set anew, it is doubted anew.
    world.wrong = dt.timedelta(days=365)
    assert not await world.is_right()


async def test_an_answer_without_a_date_has_to_do(world: World) -> None:
    world.dated = False
    assert await world.is_right()
    assert await world.is_right()
    assert world.asked == 1


class Wrong(clocks.SystemClock):
    """A machine's clock that is a year ahead."""

    ahead = dt.timedelta(days=365)

    def now(self) -> dt.datetime:
        return super().now() + self.ahead


@steps.SQLITE_ALONE
async def test_in_the_whole_bot_telegrams_own_answer_tells(
    family: Family, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing begins, neither door opens, and nothing is purged, until the clock is right."""
    monkeypatch.setattr(timekeeper, "ASK_AGAIN_SECONDS", 0.01)
    clock = Wrong()
    made = app.build(family.app.settings, clock)
    rights = (made.due.clock_right, made.intake.clock_right, made.introduce)
    doors = [asyncio.ensure_future(one()) for one in rights]
    doors.append(asyncio.ensure_future(made.calendar.get_job("purge").func()))
    while not caplog.records:
        await asyncio.wait(doors, timeout=0.01)
    await asyncio.wait(doors, timeout=0.05)
    assert not any(door.done() for door in doors)
    clock.ahead = dt.timedelta()
    await asyncio.wait_for(asyncio.gather(*doors), PATIENCE)
    (record,) = [one for one in caplog.records if one.levelname == "ERROR"]
    assert record.getMessage().startswith("This machine's clock says ")
    await made.close()


def test_the_steady_clock_goes_on() -> None:
    assert timekeeper.steady() <= timekeeper.steady()
