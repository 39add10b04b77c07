"""From a link to the first prompt: at most six taps, whoever sets it up, however they type."""

import pytest

from care import kinds, models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE


async def to_the_place(family: Family, whose: str = "The exercises are mine") -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await steps.double_tap(family.alex, "Yes, I agree")
    await steps.double_tap(family.alex, whose)


async def test_the_consent_says_what_it_must(family: Family) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    consent = await family.alex.last()
    for said in (
        "Whoever runs this bot can read", "never end-to-end encrypted", "Nobody is watching",
        "/stop", "/erase",
    ):  # fmt: skip
        assert said in consent
    assert await family.alex.buttons() == ["Yes, I agree"]
    assert (await family.rows(models.Human))[0].agreed_at is None
    await steps.double_tap(family.alex, "Yes, I agree")
    assert (await family.rows(models.Human))[0].agreed_at == family.clock.now()
    assert await family.alex.last() == "Whose exercises are they?"


@steps.SQLITE_ALONE
async def test_six_taps_with_a_shared_place(family: Family) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await family.alex.taps("Yes, I agree", "The exercises are mine")
    await family.alex.shares(52.516, 13.377)
    await family.alex.taps("Hand and finger, daily", "9:00")
    assert await family.alex.last() == (
        "All set. The first prompt, Hand and finger, comes on Monday 23 Nov at 9:00.\n"
        "Below the chat are Today, Bad day: rest, and Help. On a bad day, one tap makes all silent."
    )
    for row in (*await family.rows(models.Human), *await family.rows(models.Circle)):
        assert not any(number in repr(row) for number in ("52.5", "13.3"))
    assert (await family.rows(models.Circle))[0].zone == "Europe/Berlin"


@steps.SQLITE_ALONE
async def test_a_name_that_several_cities_have(family: Family) -> None:
    await to_the_place(family)
    await family.alex.says("springfield")
    assert await family.alex.last() == "Which one?"
    assert "Springfield, US (Chicago time)" in await family.alex.buttons()
    await steps.double_tap(family.alex, "Springfield, US (New York time)")
    assert "Clock: New York, where it is 1:00 now." in await family.alex.texts()
    await family.alex.taps("Gentle range of motion, daily", "10:00")
    assert (await family.rows(models.Circle))[0].zone == "America/New_York"
    await family.at(10, zone="America/New_York")
    assert await family.alex.buttons() == steps.ON_A_PROMPT


@steps.SQLITE_ALONE
async def test_a_city_nobody_knows(family: Family) -> None:
    await to_the_place(family)
    await family.alex.says("Xyzzyville")
    unknown = "I don't know that place. Please type the nearest bigger city."
    assert await family.alex.last() == unknown
    await family.alex.says("????")
    assert await family.alex.last() == unknown
    await family.alex.says("berlin")
    assert "Clock: Berlin, where it is 7:00 now." in await family.alex.texts()


@steps.SQLITE_ALONE
@pytest.mark.parametrize(
    ("typed", "shown"), [("9.30", "9:30"), ("7 pm", "19:00"), ("21h15", "21:15"), ("8", "8:00")]
)
async def test_times_as_people_type_them(family: Family, typed: str, shown: str) -> None:
    await family.alex_is_set_up(time=typed)
    assert f"comes on Monday 23 Nov at {shown}." in await family.alex.last()


@steps.SQLITE_ALONE
async def test_what_is_no_time_is_asked_again(family: Family) -> None:
    await family.alex_is_set_up(time="when I wake up")
    for nonsense in ("25:00", "9:75", "13 pm", "-1", "half nine", "٩:٠٠x"):
        assert (await family.alex.last()).startswith("I can't read that as a time.")
        assert await family.rows(models.Circle) == []
        await family.alex.says(nonsense)
    await family.alex.says("9:30")
    assert "at 9:30." in await family.alex.last()
    assert len(await family.rows(models.Circle)) == 1


@steps.SQLITE_ALONE
async def test_walking_away_in_the_middle(family: Family) -> None:
    """At each step: silence for hours, a restart, /start, and the same step is there again."""
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    for act in ("Yes, I agree", "The exercises are mine", "", "Gentle range of motion, daily"):
        step = await family.alex.last()
        heard = len(await family.alex.heard())
        await family.later(hours=30)
        assert len(await family.alex.heard()) == heard
        await family.restarts()
        await family.alex.says("/start")
        assert await family.alex.last() == step
        if act:
            await family.alex.taps(act)
        else:
            await family.alex.says("Berlin")
    await family.alex.says("9:00")
    assert "All set." in await family.alex.last()
    assert len(await family.rows(models.Human)) == len(await family.rows(models.Circle)) == 1


@steps.SQLITE_ALONE
async def test_an_older_steps_button_does_no_harm(family: Family) -> None:
    await to_the_place(family)
    await family.alex.says("/start")
    await family.alex.says("Berlin")
    first = await steps.data_of(family.alex, "Hand and finger, daily")
    await family.alex.says("/start")
    await family.alex.taps("Gentle range of motion, daily")
    await family.alex.forges(*first)
    assert await family.alex.toast() == steps.OLD_BUTTON
    await family.alex.says("9:00")
    assert GENTLE in await family.alex.last()


@steps.SQLITE_ALONE
async def test_setting_it_up_for_both(family: Family) -> None:
    await to_the_place(family, "I'm setting it up for both")
    assert "Has the person whose exercises they are said yes to that" in await family.alex.last()
    assert await family.rows(models.Circle) == []
    await steps.double_tap(family.alex, "Yes, they said yes")
    assert "Which city is the person in?" in await family.alex.last()
    await family.alex.says("Berlin")
    await family.alex.taps("Gentle range of motion, daily", "9:00")
    member = (await family.rows(models.Member))[0]
    assert (member.role, member.shared_phone) == (kinds.Role.PATIENT, True)
    assert (await family.rows(models.Circle))[0].agreed_at
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


@steps.SQLITE_ALONE
@pytest.mark.parametrize("asks", ["/help", "Help", "/privacy"])
async def test_who_asks_something_in_between_finds_the_step_again(
    family: Family, asks: str
) -> None:
    await to_the_place(family)
    await family.alex.says("Berlin")
    await family.alex.says(asks)
    assert (await family.alex.last()).startswith("What would you like to start with?")
    await family.alex.taps("Gentle range of motion, daily", "9:00")
    assert (await family.alex.last()).startswith("All set.")
