"""When the card of a day comes, and when it doesn't: away, blocked, gone, down, other zones."""

import datetime as dt

from sqlmodel import Session as Db

from care import kinds, models
from tests.family import Family
from tests.stories import proxies, steps
from tests.stories.steps import GENTLE

CARD = "What was done, for Alex?"


async def cards(family: Family) -> list[str]:
    """The local dates of the cards that were sent."""
    return [str(row.local_date) for row in await steps.sent(family, kinds.Kind.PROXY)]


async def test_the_bot_is_down_over_the_time_of_the_card(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(8, 30)
    await family.sleeps_through(hours=13)  # until 21:30
    await family.restarts()
    await family.later(minutes=2)
    assert CARD in await family.sam.last()
    assert GENTLE in await family.sam.last()
    assert (await steps.session(family, 0)).reason == kinds.Reason.BOT_DOWN
    await family.sam.taps("All done")
    assert (await steps.session(family, 0)).state == kinds.State.OPEN

    # Down for two days and past midnight: yesterday's card doesn't come, today's does.
    await family.sleeps_through(days=2, hours=4)  # Thursday 01:32
    await family.restarts()
    await family.later(minutes=5)
    assert await cards(family) == ["2026-11-23"]
    await family.at(19, 30)
    assert await cards(family) == ["2026-11-23", "2026-11-26"]
    assert "26 Nov" in await family.sam.last()


@steps.SQLITE_ALONE
async def test_restarts_between_every_two_steps(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.restarts()
    await family.at(19, 30)
    await family.restarts()
    await family.sam.taps("All done")
    await family.restarts()
    await family.sam.taps("Change")
    await family.restarts()
    await family.sam.taps("None")
    assert await family.sam.last() == "Monday 23 Nov, for Alex: not today."
    assert await cards(family) == ["2026-11-23"]
    assert await steps.said(family, "outcome") == ["done", "not_today"]


@steps.SQLITE_ALONE
async def test_no_card_while_sam_is_away_muted_or_alex_rests(family: Family) -> None:
    await proxies.sam_answers(family)
    sam = await proxies.member(family, "Sam")

    def away(db: Db) -> None:
        found = db.get_one(models.Member, sam.id)
        found.away_since = family.clock.now()
        found.away_until = family.clock.now() + dt.timedelta(days=2)

    await family.edit(away)
    await family.at(19, 30)
    await family.at(19, 30)
    assert await cards(family) == []
    await family.at(19, 30)
    assert await cards(family) == ["2026-11-25"]
    await family.sam.says("/digest")
    await family.sam.taps("Quiet for a week")
    await family.at(19, 30)
    assert len(await cards(family)) == 1
    await family.sam.taps("End the quiet")
    await family.alex.says("/rest")
    await family.alex.taps("Three days, with today")
    await family.later(days=2)
    assert len(await cards(family)) == 1


@steps.SQLITE_ALONE
async def test_after_a_stop_nothing_comes_and_a_tap_does_nothing(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(19, 30)
    await family.alex.says("/stop")
    await family.alex.taps("Stop everything, for everyone")
    await family.sam.taps("All done")
    assert await steps.said(family, "outcome") == []
    await family.later(days=3)
    assert await cards(family) == ["2026-11-23"]
    await family.alex.taps("Start again", "Yes, start again")
    await family.at(19, 30)
    assert len(await cards(family)) == 2


@steps.SQLITE_ALONE
async def test_a_proxy_who_blocks_the_bot_or_leaves(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.sam.blocks()
    await family.at(9)
    await family.at(19, 30)
    assert await cards(family) == []
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    await family.sam.blocks(False)
    await family.sam.says("/start")
    await family.at(19, 30)
    assert await cards(family) == ["2026-11-24"]
    await family.sam.says("/stop")
    await family.sam.taps("Stop only my own messages")
    heard = len(await family.sam.heard())
    await family.sam.taps("All done")
    await family.later(days=2)
    assert len(await family.sam.heard()) == heard
    assert await steps.said(family, "outcome") == []


@steps.SQLITE_ALONE
async def test_another_zone_and_an_evening_that_is_tomorrow(family: Family) -> None:
    """Sam's 19:30 in New York is 1:30 of Alex's next day: the card is about what was due before."""
    await proxies.sam_answers(family)
    await family.sam.says("/zone")
    await family.sam.says("New York")
    if "Which one?" in await family.sam.last():
        await family.sam.taps((await family.sam.buttons())[0])
    await family.at(19, 30, zone="America/New_York")
    last = await family.sam.last()
    assert last.startswith("Monday 23 Nov\nWhat was done, for Alex?\n• 9:00 Gentle")
    await family.sam.taps("All done")
    assert (await steps.session(family, 0)).local_date == dt.date(2026, 11, 23)
    await family.at(19, 30, zone="America/New_York")
    assert (await cards(family)) == ["2026-11-23", "2026-11-24"]


@steps.SQLITE_ALONE
async def test_the_clocks_go_back_and_nothing_falls_between_two_cards(family: Family) -> None:
    await steps.awake_at(family, dt.datetime(2027, 10, 30, 6, 0, tzinfo=dt.UTC))
    await family.alex_is_set_up(time="19:45")
    await family.joins(family.sam)
    await proxies.card_about(family, family.sam)
    await family.alex.taps("Sam answers from today")
    await family.at(19, 30)  # Saturday: nothing was due yet
    assert await cards(family) == []
    await family.at(19, 30)  # Sunday: 25 hours later
    assert "• Saturday 19:45 Gentle" in await family.sam.last()
    await family.sam.taps("All done")
    await family.at(19, 30)
    assert "• Sunday 19:45 Gentle" in await family.sam.last()


@steps.SQLITE_ALONE
async def test_one_message_a_day_whatever_changes(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.at(19, 30)
    assert len(await steps.sent(family, kinds.Kind.DIGEST)) == 1
    await proxies.card_about(family, family.sam)
    await family.alex.taps("Sam answers from today")
    await family.sam.says("/digest")
    await family.sam.taps("Another time", "21:00")
    await family.at(23)
    assert await cards(family) == []
    await family.at(21)
    assert await cards(family) == ["2026-11-24"]


@steps.SQLITE_ALONE
async def test_a_proxy_with_a_circle_of_their_own(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.sam.opens(await steps.link_for(family, kinds.Role.SETUP))
    await family.sam.taps("Yes, I agree", "The exercises are mine")
    await family.sam.says("Berlin")
    await family.sam.taps("Hand and finger, daily")
    await family.sam.says("10:00")
    await family.at(10)
    await family.sam.taps("Done", "1")
    await family.at(19, 30)
    assert CARD in await family.sam.last()
    await family.sam.says("done")
    assert await family.sam.last() == "Monday 23 Nov, for Alex: done."
    said = [row for row in await family.rows(models.Answer) if row.kind == "outcome"]
    assert [(row.circle_id, bool(row.for_member_id)) for row in said] == [(2, False), (1, True)]
