"""Mallory has no link: one polite line, and nothing about Mallory is kept."""

from care import models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE


async def test_a_stranger_leaves_no_trace(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    message_id, data = await steps.data_of(family.alex, "Done")
    before = await steps.counts(family)
    assert before["seen"] > 0

    mallory = family.mallory
    for line in ("hello", "/start", "/help", "/stop", "/digest", "done", "/journal"):
        await mallory.says(line)
    await mallory.shares(52.5, 13.4)
    assert await mallory.texts() == [steps.STRANGER]
    await mallory.forges(message_id, data)
    assert await mallory.toast() == steps.OLD_BUTTON
    await mallory.blocks()
    await mallory.blocks(False)
    await mallory.opens("https://t.me/family_test_bot?start=AAAAAAAAAAAAAAAAAAAAAA")
    assert "already, or it is too old" in await mallory.last()
    await mallory.opens("https://t.me/family_test_bot")

    assert await steps.counts(family) == before
    card = await family.alex.find("Done")
    assert card["text"].startswith(GENTLE)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


async def test_a_stranger_hears_it_before_anybody_is_set_up_too(family: Family) -> None:
    before = await steps.counts(family)
    await family.mallory.says("/start")
    await family.mallory.forges(1, "agree:1:")
    assert await family.mallory.texts() == [steps.STRANGER]
    assert await steps.counts(family) == before
    assert before["human"] == before["chat"] == before["seen"] == 0
    await family.alex_is_set_up()
    assert len(await family.rows(models.Human)) == 1


async def test_a_forged_tap_is_no_other_way_to_be_heard(family: Family) -> None:
    for _ in range(3):
        await family.mallory.forges(7, "done:1:")
        assert await family.mallory.toast() == steps.OLD_BUTTON
    await family.mallory.says("and now?")
    assert len(await family.mallory.heard()) <= 1


@steps.SQLITE_ALONE
async def test_one_line_and_then_silence_for_a_while(family: Family) -> None:
    await family.alex_is_set_up()
    for _ in range(5):
        await family.mallory.says("and now?")
    assert await family.mallory.texts() == [steps.STRANGER]
    # Whoever opens a link that is too old hears why, and that once, too.
    for _ in range(3):
        await family.mallory.opens("https://t.me/family_test_bot?start=AAAAAAAAAAAAAAAAAAAAAA")
    assert len(await family.mallory.heard()) == 2
    await family.later(minutes=9)
    await family.mallory.says("hello?")
    assert len(await family.mallory.heard()) == 2
    await family.later(minutes=1)
    await family.mallory.says("hello?")
    assert (await family.mallory.texts())[2:] == [steps.STRANGER]
    # Alex lets Mallory in: nothing of the silence is left.
    await family.joins(family.mallory)
    await family.mallory.says("hello?")
    assert "nobody else reads this chat" in await family.mallory.last()
