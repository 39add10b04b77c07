"""Sam is ill or away: no message, nothing told afterwards; what needs hands waits; Alex is told."""

import datetime as dt

import pytest
from sqlmodel import Session as Db
from sqlmodel import select

from care import models
from care.kinds import Kind, Reason, State
from care.ports import Screen
from tests.family import Family
from tests.stories import helpers, proxies, steps
from tests.stories.helpers import AWAY, ENDS, IN_BED, MAY, MAY_NOT
from tests.stories.steps import FOOT, GENTLE
from tests.stories.test_several_circles import invited_by, kim_has_one_too

WAITS = (State.NOT_ASKED, Reason.HELPER_AWAY)
TOLD = (
    "Sam is away through Thursday 26 Nov.\n"
    f"What can be done alone goes on: {GENTLE}.\n"
    f"What needs a helper waits: {IN_BED}."
)
IS = "You are away through {day}. No message comes to you meanwhile. It ends by itself."


async def test_a_flu_of_three_days(family: Family) -> None:
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.at(19, 30)
    digest = await family.sam.last()
    assert digest == f"Monday 23 Nov\n{GENTLE}: done. Pain 2.\n{FOOT}"
    assert await family.sam.buttons() == ["Quiet for a week", AWAY]

    await family.at(7)  # Tuesday
    await steps.double_tap(family.sam, AWAY)
    assert await helpers.heard(family.sam) == len(await family.sam.texts())
    assert (await family.sam.texts())[-2:] == [digest, helpers.NOT_AWAY]
    assert await family.sam.buttons() == [*ENDS, MAY, f"✓ {MAY_NOT}"]
    told = await helpers.heard(family.alex)
    await steps.double_tap(family.sam, "Three days")
    assert await family.sam.last() == IS.format(day="Thursday 26 Nov")
    assert await family.sam.buttons() == [
        "I'm back", "Today", "✓ Three days", "Until I say", MAY, f"✓ {MAY_NOT}",
    ]  # fmt: skip
    # Alex is in the quiet hours still, and is told once, silently, without a reason.
    assert await helpers.heard(family.alex) == told
    await family.at(8, 30)
    assert await helpers.heard(family.alex) == told + 1
    assert await family.alex.last() == TOLD
    (row,) = await steps.sent(family, Kind.AWAY)
    assert Screen.from_json(row.screen or "").silent
    await family.restarts()

    heard = await helpers.heard(family.sam)
    for _ in range(3):
        await family.at(9)
        await family.alex.taps("Done", "1")
        await family.at(19, 30)
    await family.at(7)  # Friday
    assert await helpers.heard(family.sam) == heard
    assert await helpers.prompts(family) == [
        f"23 {GENTLE}", f"23 {IN_BED}", f"24 {GENTLE}", f"25 {GENTLE}", f"26 {GENTLE}",
    ]  # fmt: skip
    assert (await helpers.reasons(family))[1:] == [WAITS, WAITS, WAITS]
    assert len(await steps.sent(family, Kind.AWAY)) == 1
    await family.alex.says("/journal")
    assert (await family.alex.last()).count(f"{IN_BED}: waits, nobody to help.") == 3

    # Over by itself: nothing to tap, nobody is welcomed, and nothing of those days is told.
    await family.at(10, 30)
    assert (await helpers.prompts(family))[-2:] == [f"27 {GENTLE}", f"27 {IN_BED}"]
    await family.at(19, 30)
    assert await helpers.heard(family.sam) == heard
    await family.alex.says("/today")
    await family.alex.taps("Done")
    await family.at(19, 30)
    assert "Wednesday" not in await family.sam.last()
    assert await family.rows(models.Aside) == []


@steps.SQLITE_ALONE
async def test_another_helper_is_there(family: Family) -> None:
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await family.joins(family.kim)
    told, kims = await helpers.heard(family.alex), await helpers.heard(family.kim)
    await family.sam.says("/away")
    await family.sam.taps("Until I say")
    await family.at(9)
    await family.alex.taps("Done", "1")
    await family.at(10, 30)
    # Nothing changed for Alex, so nothing is said; and Kim is told nothing of it.
    assert await helpers.heard(family.alex) == told + 3  # two prompts and a question
    assert await helpers.prompts(family) == [f"23 {GENTLE}", f"23 {IN_BED}"]
    await family.at(19, 30)
    assert await helpers.heard(family.kim) == kims + 1
    assert "Sam" not in await family.kim.last()
    assert await steps.sent(family, Kind.AWAY) == []
    # Then Kim is away too.
    await family.kim.says("/away")
    await family.kim.taps("Until I say")
    await family.at(9)
    texts = await family.alex.texts()
    assert sum("is away for now." in one for one in texts) == 2
    await family.at(10, 30)
    assert (await helpers.reasons(family))[-1] == WAITS


