"""What several stories do: the same few steps, by their names."""

import datetime as dt
import os
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col, select

from care import edits, kinds, models, plan, store, times
from care.flows import invitations, planner, plans
from tests.family import Family, Person

# The first story of a file runs on both databases, and with it every query that the file is about;
# what follows is rules and words, and long. ALONE_ON=postgres has those on PostgreSQL instead.
SQLITE_ALONE = pytest.mark.parametrize(
    "database_url", [os.environ.get("ALONE_ON", "sqlite")], indirect=True
)
GENTLE = "Gentle range of motion"
FOOT = "Nothing here needs an answer."
NOBODYS_LIMIT = "Your limit is 60 min (a starting point nobody set for you)."
AT_THE_LIMIT = ["Yes, within 15 min", "Within 30 min", "Within the hour", "Not yet", "Can't tell"]
LATER = ["It took about 1½ h", "About 2 h", "Longer", "Not yet", "Can't tell"]
ON_A_PROMPT = ["Done", "Stopped early", "Later", "Not today", "Bad day: rest"]
OLD_BUTTON = "That button is from earlier. Nothing was changed."
STRANGER = (
    "Hello. This is a private journal for one family, opened by a link from them. "
    "Without a link there is nothing here for you, and nothing about you was kept."
)


async def data_of(who: Person, label: str) -> tuple[int, str]:
    """The lowest button of that label: the message it is on, and what it sends back."""
    message = await who.find(label)
    buttons = [button for row in message["keyboard"] for button in row]
    return message["message_id"], next(b["callback_data"] for b in buttons if b["text"] == label)


async def double_tap(who: Person, *wanted: str) -> None:
    """Two taps at once on each of these, and a third when the card has changed already."""
    for label in wanted:
        message_id, data = await data_of(who, label)
        body = {"message_id": message_id, "data": data}
        await who.family.ask(f"/people/{who.number}/taps", body)
        await who.family.tell(f"/people/{who.number}/taps", body)
        await who.forges(message_id, data)


async def asked_at_limit(family: Family, pain: str = "4") -> None:
    """Prompted at nine, done, the pain said, and the question at the limit is there."""
    await family.at(9)
    await family.alex.taps("Done", pain)
    await family.later(minutes=60)


async def said(family: Family, kind: str) -> list[str]:
    """The values that were said of a kind, in order."""
    return [row.value for row in await family.rows(models.Answer, models.Answer.kind == kind)]


async def session(family: Family, number: int = -1) -> models.Session:
    """One session, the newest where nothing else is said."""
    found: models.Session = (await family.rows(models.Session))[number]
    return found


async def sent(family: Family, kind: kinds.Kind) -> list[models.Message]:
    """The messages of a kind that went out."""
    wanted = (models.Message.kind == kind, models.Message.state == kinds.Sending.SENT)
    return list(await family.rows(models.Message, *wanted))


async def link_for(family: Family, role: kinds.Role = kinds.Role.CAREGIVER) -> str:
    """A link of Alex's for a caregiver; for SETUP, another one of the host's."""
    if role == kinds.Role.CAREGIVER:
        await family.alex.says("/invite")
        return next(w for w in (await family.alex.last()).split() if w.startswith("https://t.me/"))
    made: list[str] = []
    await family.edit(lambda db: made.append(invitations.make(db, role, family.clock.now())))
    return invitations.link(family.app.bot.username, made[0])


async def awake_at(family: Family, at: dt.datetime) -> None:
    """The story begins at another time: nobody has done anything yet."""
    await family.sleeps_through(seconds=(at - family.clock.now()).total_seconds())
    await family.restarts()


async def add_routine(
    family: Family, name: str, at: dt.time, days: tuple[str, ...] = times.WEEKDAYS, **more: Any
) -> None:
    """One more routine in Alex's plan, where no door leads there yet."""

    def change(db: Db) -> None:
        version, known = _plan(db)
        routine = store.add(db, models.Routine(circle_id=version.circle_id))
        slot = store.add(db, models.Slot(circle_id=version.circle_id, routine_id=routine.id))
        slots = (plan.Slot(id=slot.id, at=at, days=days),)
        added = plan.Routine(id=routine.id, name=name, minutes=5, slots=slots, **more)
        changed = known.model_copy(update={"routines": (*known.routines, added)})
        _replace(db, version, changed, family.clock.now())

    await family.edit(change)


async def limit_by_dana(family: Family, minutes: int, on: dt.date) -> None:
    """Dana has set the limit, on paper, and it is in the plan."""

    def change(db: Db) -> None:
        version, known = _plan(db)
        word = plan.Word(by="Dana", on=on, how=plan.How.SHEET)
        by = {"recovery_limit": minutes, "recovery_limit_word": word}
        _replace(db, version, known.model_copy(update=by), family.clock.now())

    await family.edit(change)


async def change_plan(family: Family, wanted: edits.Edit) -> None:
    """Alex has changed the plan, where a story is about what follows."""

    def change(db: Db) -> None:
        version, _ = _plan(db)
        person = store.patient(db, version.circle_id)
        assert person
        circle = store.lock(db, version.circle_id)
        plans.change(db, circle, person, wanted, family.clock.now())

    await family.edit(change)


def _plan(db: Db) -> tuple[models.PlanVersion, plan.Plan]:
    circle = db.exec(select(models.Circle).order_by(col(models.Circle.id))).first()
    version = store.active_plan(db, circle.id) if circle else None
    assert version is not None
    return version, plan.read(version.document)


def _replace(db: Db, old: models.PlanVersion, changed: plan.Plan, now: dt.datetime) -> None:
    old.state = kinds.PlanState.REPLACED
    row = models.PlanVersion(
        circle_id=old.circle_id,
        before_id=old.id,
        state=kinds.PlanState.ACTIVE,
        author_id=old.author_id,
        confirmed_by=old.author_id,
        created_at=now,
        confirmed_at=now,
        document=changed.model_dump_json(),
    )
    store.add(db, row)
    planner.fill(db, store.lock(db, old.circle_id), now)


async def counts(family: Family) -> dict[str, int]:
    """How many rows each table has; the bot's own pulse is about nobody."""

    def count(db: Db) -> dict[str, int]:
        tables: list[Any] = SQLModel.metadata.sorted_tables
        connection = db.connection()
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
            if table.name != "pulse"
        }

    return await family.app.db.run(count)
