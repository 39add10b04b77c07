"""Who is in several circles is asked which one only where it matters."""

from care import kinds, models
from tests.family import Family, Person
from tests.stories import files, steps
from tests.stories.steps import FOOT, GENTLE
from tests.stories.test_plan_file import BY_HAND
from tests.stories.test_plan_in_the_chat import DOSE
from tests.stories.test_sheet import IS_IT
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


async def sam_helps_both(family: Family) -> None:
    await kim_has_one_too(family)
    for person in (family.alex, family.kim):
        await family.sam.opens(await invited_by(person))
        await family.sam.taps("Yes, I agree")


@steps.SQLITE_ALONE
async def test_two_digests_say_whose_day_it_was(family: Family) -> None:
    await sam_helps_both(family)
    await family.joins(family.dana)
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(9, zone="Pacific/Auckland")
    await family.kim.taps("Stopped early", "Pain", "8")
    await family.later(days=1)
    told = [text for text in await family.sam.texts() if text.endswith(FOOT)]
    assert told == [
        f"Monday 23 Nov · Alex\nA rest day.\n{FOOT}",
        f"Tuesday 24 Nov · Kim\nHand and finger: stopped early, pain. Pain 8.\n{FOOT}",
    ]
    # Each can read what was sent of them, word for word, and nothing else.
    await family.alex.says("/shared")
    assert told[0] in await family.alex.last()
    assert "Kim" not in await family.alex.last()
    await family.kim.says("/shared")
    assert told[1] in await family.kim.last()
    # Who helps one alone needs no name.
    assert f"Monday 23 Nov\nA rest day.\n{FOOT}" in await family.dana.texts()


@steps.SQLITE_ALONE
async def test_what_sam_chooses_of_the_messages_holds_for_both(family: Family) -> None:
    await sam_helps_both(family)
    await family.sam.says("/digest")
    await family.sam.taps("Once a week", "Another time")
    await family.sam.says("20:15")
    sams = [one for one in await family.rows(models.Member) if one.name == "Sam"]
    assert {(one.circle_id, one.digest, str(one.digest_at)) for one in sams} == {
        (1, "weekly", "20:15:00"), (2, "weekly", "20:15:00"),
    }  # fmt: skip
    # One phone, one clock.
    await family.sam.says("/zone")
    await family.sam.says("Tokyo")
    human = (await family.rows(models.Human, models.Human.telegram_id == family.sam.number))[0]
    assert human.zone == "Asia/Tokyo"
    assert [one.zone for one in await family.rows(models.Circle)] == [
        "Europe/Berlin", "Pacific/Auckland",
    ]  # fmt: skip


@steps.SQLITE_ALONE
async def test_quiet_under_one_message_and_its_undo(family: Family) -> None:
    await sam_helps_both(family)
    await family.at(9, zone="Pacific/Auckland")
    await family.kim.taps("Bad day: rest")
    await family.later(days=1)
    assert " · Kim\n" in await family.sam.last()
    await steps.double_tap(family.sam, "Quiet for a week")
    assert (await family.sam.buttons())[0] == "Undo"
    await family.sam.taps("Undo")
    sams = [one for one in await family.rows(models.Member) if one.name == "Sam"]
    assert [one.muted_through for one in sams] == [None, None]


OPEN_IT = (
    "This may be for more than one plan. Open the one that is meant, with /plan, and send it again."
)


async def drafts(family: Family) -> set[int]:
    """The circles in which somebody is writing on the plan."""
    rows = await family.rows(models.PlanVersion)
    return {row.circle_id for row in rows if row.state == kinds.PlanState.DRAFT}


async def dana_has_both(family: Family) -> None:
    await kim_has_one_too(family)
    await dana_joins(family)
    await family.dana.opens(await invited_by(family.kim, "A link for my therapist"))
    await family.dana.taps("Yes, I agree")


async def opens_plan_of(family: Family, name: str) -> None:
    await family.dana.says("/plan")
    await family.dana.taps(name)


