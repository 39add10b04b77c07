"""The therapist joins: what they are told, what they see, what they don't; and who may propose."""

from care import kinds, models
from tests.family import Family, Person
from tests.stories import steps
from tests.stories.steps import GENTLE
from tests.stories.test_menus import EVERYBODYS, menu

DANAS = ["people", "plan", "help", "privacy", "stop"]
FOR_THERAPIST = "A link for my therapist"


async def a_link_for_dana(family: Family) -> str:
    await family.alex.says("/invite")
    await family.alex.taps(FOR_THERAPIST)
    last = await family.alex.last()
    assert last.startswith("Give this link to your therapist.")
    return next(w for w in last.split() if w.startswith("https://t.me/"))


async def dana_joins(family: Family) -> None:
    await family.dana.opens(await a_link_for_dana(family))
    await steps.double_tap(family.dana, "Yes, I agree")


async def member(family: Family, who: Person) -> models.Member:
    (found,) = [one for one in await family.rows(models.Member) if one.name == who.name]
    assert isinstance(found, models.Member)
    return found


async def test_the_therapist_joins(family: Family) -> None:
    await family.alex_is_set_up()
    link = await a_link_for_dana(family)
    # The helper's link is there too, its button is spent, and it is another link.
    helpers = next(text for text in await family.alex.texts() if "a short message a day" in text)
    assert link not in helpers
    assert await family.alex.buttons() == []
    await family.dana.opens(link)
    consent = await family.dana.last()
    for said in ("see the plan", "You don't see the journal.", "Nobody is watching", "/stop"):
        assert said in consent
    await steps.double_tap(family.dana, "Yes, I agree")
    assert (await family.dana.last()).startswith(
        "You are in. You can see the plan of Alex, and propose changes; Alex says yes or no to each"
    )
    assert await family.dana.buttons() == []
    told = "Dana joined as your therapist, sees your plan and may propose changes."
    assert (await family.alex.last()).startswith(told)
    assert sum(told in text for text in await family.alex.texts()) == 1
    found = await member(family, family.dana)
    assert (found.role, found.may_propose, found.sees_journal) == ("therapist", True, False)
    assert await menu(family.dana) == DANAS
    await family.mallory.opens(link)
    assert (await family.mallory.last()).startswith("This link was used already")


@steps.SQLITE_ALONE
async def test_the_therapist_gets_no_digest_and_reads_nothing_of_health(family: Family) -> None:
    await family.alex_is_set_up()
    await dana_joins(family)
    await family.at(9)
    await family.alex.taps("Stopped early", "Pain", "8")
    heard = len(await family.dana.heard())
    await family.later(days=2)
    assert len(await family.dana.heard()) == heard
    assert await steps.sent(family, kinds.Kind.DIGEST) == []
    for command in ("/today", "/journal", "/shared", "/rest", "/invite", "/settings"):
        await family.dana.says(command)
        assert await family.dana.last() == (
            "This is for the person whose exercises they are. What there is for you: /help"
        )
    await family.dana.says("/limits")
    await family.dana.says("/digest")
    await family.dana.says("/start")
    assert (await family.dana.last()).startswith("You are in.")
    await family.dana.says("/help")
    assert "/stop leave the circle" in await family.dana.last()
    said = "".join(await family.dana.texts())
    assert not any(word in said for word in ("topped early", "pain 8", GENTLE))


@steps.SQLITE_ALONE
async def test_the_therapist_leaves_and_ends_nothing_else(family: Family) -> None:
    await family.alex_is_set_up()
    await dana_joins(family)
    await family.dana.says("/stop")
    assert await family.dana.buttons() == ["Keep going", "Leave"]
    message_id, data = await steps.data_of(family.dana, "Leave")
    await family.dana.forges(message_id, data.replace("stop_leave", "stop_all"))
    assert (await family.rows(models.Circle))[0].stopped_at is None
    await family.dana.taps("Keep going")
    assert await family.dana.last() == "Nothing was changed."
    await family.dana.says("/stop")
    await steps.double_tap(family.dana, "Leave")
    assert await family.dana.last() == "You have left. Nothing more is sent to you."
    assert (await family.rows(models.Circle))[0].stopped_at is None
    assert await menu(family.dana) == EVERYBODYS
    # Alex goes on, and stops and starts what is Alex's own.
    await dana_joins(family)
    await family.alex.says("/stop")
    await family.alex.taps("Stop everything, for everyone")
    await family.dana.says("/start")
    assert await family.dana.last() == "Everything is stopped. Nothing is sent to anyone."
    assert await family.dana.buttons() == []
    await family.dana.says("/stop")
    assert await family.dana.buttons() == ["Keep going", "Leave"]


@steps.SQLITE_ALONE
async def test_who_may_propose_is_alexs_to_say(family: Family) -> None:
    await family.alex_is_set_up()
    await dana_joins(family)
    await family.alex.says("/plan")
    await family.alex.taps("Who may propose changes", "Dana")
    await steps.double_tap(family.alex, "May not propose changes")
    assert "✓ May not propose changes" in await family.alex.buttons()
    assert not (await member(family, family.dana)).may_propose
    await family.dana.says("/plan")
    assert await family.dana.buttons() == []
    # Who leaves and comes again is let in anew, as what a therapist is at first.
    await family.dana.says("/stop")
    await family.dana.taps("Leave")
    await dana_joins(family)
    assert (await member(family, family.dana)).may_propose


@steps.SQLITE_ALONE
async def test_who_sets_it_up_for_somebody_may_propose(family: Family) -> None:
    assert family.setup_link
    await family.sam.opens(family.setup_link)
    await family.sam.taps("Yes, I agree", "I help someone")
    await family.sam.says("Berlin")
    await family.sam.taps("Gentle range of motion, daily", "9:00")
    assert (await member(family, family.sam)).may_propose
    # Before the person is in, a link is theirs alone.
    await family.sam.says("/invite")
    assert await family.sam.buttons() == ["They have no phone"]
