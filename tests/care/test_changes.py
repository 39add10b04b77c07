"""What would change, in words: each thing in a plan is told of, and only what changed."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import edits, fitting, plan, planfile
from care.plan import Exercise, How, Lighter, Plan, Routine, Sheet, Slot, Word
from care.screens import changes, confirm
from care.screens.price import price_line
from tests.care import test_plan as made

EN = "en"
DAY = dt.date(2027, 1, 12)
DANA = Word(by="Dana", on=DAY, how=How.CONFIRMED)
ARMS = Exercise(id=21, name="Arms", dose="10", how="slowly", picture=3)
PEDALS = Exercise(id=22, name="Pedals", dose="5 min", kind=plan.ExerciseKind.AEROBIC, yes=DANA)
ROUTINE = Routine(
    id=1,
    name="Stretch",
    purpose="to keep loose",
    minutes=10,
    helper_minutes=5,
    exercises=(ARMS, PEDALS),
    slots=(Slot(id=11, at=dt.time(9)),),
    lighter=Lighter(minutes=5, exercises=(Exercise(id=23, name="Arms", dose="5"),)),
    stop_rule="Stop if it hurts.",
)
BEFORE = Plan(routines=(ROUTINE, Routine(id=2, name="Hands", minutes=5)), pain_limit=5)


def of_plan(**values: Any) -> Plan:
    return edits.set_plan(BEFORE, **values)


def of_routine(**values: Any) -> Plan:
    return edits.set_routine(BEFORE, 1, **values)


def of_exercise(**values: Any) -> Plan:
    return edits.set_exercise(BEFORE, 21, **values)


CHANGED = [
    (of_plan(recovery_limit=45, recovery_limit_word=DANA),
     "• Limit for feeling as before: 45 min, was 60 (Dana, 12 Jan)"),
    (of_plan(pain_limit=None), "• No limit for pain any more, was 5"),
    (of_plan(pain_limit=3), "• Limit for pain: 3, was 5 (a starting point nobody set for you)"),
    (of_plan(review_on=DAY), "• To be looked at with the therapist on Tuesday 12 Jan 2027"),
    (of_plan(reviewed=DANA, reviewed_with="Dana"), "• Looked at with Dana on Tuesday 12 Jan 2027"),
    (of_plan(clinic="030 000"), "• Clinic: 030 000"),
    (of_plan(sheet=Sheet(pictures=(3,))), "• Another photo of the therapist's sheet"),
    (of_plan(page=Sheet(pictures=(4,))), "• A page filled in by hand goes with the plan"),
    (edits.remove_routine(BEFORE, 2), "• Out: Hands"),
    (edits.move_routine(BEFORE, 2, -1), "• The routines stand in another order"),
    (of_routine(name="Arms and legs"), "• Stretch: is called Arms and legs"),
    (of_routine(purpose="for the joints"), "• Stretch: is for the joints"),
    (of_routine(purpose=""), "• Stretch: no longer says what it is for"),
    (of_routine(minutes=12), "• Stretch: about 12 min, was 10"),
    (of_routine(helper_minutes=0), "• Stretch: none of it with a helper's hands"),
    (of_routine(helper_comes=True),
     "• Stretch: nothing prompts it, it is done when a helper comes"),
    (of_routine(asks="pain"), "• Stretch: asks for pain alone"),
    (of_routine(effort_limit="Talk."),
     "• Stretch: effort: Talk. (a starting point nobody set for you)"),
    (of_routine(stop_rule=None), "• Stretch: no words of its own on when to stop"),
    (of_routine(paused_until=DAY), "• Stretch: pauses until Tuesday 12 Jan 2027"),
    (of_routine(pictures=[3]), "• Stretch: other pictures are shown with it"),
    (of_routine(lighter=None), "• Stretch: the lighter version goes"),
    (edits.set_exercise(BEFORE, 23, dose="4"), "• Stretch: lighter version, Arms: 4; was 5"),
    (edits.set_slot(BEFORE, 11, at=dt.time(10)),
     "• Stretch: at 10:00 every day, was at 9:00 every day"),
    (edits.set_slot(BEFORE, 11, days=("tue",)), "• Stretch: at 9:00 on Tue, was at 9:00 every day"),
    (edits.remove_slot(BEFORE, 11),
     "• Stretch: no longer at 9:00 every day, so nothing prompts it"),
    (edits.add_slot(BEFORE, 1, Slot(id=12, at=dt.time(17))), "• Stretch: also at 17:00 every day"),
    (of_exercise(name="Both arms"), "• Stretch: Both arms: 10; was Arms: 10"),
    (of_exercise(kind="passive"), "• Stretch: Arms counts as: Done by a helper's hands"),
    (of_exercise(how=""), "• Stretch: no words on how to do Arms"),
    (of_exercise(picture=None), "• Stretch: the picture of Arms goes"),
    (edits.remove_exercise(BEFORE, 21), "• Stretch: out: Arms"),
    (edits.move_exercise(BEFORE, 22, -1), "• Stretch: the exercises stand in another order"),
    (edits.set_exercise(BEFORE, 22, yes=None),
     "• Stretch: Pedals: 5 min (waits for a therapist's yes)"),
    (edits.add_exercise(BEFORE, 1, Exercise(id=25, name="Nod")), "• Stretch: new: Nod"),
]  # fmt: skip


@pytest.mark.parametrize(("after", "line"), CHANGED, ids=[line for _, line in CHANGED])
def test_a_change_is_one_line(after: Plan, line: str) -> None:
    assert changes.lines(EN, BEFORE, after) == [line]
    # No review was ever taken back.
    assert changes.lines(EN, after, BEFORE) or after.reviewed


def test_the_same_is_no_change() -> None:
    assert changes.lines(EN, BEFORE, BEFORE) == []


def test_every_field_is_told_of() -> None:
    """Of each field that a plan has, some change above is of that field."""
    fields = set()
    for after, _ in CHANGED:
        for was, now in ((BEFORE, after), (ROUTINE, after.routine(1) or ROUTINE)):
            fields |= {n for n in type(was).model_fields if getattr(was, n) != getattr(now, n)}
        changed = after.routine(1)
        for one in changed.exercises if changed else ():
            known = ROUTINE.exercise(one.id)
            fields |= {n for n in Exercise.model_fields if getattr(known, n, 0) != getattr(one, n)}
    told_with_its_value = {name for name in planfile.FIELDS if name.endswith("_word")}
    within = {"id", "by", "on", "how", "word", "at", "days"}
    assert planfile.FIELDS.keys() - fields == (told_with_its_value | within) - fields


plans = st.builds(Plan, routines=st.lists(made.routines, max_size=4).map(tuple))


def numbered(found: Plan) -> Plan:
    """With ids, as a plan that was kept has them."""
    data, count = found.model_dump(), iter(range(1, 1000))
    for routine in data["routines"]:
        lighter = routine["lighter"]["exercises"] if routine["lighter"] else []
        for row in (routine, *routine["slots"], *routine["exercises"], *lighter):
            row["id"] = next(count)
    return Plan.model_validate(data)


@given(plans, plans)
def test_it_always_fits_and_says_the_price(before: Plan, after: Plan) -> None:
    review = confirm.Review(EN, 1, numbered(before), numbered(after), "1:2", author="x" * 60)
    for screen in (confirm.draft(review), confirm.proposal(review)):
        assert fitting.units(confirm.changed_meanwhile(review, screen).text) <= fitting.LONGEST
        assert fitting.units(screen.text) <= fitting.LONGEST
        assert price_line(EN, plan.price(review.after)) in screen.text


def test_sixty_exercises_in_twelve_routines_fit() -> None:
    names = "Прыжки 🧘🏽‍♀️ שלום <b> & _" * 3
    exercises = tuple(Exercise(name=names[:80], dose=names, how=names * 4) for _ in range(5))
    slots = (Slot(at=dt.time(9)),)
    routine = Routine(
        name=names[:60], minutes=10, exercises=exercises, slots=slots, stop_rule=names * 3
    )
    after = numbered(Plan(routines=(routine,) * 12))
    review = confirm.Review(EN, 1, BEFORE, after, "1:2")
    text = confirm.draft(review).text
    assert 3500 < fitting.units(text) <= fitting.LONGEST
    assert "more changes." in text
    assert text.splitlines()[-1].startswith("With this: About ")
