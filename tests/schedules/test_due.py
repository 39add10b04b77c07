"""The due loop over real rows; only the network is a stand-in."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import LargeBinary, literal, select, update
from sqlalchemy.exc import NoResultFound, OperationalError
from sqlmodel import Session as Db
from sqlmodel import col

from care import db, store
from care.flows import cards, easing, planner
from care.flows import due as flow
from care.kinds import Kind, Reason, Sending
from care.kinds import State as SessionState
from care.models import Answer, Circle, Member, Message, PlanVersion, Session
from care.ports import Draft, Outcome, Paper, Result, Screen
from schedules import due
from schedules.due import DueLoop
from schedules.pacing import AT_ONCE
from tests.bot.tiny import StillClock
from tests.care.rows import (
    DIGEST,
    MONDAY,
    NINE,
    Home,
    household,
    messages,
    sessions,
)
from tests.stories import steps

MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)
PATIENCE = 10


class Post:
    """A Delivery: says what it was told to say for a chat, else that it was sent."""

    def __init__(self) -> None:
        self.drawn: list[Draft] = []
        self.results: dict[int, list[Outcome | Callable[[Draft], Outcome]]] = {}
        self.gate: asyncio.Event | None = None
        self.under_way: list[int] = []
        self.most_at_once = 0
        self.gate_papers: asyncio.Event | None = None
        self.papers = self.most_papers_at_once = 0
        self.number = 100

    async def draw(self, draft: Draft) -> Outcome:
        assert draft.chat not in self.under_way, "two at once in one chat"
        self.drawn.append(draft)
        self.under_way.append(draft.chat)
        self.most_at_once = max(self.most_at_once, len(self.under_way))
        if self.gate:
            await asyncio.wait_for(self.gate.wait(), PATIENCE)
        if draft.screen.paper:
            await self._make_paper()
        await asyncio.sleep(0)
        self.under_way.remove(draft.chat)
        return self._outcome(draft)

    async def _make_paper(self) -> None:
        self.papers += 1
        self.most_papers_at_once = max(self.most_papers_at_once, self.papers)
        if self.gate_papers:
            await asyncio.wait_for(self.gate_papers.wait(), PATIENCE)
        self.papers -= 1

    def _outcome(self, draft: Draft) -> Outcome:
        if self.results.get(draft.chat):
            found = self.results[draft.chat].pop(0)
            assert callable(found)
            return found(draft)
        self.number += 1
        return Outcome(draft, Result.SENT, draft.telegram_id or self.number)

    def then(self, chat: int, result: Result, **more: Any) -> None:
        """What becomes of the next draft to that chat."""
        self.results.setdefault(chat, []).append(lambda draft: Outcome(draft, result, **more))

    def to(self, chat: int) -> list[Draft]:
        return [draft for draft in self.drawn if draft.chat == chat]

    def new(self, chat: int) -> list[Draft]:
        """Messages, without the edits."""
        return [draft for draft in self.to(chat) if draft.telegram_id is None]


class House:
    """A database, a clock in hand, the loop and what it sent."""

    def __init__(self, database: db.Database) -> None:
        self.db, self.clock, self.post = database, StillClock(MONDAY), Post()
        self.told: list[dt.datetime | None] = []
        self.loop = DueLoop(database, self.post, self.clock, self.told.append)

    async def at(self, moment: dt.datetime) -> None:
        self.clock.at = moment
        await self.loop.settle()

    def row(self, kind: str = "prompt") -> Message:
        """The first message of a kind."""
        return messages(self.db, kind)[0]

    def session(self) -> Session:
        (found,) = sessions(self.db)
        return found

    def change(self, act: Callable[[Db], object]) -> None:
        def flow(session: Db) -> None:
            act(session)

        self.db.write(flow)


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    yield made
    made.close()


@pytest.fixture
async def house(database: db.Database) -> House:
    return House(database)


@pytest.fixture
def alex(house: House) -> Home:
    return household(house.db)


def touch(house: House) -> None:
    """Something was said of every session, so that there is something to tell."""

    def act(session: Db) -> None:
        for one in sessions_of(session):
            store.add(session, answer(one))
            cards.touch(session, session.get_one(Circle, one.circle_id), one)

    house.change(act)


def sessions_of(session: Db) -> list[Session]:
    return [one for n in range(1, 50) if (one := session.get(Session, n))]


def answer(session: Session) -> Answer:
    return Answer(
        circle_id=session.circle_id,
        session_id=session.id,
        member_id=1,
        kind="outcome",
        value="done",
        at=NINE,
        update_id=1,
    )


# In which order, and how many at once


async def test_prompts_go_before_digests(house: House) -> None:
    for number in range(1, 13):
        household(house.db, number, digest_at=dt.time(9))
    await house.at(NINE)
    touch(house)
    house.post.drawn.clear()
    await house.at(NINE + dt.timedelta(days=1))
    new = [draft for draft in house.post.drawn if draft.telegram_id is None]
    kinds = ["digest" if draft.screen.text.endswith(steps.FOOT) else "prompt" for draft in new]
    assert kinds == ["prompt"] * 12 + ["digest"] * 12


async def test_at_most_eight_at_once(house: House) -> None:
    for number in range(1, 21):
        household(house.db, number)
    house.clock.at = NINE
    house.post.gate = asyncio.Event()
    await house.loop.round()
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(house.post.under_way) == AT_ONCE == 8
    house.post.gate.set()
    await house.loop.settle()
    assert house.post.most_at_once == 8
    assert len(house.post.drawn) == 20


async def test_with_no_hand_free_it_waits_for_one(house: House) -> None:
    """Else it would go round and round, a transaction each, as long as the network is slow."""
    for number in range(1, 21):
        household(house.db, number)
    house.clock.at = NINE
    house.post.gate = asyncio.Event()
    await house.loop.round()
    await asyncio.sleep(0)
    found = await house.loop.round()
    assert found is None or found > NINE
    house.post.gate.set()
    await house.loop.settle()


async def test_drafts_of_one_chat_go_in_their_order(house: House) -> None:
    drafts = [Draft(None, n % 3, None, Screen(f"{n}")) for n in range(30)]
    house.loop.put(drafts[:20])
    await asyncio.sleep(0)
    house.loop.put(drafts[20:])
    await house.loop.settle()
    for chat in range(3):
        texts = [int(draft.screen.text) for draft in house.post.to(chat)]
        assert texts == sorted(texts)
        assert len(texts) == 10


PAPER = Paper("plan_sheet", 1, "the-plan.pdf", "en")


def papers_and_lines(chats: int) -> list[Draft]:
    """To each of them: a line, a paper, another line."""
    screens = (Screen("before"), Screen("", paper=PAPER), Screen("after"))
    return [Draft(None, chat, None, one) for chat in range(chats) for one in screens]


async def test_one_paper_at_a_time_and_nobody_else_waits_for_it(house: House) -> None:
    house.post.gate_papers = asyncio.Event()
    house.loop.put(papers_and_lines(20))
    house.loop.put([Draft(None, 99, None, Screen("a prompt"))])
    for _ in range(200):
        await asyncio.sleep(0)
    told = [draft.screen.text for draft in house.post.drawn if not draft.screen.paper]
    assert sorted(told) == ["a prompt", *["before"] * 20]
    assert len(house.post.under_way) == house.post.papers == 1
    house.post.gate_papers.set()
    await house.loop.settle()
    assert len(house.post.drawn) == 61
    assert house.post.most_papers_at_once == 1
    for chat in range(20):
        shown = [draft.screen.text for draft in house.post.to(chat)]
        assert shown == ["before", "", "after"]


async def test_the_end_does_not_wait_for_papers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "PARTING_SECONDS", 0.05)
    house.post.gate_papers = asyncio.Event()
    house.loop.put(papers_and_lines(3))
    await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE):
        await house.loop.drain()
    assert house.post.most_papers_at_once == 1


async def test_a_line_to_a_stranger_leaves_nothing_to_settle(house: House) -> None:
    house.loop.put([Draft(None, 4004, None, Screen("hello"))])
    await house.loop.settle()
    assert messages(house.db) == []


# What became of it


async def test_sent_is_kept_and_never_sent_again(house: House, alex: Home) -> None:
    await house.at(NINE)
    row = house.row()
    assert (row.state, row.telegram_id, row.try_at) == (Sending.SENT, 101, None)
    assert row.sent_at == NINE
    assert house.session().asks == "start"
    await house.at(NINE + 30 * MINUTE)
    assert len(house.post.to(alex.person_chat)) == 1


async def test_the_claim_brings_the_next_occurrence_and_only_that(house: House, alex: Home) -> None:
    await house.at(NINE)
    waiting = [row for row in messages(house.db, "prompt") if row.state == Sending.WAITING]
    assert [row.due for row in waiting] == [NINE + dt.timedelta(days=1)]


async def test_a_refused_connection_is_tried_again_and_does_not_count(
    house: House, alex: Home
) -> None:
    for _ in range(4):
        house.post.then(alex.person_chat, Result.RETRY)
    waits = []
    await house.at(NINE)
    for _ in range(4):
        row = house.row()
        assert row.state == Sending.WAITING
        assert row.try_at
        waits.append((row.try_at - house.clock.at).total_seconds())
        await house.at(row.try_at)
    assert waits == [1, 2, 4, 8]
    sent = house.row()
    assert sent.state == Sending.SENT
    assert sent.resends == 0
    assert len(house.post.to(alex.person_chat)) == 5


async def test_telegrams_own_wait_is_honoured(house: House, alex: Home) -> None:
    house.post.then(alex.person_chat, Result.RETRY, wait=40.0)
    await house.at(NINE)
    await house.at(NINE + 39 * SECOND)
    assert len(house.post.drawn) == 1
    await house.at(NINE + 40 * SECOND)
    assert len(house.post.drawn) == 2
    assert house.row().state == Sending.SENT


async def test_no_network_for_two_hours_is_not_delivered(house: House, alex: Home) -> None:
    for _ in range(300):
        house.post.then(alex.person_chat, Result.RETRY)
    await house.at(NINE)
    while (due := house.db.write(store.next_due)) and due <= NINE + 3 * 60 * MINUTE:
        await house.at(due)
    row = house.row()
    assert (row.state, row.reason) == (Sending.SKIPPED, Reason.NO_NETWORK)
    session = house.session()
    assert (session.state, session.reason) == (SessionState.NOT_DELIVERED, Reason.NO_NETWORK)
    assert session.asks is None


async def test_a_prompt_without_an_answer_is_sent_once_more_after_two_minutes(
    house: House, alex: Home
) -> None:
    for _ in range(3):
        house.post.then(alex.person_chat, Result.UNKNOWN)
    await house.at(NINE)
    await house.at(NINE + 2 * MINUTE - SECOND)
    assert len(house.post.to(alex.person_chat)) == 1
    await house.at(NINE + 2 * MINUTE)
    assert len(house.post.to(alex.person_chat)) == 2
    await house.at(NINE + 59 * MINUTE)
    row = house.row()
    assert len(house.post.to(alex.person_chat)) == 2
    assert (row.state, row.resends, row.try_at) == (Sending.UNKNOWN, 1, None)
    assert house.session().state == SessionState.OPEN


async def test_the_second_time_it_arrives(house: House, alex: Home) -> None:
    house.post.then(alex.person_chat, Result.UNKNOWN)
    await house.at(NINE)
    await house.at(NINE + 2 * MINUTE)
    row = house.row()
    assert (row.state, row.resends) == (Sending.SENT, 1)
    await house.at(NINE + 59 * MINUTE)
    assert len(house.post.to(alex.person_chat)) == 2


async def test_not_once_more_outside_its_window(house: House, alex: Home) -> None:
    house.post.then(alex.person_chat, Result.UNKNOWN)
    late = NINE + 2 * 60 * MINUTE - SECOND
    await house.at(late)
    assert len(house.post.to(alex.person_chat)) == 1
    await house.at(late + 2 * MINUTE)
    assert len(house.post.to(alex.person_chat)) == 1
    assert house.row().state == Sending.UNKNOWN


async def test_a_digest_without_an_answer_is_never_sent_again_nor_told_twice(
    house: House, alex: Home
) -> None:
    await house.at(NINE)
    touch(house)
    house.post.then(alex.helper_chat, Result.UNKNOWN)
    await house.at(DIGEST)
    assert len(house.post.to(alex.helper_chat)) == 1
    await house.at(DIGEST + 2 * MINUTE)
    await house.at(DIGEST + 30 * MINUTE)
    assert len(house.post.to(alex.helper_chat)) == 1
    digest = house.row("digest")
    assert digest.state == Sending.UNKNOWN
    assert house.db.write(lambda s: s.get_one(Member, alex.helper).told_through) == 1
    await house.at(DIGEST + dt.timedelta(days=1))
    assert len(house.post.to(alex.helper_chat)) == 1


async def test_a_refused_digest_is_tried_again(house: House, alex: Home) -> None:
    await house.at(NINE)
    touch(house)
    house.post.then(alex.helper_chat, Result.RETRY)
    await house.at(DIGEST)
    await house.at(DIGEST + SECOND)
    texts = [draft.screen.text for draft in house.post.to(alex.helper_chat)]
    assert len(texts) == 2
    assert texts[0] == texts[1]
    assert house.row("digest").state == Sending.SENT


async def test_a_blocked_helper_does_not_stop_the_persons_prompts(house: House, alex: Home) -> None:
    await house.at(NINE)
    touch(house)
    house.post.then(alex.helper_chat, Result.GONE, reason=Reason.BLOCKED)
    await house.at(DIGEST)
    assert house.row("digest").state == Sending.GONE
    await house.at(NINE + dt.timedelta(days=1))
    assert len(house.post.new(alex.person_chat)) == 2


async def test_a_person_who_blocked_is_not_asked_and_not_tried_again(
    house: House, alex: Home
) -> None:
    house.post.then(alex.person_chat, Result.GONE, reason=Reason.BLOCKED)
    await house.at(NINE)
    session = house.session()
    assert (session.state, session.reason) == (SessionState.NOT_DELIVERED, Reason.BLOCKED)
    for day in (1, 2):
        await house.at(NINE + dt.timedelta(days=day))
    assert len(house.post.to(alex.person_chat)) == 1
    assert {one.state for one in sessions(house.db)} == {SessionState.NOT_DELIVERED}


async def test_a_chat_that_moved_is_tried_at_once_under_its_new_number(
    house: House, alex: Home
) -> None:
    house.post.then(alex.person_chat, Result.RETRY, moved_to=-100777)
    await house.at(NINE)
    assert [draft.chat for draft in house.post.drawn] == [alex.person_chat, -100777]
    assert house.row().state == Sending.SENT


async def test_nobody_is_moved_into_somebody_elses_chat(house: House, alex: Home) -> None:
    """Nor does one such answer, which can't be kept, keep all the others' prompts."""
    other = household(house.db, 2)
    house.post.then(alex.person_chat, Result.RETRY, moved_to=other.person_chat)
    await house.at(NINE)
    assert len(house.post.to(alex.person_chat)) == 1
    assert len(house.post.to(other.person_chat)) == 1
    session = sessions(house.db)[0]
    assert (session.state, session.reason) == (SessionState.NOT_DELIVERED, Reason.BLOCKED)


# Edits


def rewrite(house: House) -> None:
    """The card of the one session shows something else."""

    def act(session: Db) -> None:
        (found,) = sessions_of(session)
        store.add(session, answer(found))
        found.asks = "pain"
        cards.refresh(session, found, house.clock.at)

    house.change(act)


@pytest.mark.parametrize("result", [Result.RETRY, Result.UNKNOWN])
async def test_an_edit_that_fails_is_found_and_repeated(
    house: House, alex: Home, result: Result
) -> None:
    await house.at(NINE)
    rewrite(house)
    house.post.then(alex.person_chat, result)
    house.post.then(alex.person_chat, result)
    await house.at(NINE + MINUTE)
    row = house.row()
    assert row.shown < row.revision
    while (due := house.row().try_at) is not None:
        assert due < NINE + 10 * MINUTE
        await house.at(due)
    row = house.row()
    assert row.shown == row.revision
    edits = house.post.to(alex.person_chat)[1:]
    assert [edit.telegram_id for edit in edits] == [row.telegram_id] * 3
    assert len({edit.screen.text for edit in edits}) == 1


async def test_an_edit_waits_for_the_network_however_long(house: House, alex: Home) -> None:
    await house.at(NINE)
    rewrite(house)
    for _ in range(20):
        house.post.then(alex.person_chat, Result.RETRY)
    await house.at(NINE + MINUTE)
    for _ in range(20):
        due = house.row().try_at
        assert due is not None
        await house.at(due)
    row = house.row()
    assert (row.shown, row.try_at) == (row.revision, None)


async def test_an_edit_is_left_after_two_days(house: House, alex: Home) -> None:
    await house.at(NINE)
    rewrite(house)
    house.post.then(alex.person_chat, Result.RETRY)
    await house.at(NINE + MINUTE)
    assert house.row().try_at is not None
    house.clock.at = NINE + 49 * 60 * MINUTE
    await house.loop.settle()
    row = house.row()
    assert row.shown < row.revision
    assert row.try_at is None


async def test_a_crash_after_the_edit_draws_it_again(house: House, alex: Home) -> None:
    """Killed between Telegram's yes and the commit: the lease ends, the same is drawn."""
    await house.at(NINE)
    rewrite(house)
    house.clock.at = NINE + MINUTE
    await house.loop.round()
    after = House(house.db)
    after.clock.at = NINE + 3 * MINUTE + SECOND
    await after.loop.settle()
    (again,) = after.post.to(alex.person_chat)
    assert again.telegram_id == house.row().telegram_id
    await house.loop.drain()


