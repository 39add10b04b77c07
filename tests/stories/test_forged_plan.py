"""What a plan's buttons send back is forged, too: whoever sends it, nothing happens by it."""

import datetime as dt
from typing import Any

from sqlmodel import Session as Db
from sqlmodel import SQLModel, col, select

from care import models
from care.flows import arrivals, calls, speech
from care.ports import Arrival, Screen
from tests.family import USERNAME, Family, Person
from tests.stories import plans, steps
from tests.stories.test_therapist import a_link_for_dana

HOSTILE = (
    "", ":", "0", "1", "2", "-1", "--", "00", "999999999999999", "1:1", "1:2", "2:1", "0:0", "1::",
    "r1", "r1:min:15", "r1:gone:yes", "r99:min:15", "e1:kind:resist", "e1:dose:none", "s1:at:0900",
    "p:limit:60", "p:limit:99999", "p:pain:none", "l1:start:yes", ":new:gentle", "y1", "yes",
    "none", "again:1:1", "\u0661", "\u00b2", "x" * 24,
)  # fmt: skip
TABLES = (models.PlanVersion, models.Member, models.Answer, models.Session, models.Picture)


def state(db: Db) -> list[Any]:
    """All that a tap could change of the plan and the circle; not that somebody was there."""

    def rows(table: type[SQLModel], **leave: Any) -> list[Any]:
        found = db.exec(select(table).order_by(col(table.id)))  # type: ignore[attr-defined]
        return [row.model_dump(**leave) for row in found]

    return [*(rows(table) for table in TABLES), rows(models.Circle, exclude={"heard_at"})]


def newest(db: Db, who: Person) -> models.Message:
    """The newest message of theirs."""
    wanted = select(models.Message).join(models.Chat).where(models.Chat.telegram_id == who.number)
    return db.exec(wanted.order_by(col(models.Message.telegram_id).desc().nulls_last())).all()[0]


def forged(db: Db, who: Person, turn: int, now: dt.datetime) -> None:
    """Every verb with hostile values, a third of them in each turn; not what lies there."""
    row, before = newest(db, who), state(db)
    lies_there = {one.data for line in Screen.from_json(row.screen or "").rows for one in line}
    tries = [
        f"{verb}:{row.id}:{value}"
        for place, verb in enumerate(sorted(set(calls.TAPS) - {"help"}))
        for value in HOSTILE[(place + turn) % 3 :: 3]
    ]
    for number, data in enumerate(tries, start=9_000_000 + turn * 100_000):
        came = Arrival(number, who.number, who.number, who.name, USERNAME, "en", row.telegram_id)
        if data not in lies_there:
            assert arrivals.take_in(db, came, now, speech.tap, data, now).toast, data
    assert state(db) == before


@steps.SQLITE_ALONE
async def test_every_verb_with_hostile_values_from_everybody(family: Family) -> None:
    """From the person, who may propose, the therapist, who may not; and who has left."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await plans.may_propose(family)
    await family.dana.opens(await a_link_for_dana(family))
    await family.dana.taps("Yes, I agree")
    await family.joins(family.kim)
    for who in (family.alex, family.sam, family.dana):
        await who.says("/plan")
    for turn, who in enumerate((family.alex, family.sam, family.dana, family.kim)):
        await family.app.db.run(forged, who, turn, family.clock.now())
    await family.kim.says("/stop")
    await family.kim.taps("Stop only my own messages")
    await family.app.db.run(forged, family.kim, 4, family.clock.now())
