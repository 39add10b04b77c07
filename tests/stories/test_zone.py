"""Travelling: one tap on a shared place, the day follows that clock, and one tap takes it back."""

from care import kinds, models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE
from tests.stories.test_notes import speaks

TOKYO, IN_TOKYO = "Asia/Tokyo", (35.68, 139.69)
NEW_YORK, IN_NEW_YORK = "America/New_York", (40.71, -74.0)
ASKS = (
    "Your clock: Berlin, where it is 8:00 now. Are you somewhere else? "
    "Share your place, or type the city. Only the time zone is kept."
)
UNKNOWN = "I don't know that place. Please type the nearest bigger city."


async def zone(family: Family) -> str:
    return str((await family.rows(models.Circle))[0].zone)


async def asked_on(family: Family) -> list[str]:
    prompts = await steps.sent(family, kinds.Kind.PROMPT)
    return [f"{row.local_date:%a} {row.sent_at:%H:%M}" for row in prompts if row.sent_at]


async def test_one_tap_on_a_shared_place(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(8)
    await family.alex.says("/zone")
    assert await family.alex.last() == ASKS
    await family.alex.shares(*IN_TOKYO)
    assert (await family.alex.texts())[-2] == "Thank you."
    assert await family.alex.last() == (
        "Clock: Tokyo, where it is 16:00 now.\n"
        f"The next prompt, {GENTLE}, comes on Tuesday 24 Nov at 9:00.\n"
        f"Not asked, as you were on the way: {GENTLE} (9:00).\n"
        "If you did it today, you can say so in /today."
    )
    assert await family.alex.buttons() == ["Undo"]
    assert await zone(family) == TOKYO
    for row in (*await family.rows(models.Human), *await family.rows(models.Answer)):
        assert not any(number in repr(row) for number in ("35.6", "139.6"))
    await family.alex.says("/today")
    assert f"9:00 {GENTLE}: not asked, you were on the way." in await family.alex.last()
    await family.alex.taps("Done earlier")
    assert (await steps.session(family)).reason is None
    await family.at(9, 1, zone=TOKYO)
    assert await asked_on(family) == ["Tue 00:00"]
    await family.alex.says("/journal")
    assert f"{GENTLE}: done." in await family.alex.last()


async def test_undo_is_as_if_nothing_had_been(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(8)
    await family.alex.shares(*IN_TOKYO)
    # Out of the blue, there was no keyboard to take away.
    assert "Thank you." not in (await family.alex.texts())[-2:]
    await steps.double_tap(family.alex, "Undo")
    assert await family.alex.last() == (
        "Clock: Berlin, where it is 8:00 now.\n"
        f"The next prompt, {GENTLE}, comes on Monday 23 Nov at 9:00."
    )
    assert await family.alex.buttons() == []
    assert await zone(family) == "Europe/Berlin"
    await family.at(9, 30)
    assert await asked_on(family) == ["Mon 08:00"]
    assert len(await family.rows(models.Session)) == 1


@steps.SQLITE_ALONE
async def test_an_older_undo_does_nothing(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.shares(*IN_TOKYO)
    message_id, data = await steps.data_of(family.alex, "Undo")
    await family.alex.shares(*IN_NEW_YORK)
    await family.alex.forges(message_id, data)
    assert await family.alex.toast() == steps.OLD_BUTTON
    assert await zone(family) == NEW_YORK
    await family.alex.taps("Undo")
    assert await zone(family) == TOKYO


@steps.SQLITE_ALONE
async def test_a_typed_city_and_what_isnt_one(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/zone")
    await family.alex.says("Xyzzyville")
    assert await family.alex.last() == UNKNOWN
    await family.alex.says("springfield")
    assert await family.alex.last() == "Which one?"
    await family.alex.taps("Springfield, US (Chicago time)")
    assert (await family.alex.last()).startswith("Clock: Chicago, where it is 0:00 now.")
    assert await zone(family) == "America/Chicago"
    # The question is answered: a city's name is a note again.
    await family.alex.says("Berlin")
    assert "Your note is kept." in await family.alex.last()
    assert await zone(family) == "America/Chicago"


@steps.SQLITE_ALONE
async def test_a_question_that_nobody_answered_waits_an_hour(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.says("/zone")
    await family.alex.says("done")
    assert "How much pain" in await family.alex.last()
    await family.alex.says("pain 3")
    assert "Tap when you feel as before" in await family.alex.last()
    await family.later(minutes=61)
    await family.alex.says("Nice")
    assert await zone(family) == "Europe/Berlin"
    await family.alex.says("/zone")
    await family.alex.says("Nice")
    assert await zone(family) == "Europe/Paris"


@steps.SQLITE_ALONE
async def test_a_voice_message_is_no_city(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/zone")
    await speaks(family.alex)
    assert "Your note is kept." in await family.alex.last()
    await family.alex.says("Tokyo")
    assert await zone(family) == TOKYO


@steps.SQLITE_ALONE
async def test_the_same_clock_and_no_clock_at_all(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.shares(52.5, 13.4)
    assert await family.alex.last() == (
        "Your clock is Berlin already, where it is 7:00. Nothing was changed."
    )
    await family.mallory.says("/zone")
    assert await family.mallory.last() == steps.STRANGER


@steps.SQLITE_ALONE
async def test_who_helps_has_a_clock_of_their_own(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.joins(family.kim)
    await family.sam.shares(*IN_TOKYO)
    assert await family.sam.last() == "Thank you. I don't need a place now, and it was not kept."
    await family.sam.says("/zone")
    await family.sam.shares(*IN_NEW_YORK)
    assert "at 19:30 (New York time)" in await family.sam.last()
    assert await zone(family) == "Europe/Berlin"
    # Kim has named no place: her message follows Alex's clock. Sam's doesn't.
    await family.alex.shares(*IN_TOKYO)
    waits = {
        row.member_id: f"{row.due:%a %H:%M}"
        for row in await family.rows(models.Message, models.Message.kind == kinds.Kind.DIGEST)
    }
    assert list(waits.values()) == ["Tue 00:30", "Mon 10:30"]
    await family.sam.taps("Undo")
    assert "at 19:30 (Tokyo time)" in await family.sam.last()