@steps.SQLITE_ALONE
async def test_until_i_say_and_back(family: Family) -> None:
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await family.sam.says("/away")
    await family.sam.taps("Until I say")
    assert "until you say that you are back" in await family.sam.last()
    await family.at(9)
    await family.alex.taps("Done", "4")
    await family.later(days=2)
    heard = await helpers.heard(family.sam)
    assert (await helpers.reasons(family))[-1] == WAITS
    await steps.double_tap(family.sam, "I'm back")
    assert await family.sam.last() == helpers.NOT_AWAY
    assert await family.sam.buttons() == [*ENDS, MAY, f"✓ {MAY_NOT}"]
    assert await helpers.heard(family.sam) == heard
    # Coming back helps at once, and Alex is written nothing for it.
    before = await helpers.heard(family.alex)
    await family.later(minutes=70)
    assert (await helpers.prompts(family))[-1] == f"25 {IN_BED}"
    assert await helpers.heard(family.alex) == before + 2  # that prompt, and a nudge of the other
    # What was said meanwhile isn't told.
    await family.at(19, 30)
    assert await helpers.heard(family.sam) == heard
    # A second absence is another one, of which Alex is told again.
    await family.sam.taps("Today")
    await family.at(8, 30)
    assert len(await family.rows(models.Message, models.Message.kind == Kind.AWAY)) == 2


@steps.SQLITE_ALONE
async def test_another_end_is_the_same_absence(family: Family) -> None:
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await family.sam.says("/away")
    await family.sam.taps("Three days")
    await family.at(8, 30)
    assert (await family.alex.last()).startswith("Sam is away through Wednesday 25 Nov.")
    told = await helpers.heard(family.alex)
    await family.sam.taps("Today")
    assert (await family.alex.last()).startswith("Sam is away through Monday 23 Nov.")
    await family.sam.taps("Until I say")
    assert (await family.alex.last()).startswith("Sam is away for now.")
    await family.sam.taps("I'm back")
    assert await family.alex.last() == "Sam is back."
    assert await helpers.heard(family.alex) == told
    assert len(await family.rows(models.Message, models.Message.kind == Kind.AWAY)) == 1


@steps.SQLITE_ALONE
async def test_the_days_are_sams_own(family: Family) -> None:
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await family.sam.says("/zone")
    await family.sam.says("New York")
    await family.at(0, 30, zone="America/New_York")  # Monday in both
    await family.sam.says("/away")
    await family.sam.taps("Today")
    sam = await proxies.member(family, "Sam")
    assert sam.away_until == dt.datetime(2026, 11, 25, 5, tzinfo=dt.UTC)
    assert await family.sam.last() == IS.format(day="Tuesday 24 Nov")


@steps.SQLITE_ALONE
async def test_what_was_done_all_the_same_can_be_said(family: Family) -> None:
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await family.sam.says("/away")
    await family.sam.taps("Three days")
    await family.at(8, 30)
    await family.alex.says("/today")
    assert f"10:00 {IN_BED}: waits, nobody to help." in await family.alex.last()
    await family.at(12)
    await family.alex.says("/today")
    assert f"10:00 {IN_BED}: waits, nobody to help." in await family.alex.last()
    label = next(one for one in await family.alex.buttons() if "10:00" in one)
    await family.alex.taps(label)
    assert (await steps.said(family, "outcome")) == ["done"]


@steps.SQLITE_ALONE
async def test_nothing_waits_where_nobody_helps_or_an_aide_comes(family: Family) -> None:
    await helpers.two_routines(family)
    await steps.add_routine(
        family, "With the aide", dt.time(11), helper_minutes=5, helper_comes=True
    )
    await family.at(10, 30)
    assert await helpers.prompts(family) == [f"23 {GENTLE}", f"23 {IN_BED}"]
    await family.joins(family.sam)
    await family.sam.says("/away")
    await family.sam.taps("Until I say")
    await family.at(11, 30)
    found = await family.rows(models.Session)
    assert sum(one.reason == Reason.HELPER_COMES for one in found) >= 1
    assert all("With the aide" not in text for text in await family.alex.texts() if "away" in text)


