"""Pictures of the exercises: taken once, shown on a tap, and never the end of a prompt."""

import datetime as dt
from typing import Any

from sqlmodel import Session as Db

from care import models
from tests.family import Family, labels
from tests.stories import steps
from tests.stories.pictured import (
    PROMPT,
    album,
    in_use,
    pictures_from,
    sheet,
    the_plan,
    waits_for_a_picture,
    with_sheet,
)
from tests.stories.steps import GENTLE


async def test_an_exercises_picture_is_shown_on_a_tap(family: Family) -> None:
    await family.alex_is_set_up()
    exercise_id = await waits_for_a_picture(family)
    await family.alex.sends_video(seconds=61)
    assert await family.alex.last() == (
        "A video can be 60 seconds long, not more. Please send a shorter one."
    )
    await family.alex.sends_video(seconds=60, caption="like this")
    assert await family.alex.last() == (
        "This picture is with Shoulder circles in your draft. "
        "It comes with the prompts once the changes are in use."
    )
    (picture,) = await family.rows(models.Picture)
    assert (picture.kind, picture.member_id, picture.refused) == ("video", 1, False)
    assert await family.rows(models.Answer) == []
    assert (await the_plan(family)).routines[0].exercises[0].picture is None
    await in_use(family)
    found = (await the_plan(family)).routines[0].exercise(exercise_id)
    assert found
    assert found.picture == picture.id
    await family.at(9)
    heard = len(await family.alex.heard())
    assert await family.alex.buttons() == PROMPT
    await steps.double_tap(family.alex, "Show how")
    assert await pictures_from(family, heard) == ["• Shoulder circles: 5 each way, slowly"]
    first, shown, again = (await family.alex.heard())[heard - 1 :]
    assert (labels(first), labels(again), again["media"]) == ([], PROMPT, None)
    assert first["text"] == f"{GENTLE}, Monday 23 Nov. It goes on below."
    assert shown["media"]["kind"] == "video"
    await family.alex.taps("Done")
    assert await steps.said(family, "outcome") == ["done"]


@steps.SQLITE_ALONE
async def test_many_pictures_come_ten_at_a_time(family: Family) -> None:
    await family.alex_is_set_up()
    file_id = await sheet(family)
    await with_sheet(family, *[file_id] * 3)
    pictures = [1, 2, 3] * 5
    exercises = [
        {"name": f"Circle {n}", "id": n + 90, "picture": one} for n, one in enumerate(pictures)
    ]
    await with_sheet(family, *[file_id] * 2, exercises=exercises)
    await family.at(9)
    heard = len(await family.alex.heard())
    await family.alex.taps("Show how")
    shown = await pictures_from(family, heard)
    assert shown == [f"{GENTLE}, page 2", *(f"• Circle {n}" for n in range(9))]
    await steps.double_tap(family.alex, "The next ones")
    shown = await pictures_from(family, heard)
    assert shown[10:] == [f"• Circle {n}" for n in range(9, 15)]
    assert await family.alex.buttons() == PROMPT
    await family.later(minutes=90)
    assert "Not today is fine too." in await family.alex.last()


@steps.SQLITE_ALONE
async def test_an_exercise_that_is_gone_and_one_who_may_not(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)

    def asks(number: int, step: str) -> Any:
        def change(db: Db) -> None:
            db.get_one(models.Human, number).asks = step

        return change

    await family.edit(asks(1, "plan_picture:999"))
    await family.alex.sends_photo()
    assert await family.alex.last() == (
        "That exercise is not in the plan any more. The picture is not kept."
    )
    await family.edit(asks(2, "plan_picture:1"))
    await family.sam.sends_photo()
    assert "this one is not kept" in await family.sam.last()
    assert await family.rows(models.Picture) == []


@steps.SQLITE_ALONE
async def test_while_a_picture_is_waited_for_words_are_words(family: Family) -> None:
    await family.alex_is_set_up()
    await waits_for_a_picture(family)
    await family.alex.says("slept badly")
    assert [row.words for row in await family.rows(models.Answer)] == ["slept badly"]
    await family.at(9)
    await family.alex.says("done")
    assert await steps.said(family, "outcome") == ["done"]
    # The first of an album is it; the others are no sheets.
    await album(family.alex, "one", "two")
    assert (await family.alex.last()) == "One picture goes with an exercise. This one is not kept."
    await family.alex.says("slept well")
    assert [row.file_id for row in await family.rows(models.Picture)] == ["one"]
    assert (await family.rows(models.Answer))[-1].words == "slept well"
    await family.alex.sends_photo()
    assert (await family.alex.last()).startswith("Is this your therapist's sheet?")


@steps.SQLITE_ALONE
async def test_nobody_elses_picture_is_ever_shown(family: Family) -> None:
    """A plan that names a picture of another circle's shows nothing of it."""
    await family.alex_is_set_up()
    file_id = await sheet(family)

    def elsewhere(db: Db) -> None:
        other = models.Circle(zone="Europe/Berlin", created_at=dt.datetime.now(dt.UTC))
        db.add(other)
        db.flush()
        db.get_one(models.Picture, 1).circle_id = other.id

    await with_sheet(family, file_id)
    await family.edit(elsewhere)
    await family.at(9)
    assert await pictures_from(family, 0) == []
    assert (await family.alex.buttons()) == steps.ON_A_PROMPT
