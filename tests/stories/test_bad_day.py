"""A bad day is one tap, also in the middle of an open question; coming back costs nothing."""

import datetime as dt

from care import kinds
from tests.family import Family, labels
from tests.stories import steps
from tests.stories.steps import GENTLE

RESTING = "Resting until tomorrow's first prompt. Nothing more comes today."


async def test_a_bad_day(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await steps.double_tap(family.alex, "Bad day: rest")
    assert await family.alex.last() == RESTING
    assert await family.alex.buttons() == ["Undo"]
    assert await steps.said(family, "outcome") == ["rest"]
    before = len(await family.alex.heard())

    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\nA rest day.\n{steps.FOOT}"
    await family.alex.says("/today")
    assert "A rest day. Nothing is asked." in await family.alex.last()
    await family.at(8, 59)
    assert len(await family.alex.heard()) == before + 1
    await family.at(9)
    assert (await family.alex.texts())[before + 1 :] == [await family.alex.last()]
    assert (await family.alex.last()).startswith(f"{GENTLE} · about 10 min")
    assert await family.alex.buttons() == steps.ON_A_PROMPT


async def test_undo_of_a_bad_day(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.later(minutes=2)
    before = len(await family.alex.heard())
    rest = await steps.data_of(family.alex, "Undo")
    await steps.double_tap(family.alex, "Undo")
    assert (await family.alex.last()).startswith(f"{GENTLE} · about 10 min")
    # Under the finger that just undid a rest there is no rest again, and no answer either.
    assert await family.alex.buttons() == ["Done", "Stopped early", "Later", "Not today", "Help"]
    await family.alex.taps("Done", "1")
    await family.later(minutes=5)
    await family.alex.taps("As before")
    await family.alex.forges(*rest)
    line = f"{GENTLE}: done. As before within 5 min, pain 1."
    assert await family.alex.last() == line
    assert await steps.said(family, "outcome") == ["rest", "withdrawn", "done"]
    assert len(await family.alex.heard()) == before
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\n{line}\n{steps.FOOT}"
    assert len(await family.alex.heard()) == before


async def two_routines_and_an_open_question(family: Family) -> None:
    """Done at nine; at half past, with the question still to come, the second prompt."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await steps.add_routine(family, "Breathing", dt.time(9, 30))
    await steps.add_routine(family, "Hands", dt.time(17))
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.at(9, 30)


async def test_a_bad_day_in_the_middle_of_an_open_question(family: Family) -> None:
    await two_routines_and_an_open_question(family)
    await steps.double_tap(family.alex, "Bad day: rest")
    assert await family.alex.last() == RESTING
    assert await family.alex.buttons() == ["Undo"]
    older = (await family.alex.heard())[-2]
    assert older["text"] == f"{GENTLE}: done. Pain 2."
    assert "As before" not in labels(older)
    first = await steps.session(family, 0)
    assert (first.asks, first.recovery_unasked) == (None, kinds.Reason.RESTING)

    before = len(await family.alex.heard())
    await family.at(8, 59)
    assert len(await family.alex.heard()) == before
    assert await family.sam.last() == (
        f"Monday 23 Nov\n{GENTLE}: done. Pain 2.\nA rest day.\n{steps.FOOT}"
    )
    hands = await steps.session(family, 2)
    assert (hands.state, hands.reason) == (kinds.State.NOT_ASKED, kinds.Reason.RESTING)
    await family.at(9)
    assert len(await family.alex.heard()) == before + 1
    assert await steps.said(family, "recovery") == []


async def test_undo_opens_the_question_again(family: Family) -> None:
    await two_routines_and_an_open_question(family)
    await family.alex.taps("Bad day: rest")
    await family.later(minutes=5)
    await steps.double_tap(family.alex, "Undo")
    older = (await family.alex.heard())[-2]
    assert labels(older) == ["As before"]
    first = await steps.session(family, 0)
    assert (first.asks, first.recovery_unasked) == (kinds.Ask.AS_BEFORE, None)

    await family.later(minutes=10)
    await family.alex.taps("As before", "Not today")
    assert await steps.said(family, "recovery") == ["within:45"]
    await family.at(17)
    assert (await family.alex.last()).startswith("Hands · about 5 min")


async def test_undo_after_the_limit_asks_on_the_card(family: Family) -> None:
    """The question's time went by in silence: it is not made up for, only open again."""
    await two_routines_and_an_open_question(family)
    await family.alex.taps("Bad day: rest")
    await family.later(hours=2)
    before = len(await family.alex.heard())
    await family.alex.taps("Undo")
    older = (await family.alex.heard())[-2]
    assert labels(older) == steps.AT_THE_LIMIT
    await family.later(hours=2)
    assert len(await family.alex.heard()) == before


async def test_a_bad_day_ends_the_question_at_the_limit(family: Family) -> None:
    await family.alex_is_set_up()
    await steps.asked_at_limit(family)
    await family.alex.says("/rest")
    await steps.double_tap(family.alex, "Rest until tomorrow")
    assert await family.alex.last() == RESTING
    assert await family.alex.buttons() == ["Undo"]
    question = (await family.alex.heard())[-2]
    assert "Not yet" not in labels(question)
    assert (await steps.session(family)).recovery_unasked == kinds.Reason.RESTING
    await steps.double_tap(family.alex, "Undo")
    assert await family.alex.last() == "The next prompt comes at its usual time."
    question = (await family.alex.heard())[-2]
    assert labels(question) == steps.AT_THE_LIMIT
    await family.alex.taps("Within 30 min")
    assert await steps.said(family, "recovery") == ["within:30"]


@steps.SQLITE_ALONE
async def test_a_bad_day_is_not_yesterdays(family: Family) -> None:
    """The bot was down as yesterday's card closed: what nobody answered in time stays that."""
    await family.alex_is_set_up()
    await family.at(8, 30)
    await family.at(8, 30)
    await family.sleeps_through(hours=1)
    await family.ask(f"/people/{family.alex.number}/messages", {"text": "Bad day: rest"})
    await family.restarts()
    yesterday = await steps.session(family, 0)
    assert (yesterday.state, yesterday.reason) == (kinds.State.NO_ANSWER, None)
    assert (await family.alex.last()).startswith("Resting until tomorrow's first prompt.")
