"""Files that people send, and that they are given; the plan in force."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
from sqlmodel import Session as Db
from sqlmodel import col, select

from care import models, plan, store
from care.buttons import button
from care.flows import planfiles, plans
from care.flows.arrivals import Visit
from care.ports import Arrival, Screen
from tests.family import USERNAME, Family, Person


async def sends(
    who: Person, data: str | bytes, name: str = "plan.yaml", caption: str | None = None
) -> None:
    """Somebody sends a document."""
    form = aiohttp.FormData({"kind": "document"} | ({"caption": caption} if caption else {}))
    raw = data.encode() if isinstance(data, str) else data
    form.add_field("file", raw, filename=name, content_type="application/octet-stream")
    path = f"/people/{who.number}/messages"
    async with who.family.http.post(path, data=form) as answer:
        assert answer.status == 200, await answer.text()
    await who.family.settle()


async def in_force(family: Family) -> plan.Plan:
    """Alex's plan as it is."""

    def read(db: Db) -> plan.Plan:
        circle = db.exec(select(models.Circle).order_by(col(models.Circle.id))).one()
        version = store.active_plan(db, circle.id)
        assert version is not None
        return plan.read(version.document)

    return await family.app.db.run(read)


async def given(family: Family, who: Person) -> str:
    """The file that somebody is given."""

    def give(db: Db) -> None:
        human, chat = store.human(db, who.number), store.chat(db, who.number)
        assert human and chat
        arrival = Arrival(0, who.number, who.number, who.name, USERNAME)
        planfiles.give(db, Visit(arrival, human, chat), family.clock.now())

    await family.edit(give)
    await family.settle()
    return await document(who)


async def document(who: Person) -> str:
    """The text of the document at the bottom of somebody's chat."""
    message: dict[str, Any] = (await who.heard())[-1]
    async with who.family.http.get(message["media"]["url"]) as answer:
        return await answer.text()


async def by_hand(family: Family, change: Callable[[plan.Plan], plan.Plan]) -> None:
    """The plan in force is another, where no door leads there; its new exercises have rows."""

    def edit(db: Db) -> None:
        circle = db.exec(select(models.Circle).order_by(col(models.Circle.id))).one()
        version = store.active_plan(db, circle.id)
        assert version is not None
        after = change(plan.read(version.document))
        version.document = plans.new_ids(db, circle, after).model_dump_json()

    await family.edit(edit)


async def offers(family: Family, who: Person, verb: str) -> None:
    """The button of that verb lies on the message that somebody has last, and they tap it."""
    rows = await family.rows(models.Message, col(models.Message.telegram_id).is_not(None))
    last = (await who.heard())[-1]["message_id"]
    row = next(one for one in rows[::-1] if one.telegram_id == last)

    def put(db: Db) -> None:
        held = db.get_one(models.Message, row.id)
        shown = Screen.from_json(held.screen or "")
        held.screen = replace(shown, rows=((button("-", verb, row.id),),)).to_json()

    await family.edit(put)
    await who.forges(last, f"{verb}:{row.id}:")
