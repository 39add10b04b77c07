"""Somebody who never stops: nobody else waits for it, and no answer of anybody's is another."""

import asyncio

import pytest

from care import models
from care.flows.notes import MOST_CARDS, MOST_LINES
from care.ports import Draft, Screen
from handlers import door, guests
from tests.bot.tiny import NOW
from tests.family import Family, Person
from tests.hostile.updates import MALLORY, Json
from tests.stories import steps

FLOOD = 700
LINK = "https://t.me/family_test_bot?start="


def queue(family: Family, *raws: Json) -> None:
    """All of it is in the queue before the bot looks."""
    store, now = family._store, family.clock.now().timestamp()
    with store.transaction():
        for raw in raws:
            store.add_update(raw, now, now + 3600)


def said(who: int, text: str, number: int) -> Json:
    """Somebody wrote."""
    sender = {"id": who, "is_bot": False, "first_name": "M"}
    chat = {"id": who, "type": "private"}
    body = {"message_id": number, "date": 1, "from": sender, "chat": chat, "text": text}
    return {"message": body}


def forged(who: int, data: str, number: int) -> Json:
    """Somebody tapped what isn't there."""
    chat = {"id": who, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat}
    sender = {"id": who, "is_bot": False, "first_name": "M"}
    query = {"id": str(number), "from": sender, "chat_instance": "1", "message": message}
    return {"callback_query": {**query, "data": data}}


def storm(number: int, who: int = MALLORY) -> Json:
    """What somebody sends who never stops: words, a guessed link, a forged tap, a command."""
    return (
        said(who, f"let me in {number}", number),
        said(who, f"/start {number:022d}", number),
        forged(who, f"done:{number}:", number),
        said(who, "/journal", number),
    )[number % 4]


def sent_to(family: Family, who: Person, since: int, prefix: str) -> int:
    """How often the bot wrote to somebody, or answered a tap of theirs."""
    calls = family.requests[since:]
    return sum(
        name.startswith(prefix) and str(params.get("chat_id", who.number)) == str(who.number)
        for name, params in calls
    )


async def test_a_stranger_who_floods(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.mallory.says("hello")
    before, since = await steps.counts(family), len(family.requests)
    message_id, data = await steps.data_of(family.alex, "Done")
    queue(family, *(storm(number) for number in range(90)))
    tap = {"message_id": message_id, "data": data}
    await family.ask("/people/1001/taps", tap)
    queue(family, *(storm(number) for number in range(90, FLOOD)))

    # Alex's tap is of the first batch, and is kept with it; the stranger's others wait.
    assert await family.app.intake.poll(0) == 100
    assert await steps.said(family, "outcome") == ["done"]
    assert family.app.due._waiting.keys() <= {1001}
    await family.settle()

    assert (await family.ask("/updates"))["pending"] == 0
    assert await family.alex.buttons() == [*map(str, range(11)), "Change"]
    heard = await family.mallory.texts()
    assert len(heard) == 2
    assert heard[0] == steps.STRANGER
    assert "too old" in heard[1]
    assert sent_to(family, family.mallory, since, "send") == 1
    after = await steps.counts(family)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "answer": 1,
        "seen": 1,
    }
    await family.alex.taps("2")
    assert await steps.said(family, "pain") == ["2"]


