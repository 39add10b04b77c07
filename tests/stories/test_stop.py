"""/stop ends every message to everyone after one question; starting again takes two taps."""

from care import models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import FOOT, GENTLE

EVERYTHING = "Stop everything, for everyone"
PAUSE = "Pause everything, for everyone"
STOPPED = "Stopped. Nothing more is sent to anyone."


async def heard(family: Family) -> tuple[int, int]:
    return len(await family.alex.heard()), len(await family.sam.heard())


async def test_alex_stops_everything(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done")
    await family.alex.says("/stop")
    assert "Stop all messages to everyone?" in await family.alex.last()
    assert await family.alex.buttons() == ["Keep going", PAUSE, EVERYTHING]
    await steps.double_tap(family.alex, EVERYTHING)
    assert await family.alex.last() == STOPPED
    assert await family.alex.buttons() == ["Start again"]

    before = await heard(family)
    await family.later(hours=12)
    await family.restarts()
    await family.later(days=2)
    await family.restarts()
    assert await heard(family) == before
    assert await family.rows(models.Aside) == []


async def test_a_tap_after_the_stop_wakes_nothing(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.says("/stop")
    await family.alex.taps(EVERYTHING, "Done")
    assert await family.alex.toast() == "Everything is stopped. To start again: /start"
    assert await family.rows(models.Answer) == []
    before = await heard(family)
    await family.later(days=2)
    assert await heard(family) == before


@steps.SQLITE_ALONE
async def test_stray_words_after_the_end_wake_nobody_and_keep_nothing(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.sam.says("/stop")
    await family.sam.taps(EVERYTHING)
    sams = len(await family.sam.heard())
    held = [(row.id, row.state, row.asks) for row in await family.rows(models.Session)]
    line = "Sam stopped everything. Nothing is sent to anyone."
    for stray in ("/start", "hello", "done, pain 3", "Bad day: rest", "pain 4"):
        await family.alex.says(stray)
        assert await family.alex.last() == line, stray
        assert await family.alex.buttons() == ["Start again"]
    await family.alex.sends_photo()
    assert await family.alex.last() == line
    await family.alex.says("Today")
    assert "All messages are stopped." in await family.alex.last()
    assert await family.rows(models.Answer) == []
    assert [(row.id, row.state, row.asks) for row in await family.rows(models.Session)] == held
    (circle,) = await family.rows(models.Circle)
    assert circle.stopped_at is not None
    await family.later(days=3)
    assert len(await family.sam.heard()) == sams


async def test_keep_going(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/stop")
    old = await steps.data_of(family.alex, EVERYTHING)
    await steps.double_tap(family.alex, "Keep going")
    assert await family.alex.last() == "Nothing was changed."
    assert await family.alex.buttons() == []
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    # The question is answered: its other button, from before that, ends nothing any more.
    await family.alex.taps("Not today")
    await family.alex.forges(*old)
    assert await family.alex.toast() == steps.OLD_BUTTON
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


async def test_start_again_after_confirmation(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.says("/stop")
    await family.alex.taps(EVERYTHING)
    await family.later(days=2)
    await steps.double_tap(family.alex, "Start again")
    assert "Start the prompts and the daily messages again" in await family.alex.last()
    await steps.double_tap(family.alex, "No, leave it as it is")
    assert await family.alex.buttons() == ["Start again"]
    before = await heard(family)
    await family.later(days=1)
    assert await heard(family) == before

    await family.later(minutes=1)
    await family.alex.taps("Start again")
    await steps.double_tap(family.alex, "Yes, start again")
    assert await family.alex.last() == "Started again. The next prompt comes at its usual time."
    await family.at(9)
    assert await heard(family) == (before[0] + 1, before[1])
    assert (await family.alex.last()).startswith(f"{GENTLE} · about 10 min")
    await family.alex.taps("Bad day: rest")
    await family.at(19, 30)
    assert await family.sam.last() == f"Friday 27 Nov\nA rest day.\n{FOOT}"


async def test_sam_stops_only_the_own_messages(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.joins(family.kim)
    await family.sam.says("/stop")
    assert await family.sam.buttons() == [
        "Keep going", PAUSE, "Stop only my own messages", EVERYTHING,
    ]  # fmt: skip
    await steps.double_tap(family.sam, "Stop only my own messages")
    assert await family.sam.last() == "You have left. Nothing more is sent to you."
    before = await heard(family)
    await family.at(9)
    assert len(await family.alex.heard()) == before[0] + 1
    await family.alex.taps("Bad day: rest")
    await family.restarts()
    await family.later(days=1, hours=12)
    assert len(await family.sam.heard()) == before[1]
    assert f"Monday 23 Nov\nA rest day.\n{FOOT}" in await family.kim.texts()
    await family.alex.says("/shared")
    assert "Sam" not in await family.alex.last()


async def test_sam_stops_everything_and_alex_sees_who_did(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.sam.says("/stop")
    await steps.double_tap(family.sam, EVERYTHING)
    assert await family.sam.last() == STOPPED
    before = await heard(family)
    await family.later(days=2)
    await family.restarts()
    assert await heard(family) == before
    # Asked for, it says where things stand, who did it, and how to come back.
    await family.alex.says("/start")
    assert "Sam" in await family.alex.last()
    assert await family.alex.buttons() == ["Start again"]


async def test_alex_starts_again_what_sam_stopped(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.sam.says("/stop")
    await family.sam.taps(EVERYTHING)
    await family.later(days=1)
    await family.alex.says("/start")
    await family.alex.taps("Start again", "Yes, start again")
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


async def test_a_link_into_what_is_stopped_opens_nothing(family: Family) -> None:
    await family.alex_is_set_up()
    link = await steps.link_for(family)
    await family.alex.says("/stop")
    await family.alex.taps(EVERYTHING)
    await family.sam.opens(link)
    await family.sam.taps("Yes, I agree")
    assert len(await family.rows(models.Member)) == 1


@steps.SQLITE_ALONE
async def test_a_card_below_today_is_not_closed_after_a_stop(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(8)
    await family.alex.says("/today")
    await family.alex.taps("Done")
    await family.later(minutes=1)
    await family.sam.says("/stop")
    await family.sam.taps(EVERYTHING)
    shown = await family.alex.chat()
    await family.later(days=3)
    assert await family.alex.chat() == shown