@pytest.mark.parametrize("hours", [0, 3])
async def test_a_card_that_is_no_longer_there_comes_anew(
    house: House, alex: Home, hours: int
) -> None:
    await house.at(NINE)
    later = NINE + (hours * 60 + 1) * MINUTE
    house.clock.at = later
    rewrite(house)
    house.post.then(alex.person_chat, Result.LOST)
    await house.at(later)
    lost, fresh = house.post.to(alex.person_chat)[-2:]
    assert lost.telegram_id == 101
    assert fresh.telegram_id is None
    assert fresh.screen.text == lost.screen.text
    # Its buttons carry the number of their own row.
    assert {b.data.split(":")[1] for r in fresh.screen.rows for b in r} == {str(fresh.message_id)}
    assert house.session().card_id == fresh.message_id
    before = len(house.post.drawn)
    await house.at(later + MINUTE)
    assert len(house.post.drawn) == before


async def test_a_finished_card_that_is_no_longer_there_is_left(house: House, alex: Home) -> None:
    await house.at(NINE)
    rewrite(house)

    def finish(session: Db) -> None:
        (found,) = sessions_of(session)
        found.asks = None
        cards.refresh(session, found, house.clock.at)

    house.change(finish)
    house.post.then(alex.person_chat, Result.LOST)
    await house.at(NINE + MINUTE)
    assert len(house.post.to(alex.person_chat)) == 2
    assert house.row().try_at is None


