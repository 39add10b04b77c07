"""What went comes back where it was; a therapist's yes is for what waited, and nothing else."""

import pytest

from care import edits
from care.flows import gone, yeses
from care.plan import Plan
from tests.care import shown_plan

WHOLE = shown_plan.plan(3, 3)
ALONE = shown_plan.plan(2, 1)


@pytest.mark.parametrize("found", [WHOLE, ALONE])
def test_what_went_comes_back_where_it_was(found: Plan) -> None:
    for routine in found.routines:
        for one in routine.all_exercises():
            without = edits.remove_exercise(found, one.id)
            assert without != found
            assert gone.put_back(without, found, one.id) == found
            assert gone.put_back(found, found, one.id) == found


def test_nothing_else_comes_back_with_it() -> None:
    """In a draft from which more was taken, only that one is there again."""
    first, second, third = WHOLE.routines[0].exercises
    draft = edits.remove_exercise(edits.remove_exercise(WHOLE, first.id), second.id)
    back = gone.put_back(draft, WHOLE, second.id)
    assert back.routines[0].exercises == (second, third)
    draft = edits.remove_exercise(draft, third.id)
    assert draft.routine(WHOLE.routines[0].id) is None
    back = gone.put_back(draft, WHOLE, third.id)
    assert back.routines[0].exercises == (third,)
    assert back.routines[1:] == WHOLE.routines[1:]


def test_a_lighter_version_that_left_comes_back_with_what_it_had() -> None:
    lighter = ALONE.routines[0].lighter
    assert lighter
    without = edits.remove_exercise(ALONE, lighter.exercises[0].id)
    assert without.routines[0].lighter is None
    assert gone.put_back(without, ALONE, lighter.exercises[0].id) == ALONE


def test_what_was_never_there_is_not_put_there() -> None:
    draft = edits.remove_routine(WHOLE, WHOLE.routines[0].id)
    lighter = WHOLE.routines[0].lighter
    assert lighter
    assert gone.put_back(draft, WHOLE, lighter.exercises[0].id) == draft
    assert gone.put_back(draft, WHOLE, 7) == draft


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
