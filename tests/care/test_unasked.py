"""What the plan itself keeps from being asked, and until when."""

import datetime as dt

import pytest

from care import plan, unasked
from care.kinds import Reason
from care.plan import Exercise, ExerciseKind, Plan, Routine, Slot, Word

DAY = dt.date(2026, 11, 24)
WORD = Word(by="Alex", on=DAY)
STRETCH = Exercise(name="Stretch")
WEIGHTS = Exercise(name="Weights", kind=ExerciseKind.RESISTANCE, yes=WORD)
PEDALS = Exercise(name="Pedals", kind=ExerciseKind.AEROBIC)
SLOT = Slot(id=1, at=dt.time(9), days=("tue", "fri"))


def days(n: int) -> dt.timedelta:
    return dt.timedelta(days=n)


def made(*exercises: Exercise, **more: object) -> Routine:
    values = {"id": 1, "name": "Morning", "minutes": 10, "exercises": exercises, "slots": (SLOT,)}
    return Routine.model_validate(values | more)


def why(routine: Routine, day: dt.date = DAY, review_on: dt.date | None = None) -> Reason | None:
    return unasked.why(routine, Plan(routines=(routine,), review_on=review_on), day)


def test_a_pause_ends_on_its_date() -> None:
    routine = made(STRETCH, paused_until=DAY)
    assert why(routine, DAY - days(1)) == Reason.PAUSED
    assert why(routine) is None


def test_resistance_alone_waits_for_the_review_and_anything_beside_it_goes_on() -> None:
    review = DAY - days(1)
    assert why(made(WEIGHTS), review_on=review) == Reason.REVIEW_DUE
    assert why(made(WEIGHTS), review_on=DAY) is None
    assert why(made(WEIGHTS, STRETCH), review_on=review) is None
    assert why(made(WEIGHTS, PEDALS), review_on=review) == Reason.REVIEW_DUE


def test_a_draft_has_no_place_in_any_day() -> None:
    assert why(made(PEDALS)) == Reason.NOT_IN_PLAN
    assert why(made(PEDALS, STRETCH)) is None


def test_a_routine_without_exercises_is_asked_for() -> None:
    """What is done may stand on a photographed sheet."""
    assert why(made(), review_on=DAY - days(1)) is None


@pytest.mark.parametrize(
    ("routine", "review_on", "expected"),
    [
        (made(STRETCH), None, DAY + days(3)),
        (made(STRETCH, paused_until=DAY + days(4)), None, DAY + days(7)),
        (made(WEIGHTS), DAY + days(3), DAY + days(3)),
        (made(WEIGHTS), DAY, None),
        (made(PEDALS), None, None),
        (made(STRETCH, paused_until=DAY + days(9000)), None, None),
    ],
)
def test_the_next_day_waits_out_what_pauses(
    routine: Routine, review_on: dt.date | None, expected: dt.date | None
) -> None:
    document = Plan(routines=(routine,), review_on=review_on)
    assert unasked.next_day(SLOT, routine, document, DAY) == expected
    assert plan.next_day(SLOT, DAY) == DAY + days(3)
