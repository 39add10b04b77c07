"""The journal shows a session with the plan as it was that day, and each change on its own day."""

import datetime as dt

from sqlmodel import Session as Db

from care import edits, models, plan, store
from care.flows import plans
from care.kinds import Kind, Role
from tests.family import Family, Person
from tests.stories import steps
from tests.stories.steps import GENTLE
from tests.stories.test_therapist import dana_joins

FULL = "With the exercises"


async def changes(family: Family, change: edits.Edit) -> None:
    """Alex changes the plan; it holds at once."""

    def act(db: Db) -> None:
        circle = store.lock(db, 1)
        person = store.patient(db, circle.id)
        assert person
        plans.change(db, circle, person, change, family.clock.now())

    await family.edit(act)


async def proposes(family: Family, who: Person, change: edits.Edit) -> None:
    """Somebody proposes a change, and Alex says yes to it."""

    def act(db: Db) -> None:
        now, circle = family.clock.now(), store.lock(db, 1)
        author = next(one for one in store.members(db, circle.id) if one.name == who.name)
        person = store.members(db, circle.id, Role.PATIENT)[0]
        plans.edit(db, circle, author, change, now)
        proposed = plans.propose(db, circle, author, now)
        assert proposed
        plans.use(db, circle, person, proposed, now)
        store.drop_waiting(db, circle.id, Kind.PROPOSAL)

    await family.edit(act)


def dose(new: str) -> edits.Edit:
    def change(before: plan.Plan) -> plan.Plan:
        return edits.set_exercise(before, before.routines[0].exercises[0].id, dose=new)

    return change


async def test_each_day_with_the_plan_of_that_day(family: Family) -> None:
    await family.alex_is_set_up()
    await dana_joins(family)
    await family.at(9)
    await family.alex.taps("Not today")
    await family.at(10, 30)
    await proposes(family, family.dana, dose("3 each way"))
    await family.at(9)
    await family.alex.taps("Not today")
    await family.at(11)
    await changes(family, lambda before: edits.remove_exercise(before, 2))
    await family.at(9)
    await family.alex.taps("Not today")
    await family.alex.says("/journal")
    assert await family.alex.last() == (
        "Your last 7 days\n\n"
        f"Monday 23 Nov\n{GENTLE}: not today.\n"
        "10:30 The plan changed (Dana, confirmed by Alex).\n"
        "• Looked at with Dana on Monday 23 Nov 2026\n"
        f"• {GENTLE}: Shoulder circles: 3 each way; was 5 each way, slowly\n\n"
        f"Tuesday 24 Nov\n{GENTLE}: not today.\n11:00 The plan changed (Alex).\n"
        f"• {GENTLE}: out: Bend and straighten the elbows\n\n"
        f"Wednesday 25 Nov\n{GENTLE}: not today."
    )
    await steps.double_tap(family.alex, FULL)
    assert sum(text.startswith("Your last 7 days") for text in await family.alex.texts()) == 2
    monday, tuesday, wednesday = (await family.alex.last()).split("\n\n")[1:]
    assert "• Shoulder circles: 5 each way, slowly\n" in monday
    assert "• Shoulder circles: 3 each way\n" in tuesday
    assert "Bend and straighten the elbows" in tuesday
    assert "Bend and straighten the elbows" not in wednesday
    assert "• Shoulder circles: 3 each way\n" in wednesday
    assert await family.alex.buttons() == ["Picture of the month"]
    assert FULL not in str(await family.alex.heard())


@steps.SQLITE_ALONE
async def test_a_plan_that_is_new_is_no_change(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/journal")
    assert await family.alex.last() == "Your last 7 days\nNothing here yet. It fills by itself."
    assert await family.alex.buttons() == []
    await changes(family, dose("2 each way"))
    await family.alex.says("/journal")
    assert "7:00 The plan changed (Alex)." in await family.alex.last()
    await family.later(days=7)
    await family.alex.says("/journal")
    assert "changed" not in await family.alex.last()


@steps.SQLITE_ALONE
async def test_a_full_plan_fits_a_message_with_today_in_it(family: Family) -> None:
    await family.alex_is_set_up()
    long = tuple(plan.Exercise(name=f"{n} 🙂" + "n" * 70, dose="d" * 200) for n in range(9))

    def change(before: plan.Plan) -> plan.Plan:
        return edits.set_routine(
            before, before.routines[0].id, exercises=[e.model_dump() for e in long]
        )

    await changes(family, change)
    for _ in range(7):
        await family.at(9)
        await family.alex.taps("Not today")
    await family.alex.says("/journal")
    await family.alex.taps(FULL)
    last = await family.alex.last()
    assert len(last.encode("utf-16-le")) // 2 <= 4096
    assert last.startswith("Your last 7 days\n\nThe days before do not fit here.\n\n")
    assert f"Sunday 29 Nov\n{GENTLE}: not today.\n• 0 🙂n" in last
    assert (await family.rows(models.Session))[-1].local_date == dt.date(2026, 11, 29)
