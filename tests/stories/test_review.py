"""The review with the therapist: one question on its day, and what waits until it is done."""

import datetime as dt

from care import edits, kinds
from care.models import PlanVersion, Session
from care.plan import Exercise, ExerciseKind, Plan, Word
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE

MONDAY = dt.date(2026, 11, 23)
YES = Word(by="Alex", on=dt.date(2026, 11, 23))
WEIGHTS = Exercise(name="Small weights", kind=ExerciseKind.RESISTANCE, yes=YES)
TODAY = "Today is the day to look at the plan with your therapist."
WAIT = "From tomorrow, strength exercises wait until that is done. All others go on."
WHOM = "With whom did you look at the plan? "
FINE = "That is fine. When it is done, say so under /plan."


def with_weights(before: Plan) -> Plan:
    """Weights in the routine there is, and a second routine of nothing else."""
    first = before.routines[0]
    both = [e.model_dump() for e in (*first.exercises, WEIGHTS)]
    changed = edits.set_routine(before, first.id, exercises=both)
    return edits.set_plan(changed, review_on=MONDAY)


async def ready(family: Family) -> None:
    await family.alex_is_set_up()
    await steps.add_routine(
        family, "Strength", dt.time(9, 30), exercises=(WEIGHTS,), asks="nothing"
    )
    await steps.change_plan(family, with_weights)


async def morning(family: Family) -> None:
    """The prompts of the morning, each put aside: the question has the chat to itself."""
    await family.at(9)
    await family.alex.taps("Not today")
    await family.at(9, 30)
    await family.alex.taps("Not today")


async def plan_now(family: Family) -> Plan:
    found = await family.rows(PlanVersion, PlanVersion.state == kinds.PlanState.ACTIVE)
    assert len(found) == 1
    return Plan.model_validate_json(found[0].document)


async def test_the_question_comes_once_and_a_review_is_noted_as_it_is_said(family: Family) -> None:
    await ready(family)
    await morning(family)
    await family.at(9, 59)
    assert TODAY not in "".join(await family.alex.texts())
    await family.later(minutes=1)
    assert await family.alex.last() == f"{TODAY}\n{WAIT}"
    assert (await family.alex.heard())[-1]["silent"]
    assert await family.alex.buttons() == ["Reviewed with the therapist", "Not yet"]

    await steps.double_tap(family.alex, "Reviewed with the therapist")
    assert await family.alex.last() == f"{WHOM}Type the therapist's name."
    await family.alex.says("Dana")
    assert (
        await family.alex.last() == "With Dana. On which day? Tap it, or type one, like 3 November."
    )
    assert sorted(await family.alex.buttons()) == ["It was today", "It was yesterday", "Not now"]
    await steps.double_tap(family.alex, "It was yesterday")
    noted = "Noted: you looked at the plan with Dana on Sunday 22 Nov. "
    assert await family.alex.last() == f"{noted}The next time to look at it is Sunday 20 Dec 2026."
    found = await plan_now(family)
    assert found.reviewed == Word(by="Alex", on=dt.date(2026, 11, 22))
    assert (found.reviewed_with, found.review_on) == ("Dana", dt.date(2026, 12, 20))

    await family.at(9)
    assert "• Small weights" in await family.alex.last()
    await family.at(9, 30)
    assert (await family.alex.last()).startswith("Strength")

    # The next one waits while the prompts are quiet by themselves. Then the name is there to be
    # tapped, and what was noted can be taken back.
    await family.until(dt.datetime(2026, 12, 20, 20, tzinfo=dt.UTC))
    assert "Reviewed" not in str([await family.alex.buttons(), await family.alex.texts()])
    await family.alex.says("/today")
    await family.at(10)
    await family.alex.taps("Reviewed with the therapist", "Dana", "It was today")
    assert (await plan_now(family)).review_on == dt.date(2027, 1, 18)
    await family.alex.taps("Undo")
    assert await family.alex.last() == "Taken back. It is as it was before."
    assert (await plan_now(family)).review_on == dt.date(2026, 12, 20)


