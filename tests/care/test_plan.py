"""The plan: a document that nobody changes in place."""

import datetime as dt

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import plan, templates, times, values, words
from care.plan import Exercise, ExerciseKind, How, Lighter, Plan, Routine, Slot, Word

MONDAY = dt.date(2026, 11, 23)
WORKDAYS = Slot(id=4, at=dt.time(9), days=("mon", "wed", "fri"))
STRETCH = Routine(id=2, name="Morning stretch", minutes=10, slots=(WORKDAYS,))
PEDALS = Routine(id=3, name="Pedals", minutes=5, slots=(Slot(id=5, at=dt.time(17)),))
BOTH = Plan(routines=(STRETCH, PEDALS))

subsets = st.sets(st.sampled_from(times.WEEKDAYS), min_size=1).map(tuple)
days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 1, 1))
names = st.text(min_size=1, max_size=60).filter(values.clean)
words_of = st.none() | st.builds(Word, by=names, on=days, how=st.sampled_from(How))
rules_of = st.none() | st.text(min_size=1, max_size=300).filter(values.clean)
wall_times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
exercises = st.builds(
    Exercise,
    name=names,
    dose=st.text(max_size=200),
    how=st.text(max_size=400),
    kind=st.sampled_from(ExerciseKind),
    picture=st.none() | st.integers(1, 10**9),
    yes=words_of,
)
routines = st.builds(
    Routine,
    name=names,
    purpose=st.text(max_size=120),
    minutes=st.integers(60, 240),
    helper_minutes=st.integers(0, 60),
    exercises=st.lists(exercises, max_size=3).map(tuple),
    pictures=st.lists(st.integers(1, 10**9), max_size=2).map(tuple),
    slots=st.lists(st.builds(Slot, at=wall_times, days=subsets), max_size=3).map(tuple),
    asks=st.sampled_from(["both", "pain", "nothing"]),
    lighter=st.none()
    | st.builds(
        Lighter, minutes=st.integers(1, 240), exercises=st.tuples(exercises), word=words_of
    ),
    stop_rule=rules_of,
    stop_rule_word=words_of,
    effort_limit=rules_of,
    paused_until=st.none() | days,
)


@given(st.lists(routines, max_size=3))
def test_a_stored_plan_comes_back_as_it_was(found: list[Routine]) -> None:
    made = Plan(routines=tuple(found))
    assert Plan.model_validate_json(made.model_dump_json()) == made


def test_slots_and_routines_are_found_by_their_ids() -> None:
    assert BOTH.routine(3) == PEDALS
    assert BOTH.routine(9) is None
    assert BOTH.slot(4) == (STRETCH, WORKDAYS)
    assert BOTH.slot(2) is None
    assert [slot.id for _, slot in BOTH.slots()] == [4, 5]


def test_nothing_changes_in_place() -> None:
    with pytest.raises(pydantic.ValidationError):
        BOTH.recovery_limit = 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"recovery_limit": 9},
        {"recovery_limit": 601},
        {"recovery_limit_word": {"by": "x" * 61, "on": "2026-11-23"}},
        {"streak": 3},
        {"routines": [{"id": 1, "name": "x", "minutes": 0}]},
        {"routines": [{"id": 1, "name": "x", "minutes": 10, "asks": "everything"}]},
        {"routines": [{"id": 1, "name": "x" * 61, "minutes": 10}]},
        {"routines": [{"id": 1, "name": "x", "minutes": 10, "helper_minutes": -1}]},
    ],
)
def test_what_no_plan_holds_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(pydantic.ValidationError):
        Plan.model_validate({"routines": [], **wrong})


def test_a_limit_nobody_set_is_an_hour_and_says_so() -> None:
    assert BOTH.recovery_limit == 60
    assert BOTH.recovery_limit_word is None


def test_a_slot_comes_on_its_days_alone() -> None:
    assert plan.on_day(WORKDAYS, MONDAY, "Europe/Berlin") == dt.datetime(
        2026, 11, 23, 8, tzinfo=dt.UTC
    )
    assert plan.on_day(WORKDAYS, MONDAY + dt.timedelta(days=1), "Europe/Berlin") is None


@given(days, subsets)
def test_the_next_day_is_the_first_on_which_it_stands(after: dt.date, on: tuple[str, ...]) -> None:
    found = plan.next_day(Slot(id=1, at=dt.time(9), days=on), after)
    assert found is not None
    assert 1 <= (found - after).days <= 7
    assert times.weekday(found) in on
    between = [after + dt.timedelta(days=n) for n in range(1, (found - after).days)]
    assert not any(times.weekday(day) in on for day in between)


@pytest.mark.parametrize("template", templates.ALL, ids=lambda one: str(one.key))
def test_a_template_is_a_gentle_start_and_fits_a_plan(template: templates.Template) -> None:
    lang = words.ENGLISH
    made = Routine(
        id=1,
        name=template.name(lang),
        purpose=template.purpose(lang),
        minutes=template.minutes,
        helper_minutes=template.helper_minutes,
        exercises=template.items(lang),
    )
    assert made.exercises
    gentle = (plan.ExerciseKind.RANGE_OF_MOTION, plan.ExerciseKind.PASSIVE)
    # What needs a therapist's yes is a draft until then, and is no mixture.
    assert plan.is_draft(made) is template.is_draft is not (made.exercises[0].kind in gentle)
    assert template.is_draft or all(one.kind in gentle for one in made.exercises)
    assert all(one.dose for one in made.exercises)
    assert made.minutes <= 15
    assert templates.find(template.key) is template


def test_the_templates_come_range_of_motion_first_and_pedals_last() -> None:
    assert [one.key for one in templates.ALL] == ["gentle", "hand", "seated", "helper", "pedals"]
    assert [one.key for one in templates.ALL if one.is_draft] == ["pedals"]
    assert templates.ALL[-1].days == ("mon", "wed", "fri")


def test_an_unknown_template_is_none() -> None:
    assert templates.find("pedals_uphill") is None
