"""A second tap where the finger was, on a screen of the plan that has changed, makes no step."""

from care import models
from care.kinds import PlanState
from tests.family import Family
from tests.stories import plans, steps
from tests.stories.steps import GENTLE
from tests.stories.test_under_the_finger import tap_and_again_there


async def steps_made(family: Family) -> int:
    rows = await family.rows(models.PlanVersion, models.PlanVersion.state == PlanState.DRAFT)
    return len(rows)


async def test_each_double_tap_makes_one_step_at_most(family: Family) -> None:
    await family.alex_is_set_up()
    ways = [
        ["How long", "5 min"],
        ["9:00, every day", "Days", "Sat, Sun"],
        ["Ankle circles", "Kind", "Stretching"],
        ["Ankle circles", "Move", "1. Shoulder circles"],
        ["More settings", "Pause", "Again on Monday 21 Dec"],
        ["More settings", "Take it out", "Take it out"],
    ]
    for way in ways:
        await family.alex.says("/plan")
        await family.alex.taps(GENTLE)
        for label in way[:-1]:
            before = await steps_made(family)
            await tap_and_again_there(family, label)
            assert await steps_made(family) == before, (way, label)
            await family.alex.says("/plan")
            await family.alex.taps(GENTLE, *way[: way.index(label) + 1])
        await tap_and_again_there(family, way[-1])
        assert await steps_made(family) <= 1, way
        await family.edit(plans.undone)


@steps.SQLITE_ALONE
async def test_what_goes_at_once_is_never_where_the_finger_was(family: Family) -> None:
    await family.alex_is_set_up()
    before = await plans.in_force(family)
    for exercise in before.routines[0].exercises:
        await family.alex.says("/plan")
        await family.alex.taps(GENTLE)
        await tap_and_again_there(family, exercise.name)
        assert await plans.in_force(family) == before
