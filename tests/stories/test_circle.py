"""/circle: Alex sees who is in and what each sees, changes it, and takes people out again."""

from sqlmodel import col

from care import kinds, models
from tests.family import Family, Person
from tests.stories import faults, files, proxies, steps
from tests.stories.steps import FOOT, GENTLE
from tests.stories.test_digest_choices import a_day
from tests.stories.test_menus import EVERYBODYS, SAMS, menu
from tests.stories.test_plan_in_the_chat import DOSE
from tests.stories.test_proposed_plan import sam_may_propose, shorter
from tests.stories.test_several_circles import invited_by, kim_has_one_too
from tests.stories.test_therapist import dana_joins, member

SAMS_CARD = [
    "May read the journal (/journal)", "✓ Doesn't see the journal",
    "Sees the plan, may propose changes", "✓ May not propose changes",
    "Sam may answer for me", "Remove Sam",
]  # fmt: skip


async def on_the_card_of(family: Family, name: str) -> None:
    await family.alex.says("/circle")
    await family.alex.taps(name)


async def removes(family: Family, name: str) -> None:
    await on_the_card_of(family, name)
    await family.alex.taps(f"Remove {name}", f"Yes, remove {name}")


async def test_who_is_in_and_what_each_of_them_sees(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/circle")
    assert await family.alex.last() == "Nobody else is in your circle yet."
    assert await family.alex.buttons() == ["Invite somebody"]
    await family.joins(family.sam)
    await dana_joins(family)
    await family.alex.says("/circle")
    assert (await family.alex.last()).splitlines()[1:-1] == [
        "• Sam helps, since 23 Nov. Sees: the short message.",
        "• Dana, therapist, since 23 Nov. Sees: the plan. "
        "May propose changes; you say yes or no to each.",
    ]
    assert await family.alex.buttons() == [
        "Sam", "Dana", "The open links", "Invite somebody",
    ]  # fmt: skip
    heard = len(await family.alex.heard())
    await steps.double_tap(family.alex, "Sam")
    assert len(await family.alex.heard()) == heard + 1
    assert await family.alex.buttons() == SAMS_CARD
    await steps.double_tap(family.alex, "May read the journal (/journal)")
    assert await family.alex.buttons() == [
        "What Sam sees", "✓ May read the journal (/journal)", "Doesn't see the journal",
        *SAMS_CARD[2:],
    ]  # fmt: skip
    assert "Sees: the short message, the journal." in await family.alex.last()
    assert (await member(family, family.sam)).sees_journal
    assert not (await member(family, family.dana)).sees_journal
    await family.alex.taps("Dana", "Gets the report every four weeks")
    assert (await member(family, family.dana)).gets_report
    assert "the plan, the report, every four weeks." in await family.alex.last()


async def test_removed_at_noon_nothing_comes_in_the_evening(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.joins(family.kim)
    await a_day(family)
    await on_the_card_of(family, "Sam")
    await family.alex.taps("May read the journal (/journal)", "Sees the plan, may propose changes")
    await family.sam.says("/journal")
    assert await menu(family.sam) == [*SAMS[:2], "plan", "journal", *SAMS[2:]]
    await family.at(12)
    await steps.double_tap(family.alex, "Remove Sam")
    # The button under the finger keeps Sam in.
    assert await family.alex.buttons() == ["Yes, remove Sam", "Keep Sam"]
    await steps.double_tap(family.alex, "Keep Sam")
    assert "Remove Sam" in await family.alex.buttons()
    heard = len(await family.sam.heard())
    await family.alex.taps("Remove Sam")
    await steps.double_tap(family.alex, "Yes, remove Sam")
    assert await family.alex.last() == "Sam is out. Nothing more is sent to Sam."
    assert await family.alex.buttons() == []
    await family.restarts()
    await family.at(19, 30)
    await family.later(days=8)
    assert len(await family.sam.heard()) == heard
    assert any(text.endswith(FOOT) for text in await family.kim.texts())
    await family.alex.says("/circle")
    assert "Sam" not in await family.alex.last()
    # Asked for, there is nothing: neither words nor old buttons.
    for command in ("/journal", "/plan", "/digest", "/shared"):
        await family.sam.says(command)
        assert GENTLE not in await family.sam.last()
    assert await menu(family.sam) == EVERYBODYS
    # A new link is a new beginning.
    await family.joins(family.sam)
    again = await member(family, family.sam)
    assert (again.left_at, again.sees_journal, again.may_propose) == (None, False, False)
    assert await menu(family.sam) == SAMS


@steps.SQLITE_ALONE
async def test_what_the_removed_proposed_is_asked_no_more(family: Family) -> None:
    await sam_may_propose(family)
    await files.sends(family.sam, await shorter(family))
    await family.sam.taps("Send it to Alex")
    await family.sam.says("/plan")
    await family.sam.taps(GENTLE, "Shoulder circles", DOSE)
    await family.sam.says("3 each way")
    await family.sam.taps("Back", "Shoulder circles", DOSE)
    states = {one.state for one in await family.rows(models.PlanVersion)}
    assert states == {kinds.PlanState.ACTIVE, kinds.PlanState.PROPOSED, kinds.PlanState.DRAFT}
    await removes(family, "Sam")
    states = {one.state for one in await family.rows(models.PlanVersion)}
    assert states == {kinds.PlanState.ACTIVE, kinds.PlanState.DROPPED}
    (human,) = await family.rows(models.Human, models.Human.telegram_id == family.sam.number)
    assert (human.asks, human.asks_in) == (None, None)
    await family.later(days=3)
    assert not any("Sam proposes" in text for text in await family.alex.texts())
    await family.alex.says("/plan")
    assert not any("Sam" in label for label in await family.alex.buttons())


@steps.SQLITE_ALONE
async def test_a_proposal_that_lies_there_when_sam_is_removed(family: Family) -> None:
    await sam_may_propose(family)
    await files.sends(family.sam, await shorter(family))
    await family.sam.taps("Send it to Alex")
    await family.at(8)
    assert "Sam proposes" in await family.alex.last()
    await removes(family, "Sam")
    heard = len(await family.sam.heard())
    await family.alex.taps("Use this plan")
    assert (await files.in_force(family)).routines[0].minutes == 10
    assert len(await family.sam.heard()) == heard


@steps.SQLITE_ALONE
async def test_who_answered_for_alex_is_removed(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(19, 30)
    card = await steps.data_of(family.sam, "All done")
    await removes(family, "Sam")
    heard = len(await family.sam.heard())
    await family.sam.forges(*card)
    assert await family.sam.toast() == steps.OLD_BUTTON
    assert await steps.said(family, "outcome") == []
    await family.later(days=2)
    assert len(await family.sam.heard()) == heard
    gone = await member(family, family.sam)
    assert (gone.proxy, gone.acts_since) == (False, None)
    await family.joins(family.sam)
    again = await member(family, family.sam)
    assert (again.proxy, again.acts_since) == (False, None)


@steps.SQLITE_ALONE
async def test_alex_sees_that_somebody_left(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.sam.says("/stop")
    await steps.double_tap(family.sam, "Stop only my own messages")
    assert await family.alex.last() == "Sam has left. Nothing more is sent to Sam."
    assert sum("Sam has left" in text for text in await family.alex.texts()) == 1
    assert (await family.alex.heard())[-1]["silent"]
    # Once everything is stopped, nobody is told of anything.
    await dana_joins(family)
    await family.alex.says("/stop")
    await family.alex.taps("Stop everything, for everyone")
    dana = family.dana
    heard = len(await family.alex.heard())
    await dana.says("/stop")
    await dana.taps("Leave")
    assert await dana.last() == "You have left. Nothing more is sent to you."
    assert len(await family.alex.heard()) == heard


@steps.SQLITE_ALONE
async def test_a_link_that_nobody_used_can_be_withdrawn(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/circle")
    await steps.double_tap(family.alex, "Invite somebody")
    links = [word for text in await family.alex.texts() for word in text.split() if "t.me/" in word]
    assert len(links) == 1
    await family.alex.taps("A link for my therapist")
    therapists = next(w for w in (await family.alex.last()).split() if "t.me/" in w)
    await family.alex.says("/circle")
    assert "Links that nobody used yet: 2." in await family.alex.last()
    await steps.double_tap(family.alex, "The open links")
    assert (await family.alex.last()).splitlines()[1:] == [
        "Link 1: for somebody who helps, until Wednesday 25 Nov, 7:00.",
        "Link 2: for your therapist, until Wednesday 25 Nov, 7:00.",
    ]
    await steps.double_tap(family.alex, "Withdraw link 1")
    assert await family.alex.buttons() == ["✓ Link 1 is withdrawn", "Withdraw link 2"]
    await family.sam.opens(links[0])
    assert (await family.sam.last()).startswith("This link was used already")
    await family.dana.opens(therapists)
    await family.dana.taps("Yes, I agree")
    assert (await member(family, family.dana)).role == kinds.Role.THERAPIST
    # Used, it is no open link any more: the old button does nothing.
    await family.alex.taps("Withdraw link 2")
    assert (await member(family, family.dana)).left_at is None
    await family.later(days=2, minutes=1)
    await family.alex.says("/circle")
    assert "Links" not in await family.alex.last()


@steps.SQLITE_ALONE
async def test_a_link_withdrawn_on_the_way_in(family: Family) -> None:
    """Sam has opened it, and not said yes."""
    await family.alex_is_set_up()
    await family.sam.opens(await steps.link_for(family))
    await family.alex.says("/circle")
    await family.alex.taps("The open links", "Withdraw link 1")
    await family.sam.taps("Yes, I agree")
    assert (await family.sam.last()).startswith("This link was used already")
    assert len(await family.rows(models.Member)) == 1


@steps.SQLITE_ALONE
async def test_others_have_no_say_in_it(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.joins(family.kim)
    await dana_joins(family)
    kims = await member(family, family.kim)
    await on_the_card_of(family, "Kim")
    card = int((await steps.data_of(family.alex, "Remove Kim"))[1].split(":")[1])
    link = await steps.link_for(family)
    opened = (await family.rows(models.Invitation, col(models.Invitation.used_at).is_(None)))[-1]
    for who in (family.sam, family.dana, family.mallory):
        await who.says("/circle")
        assert "Kim" not in await who.last()
        mine = (await who.heard())[-1]
        for data in (
            f"member:{card}:{kims.id}", f"member_set:{card}:{kims.id}:sees:1",
            f"member_gone:{card}:{kims.id}", f"link_off:{card}:{opened.id}", f"circle:{card}:",
        ):  # fmt: skip
            await who.forges(mine["message_id"], data)
            assert await who.toast() == steps.OLD_BUTTON
    # Nor has Alex over what no button of this card says.
    mine = (await family.alex.find("Remove Kim"))["message_id"]
    for data in (f"member_gone:{card}:{kims.id}", f"member_set:{card}:{kims.id}:sees:2"):
        await family.alex.forges(mine, data)
        assert await family.alex.toast() == steps.OLD_BUTTON
    assert (await member(family, family.kim)).left_at is None
    assert not any(one.sees_journal for one in await family.rows(models.Member))
    await family.mallory.opens(link)
    assert "Alex would like you to get" in await family.mallory.last()


@steps.SQLITE_ALONE
async def test_what_is_in_another_circle_is_out_of_reach(family: Family) -> None:
    """Kim has a circle of her own: her own buttons don't reach into Alex's."""
    await kim_has_one_too(family)
    await family.joins(family.sam)
    await family.dana.opens(await invited_by(family.kim))
    await family.dana.taps("Yes, I agree")
    await family.alex.says("/invite")
    open_ = (await family.rows(models.Invitation, col(models.Invitation.used_at).is_(None)))[-1]
    sams = await member(family, family.sam)
    await family.kim.says("/invite")
    await family.kim.says("/circle")
    await family.kim.taps("Dana")
    message_id, data = await steps.data_of(family.kim, "Remove Dana")
    row = data.split(":")[1]
    await family.kim.taps("The open links")
    links, data = await steps.data_of(family.kim, "Withdraw link 1")
    for lies_on, forged in (
        (message_id, f"member_gone:{row}:{sams.id}"),
        (message_id, f"member_set:{row}:{sams.id}:sees:1"),
        (message_id, f"member_sees:{row}:{sams.id}"),
        (message_id, f"proxy_open:{row}:{sams.id}"),
        (links, f"link_off:{data.split(':')[1]}:{open_.id}"),
    ):
        await family.kim.forges(lies_on, forged)
        assert await family.kim.toast() == steps.OLD_BUTTON, forged
    sams = await member(family, family.sam)
    assert (sams.left_at, sams.sees_journal, sams.proxy) == (None, False, False)
    (open_,) = await family.rows(models.Invitation, models.Invitation.id == open_.id)
    assert open_.used_at is None


async def test_what_was_on_its_way_when_sam_was_removed_never_comes(family: Family) -> None:
    """Telegram refused it, and it would have been tried again."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await a_day(family)
    await faults.always(family, {"kind": "server_error"}, "sendMessage", faults.SAM)
    await family.at(19, 30)
    await family.sam.says("/digest")
    heard = len(await family.sam.heard())
    await removes(family, "Sam")
    await faults.over(family)
    await family.later(hours=3)
    await family.restarts()
    await family.later(days=1)
    assert len(await family.sam.heard()) == heard
    (waiting,) = [
        row
        for row in await family.rows(models.Message, models.Message.kind == kinds.Kind.PROMPT)
        if row.state == kinds.Sending.WAITING
    ]
    assert waiting.try_at is not None


@steps.SQLITE_ALONE
async def test_a_circle_of_sixteen(family: Family) -> None:
    await family.alex_is_set_up()
    for number in range(16):
        await family.ask("/people", {"id": 2000 + number, "first_name": f"Cousin {number}"})
        await family.joins(Person(family, 2000 + number, f"Cousin {number}"))
    await family.alex.says("/circle")
    assert len(await family.alex.buttons()) == 17
    await family.alex.taps("Cousin 15", "Remove Cousin 15", "Yes, remove Cousin 15")
    assert await family.alex.last() == "Cousin 15 is out. Nothing more is sent to Cousin 15."


@steps.SQLITE_ALONE
async def test_for_who_has_no_phone_the_stand_in_decides(family: Family) -> None:
    await proxies.without_a_phone(family)
    await family.kim.opens(await invited_by(family.sam))
    await family.kim.taps("Yes, I agree")
    await family.sam.says("/circle")
    assert (await family.sam.buttons())[0] == "Kim"
    assert "Sam" not in await family.sam.buttons()
    await family.sam.taps("Kim", "May read the journal (/journal)")
    await family.kim.says("/journal")
    assert (await family.kim.last()).startswith("The last 7 days of Alex")
    await family.sam.says("/journal")
    assert "Alex" not in (await family.sam.last()).splitlines()[0]
    await family.sam.taps("Remove Kim", "Yes, remove Kim")
    assert (await member(family, family.kim)).left_at is not None
    # Who leaves is told to whoever decides.
    await family.kim.opens(await invited_by(family.sam))
    await family.kim.taps("Yes, I agree")
    await family.kim.says("/stop")
    await family.kim.taps("Stop only my own messages")
    assert await family.sam.last() == "Kim has left. Nothing more is sent to Kim."


@steps.SQLITE_ALONE
async def test_who_was_removed_is_told_so_whatever_they_write(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await removes(family, "Sam")
    for said in ("done", "/today", "/digest", "/circle", "/start"):
        await family.sam.says(said)
        assert (await family.sam.last()).startswith("You are in nobody's circle now"), said
