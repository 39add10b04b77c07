"""The host has set a key: the family notices nothing, and whoever finds the disk reads nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from care import db, private
from tests.family import Family, words_of

NOTE = "My chest feels tight in the mornings"
QUESTION = "question for the visit: is the night splint right?"
# A name, the plan, the notes, a message.
WORDS = (b"Alex", b"Shoulder circles", b"feels tight", b"night splint", b"Stop if it hurts")
# Shorter lines may stand somewhere by chance.
SHORTEST = 12


@pytest.fixture
async def family(
    request: pytest.FixtureRequest, database_url: str, bot_api: None
) -> AsyncIterator[Family]:
    """With a key, or without one where a test says so."""
    key = private.new_secret() if getattr(request, "param", True) else None
    async with Family(database_url, key) as made:
        yield made


async def lives_a_day(family: Family) -> None:
    """Set-up, a helper, a photo of the sheet, an exercise, pain, notes, the digest, a report."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "7", "As before")
    await family.alex.says(NOTE)
    await family.alex.says(QUESTION)
    await family.alex.says("/plan")
    await family.alex.says("/journal")
    await family.alex.sends_photo("the sheet from the clinic")
    await family.at(19, 30)


async def everything_said(family: Family) -> set[str]:
    """Each line that anybody wrote or read."""
    said = set[str]()
    for person in (family.alex, family.sam):
        for one in await person.chat():
            said.update(line.strip() for line in words_of(one).splitlines())
    return {line for line in said if len(line) >= SHORTEST} - {""}


async def on_the_disk(family: Family) -> bytes:
    """What somebody finds who has the files, or the server's rows."""
    if family.app.db.is_sqlite:
        file = Path(str(db.address(family.database_url).database))
        return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))

    def rows(session: Db) -> bytes:
        found = [
            value if isinstance(value, bytes) else str(value).encode()
            for table in SQLModel.metadata.sorted_tables
            for row in session.execute(text(f"SELECT * FROM {table.name}"))
            for value in row
        ]
        return b"\n".join(found)

    return await family.app.db.run(rows)


async def test_a_day_of_which_the_disk_tells_nothing(family: Family) -> None:
    await lives_a_day(family)
    said = await everything_said(family)
    assert {NOTE, QUESTION} <= said
    assert len(said) > 30
    found = await on_the_disk(family)
    assert [line for line in said if line.encode() in found] == []
    assert [word for word in WORDS if word in found] == []


@pytest.mark.parametrize("family", [False], indirect=True)
async def test_without_a_key_it_would(family: Family) -> None:
    """So that the test above can fail."""
    await lives_a_day(family)
    found = await on_the_disk(family)
    assert [word for word in WORDS if word not in found] == []


async def test_the_bot_goes_on_with_the_same_key(family: Family) -> None:
    await lives_a_day(family)
    await family.restarts()
    await family.at(9)
    await family.alex.says("/journal")
    assert NOTE in await family.alex.last()
    await family.sam.says("/privacy")
    assert "Not kept" in await family.sam.last()
