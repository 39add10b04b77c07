"""Edits of a plan: from one whole version to the next."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from care import authorship, edits, nearby, plan
from care.plan import Exercise, ExerciseKind, How, Lighter, Plan, Routine, Sheet, Slot, Word

TODAY = dt.date(2026, 11, 24)
ALEX = Word(by="Alex", on=TODAY)
DANA = Word(by="Dana", on=dt.date(2026, 11, 3), how=How.CONFIRMED)
CIRCLES = Exercise(id=1, name="Shoulder circles", dose="10, slowly")
ANKLES = Exercise(id=2, name="Ankle circles", dose="10 each side")
FEWER = Exercise(id=3, name="Shoulder circles", dose="5")
BANDS = Exercise(id=4, name="Band pulls", kind=ExerciseKind.RESISTANCE, yes=DANA)
STRETCH = Routine(
    id=1,
    name="Morning stretch",
    minutes=10,
    exercises=(CIRCLES, ANKLES),
    slots=(Slot(id=1, at=dt.time(9)),),
    lighter=Lighter(minutes=5, exercises=(FEWER,), word=DANA),
    stop_rule="Stop if your shoulder catches.",
    stop_rule_word=DANA,
)
PULLS = Routine(
    id=2, name="Bands", minutes=15, exercises=(BANDS,), slots=(Slot(id=2, at=dt.time(9, 20)),)
)
BOTH = Plan(routines=(STRETCH, PULLS), recovery_limit=45, recovery_limit_word=DANA)


def names(found: Plan) -> list[list[str]]:
    return [[e.name for e in r.exercises] for r in found.routines]


def test_an_exercise_goes_and_its_routine_goes_with_the_last_one() -> None:
    without = edits.remove_exercise(BOTH, 1)
    assert names(without) == [["Ankle circles"], ["Band pulls"]]
    assert names(edits.remove_exercise(without, 2)) == [["Band pulls"]]
    on_sheet = edits.set_routine(without, 1, pictures=(7,))
    assert names(edits.remove_exercise(on_sheet, 2)) == [[], ["Band pulls"]]


def test_a_lighter_version_without_exercises_is_none() -> None:
    changed = edits.remove_exercise(BOTH, 3).routine(1)
    assert changed
    assert changed.lighter is None
    assert changed.exercises == STRETCH.exercises


def test_what_isnt_there_is_left_alone() -> None:
    for found in (
        edits.remove_exercise(BOTH, 99),
        edits.remove_routine(BOTH, 99),
        edits.set_slot(BOTH, 99, at=dt.time(8)),
        edits.move_routine(BOTH, 99, 1),
        edits.set_exercise(BOTH, 99, dose="more"),
        edits.add_exercise(BOTH, 99, CIRCLES),
        edits.add_exercise(BOTH, 2, Exercise(name="Nod"), lighter=True),
        nearby.join(BOTH, 1, 99),
    ):
        assert found == BOTH


def test_up_and_down_in_the_order() -> None:
    assert names(edits.move_routine(BOTH, 2, -1)) == [["Band pulls"], [CIRCLES.name, ANKLES.name]]
    assert edits.move_routine(BOTH, 1, -1) == BOTH
    assert edits.move_routine(BOTH, 2, 1) == BOTH
    assert names(edits.move_exercise(BOTH, 1, 1))[0] == ["Ankle circles", "Shoulder circles"]


def test_an_exercise_is_added_at_the_end_of_the_version_that_is_meant() -> None:
    nod = Exercise(id=9, name="Nod")
    assert names(edits.add_exercise(BOTH, 1, nod))[0][-1] == "Nod"
    lighter = edits.add_exercise(BOTH, 1, nod, lighter=True).routines[0].lighter
    assert lighter
    assert [e.name for e in lighter.exercises] == ["Shoulder circles", "Nod"]


def test_a_wall_time_keeps_its_id() -> None:
    moved = edits.set_slot(BOTH, 1, at=dt.time(8, 30), days=("fri", "mon"))
    assert moved.routines[0].slots == (Slot(id=1, at=dt.time(8, 30), days=("mon", "fri")),)
    assert edits.remove_slot(moved, 1).routines[0].slots == ()
    assert edits.add_slot(BOTH, 2, Slot(id=5, at=dt.time(17))).routines[1].slots[1].id == 5


@pytest.mark.parametrize(
    "values",
    [{"name": ""}, {"name": "x" * 61}, {"minutes": 0}, {"helper_minutes": 11}, {"asks": "all"}],
)
def test_what_would_be_no_plan_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        edits.set_routine(BOTH, 1, **values)


# Close together


def test_two_routines_on_the_same_days_can_be_joined() -> None:
    assert nearby.near(BOTH) == (nearby.Near(1, 2, can_join=True),)
    joined = nearby.join(BOTH, 1, 2)
    (routine,) = joined.routines
    assert [e.id for e in routine.exercises] == [1, 2, 4]
    assert (routine.minutes, routine.slots) == (25, STRETCH.slots)
    assert (routine.lighter, routine.stop_rule) == (None, STRETCH.stop_rule)
    assert plan.price(joined) == plan.price(BOTH)


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        ({"at": dt.time(9, 30)}, [True]),
        ({"at": dt.time(9, 31)}, []),
        ({"at": dt.time(8, 30)}, [True]),
        ({"days": ("mon",)}, [False]),
    ],
)
def test_close_is_half_an_hour_and_joining_makes_nothing_more_frequent(
    slot: dict[str, Any], expected: list[bool]
) -> None:
    found = nearby.near(edits.set_slot(BOTH, 2, **slot))
    assert [one.can_join for one in found] == expected


def test_a_draft_comes_close_to_nothing() -> None:
    assert nearby.near(edits.set_exercise(BOTH, 4, yes=None)) == ()


def test_on_other_days_nothing_comes_close() -> None:
    apart = edits.set_slot(edits.set_slot(BOTH, 1, days=("mon",)), 2, days=("tue",))
    assert nearby.near(apart) == ()


# Whose word


def test_what_is_new_is_by_who_wrote_it_and_the_rest_keeps_its_word() -> None:
    lower = authorship.signed(BOTH, edits.set_plan(BOTH, recovery_limit=30), ALEX)
    assert lower.recovery_limit_word == ALEX
    assert lower.routines[0].stop_rule_word == DANA
    assert authorship.signed(BOTH, edits.set_plan(BOTH, clinic="0301"), ALEX).recovery_limit_word


def test_a_name_in_the_document_itself_proves_nothing() -> None:
    forged = edits.set_plan(BOTH, pain_limit=4, pain_limit_word=DANA.model_dump())
    assert authorship.signed(BOTH, forged, ALEX).pain_limit_word == ALEX
    forged = edits.set_routine(BOTH, 2, stop_rule="Never stop", stop_rule_word=DANA.model_dump())
    assert authorship.signed(BOTH, forged, ALEX).routines[1].stop_rule_word == ALEX
    forged = edits.set_plan(BOTH, recovery_limit_word=ALEX.model_dump())
    assert authorship.signed(BOTH, forged, ALEX).recovery_limit_word == DANA


def test_a_lighter_version_that_was_touched_is_by_who_touched_it() -> None:
    touched = edits.set_exercise(BOTH, 3, dose="3")
    for after, word in ((touched, ALEX), (edits.set_exercise(BOTH, 1, dose="8"), DANA)):
        lighter = authorship.signed(BOTH, after, ALEX).routines[0].lighter
        assert lighter
        assert lighter.word == word


def test_a_file_brings_no_yes_no_review_and_no_sheet() -> None:
    before = edits.set_exercise(BOTH, 4, yes=None)
    claims = edits.set_plan(
        BOTH,
        reviewed=DANA.model_dump(),
        reviewed_with="Dana",
        sheet=Sheet(pictures=(3,), word=DANA).model_dump(),
    )
    kept = authorship.claims_kept(before, claims)
    assert kept.routines[1].exercises[0].is_draft
    assert (kept.reviewed, kept.reviewed_with) == (None, None)
    assert kept.sheet == Sheet(pictures=(3,))
    assert authorship.claims_kept(claims, claims) == claims


def test_another_kind_needs_its_own_yes() -> None:
    pedals = edits.set_exercise(BOTH, 4, kind=ExerciseKind.AEROBIC)
    assert authorship.claims_kept(BOTH, pedals).routines[1].exercises[0].is_draft


# The review


def test_the_review_comes_in_twelve_weeks_with_resistance_in_four() -> None:
    gentle = Plan(routines=(STRETCH,))
    weeks = dt.timedelta(weeks=1)
    assert authorship.with_review_date(None, gentle, TODAY).review_on == TODAY + 12 * weeks
    assert authorship.with_review_date(None, BOTH, TODAY).review_on == TODAY + 4 * weeks
    held = edits.set_plan(BOTH, review_on=TODAY + 10 * weeks)
    assert authorship.with_review_date(gentle, held, TODAY).review_on == TODAY + 4 * weeks
    assert authorship.with_review_date(BOTH, held, TODAY) == held
    sooner = edits.set_plan(BOTH, review_on=TODAY + weeks)
    assert authorship.with_review_date(gentle, sooner, TODAY) == sooner


def test_a_review_counts_from_its_own_day() -> None:
    word = Word(by="Alex", on=TODAY - dt.timedelta(days=2))
    found = authorship.reviewed(BOTH, word, "Dana")
    assert (found.reviewed, found.reviewed_with) == (word, "Dana")
    assert found.review_on == word.on + dt.timedelta(weeks=4)


@given(st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 1)))
def test_resistance_alone_pauses_past_its_date(day: dt.date) -> None:
    mixed = edits.add_exercise(BOTH, 1, BANDS.model_copy(update={"id": 9}))
    held = edits.set_plan(mixed, review_on=TODAY)
    found = [e.id for e in plan.in_force(held.routines[0], held, day)]
    assert found == ([1, 2] if day > TODAY else [1, 2, 9])
    assert plan.in_force(held.routines[0], held, day, lighter=True) == (FEWER,)


def test_the_price_is_of_a_day() -> None:
    assert plan.price(BOTH) == plan.Price(25, 25, 0, 7)
    some = edits.set_slot(BOTH, 2, days=("mon", "wed", "fri"))
    assert plan.price(edits.set_routine(some, 2, helper_minutes=15)) == plan.Price(10, 25, 15, 7)
    assert plan.price(edits.remove_routine(some, 1)) == plan.Price(15, 15, 0, 3)
    assert plan.price(edits.set_exercise(BOTH, 4, yes=None)) == plan.Price(10, 10, 0, 7)
    assert plan.price(Plan(routines=())) == plan.Price(0, 0, 0, 0)
