"""The queries that everything rests on, on both databases, with several at them at once."""

import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from care import db, store
from care.kinds import Kind, Sending
from care.models import Aside, Circle, Invitation, Message, Seen, Session
from tests.care.rows import MONDAY, NINE, every, household, message, messages

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    yield made
    made.close()


def together(count: int, *work: object) -> list[object]:
    """The same from so many threads, all let go at one moment."""
    ready = threading.Barrier(count)

    def one(number: int) -> object:
        ready.wait(10)
        act = work[number % len(work)]
        assert callable(act)
        return act()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_an_update_is_taken_in_once_however_many_try(database: db.Database) -> None:
    found = together(8, lambda: database.write(store.first_time, 7, MONDAY))
    assert sorted(map(bool, found)) == [False] * 7 + [True]
    assert database.write(store.first_time, 8, MONDAY)
    assert len(every(database, Seen)) == 2


def test_an_update_of_a_flow_that_failed_counts_as_new(database: db.Database) -> None:
    def fails(session: Db) -> None:
        store.first_time(session, 7, MONDAY)
        raise LookupError

    with pytest.raises(LookupError):
        database.write(fails)
    assert database.write(store.first_time, 7, MONDAY)


def test_a_due_row_with_a_key_is_there_once(database: db.Database) -> None:
    def add() -> bool:
        return database.write(store.add_due, message(key="prompt:1:2026-11-23"))

    assert sorted(map(bool, together(8, add))) == [False] * 7 + [True]
    assert database.write(store.add_due, message())
    assert database.write(store.add_due, message())
    assert len(messages(database)) == 3


# The claim


def fill(database: db.Database, count: int) -> set[int]:
    homes = [household(database, number) for number in range(1, 5)]

    def add(session: Db) -> set[int]:
        found = set()
        for number in range(count):
            circle = homes[number % 5].circle if number % 5 < 4 else None
            found.add(store.add(session, message(circle_id=circle)).id)
        return found

    return database.write(add)


def test_no_row_is_handed_to_two(database: db.Database) -> None:
    rows = fill(database, 60)
    taken: list[int] = []

    def claims() -> None:
        for _ in range(200):
            found = database.write(lambda s: [row.id for row in store.claim(s, MONDAY, 4)])
            taken.extend(found)
            if len(taken) >= len(rows):
                return

    together(6, claims)
    assert sorted(taken) == sorted(rows)


def test_a_claim_takes_the_most_urgent_first_and_no_more_than_told(database: db.Database) -> None:
    def add(session: Db) -> list[int]:
        rows = [
            message(rank=5, due=MONDAY - DAY),
            message(rank=1, due=MONDAY),
            message(rank=1, due=MONDAY - MINUTE),
            message(rank=1, due=MONDAY + MINUTE),
        ]
        return [store.add(session, row).id for row in rows]

    digest, later, sooner, future = database.write(add)

    def claim(most: int) -> list[int]:
        return database.write(lambda s: [row.id for row in store.claim(s, MONDAY, most)])

    assert claim(2) == [sooner, later]
    assert claim(2) == [digest]
    assert claim(2) == []
    assert future not in (sooner, later, digest)


def test_a_claim_holds_for_two_minutes(database: db.Database) -> None:
    number = database.write(lambda s: store.add(s, message()).id)

    def claim(at: dt.datetime) -> list[int]:
        return database.write(lambda s: [row.id for row in store.claim(s, at, 8)])

    assert claim(MONDAY) == [number]
    assert claim(MONDAY + 2 * MINUTE - dt.timedelta(seconds=1)) == []
    assert claim(MONDAY + 2 * MINUTE) == [number]


