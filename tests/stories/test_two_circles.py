"""Two families with one bot never see each other's things."""

from bot.settings import Registration
from care import kinds, models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import FOOT, GENTLE


async def kim_begins_a_circle_of_her_own(family: Family) -> None:
    await family.kim.taps("Yes, I agree", "The exercises are mine")
    await family.kim.says("Auckland")
    await family.kim.taps("Hand and finger, daily")
    await family.kim.says("9:00")
    assert "All set." in await family.kim.last()


async def test_by_a_second_link_of_the_hosts(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.kim.opens(await steps.link_for(family, kinds.Role.SETUP))
    await kim_begins_a_circle_of_her_own(family)
    await family.kim.says("/invite")
    link = next(w for w in (await family.kim.last()).split() if w.startswith("https://t.me/"))
    await family.dana.opens(link)
    assert "Kim would like you to get one short message" in await family.dana.last()
    await family.dana.taps("Yes, I agree")
    assert "Dana joined." in await family.kim.last()
    assert not any("Dana" in text for text in await family.alex.texts())

    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(9, zone="Pacific/Auckland")
    assert (await family.kim.last()).startswith("Hand and finger")
    card = (await family.kim.heard())[-1]
    answers = await family.rows(models.Answer)
    alexs = (await steps.session(family, 0)).card_id
    for verb in ("done", "undo", "rest", "not_today"):
        await family.kim.forges(card["message_id"], f"{verb}:{alexs}:")
        assert await family.kim.toast() == steps.OLD_BUTTON
    assert await family.rows(models.Answer) == answers
    await family.kim.taps("Stopped early", "Pain", "8")
    await family.kim.says("/rest")
    await family.kim.taps("Rest until I say")

    await family.at(8, 59)
    told = f"Tuesday 24 Nov\nHand and finger: stopped early, pain. Pain 8.\n{FOOT}"
    assert told in await family.dana.texts()
    assert f"Monday 23 Nov\nA rest day.\n{FOOT}" in await family.sam.texts()
    await family.at(9)
    assert (await family.alex.last()).startswith(GENTLE)
    for who, others in (
        (family.alex, ("Kim", "Dana", "Hand")),
        (family.sam, ("Kim", "Dana", "Hand")),
        (family.kim, ("Alex", "Sam", GENTLE)),
        (family.dana, ("Alex", "Sam", GENTLE)),
    ):
        await who.says("/shared")
        await who.says("/journal")
        seen = " ".join(await who.texts())
        assert [word for word in others if word in seen] == []


async def test_stopping_one_leaves_the_other(family: Family) -> None:
    await family.alex_is_set_up()
    await family.kim.opens(await steps.link_for(family, kinds.Role.SETUP))
    await kim_begins_a_circle_of_her_own(family)
    await family.kim.says("/stop")
    await family.kim.taps("Stop everything, for everyone")
    before = len(await family.kim.heard())
    await family.at(9)
    assert (await family.alex.last()).startswith(GENTLE)
    await family.at(9)
    assert len(await family.kim.heard()) == before


async def test_open_registration(family: Family) -> None:
    family.registration = Registration.OPEN
    await family.restarts()
    await family.alex_is_set_up()
    await family.kim.says("/start")
    await kim_begins_a_circle_of_her_own(family)
    assert len(await family.rows(models.Circle)) == 2
    # A line of words is no beginning: whoever only writes stays a stranger.
    before = await steps.counts(family)
    await family.mallory.says("hello")
    assert await family.mallory.last() == steps.STRANGER
    assert await steps.counts(family) == before
    await family.at(9)
    assert (await family.alex.last()).startswith(GENTLE)
    assert not any(GENTLE in text for text in await family.kim.texts())
