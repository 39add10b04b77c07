"""The lighter version and the report, over random histories and in any order of the answers."""

import datetime as dt
import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import over, plan, rules
from care.kinds import Ask, Kind
from care.models import Answer
from care.over import Past
from care.plan import Exercise, ExerciseKind, Lighter, Plan, Routine, Word
from care.ports import Screen
from care.screens import CardView, card

DAY = dt.date(2026, 11, 24)
NINE = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
WORD = Word(by="Dana", on=DAY)
LIMIT = 60
ROM = Exercise(name="Shoulder circles")
LIGHT = Exercise(name="Ankle circles")


def routine(written: bool = True, **more: object) -> Routine:
    values: dict[str, object] = {
        "id": 1,
        "name": "Morning stretch",
        "minutes": 20,
        "exercises": (ROM,),
        "lighter": Lighter(minutes=10, exercises=(LIGHT,)) if written else None,
    }
    return Routine.model_validate(values | more)


def on(days_ago: int, *, happened: bool = True, is_over: bool = False, of: int = 1) -> Past:
    ago = dt.timedelta(days=days_ago)
    return Past(DAY - ago, NINE - ago, of, happened, is_over)


def first(*past: Past, of: Routine | None = None) -> bool:
    found = of or routine()
    return over.lighter_first(found, Plan(routines=(found,)), (DAY, NINE), past)


def test_after_a_session_over_a_limit_the_lighter_version_comes_first() -> None:
    assert first(on(1, is_over=True))
    assert first(on(40, is_over=True))


def test_where_none_is_written_none_is_offered() -> None:
    assert not first(on(1, is_over=True), of=routine(written=False))


@pytest.mark.parametrize(
    "past",
    [
        (),
        (on(1),),
        (on(2, is_over=True), on(1)),
        (on(1, is_over=True, of=2),),
        (on(1, is_over=True, happened=False),),
        # The session itself, and what comes behind it.
        (on(0, is_over=True),),
        (on(-1, is_over=True),),
    ],
)
def test_only_the_last_time_that_something_was_done_counts(past: tuple[Past, ...]) -> None:
    assert not first(*past)


def test_a_day_on_which_nothing_was_done_is_passed_over() -> None:
    assert first(on(3, is_over=True), on(2, happened=False), on(1, happened=False))


def test_of_two_times_a_day_the_later_one_counts() -> None:
    evening = Past(DAY - dt.timedelta(days=1), NINE - dt.timedelta(hours=14), 1, True, True)
    assert first(on(1), evening)
    assert not first(on(1, is_over=True), Past(*evening.place, 1, True, False))


def test_a_lighter_version_that_waits_for_a_yes_or_a_review_is_not_offered() -> None:
    heavy = Exercise(name="Weights", kind=ExerciseKind.RESISTANCE)
    for exercise in (heavy, heavy.model_copy(update={"yes": WORD})):
        found = routine(lighter=Lighter(minutes=5, exercises=(exercise,)))
        past = DAY - dt.timedelta(days=1)
        document = Plan(routines=(found,), review_on=past)
        assert not over.lighter_first(found, document, (DAY, NINE), [on(1, is_over=True)])


@given(st.integers(0, 20))
def test_twice_is_within_seven_days_either_way(apart: int) -> None:
    other = DAY + dt.timedelta(days=apart)
    assert over.twice(DAY, [other]) is over.twice(other, [DAY]) is (apart <= 6)


def test_once_is_not_twice() -> None:
    assert not over.twice(DAY, [])


# Random histories

HOURS = st.integers(0, 24 * 30)
VALUES = {
    "outcome": (*rules.OUTCOMES, rules.WITHDRAWN),
    "pain": ("0", "3", "8", "4_6", "7_10"),
    "recovery": ("within:20", "within:60", "about:90", "not_yet:60", "longer:120", "cant_tell:0"),
}
SAID = st.sampled_from([(kind, one) for kind, values in VALUES.items() for one in values])
KINDS = st.sampled_from(list(ExerciseKind))


