"""A session that took more than the limit: echoed, never judged, asked about twice at most."""

import datetime as dt

from care import kinds
from tests.family import Family, labels
from tests.stories import steps
from tests.stories.steps import GENTLE


async def test_a_day_over_the_limit_with_not_yet_twice(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "4")
    card = (await family.alex.heard())[-1]
    assert labels(card) == ["As before"]

    await family.later(minutes=59)
    assert (await family.alex.heard())[-1]["message_id"] == card["message_id"]
    await family.later(minutes=1)
    question = (await family.alex.heard())[-1]
    assert question["text"] == f"An hour since {GENTLE}. Do you feel as before?"
    assert labels(question) == steps.AT_THE_LIMIT
    assert question["silent"]
    older = (await family.alex.heard())[-2]
    assert older["message_id"] == card["message_id"]
    assert (older["text"], labels(older)) == (f"{GENTLE}: done. Pain 4.", [])

    await family.later(minutes=5)
    await family.alex.taps("Not yet")
    noted = f"Noted: more than an hour. {steps.NOBODYS_LIMIT}"
    assert await family.alex.last() == f"{GENTLE}: done. More than an hour, pain 4.\n{noted}"
    assert await family.alex.buttons() == ["Change"]

    before = len(await family.alex.heard())
    await family.later(minutes=59)
    assert len(await family.alex.heard()) == before
    await family.later(minutes=1)
    assert len(await family.alex.heard()) == before + 1
    assert await family.alex.last() == f"{GENTLE}: do you feel as before now?"
    assert await family.alex.buttons() == steps.LATER
    assert (await family.alex.heard())[-1]["silent"]
    assert labels((await family.alex.heard())[-2]) == []

    await family.alex.taps("Not yet")
    noted = f"Noted: more than 2 h. {steps.NOBODYS_LIMIT}"
    assert await family.alex.last() == f"{GENTLE}: done. More than 2 h, pain 4.\n{noted}"
    assert await steps.said(family, "recovery") == ["not_yet:60", "not_yet:120"]

    await family.at(19, 30)
    line = f"{GENTLE}: done. More than 2 h, pain 4."
    assert await family.sam.last() == f"Monday 23 Nov\n{line}\n{steps.FOOT}"
    assert len(await family.alex.heard()) == before + 1


@steps.SQLITE_ALONE
async def test_what_the_later_question_can_be_told(family: Family) -> None:
    await family.alex_is_set_up()
    for answer, value, words in (
        ("It took about 1½ h", "about:90", "As before after about 1½ h"),
        ("Longer", "longer:120", "More than 2 h"),
        ("Can't tell", "cant_tell:0", "Can't tell how long it took"),
    ):
        await steps.asked_at_limit(family)
        await family.alex.taps("Not yet")
        await family.later(minutes=60)
        await steps.double_tap(family.alex, answer)
        record, *noted = (await family.alex.last()).split("\n")
        assert record == f"{GENTLE}: done. {words}, pain 4."
        echo = f"Noted: {words[0].lower()}{words[1:]}. {steps.NOBODYS_LIMIT}"
        # The second time within a week is in the report, and its card says so.
        report = ["This will be in the report for your therapist."] * (answer == "Longer")
        assert noted == ([] if answer == "Can't tell" else [echo, *report])
        assert (await steps.said(family, "recovery"))[-2:] == ["not_yet:60", value]
    assert len(await steps.said(family, "recovery")) == 6


@steps.SQLITE_ALONE
async def test_within_the_hour_is_not_over_the_limit(family: Family) -> None:
    await family.alex_is_set_up()
    await steps.asked_at_limit(family, pain="0")
    await steps.double_tap(family.alex, "Within the hour")
    assert await family.alex.last() == f"{GENTLE}: done. As before within the hour, pain 0."
    assert await steps.said(family, "recovery") == ["within:60"]
    before = len(await family.alex.heard())
    await family.at(8, 59)
    assert len(await family.alex.heard()) == before


@steps.SQLITE_ALONE
async def test_as_before_after_the_limit_proves_no_duration(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "4")
    old = await steps.data_of(family.alex, "As before")
    await family.later(minutes=60)
    await family.alex.forges(*old)
    assert await steps.said(family, "recovery") == []
    assert await family.alex.buttons() == steps.AT_THE_LIMIT
    assert await family.alex.toast() == steps.OLD_BUTTON


@steps.SQLITE_ALONE
async def test_a_question_due_in_quiet_hours_is_not_asked_and_kept_as_such(family: Family) -> None:
    await family.alex_is_set_up(time="21:00")
    await family.joins(family.sam)
    await family.at(21)
    await family.alex.taps("Done", "4")
    before = await family.alex.texts()
    await family.later(minutes=61)
    assert await family.alex.texts() == before
    assert (await steps.session(family)).recovery_unasked == kinds.Reason.QUIET_HOURS

    # The button still stands: what is said then is the person's word, never the clock's.
    await family.later(minutes=30)
    await family.alex.taps("As before")
    assert await steps.said(family, "recovery") == []
    question = f"{GENTLE}: do you feel as before? How long did it take?"
    assert await family.alex.last() == question
    assert await family.alex.buttons() == [*steps.AT_THE_LIMIT, "Change"]
    assert len(await family.alex.heard()) == len(before)
    await family.alex.taps("Within 30 min")
    assert await family.alex.last() == f"{GENTLE}: done. As before within 30 min, pain 4."
    assert await steps.said(family, "recovery") == ["within:30"]


@steps.SQLITE_ALONE
async def test_the_pain_is_asked_after_the_question_at_the_limit(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done")
    await family.later(minutes=60)
    assert await family.alex.buttons() == steps.AT_THE_LIMIT
    await family.alex.taps("Yes, within 15 min")
    assert "How much pain, 0 none to 10 worst?" in await family.alex.last()
    await steps.double_tap(family.alex, "6")
    assert await family.alex.last() == f"{GENTLE}: done. As before within 15 min, pain 6."


@steps.SQLITE_ALONE
async def test_the_limit_stands_in_its_authors_name(family: Family) -> None:
    await family.alex_is_set_up()
    await steps.limit_by_dana(family, 60, dt.date(2026, 11, 3))
    await steps.asked_at_limit(family)
    await family.alex.taps("Not yet")
    noted = "Noted: more than an hour. Your limit is 60 min (Dana, 3 Nov)."
    assert (await family.alex.last()).split("\n")[1] == noted
