"""The picture of the month: made when it is sent, the same in words under it, and nothing kept."""

from typing import Any

from care import models
from tests.family import Family
from tests.stories import steps

PICTURE, FULL = "Picture of the month", "With the exercises"


async def pictures(family: Family) -> list[dict[str, Any]]:
    """The pictures in Alex's chat."""
    return [message for message in await family.alex.heard() if message["media"]]


async def test_a_month_as_a_picture(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.later(minutes=34)
    await family.alex.taps("As before")
    await steps.asked_at_limit(family)
    await family.alex.taps("Not yet")
    await family.alex.says("/journal")
    await steps.double_tap(family.alex, PICTURE)
    (shown,) = await pictures(family)
    assert shown["media"]["width"] == 1080
    assert shown["caption"] == (
        "28 Oct to 24 Nov: how long until as before, and pain.\n"
        "Limit: 60 min (a starting point nobody set for you).\n"
        "23 Nov: within 34 min, pain 2.\n"
        "24 Nov: more than an hour, over the limit, pain 4."
    )
    (row,) = [
        one for one in await family.rows(models.Message) if '"paper": {' in (one.screen or "")
    ]
    # Neither the picture nor what it says is in its row.
    assert (row.state, len(row.screen) < 500, "34" in row.screen) == ("sent", True, False)


@steps.SQLITE_ALONE
async def test_the_picture_and_the_exercises_one_after_the_other(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Not today")
    await family.alex.says("/journal")
    assert await family.alex.buttons() == [FULL, PICTURE]
    await family.alex.taps(PICTURE)
    card = await family.alex.find(FULL)
    assert [row[0]["text"] for row in card["keyboard"]] == [FULL]
    await family.alex.taps(FULL)
    assert await family.alex.buttons() == [PICTURE]
    await family.alex.taps(PICTURE)
    assert len(await pictures(family)) == 2
    assert (await pictures(family))[-1]["caption"].endswith("23 Nov: not today.")


@steps.SQLITE_ALONE
async def test_a_picture_that_was_under_way_when_the_bot_ended_comes_once(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Not today")
    await family.alex.says("/journal")
    await family.alex.taps(PICTURE)
    await family.restarts()
    await family.later(hours=3)
    assert len(await pictures(family)) == 1


@steps.SQLITE_ALONE
async def test_the_picture_is_the_persons_alone(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Not today")
    await family.alex.says("/journal")
    _, data = await steps.data_of(family.alex, PICTURE)
    for who in (family.sam, family.mallory):
        await who.says("/journal")
        before = len(await who.heard())
        await who.forges((await who.heard())[-1]["message_id"], data)
        assert not any(one["media"] for one in await who.heard())
        assert len(await who.heard()) - before <= 1
    assert await pictures(family) == []


@steps.SQLITE_ALONE
async def test_without_a_day_there_is_nothing_to_draw(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/journal")
    assert await family.alex.buttons() == []