@st.composite
def exercises(draw: st.DrawFn) -> tuple[Exercise, ...]:
    found = draw(st.lists(st.tuples(KINDS, st.booleans()), max_size=4))
    return tuple(
        Exercise(name=f"n{n}", kind=kind, yes=WORD if yes else None)
        for n, (kind, yes) in enumerate(found)
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    light = draw(exercises())
    found = routine(
        exercises=draw(exercises()),
        lighter=Lighter(minutes=5, exercises=light) if light else None,
        paused_until=draw(st.none() | st.just(DAY + dt.timedelta(days=3))),
    )
    ahead = draw(st.integers(-30, 30))
    return Plan(
        routines=(found,),
        pain_limit=draw(st.none() | st.integers(1, 10)),
        review_on=DAY + dt.timedelta(days=ahead),
    )


def answers(said: list[tuple[str, str]]) -> list[Answer]:
    return [
        Answer(id=n, circle_id=1, session_id=1, member_id=1, kind=kind, value=value, at=NINE,
               update_id=n)
        for n, (kind, value) in enumerate(said, start=1)
    ]  # fmt: skip


HISTORIES = st.lists(
    st.tuples(HOURS, st.lists(SAID, max_size=5), st.sampled_from((1, 2))),
    max_size=12,
    # No two sessions of a routine are due at one moment.
    unique_by=lambda one: (one[0], one[2]),
)
History = list[tuple[int, list[tuple[str, str]], int]]


def history(found: History, document: Plan) -> list[Past]:
    past = []
    for hours, said, of in found:
        due = NINE - dt.timedelta(hours=hours)
        record = rules.record(answers(said))
        past.append(Past(due.date(), due, of, record.happened, over.a_limit(record, document)))
    return past


@given(HISTORIES, plans(), st.randoms(use_true_random=False))
def test_the_order_in_which_answers_come_makes_no_difference(
    found: History, document: Plan, shuffle: random.Random
) -> None:
    past = history(found, document)
    mixed = list(past)
    shuffle.shuffle(mixed)
    only = document.routines[0]
    place = (DAY, NINE)
    said = over.lighter_first(only, document, place, past)
    assert over.lighter_first(only, document, place, mixed) is said
    days = [one.day for one in past if one.over]
    assert over.twice(DAY, days) is over.twice(DAY, [one.day for one in mixed if one.over])


@given(HISTORIES, plans())
def test_the_lighter_version_comes_only_where_one_is_written_and_in_force(
    found: History, document: Plan
) -> None:
    only = document.routines[0]
    if over.lighter_first(only, document, (DAY, NINE), history(found, document)):
        assert only.lighter is not None
        assert plan.in_force(only, document, DAY, lighter=True)


@given(HISTORIES, plans(), st.sampled_from((None, True, False)), st.sampled_from(list(Ask)))
def test_a_card_shows_nothing_that_is_not_in_force(
    found: History, document: Plan, lighter: bool | None, ask: Ask
) -> None:
    """Never raises, whatever the history; never names what isn't in the plan, never adds time."""
    only = document.routines[0]
    record = rules.record(answers(found[0][1] if found else []))
    view = CardView("en", document, only, record, ask, True, DAY, lighter=lighter, in_report=True)
    for kind, current in itertools.product((Kind.PROMPT, Kind.NUDGE), (True, False)):
        shown = card(view, 1, kind, current=current)
        assert isinstance(shown, Screen)
    named = [line for line in shown.text.split("\n") if line.startswith("•")]
    start = card(view, 1, Kind.PROMPT, current=True).text if ask == Ask.START else ""
    named += [line for line in start.split("\n") if line.startswith("•")]
    held = {e.name for e in plan.in_force(only, document, DAY, lighter=bool(lighter))}
    assert {line.removeprefix("• ") for line in named} <= held
    assert view.minutes in (only.minutes, only.lighter.minutes if only.lighter else only.minutes)
    assert not any(e.is_draft for e in view.exercises)


def test_a_copy_of_the_usual_one_is_not_lighter() -> None:
    copied = Lighter(minutes=20, exercises=(ROM.model_copy(update={"id": 7}),))
    past = [on(1, is_over=True)]
    for lighter, offered in (
        (copied, False),
        (copied.model_copy(update={"minutes": 10}), True),
        (copied.model_copy(update={"exercises": (LIGHT,)}), True),
    ):
        found = routine(lighter=lighter)
        held = Plan(routines=(found,))
        assert over.lighter_first(found, held, (DAY, NINE), past) is offered
