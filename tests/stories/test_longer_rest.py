"""/rest for some days, to a date; changed, taken back, ended. Which day is the last one is said."""

import datetime as dt

from care import models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE

LENGTHS = [
    "Rest until tomorrow",
    "Three days, with today",
    "A week, with today",
    "Rest until I say",
    "To a date",
]
WEEK = "Resting through Sunday 29 Nov. The first prompt after that comes on Monday."


async def through(family: Family) -> dt.date | None:
    (circle,) = await family.rows(models.Circle)
    found: dt.date | None = circle.resting_through
    return found


async def test_a_week_ends_by_itself_on_the_day_that_was_said(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/rest")
    assert await family.alex.last() == (
        "How long would you like to rest? Nothing is asked while you rest."
    )
    assert await family.alex.buttons() == LENGTHS
    await steps.double_tap(family.alex, "A week, with today")
    assert await family.alex.last() == WEEK
    assert await family.alex.buttons() == ["Undo"]
    before = len(await family.alex.heard())
    await family.until(dt.datetime(2026, 11, 30, 7, 59, tzinfo=dt.UTC))
    assert len(await family.alex.heard()) == before
    await family.at(9)
    assert len(await family.alex.heard()) == before + 1
    assert (await family.alex.last()).startswith(f"{GENTLE} · about 10 min")


@steps.SQLITE_ALONE
async def test_three_days(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/rest")
    await family.alex.taps("Three days, with today")
    assert await family.alex.last() == (
        "Resting through Wednesday 25 Nov. The first prompt after that comes on Thursday."
    )


@steps.SQLITE_ALONE
async def test_to_a_date_that_is_typed(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/rest")
    await steps.double_tap(family.alex, "To a date")
    assert await family.alex.last() == (
        "Which is the last day of your rest? Type it, like 5 December."
    )
    assert await family.alex.buttons() == ["No date"]
    for said in (
        "20 November 2026",
        "2028-01-01",
        "the 5th, perhaps",
    ):
        await family.alex.says(said)
        assert (await family.alex.last()).startswith("I can't read that as a day to come")
        assert await through(family) is None
    await family.alex.says("5 December")
    assert await family.alex.last() == (
        "Resting through Saturday 5 Dec. The first prompt after that comes on Sunday."
    )
    assert await family.alex.buttons() == ["Undo"]
    await family.alex.taps("Undo")
    assert await family.alex.last() == "The next prompt comes at its usual time."
    assert await through(family) is None


@steps.SQLITE_ALONE
async def test_a_year_that_is_not_this_one_is_said(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/rest")
    await family.alex.taps("To a date")
    await family.alex.says("3 jan")
    assert await family.alex.last() == (
        "Resting through Sunday 3 Jan 2027. The first prompt after that comes on Monday."
    )


@steps.SQLITE_ALONE
async def test_words_that_are_no_date_are_a_note_and_a_card_still_takes_its_answer(
    family: Family,
) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done")
    await family.alex.says("/rest")
    await family.alex.taps("To a date")
    await family.alex.says("4")
    assert await steps.said(family, "pain") == ["4"]
    await family.alex.says("my arm aches")
    notes = await family.rows(models.Answer, models.Answer.kind == "note")
    assert [note.words for note in notes] == ["my arm aches"]
    (human,) = await family.rows(models.Human)
    assert human.asks is None


@steps.SQLITE_ALONE
async def test_no_date_after_all(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/rest")
    await family.alex.taps("To a date", "No date")
    assert await family.alex.buttons() == LENGTHS
    (human,) = await family.rows(models.Human)
    assert human.asks is None


@steps.SQLITE_ALONE
async def test_a_chosen_rest_can_be_shorter_and_undo_brings_the_longer_one_back(
    family: Family,
) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/rest")
    await family.alex.taps("A week, with today")
    old = await steps.data_of(family.alex, "Undo")
    await family.alex.says("/rest")
    assert await family.alex.last() == f"{WEEK}\nStart again, or choose another end:"
    assert await family.alex.buttons() == ["Start again", *LENGTHS]
    await family.alex.taps("Rest until tomorrow")
    assert await through(family) == dt.date(2026, 11, 23)
    assert await family.alex.last() == (
        "Resting until tomorrow's first prompt. Nothing more comes today."
    )
    await family.alex.forges(*old)
    assert await family.alex.toast() == steps.OLD_BUTTON
    await steps.double_tap(family.alex, "Undo")
    assert await family.alex.last() == WEEK
    assert await through(family) == dt.date(2026, 11, 29)
    # A bad day, in words, makes it no shorter either.
    await family.alex.says("bad day: rest")
    assert (await family.alex.last()).startswith(WEEK)
    assert await through(family) == dt.date(2026, 11, 29)


@steps.SQLITE_ALONE
async def test_until_i_say_can_get_an_end(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/rest")
    await family.alex.taps("Rest until I say")
    await family.later(days=1)
    await family.alex.says("/rest")
    await family.alex.taps("Three days, with today")
    assert await family.alex.last() == (
        "Resting through Thursday 26 Nov. The first prompt after that comes on Friday."
    )
    await family.alex.taps("Undo")
    assert await family.alex.last() == "Resting until you say. Nothing comes before that."


@steps.SQLITE_ALONE
async def test_a_rest_is_not_sams_to_choose(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.alex.says("/rest")
    old = await steps.data_of(family.alex, "A week, with today")
    await family.sam.forges(*old)
    await family.sam.says("/rest")
    assert (await family.sam.last()).startswith("This is for the person")
    assert await through(family) is None
