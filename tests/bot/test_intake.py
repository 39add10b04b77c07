"""Updates in: confirmed to Telegram only when they are dealt with, and none of them in the way."""

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from telegram import Bot, Update
from telegram.error import Conflict, NetworkError

from bot import intake
from bot.health import Health
from care import db, store, words
from care.models import Aside
from tests.bot.tiny import (
    NOW,
    Answer,
    StillClock,
    Tiny,
    hangs_up,
    never,
    refuses,
    says,
    shows,
    truncates,
)
from tests.care.rows import every
from tests.family import Family

PATIENCE = 10
Dispatch = Callable[[Update], Awaitable[None]]
USER = {"is_bot": False, "first_name": "Alex"}


def message(update_id: int, chat: int = 1001, text: str = "done") -> dict[str, Any]:
    """A raw update: somebody wrote."""
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1,
            "chat": {"id": chat, "type": "private"},
            "from": {"id": chat, **USER},
            "text": text,
        },
    }


def tap(update_id: int, chat: int = 1001) -> dict[str, Any]:
    """A raw update: somebody tapped."""
    shown = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}}
    query = {"id": "1", "from": {"id": chat, **USER}, "chat_instance": "1", "message": shown}
    return {"update_id": update_id, "callback_query": {**query, "data": "done:1:"}}


def batch(*updates: dict[str, Any]) -> Answer:
    return says({"ok": True, "result": list(updates)})


class Taken:
    """A dispatch that keeps what it was given."""

    def __init__(self, *failing: int) -> None:
        self.ids: list[int] = []
        self.failing = failing

    async def __call__(self, update: Update) -> None:
        self.ids.append(update.update_id)
        if update.update_id in self.failing:
            raise LookupError("my chest hurts")


@pytest.fixture
def database(database_url: str) -> Any:
    made = db.Database(database_url)
    yield made
    made.close()


@pytest.fixture
async def bot(tiny: Tiny) -> AsyncIterator[Bot]:
    async with tiny.bot() as made:
        yield made


def made(bot: Bot, database: db.Database, dispatch: Dispatch) -> intake.Intake:
    return intake.Intake(bot, database, StillClock(), dispatch)


@contextlib.asynccontextmanager
async def running(door: intake.Intake) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(door.run())
    yield task
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def asides(database: db.Database) -> list[Aside]:
    return [row for row in every(database, Aside) if isinstance(row, Aside)]


# Confirmed after the commit


async def test_a_batch_is_confirmed_only_when_all_of_it_is_handled(
    tiny: Tiny, bot: Bot, database: db.Database
) -> None:
    inside, let_go = asyncio.Event(), asyncio.Event()

    async def dispatch(update: Update) -> None:
        if update.update_id == 8:
            inside.set()
            await let_go.wait()

    tiny.answers = [batch(message(7), message(8, 2), message(9, 3)), never]
    async with running(made(bot, database, dispatch)):
        await asyncio.wait_for(inside.wait(), PATIENCE)
        # All that could run has run: the others are through, and Telegram knows of none.
        for _ in range(50):
            await asyncio.sleep(0)
        assert tiny.offsets == [0]
        let_go.set()
        await tiny.until_called(2)
        assert tiny.offsets == [0, 10]


async def test_who_is_cancelled_in_the_middle_confirms_nothing(
    tiny: Tiny, bot: Bot, database: db.Database
) -> None:
    inside = asyncio.Event()

    async def dispatch(update: Update) -> None:
        inside.set()
        await asyncio.Event().wait()

    tiny.answers = [batch(message(7))]
    door = made(bot, database, dispatch)
    async with running(door):
        await asyncio.wait_for(inside.wait(), PATIENCE)
    assert tiny.offsets == [0]
    assert asides(database) == []


async def test_updates_of_one_chat_go_in_order_and_chats_side_by_side(
    tiny: Tiny, bot: Bot, database: db.Database
) -> None:
    other_is_through = asyncio.Event()
    handled: list[int] = []

    async def dispatch(update: Update) -> None:
        if update.update_id == 1:
            await asyncio.wait_for(other_is_through.wait(), PATIENCE)
        handled.append(update.update_id)
        if update.update_id == 4:
            other_is_through.set()

    tiny.answers = [batch(message(1), tap(2), message(3, 2002), tap(4, 2002), message(5))]
    assert await made(bot, database, dispatch).poll(0) == 5
    assert handled == [3, 4, 1, 2, 5]


