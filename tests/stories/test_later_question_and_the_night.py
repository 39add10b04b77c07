"""The one later question waits for the morning where it would fall in quiet hours."""

import datetime as dt
from zoneinfo import ZoneInfo

from care import kinds
from tests.family import BERLIN, Family
from tests.stories import steps
from tests.stories.steps import GENTLE


async def test_it_comes_with_tomorrows_first_prompt(family: Family) -> None:
    await family.alex_is_set_up(time="19:00")
    await steps.add_routine(family, "Breathing", dt.time(9, 15))
    await family.at(9, 15)
    await family.alex.taps("Not today")
    await family.at(19)
    await family.later(minutes=20)
    await family.alex.taps("Done", "3")
    await family.later(minutes=60)
    assert await family.alex.buttons() == steps.AT_THE_LIMIT
    await family.later(minutes=15)
    await family.alex.taps("Not yet")

    before = len(await family.alex.heard())
    await family.at(9, 14)
    assert len(await family.alex.heard()) == before
    await family.at(9, 15)
    prompt, question = (await family.alex.heard())[before:]
    assert prompt["text"].startswith("Breathing · about 5 min")
    assert not prompt["silent"]
    assert question["text"] == f"{GENTLE}: do you feel as before now?"
    assert question["silent"]
    await steps.double_tap(family.alex, "Longer")
    assert (await family.alex.last()).startswith(f"{GENTLE}: done. More than 2 h, pain 3.")
    assert await steps.said(family, "recovery") == ["not_yet:60", "longer:120"]


async def test_with_one_evening_prompt_a_day_it_is_asked_all_the_same(family: Family) -> None:
    """Tomorrow's first prompt is the moment at which the card closes: it must come by then."""
    await family.alex_is_set_up(time="19:00")
    await family.at(19)
    await family.later(minutes=20)
    await family.alex.taps("Done", "3")
    await family.later(minutes=60)
    await family.later(minutes=15)
    await family.alex.taps("Not yet")
    await family.at(19, 30)

    asked = await steps.sent(family, kinds.Kind.LATER_QUESTION)
    assert len(asked) == 1
    assert asked[0].sent_at
    local = asked[0].sent_at.astimezone(ZoneInfo(BERLIN))
    assert local.date() == dt.date(2026, 11, 24)
    assert dt.time(8) <= local.time() <= dt.time(19)
