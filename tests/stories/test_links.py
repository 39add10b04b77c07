"""A link works once, for 48 hours, for one role."""

from care import kinds, models
from tests.family import Family
from tests.stories import steps

DEAD = "This link was used already, or it is too old. Please ask for a new one."


async def test_a_used_link_opens_nothing(family: Family) -> None:
    await family.alex_is_set_up()
    link = await steps.link_for(family)
    await family.sam.opens(link)
    await steps.double_tap(family.sam, "Yes, I agree")
    assert "Sam joined." in await family.alex.last()
    before = await steps.counts(family)
    for used in (link, family.setup_link or ""):
        await family.mallory.opens(used)
        assert await family.mallory.last() == DEAD
    assert await steps.counts(family) == before
    assert len(await family.rows(models.Member)) == 2


async def test_a_link_is_good_for_48_hours(family: Family) -> None:
    await family.alex_is_set_up()
    link = await steps.link_for(family)
    late = await steps.link_for(family)
    await family.later(hours=47, minutes=59)
    await family.sam.opens(link)
    await family.sam.taps("Yes, I agree")
    assert "You get one short message a day" in await family.sam.last()
    await family.later(minutes=2)
    before = await steps.counts(family)
    await family.kim.opens(late)
    assert await family.kim.last() == DEAD
    assert await steps.counts(family) == before


async def test_a_link_that_grows_old_while_it_is_read(family: Family) -> None:
    await family.alex_is_set_up()
    await family.sam.opens(await steps.link_for(family))
    await family.later(hours=49)
    await family.sam.taps("Yes, I agree")
    assert await family.sam.last() == DEAD
    assert len(await family.rows(models.Member)) == 1


async def test_the_hosts_link_is_good_for_48_hours(family: Family) -> None:
    before = await steps.counts(family)
    await family.sleeps_through(hours=48, minutes=1)
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    assert await family.alex.last() == DEAD
    assert await steps.counts(family) == before
    # The next start of the bot prints another.
    await family.restarts()
    await family.alex_is_set_up()
    assert "All set." in await family.alex.last()


async def test_two_people_race_for_one_invitation(family: Family) -> None:
    await family.alex_is_set_up()
    link = await steps.link_for(family)
    await family.sam.opens(link)
    await family.kim.opens(link)
    for who in (family.kim, family.sam):
        message_id, data = await steps.data_of(who, "Yes, I agree")
        body = {"message_id": message_id, "data": data}
        await family.ask(f"/people/{who.number}/taps", body)
    await family.settle()
    lines = sorted([await family.sam.last(), await family.kim.last()])
    assert lines[0] == DEAD
    assert lines[1].startswith("You get one short message a day")
    caregivers = await family.rows(models.Member, models.Member.role == kinds.Role.CAREGIVER)
    assert len(caregivers) == 1
    assert sum(" joined." in text for text in await family.alex.texts()) == 1


async def test_who_lost_the_race_can_not_begin_a_circle(family: Family) -> None:
    """Without a link of their own, a person who was let in nowhere is a stranger again."""
    await family.alex_is_set_up()
    link = await steps.link_for(family)
    await family.kim.opens(link)
    await family.sam.opens(link)
    await family.sam.taps("Yes, I agree")
    await family.kim.taps("Yes, I agree")
    assert await family.kim.last() == DEAD
    await family.kim.says("/start")
    assert "A new link from the family lets you in again." in await family.kim.last()
    assert await family.kim.buttons() == []


async def test_alex_opening_sams_invitation_does_not_use_it_up(family: Family) -> None:
    await family.alex_is_set_up()
    link = await steps.link_for(family)
    await family.alex.opens(link)
    assert await family.alex.last() == (
        "You are in already. This link is for somebody else, and it still works."
    )
    await family.sam.opens(link)
    await family.sam.taps("Yes, I agree")
    assert "You get one short message a day" in await family.sam.last()


async def test_sam_leaves_and_is_invited_again(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.sam.says("/stop")
    await family.sam.taps("Stop only my own messages")
    assert await family.sam.last() == "You have left. Nothing more is sent to you."
    await family.joins(family.sam)
    assert "You get one short message a day" in await family.sam.last()
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\nA rest day.\n{steps.FOOT}"


async def test_who_left_can_not_begin_a_circle_without_a_link(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.sam.says("/stop")
    await family.sam.taps("Stop only my own messages")
    await family.sam.says("/start")
    assert await family.sam.buttons() == []
    assert len(await family.rows(models.Circle)) == 1
