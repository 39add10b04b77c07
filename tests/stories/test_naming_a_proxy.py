"""Who answers is Alex's to say, ahead of need or from today; handed back as easily by either."""

from sqlmodel import Session as Db

from care import kinds, models, store
from tests.family import Family
from tests.stories import proxies, steps
from tests.stories.steps import FOOT, GENTLE

MINE = ["I answer for Alex", "✓ Alex answers", "I would rather not"]
ENDED = "You do not answer for Alex any more. Your message comes as before."


async def test_named_ahead_and_begun_by_either(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await proxies.card_about(family, family.sam)
    await steps.double_tap(family.alex, "Sam may, when it is needed")
    assert await family.alex.buttons() == [
        "Sam answers from today", "✓ Sam may, when it is needed", "Sam does not",
    ]  # fmt: skip
    assert (await family.sam.last()).startswith("Alex named you to answer for them when it is")
    assert await family.sam.buttons() == MINE
    heard = len(await family.alex.heard()), len(await family.sam.heard())
    sam = await proxies.member(family, "Sam")
    assert (sam.proxy, sam.acts_since) == (True, None)

    # Sam begins: Alex gets one silent line, and sees it in /today.
    await steps.double_tap(family.sam, "I answer for Alex")
    assert len(await family.alex.heard()) == heard[0] + 1
    assert (await family.alex.last()).startswith("Sam answers for you, since Monday 23 Nov")
    assert await family.sam.buttons() == ["✓ I answer for Alex", "Alex answers", MINE[2]]
    await family.alex.says("/today")
    assert "Sam answers for you, too." in await family.alex.last()
    waiting = await family.rows(models.Message, models.Message.state == kinds.Sending.WAITING)
    assert [one.kind for one in waiting if one.member_id == sam.id] == [kinds.Kind.PROXY]

    # Alex takes it back on the line that came; Sam's digest is there again.
    await family.alex.taps("Sam may, when it is needed")
    assert (await proxies.member(family, "Sam")).acts_since is None
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\n{GENTLE}: done. Pain 2.\n{FOOT}"


@steps.SQLITE_ALONE
async def test_sam_would_rather_not(family: Family) -> None:
    await proxies.sam_answers(family)
    await steps.double_tap(family.sam, "I would rather not")
    assert (
        await family.sam.last()
        == "Fine. You do not answer for Alex, and your message comes as before."
    )
    assert await family.alex.last() == "Sam would rather not answer for you. Nothing else changes."
    sam = await proxies.member(family, "Sam")
    assert (sam.proxy, sam.acts_since) == (False, None)
    await family.sam.says("/digest")
    assert "Answering for Alex" not in await family.sam.buttons()


@steps.SQLITE_ALONE
async def test_one_at_a_time(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.joins(family.kim)
    await proxies.card_about(family, family.kim)
    await family.alex.taps("Kim answers from today")
    assert await family.sam.last() == ENDED
    assert (await family.kim.last()).startswith("You answer for Alex, since Monday 23 Nov")
    await family.at(19, 30)
    assert "What was done, for Alex?" in await family.kim.last()
    assert await family.sam.last() == ENDED
    assert len(await steps.sent(family, kinds.Kind.PROXY)) == 1


@steps.SQLITE_ALONE
async def test_the_way_there_from_start_and_digest(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await proxies.card_about(family, family.sam)
    await family.alex.taps("Sam may, when it is needed")
    await family.sam.says("/digest")
    assert (await family.sam.buttons())[0] == "Answering for Alex"
    await family.sam.taps("With a sound")
    heard = len(await family.sam.heard())
    await steps.double_tap(family.sam, "Answering for Alex")
    assert len(await family.sam.heard()) == heard + 1
    assert await family.sam.buttons() == MINE
    await family.sam.says("/start")
    assert await family.sam.buttons() == MINE
    await family.sam.taps("I answer for Alex")
    assert (await proxies.member(family, "Sam")).acts_since == family.clock.now()
    await family.sam.says("/digest")
    assert (await family.sam.last()).startswith("While you answer for Alex, one card a day comes")


@steps.SQLITE_ALONE
async def test_what_happened_meanwhile_is_not_told_afterwards(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.alex.taps("Sam does not")
    assert await family.sam.last() == ENDED
    await family.at(19, 30)
    assert await family.sam.last() == ENDED
    assert await steps.sent(family, kinds.Kind.DIGEST) == []


@steps.SQLITE_ALONE
async def test_an_open_card_ends_with_it(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(19, 30)
    old = await steps.data_of(family.sam, "All done")
    await family.alex.taps("Sam may, when it is needed")
    closed = "Monday 23 Nov, for Alex. This card is closed."
    assert closed in await family.sam.texts()
    await family.sam.forges(*old)
    assert await family.sam.toast() == steps.OLD_BUTTON
    assert await steps.said(family, "outcome") == []


@steps.SQLITE_ALONE
async def test_buttons_that_are_not_theirs_do_nothing(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.joins(family.kim)
    on_alexs = await steps.data_of(family.alex, "Sam does not")
    on_sams = await steps.data_of(family.sam, "Alex answers")
    await family.at(19, 30)
    on_card = await steps.data_of(family.sam, "All done")
    await family.sam.forges(*on_alexs)
    await family.alex.forges(*on_sams)
    await family.alex.forges(*on_card)
    for stranger in (family.kim, family.mallory):
        for forged in (on_alexs, on_sams, on_card):
            await stranger.forges(*forged)
    kim = await proxies.member(family, "Kim")
    # Alex's own button, with another's number in it, was never there.
    await family.alex.forges(on_alexs[0], on_alexs[1].rpartition(":")[0][:-1] + f"{kim.id}:now")
    assert (await proxies.member(family, "Sam")).acts_since is not None
    assert not (await proxies.member(family, "Kim")).proxy
    assert await steps.said(family, "outcome") == []


@steps.SQLITE_ALONE
async def test_a_therapist_is_not_named(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)

    def change(db: Db) -> None:
        db.get_one(models.Member, 2).role = kinds.Role.THERAPIST

    await proxies.card_about(family, family.sam)
    await family.edit(change)
    await family.alex.taps("Sam answers from today")
    assert await family.alex.toast() == steps.OLD_BUTTON
    assert not (await proxies.member(family, "Sam")).proxy
    assert await family.app.db.run(store.named, 1) is None
