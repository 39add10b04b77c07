"""What a report is made of: looked up in a handful of queries, whatever there is."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlmodel import Session as Db

from care import db, plan, ranges, store
from care.kinds import State
from care.models import Answer, Circle, Session
from care.papers import facts
from tests.care.rows import MONDAY, Home, household

LAST = dt.date(2026, 11, 23)
FOUR_WEEKS = ranges.usual(LAST)


def sessions(database: db.Database, home: Home, count: int) -> None:
    """So many sessions of the last days, each done, with its pain."""

    def add(session: Db) -> None:
        version = store.active_plan(session, home.circle)
        assert version
        routine = plan.read(version.document).routines[0].id
        for n in range(count):
            day = LAST - dt.timedelta(days=n)
            row = Session(
                circle_id=home.circle, slot_id=home.slot, routine_id=routine,
                plan_version_id=version.id, local_date=day, due=MONDAY - dt.timedelta(days=n),
                closes_at=MONDAY, state=State.FINISHED,
            )  # fmt: skip
            store.add(session, row)
            for kind, value in (("outcome", "done"), ("pain", "2")):
                answer = Answer(
                    circle_id=home.circle, session_id=row.id, member_id=home.person, kind=kind,
                    value=value, at=MONDAY, update_id=n,
                )  # fmt: skip
                store.add(session, answer)

    database.write(add)


def noted(database: db.Database, home: Home, member: int, kind: str, words: str) -> None:
    def add(session: Db) -> None:
        store.add(
            session,
            Answer(
                circle_id=home.circle, member_id=member, kind=kind, words=words, at=MONDAY,
                update_id=1,
            ),
        )  # fmt: skip

    database.write(add)


def gathered(database: db.Database, home: Home) -> facts.Facts:
    def read(session: Db) -> facts.Facts:
        circle, person = session.get_one(Circle, home.circle), store.patient(session, home.circle)
        assert person
        return facts.gather(session, circle, person, "en", FOUR_WEEKS, MONDAY)

    return database.write(read)


@contextmanager
def counted(database: db.Database) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    run: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        run.append(statement)

    engine = database._writer
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    found = db.Database(database_url)
    yield found
    found.close()


def test_as_many_queries_for_one_session_as_for_a_month(database: db.Database) -> None:
    home = household(database)
    sessions(database, home, 1)
    with counted(database) as few:
        gathered(database, home)
    other = household(database, 2)
    sessions(database, other, 28)
    with counted(database) as many:
        assert len(gathered(database, other).period.done) == 28
    assert len(few) == len(many) < 15


def test_private_notes_and_other_circles_are_never_in_it(database: db.Database) -> None:
    home, other = household(database), household(database, 2)
    noted(database, home, home.person, "fall", "I fell")
    noted(database, home, home.person, "question", "question: may I swim?")
    noted(database, home, home.person, "note", "nobody's business")
    noted(database, other, other.person, "fall", "somebody else")
    found = gathered(database, home)
    assert [one.words for one in found.falls] == ["I fell"]
    assert [one.words for one in found.questions] == ["may I swim?"]
    assert "business" not in repr(found)
    assert "somebody else" not in repr(found)
