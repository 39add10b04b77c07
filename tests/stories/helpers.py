"""What stories about helping hands do: a plan with two routines, one of which needs somebody."""

import datetime as dt

from sqlmodel import Session as Db
from sqlmodel import col, select

from care import kinds, models, plan
from tests.family import Family, Person
from tests.stories import steps

IN_BED = "With a helper, in bed"
AWAY = "I'm ill or away"
NOT_AWAY = (
    "Ill or away? Say so here, and it is enough. No message comes to you meanwhile, and what "
    "needs your hands waits."
)
ENDS = ["Today", "Three days", "Until I say"]
MAY, MAY_NOT = "You may ask me when others are away", "Rather don't ask me"
YES_ONCE = "Kim says yes."


async def two_routines(family: Family, at: dt.time = dt.time(10)) -> None:
    """Alex's gentle stretch at nine, alone; and at ten one for which somebody has to be there."""
    await family.alex_is_set_up()
    moves = plan.Exercise(id=900, name="Arm raises", kind=plan.ExerciseKind.PASSIVE)
    await steps.add_routine(family, IN_BED, at, helper_minutes=5, exercises=(moves,))


async def kim_may_be_asked(family: Family) -> None:
    """Kim is in, and agrees to be asked when others are away."""
    await family.joins(family.kim)
    await family.kim.says("/away")
    await family.kim.taps(MAY)


async def prompts(family: Family) -> list[str]:
    """The routines that were prompted, with their days: "24 Gentle …"."""

    def read(db: Db) -> list[str]:
        rows = db.exec(
            select(models.Message)
            .where(
                models.Message.kind == kinds.Kind.PROMPT,
                models.Message.state == kinds.Sending.SENT,
            )
            .order_by(col(models.Message.due))
        ).all()
        found = []
        for row in rows:
            session = db.get_one(models.Session, row.session_id)
            version = db.get_one(models.PlanVersion, session.plan_version_id)
            routine = plan.read(version.document).routine(session.routine_id)
            found.append(f"{session.local_date.day} {routine.name if routine else ''}")
        return found

    return await family.app.db.run(read)


async def reasons(family: Family) -> list[tuple[str, str | None]]:
    """Of each session of what needs somebody: its state and why it was silent."""

    def read(db: Db) -> list[tuple[str, str | None]]:
        found = db.exec(select(models.Session).order_by(col(models.Session.due))).all()
        named = []
        for one in found:
            version = db.get_one(models.PlanVersion, one.plan_version_id)
            routine = plan.read(version.document).routine(one.routine_id)
            if routine and routine.name == IN_BED:
                named.append((one.state, one.reason))
        return named

    return await family.app.db.run(read)


async def heard(who: Person) -> int:
    """How many messages they got."""
    return len(await who.heard())
