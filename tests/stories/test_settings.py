"""How Alex wants to be written to; and the limits, which are Alex's to set."""

import datetime as dt

from care import models, plan
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE

USUAL = [
    "✓ Prompts with a sound", "Prompts without a sound",
    "Questions with a sound", "✓ Questions without a sound",
    "Large buttons", "✓ Usual buttons", "This phone is shared", "✓ This phone is mine alone",
]  # fmt: skip
NOTED = (
    "When a session goes over a limit, its card says so. A change holds from the next prompt on. "
    "Ask your therapist which limits fit you."
)


async def alex(family: Family) -> models.Member:
    found: models.Member = (await family.rows(models.Member, models.Member.role == "patient"))[0]
    return found


async def test_each_thing_is_one_tap(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/settings")
    assert await family.alex.buttons() == USUAL
    before = len(await family.alex.heard())
    await steps.double_tap(
        family.alex, "Prompts without a sound", "Questions with a sound", "Large buttons"
    )
    assert await family.alex.buttons() == [
        "Prompts with a sound", "✓ Prompts without a sound",
        "✓ Questions with a sound", "Questions without a sound",
        "✓ Large buttons", "Usual buttons", "This phone is shared", "✓ This phone is mine alone",
    ]  # fmt: skip
    assert len(await family.alex.heard()) == before
    member = await alex(family)
    assert (member.prompt_sound, member.question_sound, member.large_buttons) == (False, True, True)
    await family.alex.taps("Prompts with a sound", "Questions without a sound", "Usual buttons")
    assert await family.alex.buttons() == USUAL


@steps.SQLITE_ALONE
async def test_those_who_help_are_led_to_their_message(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.alex.says("/settings")
    old = await steps.data_of(family.alex, "Large buttons")
    await family.sam.says("/settings")
    assert "✓ Every day" in await family.sam.buttons()
    await family.sam.forges(*old)
    assert not (await alex(family)).large_buttons


@steps.SQLITE_ALONE
async def test_the_limits_say_who_set_them(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/limits")
    assert await family.alex.last() == (
        "Until you feel as before: 60 min (a starting point nobody set for you).\n"
        f"Pain: no limit.\n{NOTED}"
    )
    assert await family.alex.buttons() == [
        "30 min", "45 min", "✓ 60 min", "90 min", "120 min",
        "Limit 3", "Limit 4", "Limit 5", "Limit 6", "Limit 7", "✓ No pain limit",
    ]  # fmt: skip
    await steps.double_tap(family.alex, "45 min")
    await family.later(days=1)
    await family.alex.says("/limits")
    await steps.double_tap(family.alex, "Limit 4")
    assert await family.alex.last() == (
        "Until you feel as before: 45 min (as Alex wrote it, 23 Nov).\n"
        f"Pain: 4 of 10 (as Alex wrote it, 24 Nov).\n{NOTED}"
    )
    await steps.double_tap(family.alex, "No pain limit")
    assert "\nPain: no limit.\n" in await family.alex.last()
    versions = await family.rows(models.PlanVersion)
    assert [version.state for version in versions] == ["replaced"] * 3 + ["active"]
    assert len({(version.author_id, version.confirmed_by) for version in versions}) == 1
    documents = [plan.read(version.document) for version in versions]
    assert [one.recovery_limit for one in documents] == [60, 45, 45, 45]
    assert [one.pain_limit for one in documents] == [None, None, 4, None]
    assert len({one.routines for one in documents}) == 1


@steps.SQLITE_ALONE
async def test_a_session_keeps_the_limit_of_its_day(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "3")
    await family.alex.says("/limits")
    await family.alex.taps("30 min")
    before = len(await family.alex.heard())
    await family.later(minutes=31)
    assert len(await family.alex.heard()) == before
    await family.later(minutes=29)
    assert await family.alex.last() == f"An hour since {GENTLE}. Do you feel as before?"
    await family.alex.taps("Not yet")
    await family.at(9)
    await family.alex.taps("Done", "3")
    await family.later(minutes=30)
    await family.alex.taps("Not yet")
    assert "Your limit is 30 min (as Alex wrote it, 23 Nov)." in await family.alex.last()


@steps.SQLITE_ALONE
async def test_pain_over_its_limit_is_told_to_who_asked_for_that_alone(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.sam.says("/digest")
    await family.sam.taps("Only over a limit")
    await family.alex.says("/limits")
    await family.alex.taps("Limit 5")
    for pain in ("5", "6"):
        await family.at(9)
        await family.alex.taps("Done", pain)
        await family.later(minutes=20)
        await family.alex.taps("As before")
    heard = len(await family.sam.heard())
    await family.at(19, 30)
    assert len(await family.sam.heard()) == heard + 1
    assert await family.sam.last() == (
        f"Tuesday 24 Nov\n{GENTLE}: done. As before within 20 min, pain 6.\n{steps.FOOT}"
    )


@steps.SQLITE_ALONE
async def test_a_limit_of_danas_is_named_until_alex_sets_another(family: Family) -> None:
    await family.alex_is_set_up()
    await steps.limit_by_dana(family, 40, dt.date(2026, 11, 3))
    await family.alex.says("/limits")
    assert "40 min (Dana, 3 Nov)" in await family.alex.last()
    assert "✓ 45 min" not in await family.alex.buttons()
    old = await steps.data_of(family.alex, "90 min")
    await family.joins(family.sam)
    await family.sam.forges(*old)
    await family.alex.says("/limits")
    assert "40 min (Dana, 3 Nov)" in await family.alex.last()
