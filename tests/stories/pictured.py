"""Photos and pictures in the stories: sent together, in a plan, as they are to be seen."""

from typing import Any

from sqlmodel import Session as Db
from sqlmodel import col, select
from telegram import Update

from care import edits, kinds, models, plan
from care.flows import plans
from handlers import registry
from tests.family import Family, Person, words_of
from tests.stories import steps

PROMPT = ["Show how", *steps.ON_A_PROMPT]


async def album(who: Person, *file_ids: str, mark: str = "13", **other: Any) -> None:
    """Photos that were sent together come as one message each, with the same mark."""
    family = who.family
    for number, file_id in enumerate(file_ids, start=700_000_000):
        sizes = [("small", 90), (file_id, 1280)]
        message = {
            "message_id": number,
            "date": int(family.clock.now().timestamp()),
            "chat": {"id": who.number, "type": "private"},
            "from": {"id": who.number, "is_bot": False, "first_name": who.name},
            "media_group_id": mark,
            "photo": [
                {"file_id": one, "file_unique_id": one, "width": side, "height": side}
                for one, side in sizes
            ],
            **other,
        }
        raw = {"update_id": number + len(mark) * 1000, "message": message}
        await registry.dispatch(Update.de_json(raw, family.app.bot), family.app.house)
    await family.settle()


async def the_plan(family: Family) -> plan.Plan:
    active = models.PlanVersion.state == kinds.PlanState.ACTIVE
    (row,) = await family.rows(models.PlanVersion, active)
    return plan.Plan.model_validate_json(row.document)


async def waits_for_a_picture(family: Family, place: int = 0) -> int:
    """As the editor leaves it: the next picture is for that exercise of Alex's plan."""
    exercise = (await the_plan(family)).routines[0].exercises[place]

    def ask(db: Db) -> None:
        human = db.exec(select(models.Human).order_by(col(models.Human.id))).first()
        assert human
        human.asks = f"plan_picture:{exercise.id}"

    await family.edit(ask)
    return exercise.id


async def in_use(family: Family) -> None:
    """Alex's draft is put in force."""

    def use(db: Db) -> None:
        draft = models.PlanVersion.state == kinds.PlanState.DRAFT
        found = db.exec(select(models.PlanVersion).where(draft)).all()
        circle = db.get_one(models.Circle, found[-1].circle_id)
        plans.use(db, circle, db.get_one(models.Member, 1), found[-1], family.clock.now())

    await family.edit(use)


async def pictures_from(family: Family, first: int) -> list[str]:
    """The words under each picture that the bot sent, from that message on."""
    return [words_of(one) for one in (await family.alex.heard())[first:] if one["media"]]


async def with_sheet(family: Family, *file_ids: str, **more: Any) -> None:
    """Alex's routine has these pages, and these exercises."""

    def change(db: Db) -> None:
        person = db.get_one(models.Member, 1)
        at = family.clock.now()
        rows = [
            models.Picture(circle_id=1, kind="photo", file_id=one, member_id=1, at=at)
            for one in file_ids
        ]
        db.add_all(rows)
        db.flush()
        values = {"pictures": [row.id for row in rows], **more}

        def wanted(before: plan.Plan) -> plan.Plan:
            return edits.set_routine(before, before.routines[0].id, **values)

        plans.change(db, db.get_one(models.Circle, 1), person, wanted, at)

    await family.edit(change)


async def sheet(family: Family) -> str:
    """The sandbox's own name of a photo that Alex has sent."""
    await family.alex.sends_photo()
    draft = (await family.rows(models.Human))[0].draft
    await family.alex.taps("No")
    return str(draft).split('"file_ids":["')[1].split('"')[0]