@steps.SQLITE_ALONE
async def test_strength_waits_until_the_review_and_all_else_goes_on(family: Family) -> None:
    await ready(family)
    await morning(family)
    await family.at(10)
    await family.alex.taps("Not yet")
    assert await family.alex.last() == FINE

    await family.at(9)
    prompt = await family.alex.last()
    assert prompt.startswith(GENTLE)
    assert "weights" not in prompt
    before = len(await family.alex.heard())
    await family.at(9, 30)
    assert len(await family.alex.heard()) == before
    session = (await family.rows(Session))[-1]
    assert (session.state, session.reason) == ("not_asked", "review_due")
    await family.alex.says("/today")
    assert "9:30 Strength: waits for the review with your therapist." in await family.alex.last()
    assert await family.alex.buttons() == ["Done", "Done earlier"]

    await family.later(minutes=1)
    await asked_from_the_plan(family)
    await family.alex.says("I can't remember")
    assert await family.alex.last() == f"With I can't remember. On which day? {DAY}"
    await family.alex.says("12 Nov 2099")
    assert (await family.alex.last()).startswith("I can't read that as a day that has been.")
    await family.alex.says("3 March")
    assert (await family.alex.last()).startswith("That is so long ago")
    await family.alex.says("23 November")
    assert "on Monday 23 Nov. The next time" in await family.alex.last()
    await family.at(9, 30)
    assert (await family.alex.last()).startswith("Strength")


DAY = "Tap it, or type one, like 3 November."


async def asked_from_the_plan(family: Family) -> None:
    """The plan's own button: the question comes as a new message."""
    await family.alex.says("/plan")
    await family.alex.taps("Limits, dates and clinic", "Reviewed with the therapist")


@steps.SQLITE_ALONE
async def test_words_that_say_something_else_are_no_name(family: Family) -> None:
    await ready(family)
    await morning(family)
    await family.at(10)
    await family.alex.taps("Reviewed with the therapist")
    await family.alex.says("I fell")
    assert "Noted as a fall" in "".join(await family.alex.texts())
    await family.alex.says("Dana")
    assert (await plan_now(family)).reviewed_with is None


@steps.SQLITE_ALONE
async def test_the_question_waits_out_a_rest(family: Family) -> None:
    await ready(family)
    await family.alex.says("Bad day: rest")
    before = await family.alex.texts()
    await family.at(23)
    assert await family.alex.texts() == before
    await family.at(10)
    was = "The plan was to be looked at with your therapist on Monday 23 Nov."
    wait = "Strength exercises wait until that is done. All others go on."
    assert f"{was}\n{wait}" in await family.alex.texts()


@steps.SQLITE_ALONE
async def test_another_date_brings_no_strength_back(family: Family) -> None:
    """Neither one that is set now, nor one that was set before and is used now."""
    await ready(family)
    alex = family.alex
    await alex.says("/plan")
    await alex.taps("Limits, dates and clinic", "Next review", "Monday 7 Dec")
    await family.later(days=2)
    await alex.says("/plan")
    await alex.taps("See the changes", "Use this plan")
    assert (await plan_now(family)).review_on == MONDAY
    await alex.says("/plan")
    assert "Strength exercises wait until that is done. All others go on.\n" in await alex.last()
    await alex.taps("Limits, dates and clinic", "Next review", "Wednesday 9 Dec")
    assert (await alex.last()).startswith("The date stays until you have looked at the plan with")
    assert "See the changes" not in await alex.buttons()
    await alex.taps("Reviewed with the therapist")
    await alex.says("Dana")
    await alex.says("yesterday")
    assert (await plan_now(family)).review_on == dt.date(2026, 12, 22)
    await alex.says("/plan")
    assert "Strength exercises wait" not in await alex.last()
