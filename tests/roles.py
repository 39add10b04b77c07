"""A circle with everybody in it whom there can be, and another one beside it: for who may do what.

Rows by the handful, then two days of the real flows.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session as Db

from care import db, plan, store
from care.flows import leaving, planner, plans
from care.kinds import PlanState, Role
from care.models import Chat, Circle, Human, Member, Picture, PlanVersion
from care.plan import Exercise, ExerciseKind, Lighter, Plan, Routine, Slot
from tests.care.rows import BERLIN, MONDAY
from tests.year import Days

YESTERDAY = MONDAY.date() - dt.timedelta(days=1)
# Tuesday, the prompt of the morning just came.
NOW = MONDAY + dt.timedelta(days=1, hours=2, minutes=5)


@dataclass(frozen=True)
class Part:
    """What somebody is in the circle, and what the person let them do."""

    chat: int
    name: str
    role: Role = Role.CAREGIVER
    lets: tuple[str, ...] = ()


EVERY_RIGHT = ("sees_journal", "may_propose", "may_be_asked")
AROUND = {
    "helps": Part(1002, "Sam"),
    "reads": Part(1005, "Kim", lets=("sees_journal",)),
    "writes": Part(1006, "Robin", lets=("may_propose",)),
    "therapist": Part(1003, "Dana", Role.THERAPIST, ("may_propose",)),
    "therapist with the report": Part(
        1008, "Noor", Role.THERAPIST, ("may_propose", "sees_journal", "gets_report")
    ),
    "removed": Part(1009, "Lee", lets=(*EVERY_RIGHT, "proxy")),
}
ANSWERS = Part(1007, "Pat", lets=("proxy",))
OTHERS = {"another's person": 1010, "another's helper": 1011, "stranger": 1004}
ALEX = 1001


def with_a_phone(database: db.Database) -> tuple[Days, dict[str, int]]:
    """Alex has a phone; Pat answers for them. The chats by what each is."""
    around = {**AROUND, "answers": ANSWERS}
    database.write(_circle, Part(ALEX, "Alex", Role.PATIENT), around)
    days = _two_days(database)
    return days, {"person": ALEX, **{who: part.chat for who, part in around.items()}, **OTHERS}


def without_a_phone(database: db.Database) -> tuple[Days, dict[str, int]]:
    """Alex has none; Pat stands in."""
    around = {**AROUND, "stands in": ANSWERS}
    database.write(_circle, None, around)
    days = _two_days(database)
    return days, {**{who: part.chat for who, part in around.items()}, **OTHERS}


def _circle(session: Db, person: Part | None, around: dict[str, Part]) -> None:
    circle = store.add(session, Circle(zone=BERLIN, created_at=MONDAY, agreed_at=MONDAY))
    alex = Part(0, "Alex", Role.PATIENT) if person is None else person
    members = {who: _member(session, circle, part) for who, part in {"": alex, **around}.items()}
    author = members[""] if person else members["stands in"]
    _plan(session, circle, author)
    planner.fill(session, circle, MONDAY)
    other = store.add(session, Circle(zone=BERLIN, created_at=MONDAY, agreed_at=MONDAY))
    zoe = _member(session, other, Part(OTHERS["another's person"], "Zoe", Role.PATIENT))
    _member(session, other, Part(OTHERS["another's helper"], "Yan"))
    _plan(session, other, zoe)
    planner.fill(session, other, MONDAY)
    leaving.leave(session, circle, members["removed"], MONDAY + dt.timedelta(hours=1))


def _member(session: Db, circle: Circle, part: Part) -> Member:
    lets: dict[str, Any] = dict.fromkeys(part.lets, True)
    if "proxy" in lets:
        lets["acts_since"] = MONDAY
    if part.chat:
        human = Human(telegram_id=part.chat, zone=BERLIN, agreed_at=MONDAY)
        lets["human_id"] = store.add(session, human).id
        lets["chat_id"] = store.add(session, Chat(telegram_id=part.chat)).id
    member = Member(circle_id=circle.id, role=part.role, name=part.name, joined_at=MONDAY, **lets)
    return store.add(session, member)


def _plan(session: Db, circle: Circle, author: Member) -> None:
    """A first plan, and one in force with something of everything."""
    picture = store.add(
        session,
        Picture(
            circle_id=circle.id, file_id="a-photo", kind="photo", member_id=author.id, at=MONDAY
        ),
    )
    stretch = Routine(
        name="Morning stretch",
        minutes=10,
        exercises=(
            Exercise(name="Ankle circles", picture=picture.id),
            Exercise(name="Weights", kind=ExerciseKind.RESISTANCE),
        ),
        lighter=Lighter(minutes=5, exercises=(Exercise(name="Hands"),)),
        slots=(Slot(at=dt.time(9)),),
    )
    bands = Exercise(
        name="Bands", kind=ExerciseKind.RESISTANCE, yes=plan.Word(by="Alex", on=YESTERDAY)
    )
    noon = Routine(name="Noon", minutes=10, exercises=(bands,), slots=(Slot(at=dt.time(11)),))
    both = Plan(routines=(stretch, noon), review_on=MONDAY.date())
    held = plans.new_ids(session, circle, both)
    first = _version(session, circle, author, PlanState.REPLACED, held, None)
    changed = held.model_copy(update={"recovery_limit": 90})
    _version(session, circle, author, PlanState.ACTIVE, changed, first)


def _version(
    session: Db,
    circle: Circle,
    author: Member,
    state: PlanState,
    held: Plan,
    before: PlanVersion | None,
) -> PlanVersion:
    row = PlanVersion(
        circle_id=circle.id,
        state=state,
        author_id=author.id,
        confirmed_by=author.id,
        created_at=MONDAY,
        confirmed_at=MONDAY,
        before_id=before.id if before else None,
        document=held.model_dump_json(),
    )
    return store.add(session, row)


def _two_days(database: db.Database) -> Days:
    """Alex (or nobody) says something in the morning, and nothing at noon."""
    days = Days(database, MONDAY)
    days.until(MONDAY + dt.timedelta(hours=2, minutes=5))
    if days.sees(ALEX, "done"):
        days.taps(ALEX, "done")
        days.taps(ALEX, "pain", "3")
    days.until(NOW)
    return days
