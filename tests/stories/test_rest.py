"""/rest: until tomorrow, or until they say; nothing is caught up."""

from care import kinds, models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE


async def test_rest_until_i_say_and_start_again(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.alex.says("/rest")
    await steps.double_tap(family.alex, "Rest until I say")
    assert await family.alex.last() == "Resting until you say. Nothing comes before that."
    assert await family.alex.buttons() == ["Undo"]

    before = len(await family.alex.heard())
    for day in ("Monday 23", "Tuesday 24", "Wednesday 25"):
        await family.at(19, 30)
        assert await family.sam.last() == f"{day} Nov\nA rest day.\n{steps.FOOT}"
    assert len(await family.alex.heard()) == before
    kept = [(s.state, s.reason) for s in await family.rows(models.Session)]
    assert kept == [(kinds.State.NOT_ASKED, kinds.Reason.RESTING)] * 3

    await family.at(10)
    await family.alex.says("/rest")
    assert (await family.alex.last()).startswith("Resting until you say.")
    assert (await family.alex.buttons())[0] == "Start again"
    await steps.double_tap(family.alex, "Start again")
    assert await family.alex.last() == "The next prompt comes at its usual time."
    before = len(await family.alex.heard())
    await family.at(8, 59)
    assert len(await family.alex.heard()) == before
    await family.at(9)
    assert (await family.alex.last()).startswith(f"{GENTLE} · about 10 min")
    assert len(await family.alex.heard()) == before + 1


async def test_a_rest_asked_for_before_the_first_prompt(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.alex.says("/rest")
    await family.alex.taps("Rest until tomorrow")
    before = len(await family.alex.heard())
    await family.at(19, 30)
    assert len(await family.alex.heard()) == before
    assert await family.sam.last() == f"Monday 23 Nov\nA rest day.\n{steps.FOOT}"
    await family.alex.says("/journal")
    assert await family.alex.last() == (f"Your last 7 days\n\nMonday 23 Nov\n{GENTLE}: a rest day.")
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


async def test_a_rest_over_an_open_prompt_is_a_rest_day_and_not_no_answer(family: Family) -> None:
    """Resting is never merged with the silence of somebody who did not answer."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.later(minutes=20)
    await family.alex.says("/rest")
    await family.alex.taps("Rest until tomorrow")
    before = len(await family.alex.heard())
    await family.at(19, 30)
    assert len(await family.alex.heard()) == before
    assert await family.sam.last() == f"Monday 23 Nov\nA rest day.\n{steps.FOOT}"
    await family.at(9, 1)
    await family.alex.says("/journal")
    assert f"Monday 23 Nov\n{GENTLE}: a rest day." in await family.alex.last()


async def test_a_bad_day_makes_no_rest_shorter(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    old = await steps.data_of(family.alex, "Bad day: rest")
    await family.alex.says("/rest")
    await family.alex.taps("Rest until I say")
    await family.alex.forges(*old)
    before = len(await family.alex.heard())
    await family.later(days=2)
    assert len(await family.alex.heard()) == before


async def test_yesterdays_undo_ends_no_rest_of_today(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/rest")
    await family.alex.taps("Rest until tomorrow")
    old = await steps.data_of(family.alex, "Undo")
    await family.at(9)
    await family.at(9)
    await family.alex.says("/rest")
    await family.alex.taps("Rest until I say")
    await family.alex.forges(*old)
    assert await family.alex.toast() == steps.OLD_BUTTON
    before = len(await family.alex.heard())
    await family.later(days=2)
    assert len(await family.alex.heard()) == before


async def test_start_while_resting_promises_no_prompt(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/rest")
    await family.alex.taps("Rest until I say")
    await family.alex.says("/start")
    assert "comes on" not in await family.alex.last()
    before = len(await family.alex.heard())
    await family.later(days=1)
    assert len(await family.alex.heard()) == before


async def test_a_bad_day_in_words_where_no_card_offers_it(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("bad day: rest")
    assert await family.alex.buttons() == ["Undo"]
    before = len(await family.alex.heard())
    await family.at(9)
    assert len(await family.alex.heard()) == before
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


async def test_start_again_in_the_evening_leaves_the_day_a_rest_day(family: Family) -> None:
    """Sam was told of a rest day; what was rested stays that."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.says("/rest")
    await family.alex.taps("Rest until tomorrow")
    await family.at(19, 31)
    assert await family.sam.last() == f"Monday 23 Nov\nA rest day.\n{steps.FOOT}"
    await family.alex.says("/rest")
    await family.alex.taps("Start again")
    await family.at(9)
    await family.alex.says("/journal")
    assert f"Monday 23 Nov\n{GENTLE}: a rest day." in await family.alex.last()


async def test_what_was_done_after_all_can_be_said_while_resting(family: Family) -> None:
    """In words on the card that lies there, and in /today where the card itself said rest."""
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.says("/rest")
    await family.alex.taps("Rest until tomorrow")
    await family.alex.says("did it, pain 3")
    assert (await family.alex.last()).startswith(f"{GENTLE}: done. Pain 3.")
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(15)
    await family.alex.says("Today")
    await family.alex.taps("Done earlier", "2", "Within 30 min")
    assert await family.alex.last() == f"{GENTLE}: done. As before within 30 min, pain 2."