def test_a_circle_that_somebody_holds_is_left_for_the_next_round(database: db.Database) -> None:
    """On SQLite there is one writer, so nobody else holds anything."""
    if database.is_sqlite:
        return
    first, second = household(database, 1), household(database, 2)

    def add(session: Db) -> list[int]:
        rows = [message(circle_id=home.circle) for home in (first, second)]
        return [store.add(session, row).id for row in rows]

    held, free = database.write(add)

    def hold(session: Db) -> tuple[list[int], list[int]]:
        store.lock(session, first.circle)
        with ThreadPoolExecutor(1) as pool:
            claim = lambda s: [row.id for row in store.claim(s, MONDAY, 8)]  # noqa: E731
            return pool.submit(database.write, claim).result(10), []

    assert database.write(hold)[0] == [free]
    assert database.write(lambda s: [row.id for row in store.claim(s, MONDAY, 8)]) == [held]


def test_who_waited_for_a_circle_sees_what_the_other_did(database: db.Database) -> None:
    """On PostgreSQL the row may have been read before it is held; what counts is what is held."""
    if database.is_sqlite:
        return
    home = household(database)

    def stop(session: Db) -> None:
        store.lock(session, home.circle).stopped_at = MONDAY

    def flow(session: Db) -> bool:
        seen = session.get_one(Circle, home.circle)
        assert seen.stopped_at is None
        with ThreadPoolExecutor(1) as pool:
            pool.submit(database.write, stop).result(10)
        return store.lock(session, home.circle).stopped_at is not None

    assert database.write(flow)


def test_a_chats_own_claim_takes_replies_and_redraws_alone(database: db.Database) -> None:
    home = household(database)

    def add(session: Db) -> list[int]:
        chat = store.chat(session, home.person_chat)
        assert chat
        rows = [
            message(chat_id=chat.id),
            message(chat_id=chat.id, kind="prompt", rank=1, state=Sending.SENT),
            message(chat_id=chat.id, kind="prompt", rank=1),
            message(chat_id=chat.id, due=MONDAY + MINUTE),
        ]
        return [store.add(session, row).id for row in rows]

    reply, redraw, *_ = database.write(add)

    def claim(session: Db) -> list[int]:
        chat = store.chat(session, home.person_chat)
        assert chat
        return [row.id for row in store.claim_for_chat(session, chat.id, MONDAY)]

    assert database.write(claim) == [reply, redraw]
    assert database.write(claim) == []


def test_the_next_due_is_the_earliest_with_something_to_do(database: db.Database) -> None:
    assert database.write(store.next_due) is None

    def add(session: Db) -> None:
        done = message(due=MONDAY - DAY)
        done.try_at = None
        for row in (done, message(due=NINE + MINUTE), message(due=NINE)):
            store.add(session, row)

    database.write(add)
    assert database.write(store.next_due) == NINE


# Times


def test_a_naive_time_is_refused(database: db.Database) -> None:
    naive = MONDAY.replace(tzinfo=None)
    with pytest.raises((StatementError, ValueError, TypeError)):
        database.write(store.first_time, 1, naive)
    with pytest.raises((StatementError, ValueError, TypeError)):
        database.write(store.put_aside, 1, "x", naive)
    assert every(database, Seen) == every(database, Aside) == []


@pytest.mark.parametrize("hours", [-12, 0, 1, 5.75, 14])
def test_instants_come_back_aware_and_in_utc(database: db.Database, hours: float) -> None:
    at = dt.datetime(2026, 3, 29, 2, 30, 15, 123456, tzinfo=dt.timezone(dt.timedelta(hours=hours)))
    database.write(store.put_aside, 1, "x", at)
    (row,) = every(database, Aside)
    assert isinstance(row, Aside)
    assert row.at == at
    assert row.at.utcoffset() == dt.timedelta(0)


# Rows


def test_an_id_is_never_used_again(database: db.Database) -> None:
    def add(session: Db) -> int:
        return store.add(session, Aside(update_id=1, reason="x", at=MONDAY)).id

    first = database.write(add)
    database.write(lambda s: s.connection().execute(text("DELETE FROM aside")))
    assert database.write(add) > first


def test_every_table_with_an_id_keeps_its_ids() -> None:
    for table in SQLModel.metadata.sorted_tables:
        if "id" in table.columns:
            assert table.dialect_options["sqlite"]["autoincrement"] is True, table.name


