"""What is said apart from any card: notes, falls, questions for the visit, voice messages."""

import itertools
import json
from typing import Any

from telegram import Update

from care import kinds, models
from handlers import registry
from tests.family import Family, Person
from tests.stories import steps
from tests.stories.steps import GENTLE, STRANGER

KEPT = "I can't read this, and nobody else reads this chat. Your note is kept."
FALL = (
    "Noted as a fall, and kept for the report. Nobody is watching this chat: if you are hurt, "
    "get help now. Tell your clinic soon about any fall."
)
FELL = "I fell in the kitchen"
# Above all that the sandbox gives out.
NUMBERS = itertools.count(900_000_000)


async def notes(family: Family, *kinds_: str) -> list[models.Answer]:
    wanted = models.Answer.session_id.is_(None)  # type: ignore[union-attr]
    rows = await family.rows(models.Answer, wanted)
    return [row for row in rows if not kinds_ or row.kind in kinds_]


async def speaks(who: Person, seconds: int = 12, caption: str | None = None, **other: Any) -> None:
    """A voice message, or what else a message may hold, as Telegram hands it on."""
    family = who.family
    number = next(NUMBERS)
    message: dict[str, Any] = {
        "message_id": number,
        "date": int(family.clock.now().timestamp()),
        "chat": {"id": who.number, "type": "private"},
        "from": {"id": who.number, "is_bot": False, "first_name": who.name},
    }
    voice = {"file_id": "AwAD-voice", "file_unique_id": "AgAD", "duration": seconds}
    message |= other or {"voice": voice}
    if caption is not None:
        message["caption"] = caption
    raw = {"update_id": number, "message": message}
    await registry.dispatch(Update.de_json(raw, family.app.bot), family.app.house)
    await family.settle()


# A fall


