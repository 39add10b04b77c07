"""What of a plan needs a helper's hands, and who is away."""

import datetime as dt

import pytest

from care import hands
from care.kinds import Role
from care.models import Member
from care.plan import Exercise, ExerciseKind, Plan, Routine, Slot

AT = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
PASSIVE = Exercise(name="Arm raises", kind=ExerciseKind.PASSIVE)
ALONE = Exercise(name="Shoulder circles")
DRAFT = Exercise(name="Pedals", kind=ExerciseKind.AEROBIC)


def routine(**more: object) -> Routine:
    return Routine.model_validate({"name": "Stretch", "minutes": 20, **more})


@pytest.mark.parametrize(
    ("found", "needs"),
    [
        (routine(exercises=(ALONE,)), False),
        (routine(helper_minutes=1), True),
        (routine(exercises=(ALONE, PASSIVE)), True),
        (routine(helper_minutes=5, helper_comes=True), False),
        (routine(exercises=(PASSIVE,), helper_comes=True), False),
        (routine(helper_minutes=5, exercises=(DRAFT,)), False),
    ],
)
def test_what_needs_hands(found: Routine, needs: bool) -> None:
    assert hands.needs_hands(found) is needs


def test_the_minutes_of_the_day_that_needs_most() -> None:
    slot = Slot(at=dt.time(9))
    monday = Slot(at=dt.time(15), days=("mon",))
    found = Plan(
        routines=(
            routine(helper_minutes=5, slots=(slot, monday)),
            routine(helper_minutes=7, helper_comes=True, slots=(slot,)),
            routine(slots=(slot,)),
        )
    )
    assert hands.minutes(found) == 10
    assert hands.minutes(Plan(routines=())) == 0


def member(since: dt.datetime | None, until: dt.datetime | None) -> Member:
    return Member(
        id=7, circle_id=1, role=Role.CAREGIVER, name="Sam", joined_at=AT,
        away_since=since, away_until=until,
    )  # fmt: skip


def test_away_from_the_first_instant_to_the_last() -> None:
    sam = member(AT, AT + HOUR)
    at = (AT - HOUR, AT, AT + HOUR / 2, AT + HOUR)
    assert [hands.away(sam, one) for one in at] == [False, True, True, False]
    assert hands.ended(sam) == (AT, AT + HOUR)
    assert not hands.away(member(None, None), AT)
    assert hands.away(member(AT, None), AT + 1000 * HOUR)
    assert hands.ended(member(AT, None)) is None


def test_the_last_day_is_a_whole_one_on_their_clock() -> None:
    midnight = dt.datetime(2026, 11, 26, 23, tzinfo=dt.UTC)
    assert hands.last_day(member(AT, midnight), "Europe/Berlin") == dt.date(2026, 11, 26)
    assert hands.last_day(member(AT, None), "Europe/Berlin") is None
