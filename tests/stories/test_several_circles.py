"""Who is in several circles is asked which one only where it matters."""

from care import kinds, models
from tests.family import Family, Person
from tests.stories import steps
from tests.stories.test_therapist import dana_joins
from tests.stories.test_two_circles import kim_begins_a_circle_of_her_own


async def kim_has_one_too(family: Family) -> None:
    await family.alex_is_set_up()
    await family.kim.opens(await steps.link_for(family, kinds.Role.SETUP))
    await kim_begins_a_circle_of_her_own(family)


async def invited_by(who: Person, *buttons: str) -> str:
    await who.says("/invite")
    await who.taps(*buttons)
    return next(w for w in (await who.last()).split() if w.startswith("https://t.me/"))


async def test_a_therapist_is_asked_whose_plan(family: Family) -> None:
    await kim_has_one_too(family)
    await dana_joins(family)
    await family.dana.says("/plan")
    assert "Shoulder" in await family.dana.last() or "Gentle" in await family.dana.last()
    await family.dana.opens(await invited_by(family.kim, "A link for my therapist"))
    await family.dana.taps("Yes, I agree")
    await family.dana.says("/plan")
    assert await family.dana.last() == "Which one is it about?"
    assert await family.dana.buttons() == ["Alex", "Kim"]
    await family.dana.taps("Kim")
    texts = await family.dana.texts()
    assert texts[-2] == "Kim"
    assert "Hand and finger" in texts[-1]
    assert "Gentle range of motion" not in texts[-1]
    # A name, typed on the card of one, is for that one.
    await family.dana.says("/stop")
    await family.dana.taps("Alex", "Leave")
    left = [m for m in await family.rows(models.Member) if m.left_at]
    assert [(m.name, m.circle_id) for m in left] == [("Dana", 1)]
    await family.dana.says("/plan")
    assert "Hand and finger" in await family.dana.last()


@steps.SQLITE_ALONE
async def test_what_lies_in_one_circle_never_acts_on_another(family: Family) -> None:
    await kim_has_one_too(family)
    await family.sam.opens(await invited_by(family.alex))
    await family.sam.taps("Yes, I agree")
    await family.sam.opens(await invited_by(family.kim))
    await family.sam.taps("Yes, I agree")
    await family.sam.says("/stop")
    await family.sam.taps("Kim")
    message_id, data = await steps.data_of(family.sam, "Stop everything, for everyone")
    await family.sam.taps("Stop only my own messages")
    # Sam has left Kim's circle: the old card does nothing, there or anywhere.
    await family.sam.forges(message_id, data)
    assert [c.stopped_at for c in await family.rows(models.Circle)] == [None, None]
    assert await family.sam.toast() == steps.OLD_BUTTON


@steps.SQLITE_ALONE
async def test_ones_own_day_and_anothers_message(family: Family) -> None:
    await kim_has_one_too(family)
    await family.kim.opens(await invited_by(family.alex))
    await family.kim.taps("Yes, I agree")
    await family.kim.says("/today")
    assert "Nothing is planned today." in await family.kim.last()  # Auckland's evening
    await family.kim.says("/digest")
    assert "one short message a day" in await family.kim.last()
    await family.kim.says("/stop")
    assert await family.kim.buttons() == ["My own", "Alex"]
    await steps.double_tap(family.kim, "My own")
    await family.kim.taps("Stop everything, for everyone")
    alexs, kims = await family.rows(models.Circle)
    assert alexs.stopped_at is None
    assert kims.stopped_at is not None
