"""The bot ends at any moment, and begins again: nothing is lost, nothing is said twice."""

import asyncio
from typing import Any

from care import kinds, models
from tests.family import Family, Person
from tests.stories import steps
from tests.stories.steps import FOOT, GENTLE


async def test_a_restart_at_every_step_of_a_good_day(family: Family) -> None:
    alex = family.alex
    assert family.setup_link
    await alex.opens(family.setup_link)
    await family.restarts()
    for label in ("Yes, I agree", "The exercises are mine"):
        await alex.taps(label)
        await family.restarts()
    await alex.says("Berlin")
    await family.restarts()
    await alex.taps("Gentle range of motion, daily")
    await family.restarts()
    await alex.says("9:00")
    await family.restarts()
    assert await family.app.setup_link() is None
    await family.joins(family.sam)
    await family.restarts()
    told = len(await alex.heard())

    await family.at(9)
    await family.restarts()
    for label in ("Done", "2"):
        await alex.taps(label)
        await family.restarts()
    await family.later(minutes=35)
    await family.restarts()
    await alex.taps("As before")
    await family.restarts()
    line = f"{GENTLE}: done. As before within 35 min, pain 2."
    assert await alex.last() == line
    await family.at(19, 30)
    await family.restarts()
    assert await family.sam.last() == f"Monday 23 Nov\n{line}\n{FOOT}"

    assert len(await alex.heard()) == told + 1
    assert len(await family.rows(models.Answer)) == 3
    assert len(await steps.sent(family, kinds.Kind.DIGEST)) == 1
    assert [text.split("\n")[0] for text in await alex.texts()][1:4] == [
        "Which city are you in? Type its name, or share your place. Only the time zone is kept.",
        "Clock: Berlin, where it is 7:00 now.",
        "Thank you.",
    ]


async def killed(family: Family, who: Person, label: str) -> None:
    """Somebody taps; the bot saves it and is killed before it tells Telegram that it has."""
    message_id, data = await steps.data_of(who, label)
    body = {"message_id": message_id, "data": data}
    await family.ask(f"/people/{who.number}/taps", body)
    assert await family.app.intake.poll(0) == 1
    await family.app.due.drain()
    assert (await family.ask("/updates"))["pending"] == 1
    await family.restarts()


async def test_a_tap_that_is_delivered_twice_counts_once(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    heard = len(await family.alex.heard())
    for label in ("Stopped early", "Tired", "2"):
        await killed(family, family.alex, label)
    await family.later(minutes=12)
    await killed(family, family.alex, "As before")
    assert await family.alex.last() == (
        f"{GENTLE}: stopped early, tired. As before within 12 min, pain 2."
    )
    for label in ("Change", "The pain", "5"):
        await killed(family, family.alex, label)
    assert await family.alex.last() == (
        f"{GENTLE}: stopped early, tired. As before within 12 min, pain 5."
    )
    assert await steps.said(family, "pain") == ["2", "5"]
    assert len(await family.rows(models.Answer)) == 5
    assert len(await family.alex.heard()) == heard


async def test_words_that_are_delivered_twice_are_kept_once(family: Family) -> None:
    await family.alex_is_set_up()
    heard = len(await family.alex.heard())
    await family.ask(f"/people/{family.alex.number}/messages", {"text": "slept badly"})
    await family.app.intake.poll(0)
    await family.app.due.drain()
    await family.restarts()
    notes = await family.rows(models.Answer, models.Answer.kind == "note")
    assert [note.words for note in notes] == ["slept badly"]
    assert len(await family.alex.heard()) == heard + 1


async def test_a_bad_day_and_its_undo_delivered_twice(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await killed(family, family.alex, "Bad day: rest")
    assert await family.alex.buttons() == ["Undo"]
    await killed(family, family.alex, "Undo")
    assert await family.alex.buttons() == ["Done", "Stopped early", "Later", "Not today", "Help"]
    assert await steps.said(family, "outcome") == ["rest", "withdrawn"]


async def test_killed_before_a_word_went_out(family: Family) -> None:
    """Committed, and not one send was begun: the rows still know what was to be said."""
    await family.alex_is_set_up()
    await family.at(9)

    def nothing(drafts: Any) -> None:
        """The process ends here."""

    for label, shown in (("Done", "How much pain"), ("3", "Thank you."), ("As before", "within")):
        message_id, data = await steps.data_of(family.alex, label)
        body = {"message_id": message_id, "data": data}
        await family.ask(f"/people/{family.alex.number}/taps", body)
        family.app.due.put = nothing  # type: ignore[method-assign]
        await family.app.intake.poll(0)
        await family.restarts()
        assert shown in await family.alex.last()
    assert len(await family.rows(models.Answer)) == 3


async def test_start_again_at_every_moment_does_no_harm(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)

    async def starts() -> None:
        before = [row.model_dump() for row in await family.rows(models.Session)]
        answers = len(await family.rows(models.Answer))
        for who in (family.alex, family.sam):
            heard = len(await who.heard())
            await who.says("/start")
            assert len(await who.heard()) == heard + 1
        assert [row.model_dump() for row in await family.rows(models.Session)] == before
        assert len(await family.rows(models.Answer)) == answers

    await starts()
    await family.at(9)
    for label in ("Stopped early", "Pain", "6"):
        await starts()
        await family.alex.taps(label)
    await family.later(minutes=60)
    for label in ("Not yet", "Change", "The pain", "5"):
        await starts()
        await family.alex.taps(label)
    await starts()
    await family.at(19, 30)
    line = f"{GENTLE}: stopped early, pain. More than an hour, pain 5."
    assert await family.sam.last() == f"Monday 23 Nov\n{line}\n{FOOT}"
    await starts()
    assert len(await family.rows(models.Circle)) == 1
    assert len(await family.rows(models.Member)) == 2


@steps.SQLITE_ALONE
async def test_killed_again_and_again_right_after_a_reply_went_out(family: Family) -> None:
    """Telegram brings the update again each time; its answer comes twice at most."""
    await family.alex_is_set_up()
    heard = len(await family.alex.heard())
    await family.ask(f"/people/{family.alex.number}/messages", {"text": "/help"})
    for _ in range(4):
        assert await family.app.intake.poll(0) == 1
        await asyncio.gather(*family.app.due._sending.values())
        await family.app.close()
        await family._arrive()
    await family.settle()
    await family.later(minutes=5)
    assert len(await family.alex.heard()) == heard + 2
