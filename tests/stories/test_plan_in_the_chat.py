"""The plan is changed in the chat, by few taps; each step can be undone, and nothing gets lost."""

import datetime as dt

import pytest
from sqlmodel import col

from care import models
from care.kinds import Role
from tests.family import Family
from tests.stories import plans, steps
from tests.stories.steps import GENTLE

DOSE = "How many, or how long"


async def test_a_dose_is_lowered_and_waits_until_it_is_used(family: Family) -> None:
    await family.alex_is_set_up()
    alex = family.alex
    await alex.says("/plan")
    before = await plans.in_force(family)
    assert (await alex.last()).startswith(
        "Your plan\nAs Alex wrote it, 23 Nov.\n\n"
        f"{GENTLE} · about 10 min · to keep joints moving freely\n9:00, every day\n"
        "• Shoulder circles: 5 each way, slowly\n"
    )
    await alex.taps(GENTLE, "Shoulder circles", DOSE)
    assert await alex.last() == (
        "Shoulder circles\nHow many, or how long?\nNow: 5 each way, slowly\nWrite it as a message."
    )
    await alex.says("3 each way")
    assert "• Shoulder circles: 3 each way\n" in await alex.last()
    assert {"Undo", "See the changes", "Back"} <= set(await alex.buttons())
    assert await plans.in_force(family) == before
    await family.restarts()
    await family.later(days=7)
    await alex.says("/plan")
    assert "Your changes are in here. They are not in use yet.\n" in await alex.last()
    assert "• Shoulder circles: 3 each way\n" in await alex.last()
    held = await plans.draft(family)
    await plans.uses(family)
    assert await plans.in_force(family) == held
    await alex.says("/plan")
    assert "not in use" not in await alex.last()


@steps.SQLITE_ALONE
async def test_walking_away_in_the_middle(family: Family) -> None:
    """What is typed next week isn't taken for the dose that was asked for last week."""
    await family.alex_is_set_up()
    alex = family.alex
    await alex.says("/plan")
    await alex.taps(GENTLE, "How long", "15 min", "Shoulder circles", DOSE)
    await family.restarts()
    await family.later(days=1)
    await alex.says("slept badly")
    assert "Your note is kept" in await alex.last()
    held = await plans.draft(family)
    assert held
    assert held.routines[0].minutes == 15
    assert held.routines[0].exercises[0].dose == "5 each way, slowly"
    await family.later(days=6)
    await alex.taps("Back")
    await alex.taps(DOSE)
    # The old message lies far up: the question comes as a new one.
    assert (await alex.last()).startswith("Shoulder circles\nHow many, or how long?")
    await alex.says("4 each way")
    held = await plans.draft(family)
    assert held
    assert held.routines[0].exercises[0].dose == "4 each way"
    assert held.routines[0].minutes == 15


