"""Kim agreed beforehand to be asked: one tap asks, one question comes, and any answer is fine."""

from care import models
from care.kinds import Kind, Reason
from care.ports import Screen
from tests.family import Family, Person
from tests.stories import helpers, steps
from tests.stories.helpers import ENDS, IN_BED, MAY, MAY_NOT
from tests.stories.steps import GENTLE
from tests.stories.test_away import TOLD, WAITS
from tests.stories.test_stop import PAUSE

MONDAY = TOLD.replace("Thursday 26", "Wednesday 25")
QUESTION = (
    "Sam is away through Wednesday 25 Nov.\n"
    "Could you help Alex with what needs a hand?\n"
    "About 5 min a day.\n"
    "{}"
)
ASKED = QUESTION.format("Either answer is fine, and so is none. The plan is below, on one page.")
SAID_YES = QUESTION.format("You said yes. Thank you.")
SAID_NO = QUESTION.format("You said that you can't. That is fine.")


async def sam_is_away(family: Family, how: str = "Three days") -> None:
    """Sam helps every day, Kim may be asked; Sam is away from Monday on, and Alex was told."""
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await helpers.kim_may_be_asked(family)
    await family.sam.says("/away")
    await family.sam.taps(how)
    await family.at(8, 30)


async def counts(family: Family) -> list[int]:
    return [await helpers.heard(one) for one in (family.alex, family.sam, family.kim)]


async def asked_in(kim: Person) -> list[str]:
    return (await kim.texts())[-2:]


async def test_alex_asks_and_kim_says_yes(family: Family) -> None:
    await sam_is_away(family)
    assert await family.alex.last() == f"{MONDAY}\nIf you like, one tap asks for help."
    assert await family.alex.buttons() == ["Ask Kim"]
    alexs, sams, kims = await counts(family)
    await steps.double_tap(family.alex, "Ask Kim")
    assert await family.alex.buttons() == ["✓ Ask Kim"]
    assert await family.alex.last() == MONDAY
    await family.alex.taps("✓ Ask Kim")
    # One question and one page, without a sound; nobody else is told.
    assert await counts(family) == [alexs, sams, kims + 2]
    assert await asked_in(family.kim) == [ASKED, "The plan, on one page."]
    sheet = (await family.kim.heard())[-1]
    assert sheet["media"]["file_name"] == "the-plan.pdf"
    for row in await steps.sent(family, Kind.HELP_ASKED):
        assert Screen.from_json(row.screen or "").silent
    assert "✓ Ask Kim" in await buttons_of_card(family)
    sams += 1
    await family.restarts()

    await steps.double_tap(family.kim, "Yes")
    assert (await asked_in(family.kim))[0] == SAID_YES
    assert await counts(family) == [alexs + 1, sams + 1, kims + 2]
    assert await family.alex.last() == await family.sam.last() == "Kim says yes."
    await family.at(10, 30)
    assert await helpers.prompts(family) == [f"23 {GENTLE}", f"23 {IN_BED}"]
    await family.alex.taps("Done")
    await family.later(days=1)
    assert (await helpers.prompts(family))[-1] == f"24 {IN_BED}"
    assert await steps.said(family, "helps") != []

    # What Kim said can change as long as it lasts.
    await family.kim.taps("I can't")
    assert (await family.kim.find("✓ I can't"))["text"] == SAID_NO
    assert await family.alex.last() == "Kim can't this time."
    await family.later(days=1)
    assert (await helpers.reasons(family))[-1] == WAITS
    assert await family.rows(models.Aside) == []


async def buttons_of_card(family: Family) -> list[str]:
    """Sam's own card, called up anew."""
    await family.sam.says("/away")
    return await family.sam.buttons()


@steps.SQLITE_ALONE
async def test_sam_asks_and_kim_can_not(family: Family) -> None:
    await sam_is_away(family)
    assert await family.sam.buttons() == [
        "Ask Kim", "I'm back", "Today", "✓ Three days", "Until I say", MAY, f"✓ {MAY_NOT}",
    ]  # fmt: skip
    alexs, sams, kims = await counts(family)
    await steps.double_tap(family.sam, "Ask Kim")
    assert (await family.sam.buttons())[0] == "✓ Ask Kim"
    assert await family.alex.buttons() == ["✓ Ask Kim"]
    await family.alex.taps("✓ Ask Kim")
    assert await counts(family) == [alexs, sams, kims + 2]
    await steps.double_tap(family.kim, "I can't")
    assert (await asked_in(family.kim))[0] == SAID_NO
    assert await counts(family) == [alexs + 1, sams + 1, kims + 2]
    assert await family.alex.last() == await family.sam.last() == "Kim can't this time."
    await family.at(12)
    assert (await helpers.reasons(family))[-1] == WAITS


@steps.SQLITE_ALONE
async def test_no_answer_is_fine(family: Family) -> None:
    await sam_is_away(family)
    await family.alex.taps("Ask Kim")
    _, _, kims = await counts(family)
    await family.at(7)
    await family.later(days=3)
    # Kim's digest aside, of which there is none: nothing was said of any day.
    assert await helpers.heard(family.kim) == kims
    assert WAITS in await helpers.reasons(family)
    # Over: what lies there says nothing any more.
    message_id, data = await steps.data_of(family.kim, "Yes")
    await family.kim.forges(message_id, data)
    assert await family.kim.toast() == steps.OLD_BUTTON
    assert "This is over. Thank you." in await family.kim.texts()
    assert await steps.said(family, "helps") == []