# What goes wrong with the rows


class Failing(db.Database):
    """A database whose next so many rounds fail."""

    failures = 0

    async def run_quietly(self, flow: Any, *args: Any, **kwargs: Any) -> Any:
        if self.failures:
            self.failures -= 1
            raise OperationalError("INSERT my chest hurts", {"a": "secret"}, Exception("disk full"))
        return await super().run_quietly(flow, *args, **kwargs)


async def test_a_round_that_fails_is_said_by_its_kind_and_tried_again(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = Failing(database_url)
    house = House(database)
    household(database)
    house.clock.at = NINE
    database.failures = 2
    with caplog.at_level(logging.DEBUG):
        task = asyncio.create_task(house.loop.run())
        while not house.post.drawn:
            # What wakes it otherwise: the five seconds are over, or somebody taps.
            house.loop.wake()
            await asyncio.wait({task}, timeout=0.01)
            assert not task.done()
    await house.loop.drain()
    await asyncio.wait_for(task, PATIENCE)
    said = [record.getMessage() for record in caplog.records if record.name == "schedules.due"]
    assert said == ["a due round failed: OperationalError"] * 2
    assert "chest" not in caplog.text
    assert house.told[0] == NINE + 5 * SECOND
    database.close()


async def test_what_became_of_a_send_outlives_a_round_that_fails(database_url: str) -> None:
    database = Failing(database_url)
    house = House(database)
    alex = household(database)
    house.clock.at = NINE
    await house.loop.round()
    await asyncio.sleep(0)
    for _ in range(10):
        await asyncio.sleep(0)
    assert (len(house.post.drawn), house.post.under_way) == (1, [])
    database.failures = 1
    with pytest.raises(OperationalError):
        await house.loop.round()
    await house.loop.settle()
    row = messages(database, "prompt")[0]
    assert (row.state, row.telegram_id) == (Sending.SENT, 101)
    assert len(house.post.to(alex.person_chat)) == 1
    database.close()


async def test_the_last_outcomes_are_kept_at_the_end(house: House, alex: Home) -> None:
    house.clock.at = NINE
    house.post.gate = asyncio.Event()
    await house.loop.round()
    ending = asyncio.create_task(house.loop.drain())
    await asyncio.sleep(0)
    assert not ending.done()
    house.post.gate.set()
    await asyncio.wait_for(ending, PATIENCE)
    assert house.row().state == Sending.SENT


@pytest.mark.parametrize("shown", [None, 101])
async def test_what_was_only_redrawn_is_kept_a_moment_later(
    house: House, alex: Home, shown: int | None
) -> None:
    """The next tap may be on its way, and need not wait for that; a message may come twice."""
    house.clock.at = NINE
    house.loop.put([Draft(1, alex.person_chat, shown, Screen("Noted."), 2)])
    await asyncio.wait(house.loop._sending.values())
    rings = house.loop._awake
    assert rings.is_set() == (shown is None)
    await asyncio.wait_for(rings.wait(), PATIENCE)
    await house.loop.settle()


async def test_what_a_round_has_in_hand_is_kept_at_the_end(house: House, alex: Home) -> None:
    """The database is slow, and the program is told to end while a round waits for it."""
    house.clock.at = NINE
    await house.loop.round()
    await asyncio.wait(house.loop._sending.values())
    slowly, real = asyncio.Event(), house.db.run_quietly

    async def slow(*args: Any, **more: Any) -> Any:
        await slowly.wait()
        return await real(*args, **more)

    house.db.run_quietly = slow  # type: ignore[method-assign]
    running = asyncio.create_task(house.loop.run())
    await asyncio.sleep(0)
    ending = asyncio.create_task(house.loop.drain())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not ending.done()
    slowly.set()
    await asyncio.wait_for(ending, PATIENCE)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert house.row().state == Sending.SENT


async def test_the_end_does_not_wait_for_what_never_began(house: House) -> None:
    """Ended twice, as by a second Ctrl-C: what was to be sent is cancelled before it begins."""
    house.loop.put([Draft(None, 4004, None, Screen("hello"))])
    (task,) = house.loop._sending.values()
    task.cancel()
    await asyncio.sleep(0)
    await asyncio.wait_for(house.loop.drain(), PATIENCE)
    assert house.post.drawn == []


async def test_one_circles_broken_plan_does_not_stop_the_others(house: House) -> None:
    """One update never blocks the next at the other door; nor may one row at this one."""
    broken, well = household(house.db, 1), household(house.db, 2)

    def act(session: Db) -> None:
        found = store.active_plan(session, broken.circle)
        assert isinstance(found, PlanVersion)
        found.document = '{"routines": "none"}'

    house.change(act)
    await house.at(NINE)
    assert len(house.post.to(well.person_chat)) == 1


@pytest.mark.parametrize("error", [NoResultFound, OverflowError])
async def test_nor_does_a_row_that_is_not_there(
    house: House, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """What a flow looks for by its id and doesn't find, or can't reckon with, is one circle's."""
    broken, well = household(house.db, 1), household(house.db, 2)
    lighter_first = easing.lighter_first

    def raises(session: Db, row: Message, *args: Any) -> bool | None:
        if row.circle_id == broken.circle:
            raise error
        return lighter_first(session, row, *args)

    monkeypatch.setattr(easing, "lighter_first", raises)
    await house.at(NINE)
    assert len(house.post.to(well.person_chat)) == 1
    assert house.post.to(broken.person_chat) == []


async def test_nor_does_a_row_that_cannot_be_read(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that rots, a hand in the file: those words wait, are said, and reach nobody."""
    household(house.db, 1)
    await house.at(NINE)
    hers = col(Message.id) == house.row().id
    screen = literal(b"\1my chest hurts", LargeBinary)
    house.change(
        lambda s: s.execute(update(Message).where(hers).values(screen=screen, try_at=NINE))
    )
    well = household(house.db, 2)
    house.post.drawn.clear()
    await house.at(NINE + MINUTE)
    assert {draft.chat for draft in house.post.drawn} == {well.person_chat}
    assert "UnreadableError in " in caplog.text
    assert "hurts" not in caplog.text
    kept = select(col(Message.reason), col(Message.try_at)).where(hers)
    again = NINE + MINUTE + flow.BROKEN_WAITS
    assert house.db.write(lambda s: tuple(s.execute(kept).one())) == (Reason.BROKEN, again)


async def test_a_row_of_a_purged_message_settles_to_nothing(house: House, alex: Home) -> None:
    gone = Draft(9999, alex.person_chat, None, Screen("x"))
    house.loop.put([gone])
    await house.loop.settle()
    assert all(row.id != 9999 for row in messages(house.db))


async def test_the_next_due_is_told(house: House, alex: Home) -> None:
    assert await house.loop.round() == NINE
    assert planner.PROMPT_WINDOW == 120 * MINUTE


# Too late


@pytest.mark.parametrize(
    ("late", "state", "reason"),
    [
        (120 * MINUTE, SessionState.OPEN, None),
        (121 * MINUTE, SessionState.NOT_ASKED, Reason.BOT_DOWN),
    ],
)
async def test_a_prompt_is_at_most_two_hours_late(
    house: House, alex: Home, late: dt.timedelta, state: str, reason: str | None
) -> None:
    await house.at(NINE + late)
    session = house.session()
    assert (session.state, session.reason) == (state, reason)
    assert len(house.post.to(alex.person_chat)) == (0 if reason else 1)


async def test_days_the_bot_was_down_are_kept_each_as_not_asked(house: House, alex: Home) -> None:
    await house.at(NINE + dt.timedelta(days=3, hours=5))
    found = [(one.local_date.day, one.state, one.reason) for one in sessions(house.db)]
    assert found == [(day, "not_asked", "bot_down") for day in (23, 24, 25, 26)]
    assert house.post.to(alex.person_chat) == []


async def test_a_digest_comes_at_most_four_hours_late_and_on_its_own_date(
    house: House, alex: Home
) -> None:
    await house.at(NINE)
    touch(house)
    await house.at(DIGEST + 4 * 60 * MINUTE + SECOND)
    assert house.post.to(alex.helper_chat) == []
    digest = house.row("digest")
    assert (digest.state, digest.reason) == (Sending.SKIPPED, Reason.BOT_DOWN)
    assert digest.until <= DIGEST + 270 * MINUTE


async def test_a_nudge_comes_an_hour_after_its_prompt_and_once(house: House, alex: Home) -> None:
    await house.at(NINE)
    await house.at(NINE + 60 * MINUTE)
    kinds = [row.kind for row in messages(house.db) if row.state == Sending.SENT]
    assert kinds.count(Kind.NUDGE) == 1
    prompt, nudge = house.row(), house.row("nudge")
    assert house.session().card_id == nudge.id
    edits = [draft for draft in house.post.drawn if draft.message_id == prompt.id]
    assert edits[-1].screen.rows == ()
    for hours in range(2, 12):
        await house.at(NINE + hours * 60 * MINUTE)
    assert len(house.post.new(alex.person_chat)) == 2


async def test_a_shorter_wait_does_not_shorten_a_longer_one(house: House) -> None:
    """Telegram said forty seconds for all, and one second more for one chat."""
    first, second = household(house.db, 1), household(house.db, 2)
    house.post.then(first.person_chat, Result.RETRY, wait=40.0)
    house.post.then(second.person_chat, Result.RETRY, wait=1.0)
    await house.at(NINE)
    await house.at(NINE + 39 * SECOND)
    assert len(house.post.drawn) == 2
    await house.at(NINE + 40 * SECOND)
    assert len(house.post.drawn) == 4


async def test_set_back_meanwhile_the_quiet_is_no_longer_than_asked_for(house: House) -> None:
    """Forty seconds remain forty: not an hour and forty for everybody."""
    first, second = household(house.db, 1), household(house.db, 2, at=dt.time(8, 1))
    house.post.then(first.person_chat, Result.RETRY, wait=40.0)
    house.clock.at = NINE
    await house.loop.round()
    house.post.then(second.person_chat, Result.RETRY, wait=40.0)
    await house.loop.settle()
    drawn = len(house.post.to(second.person_chat))
    await house.at(NINE - 60 * MINUTE)
    third = household(house.db, 3, at=dt.time(8, 1))
    await house.at(NINE - 60 * MINUTE + 39 * SECOND)
    assert len(house.post.to(second.person_chat)) == drawn
    await house.at(NINE - 59 * MINUTE)
    assert len(house.post.to(third.person_chat)) == 1


async def test_an_hour_of_quiet_then_prompts_before_digests(house: House) -> None:
    """Twenty prompts and twenty messages of the day, all due at the same moment."""
    for number in range(1, 21):
        household(house.db, number, digest_at=dt.time(9))
    await house.at(NINE)
    touch(house)
    house.post.drawn.clear()
    due = NINE + dt.timedelta(days=1)
    for chat in range(1001, 1021):
        house.post.then(chat, Result.RETRY, wait=3600.0)
    house.clock.at = due
    await house.loop.settle()
    tried = len(house.post.drawn)
    assert tried <= AT_ONCE
    house.post.results.clear()
    # Nobody is tried in that hour; what a tap calls for still goes out.
    await house.at(due + 30 * MINUTE)
    house.loop.put([Draft(None, 1005, None, Screen("toast"))])
    await house.at(due + 60 * MINUTE - SECOND)
    assert [one.screen.text for one in house.post.drawn[tried:]] == ["toast"]
    house.post.drawn.clear()
    await house.at(due + 60 * MINUTE)
    new = [draft for draft in house.post.drawn if draft.telegram_id is None]
    kinds = ["digest" if draft.screen.text.endswith(steps.FOOT) else "prompt" for draft in new]
    assert kinds == ["prompt"] * 20 + ["digest"] * 20


async def test_the_end_does_not_wait_for_what_hangs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows of the one that hangs; the one behind it was never begun."""
    monkeypatch.setattr(due, "PARTING_SECONDS", 0.05)
    alex = household(house.db)
    house.clock.at = NINE
    house.post.gate = asyncio.Event()
    await house.loop.round()
    house.loop.put([Draft(None, alex.person_chat, None, Screen("hello"))])
    await asyncio.sleep(0)
    assert house.post.under_way
    await asyncio.wait_for(house.loop.drain(), PATIENCE)
    row = house.row()
    assert (row.state, row.resends) == (Sending.SENDING, 0)
    assert row.try_at == NINE + 2 * MINUTE
    assert len(house.post.drawn) == 1
