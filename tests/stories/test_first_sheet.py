"""The quickest first plan: a photo of the therapist's sheet and a time."""

import datetime as dt

from care import models
from tests.family import Family, labels
from tests.stories import steps
from tests.stories.pictured import album, pictures_from, the_plan

SHEET = "A photo of my therapist's sheet"
SEND = "Please send a photo of the sheet now. More pages: more photos, up to 4."
MINUTES = "About how long does it take? Tap, or type it."
PROMPT = "Exercises on the sheet · about 20 min\nStop if it hurts or tires you."


async def to_the_start(family: Family) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await family.alex.taps("Yes, I agree", "The exercises are mine")
    await family.alex.says("Berlin")


async def test_a_photo_and_a_time(family: Family) -> None:
    await to_the_start(family)
    await steps.double_tap(family.alex, SHEET)
    assert await family.alex.last() == SEND
    await family.restarts()
    await family.alex.sends_photo()
    assert await family.alex.last() == MINUTES
    assert await family.alex.buttons() == ["10 min", "20 min", "30 min", "45 min"]
    assert await family.rows(models.Picture) == []
    await steps.double_tap(family.alex, "20 min")
    assert (await family.alex.last()).splitlines()[:2] == [
        "The exercises on the sheet, every day.",
        "About 20 min a day, none of them with a helper's hands.",
    ]
    await family.alex.taps("9:00")
    assert (await family.alex.last()).startswith(
        "All set. The first prompt, Exercises on the sheet, comes on Monday 23 Nov at 9:00."
    )
    await family.at(9)
    prompt = (await family.alex.heard())[-1]
    sent = [one["media"] for one in await family.alex.chat() if not one["from_bot"]]
    (photo,) = [one for one in sent if one]
    assert prompt["media"]["url"] == photo["url"]
    assert (prompt["caption"], labels(prompt), prompt["silent"]) == (
        PROMPT,
        steps.ON_A_PROMPT,
        False,
    )
    await family.alex.taps("Done", "4", "As before")
    card = (await family.alex.heard())[-1]
    assert card["message_id"] == prompt["message_id"]
    assert card["media"] == prompt["media"]
    assert card["caption"] == "Exercises on the sheet: done. As before within 1 min, pain 4."
    found = await the_plan(family)
    assert found.sheet
    assert found.sheet.word is None
    assert found.sheet.pictures == found.routines[0].pictures


@steps.SQLITE_ALONE
async def test_a_sheet_of_several_pages(family: Family) -> None:
    """Sent together, right where something is chosen: a photo says enough."""
    await to_the_start(family)
    await album(family.alex, "one", "two", "three", "four", "five")
    texts = await family.alex.texts()
    assert f"Pages: 4.\n{MINUTES}" in texts
    assert texts[-1] == "Up to 4 pages fit. This photo is not kept."
    await album(family.alex, "one")
    await family.alex.says("half an hour")
    assert "About 30 min a day" in await family.alex.last()
    await family.alex.says("9:30")
    rows = await family.rows(models.Picture)
    assert [row.file_id for row in rows] == ["one", "two", "three", "four"]
    (routine,) = (await the_plan(family)).routines
    assert routine.pictures == tuple(row.id for row in rows)
    assert (routine.minutes, routine.slots[0].at) == (30, dt.time(9, 30))


@steps.SQLITE_ALONE
async def test_something_else_after_all(family: Family) -> None:
    await to_the_start(family)
    await family.alex.taps(SHEET)
    await family.alex.sends_video()
    assert "For the sheet, please send photos." in await family.alex.last()
    await family.alex.taps("Start with something else", SHEET)
    await family.alex.says("where do I find it?")
    assert await family.alex.last() == SEND
    await family.alex.sends_photo()
    for unclear in ("a while", "0", "900 min"):
        await family.alex.says(unclear)
        assert await family.alex.last() == (
            f"I can't read that as minutes, from 1 to 240.\n{MINUTES}"
        )
    await family.alex.taps("Start with something else", "Hand and finger, daily")
    await family.alex.sends_photo()
    assert "Hand and finger, every day:" in await family.alex.last()
    await family.alex.taps("9:00")
    assert (await the_plan(family)).sheet is None
    assert await family.rows(models.Picture) == []


@steps.SQLITE_ALONE
async def test_set_up_for_somebody_else(family: Family) -> None:
    """The person's yes is to a sheet; the helper's photo shows in their prompt."""
    assert family.setup_link
    await family.sam.opens(family.setup_link)
    await family.sam.taps("Yes, I agree", "I help someone")
    await family.sam.says("Berlin")
    await family.sam.taps(SHEET)
    await family.sam.sends_photo()
    await family.sam.taps("20 min", "9:00")
    link = next(w for w in (await family.sam.last()).split() if w.startswith("https://t.me/"))
    await family.alex.opens(link)
    assert "on a photographed sheet" in await family.alex.last()
    await family.alex.taps("Yes, I agree")
    await family.at(9)
    assert await pictures_from(family, 0) == [PROMPT]


@steps.SQLITE_ALONE
async def test_a_photo_before_the_consent_is_not_kept(family: Family) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    consent = await family.alex.last()
    await family.alex.sends_photo()
    assert await family.alex.last() == consent
    assert (await family.rows(models.Human))[0].asks == "consent"
    assert "AgAC" not in repr(await family.rows(models.Human))
