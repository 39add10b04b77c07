"""Pictures of the exercises: taken once, shown on a tap, and never the end of a prompt."""

import datetime as dt
from typing import Any

import pytest
from sqlmodel import Session as Db
from sqlmodel import col, select

from care import edits, kinds, models, plan
from care.flows import plans
from tests.family import Family, labels, words_of
from tests.stories import faults, steps
from tests.stories.steps import GENTLE
from tests.stories.test_first_sheet import album, the_plan

PROMPT = ["Show how", *steps.ON_A_PROMPT]


async def waits_for_a_picture(family: Family, place: int = 0) -> int:
    """As the editor leaves it: the next picture is for that exercise of Alex's plan."""
    exercise = (await the_plan(family)).routines[0].exercises[place]

    def ask(db: Db) -> None:
        human = db.exec(select(models.Human).order_by(col(models.Human.id))).first()
        assert human
        human.asks = f"plan_picture:{exercise.id}"

    await family.edit(ask)
    return exercise.id


async def in_use(family: Family) -> None:
    """Alex's draft is put in force."""

    def use(db: Db) -> None:
        draft = models.PlanVersion.state == kinds.PlanState.DRAFT
        found = db.exec(select(models.PlanVersion).where(draft)).all()
        circle = db.get_one(models.Circle, found[-1].circle_id)
        plans.use(db, circle, db.get_one(models.Member, 1), found[-1], family.clock.now())

    await family.edit(use)


async def pictures_from(family: Family, first: int) -> list[str]:
    """The words under each picture that the bot sent, from that message on."""
    return [words_of(one) for one in (await family.alex.heard())[first:] if one["media"]]


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


async def with_sheet(family: Family, *file_ids: str, **more: Any) -> None:
    """Alex's routine has these pages, and these exercises."""

    def change(db: Db) -> None:
        person = db.get_one(models.Member, 1)
        at = family.clock.now()
        rows = [
            models.Picture(circle_id=1, kind="photo", file_id=one, member_id=1, at=at)
            for one in file_ids
        ]
        db.add_all(rows)
        db.flush()
        values = {"pictures": [row.id for row in rows], **more}

        def wanted(before: plan.Plan) -> plan.Plan:
            return edits.set_routine(before, before.routines[0].id, **values)

        plans.change(db, db.get_one(models.Circle, 1), person, wanted, at)

    await family.edit(change)


async def sheet(family: Family) -> str:
    """The sandbox's own name of a photo that Alex has sent."""
    await family.alex.sends_photo()
    draft = (await family.rows(models.Human))[0].draft
    await family.alex.taps("No")
    return str(draft).split('"file_ids":["')[1].split('"')[0]


@steps.SQLITE_ALONE
async def test_a_refused_picture_never_loses_a_prompt(family: Family) -> None:
    await family.alex_is_set_up()
    await with_sheet(family, "AgAC-nobody-knows-this", await sheet(family))
    await family.at(9)
    prompt = (await family.alex.heard())[-1]
    assert prompt["media"] is None
    assert prompt["text"].startswith(f"{GENTLE} · about 10 min")
    assert "A picture of the sheet can't be shown any more." in prompt["text"]
    # The other page can be seen.
    assert labels(prompt) == PROMPT
    assert [row.refused for row in await family.rows(models.Picture)] == [True, False]
    (session,) = await family.rows(models.Session)
    assert (session.state, session.asks) == ("open", "start")
    # In words it does the same, and the card is there once.
    heard = len(await family.alex.heard())
    await family.alex.says("show how")
    assert len(await family.alex.heard()) == heard + 2
    assert await pictures_from(family, 0) == [f"{GENTLE}, page 1"]
    await family.alex.taps("Done")
    # Tomorrow the page that is left stands over the prompt.
    await family.later(days=1)
    assert len(await pictures_from(family, 0)) == 2
    assert "can't be shown" in await family.alex.last()


LOST_ANSWER: faults.Fault = {"kind": "closed", "when": "after"}


@steps.SQLITE_ALONE
@pytest.mark.parametrize("refused", [False, True])
async def test_a_prompt_that_may_have_arrived(family: Family, refused: bool) -> None:
    """It comes once more. Whichever is tapped is the card; one that can't be edited comes anew."""
    await family.alex_is_set_up()
    await with_sheet(family, await sheet(family))
    await faults.meets(family, LOST_ANSWER, "sendPhoto", faults.ALEX)
    await family.at(9)
    first = (await family.alex.heard())[-1]
    assert first["media"]

    def change(db: Db) -> None:
        row = db.exec(select(models.Message).where(models.Message.state == "sending")).one()
        row.screen = (row.screen or "").replace("AgAC", "AgAC-nobody-knows-this")

    if refused:
        await family.edit(change)
    await family.later(minutes=2)
    second = (await family.alex.heard())[-1]
    assert (second["media"] is None) == refused
    assert second["message_id"] != first["message_id"]
    await family.alex.forges(first["message_id"], (await steps.data_of(family.alex, "Done"))[1])
    assert await steps.said(family, "outcome") == ["done"]
    asks = [one for one in await family.alex.heard() if "How much pain" in words_of(one)]
    assert [bool(one["media"]) for one in asks] == [not refused]
    assert (asks[0]["message_id"] == first["message_id"]) == (not refused)
    await family.alex.taps("4")


@steps.SQLITE_ALONE
async def test_a_refused_picture_of_an_exercise_leaves_its_words(family: Family) -> None:
    await family.alex_is_set_up()
    await waits_for_a_picture(family, place=1)
    await family.alex.sends_photo()
    await in_use(family)

    def break_(db: Db) -> None:
        db.get_one(models.Picture, 1).file_id = "AgAC-nobody-knows-this"

    await family.edit(break_)
    await family.at(9)
    await family.alex.taps("Show how")
    card, told = (await family.alex.heard())[-2:]
    assert told["text"] == (
        "• Bend and straighten the elbows: 5 each side\n"
        "This picture can't be shown any more. You can send it again."
    )
    assert "Done" in labels(card)
    assert (await family.rows(models.Picture))[0].refused


@steps.SQLITE_ALONE
async def test_long_words_stand_under_a_sheet_as_far_as_they_fit(family: Family) -> None:
    await family.alex_is_set_up()
    many = [
        {"name": f"Circles of the shoulder 😀 {n}", "dose": "slowly " * 9, "id": n + 90}
        for n in range(40)
    ]
    file_id = await sheet(family)
    await with_sheet(family, file_id, exercises=many, stop_rule="Stop 😀. " * 30)
    await family.at(9)
    prompt = (await family.alex.heard())[-1]
    assert prompt["media"]
    assert "more: /plan" in prompt["caption"]
    assert prompt["caption"].endswith("Stop 😀. " * 29 + "Stop 😀.")
    await family.alex.taps("Not today")
    # What must be said in full doesn't fit under a picture: then the picture is a tap away.
    limits = {"stop_rule": "😀" * 300, "purpose": "😀" * 120, "name": "😀" * 60}
    await with_sheet(family, file_id, "AgAC-gone", exercises=many, **limits)

    def refuse(db: Db) -> None:
        for row in db.exec(select(models.Picture)).all():
            row.refused = row.file_id == "AgAC-gone"

    await family.edit(refuse)
    await family.later(days=1)
    prompt = (await family.alex.heard())[-1]
    assert prompt["media"] is None
    assert prompt["text"].endswith("\n" + "😀" * 300)
    assert labels(prompt) == PROMPT


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