async def test_what_is_asked_for(tiny: Tiny, bot: Bot, database: db.Database) -> None:
    tiny.answers = [batch()]
    assert await made(bot, database, Taken()).poll(25) == 0
    ((method, params),) = tiny.calls
    assert method == "getUpdates"
    assert params["timeout"] == "25"
    assert params["limit"] == "100"
    for kind in ("message", "callback_query", "my_chat_member"):
        assert f'"{kind}"' in params["allowed_updates"]


# What can't be handled


@pytest.mark.parametrize("broken", [{"message_id": "my chest hurts"}, {}, {"date": []}])
async def test_an_update_that_cannot_be_read_is_put_aside(
    tiny: Tiny, bot: Bot, database: db.Database, broken: dict[str, Any]
) -> None:
    tiny.answers = [batch({"update_id": 7, "message": broken}, message(8)), batch()]
    taken = Taken()
    door = made(bot, database, taken)
    await door.poll(0)
    await door.poll(0)
    assert taken.ids == [8]
    assert tiny.offsets == [0, 9]
    (row,) = asides(database)
    assert row.update_id == 7
    assert row.at == NOW
    assert "chest" not in row.reason


async def test_one_that_always_fails_is_put_aside_and_the_next_goes_through(
    tiny: Tiny, bot: Bot, database: db.Database
) -> None:
    tiny.answers = [batch(message(7), message(8))]
    taken = Taken(7)
    await made(bot, database, taken).poll(0)
    assert taken.ids == [7] * intake.TRIES + [8]
    (row,) = asides(database)
    assert row.update_id == 7
    assert row.reason.startswith("LookupError in __call__, test_intake.py:")
    assert set(row.model_dump()) == {"id", "update_id", "reason", "at"}


async def test_one_that_fails_once_is_handled(tiny: Tiny, bot: Bot, database: db.Database) -> None:
    tries: list[int] = []

    async def dispatch(update: Update) -> None:
        tries.append(update.update_id)
        if len(tries) == 1:
            raise LookupError

    tiny.answers = [batch(message(7))]
    await made(bot, database, dispatch).poll(0)
    assert tries == [7, 7]
    assert asides(database) == []


async def test_where_not_even_that_can_be_kept_the_next_goes_through(
    tiny: Tiny,
    bot: Bot,
    database: db.Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(*_: object) -> None:
        raise OperationalError("x", {}, Exception("disk full"))

    monkeypatch.setattr(store, "put_aside", full)
    tiny.answers = [batch(message(7), message(8))]
    taken = Taken(7)
    await made(bot, database, taken).poll(0)
    assert taken.ids[-1] == 8
    assert "could not put update 7 aside: OperationalError" in caplog.text


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 7},
        {"update_id": 7, "poll": {"id": "1"}},
        {"update_id": 7, "message": {"chat": "x"}},
        {"update_id": 7, "callback_query": {"id": "1", "message": None}},
        {"update_id": 7, "callback_query": {"message": {"chat": {"id": "x"}}}},
    ],
)
def test_the_chat_of_anything_is_some_number(raw: dict[str, Any]) -> None:
    assert intake._chat(raw) == 0


def test_the_chat_of_what_people_do() -> None:
    assert intake._chat(message(7, 5)) == 5
    assert intake._chat(tap(7, 6)) == 6
    blocked = {"update_id": 7, "my_chat_member": {"chat": {"id": 9, "type": "private"}}}
    assert intake._chat(blocked) == 9


# What the network does


