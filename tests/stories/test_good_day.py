"""A good day: prompted, done, no pain to speak of, as before within the hour; Sam reads of it."""

from tests.family import BERLIN, Family

GENTLE = "Gentle range of motion"


async def test_alex_sets_it_up_in_few_taps(family: Family) -> None:
    await family.alex_is_set_up()
    assert "All set. The first prompt" in await family.alex.last()
    assert "Monday 23 Nov at 9:00" in await family.alex.last()


async def test_a_good_day(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    assert "Sam joined" in await family.alex.last()

    await family.at(9)
    assert (await family.alex.last()).startswith(f"{GENTLE} · about 10 min · to keep")
    assert await family.alex.buttons() == [
        "Done",
        "Stopped early",
        "Later",
        "Not today",
        "Bad day: rest",
    ]
    assert not (await family.alex.heard())[-1]["silent"]

    await family.alex.taps("Done")
    assert "How much pain, 0 none to 10 worst?" in await family.alex.last()
    await family.alex.taps("2")
    assert "Thank you. Tap when you feel as before." in await family.alex.last()
    await family.later(minutes=35)
    await family.alex.taps("As before")
    assert await family.alex.last() == f"{GENTLE}: done. As before within 35 min, pain 2."
    assert await family.alex.buttons() == ["Change"]

    before = len(await family.alex.heard())
    await family.at(19, 30)
    assert await family.sam.last() == (
        f"Monday 23 Nov\n{GENTLE}: done. As before within 35 min, pain 2.\n"
        "Nothing here needs an answer."
    )
    assert (await family.sam.heard())[-1]["silent"]
    assert len(await family.alex.heard()) == before

    await family.alex.says("/shared")
    assert (await family.sam.last()) in await family.alex.last()
    assert BERLIN
