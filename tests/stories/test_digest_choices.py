"""Sam chooses: how often, when, with or without a sound; a week of quiet with one tap."""

import datetime as dt

from care import kinds, models
from tests.family import Family, labels
from tests.stories import steps
from tests.stories.steps import FOOT, GENTLE

QUIET = "Quiet for a week"
AWAY = "I'm ill or away"
DONE = f"{GENTLE}: done. Can't tell how long it took, pain 2."


async def a_day(family: Family, *, pain: str = "2", limit: str = "Can't tell") -> None:
    """Alex does it at nine, and says how it was."""
    await family.at(9)
    await family.alex.taps("Done", pain)
    await family.later(minutes=60)
    await family.alex.taps(limit)


async def sam_helps(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)


async def shared(family: Family) -> str:
    await family.alex.says("/shared")
    return await family.alex.last()


async def test_one_screen_shows_what_is_set_and_changes_it_with_one_tap(family: Family) -> None:
    await sam_helps(family)
    assert await family.sam.last() == (
        "You get one short message a day at 19:30 (Berlin time), if there is something to tell. "
        "Nothing in it needs an answer.\nIt comes without a sound."
    )
    assert await family.sam.buttons() == ["I am in another place", "Other choices", "Another time"]
    await family.sam.taps("Other choices")
    choices = ["✓ Every day", "Once a week", "Only over a limit", "Off", "✓ Silent", "With a sound"]
    below = [QUIET, "I am in another place", "Another time"]
    assert await family.sam.buttons() == [*choices, *below]
    before = len(await family.sam.heard())
    await steps.double_tap(family.sam, "With a sound", "Once a week")
    assert "a week, on Sunday at 19:30" in await family.sam.last()
    assert (await family.sam.last()).endswith("It comes with a sound.")
    assert (await family.sam.buttons())[:7] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "✓ Sun"]
    await steps.double_tap(family.sam, "Wed")
    assert "a week, on Wednesday at 19:30" in await family.sam.last()
    await steps.double_tap(family.sam, "Off")
    assert await family.sam.last() == "You get no messages. Tap a choice to have them again."
    assert len(await family.sam.heard()) == before


@steps.SQLITE_ALONE
async def test_with_a_sound(family: Family) -> None:
    await sam_helps(family)
    await family.sam.says("/digest")
    await family.sam.taps("With a sound")
    await a_day(family)
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\n{DONE}\n{FOOT}"
    assert not (await family.sam.heard())[-1]["silent"]
    await family.sam.says("/digest")
    await family.sam.taps("Silent")
    await a_day(family)
    await family.at(19, 30)
    assert (await family.sam.heard())[-1]["silent"]


@steps.SQLITE_ALONE
async def test_a_week_of_quiet_is_one_tap_and_nothing_is_told_afterwards(family: Family) -> None:
    await sam_helps(family)
    await a_day(family)
    await family.at(19, 30)
    digest = (await family.sam.heard())[-1]
    assert labels(digest) == [QUIET, AWAY]
    await steps.double_tap(family.sam, QUIET)
    assert await family.sam.buttons() == ["Undo", "Quiet through Sunday 29 Nov", AWAY]
    assert await family.sam.last() == digest["text"]
    before = len(await family.sam.heard())
    for _ in range(6):
        await a_day(family, pain="5")
        await family.at(21)
        # Said in the evening of the last quiet day, too.
        await family.alex.taps("Change", "The pain", "6")
    assert len(await family.sam.heard()) == before
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 30 Nov\nA rest day.\n{FOOT}"
    assert await family.sam.buttons() == [QUIET, AWAY]
    assert "pain 6" not in "".join(await family.sam.texts())
    assert f"To Sam:\n{await family.sam.last()}" in await shared(family)


