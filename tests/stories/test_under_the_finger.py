"""A second tap where the finger was, on a card that has changed, is no answer."""

import datetime as dt

from care import models
from tests.family import Family
from tests.stories import hands, steps


async def tap_and_again_there(family: Family, label: str) -> None:
    """A tap, and another at the same place from the lower edge of the same message."""
    message_id, data = await steps.data_of(family.alex, label)
    chat = {one["message_id"]: one for one in await family.alex.heard()}
    (hit,) = [one for one in hands.keys_of(chat[message_id]["keyboard"]) if one.data == data]
    await family.alex.forges(message_id, data)
    chat = {one["message_id"]: one for one in await family.alex.heard()}
    there = hands.under(hands.keys_of(chat[message_id]["keyboard"]), hit.row, hit.left)
    if there:
        await family.alex.forges(message_id, there.data)


async def answers(family: Family) -> list[tuple[str, str]]:
    return [(row.kind, row.value) for row in await family.rows(models.Answer)]


async def test_a_second_tap_in_change_says_nothing(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "2", "As before")
    before = await answers(family)
    for label in ("How long it took", "The pain", "What I did"):
        await family.alex.taps("Change")
        await tap_and_again_there(family, label)
        if "Keep it as it is" in await family.alex.buttons():
            await family.alex.taps("Keep it as it is")
        assert await answers(family) == before


@steps.SQLITE_ALONE
async def test_a_second_tap_after_the_limit_says_nothing(family: Family) -> None:
    """The question at the limit came before the pain was said; then the pain is asked."""
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done")
    await family.later(minutes=60)
    await tap_and_again_there(family, "Not yet")
    assert await answers(family) == [("outcome", "done"), ("recovery", "not_yet:60")]


@steps.SQLITE_ALONE
async def test_a_second_tap_on_the_pain_of_something_done_earlier(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/today")
    await family.alex.taps("Done earlier")
    await tap_and_again_there(family, "7")
    assert await answers(family) == [("outcome", "done"), ("pain", "7")]


@steps.SQLITE_ALONE
async def test_a_second_tap_in_today_says_nothing_of_the_other(family: Family) -> None:
    await family.alex_is_set_up()
    await steps.add_routine(family, "Hands", dt.time(17))
    await family.alex.says("/today")
    await tap_and_again_there(family, "Done: 17:00 Hands")
    assert await answers(family) == [("outcome", "done")]


@steps.SQLITE_ALONE
async def test_a_second_tap_in_the_first_steps_says_nothing(family: Family) -> None:
    """Whose exercises they are, and that the person said yes, is said by a tap that is meant."""
    await family.alex.opens(family.setup_link or "")
    await tap_and_again_there(family, "Yes, I agree")
    whose = await family.alex.last()
    await tap_and_again_there(family, "Help")
    assert whose in await family.alex.texts()
    await tap_and_again_there(family, "I'm setting it up for both")
    assert "Which city" not in "".join(await family.alex.texts())
    await family.alex.taps("Yes, they said yes")
    assert "Which city is the person in?" in await family.alex.last()
