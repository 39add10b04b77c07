"""A file that was written by hand, beside the plan that is there."""

import datetime as dt

import pydantic
import pytest

from care import matching, planfile
from care.plan import Exercise, How, Lighter, Plan, Routine, Sheet, Slot, Word

DAY = dt.date(2026, 11, 3)
DANA = Word(by="Dana", on=DAY, how=How.CONFIRMED)
CIRCLES = Exercise(id=21, name="Circles", dose="10", picture=5)
BENDS = Exercise(id=22, name="Bends", dose="8")
STRETCH = Routine(
    id=1,
    name="Morning stretch",
    minutes=10,
    exercises=(CIRCLES, BENDS),
    pictures=(7,),
    slots=(Slot(id=11, at=dt.time(9)), Slot(id=12, at=dt.time(17))),
    lighter=Lighter(minutes=5, exercises=(Exercise(id=23, name="Circles", dose="5"),)),
    stop_rule="Stop if it hurts.",
    stop_rule_word=DANA,
)
BEFORE = Plan(
    routines=(STRETCH, Routine(id=2, name="Hands", minutes=5)),
    recovery_limit=45,
    pain_limit=5,
    review_on=dt.date(2027, 1, 12),
    clinic="030 000",
    sheet=Sheet(pictures=(7,)),
)


def file(text: str) -> Plan:
    return matching.matched(BEFORE, planfile.read(text.encode()))


def test_the_same_name_is_the_same_routine() -> None:
    found = file("""
routines:
- name: "  morning STRETCH "
  minutes: 12
  slots: [{at: 9:00}, {at: 17:00, days: [mon]}]
  exercises: [{name: bends, dose: 6}, {name: Circles}, {name: Circles}]
- name: Walk
  minutes: 5
""")
    stretch, walk = found.routines
    assert (stretch.id, stretch.minutes, walk.id) == (1, 12, 0)
    assert [(s.id, s.at.hour) for s in stretch.slots] == [(11, 9), (12, 17)]
    assert [(e.id, e.dose, e.picture) for e in stretch.exercises] == [
        (22, "6", None), (21, "", 5), (0, "", None),
    ]  # fmt: skip


def test_what_protects_somebody_does_not_go_by_being_left_out() -> None:
    found = file("routines: [{name: Morning stretch, minutes: 10}]")
    assert (found.recovery_limit, found.pain_limit, found.clinic) == (45, 5, "030 000")
    assert (found.sheet, found.review_on) == (BEFORE.sheet, BEFORE.review_on)
    (stretch,) = found.routines
    assert (stretch.stop_rule, stretch.pictures) == (STRETCH.stop_rule, (7,))
    assert stretch.lighter == STRETCH.lighter
    assert (stretch.exercises, stretch.slots) == ((), ())


def test_an_empty_line_takes_it_away() -> None:
    found = file("""
pain_limit:
clinic: ~
sheet:
routines:
- name: Morning stretch
  minutes: 10
  stop_rule:
  lighter:
  pictures: []
""")
    assert (found.pain_limit, found.clinic, found.sheet) == (None, None, None)
    (stretch,) = found.routines
    assert (stretch.stop_rule, stretch.lighter, stretch.pictures) == (None, None, ())


@pytest.mark.parametrize(
    ("slots", "ids"),
    [
        ("[{at: 9:30}, {at: 17:00}]", [11, 12]),
        ("[{at: 17:00}, {at: 9:30}]", [12, 11]),
        ("[{at: 10:00}, {at: 18:00}, {at: 20:00}]", [11, 12, 0]),
        ("[{at: 17:00}]", [12]),
        ("[{at: 20:00}]", [11]),
        ("[{id: 12, at: 9:00}]", [12]),
        ("[{id: 12, at: 9:00}, {at: 17:00}]", [12, 11]),
        ("[{id: 999, at: 17:00}, {at: 9:00}]", [12, 11]),
        ("[{at: 9:00, days: [mon]}, {at: 9:00, days: [tue]}]", [11, 12]),
    ],
)
def test_a_time_that_was_moved_is_the_same_time(slots: str, ids: list[int]) -> None:
    found = file(f"routines: [{{name: Morning stretch, minutes: 10, slots: {slots}}}]")
    assert [slot.id for slot in found.routines[0].slots] == ids


def test_an_id_goes_before_a_name() -> None:
    found = file("""
routines:
- {id: 2, name: Morning stretch, minutes: 5}
- {name: Hands, minutes: 5}
- {name: Morning stretch, minutes: 5}
- {id: 999, name: Legs, minutes: 5}
""")
    assert [routine.id for routine in found.routines] == [2, 0, 1, 999]


def test_an_exercise_that_moves_to_another_routine_takes_its_picture_along() -> None:
    found = file("""
routines:
- {id: 1, name: Morning stretch, minutes: 10, exercises: [{name: Bends}]}
- {id: 2, name: Hands, minutes: 5, exercises: [{id: 21, name: Circles}]}
""")
    assert [e.id for e in found.routines[0].exercises] == [22]
    assert found.routines[1].exercises == (CIRCLES.model_copy(update={"dose": ""}),)


def test_what_would_be_there_twice_is_refused() -> None:
    """The lighter version is left out, so it stays; and its exercise is named elsewhere."""
    with pytest.raises(pydantic.ValidationError):
        file("routines: [{id: 1, name: x, minutes: 5, exercises: [{id: 23, name: Circles}]}]")


def test_the_file_that_was_given_changes_nothing() -> None:
    assert matching.matched(BEFORE, planfile.read(planfile.write(BEFORE, "en").encode())) == BEFORE