class Naps:
    """asyncio for the intake, but its sleeps take no time and are written down."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.slept: list[float] = []
        self.short = 0
        stand_in = SimpleNamespace(**vars(asyncio))
        stand_in.sleep = self.sleep
        monkeypatch.setattr(intake, "asyncio", stand_in)

    async def sleep(self, seconds: float) -> None:
        if seconds == intake.SHORTEST_POLL:
            self.short += 1
        else:
            self.slept.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> Naps:
    return Naps(monkeypatch)


async def test_a_revoked_token_ends_it(tiny: Tiny, bot: Bot, database: db.Database) -> None:
    tiny.answers = [refuses(401, "Unauthorized")]
    with pytest.raises(intake.RevokedError):
        await asyncio.wait_for(made(bot, database, Taken()).run(), PATIENCE)


async def test_a_second_copy_is_told_once_and_waits(
    tiny: Tiny, bot: Bot, database: db.Database, naps: Naps, caplog: pytest.LogCaptureFixture
) -> None:
    conflict = refuses(409, "Conflict: terminated by other getUpdates request")
    tiny.answers = [conflict, conflict, conflict, batch(), conflict, never]
    with caplog.at_level(logging.WARNING):
        async with running(made(bot, database, Taken())):
            await tiny.until_called(6)
    said = [record.getMessage() for record in caplog.records]
    assert said == [words.say("en", "host.conflict")] * 2
    assert naps.slept == [1, 2, 4, 1]


async def test_who_answers_at_once_with_nothing_is_not_asked_again_at_once(
    tiny: Tiny, bot: Bot, database: db.Database, naps: Naps
) -> None:
    """Something between us and Telegram that doesn't wait: we do, half a second each time."""
    tiny.answers = [*[batch()] * 6, never]
    async with running(made(bot, database, Taken())):
        await tiny.until_called(7)
    # After the first, which is to know at once whether Telegram is there.
    assert (naps.short, naps.slept) == (5, [])


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_telegrams_own_wait_is_kept(
    tiny: Tiny, bot: Bot, database: db.Database, naps: Naps
) -> None:
    tiny.answers = [refuses(429, "Too Many Requests", retry_after=17), never]
    async with running(made(bot, database, Taken())):
        await tiny.until_called(2)
    assert naps.slept == [17]


NOISE = [
    ("500", refuses(500, "Internal Server Error")),
    ("502 page", shows("<html>Bad Gateway</html>", 502)),
    ("404 page", shows("<html>Not Found</html>", 404)),
    ("403 page", shows("<html>Log in to the hotel</html>", 403)),
    ("hangs up", hangs_up),
    ("truncates", truncates),
    ("a page", shows("<html>Log in to the hotel</html>", 200)),
    ("an empty object", says({})),
    ("a list", says([])),
    ("no list", says({"ok": True, "result": True})),
]


