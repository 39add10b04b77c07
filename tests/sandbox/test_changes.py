"""What the page waits on: one answer for all phones and the clock."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.sandbox.driver import ALEX

if TYPE_CHECKING:
    from tests.sandbox.driver import Driver


async def test_it_waits_until_something_is_new(sandbox: Driver) -> None:
    first = await sandbox.ask("/changes")
    assert await sandbox.ask(f"/changes?tag={first['tag']}&timeout=0.1") == first
    waiting = asyncio.create_task(sandbox.ask(f"/changes?tag={first['tag']}&timeout=20"))
    await asyncio.sleep(0)
    await sandbox.ask(f"/people/{ALEX}/start", {"link": ""})
    second = await waiting
    assert second["tag"] != first["tag"]
    assert second["phones"][str(ALEX)] > first["phones"][str(ALEX)]
    assert (first["pending"], second["pending"]) == (0, 1)


async def test_the_clock_and_what_is_due(sandbox: Driver) -> None:
    tags = {(await sandbox.ask("/changes"))["tag"]}
    for path, body in (
        ("/clock", {"advance": 60}),
        ("/clock/due", {"at": "2026-11-23T08:00:00+00:00"}),
        ("/people", {"first_name": "Kim"}),
    ):
        await sandbox.ask(path, body)
        tags.add((await sandbox.ask("/changes"))["tag"])
    assert len(tags) == 4