async def test_a_file_or_a_photo_goes_into_the_plan_that_is_open(family: Family) -> None:
    await dana_has_both(family)
    await family.dana.says("/people")
    await files.sends(family.dana, BY_HAND)
    assert await family.dana.last() == OPEN_IT
    await family.dana.says("/people")
    await family.dana.sends_photo()
    assert await family.dana.last() == OPEN_IT
    assert await drafts(family) == set()
    await opens_plan_of(family, "Kim")
    await files.sends(family.dana, BY_HAND)
    assert await drafts(family) == {2}
    assert "Send it to Kim" in await family.dana.buttons()
    await family.dana.taps("Drop the changes", "Yes, drop them all")
    await opens_plan_of(family, "Kim")
    await family.dana.sends_photo()
    assert (await family.dana.last()).startswith("Is this")
    row = (await family.rows(models.Message))[-1]
    assert row.circle_id == 2


@steps.SQLITE_ALONE
async def test_words_and_a_picture_go_where_they_were_asked(family: Family) -> None:
    await dana_has_both(family)
    await opens_plan_of(family, "Alex")
    await family.dana.taps(GENTLE, "Shoulder circles", DOSE)
    await family.dana.says("3 each way")
    assert await drafts(family) == {1}
    await opens_plan_of(family, "Kim")
    (hand,) = [one for one in await family.dana.buttons() if one.startswith("Hand")]
    await family.dana.taps(hand)
    exercise = (await family.dana.buttons())[0]
    await family.dana.taps(exercise, DOSE)
    await family.dana.says("4 each")
    assert await drafts(family) == {1, 2}
    rows = [r for r in await family.rows(models.PlanVersion) if r.state == kinds.PlanState.DRAFT]
    assert ["4 each" in row.document for row in rows] == [row.circle_id == 2 for row in rows]
    assert ["3 each way" in row.document for row in rows] == [row.circle_id == 1 for row in rows]
    await family.dana.taps("Photo or video")
    await family.dana.sends_photo()
    pictures = await family.rows(models.Picture)
    assert [one.circle_id for one in pictures] == [2]


@steps.SQLITE_ALONE
async def test_what_alex_does_is_never_kims(family: Family) -> None:
    """Kim has a day of her own and reads along with Alex's."""
    await kim_has_one_too(family)
    await family.kim.opens(await invited_by(family.alex))
    await family.kim.taps("Yes, I agree")
    await family.alex.says("/circle")
    await family.alex.taps(
        "Kim", "May read the journal (/journal)", "Sees the plan, may propose changes"
    )
    await family.kim.says("/journal")
    assert await family.kim.buttons() == ["My own", "Alex"]
    await family.kim.taps("Alex")
    assert (await family.kim.last()).startswith("The last 7 days of Alex")
    # Words and pictures that nothing asked for are of her own day.
    await family.kim.says("slept badly")
    await family.kim.sends_photo()
    assert await family.kim.last() == IS_IT
    notes = await family.rows(models.Answer, models.Answer.kind == "note")
    assert [note.circle_id for note in notes] == [2]
    await family.kim.says("Bad day: rest")
    circles = await family.rows(models.Circle)
    assert circles[0].resting_through is None
    assert circles[1].resting_through is not None
    await family.kim.shares(35.68, 139.69)
    circles = await family.rows(models.Circle)
    assert [one.zone for one in circles] == ["Europe/Berlin", "Asia/Tokyo"]
    # Out of Alex's circle, her own goes on, and old buttons of Alex's do nothing.
    await family.kim.says("/journal")
    asked = await steps.data_of(family.kim, "Alex")
    await family.alex.taps("Remove Kim", "Yes, remove Kim")
    await family.kim.says("/journal")
    assert (await family.kim.last()).startswith("Your last 7 days")
    assert "slept badly" in await family.kim.last()
    heard = len(await family.kim.heard())
    await family.kim.forges(*asked)
    assert await family.kim.toast() == steps.OLD_BUTTON
    assert len(await family.kim.heard()) == heard
