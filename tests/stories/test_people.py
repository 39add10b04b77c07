"""/people: Dana's persons, by first name, with no word about anybody's health."""

from care import kinds, models
from tests.family import Family, Person
from tests.stories import steps
from tests.stories.steps import GENTLE
from tests.stories.test_several_circles import dana_has_both, invited_by
from tests.stories.test_therapist import dana_joins

FOR_THERAPIST = "A link for my therapist"


async def test_each_person_and_what_there_is_to_do(family: Family) -> None:
    await dana_has_both(family)
    await family.at(9)
    await family.alex.taps("Stopped early", "Pain", "8")
    heard = len(await family.dana.heard())
    await family.dana.says("/people")
    assert await family.dana.last() == "Those who let you in. Tap a name."
    assert await family.dana.buttons() == ["Alex", "Kim"]
    await family.dana.taps("Alex")
    assert await family.dana.last() == "Alex, since 23 Nov."
    assert await family.dana.buttons() == ["The plan", "Leave this circle"]
    said = " ".join((await family.dana.texts())[heard:])
    assert not any(word in said for word in ("ain", "topped", GENTLE, "8"))
    await family.dana.taps("The plan")
    assert GENTLE in " ".join([await family.dana.last(), *await family.dana.buttons()])
    await family.dana.taps("Kim", "The plan")
    assert "Hand and finger" in await family.dana.last()
    # What is tapped on Alex's card is about Alex.
    message = next(m for m in await family.dana.heard() if m["text"].startswith("Alex, since"))
    leave = message["keyboard"][-1][0]["callback_data"]
    await family.dana.forges(message["message_id"], leave)
    assert "Alex" in await family.dana.last()
    await family.dana.taps("Leave")
    left = [m for m in await family.rows(models.Member) if m.left_at]
    assert [(m.name, m.circle_id) for m in left] == [("Dana", 1)]
    assert await family.alex.last() == "Dana has left. Nothing more is sent to Dana."
    assert not any("Dana has left" in text for text in await family.kim.texts())
    await family.dana.says("/people")
    assert await family.dana.buttons() == ["Kim"]
    # The old list still names Alex: a tap there does nothing.
    await family.dana.taps("Alex")
    assert await family.dana.toast() == steps.OLD_BUTTON


@steps.SQLITE_ALONE
async def test_two_of_one_name_are_told_apart(family: Family) -> None:
    await family.ask("/people", {"id": 1006, "first_name": "Alex"})
    other = Person(family, 1006, "Alex")
    await family.alex_is_set_up()
    await dana_joins(family)
    await other.opens(await steps.link_for(family, kinds.Role.SETUP))
    await other.taps("Yes, I agree", "The exercises are mine")
    await other.says("Berlin")
    await other.taps("Hand and finger, daily", "9:00")
    await family.dana.opens(await invited_by(other, FOR_THERAPIST))
    await family.dana.taps("Yes, I agree")
    await family.dana.says("/people")
    assert await family.dana.buttons() == ["Alex", "Alex · 2"]
    await family.dana.taps("Alex · 2")
    assert await family.dana.last() == "Alex · 2, since 23 Nov."
    await family.dana.taps("The plan")
    assert "Hand and finger" in await family.dana.last()


@steps.SQLITE_ALONE
async def test_it_is_for_therapists(family: Family) -> None:
    await dana_has_both(family)
    await family.joins(family.sam)
    danas = [one for one in await family.rows(models.Member) if one.name == "Dana"]
    for who in (family.alex, family.sam):
        await who.says("/people")
        assert await who.last() == (
            "This is for therapists who were let in. What there is for you: /help"
        )
        mine = (await who.heard())[-1]
        for data in (f"person:1:{danas[0].id}", "person_plan:1:", "person_leave:1:"):
            await who.forges(mine["message_id"], data)
            assert await who.toast() == steps.OLD_BUTTON
    await family.dana.says("/people")
    message_id, data = await steps.data_of(family.dana, "Alex")
    sams = next(one for one in await family.rows(models.Member) if one.name == "Sam")
    await family.dana.forges(message_id, data.rpartition(":")[0] + f":{sams.id}")
    assert await family.dana.toast() == steps.OLD_BUTTON


@steps.SQLITE_ALONE
async def test_who_may_not_see_the_plan_has_no_button_for_it(family: Family) -> None:
    await family.alex_is_set_up()
    await dana_joins(family)
    await family.dana.says("/people")
    await family.dana.taps("Alex")
    await family.alex.says("/circle")
    await family.alex.taps("Dana", "May not propose changes")
    heard = len(await family.dana.heard())
    await family.dana.taps("The plan")
    assert GENTLE not in " ".join((await family.dana.texts())[heard:])
    await family.dana.taps("Alex")
    assert await family.dana.buttons() == ["Leave this circle"]
    await family.alex.says("/stop")
    await family.alex.taps("Stop everything, for everyone")
    await family.dana.says("/people")
    await family.dana.taps("Alex")
    assert (await family.dana.last()).splitlines()[1:] == [
        "Everything is stopped. Nothing is sent to anyone."
    ]
