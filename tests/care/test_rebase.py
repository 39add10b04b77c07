"""A draft on another plan in force: its own changes stay, all else follows."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import edits
from care.plan import Exercise, Plan, Slot
from care.rebase import rebased
from tests.care import shown_plan
from tests.care.test_edits import ALEX, BOTH, DANA

NOD = Exercise(id=9, name="Nod")
STEPS: list[edits.Edit] = [
    lambda p: edits.set_plan(p, recovery_limit=30, recovery_limit_word=ALEX.model_dump()),
    lambda p: edits.set_plan(p, clinic="030 000 000"),
    lambda p: edits.set_routine(p, 1, name="Morning", minutes=20, helper_minutes=15),
    lambda p: edits.set_routine(p, 1, stop_rule=None, stop_rule_word=None),
    lambda p: edits.set_routine(p, 2, lighter=None, paused_until=dt.date(2027, 1, 1)),
    lambda p: edits.set_exercise(p, 1, dose="3"),
    lambda p: edits.set_exercise(p, 4, name="Weights", yes=None),
    lambda p: edits.add_exercise(p, 1, NOD),
    lambda p: edits.remove_exercise(p, 2),
    lambda p: edits.move_exercise(p, 1, 1),
    lambda p: edits.move_routine(p, 2, -1),
    lambda p: edits.remove_routine(p, 2),
    lambda p: edits.set_slot(p, 1, at=dt.time(8)),
    lambda p: edits.add_slot(p, 1, Slot(id=7, at=dt.time(17))),
    lambda p: edits.remove_slot(p, 2),
]


def made(chosen: list[int]) -> Plan:
    found = BOTH
    for place in chosen:
        found = STEPS[place](found)
    return found


changes = st.lists(st.sampled_from(range(len(STEPS))), unique=True, max_size=6)


@given(changes)
def test_where_one_side_changed_nothing_it_is_the_other(chosen: list[int]) -> None:
    changed = made(chosen)
    assert rebased(BOTH, changed, BOTH) == changed
    assert rebased(BOTH, BOTH, changed) == changed
    assert rebased(changed, changed, BOTH) == BOTH


@given(changes, changes)
def test_it_is_always_a_plan_and_nothing_that_either_took_out_comes_back(
    first: list[int], second: list[int]
) -> None:
    mine, theirs = made(first), made(second)
    found = rebased(BOTH, mine, theirs)
    ids = {e.id for r in found.routines for e in r.all_exercises()}
    of_both = [{e.id for r in p.routines for e in r.all_exercises()} for p in (mine, theirs)]
    known = {e.id for r in BOTH.routines for e in r.all_exercises()}
    assert ids & known <= of_both[0] & of_both[1]
    assert ids - known <= of_both[0] | of_both[1]


def test_both_sides_changes_stand_together() -> None:
    mine = made([5])
    theirs = edits.set_plan(BOTH, recovery_limit=30, recovery_limit_word=ALEX.model_dump())
    found = rebased(BOTH, mine, theirs)
    assert found.routines[0].exercises[0].dose == "3"
    assert (found.recovery_limit, found.recovery_limit_word) == (30, ALEX)


def test_a_word_stays_with_its_limit() -> None:
    """Alex changed the number again on the same day; Dana's name isn't under that."""
    base = edits.set_plan(BOTH, recovery_limit_word=ALEX.model_dump())
    mine = edits.set_plan(base, recovery_limit=50)
    theirs = edits.set_plan(base, recovery_limit=30, recovery_limit_word=DANA.model_dump())
    found = rebased(base, mine, theirs)
    assert (found.recovery_limit, found.recovery_limit_word) == (50, ALEX)
    renamed = edits.set_exercise(BOTH, 4, name="Weights", yes=None)
    said_yes = edits.set_exercise(BOTH, 4, yes=ALEX.model_dump())
    (one,) = rebased(BOTH, renamed, said_yes).routines[1].exercises
    assert (one.name, one.yes) == ("Weights", None)


@pytest.mark.parametrize("found", [shown_plan.plan(3, 3), shown_plan.plan(2, 1)])
def test_what_went_comes_back_where_it_was_and_nothing_else_with_it(found: Plan) -> None:
    """Can't do this one any more, and Undo: in what is being written, too."""
    for one in [e for r in found.routines for e in r.all_exercises()]:
        without = edits.remove_exercise(found, one.id)
        assert without != found
        assert rebased(found, found, without) == without
        assert rebased(without, without, found) == found
    first, second = [e for r in found.routines for e in r.exercises][:2]
    draft = edits.remove_exercise(found, first.id)
    without = edits.remove_exercise(found, second.id)
    both = rebased(found, draft, without)
    assert both == edits.remove_exercise(draft, second.id)
    assert rebased(without, both, found) == draft
