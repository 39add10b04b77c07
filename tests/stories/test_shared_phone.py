"""One phone for both: who answered isn't known, and the journal says so."""

from care import models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE

SHARED = "Shared phone: who answered isn't known."


async def set_up_for_both(family: Family) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await family.alex.taps("Yes, I agree", "I'm setting it up for both", "Yes, they said yes")
    await family.alex.says("Berlin")
    await family.alex.taps("Gentle range of motion, daily", "9:00")


async def test_who_answered_is_not_known(family: Family) -> None:
    await set_up_for_both(family)
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.later(minutes=20)
    await family.alex.taps("As before")
    assert [row.shared for row in await family.rows(models.Answer)] == [True] * 3
    await family.alex.says("/journal")
    line = f"{GENTLE}: done (shared phone). As before within 20 min, pain 2."
    assert await family.alex.last() == f"Your last 7 days\n{SHARED}\n\nMonday 23 Nov\n{line}"

    # Those who are told the day are told it as ever.
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.at(19, 30)
    assert f"{GENTLE}: done. Pain 2." in await family.sam.last()


@steps.SQLITE_ALONE
async def test_it_can_be_said_later_and_taken_back(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.alex.says("/settings")
    assert (await family.alex.buttons())[-2:] == [
        "This phone is shared",
        "✓ This phone is mine alone",
    ]
    await steps.double_tap(family.alex, "This phone is shared")
    await family.at(9)
    await family.alex.taps("Done", "3")
    await family.alex.says("/journal")
    journal = await family.alex.last()
    # What was known stays known.
    assert f"Monday 23 Nov\n{GENTLE}: done. Pain 2." in journal
    assert f"Tuesday 24 Nov\n{GENTLE}: done (shared phone). Pain 3." in journal
    assert SHARED in journal
    await family.alex.taps("This phone is mine alone")
    await family.at(9)
    await family.alex.taps("Done", "1")
    assert not (await family.rows(models.Answer))[-1].shared


@steps.SQLITE_ALONE
async def test_no_digest_comes_to_a_shared_phone(family: Family) -> None:
    await set_up_for_both(family)
    link = await steps.link_for(family)
    await family.alex.opens(link)
    assert "You are in already." in await family.alex.last()
    await family.at(9)
    await family.alex.taps("Done", "2")
    heard = len(await family.alex.heard())
    await family.at(19, 30)
    texts = (await family.alex.texts())[heard:]
    assert not [text for text in texts if steps.FOOT in text]