@steps.SQLITE_ALONE
async def test_in_one_batch_the_others_go_side_by_side(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ninety updates of one who helps before it: Alex's tap waits for one of them at most."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    order: list[int] = []
    real = door.run

    async def noted(*args: object, **kwargs: object) -> None:
        update = args[1]
        await real(*args, **kwargs)  # type: ignore[arg-type]
        order.append(update.effective_user.id)  # type: ignore[attr-defined]

    monkeypatch.setattr("handlers.registry.run", noted)
    message_id, data = await steps.data_of(family.alex, "Done")
    queue(family, *(storm(number, family.sam.number) for number in range(90)))
    await family.ask("/people/1001/taps", {"message_id": message_id, "data": data})
    await family.settle()
    assert order.index(1001) <= 3
    assert order.count(family.sam.number) == 90


@steps.SQLITE_ALONE
async def test_taps_are_answered_a_few_at_a_time(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many come: the line to Telegram is everybody's."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    under_way, most, let_go = 0, 0, asyncio.Event()

    async def slow(*_: object) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await let_go.wait()
        under_way -= 1

    monkeypatch.setattr(door, "answer", slow)
    queue(family, *(forged(family.sam.number, f"done:{n}:", n) for n in range(95)))
    message_id, data = await steps.data_of(family.alex, "Done")
    await family.ask("/people/1001/taps", {"message_id": message_id, "data": data})
    await family.app.intake.poll(0)
    assert under_way == most == door.MOST_ANSWERS + 1
    let_go.set()
    await family.settle()
    assert family.app.house.answers == {}


class Steady:
    """Seconds, in hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_a_stranger_is_looked_at_so_many_times_a_second_and_may_be_let_in() -> None:
    steady = Steady()
    hears = guests.Guests(steady)
    assert all(hears.is_let_through(7) for _ in range(50))
    hears.met(7, is_in=False)
    assert sum(hears.is_let_through(7) for _ in range(50)) == guests.LOOKS - 1
    assert hears.is_let_through(8)
    steady.at += 1
    assert hears.is_let_through(7)
    hears.met(7, is_in=True)
    assert all(hears.is_let_through(7) for _ in range(50))


async def test_a_storm_costs_the_database_few_looks_and_the_link_still_opens(
    family: Family,
) -> None:
    """Seven hundred of Mallory's updates are passed over; then Mallory is invited, and comes in."""
    await family.alex_is_set_up()
    await family.alex.says("/invite")
    link = next(w for w in (await family.alex.last()).split() if w.startswith("https://t.me/"))
    looks = []
    run = family.app.db.run
    family.app.db.run = lambda *args, **more: looks.append(args) or run(*args, **more)  # type: ignore[method-assign, func-returns-value]
    queue(family, *(storm(number) for number in range(FLOOD)))
    started = asyncio.get_running_loop().time()
    await family.settle()
    seconds = asyncio.get_running_loop().time() - started
    assert len(looks) <= guests.LOOKS * (seconds + 2)
    await asyncio.sleep(1.1)
    await family.mallory.opens(link)
    await family.mallory.taps("Yes, I agree")
    assert "one short message a day" in await family.mallory.last()


def test_what_is_remembered_of_strangers_is_bounded() -> None:
    hears = guests.Guests()
    lines = [(Draft(None, chat, None, Screen("hello")),) for chat in range(guests.MOST + 5)]
    for line in lines:
        assert hears.unsaid(line, NOW) == line
    assert len(hears._said) == guests.MOST
    assert hears.unsaid(lines[-1], NOW) == ()
    # The oldest are forgotten, and hear it once more.
    assert hears.unsaid(lines[0], NOW) == lines[0]
    # A clock that was set back silences nobody.
    assert hears.unsaid(lines[-1], NOW - guests.SILENCE) == lines[-1]


@steps.SQLITE_ALONE
async def test_alex_s_stuck_key(family: Family) -> None:
    """A child with the phone: every word is kept, every answer is exact, nothing breaks."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    message_id, data = await steps.data_of(family.alex, "Done")
    queue(family, *(said(1001, "a" * (number % 7 + 1), 10_000 + number) for number in range(60)))
    for _ in range(40):
        await family.ask("/people/1001/taps", {"message_id": message_id, "data": data})
    queue(family, *(said(1001, "/help", 20_000 + number) for number in range(10)))
    alex, sam = len(await family.alex.heard()), len(await family.sam.heard())
    await family.settle()

    notes = await family.rows(models.Answer, models.Answer.kind == "note")
    assert [row.words for row in notes] == ["a" * (number % 7 + 1) for number in range(60)]
    assert await steps.said(family, "outcome") == ["done"]
    assert await family.rows(models.Aside) == []
    assert len(await family.sam.heard()) == sam
    # The card comes again for a while, then the line alone, then nothing more in that minute.
    assert len(await family.alex.heard()) - alex <= MOST_LINES + 10 + 1
    of_it = (models.Message.session_id == 1, models.Message.kind == "reply")
    assert len(await family.rows(models.Message, *of_it)) < MOST_CARDS
    await family.alex.taps("3")
    assert await steps.said(family, "pain") == ["3"]
    await family.later(minutes=2)
    await family.alex.says("that was the cat")
    assert "Your note is kept." in await family.alex.last()
