"""What the chart and the report are made of: the rows of some days, in a handful of queries."""

import datetime as dt

import pytest
from sqlalchemy import event
from sqlmodel import Session as Db
from sqlmodel import col, select

from care import over, rules, store
from care.flows import told
from care.kinds import Reason, State
from care.models import Circle, Session
from care.papers import period
from care.rules import Recovery
from tests.family import Family
from tests.stories import steps

MONDAY = dt.date(2026, 11, 23)
SUNDAY = dt.date(2026, 11, 29)


async def a_week(family: Family) -> None:
    """Done on Monday; over the limit on Tuesday; a rest on Wednesday; then nothing is said."""
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.later(minutes=34)
    await family.alex.taps("As before")
    await steps.limit_by_dana(family, 45, MONDAY)
    await steps.asked_at_limit(family)
    await family.alex.taps("Not yet")
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(9)
    await family.later(days=2)


def of(db: Db) -> period.Period:
    return period.of(db, db.get_one(Circle, 1), MONDAY, SUNDAY)


async def test_a_week_as_it_was(family: Family) -> None:
    await a_week(family)
    found = await family.app.db.read(of)
    assert len(found.days) == 7
    days = [(one.day - MONDAY).days for one in found.occasions]
    assert days[:4] == [0, 1, 2, 3]
    monday, tuesday, wednesday, thursday = found.occasions[:4]
    assert monday.record.recovery == Recovery("within", 34)
    assert (monday.record.pain, monday.over, monday.at) == (2, False, dt.time(9))
    assert monday.plan.recovery_limit == 60
    assert tuesday.record.recovery == Recovery("not_yet", 45)
    assert (tuesday.over, tuesday.over_recovery, tuesday.over_pain) == (True, True, False)
    assert tuesday.plan.recovery_limit == 45
    assert wednesday.rested
    assert thursday.silence in (State.NO_ANSWER, State.OPEN)
    assert [one.day for one in found.done] == [MONDAY, MONDAY + dt.timedelta(days=1)]
    assert {one.routine.name for one in found.occasions} == {steps.GENTLE}


@steps.SQLITE_ALONE
async def test_it_is_what_the_card_and_the_digest_go_by(family: Family) -> None:
    await a_week(family)

    def compare(db: Db) -> int:
        found = of(db).occasions
        for one in found:
            assert one.record == rules.record(store.answers(db, one.session.id))
            line = told.line(db, db.get_one(Circle, 1), one.session)
            assert (line.record, line.silence, line.over) == (one.record, one.silence, one.over)
            assert one.over == over.a_limit(one.record, one.plan)
        return len(found)

    assert await family.app.db.read(compare) > 4


@pytest.mark.parametrize("copies", [1, 60])
@steps.SQLITE_ALONE
async def test_however_many_there_are_it_asks_as_often(family: Family, copies: int) -> None:
    await family.alex_is_set_up()
    await family.at(9)

    def many(db: Db) -> None:
        one = db.scalars(select(Session)).one()
        for n in range(1, copies):
            values = one.model_dump(exclude={"id"})
            day = MONDAY - dt.timedelta(days=n)
            store.add(db, Session(**values | {"local_date": day, "reason": Reason.RESTING}))

    await family.edit(many)
    asked: list[str] = []

    def read(db: Db) -> int:
        event.listen(db.get_bind(), "before_cursor_execute", lambda *a: asked.append(a[2]))
        circle = db.get_one(Circle, 1)
        return len(period.of(db, circle, MONDAY - dt.timedelta(days=99), SUNDAY).occasions)

    assert await family.app.db.read(read) == copies
    assert len(asked) == 4


async def test_nothing_of_another_circle(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "2")

    def elsewhere(db: Db) -> tuple[int, int]:
        mine, theirs = (store.answers_between(db, n, MONDAY, SUNDAY) for n in (1, 2))
        days = db.scalars(select(col(Session.local_date))).all()
        return len(mine), len(theirs) + len(days) - 1

    assert await family.app.db.read(elsewhere) == (1, 0)
