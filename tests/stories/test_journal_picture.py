"""The picture of the month: made when it is sent, the same in words under it, and nothing kept."""


from care import models
from tests.family import Family
from tests.stories import steps

PICTURE = "Picture of the month"


async def test_a_month_as_a_picture(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.later(minutes=34)
    await family.alex.taps("As before")
    await steps.asked_at_limit(family)
    await family.alex.taps("Not yet")
    await family.alex.says("/journal")
    await family.alex.taps(PICTURE)
    shown = (await family.alex.heard())[-1]
    assert shown["media"]["width"] == 1080
    assert shown["caption"] == (
        "28 Oct to 24 Nov: how long until as before, and pain.\n"
        "23 Nov: within 34 min, pain 2.\n"
        "24 Nov: more than an hour, over the limit, pain 4."
    )
    row = (await family.rows(models.Message))[-1]
    assert "pain" not in row.screen
    assert "PNG" not in row.screen
