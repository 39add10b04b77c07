"""What stories about a proxy do: Alex names somebody, Sam sets it up for Alex without a phone."""

from sqlmodel import Session as Db

from care import models, store
from care.flows import outgoing, proxy
from tests.family import Family, Person

FINE = "No answer is fine too."
ASKS = ["All done", "Some", "None", "Rest"]


async def member(family: Family, name: str) -> models.Member:
    """Somebody in the circle, as they are now."""
    found: list[models.Member] = [
        one for one in await family.rows(models.Member) if one.name == name
    ]
    return found[-1]


async def card_about(family: Family, who: Person) -> None:
    """Alex's card about somebody who helps: whether they may answer for Alex."""
    other = await member(family, who.name)

    def change(db: Db) -> None:
        circle = store.lock(db, other.circle_id)
        by, helper = store.speaker(db, circle.id), db.get_one(models.Member, other.id)
        assert by is not None
        assert by.chat_id is not None
        chat = db.get_one(models.Chat, by.chat_id)
        outgoing.reply(
            db,
            chat,
            family.clock.now(),
            lambda row: proxy.decide(db, "en", row, by, helper),
            circle_id=circle.id,
        )

    await family.edit(change)
    await family.settle()


async def sam_answers(family: Family) -> None:
    """Alex is set up, Sam helps, and answers for Alex from today."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await card_about(family, family.sam)
    await family.alex.taps("Sam answers from today")


async def without_a_phone(family: Family, time: str = "9:00") -> None:
    """Sam sets it up for Alex, who has no phone."""
    assert family.setup_link
    await family.sam.opens(family.setup_link)
    await family.sam.taps("Yes, I agree", "I help someone")
    await family.sam.says("Berlin")
    await family.sam.taps("Gentle range of motion, daily")
    await family.sam.says(time)
    await family.sam.taps("They have no phone")
    await family.sam.says("Alex")
    await family.sam.taps("Yes, Alex agrees")
