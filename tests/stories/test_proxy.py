"""Sam answers for Alex: one silent card a day, marked, and Alex's own answer counts more."""

import datetime as dt

from care import kinds, models
from care.ports import Screen
from tests.family import Family
from tests.stories import proxies, steps
from tests.stories.steps import FOOT, GENTLE

MONDAY = "Monday 23 Nov"
ASKED = f"{MONDAY}\nWhat was done, for Alex?\n• 9:00 {GENTLE}\n{proxies.FINE}"


async def test_a_day_that_sam_tells(family: Family) -> None:
    await proxies.sam_answers(family)
    assert (await family.sam.last()).startswith("You answer for Alex, since Monday 23 Nov")
    await family.joins(family.kim)
    await family.at(19, 30)
    assert await family.sam.last() == ASKED
    assert await family.sam.buttons() == proxies.ASKS
    card = (await steps.sent(family, kinds.Kind.PROXY))[0]
    assert Screen.from_json(card.screen or "").silent
    assert await steps.sent(family, kinds.Kind.DIGEST) == []  # Kim's had nothing to tell

    await steps.double_tap(family.sam, "All done")
    assert await family.sam.last() == f"{MONDAY}, for Alex: done."
    assert await family.sam.buttons() == ["Change"]
    found = await family.rows(models.Answer)
    assert [(a.kind, a.value) for a in found] == [("outcome", "done")]
    sam, alex = await proxies.member(family, "Sam"), await proxies.member(family, "Alex")
    assert (found[0].member_id, found[0].for_member_id) == (sam.id, alex.id)
    one = await steps.session(family, 0)
    assert (one.clock_from, one.asks) == (None, None)

    # Alex sees who said it, and nobody asks Alex anything more.
    card_of_alex = await family.alex.find("Change")
    assert card_of_alex["text"] == f"{GENTLE}: done, Sam said."
    heard = len(await family.alex.heard())
    await family.later(hours=4)
    assert len(await family.alex.heard()) == heard
    await family.at(19, 30)
    assert await family.kim.last() == f"Tuesday 24 Nov\nMonday, {GENTLE}: done.\n{FOOT}"


