"""The bot grows: its rows move from SQLite into PostgreSQL, and the family's day goes on there."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot import erased, files, moving
from care import models, private
from care.kinds import Kind, Role
from care.store import Gone
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import FOOT, GENTLE
from tests.stories.test_erase import erases
from tests.stories.test_key import WORDS, on_the_disk
from tests.stories.test_two_circles import kim_begins_a_circle_of_her_own

DAYS = 4
pytestmark = steps.SQLITE_ALONE


@pytest.fixture(params=[False, True], ids=["plain", "with a key"])
async def family(
    request: pytest.FixtureRequest, server_url: str, database_url: str, bot_api: None
) -> AsyncIterator[Family]:
    key = private.new_secret() if request.param else None
    async with Family(database_url, key) as made:
        yield made


async def weeks(family: Family) -> None:
    """Alex and Sam have days behind them; Kim had a circle of her own, and erased it."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.kim.opens(await steps.link_for(family, Role.SETUP))
    await kim_begins_a_circle_of_her_own(family)
    for number in range(DAYS):
        await family.at(9)
        await family.alex.taps("Done", str(number))
        if number % 2:
            await family.alex.taps("As before")
    await family.alex.says("question for the visit: is the night splint right?")
    await erases(family.kim)
    await family.at(9)
    await family.alex.taps("Done", "4")
    await family.later(minutes=18)


def given(family: Family) -> dict[str, int]:
    """The highest number of each table that was ever given, whether its row is there or not."""
    with closing(sqlite3.connect(str(make_url(family.database_url).database))) as rows:
        return dict(rows.execute("SELECT name, seq FROM sqlite_sequence").fetchall())


async def moves(family: Family, server_url: str) -> moving.Moved:
    """The host ends the bot, moves, says where the rows are now, and starts it again."""
    done: list[moving.Moved] = []
    file = Path(str(make_url(family.database_url).database))
    key = family.app.settings.key

    def move() -> None:
        done.append(moving.move(file, server_url, key))
        family.database_url = server_url

    await family.restarts_after_a_restore(move)
    assert not family.app.db.is_sqlite
    return done[0]


async def heard(family: Family) -> list[int]:
    people = (family.alex, family.sam, family.kim)
    return [len(await who.heard()) for who in people]


async def test_the_day_goes_on_there(family: Family, server_url: str) -> None:
    await weeks(family)
    assert await family.alex.buttons() == ["As before"]
    before, counted, numbers = await heard(family), await steps.counts(family), given(family)
    done = await moves(family, server_url)
    # Every row came, and nothing was said because of it.
    assert {k: v for k, v in done.rows.items() if k != "pulse"} == counted
    assert await steps.counts(family) == counted
    assert await heard(family) == before

    # The card of this morning still takes a tap; what was answered isn't asked again.
    await family.alex.taps("As before")
    assert "As before within" in await family.alex.last()
    await family.later(hours=2)
    assert await heard(family) == before
    await family.at(19, 30)
    told = (await family.sam.last()).splitlines()
    assert told[1:] == [f"{GENTLE}: done. As before within 18 min, pain 4.", FOOT]
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    assert [len(await who.heard()) for who in (family.alex, family.kim)] == [
        before[0] + 1,
        before[2],
    ]
    prompts = await steps.sent(family, Kind.PROMPT)
    assert len({row.local_date for row in prompts}) == len(prompts) == DAYS + 2

    # The journal is the whole one, and no number is given twice.
    await family.alex.taps("Not today")
    await family.alex.says("/journal")
    assert "night splint" in await family.alex.last()
    answers = await family.rows(models.Answer)
    assert len(answers) == counted["answer"] + 2
    assert [row.id > numbers["answer"] for row in answers[-2:]] == [True, True]
    messages = await family.rows(models.Message)
    assert messages[-1].id > numbers["message"] > 0
    await the_disk_tells(family)


async def the_disk_tells(family: Family) -> None:
    """With a key nothing, there as here."""
    found = await on_the_disk(family)
    there = [word for word in WORDS if word in found]
    assert bool(there) is (family.key is None)


@pytest.mark.parametrize("family", [False], indirect=True)
async def test_who_was_erased_stays_so(family: Family, server_url: str) -> None:
    """The list moves, too: in the rows, and in the file beside them, which has more."""
    await weeks(family)
    source = files.erased(family.database_url)
    gone = erased.read(source)
    # Alex's circle was erased as well, says the file: these are older rows that somebody put back.
    alexs = (await family.rows(models.Circle))[0]
    also = Gone(alexs.id, alexs.created_at, family.clock.now())
    erased.add(source, [also])
    done = await moves(family, server_url)
    assert done.rows["circle"] == 1
    assert erased.read(files.erased(server_url)) == gone | {also}
    assert files.erased(server_url) != source
    assert await family.rows(models.Circle) == []
    before = await heard(family)
    await family.later(days=2)
    assert await heard(family) == before