@steps.SQLITE_ALONE
async def test_back_early_is_told_to_kim_who_said_yes(family: Family) -> None:
    await sam_is_away(family, "Until I say")
    await family.alex.taps("Ask Kim")
    await family.kim.taps("Yes")
    alexs, sams, kims = await counts(family)
    await steps.double_tap(family.sam, "I'm back")
    assert await counts(family) == [alexs, sams, kims + 1]
    assert await family.kim.last() == "Sam is back. Thank you."
    assert [one for one in await family.alex.texts() if "is away" in one] == []
    # Another absence asks anew: the yes was for that one.
    await family.sam.taps("Until I say")
    await family.at(12)
    assert (await helpers.reasons(family))[-1] == WAITS
    await family.alex.taps("Ask Kim")
    assert (await family.kim.texts())[-2].startswith("Sam is away for now.")
    assert len(await steps.sent(family, Kind.HELP_ASKED)) == 4


@steps.SQLITE_ALONE
async def test_back_after_many_days_and_no_card_says_otherwise(family: Family) -> None:
    """What lies in the others' chats is older than two days, and older than the first end."""
    await sam_is_away(family)
    await family.alex.taps("Ask Kim")
    await family.kim.taps("Yes")
    await family.sam.taps("Until I say")
    await family.later(days=9)
    await steps.double_tap(family.sam, "I'm back")
    alexs, kims = await family.alex.texts(), await family.kim.texts()
    assert "Sam is back." in alexs
    assert not any("Sam is away" in text for text in alexs + kims)


@steps.SQLITE_ALONE
async def test_kim_rather_is_not_asked(family: Family) -> None:
    await sam_is_away(family)
    kims = await helpers.heard(family.kim)
    await family.kim.taps(MAY_NOT)
    # Kim is there like anybody who helps, so nothing waits, and the offer is gone.
    assert await family.alex.last() == "Sam is away through Wednesday 25 Nov."
    assert await family.alex.buttons() == []
    assert await helpers.heard(family.kim) == kims
    await family.at(10, 30)
    assert (await helpers.prompts(family))[-1] == f"23 {IN_BED}"


@steps.SQLITE_ALONE
async def test_kim_has_blocked_the_bot(family: Family) -> None:
    await sam_is_away(family)
    await family.kim.blocks()
    await family.alex.taps("Ask Kim")
    rows = await family.rows(models.Message, models.Message.kind == Kind.HELP_ASKED)
    assert {row.reason for row in rows} == {Reason.BLOCKED}
    await family.kim.blocks(False)
    await family.at(12)
    assert (await helpers.reasons(family))[-1] == WAITS


@steps.SQLITE_ALONE
async def test_forged(family: Family) -> None:
    await sam_is_away(family)
    await family.alex.taps("Ask Kim")
    alexs, sams, kims = await counts(family)
    (sams_card, back), (told, _) = (
        await steps.data_of(family.sam, "I'm back"),
        await steps.data_of(family.alex, "✓ Ask Kim"),
    )
    question, yes = await steps.data_of(family.kim, "Yes")
    row = yes.split(":")[1]
    for who in (family.mallory, family.sam, family.alex):
        await who.forges(question, yes)
        await who.forges(question, f"ask_helper:{row}:1")
    for who in (family.mallory, family.kim, family.alex):
        await who.forges(sams_card, back)
        await who.forges(sams_card, f"away_days:{back.split(':')[1]}:3")
    for data in ("helps:1:maybe", f"helps:{row}:maybe", "ask_helper:1:x", "away_days:1:9",
                 f"ask_helper:{row}:99999", "may_be_asked::yes", "away::", "back::"):  # fmt: skip
        for who, message_id in ((family.kim, question), (family.alex, told)):
            await who.forges(message_id, data)
    assert await counts(family) == [alexs, sams, kims]
    assert await steps.said(family, "helps") == []
    sam = (await family.rows(models.Member, models.Member.name == "Sam"))[0]
    assert sam.away_until is not None
    assert await family.rows(models.Aside) == []


@steps.SQLITE_ALONE
async def test_kim_leaves_or_is_removed(family: Family) -> None:
    await sam_is_away(family)
    await family.alex.taps("Ask Kim")
    await family.kim.taps("Yes")
    await family.kim.says("/stop")
    await family.kim.taps("Stop only my own messages")
    kims = await helpers.heard(family.kim)
    await family.kim.taps("I can't")
    await family.at(12)
    assert await helpers.heard(family.kim) == kims
    assert (await helpers.reasons(family))[-1] == WAITS
    assert ENDS[0] not in await family.kim.buttons()


@steps.SQLITE_ALONE
async def test_nothing_is_asked_while_everything_is_paused(family: Family) -> None:
    await sam_is_away(family)
    await family.alex.says("/pause")
    await family.alex.taps(PAUSE)
    kims = await helpers.heard(family.kim)
    await family.alex.taps("Ask Kim")
    assert await family.alex.toast() == steps.OLD_BUTTON
    await family.later(days=1)
    assert await helpers.heard(family.kim) == kims
