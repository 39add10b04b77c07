"""A photo out of the blue: the therapist's sheet, or nothing that is kept."""

import datetime as dt

from sqlmodel import Session as Db
from sqlmodel import select

from care import models, plan
from tests.family import Family, labels, words_of
from tests.stories import steps
from tests.stories.pictured import album, the_plan

IS_IT = (
    "Is this your therapist's sheet? Then a prompt can show it. Without your yes it is not kept."
)
WHOSE = "Whose sheet is it? Please type the name."
MINUTES = "About how long does it take? Tap, or type it."
ADDED = (
    "In your plan now: Exercises on the sheet, every day at 10:00. Each prompt shows the sheet. "
    "To change it: /plan"
)
NOT_KEPT = (
    "A picture can't be kept as a note, and this one is not kept. "
    "Written words and voice messages are."
)


async def test_a_sheet_of_danas(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.sends_photo()
    assert await family.alex.last() == IS_IT
    assert await family.rows(models.Picture) == []
    await steps.double_tap(family.alex, "Yes, my therapist's sheet")
    assert await family.alex.last() == WHOSE
    await family.restarts()
    await family.alex.says("Dana")
    assert await family.alex.last() == MINUTES
    await family.alex.says("about 20 min")
    assert (await family.alex.last()).splitlines()[:2] == [
        "The exercises on the sheet, every day.",
        # Ten of them are Alex's gentle range of motion.
        "About 30 min a day, none of them with a helper's hands.",
    ]
    await family.alex.says("10:00")
    assert await family.alex.last() == ADDED
    assert await family.alex.buttons() == ["Undo"]
    found = await the_plan(family)
    word = plan.Word(by="Dana", on=dt.date(2026, 11, 23), how=plan.How.SHEET)
    assert found.sheet
    assert (found.sheet.word, found.sheet.pictures) == (word, found.routines[1].pictures)
    await family.at(10)
    (prompt,) = [one for one in await family.alex.heard() if one["media"]]
    assert words_of(prompt).startswith("Exercises on the sheet · about 20 min\n")
    assert labels(prompt) == steps.ON_A_PROMPT


@steps.SQLITE_ALONE
async def test_by_taps_alone_and_taken_back(family: Family) -> None:
    await family.alex_is_set_up()
    before = await the_plan(family)
    await family.alex.sends_photo()
    await family.alex.taps("Yes, my therapist's sheet", "Without a name", "20 min")
    await steps.double_tap(family.alex, "17:00")
    assert "every day at 17:00" in await family.alex.last()
    made = await the_plan(family)
    assert made.sheet
    assert made.sheet.word is None
    assert len(made.routines) == 2
    await family.alex.taps("Undo")
    assert await family.alex.last() == "Taken back. The plan is as it was before."
    assert await the_plan(family) == before


@steps.SQLITE_ALONE
async def test_no_sheet_is_not_kept(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.sends_photo()
    assert "AgAC" in ((await family.rows(models.Human))[0].draft or "")
    await steps.double_tap(family.alex, "No")
    assert await family.alex.last() == "Fine. The photo is not kept."
    assert (await family.rows(models.Human))[0].draft is None
    assert await family.rows(models.Picture) == []


@steps.SQLITE_ALONE
async def test_further_pages_of_an_album_and_one_by_one(family: Family) -> None:
    await family.alex_is_set_up()
    await album(family.alex, "one", "two")
    assert await family.alex.last() == f"Pages: 2.\n{IS_IT}"
    await family.alex.taps("Yes, my therapist's sheet")
    await family.alex.sends_photo()
    texts = await family.alex.texts()
    assert texts[-2:] == ["The sheet: it goes on below.", f"Pages: 3.\n{WHOSE}"]
    # The same update once more changes nothing.
    await album(family.alex, "one", "two")
    assert await family.alex.texts() == texts
    await family.alex.says("Dana Brown")
    await album(family.alex, "five", "six", mark="14x")
    assert f"Pages: 4.\n{MINUTES}" in await family.alex.texts()
    assert await family.alex.last() == "Up to 4 pages fit. This photo is not kept."
    await family.alex.taps("10 min", "10:00")
    rows = await family.rows(models.Picture)
    assert [row.file_id for row in rows if len(row.file_id) < 5] == ["one", "two", "five"]
    assert len(rows) == 4


@steps.SQLITE_ALONE
async def test_in_place_of_the_one_before(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.sends_photo()
    await family.alex.taps("Yes, my therapist's sheet")
    await family.alex.says("Dana")
    await family.alex.taps("20 min", "10:00")
    held = (await the_plan(family)).routines[1]
    await family.alex.sends_photo()
    await family.alex.taps("Yes, my therapist's sheet", "Dana")
    assert await family.alex.buttons() == [
        "In place of 1: Exercises on the sheet", "No, one more with its own time",
    ]  # fmt: skip
    await family.alex.taps("In place of 1: Exercises on the sheet")
    assert await family.alex.last() == (
        "Exercises on the sheet: the new sheet comes with the next prompt."
    )
    found = await the_plan(family)
    assert found.sheet
    assert found.routines[1].pictures == found.sheet.pictures != held.pictures
    assert found.routines[1].model_copy(update={"pictures": held.pictures}) == held


@steps.SQLITE_ALONE
async def test_what_is_meant_for_a_card_is_no_name_and_no_time(family: Family) -> None:
    """The question waits: it is taken up by its button, whatever was typed in between."""
    await family.alex_is_set_up()
    await family.alex.sends_photo()
    await family.alex.taps("Yes, my therapist's sheet")
    await family.at(9)
    await family.alex.says("Mum")
    await family.alex.says("done")
    await family.alex.says("Ann")
    await family.alex.says("4")
    assert await steps.said(family, "pain") == ["4"]
    await family.later(days=7)
    await family.alex.taps("Without a name")
    await family.alex.says("pain 6")
    assert (await family.rows(models.Human))[0].draft
    await family.alex.taps("20 min", "17:00")
    found = await the_plan(family)
    assert found.sheet
    assert found.sheet.word is None
    assert found.routines[1].minutes == 20


@steps.SQLITE_ALONE
async def test_another_photo_while_an_older_question_lies_there(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.sends_photo()
    older = await steps.data_of(family.alex, "Yes, my therapist's sheet")
    await family.at(9)
    await family.alex.sends_photo()
    assert await family.alex.last() == IS_IT
    assert (await family.alex.texts()).count(IS_IT) == 1
    await family.alex.forges(*older)
    assert await family.alex.toast() == steps.OLD_BUTTON
    assert await family.alex.last() == IS_IT


@steps.SQLITE_ALONE
async def test_a_plan_that_is_full(family: Family) -> None:
    await family.alex_is_set_up()
    names = [f"Routine {n}" for n in range(plan.MOST_ROUTINES - 1)]
    await family.edit(lambda db: fill(db, names))
    await family.alex.sends_photo()
    await family.alex.taps("Yes, my therapist's sheet", "Without a name", "20 min", "10:00")
    assert "The plan has no room for one more." in await family.alex.last()
    assert len((await the_plan(family)).routines) == plan.MOST_ROUTINES
    assert await family.rows(models.PlanVersion, models.PlanVersion.state == "draft") == []
    assert await family.rows(models.Picture) == []


def fill(db: Db, names: list[str]) -> None:
    (row,) = db.exec(select(models.PlanVersion)).all()
    held = plan.Plan.model_validate_json(row.document)
    more = [plan.Routine(name=one, minutes=5, id=n) for n, one in enumerate(names, start=50)]
    full = held.model_copy(update={"routines": (*held.routines, *more)})
    row.document = full.model_dump_json()


@steps.SQLITE_ALONE
async def test_of_those_who_help_a_photo_is_not_kept_and_its_words_are(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.sam.sends_photo()
    assert await family.sam.last() == NOT_KEPT
    await family.sam.sends_photo("She slept well")
    assert await family.sam.last() == NOT_KEPT
    assert [row.words for row in await family.rows(models.Answer)] == ["She slept well"]
    assert await family.rows(models.Picture) == []
    assert not any(row.draft for row in await family.rows(models.Human))


@steps.SQLITE_ALONE
async def test_who_may_propose_has_it_in_a_draft(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    before = await the_plan(family)

    def allow(db: Db) -> None:
        db.get_one(models.Member, 2).may_propose = True

    await family.edit(allow)
    await family.sam.sends_photo()
    await family.sam.taps("Yes, my therapist's sheet")
    await family.sam.says("Dana")
    await family.sam.taps("20 min", "10:00")
    assert (await family.sam.last()).startswith("The sheet is in your draft.")
    assert await the_plan(family) == before
    (row,) = await family.rows(models.PlanVersion, models.PlanVersion.state == "draft")
    draft = plan.Plan.model_validate_json(row.document)
    assert draft.sheet
    assert draft.routines[1].pictures == draft.sheet.pictures
    assert row.author_id == 2


@steps.SQLITE_ALONE
async def test_of_a_stranger_nothing_is_kept(family: Family) -> None:
    await family.alex_is_set_up()
    before = await steps.counts(family)
    await family.mallory.sends_photo("look")
    await family.mallory.sends_video()
    assert await family.mallory.texts() == [steps.STRANGER]
    assert await steps.counts(family) == before


@steps.SQLITE_ALONE
async def test_words_under_a_photo_are_words(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.sends_photo("done")
    assert await steps.said(family, "outcome") == ["done"]
    assert await family.alex.last() == IS_IT
    await family.alex.sends_video(caption="that was hard")
    assert await family.alex.last() == (
        "A short video can go with an exercise: /plan. This one is not kept."
    )
    assert [row.words for row in await family.rows(models.Answer)][-1] == "that was hard"


@steps.SQLITE_ALONE
async def test_who_comes_back_later_can_type_what_is_asked(family: Family) -> None:
    """Once something else came since, the next question stands below it."""
    await family.alex_is_set_up()
    await family.alex.sends_photo()
    await family.at(9)
    await family.alex.taps("Yes, my therapist's sheet")
    assert await family.alex.last() == WHOSE
    await family.alex.says("Dana")
    assert await family.alex.last() == MINUTES
    await family.alex.says("/today")
    await family.alex.taps("20 min")
    assert "What time?" in await family.alex.last()
    await family.alex.says("10:00")
    assert (await the_plan(family)).routines[-1].minutes == 20
