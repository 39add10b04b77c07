"""What was erased leaves the file, byte for byte; whoever died on the way is caught up with."""

import asyncio
import datetime as dt
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session as Db

from bot import app, settings
from care import db, store
from care.models import Answer, Circle, Message, Routine, Session
from handlers import door
from tests.care.rows import MONDAY, Home, every, household, message
from tests.stories.steps import SQLITE_ALONE

OURS, THEIRS = "zwetschgenkuchen", "apfelstrudel"


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    yield made
    made.close()


def years(database: db.Database, ours: Home, theirs: Home) -> None:
    """Two circles' many notes and messages, short and long, changed and moved about."""

    def fill(session: Db, chance: random.Random) -> None:
        for _ in range(60):
            home = chance.choice([ours, theirs])
            mark = OURS if home is ours else THEIRS
            said = f"{mark} {chance.random()} " * chance.choice([1, 1, 2, 3, 20, 200])
            note = Answer(
                circle_id=home.circle, member_id=home.person, kind="note", at=MONDAY, update_id=1
            )
            note.words = said
            store.add(session, note)
            row = store.add(session, message(circle_id=home.circle, state="sent", try_at=None))
            row.screen = said
            earlier = session.get(Message, chance.randint(1, row.id))
            if earlier is not None and earlier.screen:
                earlier.screen = earlier.screen[: chance.randint(1, 400)]

    for seed in range(60):
        database.write(fill, random.Random(seed))


def erase(database: db.Database, home: Home) -> None:
    def flow(session: Db) -> None:
        store.lock(session, home.circle)
        db.leaves_traces(session)
        store.erase(session, store.around(session, home.circle, ()))

    database.write(flow)


def found(database: db.Database, mark: str) -> int:
    """How often it stands in the database's files."""
    file = Path(str(db.address(database.url).database))
    files = [one for one in file.parent.iterdir() if one.name.startswith(file.name)]
    return sum(one.read_bytes().count(mark.encode()) for one in files)


def checkpoint(database: db.Database) -> None:
    """All of the log is in the file, and nothing more happened."""
    raw = database._writer.raw_connection()
    assert raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
    raw.close()


@SQLITE_ALONE
async def test_no_copy_stays_in_free_space(database: db.Database) -> None:
    ours, theirs = household(database, 1), household(database, 2)
    years(database, ours, theirs)
    before = [row for row in every(database, Answer) if getattr(row, "words", "")[0] == THEIRS[0]]
    erase(database, ours)
    checkpoint(database)
    # Overwriting what is deleted is not enough: that is why the file is written anew.
    assert found(database, OURS) > 0
    assert await database.clean()
    assert found(database, OURS) == 0
    assert found(database, THEIRS) > 0
    assert every(database, Answer) == before
    assert [row.id for row in every(database, Circle) if isinstance(row, Circle)] == [theirs.circle]


@SQLITE_ALONE
async def test_who_died_before_the_cleaning_is_caught_up_with(database: db.Database) -> None:
    ours, theirs = household(database, 1), household(database, 2)
    years(database, ours, theirs)
    erase(database, ours)
    database.close()
    again = db.Database(database.url)
    assert found(again, OURS) > 0
    await door.cleaned(again)
    assert found(again, OURS) == 0
    # Once is enough: the file isn't written anew at every start.
    with Db(again._reader) as session:
        assert session.scalar(text("PRAGMA user_version")) == 0
    again.close()


@SQLITE_ALONE
async def test_the_start_catches_up(database: db.Database) -> None:
    """The program itself, before it sends anything."""
    ours, theirs = household(database, 1), household(database, 2)
    years(database, ours, theirs)
    erase(database, ours)
    found_settings = settings.Settings(
        _env_file=None,  # type: ignore[call-arg]
        bot_token="123456789:TEST-token-that-opens-nothing-at-all-0",  # type: ignore[arg-type]
        telegram_api_url="http://127.0.0.1:9",
        database_url=database.url,  # type: ignore[arg-type]
    )
    built = app.build(found_settings)
    running = asyncio.create_task(built.run())
    rounds = asyncio.Event()
    built.due.on_round = rounds.set
    await rounds.wait()
    assert found(database, OURS) == 0
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await built.close()


@SQLITE_ALONE
async def test_a_reader_in_the_way_is_waited_for(
    database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 10)
    slow = db.Database(database.url)
    ours, theirs = household(slow, 1), household(slow, 2)
    years(slow, ours, theirs)
    with Db(slow._reader) as reading:
        store.one_moment(reading)
        assert reading.get(Circle, ours.circle)
        erase(slow, ours)
        assert not await slow.clean()
    assert await slow.clean()
    assert found(slow, OURS) == 0
    slow.close()


def test_whoever_waits_for_the_circle_finds_it_gone(database: db.Database) -> None:
    """A send's outcome comes while the circle is being erased: no error, and nothing to keep."""
    home = household(database)
    row = database.write(store.add, message(circle_id=home.circle, state="sending"))
    held: list[Message | None] = []

    def hold(session: Db) -> None:
        held.append(store.hold(session, row.id))

    other = threading.Thread(target=lambda: database.write(hold))

    def erasing(session: Db) -> None:
        store.lock(session, home.circle)
        other.start()
        _until_it_waits(session)
        store.erase(session, store.around(session, home.circle, ()))

    database.write(erasing)
    other.join(10)
    assert held == [None]


def _until_it_waits(session: Db) -> None:
    """On SQLite, whoever writes waits for us anyway."""
    if session.get_bind().dialect.name == "sqlite":
        return
    waits = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    deadline = time.monotonic() + 10
    while not session.scalar(waits):
        assert time.monotonic() < deadline
        # What the server tells is of one moment, until it is asked to look again.
        session.execute(text("SELECT pg_stat_clear_snapshot()"))


def test_each_table_that_names_a_circle_is_emptied(database: db.Database) -> None:
    """And none of another circle's rows goes."""
    ours, theirs = household(database, 1), household(database, 2)
    slot = theirs.slot

    def days(session: Db) -> None:
        for home in (ours, theirs):
            version = store.active_plan(session, home.circle)
            routine = session.get_one(Routine, home.circle)
            assert version and routine
            one = Session(
                circle_id=home.circle,
                slot_id=home.slot,
                routine_id=routine.id,
                plan_version_id=version.id,
                local_date=dt.date(2026, 11, 23),
                due=MONDAY,
                closes_at=MONDAY + dt.timedelta(days=1),
                state="open",
            )
            store.add(session, one)

    database.write(days)
    erase(database, ours)
    rows = every(database, Session)
    assert [getattr(row, "slot_id", 0) for row in rows] == [slot]
    chats = database.write(lambda session: store.chat(session, ours.person_chat))
    assert chats is None
    assert database.write(lambda session: store.chat(session, theirs.person_chat))
