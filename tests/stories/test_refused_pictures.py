"""Pictures that Telegram doesn't take, or that may have arrived: never the end of a prompt."""

import pytest
from sqlmodel import Session as Db
from sqlmodel import select

from care import models
from tests.family import Family, labels, words_of
from tests.stories import faults, steps
from tests.stories.pictured import (
    PROMPT,
    in_use,
    pictures_from,
    sheet,
    waits_for_a_picture,
    with_sheet,
)
from tests.stories.steps import GENTLE


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
