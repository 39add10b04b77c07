"""A routine more, a therapist's yes, a lighter version; and what isn't possible any more goes."""

import datetime as dt

from care import kinds, models, plan
from tests.family import Family
from tests.stories import plans, steps
from tests.stories.steps import GENTLE

CANT = "Can't do this one any more"


async def test_what_is_not_possible_any_more_goes_at_once(family: Family) -> None:
    await family.alex_is_set_up()
    alex = family.alex
    await alex.says("/plan")
    await alex.taps(GENTLE, "How long", "5 min", "Shoulder circles")
    before = await plans.in_force(family)
    await steps.double_tap(alex, CANT)
    assert await alex.last() == "Shoulder circles is out of the plan."
    assert await alex.buttons() == ["Undo"]
    now = await plans.in_force(family)
    assert now.routines[0].exercises[0].name == "Bend and straighten the elbows"
    held = await plans.draft(family)
    assert held
    assert (held.routines[0].minutes, len(held.routines[0].exercises)) == (5, 3)
    await family.restarts()
    await steps.double_tap(alex, "Undo")
    assert (await alex.last()).startswith("It is back in the plan.")
    assert await plans.in_force(family) == before
    held = await plans.draft(family)
    assert held
    assert held.routines[0].minutes == 5
    assert held.routines[0].exercises == before.routines[0].exercises


@steps.SQLITE_ALONE
async def test_a_routine_with_nothing_left_goes_too_and_does_not_prompt(family: Family) -> None:
    await family.alex_is_set_up()
    one = (plan.Exercise(name="Nod"),)
    await plans.has(
        family,
        plan.Plan(
            routines=(
                *(await plans.in_force(family)).routines,
                plan.Routine(
                    name="Neck", minutes=5, exercises=one, slots=(plan.Slot(at=dt.time(8)),)
                ),
            )
        ),
    )
    alex = family.alex
    await alex.says("/plan")
    await alex.taps("Neck", "Nod", CANT)
    assert await alex.last() == (
        "Nod is out of the plan.\nNothing is left in Neck, so it is out too."
    )
    await family.at(8)
    assert (await alex.last()).startswith("Nod is out")
    await alex.taps("Undo")
    assert "• Nod\n" in await alex.last()
    await family.later(days=1)
    assert any(text.startswith("Neck · about 5 min\n") for text in await alex.texts())