@pytest.mark.parametrize("noise", [n[1] for n in NOISE], ids=[n[0] for n in NOISE])
async def test_all_else_is_waited_out(
    tiny: Tiny, bot: Bot, database: db.Database, naps: Naps, noise: Answer
) -> None:
    taken = Taken()
    tiny.answers = [noise, noise, batch(message(7)), never]
    async with running(made(bot, database, taken)) as task:
        called = asyncio.create_task(tiny.until_called(4))
        await asyncio.wait({called, task}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            called.cancel()
            task.result()
        await called
    assert taken.ids == [7]
    assert naps.slept == [1, 2]


async def test_the_waits_grow_to_half_a_minute_and_begin_anew(
    tiny: Tiny, bot: Bot, database: db.Database, naps: Naps
) -> None:
    down = refuses(500, "Internal Server Error")
    tiny.answers = [*[down] * 7, batch(), down, never]
    async with running(made(bot, database, Taken())):
        await tiny.until_called(10)
    assert naps.slept == [1, 2, 4, 8, 16, 30, 30, 1]


@pytest.mark.parametrize(("status", "said"), [(404, "host.not_found"), (502, "host.no_network")])
async def test_who_answers_in_telegrams_place_is_said(
    tiny: Tiny,
    bot: Bot,
    database: db.Database,
    naps: Naps,
    caplog: pytest.LogCaptureFixture,
    status: int,
    said: str,
) -> None:
    tiny.answers = [refuses(status, "Not Found"), never]
    with caplog.at_level(logging.WARNING):
        async with running(made(bot, database, Taken())):
            await tiny.until_called(2)
    assert caplog.messages == [words.say("en", said, seconds=1)]


# Back after an absence


class Back:
    """What `on_back` was called with, and what the pulse still was then."""

    def __init__(self, door: intake.Intake, database: db.Database) -> None:
        self.calls: list[tuple[dt.datetime | None, dt.datetime]] = []
        self.pulses: list[dt.datetime | None] = []
        self._db = database
        self.fails = False
        door.on_back = self

    async def __call__(self, before: dt.datetime | None, now: dt.datetime) -> None:
        self.calls.append((before, now))
        self.pulses.append(await self._db.read(store.pulse, "poll"))
        if self.fails:
            raise LookupError("my chest hurts")


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def signs(database: db.Database, clock: StillClock) -> Health:
    return Health(database, clock)


@pytest.fixture
def door(
    tiny: Tiny, bot: Bot, database: db.Database, clock: StillClock, signs: Health
) -> intake.Intake:
    tiny.answers = [batch()]
    return intake.Intake(bot, database, clock, Taken(), signs)


async def test_a_start_says_since_when(
    door: intake.Intake, database: db.Database, clock: StillClock
) -> None:
    before = NOW - dt.timedelta(hours=3)
    database.write(store.beat, "poll", before)
    back = Back(door, database)
    await door.poll(0)
    assert back.calls == [(before, NOW)]
    assert back.pulses == [before]
    assert database.write(store.pulse, "poll") == NOW
    clock.at += intake.AWAY
    await door.poll(0)
    assert len(back.calls) == 1
    # At most one write a minute: the next is the calendar's.
    assert database.write(store.pulse, "poll") == NOW


async def test_a_very_first_start(door: intake.Intake, database: db.Database) -> None:
    back = Back(door, database)
    await door.poll(0)
    assert back.calls == [(None, NOW)]


async def test_a_long_gap_between_two_polls(
    door: intake.Intake, database: db.Database, clock: StillClock, tiny: Tiny
) -> None:
    back = Back(door, database)
    await door.poll(0)
    clock.at += dt.timedelta(minutes=1)
    tiny.answers = [refuses(500, "Internal Server Error"), batch()]
    with pytest.raises(NetworkError):
        await door.poll(0)
    clock.at += dt.timedelta(minutes=1, seconds=1)
    await door.poll(0)
    assert back.calls[1:] == [(NOW, clock.at)]
    assert back.pulses[1:] == [NOW]
    assert database.write(store.pulse, "poll") == clock.at


async def test_what_came_meanwhile_is_dealt_with_first(
    door: intake.Intake, database: db.Database, tiny: Tiny
) -> None:
    seen: list[int] = []

    async def dispatch(update: Update) -> None:
        seen.append(len(back.calls))

    back = Back(door, database)
    door._dispatch = dispatch
    tiny.answers = [batch(message(7)), batch()]
    await door.poll(0)
    assert seen == [0]
    assert len(back.calls) == 1


async def test_where_that_fails_the_next_poll_tries_again(
    door: intake.Intake,
    database: db.Database,
    clock: StillClock,
    signs: Health,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = NOW - dt.timedelta(hours=3)
    database.write(store.beat, "poll", before)
    back = Back(door, database)
    back.fails = True
    await door.poll(0)
    assert "coming back failed: LookupError in __call__, test_intake.py:" in caplog.text
    assert "chest" not in caplog.text
    assert signs.last == {}
    assert database.write(store.pulse, "poll") == before
    back.fails = False
    clock.at += dt.timedelta(seconds=25)
    await door.poll(0)
    assert back.calls == [(before, NOW), (before, clock.at)]
    assert database.write(store.pulse, "poll") == clock.at


async def test_a_clock_moved_by_hand_is_no_absence(
    door: intake.Intake, database: db.Database, clock: StillClock, signs: Health
) -> None:
    back = Back(door, database)
    await door.poll(0)
    clock.at += dt.timedelta(days=2)
    signs.moved()
    await door.poll(0)
    assert len(back.calls) == 1


async def test_who_is_back_is_known_at_once(
    tiny: Tiny, door: intake.Intake, database: db.Database, naps: Naps
) -> None:
    """The first poll, and the first after a broken line, don't wait for something to happen."""
    back = Back(door, database)
    down, conflict = refuses(500, "x"), refuses(409, "Conflict")
    tiny.answers = [batch(), batch(message(7)), down, batch(), conflict, never]
    async with running(door):
        await tiny.until_called(6)
    waits = [params["timeout"] for _, params in tiny.calls]
    assert waits == ["0", "25", "25", "0", "25", "25"]
    assert len(back.calls) == 1


async def test_two_copies_over_the_sandbox(family: Family) -> None:
    """The older poll is told; nothing is lost."""
    door = family.app.intake
    older = asyncio.create_task(door.poll(20))
    newer = asyncio.create_task(family.app.bot.get_updates(timeout=0))
    done, _ = await asyncio.wait({older, newer}, timeout=PATIENCE)
    await newer
    if older in done:
        # The older one came first and was told; else it is the one that waits now.
        assert isinstance(older.exception(), Conflict)
    older.cancel()
    await family.alex_is_set_up()
    assert "All set" in await family.alex.last()


# Brought by a webhook


async def test_a_repeat_waits_for_what_becomes_of_the_first(
    bot: Bot, database: db.Database
) -> None:
    """It isn't called dealt with while the first may still fail."""
    inside, let_go = asyncio.Event(), asyncio.Event()
    taken: list[int] = []

    async def dispatch(update: Update) -> None:
        taken.append(update.update_id)
        inside.set()
        await let_go.wait()

    door = made(bot, database, dispatch)
    both = [asyncio.create_task(door.take(message(7))) for _ in range(2)]
    await inside.wait()
    done, _ = await asyncio.wait(both, timeout=0)
    assert not done
    let_go.set()
    assert await asyncio.gather(*both) == [True, True]
    assert taken == [7]


async def test_a_repeat_of_one_that_has_to_come_again(
    bot: Bot, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even put aside: the next time is a first time."""

    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    taken = Taken(7)
    door = made(bot, database, taken)
    with monkeypatch.context() as patched:
        patched.setattr(store, "put_aside", full)
        assert not await door.take(message(7))
    taken.failing = ()
    assert await door.take(message(7))
    assert await door.take(message(7))
    assert taken.ids == [7] * (intake.TRIES + 1)


async def test_turns_are_forgotten_when_they_are_over(bot: Bot, database: db.Database) -> None:
    door = made(bot, database, Taken())
    for chat in range(50):
        assert await door.take(message(7 + chat, chat))
    assert not door._turns


async def test_a_wrong_clock_holds_up_what_is_brought(bot: Bot, database: db.Database) -> None:
    asked, right = asyncio.Event(), asyncio.Event()

    async def clock_right() -> None:
        asked.set()
        await right.wait()

    taken = Taken()
    door = made(bot, database, taken)
    door.clock_right = clock_right
    call = asyncio.create_task(door.take(message(7)))
    await asked.wait()
    assert taken.ids == []
    right.set()
    assert await call


# Several of the same bot


@pytest.mark.parametrize(
    ("own", "other", "since"),
    [
        (None, None, None),
        (None, 1, 1),
        (10, 1, 1),
        (10, 20, 10),
        (10, None, 10),
    ],
)
async def test_while_another_one_was_there_nobody_was_away(
    bot: Bot, database: db.Database, own: int | None, other: int | None, since: int | None
) -> None:
    """The later of what this one and any other last heard, in minutes ago."""

    def ago(minutes: int | None) -> dt.datetime | None:
        return None if minutes is None else NOW - dt.timedelta(minutes=minutes)

    health = Health(database, StillClock())
    if (mine := ago(own)) is not None:
        health.last["poll"] = mine
    if (kept := ago(other)) is not None:
        await database.run(store.beat, "poll", kept)
    backs: list[dt.datetime | None] = []

    async def on_back(before: dt.datetime | None, now: dt.datetime) -> None:
        backs.append(before)

    door = intake.Intake(bot, database, StillClock(), Taken(), health)
    door.on_back = on_back
    assert await door.heard()
    assert backs == [ago(since)]
    assert await database.read(store.pulse, "poll") == NOW
