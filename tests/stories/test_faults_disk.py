"""The disk is full, or can't be written: who taps is told so, and nothing is noted in vain."""

import asyncio
import contextlib
import datetime as dt
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlmodel import Session as Db

from bot import __main__ as program
from bot import health
from bot.settings import RefusedError
from care import db, models
from care.kinds import Kind, Sending
from handlers import door
from schedules import calendar
from tests import disk
from tests.family import Family, Person
from tests.stories import faults, steps
from tests.stories.faults import Host

NOT_SAVED = "I couldn't save that. Please tap again."
NOT_KEPT = "I couldn't save that. Please send it again."
NO_BACKUP = "No backup was made: database or disk is full."
TOLD = "Nothing can be saved: {}. Whoever taps or writes is told so. It is tried again and again."
FULL = TOLD.format("database or disk is full")


@pytest.fixture
def host(caplog: pytest.LogCaptureFixture) -> Iterator[Host]:
    made = Host(caplog)
    yield made
    made.check()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TRIES", (0, 0, None))


@pytest.fixture
def small(tmp_path: Path, migrated_file: Path) -> Iterator[disk.Disk]:
    with disk.small(tmp_path / "disk", migrated_file) as made:
        yield made


@pytest.fixture
async def family(small: disk.Disk, bot_api: None) -> AsyncIterator[Family]:
    async with Family(small.url) as made:
        yield made


async def tries(family: Family, who: Person, label: str) -> str:
    """A tap, and nothing but what it calls for itself; what the phone says of it."""
    message_id, data = await steps.data_of(who, label)
    await family.ask(f"/people/{who.number}/taps", {"message_id": message_id, "data": data})
    await comes_in(family)
    return await who.toast()


async def comes_in(family: Family) -> None:
    await family.app.intake.poll(0)
    await asyncio.gather(*family.app.house.errands)


async def test_a_tap_on_a_full_disk(family: Family, small: disk.Disk, host: Host) -> None:
    await faults.at_home(family)
    await family.at(9)
    before = await family.alex.heard()
    small.fill()
    for _ in range(3):
        assert await tries(family, family.alex, "Done") == NOT_SAVED
    # Nothing on the card says that it was noted.
    assert await family.alex.heard() == before
    # Words are asked for again, also long ones.
    for text in ("my arm aches", "very tired " * 300):
        await family.ask(f"/people/{family.alex.number}/messages", {"text": text})
        await comes_in(family)
        await family.app.due.settle()
        assert await family.alex.last() == NOT_KEPT
    # The bot is alive: an hour of pulses, each in vain, and one line of it all.
    for _ in range(60):
        family.clock.at += dt.timedelta(seconds=1)
        family.app.health.sign(health.POLL)
        await family.app.health.minute()
    assert host.lines() == [FULL]
    assert await family.rows(models.Answer) == []
    # There is room again: the same button works, once, and the day goes on.
    small.empty()
    await family.alex.taps("Done")
    assert any("How much pain" in text for text in await family.alex.texts())
    assert await steps.said(family, "outcome") == ["done"]
    await faults.says_how_it_was_from_pain(family)
    await faults.tomorrow(family)
    assert host.lines() == [FULL]


@steps.SQLITE_ALONE
async def test_words_that_do_not_fit_into_a_full_file(
    database_url: str, bot_api: None, host: Host
) -> None:
    """The same where no disk can be mounted: SQLite's own limit, so that the file can't grow."""
    async with Family(database_url) as family:
        await family.alex_is_set_up()

        def limit(session: Db, pages: int) -> None:
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        with contextlib.closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as file:
            file.execute("VACUUM")
        await family.app.db.run(limit, 1)
        text = "very tired, " * 341
        await family.alex.says(text)
        assert await family.alex.last() == NOT_KEPT
        assert await family.rows(models.Answer) == []
        await family.app.db.run(limit, 1_000_000)
        await family.alex.says(text)
        (kept,) = await family.rows(models.Answer)
        assert kept.words == text.strip()
        assert host.lines() == [FULL]


