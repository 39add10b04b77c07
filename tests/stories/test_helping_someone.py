"""Sam sets it up for Alex: nothing goes to anyone before Alex's own yes."""

from care import kinds, models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import FOOT, GENTLE


async def sam_sets_it_up(family: Family) -> str:
    """By the host's link, for somebody else; the link for Alex."""
    assert family.setup_link
    await family.sam.opens(family.setup_link)
    await family.sam.taps("Yes, I agree", "I help someone")
    assert "Which city is the person in?" in await family.sam.last()
    await family.sam.says("Berlin")
    await family.sam.taps("Gentle range of motion, daily", "9:00")
    ready = await family.sam.last()
    assert ready.startswith("All set. Now the person's own yes: please give them this link.")
    assert "Nothing is sent to them before that." in ready
    return next(word for word in ready.split() if word.startswith("https://t.me/"))


async def test_no_prompt_before_alexs_own_yes(family: Family) -> None:
    link = await sam_sets_it_up(family)
    heard = len(await family.sam.heard())
    await family.later(days=1, hours=5)
    assert len(await family.sam.heard()) == heard
    assert await family.rows(models.Session) == []

    await family.alex.opens(link)
    assert "Nobody is watching this chat." in await family.alex.last()
    before = len(await family.alex.heard())
    await family.later(hours=12)
    assert len(await family.alex.heard()) == before
    await steps.double_tap(family.alex, "Yes, I agree")
    first = f"All set. The first prompt, {GENTLE}, comes on Wednesday 25 Nov at 9:00."
    assert (await family.alex.last()).startswith(first)
    assert await family.sam.last() == "Alex said yes. The prompts go to Alex from now on."

    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    await family.alex.taps("Done", "2")
    await family.later(minutes=20)
    await family.alex.taps("As before")
    await family.at(19, 30)
    line = f"{GENTLE}: done. As before within 20 min, pain 2."
    assert await family.sam.last() == f"Wednesday 25 Nov\n{line}\n{FOOT}"
    roles = [(m.name, m.role) for m in await family.rows(models.Member)]
    assert roles == [("Sam", kinds.Role.CAREGIVER), ("Alex", kinds.Role.PATIENT)]


async def test_sam_can_not_use_alexs_link(family: Family) -> None:
    link = await sam_sets_it_up(family)
    await family.sam.opens(link)
    assert "This link is for somebody else, and it still works." in await family.sam.last()
    await family.alex.opens(link)
    await family.alex.taps("Yes, I agree")
    assert "All set." in await family.alex.last()
    await family.mallory.opens(link)
    assert await family.mallory.last() == (
        "This link was used already, or it is too old. Please ask for a new one."
    )


async def test_commands_are_harmless_before_alexs_yes(family: Family) -> None:
    await sam_sets_it_up(family)
    for command in ("/today", "/rest", "/journal", "/shared", "/invite", "/digest", "/help"):
        heard = len(await family.sam.heard())
        await family.sam.says(command)
        assert len(await family.sam.heard()) == heard + 1
    assert await family.rows(models.Aside) == []
    await family.sam.says("/stop")
    await family.sam.taps("Stop everything, for everyone", "Start again", "Yes, start again")
    await family.later(days=1)
    assert await family.rows(models.Session) == []


async def test_a_link_for_alex_that_grew_old_can_be_had_anew(family: Family) -> None:
    link = await sam_sets_it_up(family)
    await family.later(hours=49)
    await family.alex.opens(link)
    assert "Please ask for a new one." in await family.alex.last()
    await family.sam.says("/invite")
    words = (await family.sam.last()).split()
    fresh = [word for word in words if word.startswith("https://t.me/")]
    assert len(fresh) == 1
    await family.alex.opens(fresh[0])
    await family.alex.taps("Yes, I agree")
    assert "All set." in await family.alex.last()