@steps.SQLITE_ALONE
async def test_a_number_is_for_what_was_asked_last(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done")
    await family.alex.says("/plan")
    await family.alex.taps(GENTLE, "How long")
    await family.alex.says("7")
    assert (await family.alex.last()).startswith(f"{GENTLE} · about 7 min")
    assert await steps.said(family, "pain") == []
    await family.alex.says("7")
    assert await steps.said(family, "pain") == ["7"]


@steps.SQLITE_ALONE
async def test_words_that_cannot_be_meant_change_nothing(family: Family) -> None:
    await family.alex_is_set_up()
    alex = family.alex
    await alex.says("/plan")
    await alex.taps(GENTLE, "Name")
    await alex.says("n" * 61)
    assert (await alex.last()).startswith("That is too long: at most 60 letters.")
    await alex.says("<b>Mor_ning</b> & *more* 🧘‍♀️ בוקר")
    assert (await alex.last()).startswith("<b>Mor_ning</b> & *more* 🧘‍♀️ בוקר · about 10 min")
    await alex.taps("How long")
    await alex.says("a while")
    assert (await alex.last()).startswith("I could not read that. Nothing was changed.")
    await alex.says("500")
    assert (await alex.last()).startswith("That number can't be used here.")
    await alex.says("half an hour")
    assert " · about 30 min" in await alex.last()
    await alex.taps("9:00, every day", "Days")
    await alex.says("now and then")
    assert (await alex.last()).startswith("I could not read that.")
    await alex.says("Monday and Thursday")
    assert await alex.last() == "<b>Mor_ning</b> & *more* 🧘‍♀️ בוקר\n9:00, Mon, Thu"


@steps.SQLITE_ALONE
async def test_each_step_is_undone_by_one_tap(family: Family) -> None:
    await family.alex_is_set_up()
    alex = family.alex
    ways: list[tuple[list[str], str | None]] = [
        ([GENTLE, "How long", "5 min"], None),
        ([GENTLE, "Name"], "Morning"),
        ([GENTLE, "Add a time", "17:00"], None),
        ([GENTLE, "Add an exercise"], "Nod"),
        ([GENTLE, "9:00, every day", "Days", "Mon, Wed, Fri"], None),
        ([GENTLE, "9:00, every day", "Days", "Without Sun"], None),
        ([GENTLE, "9:00, every day", "Time of day", "10:00"], None),
        ([GENTLE, "9:00, every day", "Take it out", "Take it out"], None),
        ([GENTLE, "Ankle circles", "Kind", "Stretching"], None),
        ([GENTLE, "Ankle circles", "Move", "1. Shoulder circles"], None),
        ([GENTLE, "Ankle circles", "How it is done"], "Sit up straight."),
        ([GENTLE, "Lighter version", "Write a lighter version", "Begin with the usual one"], None),
        ([GENTLE, "More settings", "Pause", "Again on Monday 30 Nov"], None),
        ([GENTLE, "More settings", "When to stop"], "Stop at once."),
        ([GENTLE, "More settings", "What is asked after it", "nothing"], None),
        ([GENTLE, "More settings", "What it is for", "Leave it empty"], None),
        ([GENTLE, "More settings", "Helper's minutes", "5 min"], None),
        ([GENTLE, "More settings", "Take it out", "Take it out"], None),
        (["Add a routine", "Hand and finger"], None),
        (["Limits, dates and clinic", "Pain: limit", "Limit 4"], None),
        (["Limits, dates and clinic", "Clinic"], "Call 030 1234."),
        (["Limits, dates and clinic", "Next review", "Monday 21 Dec"], None),
    ]
    before = await plans.in_force(family)
    for taps, words in ways:
        await alex.says("/plan")
        await alex.taps(*taps)
        if words:
            await alex.says(words)
        held = await plans.draft(family)
        assert held, taps
        assert held != before, taps
        await alex.taps("Undo")
        assert (await alex.last()).startswith("That step is taken back."), taps
        assert await plans.draft(family) is None, taps
    assert await plans.in_force(family) == before


@steps.SQLITE_ALONE
async def test_steps_are_undone_one_by_one_and_a_second_tap_does_no_harm(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/plan")
    await family.alex.taps(GENTLE, "How long")
    await steps.double_tap(family.alex, "5 min")
    await family.alex.taps("More settings", "Pause")
    await steps.double_tap(family.alex, "Again on Monday 30 Nov")
    rows = await family.rows(models.PlanVersion)
    assert [row.state for row in rows] == ["active", "draft", "draft"]
    await steps.double_tap(family.alex, "Undo")
    held = await plans.draft(family)
    assert held
    assert (held.routines[0].minutes, held.routines[0].paused_until) == (5, None)


@steps.SQLITE_ALONE
async def test_who_may_not_propose_is_told_who_decides(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.sam.says("/plan")
    assert await family.sam.last() == ("Alex decides on the plan, and on who else may change it.")
    await plans.may_propose(family)
    await family.sam.says("/plan")
    assert (await family.sam.last()).startswith("The plan of Alex\nAs Alex wrote it, 23 Nov.")
    await family.sam.taps(GENTLE, "How long", "5 min")
    assert await plans.draft(family) is None
    held = await plans.draft(family, Role.CAREGIVER)
    assert held
    assert held.routines[0].minutes == 5
    await family.alex.says("/plan")
    assert "about 10 min" in await family.alex.last()
    await plans.may_propose(family, yes=False)
    await family.sam.taps("How long")
    assert await family.sam.toast() == steps.OLD_BUTTON
    await family.mallory.says("/plan")
    assert await family.mallory.last() == steps.STRANGER


@steps.SQLITE_ALONE
async def test_close_routines_can_be_joined(family: Family) -> None:
    await family.alex_is_set_up()
    await steps.add_routine(family, "Hands", dt.time(9, 20), purpose="to hold a cup")
    await steps.add_routine(family, "Neck", dt.time(9, 25), days=("mon",))
    await steps.add_routine(family, "Evening", dt.time(19))
    alex = family.alex
    await alex.says("/plan")
    await alex.taps("Neck")
    assert "This comes within 30 minutes of Hands." in await alex.last()
    assert not any("Join it" in label for label in await alex.buttons())
    await alex.taps("Back", "Evening")
    assert "within 30 minutes" not in await alex.last()
    await alex.taps("Back", "Hands")
    await alex.taps(f"Join it with {GENTLE}")
    assert (await alex.last()).startswith(f"{GENTLE} · about 15 min")
    held = await plans.draft(family)
    assert held
    assert [one.name for one in held.routines] == [GENTLE, "Neck", "Evening"]
    await alex.taps("Undo")
    assert (await alex.last()).startswith("That step is taken back.")
    assert await plans.draft(family) is None


@steps.SQLITE_ALONE
async def test_a_photo_of_an_exercise_is_sent_once(family: Family) -> None:
    await family.alex_is_set_up()
    alex = family.alex
    await alex.says("/plan")
    await alex.taps(GENTLE, "Ankle circles", "Photo or video")
    assert await alex.last() == (
        "Ankle circles\nSend a photo or a short video of it here, as a message."
    )
    await alex.sends_photo()
    await alex.says("/plan")
    await alex.taps(GENTLE, "Ankle circles")
    assert "It has a photo or a video." in await alex.last()
    await alex.taps("Photo or video", "Take the picture away")
    held = await plans.draft(family)
    assert held
    assert held.routines == (await plans.in_force(family)).routines


@steps.SQLITE_ALONE
@pytest.mark.parametrize("step", ["Name", "How long", DOSE, "Time of day"])
async def test_an_answer_never_becomes_a_setting(family: Family, step: str) -> None:
    """Whatever the plan waits for: a fall, "done", "pain 6" go where they belong."""
    await family.alex_is_set_up()
    await family.at(9)
    alex = family.alex
    ways = {DOSE: ["Ankle circles", DOSE], "Time of day": ["9:00, every day", "Time of day"]}
    said = ["I fell in the kitchen", "done", "pain 6", "bad day"]
    for words in said:
        await alex.says("/plan")
        await alex.taps(GENTLE, *ways.get(step, [step]))
        await alex.says(words)
        assert await plans.draft(family) is None, words
    assert len(await family.rows(models.Answer, col(models.Answer.kind) == "fall")) == 1
    assert await steps.said(family, "outcome") == ["done"]
    assert await steps.said(family, "pain") == ["6"]
    assert "Resting" in await alex.last()


@steps.SQLITE_ALONE
async def test_a_therapists_words_may_be_about_pain(family: Family) -> None:
    await family.alex_is_set_up()
    alex = family.alex
    await alex.says("/plan")
    await alex.taps(GENTLE, "More settings", "When to stop")
    await alex.says("Pain 6")
    held = await plans.draft(family)
    assert held and held.routines[0].stop_rule == "Pain 6"
    await alex.says("/plan")
    await alex.taps("Limits, dates and clinic", "Pain: limit")
    await alex.says("pain 4")
    held = await plans.draft(family)
    assert held and held.pain_limit == 4


@steps.SQLITE_ALONE
async def test_one_more_time_makes_no_more_days(family: Family) -> None:
    await family.alex_is_set_up()
    alex = family.alex
    await alex.says("/plan")
    await alex.taps("Add a routine", "Pedal exerciser", "17:00", "No, or not sure")
    assert "\n17:00, Mon, Wed, Fri\n" in await alex.last()
    await alex.taps("Add a time", "12:00", "No, or not sure")
    assert "\n17:00, Mon, Wed, Fri\n12:00, Mon, Wed, Fri\n" in await alex.last()


@steps.SQLITE_ALONE
async def test_a_time_that_has_passed_today_begins_tomorrow_and_says_so(family: Family) -> None:
    await family.alex_is_set_up(time="17:00")
    await family.at(12)
    await family.alex.says("/plan")
    await family.alex.taps(GENTLE, "17:00, every day", "Time of day", "9:00")
    await family.alex.taps("See the changes", "Use this plan")
    assert await family.alex.last() == (
        f"This is the plan from now on.\n{GENTLE}: today still at 17:00."
    )
    await family.at(17)
    assert "Done" in await family.alex.buttons()
    await family.alex.taps("Not today")
    await family.at(9)
    assert "Done" in await family.alex.buttons()
