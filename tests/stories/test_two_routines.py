"""Two routines a day: only one recovery question is ever open, and at most two a day come."""

import datetime as dt

from care import kinds
from tests.family import Family, labels
from tests.stories import steps
from tests.stories.steps import GENTLE


async def test_a_new_session_closes_the_older_ones_question(family: Family) -> None:
    await family.alex_is_set_up()
    await steps.add_routine(family, "Breathing", dt.time(9, 30))
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.at(9, 30)
    await family.alex.taps("Done", "1")
    first = await steps.session(family, 0)
    assert (first.asks, first.recovery_unasked) == (None, kinds.Reason.ANOTHER_QUESTION)
    older, newer = (await family.alex.heard())[-2:]
    assert (older["text"], labels(older)) == (f"{GENTLE}: done. Pain 2.", ["Change"])
    assert labels(newer) == ["As before"]
    await family.at(12)
    asked = await steps.sent(family, kinds.Kind.QUESTION)
    assert [row.session_id for row in asked] == [(await steps.session(family, 1)).id]


async def test_at_most_two_recovery_questions_a_day_come_unasked_for(family: Family) -> None:
    await family.alex_is_set_up()
    for hour in (11, 13):
        await steps.add_routine(family, f"Round {hour}", dt.time(hour))
    for hour in (9, 11, 13):
        await family.at(hour)
        await family.alex.taps("Done", "1")
        await family.later(minutes=90)
        if hour != 13:
            await family.alex.taps("Within 30 min")
    assert len(await steps.sent(family, kinds.Kind.QUESTION)) == 2
    # The third can still be answered on its card.
    assert labels((await family.alex.heard())[-1]) == ["As before"]
    await family.alex.taps("As before", "Within the hour")
    assert (await steps.said(family, "recovery"))[-1] == "within:60"


async def test_each_routine_is_told_in_its_order(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await steps.add_routine(family, "Breathing", dt.time(8, 30))
    await steps.add_routine(family, "Hands", dt.time(20))
    await family.at(9)
    for _ in range(2):
        await family.alex.taps("Done", "0")
    await family.alex.says("/today")
    assert await family.alex.last() == (
        f"Monday 23 Nov\n8:30 Breathing: done. Pain 0.\n9:00 {GENTLE}: done. Pain 0.\n"
        "20:00 Hands: still to come."
    )
    await family.at(19, 30)
    assert await family.sam.last() == (
        f"Monday 23 Nov\nBreathing: done. Pain 0.\n{GENTLE}: done. Pain 0.\n{steps.FOOT}"
    )


async def test_pain_said_late_opens_no_second_question(family: Family) -> None:
    """The newer session has closed the older one's question, whatever that card still asks."""
    await family.alex_is_set_up()
    await steps.add_routine(family, "Hands", dt.time(9, 20))
    await family.at(9)
    await family.alex.taps("Done")
    await family.at(9, 20)
    await family.alex.taps("Done", "1", "3")
    older, newer = await steps.session(family, 0), await steps.session(family, 1)
    assert (older.asks, older.recovery_unasked) == (None, kinds.Reason.ANOTHER_QUESTION)
    assert newer.asks == kinds.Ask.AS_BEFORE
    await family.alex.taps("Change", "Keep it as it is")
    assert (await steps.session(family, 0)).asks is None
    assert [labels(one) for one in (await family.alex.heard())[-2:]] == [["Change"], ["As before"]]