async def test_alexs_own_answer_counts_more_whenever_it_comes(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(19, 30)
    await family.sam.taps("None")
    await family.alex.taps("Change", "What I did", "Done", "3")
    assert (await family.alex.find("Can't tell"))["text"].endswith(
        f"{GENTLE}: how long did it take to feel as before?"
    )
    await family.alex.says("about 20 minutes")
    assert f"{GENTLE}: done. As before after about 20 min, pain 3." in await family.alex.last()
    # Sam's card has nothing open any more, and can't take it back.
    await family.sam.taps("Change")
    assert await family.sam.last() == f"{MONDAY}, for Alex: nothing is open here any more."
    assert await steps.said(family, "outcome") == ["not_today", "done"]


@steps.SQLITE_ALONE
async def test_the_same_answer_of_alexs_own_is_kept_as_alexs(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(19, 30)
    await family.sam.taps("All done")
    await family.alex.taps("Change", "What I did", "Done")
    said = await family.rows(models.Answer)
    assert [bool(a.for_member_id) for a in said] == [True, False]
    await family.alex.taps("0")
    await family.alex.says("/journal")
    assert f"{GENTLE}: done. Pain 0." in await family.alex.last()


@steps.SQLITE_ALONE
async def test_keep_asks_alex_nothing(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(19, 30)
    await family.sam.taps("All done")
    await family.alex.taps("Change", "Keep it as it is")
    assert await family.alex.buttons() == ["Change"]
    assert (await steps.session(family, 0)).asks is None
    await family.alex.says("/journal")
    assert f"{GENTLE}: done, Sam said." in await family.alex.last()


@steps.SQLITE_ALONE
async def test_what_alex_said_is_not_asked_of_sam(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(9)
    await family.alex.taps("Done", "2")
    heard = len(await family.sam.heard())
    await family.at(19, 30)
    assert len(await family.sam.heard()) == heard
    await family.at(9)
    await family.at(19, 30)
    assert "Tuesday 24 Nov" in await family.sam.last()


@steps.SQLITE_ALONE
async def test_some_of_several(family: Family) -> None:
    await proxies.sam_answers(family)
    await steps.add_routine(family, "Hands", dt.time(14))
    await steps.add_routine(family, "Late stretch", dt.time(20))
    await family.at(19, 30)
    assert "• 14:00 Hands" in await family.sam.last()
    assert "Late stretch" not in await family.sam.last()
    await steps.double_tap(family.sam, "Some")
    first, hands = f"9:00 {GENTLE}"[:19] + "…", "14:00 Hands"
    assert await family.sam.buttons() == [
        f"{first}: done", f"{first}: not today", f"{hands}: done", f"{hands}: not today",
        "That's all", "✓ Some", "None", "Rest",
    ]  # fmt: skip
    assert await steps.said(family, "outcome") == []
    await steps.double_tap(family.sam, f"{hands}: done")
    assert f"✓ {hands}: done" in await family.sam.buttons()
    await family.sam.taps(f"{hands}: not today", f"{hands}: done")
    await family.sam.taps("That's all")
    assert await family.sam.last() == f"{MONDAY}, for Alex\n{hands}: done."
    assert await steps.said(family, "outcome") == ["done", "not_today", "done"]
    # What no tap said isn't stored.
    first_one, second = (await family.rows(models.Session))[:2]
    assert (first_one.state, second.state) == (kinds.State.OPEN, kinds.State.OPEN)
    await family.sam.taps("Change")
    assert await family.sam.buttons() == [*proxies.ASKS, "Keep it as it is"]
    await family.sam.taps("Some")
    assert (await family.sam.buttons())[-5:] == [
        "That's all", "✓ Some", "None", "Rest", "Keep it as it is",
    ]  # fmt: skip
    await family.sam.taps("Keep it as it is")
    assert await family.sam.last() == f"{MONDAY}, for Alex\n{hands}: done."
    # The late one is on the next day's card.
    await family.at(19, 30)
    assert "• Monday 20:00 Late stretch" in await family.sam.last()


@steps.SQLITE_ALONE
async def test_some_of_one_is_some_of_it(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.joins(family.kim)
    await family.at(19)
    await family.at(19, 30)
    await family.sam.taps("Some")
    assert await family.sam.last() == f"{MONDAY}, for Alex: some of it."
    await family.at(19, 30)
    assert f"Monday, {GENTLE}: some of it." in await family.kim.last()
    await family.kim.says("/digest")
    await family.kim.taps("Once a week")


@steps.SQLITE_ALONE
async def test_a_rest_day_in_words_and_a_change_of_it(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(19, 30)
    await family.sam.says("rest")
    assert await family.sam.last() == f"{MONDAY}, for Alex: a rest day."
    await family.alex.says("/today")
    assert f"9:00 {GENTLE}: a rest day, Sam said." in await family.alex.last()
    await family.sam.taps("Change", "All done")
    assert await steps.said(family, "outcome") == ["rest", "done"]


@steps.SQLITE_ALONE
async def test_done_in_words_and_words_that_are_none(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(19, 30)
    await family.sam.says("what a day")
    assert "Your note is kept." in await family.sam.last()
    await family.at(19, 30)
    await family.sam.says("Done")
    assert await family.sam.last() == "Tuesday 24 Nov, for Alex: done."
    said = [row for row in await family.rows(models.Answer) if row.kind == "outcome"]
    assert [(row.value, row.words) for row in said] == [("done", "Done")]


@steps.SQLITE_ALONE
async def test_alex_sees_what_sam_was_sent_and_kim_is_told_a_rest_day(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.joins(family.kim)
    await family.kim.says("/digest")
    await family.kim.taps("Another time", "21:00")
    await family.at(19, 30)
    await family.alex.says("/shared")
    assert f"To Sam:\n{ASKED}" in await family.alex.last()
    await family.sam.taps("Rest")
    await family.at(21)
    assert await family.kim.last() == f"{MONDAY}\nA rest day.\n{FOOT}"
    assert len(await steps.sent(family, kinds.Kind.DIGEST)) == 1


@steps.SQLITE_ALONE
async def test_a_rest_of_alexs_that_was_taken_back_is_open_for_sam(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(9)
    await family.alex.taps("Bad day: rest", "Undo")
    await family.at(19, 30)
    await family.sam.taps("All done")
    assert await family.sam.last() == f"{MONDAY}, for Alex: done."
    assert await family.alex.last() == f"{GENTLE}: done, Sam said."


@steps.SQLITE_ALONE
async def test_alex_rests_after_the_card_came(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(19, 30)
    await family.alex.taps("Bad day: rest")
    await family.sam.taps("All done")
    assert await family.sam.last() == f"{MONDAY}, for Alex: nothing is open here any more."
    assert await steps.said(family, "outcome") == ["rest"]


@steps.SQLITE_ALONE
async def test_a_card_counts_until_the_next_one(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(19, 30)
    await family.at(10)
    assert (await steps.session(family, 0)).state == kinds.State.NO_ANSWER
    old = await steps.data_of(family.sam, "None")
    await family.sam.taps("All done")
    assert await family.sam.last() == f"{MONDAY}, for Alex: done."
    assert (await steps.session(family, 0)).state == kinds.State.FINISHED
    await family.at(19, 30)
    texts = await family.sam.texts()
    assert texts[-2:][0] == f"{MONDAY}, for Alex: done."
    assert texts[-1].startswith("Tuesday 24 Nov")
    await family.sam.forges(*old)
    assert await family.sam.toast() == steps.OLD_BUTTON


@steps.SQLITE_ALONE
async def test_the_phone_still_goes_quiet_and_the_card_goes_on(family: Family) -> None:
    await proxies.sam_answers(family)
    for _ in range(5):
        await family.at(19, 30)
        await family.sam.taps("All done")
    texts = await family.alex.texts()
    assert sum("Three days without an answer." in text for text in texts) == 1
    prompts = await steps.sent(family, kinds.Kind.PROMPT)
    assert len(prompts) == 3
    found = await family.rows(models.Session)
    assert [one.reason for one in found[:5]] == [None, None, None, "hushed", "hushed"]
    assert len(await steps.said(family, "outcome")) == 5
    await family.alex.taps("Start again")
    await family.at(9)
    assert len(await steps.sent(family, kinds.Kind.PROMPT)) == 4


@steps.SQLITE_ALONE
async def test_alex_can_say_it_in_today_where_no_prompt_came(family: Family) -> None:
    await proxies.sam_answers(family)
    for _ in range(4):
        await family.at(19, 30)
        await family.sam.taps("None")
    await family.alex.says("/today")
    today = await family.alex.last()
    assert "Sam answers for you, too. What you say yourself counts more." in today
    assert f"{GENTLE}: not today, Sam said." in today
    await family.alex.taps("Done earlier")
    assert (await steps.said(family, "outcome"))[-1] == "done"
    assert (await family.rows(models.Answer))[-1].for_member_id is None