async def test_a_prompt_falls_due_on_a_full_disk(
    family: Family, small: disk.Disk, host: Host
) -> None:
    """What isn't kept isn't sent: a claim that fails leaves the row as it was."""
    await faults.at_home(family)
    await family.at(8, 59)
    before = await faults.heard(family)
    small.fill()
    await family.sleeps_through(minutes=1)
    loop = asyncio.create_task(family.app.due.run())
    while not host.lines():
        await asyncio.wait({loop}, timeout=0.01)
    # It waits for its five seconds: no round after the other.
    for _ in range(20):
        await asyncio.wait({loop}, timeout=0.01)
    assert not loop.done()
    assert await faults.heard(family) == before
    assert host.lines() == [FULL]
    assert host.rounds_failed() == 1
    small.empty()
    family.app.due.wake()
    while await faults.heard(family) == before:
        await asyncio.wait({loop}, timeout=0.01)
    await family.app.due.drain()
    await loop
    assert await faults.heard(family) == (before[0] + 1, before[1])
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    await faults.says_how_it_was(family)


async def test_it_is_full_between_a_send_and_what_became_of_it(
    family: Family, small: disk.Disk, host: Host
) -> None:
    """Alex has the prompt, the row doesn't know: no second one, and a tap tells it."""
    await faults.at_home(family)
    await family.at(8, 59)
    before = await faults.heard(family)
    await family.sleeps_through(minutes=1)
    family.app.health.moved()
    await family.app.due.round()
    await asyncio.wait(family.app.due._sending.values())
    small.fill()
    for _ in range(3):
        with pytest.raises(Exception, match="full"):
            await family.app.due.round()
    assert await tries(family, family.alex, "Done") == NOT_SAVED
    small.empty()
    await family.sleeps_through(minutes=10)
    await family.settle()
    assert await faults.heard(family) == (before[0] + 1, before[1])
    prompt = (await steps.sent(family, Kind.PROMPT))[0]
    assert (prompt.state, prompt.resends) == (Sending.SENT, 0)
    await faults.says_how_it_was(family)


async def test_the_night_on_a_full_disk(family: Family, small: disk.Disk, host: Host) -> None:
    """Neither the purge nor what empties the file of what was erased ends anything."""
    await faults.at_home(family)
    await family.edit(db.leaves_traces)
    night = calendar.build(family.app.db, family.clock).get_job("purge").func
    small.fill()
    await night()
    await door.cleaned(family.app.db)
    assert [line.partition(":")[0] for line in host.lines()] == [
        "the nightly purge failed",
        "cleaning the file failed",
    ]
    small.empty()
    await night()
    assert await family.app.db.clean()
    await faults.tomorrow(family)


async def test_the_program_starts_and_ends_on_a_full_disk(
    family: Family, small: disk.Disk, host: Host
) -> None:
    await faults.at_home(family)
    await family.at(9)
    assert await family.app.health.keep()
    small.fill()
    await family.app.close()
    await family._arrive()
    assert family.setup_link is None
    running = asyncio.create_task(family.app.run())
    message_id, data = await steps.data_of(family.alex, "Done")
    await family.ask("/people/1001/taps", {"message_id": message_id, "data": data})
    # Told, and over with: who ends before Telegram knows that gets the tap once more.
    while await family.alex.toast() != NOT_SAVED or (await family.ask("/updates"))["pending"]:
        await asyncio.wait({running}, timeout=0.02)
        assert not running.done()
    running.cancel()
    await asyncio.wait({running})
    assert running.cancelled()
    # Nor can the backup be made that is missing.
    assert {FULL} <= set(host.lines()) <= {FULL, NO_BACKUP}
    small.empty()
    await family.restarts()
    await faults.finishes(family)


async def test_a_disk_that_is_read_only_at_the_start(
    family: Family, small: disk.Disk, host: Host
) -> None:
    """One line for the host, and nothing is begun."""
    await faults.at_home(family)
    await family.app.close()
    small.read_only(True)
    with pytest.raises(RefusedError, match=r"^DATABASE_URL: .*(read-?only|unable to open)"):
        program._upgrade(small.url)
    small.read_only(False)
    program._upgrade(small.url)
    await family.restarts()
    await faults.tomorrow(family)
