"""What has no hour of its own waits while the person isn't there, and is looked at again then."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from sqlmodel import Session as Db

from care import authorship, db, edits, store
from care.flows import due, plans
from care.kinds import Kind, Reason, Sending
from care.models import Circle, Member, Message
from tests.care.rows import MONDAY, Home, household, messages

TEN = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    yield made
    made.close()


def with_review(database: db.Database, change: Callable[[Circle], None]) -> Home:
    """The review is on Tuesday; `change` says why the person isn't there."""
    home = household(database)

    def write(session: Db) -> None:
        circle = store.lock(session, home.circle)
        person = session.get_one(Member, home.person)
        plans.change(
            session, circle, person, lambda p: edits.set_plan(p, review_on=TEN.date()), MONDAY
        )
        change(circle)

    database.write(write)
    return home


def round_at(database: db.Database, now: dt.datetime) -> Message:
    """The review's row after the rounds of that moment."""
    for _ in range(9):
        database.write(due.round_, [], 8, now)
    return messages(database, Kind.REVIEW)[0]


def rests(circle: Circle) -> None:
    circle.resting_through = TEN.date() + DAY


def hushed(circle: Circle) -> None:
    circle.hushed_at = MONDAY


def long_quiet(circle: Circle) -> None:
    circle.quiet_to = dt.time(11, 15)


@pytest.mark.parametrize(
    ("why", "again"),
    [(rests, TEN + DAY), (hushed, TEN + DAY), (long_quiet, TEN + dt.timedelta(minutes=75))],
)
def test_it_is_looked_at_again_and_not_lost(
    database: db.Database, why: Callable[[Circle], None], again: dt.datetime
) -> None:
    with_review(database, why)
    row = round_at(database, TEN)
    assert (row.state, row.due, row.try_at) == (Sending.WAITING, again, again)
    assert (row.attempts, row.reason) == (0, None)


def test_after_the_rest_it_is_asked(database: db.Database) -> None:
    with_review(database, rests)
    for days in (0, 1):
        assert round_at(database, TEN + days * DAY).state == Sending.WAITING
    assert round_at(database, TEN + 2 * DAY).state == Sending.SENDING


def test_what_would_wait_beyond_its_window_is_left_out(database: db.Database) -> None:
    with_review(database, hushed)
    row = messages(database, Kind.REVIEW)[0]
    late = row.until - dt.timedelta(hours=1)
    assert round_at(database, late).state == Sending.SKIPPED
    assert messages(database, Kind.REVIEW)[0].reason == Reason.RESTING


def test_a_date_that_is_no_longer_the_plans_is_not_asked_about(database: db.Database) -> None:
    home = with_review(database, lambda circle: None)

    def reviewed(session: Db) -> None:
        circle = store.lock(session, home.circle)
        person = session.get_one(Member, home.person)
        word = plans.word(person, MONDAY.date())
        plans.change(
            session, circle, person, lambda p: authorship.reviewed(p, word, "Dana"), MONDAY
        )

    database.write(reviewed)
    round_at(database, TEN)
    rows = messages(database, Kind.REVIEW)
    assert [row.state for row in rows if row.local_date == TEN.date()] in ([], [Sending.SKIPPED])
    assert [row.due > TEN for row in rows if row.state == Sending.WAITING] == [True]


def test_a_circle_that_stopped_is_asked_nothing(database: db.Database) -> None:
    def stopped(circle: Circle) -> None:
        circle.stopped_at = MONDAY

    with_review(database, stopped)
    row = round_at(database, TEN)
    assert (row.state, row.reason) == (Sending.SKIPPED, Reason.STOPPED)
