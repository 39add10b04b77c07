"""The bot was down: what is late by a little still comes, the rest is kept as not asked."""

import datetime as dt

import pytest

from care import kinds, models
from tests.family import Family, labels
from tests.stories import steps
from tests.stories.steps import FOOT, GENTLE


async def down(family: Family, **ahead: float) -> None:
    """The bot is down for so long, and comes back."""
    await family.sleeps_through(**ahead)
    await family.restarts()


async def test_a_prompt_up_to_two_hours_late_is_still_sent(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(8, 30)
    before = len(await family.alex.heard())
    await down(family, hours=2, minutes=30)
    assert len(await family.alex.heard()) == before + 1
    assert labels((await family.alex.heard())[-1]) == steps.ON_A_PROMPT
    # Its nudge comes an hour after it did.
    await family.later(minutes=59)
    assert len(await family.alex.heard()) == before + 1
    await family.later(minutes=1)
    assert len(await family.alex.heard()) == before + 2
    await family.alex.taps("Done", "1")
    await family.later(minutes=5)
    await family.alex.taps("As before")
    assert await family.alex.last() == f"{GENTLE}: done. As before within 5 min, pain 1."


async def test_a_later_one_is_kept_as_not_asked(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(8, 30)
    before, sam_heard = len(await family.alex.heard()), len(await family.sam.heard())
    await down(family, hours=2, minutes=31)
    await family.at(8, 59)
    assert len(await family.alex.heard()) == before
    assert len(await family.sam.heard()) == sam_heard
    kept = await steps.session(family, 0)
    assert (kept.state, kept.reason) == (kinds.State.NOT_ASKED, kinds.Reason.BOT_DOWN)
    await family.alex.says("/journal")
    assert f"Monday 23 Nov\n{GENTLE}: not asked." in await family.alex.last()
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


async def test_three_days_without_the_bot_bring_no_burst(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(8)
    before, sam_heard = len(await family.alex.heard()), len(await family.sam.heard())
    await down(family, days=3, minutes=30)
    assert len(await family.alex.heard()) == before
    assert len(await family.sam.heard()) == sam_heard
    kept = [(s.local_date.day, s.state, s.reason) for s in await family.rows(models.Session)]
    not_asked = (kinds.State.NOT_ASKED, kinds.Reason.BOT_DOWN)
    assert kept == [(day, *not_asked) for day in (23, 24, 25)]
    await family.at(9)
    assert len(await family.alex.heard()) == before + 1
    await family.alex.taps("Done")
    await family.at(19, 30)
    assert await family.sam.last() == f"Thursday 26 Nov\n{GENTLE}: done.\n{FOOT}"
    assert len(await family.sam.heard()) == sam_heard + 1


async def test_the_question_at_the_limit_while_the_bot_was_down(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "2")
    before = len(await family.alex.heard())
    await down(family, hours=3)
    assert len(await family.alex.heard()) == before + 1
    assert await family.alex.buttons() == steps.AT_THE_LIMIT
    await family.alex.taps("Not yet")
    before = len(await family.alex.heard())
    await down(family, hours=5)
    assert len(await family.alex.heard()) == before
    assert (await steps.session(family)).recovery_unasked == kinds.Reason.BOT_DOWN
    assert await steps.said(family, "recovery") == ["not_yet:60"]


async def test_a_digest_is_at_most_four_hours_late_and_of_the_same_date(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    heard = len(await family.sam.heard())
    await family.at(19)
    await down(family, hours=4, minutes=20)
    assert await family.sam.last() == f"Monday 23 Nov\nA rest day.\n{FOOT}"

    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(19)
    await down(family, hours=6)
    assert len(await family.sam.heard()) == heard + 1
    await family.at(19, 30)
    assert await family.sam.last() == f"Wednesday 25 Nov\nTuesday, a rest day.\n{FOOT}"


async def test_a_card_closes_and_questions_go_stale_while_the_bot_is_down(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    before = len(await family.alex.heard())
    await down(family, days=2, hours=-1)
    assert len(await family.alex.heard()) == before
    closed = (await family.alex.heard())[-1]
    assert closed["text"] == f"{GENTLE}, Monday 23 Nov. This card is closed."
    states = [(s.state, s.reason) for s in await family.rows(models.Session)]
    assert states == [
        (kinds.State.NO_ANSWER, None), (kinds.State.NOT_ASKED, kinds.Reason.BOT_DOWN),
    ]  # fmt: skip


AWAY = "I was away. If you tapped, please tap again.\n\n"


async def test_an_open_card_says_once_and_silently_that_the_bot_was_away(
    family: Family, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram keeps a tap for 150 seconds: Alex's `Done` in the meantime is gone."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    before, sam_heard = await family.alex.heard(), len(await family.sam.heard())
    await down(family, minutes=20)
    (card,) = (await family.alex.heard())[len(before) - 1 :]
    assert card["text"] == AWAY + before[-1]["text"]
    assert labels(card) == steps.ON_A_PROMPT
    assert card["message_id"] == before[-1]["message_id"]
    assert len(await family.sam.heard()) == sam_heard
    said = [record.getMessage() for record in caplog.records if "was away" in record.getMessage()]
    assert said == [
        "The bot, or Telegram, was away from 2026-11-23 08:00 to 2026-11-23 08:20 (UTC). "
        "Messages that came too late and were not sent: 0. They are kept as that."
    ]
    # Restarted at once, nothing more is said; the next tap is taken, and the line goes.
    await family.restarts()
    assert (await family.alex.heard())[-1]["version"] == card["version"]
    await family.alex.taps("Done")
    assert not (await family.alex.last()).startswith(AWAY)
    assert len(await family.alex.heard()) == len(before)


async def test_a_short_restart_says_nothing(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    before = await family.alex.chat()
    await down(family, minutes=2)
    assert await family.alex.chat() == before


async def test_what_is_answered_or_closed_says_nothing(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Not today")
    before = await family.alex.chat()
    await down(family, hours=3)
    assert await family.alex.chat() == before


async def test_six_hours_without_telegram_bring_no_burst(
    family: Family, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot ran all the time; Telegram didn't answer. What became too late is kept as that."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await steps.add_routine(family, "Breathing", dt.time(12))
    await family.at(8, 30)
    before = len(await family.alex.heard())
    await family.sleeps_through(hours=6)
    await family.settle()
    assert len(await family.alex.heard()) == before
    kept = [(row.state, row.reason) for row in await family.rows(models.Session)]
    assert kept == [(kinds.State.NOT_ASKED, kinds.Reason.BOT_DOWN)] * 2
    (line,) = [r.getMessage() for r in caplog.records if "was away" in r.getMessage()]
    assert "too late and were not sent: 2." in line
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
