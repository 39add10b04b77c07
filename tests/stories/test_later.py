"""Later: two hours on, once more after that, never into quiet hours, with Undo."""

import datetime as dt

from care import kinds
from tests.family import Family, labels
from tests.stories import steps
from tests.stories.steps import GENTLE


async def test_later_comes_again_in_two_hours_and_once_more(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    before = len(await family.alex.heard())
    await steps.double_tap(family.alex, "Later")
    assert await family.alex.last() == f"{GENTLE}: later. It comes again at 11:00."
    assert await family.alex.buttons() == ["Undo"]
    # No nudge: the time was named.
    await family.at(10, 59)
    assert len(await family.alex.heard()) == before
    await family.at(11)
    again = (await family.alex.heard())[-1]
    assert again["text"].startswith(f"{GENTLE} · about 10 min")
    assert labels(again) == steps.ON_A_PROMPT
    assert not again["silent"]
    assert labels((await family.alex.heard())[-2]) == []

    await family.later(minutes=10)
    await family.alex.taps("Later")
    assert await family.alex.last() == f"{GENTLE}: later. It comes again at 13:10."
    await family.at(13, 10)
    # Twice is enough.
    assert "Later" not in await family.alex.buttons()
    await family.alex.taps("Done", "1")
    await family.later(minutes=10)
    await family.alex.taps("As before")
    await family.at(19, 30)
    line = f"{GENTLE}: done. As before within 10 min, pain 1."
    assert await family.sam.last() == f"Monday 23 Nov\n{line}\n{steps.FOOT}"
    assert len(await family.alex.heard()) == before + 2


@steps.SQLITE_ALONE
async def test_undo_of_later(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    before = len(await family.alex.heard())
    await family.alex.taps("Later")
    await steps.double_tap(family.alex, "Undo")
    # Where Undo was, there is no Bad day now, and no answer.
    assert await family.alex.buttons() == ["Done", "Stopped early", "Later", "Not today", "Help"]
    await family.at(8, 59)
    assert len(await family.alex.heard()) == before
    await family.at(9)
    assert (await steps.session(family, 0)).state == kinds.State.NO_ANSWER


@steps.SQLITE_ALONE
async def test_never_into_quiet_hours(family: Family) -> None:
    """The prompt is at six; two hours after eight are in the night."""
    await family.alex_is_set_up(time="18:00")
    await family.at(18)
    assert "Later" in await family.alex.buttons()
    await family.at(19, 45)
    before = len(await family.alex.heard())
    await family.alex.taps("Later")
    assert await family.alex.toast() == "Two hours on is in your quiet time. Not today is fine too."
    assert (await steps.session(family)).asks == kinds.Ask.START
    await family.at(7, 59)
    assert len(await family.alex.heard()) == before


@steps.SQLITE_ALONE
async def test_a_bad_day_after_later_is_a_rest_day(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Later")
    await family.alex.says("Bad day: rest")
    before = len(await family.alex.heard())
    await family.at(19, 30)
    assert len(await family.alex.heard()) == before
    assert await family.sam.last() == f"Monday 23 Nov\nA rest day.\n{steps.FOOT}"


@steps.SQLITE_ALONE
async def test_the_bot_was_down_at_the_later_time(family: Family) -> None:
    """It is kept as not asked, and the card has its buttons again."""
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Later")
    before = len(await family.alex.heard())
    await family.sleeps_through(hours=5)
    await family.restarts()
    assert len(await family.alex.heard()) == before
    assert "Done" in await family.alex.buttons()
    await family.at(9)
    kept = await steps.session(family, 0)
    assert (kept.state, kept.reason) == (kinds.State.NOT_ASKED, kinds.Reason.BOT_DOWN)


@steps.SQLITE_ALONE
async def test_the_second_later_came(family: Family) -> None:
    """What the first lacked is over: it was asked again, and nobody answered."""
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Later")
    await family.sleeps_through(hours=5)
    await family.restarts()
    await family.alex.taps("Later")
    await family.later(hours=2)
    assert (await family.alex.last()).startswith(f"{GENTLE} · about 10 min")
    await family.at(9)
    kept = await steps.session(family, 0)
    assert (kept.state, kept.reason) == (kinds.State.NO_ANSWER, None)


@steps.SQLITE_ALONE
async def test_later_with_a_second_routine(family: Family) -> None:
    """Each card is put off by itself."""
    await family.alex_is_set_up()
    await steps.add_routine(family, "Breathing", dt.time(9, 30))
    await family.at(9)
    await family.alex.taps("Later")
    await family.at(9, 30)
    await family.alex.taps("Later")
    await family.at(11)
    assert (await family.alex.last()).startswith(GENTLE)
    await family.at(11, 30)
    assert (await family.alex.last()).startswith("Breathing")