@steps.SQLITE_ALONE
async def test_for_who_helps_it_is_a_step_like_any_other(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await plans.may_propose(family)
    before = await plans.in_force(family)
    await family.sam.says("/plan")
    await family.sam.taps(GENTLE, "Shoulder circles", CANT)
    assert (await family.sam.last()).startswith("Shoulder circles is out of the plan.\n\n")
    assert await plans.in_force(family) == before
    held = await plans.draft(family, kinds.Role.CAREGIVER)
    assert held
    assert len(held.routines[0].exercises) == 3
    await family.sam.taps("Undo")
    assert await plans.draft(family, kinds.Role.CAREGIVER) is None


@steps.SQLITE_ALONE
async def test_a_routine_of_ones_own_one_screen_at_a_time(family: Family) -> None:
    await family.alex_is_set_up()
    alex = family.alex
    await alex.says("/plan")
    await alex.taps("Add a routine", "An empty one")
    assert await alex.last() == "What is the new routine called?\nWrite it as a message."
    await alex.says("Evening")
    assert "About how long does it take?" in await alex.last()
    # Interrupted for a week: what was said is there, and said to be unfinished.
    await family.restarts()
    await family.later(days=7)
    await alex.says("/plan")
    assert "No time yet, so it does not prompt.\nNo exercises in it yet." in await alex.last()
    await alex.taps("Evening", "How long", "5 min")
    assert "At what time of day?" in await alex.last()
    await alex.says("half past seven in the evening")
    assert "What is the exercise called?" in await alex.last()
    await alex.says("Nod")
    assert "What kind of exercise is it?" in await alex.last()
    await alex.taps("Stretching")
    assert await alex.last() == "Evening\n• Nod\nKind: Stretching"
    await plans.uses(family)
    await family.at(19, 30)
    assert (await alex.last()).startswith("Evening · about 5 min\n• Nod")


@steps.SQLITE_ALONE
async def test_a_template_asks_for_its_time_and_an_unfinished_one_never_prompts(
    family: Family,
) -> None:
    await family.alex_is_set_up()
    alex = family.alex
    await alex.says("/plan")
    await alex.taps("Add a routine", "Hand and finger")
    assert await alex.last() == (
        "Hand and finger\nAt what time of day?\nTap one, or write it as a message."
    )
    await alex.taps("Back")
    assert "No time yet, so it does not prompt." in await alex.last()
    await plans.uses(family)
    await family.later(days=2)
    assert not any(text.startswith("Hand and finger · ") for text in (await alex.texts())[-4:])
    await alex.says("/plan")
    await alex.taps("Hand and finger", "Add a time", "17:00")
    await plans.uses(family)
    await family.at(17)
    assert (await alex.last()).startswith("Hand and finger · about 5 min")


@steps.SQLITE_ALONE
async def test_resistance_waits_for_a_therapists_yes(family: Family) -> None:
    await family.alex_is_set_up()
    alex = family.alex
    await alex.says("/plan")
    await alex.taps(GENTLE, "Add an exercise")
    await alex.says("Bands")
    await alex.taps("Resistance, like weights or bands")
    assert await alex.last() == (
        "Bands\nDid your therapist say yes to this, for these muscles? They must be grade 3 or "
        "better: strong enough to move fully against gravity."
    )
    await alex.taps("No, or not sure")
    assert (await alex.last()).startswith("It stays in the plan and waits.")
    assert "• Bands (waits for your therapist's yes)" in await alex.last()
    await alex.taps("Add an exercise")
    await alex.says("Pedals")
    await alex.taps("Aerobic, like pedalling")
    assert (await alex.last()).startswith("Bands, Pedals\n")
    await steps.double_tap(alex, "Yes, my therapist said yes")
    held = await plans.draft(family)
    assert held
    word = plan.Word(by="Alex", on=dt.date(2026, 11, 23))
    assert [e.yes for e in held.routines[0].exercises] == [None] * 4 + [word] * 2
    await alex.taps("Bands")
    assert "Your therapist said yes. (as Alex wrote it, 23 Nov)" in await alex.last()
    await alex.taps("Back", "Undo") if "Undo" in await alex.buttons() else None
    await alex.taps("Kind", "Stretching", "Kind", "Resistance, like weights or bands")
    assert (await alex.last()).startswith("Bands\nDid your therapist say yes")


@steps.SQLITE_ALONE
async def test_the_lighter_version_is_written_out_of_the_usual_one(family: Family) -> None:
    await family.alex_is_set_up()
    alex = family.alex
    await alex.says("/plan")
    await alex.taps(GENTLE, "Lighter version")
    assert "has no lighter version" in await alex.last()
    await alex.taps("Write a lighter version", "Begin with the usual one", "How long", "5 min")
    await alex.taps("Shoulder circles", "How many, or how long")
    await alex.says("2 each way")
    await alex.taps("Back", "Ankle circles", CANT)
    held = await plans.draft(family)
    assert held
    lighter = held.routines[0].lighter
    assert lighter
    assert (lighter.minutes, len(lighter.exercises)) == (5, 3)
    assert lighter.exercises[0].dose == "2 each way"
    assert lighter.word == plan.Word(by="Alex", on=dt.date(2026, 11, 23))
    assert held.routines[0].exercises == (await plans.in_force(family)).routines[0].exercises
    await alex.says("/plan")
    await alex.taps(GENTLE, "Lighter version", "Take it out", "Take it out")
    held = await plans.draft(family)
    assert held
    assert held.routines[0].lighter is None
    assert [row.state for row in await family.rows(models.PlanVersion)].count("active") == 1


@steps.SQLITE_ALONE
async def test_another_name_needs_its_own_yes(family: Family) -> None:
    await family.alex_is_set_up()
    yes = plan.Word(by="Dana", on=dt.date(2026, 11, 3), how=plan.How.CONFIRMED)
    pedals = plan.Exercise(name="Pedals", kind=plan.ExerciseKind.AEROBIC, yes=yes)
    await plans.has(
        family, plan.Plan(routines=(plan.Routine(name="Legs", minutes=5, exercises=(pedals,)),))
    )
    await family.alex.says("/plan")
    await family.alex.taps("Legs", "Pedals", "Name")
    await family.alex.says("Stairs")
    assert await family.alex.last() == "Stairs\nDid your therapist say yes to this?"
    held = await plans.draft(family)
    assert held
    assert held.routines[0].exercises[0].yes is None
