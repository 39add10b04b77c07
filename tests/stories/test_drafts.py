"""What waits for a therapist's yes, and what is paused: nothing prompts it, and /today says so."""

import datetime as dt

from care import edits, kinds
from care.models import Message, Session
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE


async def test_pedals_wait_for_the_therapists_yes(family: Family) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await family.alex.taps("Yes, I agree", "The exercises are mine")
    await family.alex.says("Berlin")
    await family.alex.taps("Pedal exerciser, three times a week")
    asked = await family.alex.last()
    assert asked.startswith(
        "Pedal exerciser, on Mon, Wed, Fri:\n• Pedals: as your therapist says\n"
    )
    assert "About 10 min on 3 days a week, none of them with a helper's hands." in asked
    await family.alex.taps("10:00")
    ready, question = (await family.alex.texts())[-2:]
    waits = "Pedal exerciser waits for your therapist's yes. Until then nothing prompts it."
    assert ready.split("\n")[0] == waits
    assert question == "Has your therapist said yes to Pedal exerciser? This question can wait."
    assert await family.alex.buttons() == ["About my therapist's yes"]

    await family.later(days=3)
    assert (await family.alex.texts())[-1] == question
    assert await family.rows(Message, Message.kind == kinds.Kind.PROMPT) == []
    await family.alex.says("/today")
    assert "Nothing is planned today." in await family.alex.last()


@steps.SQLITE_ALONE
async def test_a_paused_routine_comes_again_on_its_date(family: Family) -> None:
    await family.alex_is_set_up()
    until = dt.date(2026, 11, 25)
    await steps.change_plan(
        family, lambda p: edits.set_routine(p, p.routines[0].id, paused_until=until)
    )
    await family.alex.says("/today")
    assert f"9:00 {GENTLE}: paused." in await family.alex.last()
    assert await family.alex.buttons() == []
    await family.alex.says("/start")
    assert "comes on Wednesday 25 Nov at 9:00" in await family.alex.last()
    before = len(await family.alex.heard())
    await family.at(23)
    assert len(await family.alex.heard()) == before
    found = (await family.rows(Session))[0]
    assert (found.state, found.reason) == ("not_asked", "paused")
    await family.alex.says("/today")
    assert f"9:00 {GENTLE}: paused." in await family.alex.last()
    assert await family.alex.buttons() == []
    await family.until(dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC))
    assert (await family.alex.last()).startswith(f"{GENTLE} · about 10 min")


@steps.SQLITE_ALONE
async def test_help_says_how_the_clinic_of_the_plan_is_reached(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.alex.says("/help")
    assert "Your clinic:" not in await family.alex.last()
    await steps.change_plan(family, lambda p: edits.set_plan(p, clinic="030 1234, ask for Nora"))
    for who in (family.alex, family.sam):
        await who.says("/help")
        assert "\n\nYour clinic: 030 1234, ask for Nora\n\n" in await who.last()
