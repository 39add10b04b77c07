"""Alex writes or dictates where a button would do: it is taken as the tap, and echoed."""

import datetime as dt

import pytest

from care import kinds, models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE

KEPT = "I can't read this, and nobody else reads this chat. Your note is kept."


async def test_a_whole_day_in_words(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.says("I have done it")
    assert "How much pain" in await family.alex.last()
    await family.alex.says("um, six I think")
    assert (
        await family.alex.last()
        == f"{GENTLE}: done. Pain 6.\nThank you. Tap when you feel as before."
    )
    await family.later(minutes=50)
    await family.alex.says("about 45 minutes")
    line = f"{GENTLE}: done. As before after about 45 min, pain 6."
    assert await family.alex.last() == line
    assert await family.alex.buttons() == ["Change"]
    rows = await family.rows(models.Answer)
    assert [(row.kind, row.value, row.words) for row in rows] == [
        ("outcome", "done", "I have done it"),
        ("pain", "6", "um, six I think"),
        ("recovery", "about:45", "about 45 minutes"),
    ]
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\n{line}\n{steps.FOOT}"


@steps.SQLITE_ALONE
async def test_several_answers_at_once(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.says("stopped, it hurt, pain 7")
    assert (await family.alex.last()).split("\n") == [
        f"{GENTLE}: stopped early, pain. Pain 7.",
        "Stop if it hurts or tires you.",
        "Thank you. Tap when you feel as before.",
    ]
    assert await family.alex.buttons() == ["Change", "Help", "As before"]


@steps.SQLITE_ALONE
async def test_a_number_is_put_right_in_words(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.alex.says("pain 4")
    # What was typed is echoed with its way back.
    assert await family.alex.buttons() == ["Change", "As before"]
    await family.alex.taps("Change", "Keep it as it is")
    await family.later(minutes=5)
    await family.alex.taps("As before")
    await family.alex.says("pain five")
    assert await family.alex.last() == f"{GENTLE}: done. As before within 5 min, pain 5."
    assert await steps.said(family, "pain") == ["2", "4", "5"]


@steps.SQLITE_ALONE
@pytest.mark.parametrize("said", ["not yet", "no, not yet"])
async def test_not_yet_is_the_buttons(family: Family, said: str) -> None:
    await family.alex_is_set_up()
    await steps.asked_at_limit(family)
    await family.alex.says(said)
    assert await steps.said(family, "recovery") == ["not_yet:60"]
    await family.later(minutes=60)
    assert await family.alex.buttons() == steps.LATER
    await family.alex.says("pain 3")
    assert await family.alex.buttons() == ["Change", *steps.LATER]
    await family.alex.taps("Change", "Keep it as it is")
    assert [one for one in await family.alex.buttons() if one != "Change"] == steps.LATER
    await family.alex.says("an hour and a half")
    line = f"{GENTLE}: done. As before after about 1½ h, pain 3."
    assert (await family.alex.last()).split("\n")[0] == line


@steps.SQLITE_ALONE
@pytest.mark.parametrize(
    "said", ["about 45 minutes", "more than an hour", "pain five or six", "7/12"]
)
async def test_what_cannot_be_is_kept_as_a_note(family: Family, said: str) -> None:
    """Ten minutes after: nobody can have taken three quarters of an hour."""
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.later(minutes=10)
    await family.alex.says(said)
    assert (await family.alex.last()).startswith(KEPT)
    assert await family.alex.buttons() == ["Get help", "As before"]
    assert await steps.said(family, "recovery") == []
    assert await steps.said(family, "pain") == ["2"]


@steps.SQLITE_ALONE
async def test_half_of_it_fits_and_nothing_is_taken(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.says("pain 6")
    assert (await family.alex.last()).startswith(KEPT)
    assert await steps.said(family, "pain") == []
    assert (await steps.session(family)).asks == kinds.Ask.START


@steps.SQLITE_ALONE
async def test_later_and_a_bad_day_in_words(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.says("remind me later")
    assert await family.alex.last() == f"{GENTLE}: later. It comes again at 11:00."
    await family.at(11)
    assert (await family.alex.last()).startswith(f"{GENTLE} · about 10 min")
    await family.alex.says("it's a bad day")
    assert "Resting until tomorrow" in await family.alex.last()
    assert await family.alex.buttons() == ["Undo"]
    await family.at(8, 59)
    assert await steps.said(family, "outcome") == ["rest"]


@steps.SQLITE_ALONE
async def test_a_bad_day_before_anything_was_asked(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("bad day")
    assert await family.alex.buttons() == ["Undo"]
    before = len(await family.alex.heard())
    await family.at(9, 30)
    assert len(await family.alex.heard()) == before


@steps.SQLITE_ALONE
async def test_two_cards_each_has_its_words(family: Family) -> None:
    """The newest card that the words fit is meant."""
    await family.alex_is_set_up()
    await steps.add_routine(family, "Breathing", dt.time(9, 30))
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.at(9, 30)
    await family.alex.says("as before")
    assert await family.alex.last() == f"{GENTLE}: done. As before within 30 min, pain 2."
    await family.alex.says("not today")
    assert await family.alex.last() == "Breathing: not today."


@steps.SQLITE_ALONE
async def test_sams_words_answer_nothing_of_alexs(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.sam.says("done, pain 3")
    assert (await family.sam.last()).startswith(KEPT)
    assert (await steps.session(family)).asks == kinds.Ask.START
