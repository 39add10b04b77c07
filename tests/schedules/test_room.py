"""How much room there is: for a slow bot, after answers, in chats that are full, without a chat."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from care import db, store
from care.flows import due as flow
from care.kinds import Kind
from care.ports import Draft, Screen
from care.store import pace
from tests.care.rows import MONDAY, NINE, household, message, messages
from tests.schedules.test_pacing import NOW, SECOND, Sender, claimed, database

__all__ = ["database"]
NOTED = Draft(None, 7001, None, Screen("Noted."))
REDRAWN = Draft(None, 7002, 5, Screen("Noted."))


@pytest.mark.parametrize("per_second", [1, 2, 3])
async def test_a_slow_bot_sends_one_after_another(database: db.Database, per_second: int) -> None:
    household(database, 1)
    household(database, 2)
    sender = Sender(database, per_second)
    for _ in range(2):
        await sender.loop.round()
        while busy := sender.loop._busy():
            await asyncio.wait(busy)
        sender.wall.at += dt.timedelta(seconds=1.02)
    assert len(sender.post.drawn) == 2


async def test_what_was_answered_an_hour_ago_holds_nothing_up(database: db.Database) -> None:
    sender = Sender(database, 30)
    pacer = sender.loop.pacer
    await pacer.look(8, MONDAY)
    pacer.went([NOTED] * 7 + [REDRAWN] * 200)
    sender.wall.at += dt.timedelta(hours=1)
    sender.backlog(Kind.REPLY, 7001)
    found = await pacer.look(1, NINE)
    assert found.slots is not None
    assert found.slots.first == pacer.now
    assert claimed(sender, 1, 3600) == [7001]


async def test_answers_of_just_now_take_what_is_left_of_their_time(database: db.Database) -> None:
    sender = Sender(database, 30)
    pacer = sender.loop.pacer
    sender.backlog(Kind.REPLY, 7002)
    pacer.went([REDRAWN] * 60)
    sender.wall.at += dt.timedelta(seconds=1)
    # Sixty take a little more than two seconds, and one of them is over.
    late = (await first_slot(sender) - (pacer.now or 0)) / SECOND
    assert late == pytest.approx(1.03, abs=0.05)


async def first_slot(sender: Sender) -> int:
    """When the next message may go."""
    found = await sender.loop.pacer.look(1, NINE)
    assert found.slots is not None
    return found.slots.first


async def test_answers_that_go_during_a_look_are_counted_by_the_next(
    database: db.Database,
) -> None:
    sender = Sender(database, 30)
    sender.backlog(Kind.REPLY, 7002, 2)
    pacer, real = sender.loop.pacer, database.run_quietly

    async def slow(*args: Any, **more: Any) -> Any:
        found = await real(*args, **more)
        pacer.went([NOTED] * 20)
        return found

    database.run_quietly = slow  # type: ignore[method-assign]
    before = await first_slot(sender)
    database.run_quietly = real  # type: ignore[method-assign]
    after = await first_slot(sender)
    assert after - before == 21 * store.step_of(30)


def test_a_chat_that_got_many_answers_is_full(database: db.Database) -> None:
    sender = Sender(database, 30)
    sender.backlog(Kind.REPLY, 7001, 40)
    database.write(store.fill, {7001: 100}, NOW)
    assert [claimed(sender, 8, tenth / 10) for tenth in range(10)] == [[]] * 10
    assert claimed(sender, 8, pace.LONGEST / SECOND) == [7001] * 3


def test_what_goes_into_no_chat_waits_for_none(database: db.Database) -> None:
    """Persons without a phone: their rows are served, and nothing is sent."""

    def add(session: Any) -> None:
        for _ in range(8):
            store.add(session, message(kind=Kind.CLOSE, chat_id=None))

    database.write(add)
    assert len(database.write(store.due_rows, NINE, 8, NOW)) == 8


async def test_a_clock_that_is_set_back_keeps_nothing_in_hand(database: db.Database) -> None:
    """By an hour, between the slot and its time: it goes all the same, once."""
    household(database)
    sender = Sender(database, 30)
    real = database.run_quietly

    async def sets_back(*args: Any, **more: Any) -> Any:
        found = await real(*args, **more)
        if args[0] is flow.round_ and sender.wall.at == MONDAY:
            sender.wall.at -= dt.timedelta(hours=1)
        return found

    database.run_quietly = sets_back  # type: ignore[method-assign]
    async with asyncio.timeout(10):
        await sender.loop.settle()
    assert len(sender.post.drawn) == 1
    assert messages(database, Kind.PROMPT)[0].state == "sent"
    assert sender.loop.pacer.wait(0) <= pace.AHEAD / SECOND