def test_a_reference_to_nothing_is_refused(database: db.Database) -> None:
    with pytest.raises(IntegrityError):
        database.write(lambda s: store.add(s, message(circle_id=999)).id)


def test_what_others_refer_to_is_not_deleted(database: db.Database) -> None:
    home = household(database)
    with pytest.raises(IntegrityError):
        database.write(lambda s: s.delete(s.get_one(Circle, home.circle)))


def test_one_session_a_slot_and_day_and_it_asks_only_while_open(database: db.Database) -> None:
    home = household(database)

    def add(session: Db, /, **values: object) -> None:
        found = store.active_plan(session, home.circle)
        assert found
        row = Session(
            circle_id=home.circle,
            slot_id=home.slot,
            routine_id=1,
            plan_version_id=found.id,
            local_date=MONDAY.date(),
            due=NINE,
            closes_at=NINE + DAY,
            state="open",
            asks="start",
        )
        for name, value in values.items():
            setattr(row, name, value)
        store.add(session, row)

    database.write(add)
    with pytest.raises(IntegrityError):
        database.write(add)
    with pytest.raises(IntegrityError):
        database.write(add, local_date=MONDAY.date() + DAY, state="finished")


LARGE = [2**31 - 1, 2**31, 10**15 - 1]


@pytest.mark.parametrize("number", LARGE)
def test_a_forged_id_of_any_size_finds_nothing(database: db.Database, number: int) -> None:
    """A button's data holds up to 15 digits: whoever forges them must not break the transaction."""
    assert database.write(store.message, number) is None
    assert database.write(store.hold, number) is None


def test_ids_of_telegrams_size_are_kept(database: db.Database) -> None:
    assert database.write(store.first_time, 2**40, MONDAY)
    assert not database.write(store.first_time, 2**40, MONDAY)
    assert database.write(store.human, 2**52) is None
    assert database.write(store.chat, -(2**52)) is None


# What is forgotten


def test_the_purge_forgets_what_has_served_and_keeps_what_is_pending(database: db.Database) -> None:
    old, recent = MONDAY - dt.timedelta(days=31), MONDAY - dt.timedelta(days=29)

    def add(session: Db) -> list[int]:
        gone = [message(due=old, try_at=None, state=state) for state in ("sent", "skipped")]
        kept = [
            message(due=old, try_at=MONDAY + DAY),
            message(due=old, try_at=old),
            message(due=recent, try_at=None, state="sent"),
            message(due=MONDAY + DAY),
        ]
        for number, at in enumerate((old, MONDAY - 4 * DAY, MONDAY - 2 * DAY, MONDAY)):
            store.first_time(session, number, at)
        for name, at in (("old", old), ("recent", recent), ("open", MONDAY + DAY)):
            store.add(session, Invitation(hash=name, role="caregiver", until=at))
        for row in gone:
            store.add(session, row)
        return [store.add(session, row).id for row in kept]

    kept = database.write(add)
    database.write(store.purge, MONDAY)
    assert [row.id for row in messages(database)] == kept
    assert [row.model_dump()["update_id"] for row in every(database, Seen)] == [2, 3]
    hashes = [row.model_dump()["hash"] for row in every(database, Invitation)]
    assert hashes == ["recent", "open"]
    database.write(store.purge, MONDAY)
    assert len(messages(database)) == len(kept)


def test_waiting_rows_alone_are_taken_back(database: db.Database) -> None:
    home = household(database)

    def mark(session: Db) -> None:
        sent = message(circle_id=home.circle, kind="nudge", state=Sending.SENT, try_at=None)
        store.add(session, sent)
        store.add(session, message(circle_id=home.circle, kind="nudge"))
        store.drop_waiting(session, home.circle, Kind.NUDGE, Kind.DIGEST)

    database.write(mark)
    assert [row.kind for row in messages(database)] == ["prompt", "nudge"]
    assert isinstance(every(database, Message)[0], Message)
