"""Who was erased stays erased: whatever older rows somebody puts in the place of these."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from bot import erased, files
from care import models, store
from care.flows import erasing
from care.store import Gone
from tests.family import Family
from tests.stories import steps
from tests.stories.test_erase import MARK, a_week, erases, heard, traces

Rows = dict[str, list[dict[str, Any]]]
HOSTING = Path(__file__).resolve().parents[2] / "docs" / "hosting.md"


def listed(family: Family) -> set[Gone]:
    return erased.read(files.erased(family.database_url))


async def dumped(family: Family) -> Rows:
    """Every row, as pg_dump or a copy by hand has it."""

    def read(db: Db) -> Rows:
        connection = db.connection()
        return {
            table.name: [dict(row._mapping) for row in connection.execute(table.select())]
            for table in SQLModel.metadata.sorted_tables
        }

    return await family.app.db.run(read)


async def brought_back(family: Family, rows: Rows) -> None:
    """Whatever is there goes, and these come: no command of ours was asked."""

    def write(db: Db) -> None:
        tables = SQLModel.metadata.sorted_tables
        for table in reversed(tables):
            db.execute(table.delete())
        for table in tables:
            if rows[table.name]:
                db.execute(table.insert(), rows[table.name])

    await family.app.db.run(write)


async def test_older_rows_come_back_and_nobody_erased_with_them(family: Family) -> None:
    """On either database: it is done at the start, before anything is sent."""
    await a_week(family)
    before = await dumped(family)
    await erases(family.alex)
    gone = (await family.rows(models.Erased))[0]
    assert listed(family) == {Gone(gone.circle, gone.created_at, gone.at)}
    said = await heard(family)
    await brought_back(family, before)
    assert await family.rows(models.Erased) == []
    assert await family.rows(models.Circle)
    await family.sleeps_through(hours=1)
    await family.restarts_after_a_restore()
    await family.later(days=3)
    assert await heard(family) == said
    left = {name for name, count in (await steps.counts(family)).items() if count}
    assert left <= {"seen", "erased"}
    assert traces(family, MARK, "Alex", "range of motion") == {}
    # The list is in the rows again, once, with the instant at which Alex erased everything.
    assert [row.at for row in await family.rows(models.Erased)] == [gone.at]
    assert listed(family) == {Gone(gone.circle, gone.created_at, gone.at)}


@steps.SQLITE_ALONE
async def test_who_died_between_the_commit_and_the_list_is_caught_up_with(family: Family) -> None:
    await family.alex_is_set_up()

    def flow(db: Db) -> None:
        circle = store.lock(db, 1)
        erasing.gone(db, erasing.around(db, circle), circle, family.clock.now())

    await family.edit(flow)
    assert listed(family) == set()
    await family.restarts_after_a_restore()
    assert [one.circle for one in listed(family)] == [1]


@steps.SQLITE_ALONE
async def test_and_so_is_who_could_not_write_it(
    family: Family, caplog: pytest.LogCaptureFixture
) -> None:
    """The erase is done all the same; one line for the host, and the night tries again."""
    await family.alex_is_set_up()
    path = files.erased(family.database_url)
    block(path)
    await erases(family.alex)
    assert (await family.alex.last()).startswith("Everything was erased.")
    lines = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert lines == [f"The list of erased circles can't be kept: {path}: Is a directory."]
    path.rmdir()
    await family.app.calendar.get_job("night").func()
    assert [one.circle for one in listed(family)] == [1]


def block(path: Path) -> None:
    path.mkdir()


@steps.SQLITE_ALONE
async def test_a_list_that_was_spoilt_by_hand_is_left_alone(
    family: Family, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot runs all the same, and what is in its rows counts."""
    await family.alex_is_set_up()
    await erases(family.alex)
    path = files.erased(family.database_url)
    spoilt = path.read_text() + "once upon a time\n"
    path.write_text(spoilt)
    await family.restarts_after_a_restore()
    lines = {one.getMessage() for one in caplog.records if one.levelname == "ERROR"}
    assert lines == {
        f"The list of erased circles can't be read at line 2: {path}. Put that line right, or "
        "bring back a copy of the list."
    }
    assert path.read_text() == spoilt
    await family.alex_is_set_up()
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


@steps.SQLITE_ALONE
async def test_two_circles_are_two_lines(family: Family) -> None:
    """Nothing in it says whose they were."""
    for _ in range(2):
        await family.alex_is_set_up()
        await erases(family.alex)
        await family.restarts()
    assert len(listed(family)) == 2
    path = files.erased(family.database_url)
    assert re.fullmatch(r"(\d+ [\d:T+.-]+ [\d:T+.-]+\n){2}", path.read_text())
    assert path.stat().st_mode & 0o777 == 0o600
    await family.restarts_after_a_restore()
    assert len(listed(family)) == 2


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_the_numbers_go_on_higher_as_the_host_is_told(family: Family) -> None:
    """The line of docs/hosting.md for a PostgreSQL server does what it says."""
    await family.alex_is_set_up()
    said = re.search(r'-c "(SELECT setval.*?)"', HOSTING.read_text(), re.DOTALL)
    assert said
    # As it is on a server that has run for a while: what it knows of its tables changes its plans.
    asked = [text(one) for one in ("ANALYZE", said[1])]

    def higher(db: Db) -> None:
        for one in asked:
            db.execute(one)

    await family.edit(higher)
    await family.at(9)
    await family.alex.taps("Done")
    rows = await family.rows(models.Message)
    assert rows[-1].id > 10_000_000
    assert {row.id > 10_000_000 for row in await family.rows(models.Answer)} == {True}
