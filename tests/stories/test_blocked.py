"""Who blocks the bot hears nothing more, and nobody else's messages suffer from it."""

from care import kinds, models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import FOOT, GENTLE


async def test_sam_blocks_and_alexs_day_goes_on(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.joins(family.kim)
    await family.sam.blocks()
    heard = len(await family.sam.heard())
    await family.at(9)
    await family.alex.taps("Done", "1")
    await family.later(minutes=15)
    await family.alex.taps("As before")
    await family.at(19, 30)
    line = f"{GENTLE}: done. As before within 15 min, pain 1."
    assert await family.kim.last() == f"Monday 23 Nov\n{line}\n{FOOT}"
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    assert len(await family.sam.heard()) == heard

    # Back again: what was not told yet is in the next one.
    await family.sam.opens("https://t.me/family_test_bot")
    await family.alex.taps("Bad day: rest")
    await family.at(19, 30)
    digest = await family.sam.last()
    assert digest.startswith("Tuesday 24 Nov\n")
    assert f"Monday, {line}" in digest
    assert "A rest day." in digest


async def test_sam_blocks_while_the_bot_is_down(family: Family) -> None:
    """The news of it comes with the first message that is refused."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.ask(f"/people/{family.sam.number}/block", {"blocked": True})
    family.clock.at = family.clock.at.replace(hour=18, minute=30)
    await family.ask("/clock", {"to": family.clock.at.isoformat()})
    await family.app.due.settle()
    await family.settle()
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    chats = await family.rows(models.Chat)
    assert [chat.gone for chat in chats] == [None, kinds.Reason.BLOCKED]


async def test_alex_blocks_and_comes_back(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    sam_heard, heard = len(await family.sam.heard()), len(await family.alex.heard())
    await family.alex.blocks()
    await family.at(20)
    await family.at(20)
    kept = [(s.state, s.reason) for s in await family.rows(models.Session)]
    assert kept == [(kinds.State.NOT_DELIVERED, kinds.Reason.BLOCKED)] * 2
    assert len(await family.sam.heard()) == sam_heard
    assert len(await family.alex.heard()) == heard

    await family.alex.opens("https://t.me/family_test_bot")
    assert len(await family.alex.heard()) == heard + 1
    await family.alex.says("/journal")
    assert await family.alex.last() == (
        f"Your last 7 days\n\nMonday 23 Nov\n{GENTLE}: could not be delivered.\n\n"
        f"Tuesday 24 Nov\n{GENTLE}: could not be delivered."
    )
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    assert len(await family.alex.heard()) == heard + 3


async def test_alex_blocks_in_the_middle_of_a_session(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done")
    await family.alex.blocks()
    heard = len(await family.alex.heard())
    await family.later(hours=2)
    assert len(await family.alex.heard()) == heard
    assert (await family.rows(models.Session))[0].recovery_unasked == kinds.Reason.BLOCKED
    await family.alex.opens("https://t.me/family_test_bot")
    assert await steps.said(family, "outcome") == ["done"]
    await family.alex.taps("3")
    assert await steps.said(family, "pain") == ["3"]
    assert await steps.said(family, "recovery") == []
