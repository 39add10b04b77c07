"""/pause: the person or whoever helps; nothing is asked or told until somebody starts again."""

from care import models
from care.kinds import Reason, State
from tests.family import Family
from tests.stories import faults, steps
from tests.stories.steps import FOOT, GENTLE
from tests.stories.test_stop import EVERYTHING, PAUSE, heard
from tests.stories.test_therapist import dana_joins

PAUSED = "Everything is paused. Nothing is sent to anyone until somebody starts it again."
BY_SAM = PAUSED.replace("Everything is paused", "Sam paused everything")


async def test_sam_pauses_and_alex_starts_again(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.sam.says("/pause")
    assert (await family.sam.last()).startswith("Pause everything, for everyone?")
    assert await family.sam.buttons() == ["Keep going", PAUSE]
    await steps.double_tap(family.sam, PAUSE)
    assert await family.sam.last() == PAUSED
    assert await family.sam.buttons() == ["Start again"]
    # Nothing else would tell Alex: one line, without a sound.
    assert await family.alex.last() == BY_SAM
    assert await family.alex.buttons() == ["Start again"]
    before = await heard(family)
    await family.later(days=2)
    await family.restarts()
    await family.later(hours=1)
    assert await heard(family) == before
    kept = await family.rows(models.Session)
    assert [(one.state, one.reason) for one in kept] == [
        (State.NOT_ASKED, Reason.CIRCLE_PAUSED),
        (State.NOT_ASKED, Reason.CIRCLE_PAUSED),
    ]
    await family.alex.says("/journal")
    assert (await family.alex.last()).count("not asked, everything was paused") == 2
    await family.alex.says("/today")
    assert "All messages are paused. To start again: /start" in await family.alex.last()

    await family.alex.says("/start")
    assert await family.alex.last() == BY_SAM
    await steps.double_tap(family.alex, "Start again")
    await steps.double_tap(family.alex, "No, leave it as it is")
    assert await family.alex.last() == BY_SAM
    await family.alex.taps("Start again")
    await steps.double_tap(family.alex, "Yes, start again")
    assert await family.alex.last() == "Started again. The next prompt comes at its usual time."
    before = await heard(family)
    await family.at(9)
    assert await heard(family) == (before[0] + 1, before[1])
    assert (await family.alex.last()).startswith(GENTLE)
    await family.alex.taps("Not today", "Change")
    assert await family.rows(models.Aside) == []


@steps.SQLITE_ALONE
async def test_an_open_question_waits_no_more_and_what_is_said_counts(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.alex.says("/pause")
    await family.alex.taps(PAUSE)
    assert await family.alex.last() == PAUSED
    before = await heard(family)
    await family.later(hours=3)
    assert await heard(family) == before
    (session,) = (await family.rows(models.Session))[:1]
    assert session.recovery_unasked == Reason.CIRCLE_PAUSED
    await family.alex.taps("Start again", "Yes, start again")
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\n{GENTLE}: done. Pain 2.\n{FOOT}"


@steps.SQLITE_ALONE
async def test_sam_starts_again_what_alex_paused_and_dana_can_neither(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await dana_joins(family)
    await family.dana.says("/pause")
    assert "This is for the person" in await family.dana.last()
    await family.alex.says("/pause")
    message_id, data = await steps.data_of(family.alex, PAUSE)
    await family.dana.forges(message_id, data)
    assert (await family.rows(models.Circle))[0].paused_at is None
    sams = len(await family.sam.heard())
    await family.alex.taps(PAUSE)
    assert len(await family.sam.heard()) == sams
    await family.sam.says("/pause")
    assert await family.sam.last() == BY_SAM.replace("Sam", "Alex")
    await family.sam.taps("Start again", "Yes, start again")
    (circle,) = await family.rows(models.Circle)
    assert (circle.paused_at, circle.paused_by) == (None, None)


@steps.SQLITE_ALONE
async def test_what_is_paused_can_be_stopped_and_starts_whole(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.sam.says("/pause")
    await family.sam.taps(PAUSE)
    await family.alex.says("/stop")
    assert await family.alex.buttons() == ["Keep going", EVERYTHING]
    await family.alex.taps(EVERYTHING, "Start again", "Yes, start again")
    (circle,) = await family.rows(models.Circle)
    assert (circle.paused_at, circle.stopped_at) == (None, None)
    await family.at(9)
    waits = [row for row in await family.rows(models.Message) if row.kind == "prompt"]
    assert len([row for row in waits if row.state == "waiting"]) == 1
    assert await family.alex.buttons() == steps.ON_A_PROMPT


@steps.SQLITE_ALONE
async def test_what_was_said_before_a_pause_is_not_sent_in_it(family: Family) -> None:
    """Telegram never said whether it had the answer: it isn't sent again while all is silent."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await faults.meets(family, {"kind": "closed", "when": "after"}, "sendMessage", faults.ALEX)
    await family.alex.says("/limits")
    limits = await family.alex.last()
    await family.sam.says("/pause")
    await family.later(seconds=30)
    await family.sam.taps(PAUSE)
    await family.later(minutes=10)
    assert (await family.alex.texts()).count(limits) == 1
    assert await family.alex.last() == BY_SAM