@steps.SQLITE_ALONE
@pytest.mark.parametrize("words", ["/stop", "/pause"])
async def test_stop_or_pause_while_sam_is_away(family: Family, words: str) -> None:
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await family.sam.says("/away")
    await family.sam.taps("Three days")
    await family.alex.says(words)
    label = next(one for one in await family.alex.buttons() if "verything" in one or "ause" in one)
    await family.alex.taps(label)
    before = await helpers.heard(family.alex), await helpers.heard(family.sam)
    await family.later(days=2)
    await family.restarts()
    await family.later(days=1)
    assert (await helpers.heard(family.alex), await helpers.heard(family.sam)) == before


@steps.SQLITE_ALONE
async def test_what_was_put_off_or_prompted_waits_too(family: Family) -> None:
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Not today")
    await family.at(10, 5)
    await family.alex.taps("Later")
    await family.sam.says("/away")
    await family.sam.taps("Today")
    await family.at(13)
    rows = await family.rows(models.Message, models.Message.kind == Kind.LATER)
    assert [row.reason for row in rows] == [Reason.HELPER_AWAY]
    assert await family.rows(models.Aside) == []


@steps.SQLITE_ALONE
async def test_the_only_hands_leave_while_sam_is_away(family: Family) -> None:
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await family.joins(family.kim)
    await family.sam.says("/away")
    await family.sam.taps("Until I say")
    await family.at(8, 30)
    assert await steps.sent(family, Kind.AWAY) == []
    await family.kim.says("/stop")
    await family.kim.taps("Stop only my own messages")
    assert len(await steps.sent(family, Kind.AWAY)) == 1
    await family.at(10, 30)
    assert (await helpers.reasons(family))[-1] == WAITS
    # Who leaves while away is away no more: nobody helps, and nothing waits.
    await family.sam.says("/stop")
    await family.sam.taps("Stop only my own messages")
    await family.at(10, 30)
    assert (await helpers.prompts(family))[-1] == f"24 {IN_BED}"


@steps.SQLITE_ALONE
async def test_a_week_told_at_once_leaves_out_what_was_said_meanwhile(family: Family) -> None:
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await family.sam.says("/digest")
    await family.sam.taps("Once a week")
    for day in range(5):
        await family.at(8)
        if day == 1:
            await family.sam.says("/away")
            await family.sam.taps("Three days")
        await family.at(9)
        await family.alex.taps("Done")
    await family.later(days=2)
    await family.at(19, 30)
    week = "The week to Sunday 29 Nov"
    assert await family.sam.last() == f"{week}\n{GENTLE}: done Mon, Fri.\n{FOOT}"


@steps.SQLITE_ALONE
async def test_who_stands_in_is_told_in_alexs_place(family: Family) -> None:
    await helpers.two_routines(family)
    await family.joins(family.sam)
    await family.joins(family.kim)

    def no_phone(db: Db) -> None:
        for one in db.exec(select(models.Member)).all():
            if one.name == "Alex":
                one.human_id = one.chat_id = None
            if one.name == "Kim":
                one.proxy, one.acts_since, one.may_be_asked = True, family.clock.now(), True

    await family.edit(no_phone)
    alexs = await helpers.heard(family.alex)
    await family.sam.says("/away")
    await family.sam.taps("Three days")
    await family.at(8, 30)
    assert (await family.kim.last()).startswith("Sam is away through Wednesday 25 Nov.")
    assert await helpers.heard(family.alex) == alexs
    kims = await helpers.heard(family.kim)
    # Kim's own absence needs no telling to Kim.
    await family.kim.says("/away")
    await family.kim.taps("Today")
    await family.at(12)
    assert await helpers.heard(family.kim) == kims + 1
    assert (await helpers.reasons(family))[-1] == WAITS


@steps.SQLITE_ALONE
async def test_away_is_away_from_every_circle(family: Family) -> None:
    await kim_has_one_too(family)
    for who in (family.alex, family.kim):
        await family.sam.opens(await invited_by(who))
        await family.sam.taps("Yes, I agree")
    await family.sam.says("/away")
    assert await family.sam.last() == helpers.NOT_AWAY
    await family.sam.taps("Three days")
    sams = await family.rows(models.Member, models.Member.name == "Sam")
    # Where Sam named no place, the days are those of whom they help.
    assert [one.away_until.isoformat() for one in sams] == [
        "2026-11-25T23:00:00+00:00",
        "2026-11-25T11:00:00+00:00",
    ]
    await family.sam.taps("I'm back")
    sams = await family.rows(models.Member, models.Member.name == "Sam")
    assert {one.away_until for one in sams} == {family.clock.now()}


@steps.SQLITE_ALONE
async def test_away_is_for_those_who_help(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/away")
    assert await family.alex.last() == ("This is for those who help. What there is for you: /help")
    await family.mallory.says("/away")
    assert await family.mallory.last() == steps.STRANGER