@steps.SQLITE_ALONE
async def test_a_quiet_that_ends_while_the_bot_is_down_tells_nothing_of_it(family: Family) -> None:
    await sam_helps(family)
    await a_day(family)
    await family.at(19, 30)
    await family.sam.taps(QUIET)
    await family.later(days=4)
    await family.alex.says("/today")
    await a_day(family, pain="7")
    # Down from Saturday to Monday morning: nobody looked at what was said in between.
    await family.sleeps_through(days=1, hours=20)
    await family.settle()
    before = len(await family.sam.heard())
    await a_day(family, pain="3")
    await family.at(19, 30)
    assert len(await family.sam.heard()) == before + 1
    assert "pain 3" in await family.sam.last()
    assert "pain 7" not in await family.sam.last()


@steps.SQLITE_ALONE
async def test_the_tap_says_until_when(family: Family) -> None:
    await sam_helps(family)
    await a_day(family)
    await family.at(19, 30)
    await family.sam.taps(QUIET)
    quiet = "Quiet through Sunday 29 Nov. After that the messages come again."
    assert await family.sam.toast() == quiet
    await family.sam.taps("Quiet through Sunday 29 Nov")
    assert await family.sam.toast() == quiet
    await family.sam.says("/digest")
    assert "Quiet through Sunday 29 Nov. What falls" in await family.sam.last()
    assert (await family.sam.buttons())[0] == "End the quiet"
    await family.sam.taps("End the quiet")
    assert QUIET in await family.sam.buttons()
    await a_day(family)
    await family.at(19, 30)
    assert await family.sam.last() == f"Tuesday 24 Nov\n{DONE}\n{FOOT}"


@steps.SQLITE_ALONE
async def test_undo_ends_the_quiet_of_its_own_tap_alone(family: Family) -> None:
    await sam_helps(family)
    await a_day(family)
    await family.at(19, 30)
    await family.sam.taps(QUIET)
    old = await steps.data_of(family.sam, "Undo")
    await family.sam.taps("Undo")
    assert await family.sam.buttons() == [QUIET, AWAY]
    await family.later(days=1, hours=-10)
    await family.sam.taps(QUIET)
    assert await family.sam.buttons() == ["Undo", "Quiet through Monday 30 Nov", AWAY]
    await family.sam.forges(*old)
    assert await family.sam.toast() == steps.OLD_BUTTON
    await a_day(family)
    before = len(await family.sam.heard())
    await family.at(19, 30)
    assert len(await family.sam.heard()) == before


@steps.SQLITE_ALONE
async def test_once_a_week_is_five_lines_about_what_was_done(family: Family) -> None:
    await sam_helps(family)
    await family.sam.says("/digest")
    await family.sam.taps("Once a week")
    before = len(await family.sam.heard())
    await a_day(family, pain="2", limit="Within 30 min")
    await a_day(family, pain="4", limit="Within the hour")
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(9)
    await family.alex.taps("Not today")
    await a_day(family, pain="3", limit="Not yet")
    await family.at(23)
    assert len(await family.sam.heard()) == before
    await family.later(days=2)
    assert len(await family.sam.heard()) == before + 1
    assert await family.sam.last() == (
        "The week to Sunday 29 Nov\n"
        f"{GENTLE}: done Mon, Tue, Fri. As before within the hour, Fri more than an hour, "
        f"pain 2–4.\nRest: Wed.\n{FOOT}"
    )
    assert f"To Sam:\n{await family.sam.last()}" in await shared(family)
    await family.later(days=7)
    assert len(await family.sam.heard()) == before + 1


@steps.SQLITE_ALONE
async def test_once_a_week_quiet_leaves_out_the_next_one(family: Family) -> None:
    await sam_helps(family)
    await family.sam.says("/digest")
    await family.sam.taps("Once a week")
    await a_day(family)
    await family.at(23)
    await family.later(days=6)
    assert (await family.sam.last()).startswith("The week to Sunday 29 Nov\n")
    await family.sam.taps(QUIET)
    assert await family.sam.buttons() == ["Undo", "Quiet through Sunday 6 Dec", AWAY]
    before = len(await family.sam.heard())
    # Nobody answered for days: the prompts are quiet until Alex is there again.
    await family.alex.says("/today")
    await a_day(family)
    await family.later(days=7)
    assert len(await family.sam.heard()) == before
    await family.alex.says("/today")
    await a_day(family)
    await family.later(days=7)
    assert await family.sam.last() == (
        f"The week to Sunday 13 Dec\n{GENTLE}: done Tue. Pain 2.\n{FOOT}"
    )


