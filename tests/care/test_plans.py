"""The versions of a plan: drafts, what is in force, what goes into both."""

import datetime as dt
import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import Session as Db

from care import db, edits, plan, store
from care.flows import easing, plans
from care.kinds import Kind, PlanState, Role, State
from care.models import Answer, Circle, Member, PlanVersion, Session, Slot
from care.plan import MOST_ROUTINES, Exercise, How, Plan, Routine
from tests.care import rows
from tests.care.rows import MONDAY

NEXT_WEEK = MONDAY + dt.timedelta(days=7)


class House:
    """One circle: what its people do to the plan, a transaction each."""

    def __init__(self, url: str) -> None:
        self.database = db.Database(url)
        self.home = rows.household(self.database)

    def does(self, flow: Callable[..., Any], who: int, *args: Any, **kwargs: Any) -> Any:
        def run(session: Db) -> Any:
            circle = store.lock(session, self.home.circle)
            return flow(session, circle, session.get_one(Member, who), *args, **kwargs)

        return self.database.write(run)

    def edits(self, who: int, change: edits.Edit) -> Any:
        return self.does(plans.edit, who, change, MONDAY)

    def sees(self, who: int) -> Plan:
        found = self.does(plans.versions, who)
        assert found
        return Plan.model_validate(found.plan)

    def in_force(self) -> Plan:
        found = self.does(plans.versions, self.home.person)
        assert found
        return Plan.model_validate(found.in_force)

    def uses(self, who: int) -> None:
        def use(session: Db, circle: Circle, member: Member) -> None:
            draft = store.draft(session, member.id)
            assert draft
            plans.use(session, circle, member, draft, NEXT_WEEK)

        self.does(use, who)

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    def rows(self) -> list[PlanVersion]:
        return [
            row for row in rows.every(self.database, PlanVersion) if isinstance(row, PlanVersion)
        ]


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    made = House(database_url)
    yield made
    made.database.close()


def renamed(name: str) -> edits.Edit:
    def change(before: Plan) -> Plan:
        return edits.set_routine(before, before.routines[0].id, name=name)

    return change


def test_each_step_is_undone_by_itself(house: House) -> None:
    alex = house.home.person
    for name in ("One", "Two"):
        house.edits(alex, renamed(name))
    assert house.in_force().routines[0].name == "Morning stretch"
    seen = []
    for _ in range(3):
        seen.append(house.sees(alex).routines[0].name)
        house.does(plans.undo, alex)
    assert seen == ["Two", "One", "Morning stretch"]


def test_the_same_again_is_no_step(house: House) -> None:
    house.edits(house.home.person, renamed("Morning stretch"))
    assert house.states() == [PlanState.ACTIVE]


def test_a_draft_is_its_authors_alone(house: House) -> None:
    house.edits(house.home.helper, renamed("Sam's"))
    assert house.sees(house.home.person).routines[0].name == "Morning stretch"
    assert house.sees(house.home.helper).routines[0].name == "Sam's"


def test_in_force_by_the_persons_yes_and_its_steps_are_forgotten(house: House) -> None:
    alex = house.home.person
    for name in ("One", "Two"):
        house.edits(alex, renamed(name))
    house.does(plans.undo, alex)
    house.uses(alex)
    assert house.in_force().routines[0].name == "One"
    old, new = house.rows()
    assert (old.state, new.state) == (PlanState.REPLACED, PlanState.ACTIVE)
    assert (new.confirmed_by, new.confirmed_at, new.before_id) == (alex, NEXT_WEEK, old.id)
    assert house.in_force().review_on == NEXT_WEEK.date() + dt.timedelta(weeks=12)


def test_what_would_be_no_plan_changes_nothing(house: House) -> None:
    with pytest.raises(ValidationError):
        house.edits(house.home.person, renamed(""))
    assert house.states() == [PlanState.ACTIVE]


def test_what_cant_wait_is_in_force_and_in_every_draft(house: House) -> None:
    alex, sam = house.home.person, house.home.helper
    house.edits(sam, renamed("Sam's"))
    limit = functools.partial(edits.set_plan, recovery_limit=30)
    made = house.does(plans.change, alex, limit, MONDAY)
    for found in (house.in_force(), house.sees(sam)):
        assert found.recovery_limit == 30
        assert found.recovery_limit_word
        assert found.recovery_limit_word.by == "Alex"
    assert house.sees(sam).routines[0].name == "Sam's"
    assert house.does(plans.change, alex, limit, MONDAY) is None
    house.does(plans.restore, alex, made.id, MONDAY)
    assert house.in_force().recovery_limit == 60
    assert house.does(plans.restore, alex, made.id, MONDAY) is None
    assert house.states().count(PlanState.REPLACED) == 2


