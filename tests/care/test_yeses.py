"""A therapist's yes is for what waited, and nothing else."""

from care.flows import yeses
from tests.care import shown_plan


def test_a_yes_is_for_all_that_waits_in_that_routine_alone() -> None:
    found = shown_plan.plan(2, 7)
    first, second = found.routines
    after = yeses.said_yes(found, first.id, shown_plan.WORD)
    assert not any(e.is_draft for e in after.routines[0].all_exercises())
    assert after.routines[1] == second
    for was, now in zip(first.all_exercises(), after.routines[0].all_exercises(), strict=True):
        assert now.yes == (shown_plan.WORD if was.is_draft else None)
    assert yeses.said_yes(after, first.id, shown_plan.WORD) == after
    assert yeses.said_yes(found, 7, shown_plan.WORD) == found