@steps.SQLITE_ALONE
async def test_another_day_of_the_week_never_makes_two_on_one_date(family: Family) -> None:
    await sam_helps(family)
    await a_day(family)
    await family.at(19, 30)
    await family.alex.taps("Change", "The pain", "3")
    await family.sam.says("/digest")
    await family.sam.taps("Once a week", "Mon", "Every day", "Once a week")
    before = len(await family.sam.heard())
    await family.at(23)
    assert len(await family.sam.heard()) == before
    await family.later(days=6)
    assert len(await family.sam.heard()) == before
    await family.later(days=1)
    assert await family.sam.last() == (
        f"The week to Monday 30 Nov\n{GENTLE}: done 23 Nov. Pain 3.\n{FOOT}"
    )


@steps.SQLITE_ALONE
async def test_a_week_is_offered_once_after_two_weeks(family: Family) -> None:
    await sam_helps(family)
    for _ in range(15):
        await family.at(9)
        await family.alex.taps("Bad day: rest")
    await family.at(19, 30)
    offers = [m for m in await family.sam.heard() if "Rather once a week" in labels(m)]
    assert [m["text"].split("\n")[0] for m in offers] == ["Monday 7 Dec"]
    assert labels(offers[0]) == ["Rather once a week", QUIET, AWAY]
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(19, 30)
    assert await family.sam.buttons() == [QUIET, AWAY]
    # It isn't forced, and it isn't gone.
    await steps.double_tap(family.sam, "Rather once a week")
    assert "a week, on Sunday at 19:30" in await family.sam.last()
    assert "Rather once a week" not in {
        label for m in await family.sam.heard() for label in labels(m)
    }
    before = len(await family.sam.heard())
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.later(days=3, hours=12)
    assert len(await family.sam.heard()) == before
    await family.later(days=1)
    assert await family.sam.last() == f"The week to Sunday 13 Dec\nRest: Wed.\n{FOOT}"


@steps.SQLITE_ALONE
async def test_only_over_a_limit(family: Family) -> None:
    await sam_helps(family)
    await family.joins(family.kim)
    await family.sam.says("/digest")
    await family.sam.taps("Only over a limit")
    before = len(await family.sam.heard())
    await a_day(family, limit="Within the hour")
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(23)
    assert len(await family.sam.heard()) == before
    await a_day(family, pain="4", limit="Not yet")
    await family.at(19, 30)
    over = f"{GENTLE}: done. More than an hour, pain 4."
    assert await family.sam.last() == f"Wednesday 25 Nov\n{over}\n{FOOT}"
    told = await shared(family)
    assert f"To Kim, Sam:\n{await family.sam.last()}" in told
    # What was within the limits isn't told later, whatever is chosen.
    await family.sam.says("/digest")
    await family.sam.taps("Every day")
    before = len(await family.sam.heard())
    await family.later(days=1)
    assert len(await family.sam.heard()) == before


@steps.SQLITE_ALONE
async def test_off_and_back_again_tells_nothing_of_the_time_between(family: Family) -> None:
    await sam_helps(family)
    await family.sam.says("/digest")
    await steps.double_tap(family.sam, "Off")
    before = len(await family.sam.heard())
    await a_day(family)
    await a_day(family)
    await family.restarts()
    assert len(await family.sam.heard()) == before
    await family.at(9)
    await family.sam.says("/digest")
    await family.sam.taps("Every day")
    await family.alex.taps("Bad day: rest")
    await family.at(19, 30)
    assert await family.sam.last() == f"Wednesday 25 Nov\nA rest day.\n{FOOT}"


