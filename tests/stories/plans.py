"""What stories about the plan do: what is in force, what is being written, a plan put in place."""

from sqlmodel import Session as Db

from care import kinds, models, plan, store
from care.flows import plans
from tests.family import Family
from tests.stories import steps


async def in_force(family: Family) -> plan.Plan:
    """The plan in force."""
    rows = await family.rows(models.PlanVersion, models.PlanVersion.state == kinds.PlanState.ACTIVE)
    return plan.read(rows[-1].document)


async def draft(family: Family, role: kinds.Role = kinds.Role.PATIENT) -> plan.Plan | None:
    """What somebody is writing."""
    member = (await family.rows(models.Member, models.Member.role == role))[0]
    rows = await family.rows(
        models.PlanVersion,
        models.PlanVersion.author_id == member.id,
        models.PlanVersion.state == kinds.PlanState.DRAFT,
    )
    return plan.read(rows[-1].document) if rows else None


async def uses(family: Family) -> None:
    """Alex puts the draft in force."""
    await family.alex.says("/plan")
    await family.alex.taps("See the changes", "Use this plan")


async def has(family: Family, wanted: plan.Plan) -> None:
    """That plan is in force, with ids of its own."""

    def put(db: Db) -> None:
        version, _ = steps._plan(db)
        circle = store.lock(db, version.circle_id)
        steps._replace(db, version, plans.new_ids(db, circle, wanted), family.clock.now())

    await family.edit(put)


async def may_propose(family: Family, *, yes: bool = True) -> None:
    """Alex lets Sam propose changes, or doesn't any more."""

    def let(db: Db) -> None:
        for member in store.members(db, 1, kinds.Role.CAREGIVER):
            member.may_propose = yes

    await family.edit(let)


def undone(db: Db) -> None:
    """All of Alex's steps are taken back."""
    person = store.patient(db, 1)
    assert person
    plans.drop(db, store.lock(db, 1), person)
