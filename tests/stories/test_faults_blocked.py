"""One chat is gone, in the middle of everybody's round: only what would go there stays away."""

from care import kinds, models
from care.kinds import Reason, Sending
from tests.family import Family
from tests.stories import faults, proxies, steps
from tests.stories.faults import SAM
from tests.stories.steps import FOOT, GENTLE, SQLITE_ALONE
from tests.stories.test_report import lets_have_it
from tests.stories.test_therapist import dana_joins

CARD = "What was done, for Alex?"
REST = f"Monday 23 Nov\nA rest day.\n{FOOT}"


async def gone(family: Family, who: int) -> str | None:
    chat: models.Chat
    (chat,) = await family.rows(models.Chat, models.Chat.telegram_id == who)
    return chat.gone


async def mallory_has_hers(family: Family, time: str) -> None:
    """Another circle with the same bot."""
    await family.mallory.opens(await steps.link_for(family, kinds.Role.SETUP))
    await family.mallory.taps("Yes, I agree", "The exercises are mine")
    await family.mallory.says("Berlin")
    await family.mallory.taps("Hand and finger, daily")
    await family.mallory.says(time)


async def test_in_the_middle_of_a_round_with_several_chats(family: Family) -> None:
    """Half past seven: a prompt for Mallory's own circle, Sam's digest, Kim's; Sam has blocked."""
    await faults.at_home(family)
    await family.joins(family.kim)
    await mallory_has_hers(family, "19:30")
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(19, 29)
    sam, kim = len(await family.sam.heard()), len(await family.kim.heard())
    # The round comes before the news of it.
    await family.ask(f"/people/{SAM}/block", {"blocked": True})
    await family.sleeps_through(minutes=1)
    await family.app.due.settle()
    assert await gone(family, SAM) == Reason.BLOCKED
    await family.settle()
    assert (len(await family.sam.heard()), len(await family.kim.heard())) == (sam, kim + 1)
    assert await family.kim.last() == REST
    assert (await family.mallory.last()).startswith("Hand and finger · ")
    assert await gone(family, SAM) == Reason.BLOCKED
    # Off: nothing more is tried there, and Alex's morning is as every morning.
    family.requests.clear()
    await faults.tomorrow(family)
    await family.alex.taps("Done")
    await family.at(19, 30)
    assert SAM not in {int(params.get("chat_id", 0)) for _, params in family.requests}
    assert await family.kim.last() == f"Tuesday 24 Nov\n{GENTLE}: done.\n{FOOT}"
    # On again by the news of it alone: what Sam was not told is in the next one.
    await family.sam.blocks(False)
    assert await gone(family, SAM) is None
    assert len(await family.sam.heard()) == sam
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(19, 30)
    assert len(await family.sam.heard()) == sam + 1
    for line in ("Monday, a rest day.", f"Tuesday, {GENTLE}: done.", "A rest day."):
        assert line in await family.sam.last()


@SQLITE_ALONE
async def test_the_therapist_has_blocked(family: Family) -> None:
    """No report goes out, Alex isn't told that one did, and the next ones come again."""
    await family.alex_is_set_up()
    await dana_joins(family)
    await lets_have_it(family, family.dana, gets_report=True)
    await family.dana.blocks()
    dana = len(await family.dana.heard())
    await family.at(9)
    await family.alex.taps("Done", "1")
    before = await family.alex.texts()
    await family.at(10, 30)
    await family.at(10, 30)
    (row,) = await family.rows(
        models.Message,
        models.Message.kind == kinds.Kind.REPORT,
        models.Message.state != Sending.WAITING,
    )
    assert (row.state, row.reason) == (Sending.SKIPPED, Reason.BLOCKED)
    assert len(await family.dana.heard()) == dana
    assert not any("report" in text for text in (await family.alex.texts())[len(before) :])
    await family.dana.blocks(False)
    await family.later(days=28)
    # It waits for Alex, who was silent for so long.
    await family.alex.says("/today")
    await family.at(10)
    assert len(await family.dana.heard()) == dana + 1


@SQLITE_ALONE
async def test_who_answers_for_alex_has_blocked(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.sam.blocks()
    sam, alex = len(await family.sam.heard()), len(await family.alex.heard())
    await family.at(20)
    # Alex has the prompt and its nudge, as ever.
    assert (len(await family.sam.heard()), len(await family.alex.heard())) == (sam, alex + 2)
    await family.alex.taps("Done")
    assert await steps.said(family, "outcome") == ["done"]
    await family.sam.blocks(False)
    await family.at(19, 30)
    assert len(await family.sam.heard()) == sam + 1
    assert CARD in await family.sam.last()


@SQLITE_ALONE
async def test_alex_has_no_phone_and_who_stands_in_has_blocked(family: Family) -> None:
    await proxies.without_a_phone(family)
    await family.sam.blocks()
    sam = len(await family.sam.heard())
    await family.at(20)
    kept = await steps.session(family, 0)
    assert (kept.state, kept.reason) == (kinds.State.NOT_ASKED, Reason.NO_PHONE)
    assert len(await family.sam.heard()) == sam
    await family.sam.blocks(False)
    await family.at(19, 30)
    assert len(await family.sam.heard()) == sam + 1
    await family.sam.taps("All done")
    assert await steps.said(family, "outcome") == ["done"]