def test_a_therapists_proposal_is_a_review_and_gives_way_to_the_next(house: House) -> None:
    sam = house.home.helper

    def is_dana(session: Db, circle: Circle, member: Member) -> None:
        member.role, member.name = Role.THERAPIST, "Dana"

    house.does(is_dana, sam)
    sent = []
    for minutes in (40, 45):
        house.edits(sam, functools.partial(edits.set_plan, recovery_limit=minutes))
        sent.append(house.does(plans.propose, sam, MONDAY).id)
    states = {row.id: row.state for row in house.rows()}
    assert [states.get(one) for one in sent] == [None, PlanState.PROPOSED]
    proposed = plan.read(house.rows()[-1].document)
    assert proposed.reviewed_with == "Dana"
    assert proposed.recovery_limit_word
    assert proposed.recovery_limit_word.how == How.CONFIRMED
    assert proposed.review_on == MONDAY.date() + dt.timedelta(weeks=12)
    waiting = [row.key for row in rows.messages(house.database, Kind.PROPOSAL)]
    assert waiting == [f"proposal:{one}" for one in sent]
    assert house.does(plans.propose, sam, MONDAY) is None
    soon = MONDAY.date() + dt.timedelta(weeks=3)
    house.edits(sam, functools.partial(edits.set_plan, review_on=soon))
    house.does(plans.propose, sam, MONDAY)
    assert plan.read(house.rows()[-1].document).review_on == soon


def test_ids_of_another_circle_are_none_here(house: House) -> None:
    other = rows.household(house.database, 2)
    theirs = house.in_force().routines[0].id + 1
    alex = house.home.person

    def brought(before: Plan) -> Plan:
        routine = before.routines[0].model_copy(update={"id": theirs, "name": "Theirs"})
        slot = routine.slots[0].model_copy(update={"id": other.slot})
        nod = Exercise(id=99, name="Nod", picture=12)
        made = routine.model_copy(update={"slots": (slot,), "exercises": (nod,), "pictures": (5,)})
        return Plan(routines=(made,))

    def numbered(session: Db, circle: Circle, member: Member) -> Plan:
        return plans.new_ids(session, circle, brought(house_plan))

    house_plan = house.in_force()
    found: Plan = house.does(numbered, alex)
    (routine,) = found.routines
    assert routine.id not in (theirs, house_plan.routines[0].id)
    assert routine.slots[0].id not in (other.slot, house.home.slot)
    assert (routine.pictures, routine.exercises[0].picture) == ((), None)
    assert routine.exercises[0].id != 99
    again: Plan = house.does(lambda s, c, m: plans.new_ids(s, c, found), alex)
    assert again == found


def test_a_draft_without_room_does_not_keep_it_out_of_the_plan(house: House) -> None:
    """Sam's draft is as long as a plan can be; what Alex puts in force at once is in force."""
    ids = range(100, 100 + MOST_ROUTINES)
    full = [Routine(id=n, name=f"Number {n}", minutes=5).model_dump() for n in ids]
    house.edits(house.home.helper, lambda before: edits.set_plan(before, routines=full))
    sheet = Routine(id=90, name="The sheet", minutes=5)
    house.does(plans.change, house.home.person, lambda b: edits.add_routine(b, sheet), MONDAY)
    assert house.in_force().routines[-1].name == "The sheet"
    assert len(house.sees(house.home.helper).routines) == MOST_ROUTINES


def test_each_version_is_read_once_for_twice_within_a_week(house: House) -> None:
    """A card is drawn often, and a long plan takes a moment to read."""

    def week(session: Db) -> bool:
        version = store.active_plan(session, house.home.circle)
        slot = session.get_one(Slot, house.home.slot)
        assert version
        for day in range(6):
            at = MONDAY + dt.timedelta(days=day)
            made = store.add(
                session,
                Session(
                    circle_id=house.home.circle,
                    slot_id=slot.id,
                    routine_id=slot.routine_id,
                    plan_version_id=version.id,
                    local_date=at.date(),
                    due=at,
                    closes_at=at,
                    state=State.FINISHED,
                ),
            )
            for kind, value in (("outcome", "done"), ("pain", "3")):
                said: dict[str, Any] = {"kind": kind, "value": value, "at": at, "update_id": 1}
                ids: dict[str, Any] = {
                    "circle_id": house.home.circle,
                    "member_id": house.home.person,
                }
                store.add(session, Answer(session_id=made.id, **ids, **said))
        plan.read.cache_clear()
        return easing.twice(session, made)

    assert not house.database.write(week)
    assert plan.read.cache_info().misses == 1
