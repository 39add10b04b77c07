"""What a tap reads once and writes at once is as true as if it were read and flushed each time."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlmodel import Session as Db

from care import db, rules, store
from care.models import Answer, Circle
from tests.care.rows import BERLIN, NINE, Home, every, household


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    yield made
    made.close()


@contextmanager
def asked_of(session: Db, table: str) -> Iterator[list[str]]:
    """The statements that look a table up meanwhile."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if f"FROM {table} " in statement.replace("\n", " "):
            found.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_a_circle_is_held_once_for_a_transaction(database: db.Database) -> None:
    home = household(database)

    def flow(session: Db) -> None:
        with asked_of(session, "circle") as asked:
            held = store.lock(session, home.circle)
            held.zone = "Europe/Lisbon"
            assert store.lock(session, home.circle) is held
            assert store.try_lock(session, home.circle) is held
        assert len(asked) == 1
        assert held.zone == "Europe/Lisbon"

    database.write(flow)
    assert [one.zone for one in circles(database)] == ["Europe/Lisbon"]


def test_what_a_savepoint_held_is_held_anew_after_it_was_rolled_back(database: db.Database) -> None:
    home = household(database)

    def flow(session: Db) -> None:
        with pytest.raises(LookupError), session.begin_nested():
            store.lock(session, home.circle).zone = "Europe/Lisbon"
            raise LookupError
        with asked_of(session, "circle") as asked:
            assert store.lock(session, home.circle).zone == BERLIN
            assert store.lock(session, home.circle).zone == BERLIN
        assert len(asked) == 1

    database.write(flow)
    assert [one.zone for one in circles(database)] == [BERLIN]


def test_a_circle_that_was_erased_is_not_held_any_more(database: db.Database) -> None:
    home = household(database)

    def flow(session: Db) -> None:
        assert store.lock(session, home.circle)
        store.erase(session, store.around(session, home.circle, []))
        assert store.try_lock(session, home.circle) is None
        assert store.hold(session, 1) is None

    database.write(flow)


def test_what_is_saved_at_once_is_in_the_row_and_in_the_table(database: db.Database) -> None:
    home = household(database)

    def flow(session: Db) -> None:
        circle = store.lock(session, home.circle)
        circle.zone = "Europe/Lisbon"
        store.save(session, circle, changes=7, heard_at=NINE)
        assert (circle.changes, circle.heard_at) == (7, NINE)
        session.expire(circle)
        assert (circle.changes, circle.heard_at) == (7, NINE)

    database.write(flow)
    assert [one.changes for one in circles(database)] == [7]


def test_what_a_savepoint_saved_goes_with_it(database: db.Database) -> None:
    home = household(database)

    def flow(session: Db) -> None:
        circle = store.lock(session, home.circle)
        with pytest.raises(LookupError), session.begin_nested():
            store.save(session, circle, changes=7)
            assert circle.changes == 7
            raise LookupError
        assert circle.changes == 0

    database.write(flow)
    assert [one.changes for one in circles(database)] == [0]


def test_what_was_said_has_its_id_and_counts_at_once(database: db.Database) -> None:
    home = household(database)
    ids = [database.write(_says, home, value) for value in ("3", "5")]
    assert ids == sorted(set(ids))
    said = [one for one in every(database, Answer) if isinstance(one, Answer)]
    assert [(one.id, one.value, one.words) for one in said] == [
        (ids[0], "3", "about 3"),
        (ids[1], "5", "about 5"),
    ]
    assert rules.record(said).pain == 5


def _says(session: Db, home: Home, value: str) -> int:
    row = Answer(
        circle_id=home.circle,
        member_id=home.person,
        kind="pain",
        value=value,
        words=f"about {value}",
        at=NINE,
        update_id=int(value),
    )
    return store.say(session, row).id


def circles(database: db.Database) -> list[Circle]:
    return [one for one in every(database, Circle) if isinstance(one, Circle)]
