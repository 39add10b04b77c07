"""What a step of the set-up says gets lost: it is asked again, but never behind the next one."""

import pytest

from care import models
from tests.family import Family
from tests.stories import faults
from tests.stories.faults import ALEX, LOST_ANSWER, SILENT, some

WHERE = "Which city are you in?"


async def asked_where(family: Family) -> int:
    return sum(text.startswith(WHERE) for text in await family.alex.texts())


async def at_the_place(family: Family, fault: faults.Fault) -> None:
    """Alex is asked for the place, and what became of that isn't known."""
    await family.alex.opens(family.setup_link or "")
    await family.alex.taps("Yes, I agree")
    lost = await faults.meets(family, fault, "sendMessage", ALEX)
    await family.alex.taps("The exercises are mine")
    await faults.met(family, lost)
    await family.settle()


@pytest.mark.parametrize("fault", some(LOST_ANSWER, "closed_after"))
async def test_a_step_that_was_answered_is_not_asked_again(
    family: Family, fault: faults.Fault
) -> None:
    await at_the_place(family, fault)
    assert await asked_where(family) == 1
    await family.alex.says("Berlin")
    last = await family.alex.last()
    assert last.startswith("What would you like to start with?")
    await family.later(minutes=5)
    assert await asked_where(family) == 1
    assert await family.alex.last() == last
    await family.alex.taps("Gentle range of motion, daily", "9:00")
    assert (await family.alex.last()).startswith("All set.")
    assert await family.rows(models.Aside) == []


@pytest.mark.parametrize("fault", some(LOST_ANSWER, "closed_after") + some(SILENT, "closed_before"))
async def test_a_step_without_an_answer_is_asked_once_more(
    family: Family, fault: faults.Fault
) -> None:
    arrived = fault["when"] == "after"
    await at_the_place(family, fault)
    assert await asked_where(family) == arrived
    await family.later(minutes=5)
    assert await asked_where(family) == arrived + 1
    await family.later(minutes=30)
    assert await asked_where(family) == arrived + 1