@steps.SQLITE_ALONE
async def test_who_comes_back_by_a_new_link_gets_a_message_again(family: Family) -> None:
    await sam_helps(family)
    await family.sam.says("/digest")
    await family.sam.taps("Off")
    await family.sam.says("/stop")
    await family.sam.taps("Stop only my own messages")
    await family.joins(family.sam)
    assert "one short message a day" in await family.sam.last()
    await a_day(family)
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\n{DONE}\n{FOOT}"


@steps.SQLITE_ALONE
async def test_a_typed_time_and_keeping_the_one_there_was(family: Family) -> None:
    await sam_helps(family)
    await family.sam.taps("Another time")
    await steps.double_tap(family.sam, "Keep it as it is")
    assert await family.sam.buttons() == ["Other choices"]
    await family.sam.taps("Other choices", "Another time")
    await family.sam.says("later")
    assert (await family.sam.last()).startswith("I can't read that as a time.")
    await family.sam.says("20:15")
    assert "at 20:15 (Berlin time)" in await family.sam.last()


@steps.SQLITE_ALONE
async def test_the_choices_are_not_mallorys(family: Family) -> None:
    await sam_helps(family)
    await family.sam.says("/digest")
    message_id, data = await steps.data_of(family.sam, "Off")
    await family.alex.forges(message_id, data)
    await family.mallory.says("hello")
    await family.mallory.forges(message_id, data)
    found = await family.rows(models.Member, models.Member.role == kinds.Role.CAREGIVER)
    assert [member.digest for member in found] == ["daily"]


@steps.SQLITE_ALONE
async def test_the_clocks_change_in_a_weekly_night(family: Family) -> None:
    """Half past two on the Sunday in March: one message, an hour on by the wall."""
    await steps.awake_at(family, dt.datetime(2027, 3, 22, 6, tzinfo=dt.UTC))
    await sam_helps(family)
    await family.sam.says("/digest")
    await family.sam.taps("Once a week", "Another time")
    await family.sam.says("2:30")
    await a_day(family)
    await family.later(days=8)
    (row,) = await steps.sent(family, kinds.Kind.DIGEST)
    assert row.local_date == dt.date(2027, 3, 28)
    assert row.sent_at == dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)


@steps.SQLITE_ALONE
async def test_another_place_on_a_weekly_evening_makes_no_second_one(family: Family) -> None:
    await sam_helps(family)
    await family.sam.says("/digest")
    await family.sam.taps("Once a week", "I am in another place")
    await family.sam.says("Auckland")
    await a_day(family)
    await family.at(9)
    await family.later(days=5)
    assert len(await steps.sent(family, kinds.Kind.DIGEST)) == 1
    await family.alex.says("/rest")
    await family.alex.taps("Rest until I say")
    await family.sam.says("/digest")
    await family.sam.taps("I am in another place")
    await family.sam.says("New York")
    await family.later(days=3)
    dates = [row.local_date for row in await steps.sent(family, kinds.Kind.DIGEST)]
    assert dates == [dt.date(2026, 11, 29)]
    await family.later(days=5)
    dates = [row.local_date for row in await steps.sent(family, kinds.Kind.DIGEST)]
    assert dates == [dt.date(2026, 11, 29), dt.date(2026, 12, 6)]


@steps.SQLITE_ALONE
async def test_a_quiet_that_is_ended_early_tells_nothing_of_it(family: Family) -> None:
    """Also where the bot was down when the message would have come."""
    await sam_helps(family)
    await a_day(family)
    await family.at(19, 30)
    await family.sam.taps(QUIET)
    await a_day(family)
    await family.sleeps_through(hours=20)
    await family.restarts()
    await family.sam.says("/digest")
    await family.sam.taps("End the quiet")
    before = len(await family.sam.heard())
    await family.at(19, 30)
    assert len(await family.sam.heard()) == before
