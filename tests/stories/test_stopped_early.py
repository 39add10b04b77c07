"""Stopped early is as good an answer as done; "not today" needs no reason and has no end."""

from care import kinds, models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE


async def test_stopped_early_tired(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await steps.double_tap(family.alex, "Stopped early")
    asked = f"{GENTLE}: you stopped early. That is fine. What was it?"
    assert await family.alex.last() == asked
    assert await family.alex.buttons() == ["Pain", "Tired", "Something else"]
    await steps.double_tap(family.alex, "Tired")
    assert await family.alex.last() == (
        f"{GENTLE}: stopped early, tired.\nHow much pain, 0 none to 10 worst?"
    )
    await steps.double_tap(family.alex, "4")
    await family.later(minutes=20)
    await steps.double_tap(family.alex, "As before")
    line = f"{GENTLE}: stopped early, tired. As before within 20 min, pain 4."
    assert await family.alex.last() == line

    said = [(row.kind, row.value) for row in await family.rows(models.Answer)]
    assert said == [
        ("outcome", "stopped"), ("why", "tired"), ("pain", "4"), ("recovery", "within:20"),
    ]  # fmt: skip
    before = len(await family.alex.heard())
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\n{line}\n{steps.FOOT}"
    assert len(await family.alex.heard()) == before


@steps.SQLITE_ALONE
async def test_each_reason_and_what_was_over_the_limit(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    twice = "\nThis will be in the report for the therapist."
    for day, why, word, report in (
        ("Monday 23", "Pain", "pain", ""),
        ("Tuesday 24", "Something else", "something else", twice),
    ):
        await family.at(9)
        await family.alex.taps("Stopped early", why, "9")
        await family.later(minutes=60)
        await steps.double_tap(family.alex, "Not yet")
        await family.at(19, 30)
        line = f"{GENTLE}: stopped early, {word}. More than an hour, pain 9."
        assert await family.sam.last() == f"{day} Nov\n{line}{report}\n{steps.FOOT}"
    assert await steps.said(family, "why") == ["pain", "other"]


@steps.SQLITE_ALONE
async def test_not_today(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await steps.double_tap(family.alex, "Not today")
    assert await family.alex.last() == f"{GENTLE}: not today."
    assert await family.alex.buttons() == ["Change"]
    alex_heard, sam_heard = len(await family.alex.heard()), len(await family.sam.heard())

    await family.at(8, 59)
    assert len(await family.alex.heard()) == alex_heard
    assert len(await family.sam.heard()) == sam_heard
    assert await steps.said(family, "outcome") == ["not_today"]
    await family.at(9)
    assert len(await family.alex.heard()) == alex_heard + 1
    assert (await steps.session(family, 0)).state == kinds.State.FINISHED
    await family.alex.says("/journal")
    assert f"Monday 23 Nov\n{GENTLE}: not today." in await family.alex.last()