async def test_a_fall_is_kept_as_one_and_the_question_stays_open(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done")
    await family.alex.says(FELL)
    echo = await family.alex.find("Not a fall")
    assert echo["text"] == FALL
    assert [button["text"] for (button,) in echo["keyboard"]] == ["Get help", "Not a fall"]
    assert await family.alex.last() == f"{GENTLE}: done.\nHow much pain, 0 none to 10 worst?"
    (row,) = await notes(family)
    assert (row.kind, row.words, row.at) == ("fall", FELL, family.clock.at)
    await family.alex.taps("4", "Get help")
    assert "When to stop and get help" in await family.alex.last()
    assert await steps.said(family, "pain") == ["4"]


@steps.SQLITE_ALONE
async def test_it_was_no_fall(family: Family) -> None:
    """It stays as a plain note; nothing that was said is changed."""
    await family.alex_is_set_up()
    await family.alex.says("I fell over my words")
    message_id, data = await steps.data_of(family.alex, "Not a fall")
    await steps.double_tap(family.alex, "Not a fall")
    assert await family.alex.last() == "Kept as a private note, not as a fall."
    assert await family.alex.buttons() == []
    await family.alex.forges(message_id, data)
    assert await family.alex.toast() == steps.OLD_BUTTON
    said = [(row.kind, row.words, row.value) for row in await notes(family)]
    (fall,) = await notes(family, "fall")
    assert said == [
        ("fall", "I fell over my words", None),
        ("undone", None, str(fall.id)),
    ]
    await family.alex.says("/journal")
    assert "A note: I fell over my words" in await family.alex.last()
    assert "A fall." not in await family.alex.last()


@steps.SQLITE_ALONE
async def test_a_fall_where_nothing_is_asked(family: Family) -> None:
    await family.alex_is_set_up()
    heard = len(await family.alex.heard())
    await family.alex.says("I had a fall")
    assert await family.alex.last() == FALL
    assert len(await family.alex.heard()) == heard + 1


# A question for the visit


@steps.SQLITE_ALONE
async def test_a_question_for_the_visit(family: Family) -> None:
    await family.alex_is_set_up()
    said = "Question for Dana:  may I swim, {really}?"
    await family.alex.says(said)
    assert await family.alex.last() == "Kept for the visit: may I swim, {really}?"
    assert await family.alex.buttons() == ["Remove"]
    (row,) = await notes(family)
    assert (row.kind, row.words) == ("question", said)
    await family.alex.says("/journal")
    assert "Question for the visit: may I swim, {really}?" in await family.alex.last()
    await family.alex.taps("Remove")
    await family.alex.says("/journal")
    assert f"A note: {' '.join(said.split())}" in await family.alex.last()
    assert [row.kind for row in await notes(family)] == ["question", "undone"]


@steps.SQLITE_ALONE
async def test_the_longest_question_fits(family: Family) -> None:
    await family.alex_is_set_up()
    said = "Question for the visit: " + "why " * 1000
    await family.alex.says(said)
    assert (await family.alex.last()).startswith("Kept for the visit: why why")
    (row,) = await notes(family)
    assert row.words == said.strip()
    await family.alex.says("/journal")
    assert "Question for the visit: why why" in await family.alex.last()


@steps.SQLITE_ALONE
async def test_a_button_undoes_what_it_was_made_for_alone(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.alex.says("Question for the visit: one?")
    await family.alex.says(FELL)
    message_id, one = await steps.data_of(family.alex, "Remove")
    verb, row, answer = one.split(":")
    for forged in (f"{verb}:{row}:{int(answer) + 1}", f"{verb}:{row}:", f"not_fall:{row}:{answer}"):
        await family.alex.forges(message_id, forged)
        assert await family.alex.toast() == steps.OLD_BUTTON
    await family.sam.forges(message_id, one)
    assert [row.kind for row in await notes(family)] == ["question", "fall"]


# A voice message


@steps.SQLITE_ALONE
async def test_a_voice_message_is_kept_by_its_name(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await speaks(family.alex)
    assert (await family.alex.last()).startswith(KEPT)
    assert (await family.alex.buttons())[:2] == ["Get help", "Done"]
    (row,) = await notes(family)
    assert (row.kind, row.words) == ("note", None)
    assert json.loads(row.media or "") == {"file_id": "AwAD-voice", "seconds": 12}
    await family.alex.says("/journal")
    assert "A voice note, 12 s." in await family.alex.last()


@steps.SQLITE_ALONE
async def test_a_voice_message_while_a_date_is_asked_for_is_kept(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/rest")
    await family.alex.taps("To a date")
    await speaks(family.alex)
    (row,) = await notes(family)
    assert row.media
    assert await family.alex.last() == KEPT


@steps.SQLITE_ALONE
async def test_a_voice_message_with_words(family: Family) -> None:
    await family.alex_is_set_up()
    await speaks(family.alex, 3, "slept badly")
    (row,) = await notes(family)
    assert (row.kind, row.words) == ("note", "slept badly")
    assert await family.alex.last() == KEPT


@steps.SQLITE_ALONE
async def test_a_round_video_is_not_kept(family: Family) -> None:
    await family.alex_is_set_up()
    video = {"file_id": "x", "file_unique_id": "y", "length": 240, "duration": 3}
    await speaks(family.alex, video_note=video)
    assert "Only written words and voice messages are kept." in await family.alex.last()
    assert await notes(family) == []


@steps.SQLITE_ALONE
async def test_a_strangers_voice_is_not_kept(family: Family) -> None:
    await family.alex_is_set_up()
    await family.mallory.says("hello")
    await speaks(family.mallory)
    assert await family.mallory.texts() == [STRANGER]
    assert await notes(family) == []


# When


@steps.SQLITE_ALONE
async def test_the_journal_has_them_in_their_place(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("slept badly\n\nagain")
    await family.at(9)
    await family.alex.taps("Not today")
    await family.at(12)
    await family.alex.says(FELL)
    await family.alex.says("x" * 121)
    await family.at(0, 30)
    await family.alex.says("Question for the visit: why at night?")
    await family.alex.says("/journal")
    assert await family.alex.last() == "\n".join(
        [
            "Your last 7 days",
            "",
            "Monday 23 Nov",
            "A note: slept badly again",
            f"{GENTLE}: not today.",
            "A fall.",
            "A note.",
            "",
            "Tuesday 24 Nov",
            "Question for the visit: why at night?",
        ]
    )
    await family.later(days=7)
    await family.alex.says("/journal")
    assert "A fall." not in await family.alex.last()


@steps.SQLITE_ALONE
async def test_while_resting_nothing_is_asked_again(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.alex.says("slept badly")
    assert (await family.alex.last(), await family.alex.buttons()) == (KEPT, ["Get help"])
    await family.alex.says(FELL)
    assert await family.alex.last() == FALL
    await speaks(family.alex)
    assert await family.alex.last() == KEPT
    assert [row.kind for row in await notes(family)] == ["note", "fall", "note"]


@steps.SQLITE_ALONE
async def test_when_everything_is_stopped(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/stop")
    await family.alex.taps("Stop everything, for everyone")
    # A stray word keeps nothing; a fall is never stray.
    await family.alex.says("slept badly")
    assert await family.alex.last() == "Everything is stopped. Nothing is sent to anyone."
    await family.alex.says(FELL)
    assert await family.alex.last() == FALL
    assert [row.words for row in await notes(family)] == [FELL]
    assert await steps.sent(family, kinds.Kind.PROMPT) == []


@steps.SQLITE_ALONE
async def test_on_the_way_in_the_step_is_shown_again(family: Family) -> None:
    """There is no circle yet that it could be kept for."""
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    for said in (FELL, "slept badly"):
        await family.alex.says(said)
        assert "Yes, I agree" in await family.alex.buttons()
    await speaks(family.alex)
    assert "Yes, I agree" in await family.alex.buttons()
    assert await family.rows(models.Answer) == []
    await family.alex.taps("Yes, I agree", "The exercises are mine")
    await speaks(family.alex)
    assert "Only" not in await family.alex.last()
    await family.alex.says("Berlin")
    assert await family.rows(models.Answer) == []


# For whom


@steps.SQLITE_ALONE
async def test_nothing_of_it_ever_reaches_a_caregiver(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "2")
    for said in (FELL, "slept badly", "Question for the visit: may I swim?"):
        await family.alex.says(said)
    await speaks(family.alex, caption="a secret")
    heard = len(await family.sam.heard())
    await family.at(19, 30)
    assert len(await family.sam.heard()) == heard + 1
    assert await family.sam.last() == (f"Monday 23 Nov\n{GENTLE}: done. Pain 2.\n{steps.FOOT}")
    for said in ("fell", "fall", "slept", "swim", "secret", "note", "Voice"):
        assert not any(said in text for text in await family.sam.texts())
    await family.alex.says("/shared")
    assert "slept" not in await family.alex.last()


@steps.SQLITE_ALONE
async def test_a_caregivers_words_are_a_note_of_theirs(family: Family) -> None:
    """Neither a fall of Alex's, nor in Alex's journal, nor sent to anybody."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    heard = len(await family.alex.heard())
    await family.sam.says("I fell on the stairs")
    assert await family.sam.last() == KEPT
    await speaks(family.sam)
    assert await family.sam.last() == KEPT
    rows = await notes(family)
    assert [(row.kind, row.words) for row in rows] == [
        ("note", "I fell on the stairs"),
        ("note", None),
    ]
    assert len(await family.alex.heard()) == heard
    await family.alex.says("/journal")
    assert "note" not in await family.alex.last()
