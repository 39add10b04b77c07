"""Silence all day: one nudge, then nothing; and nobody else hears of it."""

from care import kinds, models
from tests.family import Family, labels
from tests.stories import steps
from tests.stories.steps import GENTLE


async def test_silence_all_day(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    before, sam_heard = len(await family.alex.heard()), len(await family.sam.heard())
    old = await steps.data_of(family.alex, "Done")
    await family.later(minutes=59)
    assert len(await family.alex.heard()) == before
    await family.later(minutes=1)
    prompt, nudge = (await family.alex.heard())[-2:]
    assert len(await family.alex.heard()) == before + 1
    assert nudge["text"].startswith("Still here, if you like. Not today is fine too.\n" + GENTLE)
    assert nudge["silent"]
    assert labels(nudge) == steps.ON_A_PROMPT
    assert labels(prompt) == []

    await family.at(8, 59)
    assert len(await family.alex.heard()) == before + 1
    assert len(await family.sam.heard()) == sam_heard
    await family.at(9)
    closed, new = (await family.alex.heard())[-2:]
    assert len(await family.alex.heard()) == before + 2
    assert closed["text"] == f"{GENTLE}, Monday 23 Nov. This card is closed."
    assert labels(closed) == []
    assert labels(new) == steps.ON_A_PROMPT

    monday = await steps.session(family, 0)
    assert (monday.state, monday.asks) == (kinds.State.NO_ANSWER, None)
    await family.alex.forges(*old)
    assert await family.alex.toast() == "This one is closed now. Nothing was changed."
    assert await family.rows(models.Answer) == []
    await family.alex.says("/journal")
    assert f"Monday 23 Nov\n{GENTLE}: no answer.\n" in await family.alex.last()


@steps.SQLITE_ALONE
async def test_the_nudge_can_be_answered(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(10, 30)
    await family.alex.taps("Done", "0")
    assert labels((await family.alex.heard())[-1]) == ["As before"]
    assert labels((await family.alex.heard())[-2]) == []
    await family.later(minutes=10)
    await family.alex.taps("As before")
    # From the tap that said done, not from the prompt.
    assert await family.alex.last() == f"{GENTLE}: done. As before within 10 min, pain 0."


@steps.SQLITE_ALONE
async def test_no_nudge_in_quiet_hours(family: Family) -> None:
    await family.alex_is_set_up(time="20:45")
    await family.at(20, 45)
    before = await family.alex.texts()
    await family.at(20, 44)
    assert await family.alex.texts() == before
    assert await steps.sent(family, kinds.Kind.NUDGE) == []


@steps.SQLITE_ALONE
async def test_the_routines_own_time_wins_over_quiet_hours(family: Family) -> None:
    await family.alex_is_set_up(time="22:15")
    await family.at(22, 15)
    prompt = (await family.alex.heard())[-1]
    # Two hours on would be in the middle of the night.
    assert labels(prompt) == [label for label in steps.ON_A_PROMPT if label != "Later"]
    assert not prompt["silent"]


@steps.SQLITE_ALONE
async def test_silence_after_done_asks_once_and_no_more(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done")
    before = len(await family.alex.heard())
    await family.at(8, 59)
    assert len(await family.alex.heard()) == before + 1
    assert labels((await family.alex.heard())[-1]) == steps.AT_THE_LIMIT
    assert await family.sam.last() == f"Monday 23 Nov\n{GENTLE}: done.\n{steps.FOOT}"
    await family.at(9)
    closed = (await family.alex.heard())[-2]
    assert (closed["text"], labels(closed)) == (f"{GENTLE}: done.", [])
    monday = await steps.session(family, 0)
    assert monday.state == kinds.State.FINISHED
    assert await steps.said(family, "recovery") == await steps.said(family, "pain") == []


@steps.SQLITE_ALONE
async def test_words_that_are_no_answer_are_kept_and_the_question_stays_open(
    family: Family,
) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done")
    await family.alex.says("my left shoulder is odd")
    said = "I can't read this, and nobody else reads this chat. Your note is kept."
    assert (await family.alex.last()).startswith(said)
    assert "How much pain, 0 none to 10 worst?" in await family.alex.last()
    assert (await family.alex.buttons())[0] == "Get help"
    notes = await family.rows(models.Answer, models.Answer.kind == "note")
    assert [note.words for note in notes] == ["my left shoulder is odd"]
    await family.alex.taps("Get help")
    assert "When to stop and get help" in await family.alex.last()
    await family.alex.taps("3")
    assert await steps.said(family, "pain") == ["3"]
    assert labels(await family.alex.find("As before")) == ["As before"]
