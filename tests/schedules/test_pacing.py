"""How fast messages go: thirty a second from all processes together, one a second in a chat."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session as Db

from care import db, store
from care.flows import due as flow
from care.kinds import RANK, Kind
from care.models import Chat, Pace
from care.ports import Draft, Screen
from care.store import pace
from schedules.due import DueLoop
from schedules.pacing import most_at_a_time
from tests.bot.tiny import StillClock
from tests.care.rows import MONDAY, NINE, every, household, message, messages
from tests.schedules.test_due import Post

NOW = store.micro(MONDAY)
SECOND = store.SECOND
MINUTE = dt.timedelta(minutes=1)


class Wall(StillClock):
    """The machine's clock, in hand too."""


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    yield made
    made.close()


def reserve(database: db.Database, want: int, now: int, spent: int = 0) -> store.Slots:
    return database.write(store.reserve, want, spent, 30, now)


def moments(slots: store.Slots) -> list[int]:
    return [slots.at(number) for number in range(slots.count)]


def busiest(found: list[int]) -> int:
    """How many fell into the busiest second, wherever it begins."""
    return max(sum(first <= one < first + SECOND for one in found) for first in found)


def test_three_processes_share_thirty_a_second(database: db.Database) -> None:
    """They ask as fast as they can, for ten seconds of the clock."""
    found: list[int] = []

    def one(tenth: int) -> None:
        found.extend(moments(reserve(database, 8, NOW + tenth * SECOND // 10)))

    with ThreadPoolExecutor(3) as pool:
        for tenth in range(100):
            list(pool.map(one, [tenth] * 3))
    assert len(found) == len(set(found))
    assert busiest(sorted(found)) == 30
    in_ten = [one for one in found if one < NOW + 10 * SECOND]
    assert 0.98 * 300 <= len(in_ten) <= 300


def test_what_answers_a_tap_takes_from_what_may_go(database: db.Database) -> None:
    before = reserve(database, 1, NOW)
    after = reserve(database, 1, NOW, spent=9)
    assert after.first - before.first == 10 * after.step


def test_a_slot_that_was_not_needed_is_given_again(database: db.Database) -> None:
    first = reserve(database, 8, NOW)
    again = reserve(database, 8, NOW, spent=-8)
    assert moments(again) == moments(first)


def test_nothing_is_given_out_far_ahead(database: db.Database) -> None:
    given = [reserve(database, 8, NOW) for _ in range(4)]
    assert [one.count for one in given] == [8, 7, 0, 0]
    assert max(moments(given[1])) <= NOW + pace.AHEAD


@pytest.mark.parametrize("away", [-3600, 3600])
def test_a_clock_that_was_set_keeps_nothing_for_long(database: db.Database, away: int) -> None:
    reserve(database, 8, NOW)
    there = NOW + away * SECOND
    reserve(database, 1, there)
    assert reserve(database, 1, there + pace.DEBT).count == 1


def test_who_asks_after_a_while_has_nothing_saved_up(database: db.Database) -> None:
    reserve(database, 8, NOW)
    assert moments(reserve(database, 2, NOW + 60 * SECOND))[0] == NOW + 60 * SECOND


def test_the_row_may_be_missing(database: db.Database) -> None:
    assert reserve(database, 1, NOW).count == 1
    assert len(every(database, Pace)) == 1


class Sender:
    """A loop that may send so many a second, and what it sent."""

    def __init__(self, database: db.Database, per_second: int) -> None:
        self.db, self.clock, self.post = database, StillClock(NINE), Post()
        self.wall = Wall(MONDAY)
        self.loop = DueLoop(database, self.post, self.clock, per_second=per_second, wall=self.wall)

    def backlog(self, kind: Kind, chat: int, many: int = 1) -> None:
        """Replies in the place of any kind: they need no thought, only their turn."""

        def add(session: Db) -> None:
            found = store.chat(session, chat) or store.add(session, Chat(telegram_id=chat))
            for _ in range(many):
                row = message(
                    kind=kind, rank=RANK[kind], chat_id=found.id, screen=Screen("x").to_json()
                )
                store.add(session, row)

        self.db.write(add)


def claimed(sender: Sender, most: int, seconds: float = 0) -> list[int]:
    """The chats of what is claimed at that moment of the machine's clock."""
    wall = NOW + round(seconds * SECOND)

    def claim(session: Db) -> list[int]:
        found = store.claim(session, NINE, most, wall)
        chats = [session.get_one(Chat, row.chat_id).telegram_id for row in found]
        store.fill(session, {chat: chats.count(chat) for chat in chats}, wall)
        return chats

    return sender.db.write(claim)


def test_a_chat_takes_three_at_once_and_then_one_a_second(database: db.Database) -> None:
    sender = Sender(database, 30)
    sender.backlog(Kind.REPLY, 7001, 8)
    sender.backlog(Kind.REPLY, 7002)
    assert sorted(claimed(sender, 8) + claimed(sender, 8)) == [7001, 7001, 7001, 7002]
    assert claimed(sender, 8) == []
    assert claimed(sender, 8, 1.01) == [7001]
    assert claimed(sender, 8, 1.02) == []
    assert claimed(sender, 8, 4.1) == [7001, 7001, 7001]


async def test_a_chat_takes_three_at_once_from_all_processes(database: db.Database) -> None:
    """Each looks before the others have said what became of theirs."""
    senders = [Sender(database, 10_000) for _ in range(3)]
    senders[0].backlog(Kind.REPLY, 7001, 8)
    for sender in senders:
        await sender.loop.round()
    in_hand = [row for row in messages(database, Kind.REPLY) if row.state == "sending"]
    assert len(in_hand) == 3


def test_a_full_chat_keeps_nobody_else_waiting(database: db.Database) -> None:
    sender = Sender(database, 30)
    sender.backlog(Kind.PROMPT, 7001, 20)
    sender.backlog(Kind.DIGEST, 7002)
    assert sorted(claimed(sender, 4) + claimed(sender, 4)) == [7001, 7001, 7001, 7002]
    assert claimed(sender, 4) == []


def test_a_chat_that_was_full_by_another_clock_is_free(database: db.Database) -> None:
    sender = Sender(database, 30)
    sender.backlog(Kind.REPLY, 7001, 8)
    assert len(claimed(sender, 8, seconds=3600)) == 3
    assert len(claimed(sender, 8)) == 3


async def test_prompts_go_before_digests_and_answers_to_taps_at_once(
    database: db.Database,
) -> None:
    """A backlog of both; and somebody taps while it lasts."""
    for number in range(1, 21):
        household(database, number, at=dt.time(9), digest_at=dt.time(9))
    sender = Sender(database, 10_000)
    tap = Draft(None, 7001, None, Screen("Noted."))
    sender.loop.put([tap])
    assert [draft.chat for draft in sender.post.drawn] == [] and sender.loop._sending
    await sender.loop.settle()
    assert sender.post.drawn[0] == tap
    kinds = [draft.message_id for draft in sender.post.drawn[1:]]
    prompts = [row.id for row in messages(database, Kind.PROMPT) if row.id in kinds]
    assert set(kinds[:20]) == set(prompts)
    assert len(prompts) == 20


async def test_what_waits_for_its_slot_at_the_end_is_left_for_the_next(
    database: db.Database,
) -> None:
    household(database, 1)
    household(database, 2)
    sender = Sender(database, 30)
    await sender.loop.round()
    await asyncio.wait({next(iter(sender.loop._timed))})
    await sender.loop.drain()
    sent, waits = sorted(
        (row for row in messages(database, Kind.PROMPT) if row.session_id), key=lambda r: r.state
    )
    assert (sent.state, waits.state) == ("sent", "waiting")
    # At once: nobody tried it, so nothing is waited for, and nothing behind it overtakes it.
    assert (waits.try_at, waits.reason) == (sender.clock.at, None)


async def test_after_standing_still_they_go_one_behind_the_other(database: db.Database) -> None:
    """This process was held up while three slots went by."""
    sender = Sender(database, 100)
    loop = asyncio.get_running_loop()
    went: list[float] = []

    async def goes() -> None:
        await sender.loop.pacer.turn()
        went.append(loop.time())

    began = loop.time()
    await asyncio.gather(goes(), goes(), goes())
    # However late one of them wakes up, none goes before its time.
    assert [round(at - began, 3) >= number / 100 for number, at in enumerate(went)] == [True] * 3


async def test_what_comes_late_does_not_catch_up(database: db.Database) -> None:
    """The claim took half a second longer: none is sent on the heels of the one before."""
    sender = Sender(database, 30)
    sender.backlog(Kind.REPLY, 7001, 3)
    found = await sender.loop.pacer.look(3, NINE)
    assert found.slots is not None and found.most == 3
    step = found.slots.step / SECOND
    sender.wall.at += dt.timedelta(seconds=0.5)
    sender.loop.pacer.used([Draft(None, 7001, None, Screen("x"))] * 3)
    waits = [sender.loop.pacer.wait(number) for number in range(3)]
    assert waits == [pytest.approx(0), pytest.approx(step), pytest.approx(2 * step)]
    sender.backlog(Kind.REPLY, 7002)
    later = await sender.loop.pacer.look(1, NINE)
    assert later.slots is not None and later.slots.first >= found.slots.at(3) + SECOND // 2


def test_nothing_due_writes_nothing(database: db.Database) -> None:
    pacing = flow.Pace(30, NOW)
    assert database.write(flow.look, 8, {7001: 1}, 1, pacing, MONDAY).slots is None
    assert every(database, Pace) == []


def test_more_are_in_hand_where_more_may_go() -> None:
    assert [most_at_a_time(rate) for rate in (1, 30, 100, 1000, 0)] == [8, 8, 25, 64, 64]
