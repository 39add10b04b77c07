"""Done without being asked: ahead of the prompt, earlier, or when a helper comes."""

import datetime as dt

from care import kinds
from tests.family import Family, labels
from tests.stories import steps
from tests.stories.steps import GENTLE

PAST = [
    "Within 15 min", "Within 30 min", "Within the hour",
    "It took about 1½ h", "About 2 h", "Longer", "Not yet", "Can't tell",
]  # fmt: skip


async def test_done_ahead_the_prompt_is_never_sent(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(7, 30)
    await family.alex.says("Today")
    assert await family.alex.last() == f"Monday 23 Nov\n9:00 {GENTLE}: still to come."
    assert await family.alex.buttons() == ["Done", "Done earlier"]
    await steps.double_tap(family.alex, "Done")
    assert await family.alex.last() == (f"{GENTLE}: done.\nHow much pain, 0 none to 10 worst?")
    today = (await family.alex.heard())[-2]
    assert (today["text"], labels(today)) == (f"Monday 23 Nov\n9:00 {GENTLE}: done.", [])
    await family.alex.taps("2")
    await family.later(minutes=20)
    await family.alex.taps("As before")
    before = len(await family.alex.heard())
    await family.at(19, 30)
    assert len(await family.alex.heard()) == before
    line = f"{GENTLE}: done. As before within 20 min, pain 2."
    assert await family.sam.last() == f"Monday 23 Nov\n{line}\n{steps.FOOT}"
    assert await steps.said(family, "outcome") == ["done"]
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


@steps.SQLITE_ALONE
async def test_done_earlier_starts_no_clock_and_asks_in_words_of_the_past(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.at(12)
    await family.alex.says("/today")
    await family.alex.taps("Done earlier", "3")
    assert await family.alex.last() == (
        f"{GENTLE}: done. Pain 3.\n{GENTLE}: how long did it take to feel as before?"
    )
    # Change lies where the finger was.
    assert await family.alex.buttons() == [*PAST[:6], "Change", *PAST[6:]]
    assert (await steps.session(family)).clock_from is None
    await family.alex.taps("Within 30 min")
    assert await family.alex.last() == f"{GENTLE}: done. As before within 30 min, pain 3."
    # The prompt and its nudge have no buttons any more.
    assert [labels(one) for one in await family.alex.heard()][-4:-2] == [[], []]


@steps.SQLITE_ALONE
async def test_not_yet_after_done_earlier_proves_no_time(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.says("/today")
    await family.alex.taps("Done earlier", "3", "Not yet")
    assert await family.alex.last() == f"{GENTLE}: done. Not as before yet, pain 3."
    assert await steps.said(family, "recovery") == ["not_yet:0"]
    await family.later(minutes=60)
    assert await family.alex.buttons() == steps.LATER
    await family.alex.taps("About 2 h")
    assert (await family.alex.last()).split("\n")[0] == (
        f"{GENTLE}: done. As before after about 2 h, pain 3."
    )


@steps.SQLITE_ALONE
async def test_several_routines_are_told_apart(family: Family) -> None:
    await family.alex_is_set_up()
    await steps.add_routine(family, "Breathing", dt.time(17))
    await family.alex.says("/today")
    assert await family.alex.buttons() == [
        f"Done: 9:00 {GENTLE}", "Done earlier: 9:00 Gentle range of moti…",
        "Done: 17:00 Breathing", "Done earlier: 17:00 Breathing",
    ]  # fmt: skip
    await family.alex.taps("Done: 17:00 Breathing")
    assert (await family.alex.last()).startswith("Breathing: done.")
    await family.at(9)
    assert (await family.alex.last()).startswith(GENTLE)
    before = len(await family.alex.heard())
    await family.at(17, 30)
    assert "Breathing · " not in "".join((await family.alex.texts())[before:])


@steps.SQLITE_ALONE
async def test_what_was_not_asked_can_still_be_said(family: Family) -> None:
    """The bot was down at nine; Alex did the exercises all the same."""
    await family.alex_is_set_up()
    await family.at(8, 30)
    await family.sleeps_through(hours=5)
    await family.restarts()
    assert (await steps.session(family)).state == kinds.State.NOT_ASKED
    await family.alex.says("/today")
    assert f"{GENTLE}: not asked." in await family.alex.last()
    await family.alex.taps("Done earlier", "1", "Within 15 min")
    assert (await steps.session(family)).reason is None
    await family.at(8, 59)
    await family.at(9)
    assert (await steps.session(family, 0)).state == kinds.State.FINISHED


@steps.SQLITE_ALONE
async def test_an_old_today_does_no_harm(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/today")
    message_id, data = await steps.data_of(family.alex, "Done")
    await family.at(9)
    await family.alex.taps("Not today")
    await family.later(days=2)
    await family.alex.forges(message_id, data)
    assert await family.alex.toast() == steps.OLD_BUTTON
    assert await steps.said(family, "outcome") == ["not_today"]


@steps.SQLITE_ALONE
async def test_with_a_helper_who_comes_nothing_prompts(family: Family) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await family.alex.taps("Yes, I agree", "The exercises are mine")
    await family.alex.says("Berlin")
    await family.alex.taps("With a helper, in bed")
    assert "About 15 min a day, 15 of them with a helper's hands." in await family.alex.last()
    await family.alex.taps("No prompt: when my helper comes")
    assert await family.alex.last() == (
        "All set. With a helper, in bed waits in /today for when your helper comes. "
        "Nothing prompts it. Everything else: /help"
    )
    await family.joins(family.sam)
    before = len(await family.alex.heard())
    await family.at(14)
    assert len(await family.alex.heard()) == before
    await family.alex.says("Today")
    assert "With a helper, in bed: when your helper comes." in await family.alex.last()
    await family.alex.taps("Done", "0")
    await family.later(minutes=5)
    await family.alex.taps("As before")
    await family.at(19, 30)
    assert "With a helper, in bed: done. As before within 5 min, pain 0." in await family.sam.last()
    # A day on which nothing was said of it is a day on which nothing was asked.
    before = len(await family.alex.heard())
    await family.later(days=2)
    assert len(await family.alex.heard()) == before
    assert (await steps.session(family, 1)).state == kinds.State.NOT_ASKED


@steps.SQLITE_ALONE
async def test_stopped_there_is_nothing_to_say(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/today")
    message_id, data = await steps.data_of(family.alex, "Done")
    await family.alex.says("/stop")
    await family.alex.taps("Stop everything, for everyone")
    await family.alex.forges(message_id, data)
    assert await family.alex.toast() == "Everything is stopped. To start again: /start"
    assert await steps.said(family, "outcome") == []
    await family.alex.says("/today")
    assert "All messages are stopped. To start again: /start" in await family.alex.last()
