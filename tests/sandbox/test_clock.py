"""The sandbox's time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.clock import Clock
from sandbox.store import Store
from tests.sandbox.conftest import MORNING
from tests.sandbox.driver import ALEX

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox.driver import Driver


async def test_a_frozen_clock_moves_only_when_told(sandbox: Driver) -> None:
    first = {
        "now": "2026-11-23T06:00:00+00:00",
        "offset": None,
        "frozen": True,
        "version": 1,
        "next_due": None,
    }
    assert await sandbox.ask("/clock") == first
    moved = await sandbox.ask("/clock", {"advance": 90.5})
    assert (moved["now"], moved["version"]) == ("2026-11-23T06:01:30.500000+00:00", 2)
    moved = await sandbox.ask("/clock", {"to": "2026-11-24T06:00:00+02:00"})
    assert moved["now"] == "2026-11-24T04:00:00+00:00"


async def test_to_the_next_thing_due(sandbox: Driver) -> None:
    await sandbox.ask("/clock", {"to": "next"}, status=409)
    told = await sandbox.ask("/clock/due", {"at": "2026-11-23T09:00:00+02:00"})
    assert (told["next_due"], told["version"]) == ("2026-11-23T07:00:00+00:00", 1)
    moved = await sandbox.ask("/clock", {"to": "next"})
    assert (moved["now"], moved["version"]) == ("2026-11-23T07:00:00+00:00", 2)
    assert await sandbox.ask("/clock", {"to": "next"}) == moved
    assert (await sandbox.ask("/clock/due", {"at": None}))["next_due"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"advance": -1},
        {"advance": "600"},
        {"advance": True},
        {"advance": 1e12},
        {"advance": float("nan")},
        {"to": "2026-11-23T05:59:59+00:00"},
        {"to": "2026-11-24T06:00:00"},
        {"to": "tomorrow"},
        {"to": None},
        {"to": "next", "advance": 1},
        {},
    ],
)
async def test_moves_that_are_refused(sandbox: Driver, body: dict[str, Any]) -> None:
    answer = await sandbox.ask("/clock", body, status=400)
    assert answer["error"]
    assert (await sandbox.ask("/clock"))["version"] == 1


async def test_due_is_an_instant(sandbox: Driver) -> None:
    for body in ({}, {"at": "soon"}, {"at": "2026-11-24T06:00:00"}):
        await sandbox.ask("/clock/due", body, status=400)


async def test_the_bot_follows_the_clock(sandbox: Driver) -> None:
    follow = asyncio.create_task(sandbox.ask("/clock?version=1&timeout=25"))
    await sandbox.ask("/clock/due", {"at": "2026-11-23T07:00:00+00:00"})
    await sandbox.start(ALEX)
    assert not follow.done()
    await sandbox.ask("/clock", {"to": "next"})
    assert (await asyncio.wait_for(follow, 5))["now"] == "2026-11-23T07:00:00+00:00"
    same = await sandbox.ask("/clock?version=2&timeout=0.05")
    assert same["version"] == 2


async def test_messages_carry_its_time(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.ask("/clock", {"advance": 3600})
    sent = await sandbox.send()
    assert sent["date"] == int(MORNING.timestamp()) + 3600


class Real:
    """A real clock for tests."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def test_a_running_clock_keeps_its_offset(store: Store) -> None:
    real = Real()
    clock = Clock(store, real=real)
    clock.advance(600)
    real.at += timedelta(seconds=5)
    assert clock.now() == MORNING + timedelta(seconds=605)
    assert (clock.read()["offset"], clock.read()["frozen"]) == (600.0, False)
    clock.move(MORNING + timedelta(hours=1))
    assert clock.now() == MORNING + timedelta(hours=1)


def test_a_kept_clock_is_not_set_again(tmp_path: Path) -> None:
    first = Store(tmp_path / "sandbox.db")
    Clock(first, frozen=MORNING).advance(60)
    first.close()
    second = Store(tmp_path / "sandbox.db")
    clock = Clock(second, frozen=MORNING)
    assert clock.now() == MORNING + timedelta(seconds=60)
    assert clock.read()["version"] == 2
    second.close()
