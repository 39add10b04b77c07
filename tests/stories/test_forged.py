"""What a button sends back is forged until it is proved: whatever comes, nothing is harmed."""

from typing import Any

import pytest

from care import kinds, models
from tests.family import Family
from tests.stories import steps

TABLES = (models.Answer, models.Session, models.Circle, models.Member, models.PlanVersion)
GARBAGE = [
    "", ":", "::", "done", "done:", "done::", "done:0:", "done:-1:", "done:1e3:", "done: 1:",
    "DONE:1:", "drop_table:1:", "x" * 64, "ü" * 32, "done:999999999999999:",
    "done:99999999999999999999:", "pain:1:1;2", "\n", "done:1:\n", "help", "null", "{}",
]  # fmt: skip


async def everything(family: Family) -> list[list[dict[str, Any]]]:
    """The rows that a tap could change; that somebody was there is noted with every tap."""
    return [
        [row.model_dump(exclude={"heard_at"}) for row in await family.rows(table)]
        for table in TABLES
    ]


async def card_row(family: Family) -> int:
    """The id of the message row behind Alex's newest card."""
    found = (await steps.session(family)).card_id
    assert found is not None
    return found


async def test_garbage_does_nothing(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    message_id, _ = await steps.data_of(family.alex, "Done")
    before, chat = await everything(family), await family.alex.chat()
    for data in GARBAGE:
        await family.alex.forges(message_id, data)
        assert await family.alex.toast() == steps.OLD_BUTTON, data
    assert await everything(family) == before
    assert await family.alex.chat() == chat
    assert await family.rows(models.Aside) == []


async def test_answers_that_were_not_offered(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    message_id, _ = await steps.data_of(family.alex, "Done")
    row = await card_row(family)

    async def refused(*wanted: str) -> None:
        before, buttons = await everything(family), await family.alex.buttons()
        for data in wanted:
            verb, _, value = data.partition(":")
            await family.alex.forges(message_id, f"{verb}:{row}:{value}")
            assert await family.alex.toast() == steps.OLD_BUTTON, data
        assert await everything(family) == before
        assert await family.alex.buttons() == buttons

    early = ["pain:5", "why:tired", "as_before", "recovery:within:15", "recovery:not_yet:60"]
    await refused(*early, "change", "fix:pain", "undo", "agree", "whose:mine", "time:0900")
    await family.alex.taps("Stopped early")
    await refused("why:bored", "why:", "pain:5", "recovery:within:15", "done", "not_today")
    await family.alex.taps("Tired")
    await refused("pain:11", "pain:-1", "pain:", "pain:05", "pain:5:5", "why:pain", "done")
    await family.alex.taps("10")
    await refused("recovery:within:5", "recovery:within:15", "pain:3")
    await family.later(minutes=60)
    message_id, _ = await steps.data_of(family.alex, "Not yet")
    row = await card_row(family)
    await refused(
        "recovery:within:5", "recovery:within:61", "recovery:about:90", "recovery:longer:120",
        "recovery:not_yet:120", "recovery:cant_tell:5", "recovery:", "recovery:within:999999",
        "as_before",
    )  # fmt: skip
    assert await steps.said(family, "recovery") == []
    await family.alex.taps("Within 30 min")
    assert await steps.said(family, "recovery") == ["within:30"]


async def test_sam_can_not_tap_alexs_cards(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    row = await card_row(family)
    mine = (await family.sam.heard())[-1]
    before, chats = await everything(family), (await family.sam.chat(), await family.alex.chat())
    for data in (
        f"done:{row}:", f"stopped:{row}:", f"not_today:{row}:", f"rest:{row}:", f"undo:{row}:",
        f"rest_day:{row}:", f"rest_open:{row}:", f"rest_end:{row}:", f"stop_all:{row}:",
        f"stop_mine:{row}:", f"start_yes:{row}:", f"digest_time:{row}:", f"agree:{row}:",
    ):  # fmt: skip
        await family.sam.forges(mine["message_id"], data)
        assert await family.sam.toast() == steps.OLD_BUTTON, data
    assert await everything(family) == before
    assert (await family.sam.chat(), await family.alex.chat()) == chats

    # Alex's verbs on a message of Sam's own are no better.
    own = int((await steps.data_of(family.sam, "Another time"))[1].split(":")[1])
    for verb in ("done", "rest", "undo", "rest_day", "rest_open", "rest_end", "rest_undo"):
        await family.sam.forges(mine["message_id"], f"{verb}:{own}:")
        assert await family.sam.toast() == steps.OLD_BUTTON, verb
    assert await everything(family) == before
    await family.alex.taps("Done")
    assert await steps.said(family, "outcome") == ["done"]


async def test_an_old_time_button_begins_no_second_circle(family: Family) -> None:
    await family.alex_is_set_up(time="soon")
    message_id, data = await steps.data_of(family.alex, "9:00")
    await steps.double_tap(family.alex, "9:00")
    await family.alex.forges(message_id, data.replace("0900", "1000"))
    await family.alex.forges(message_id, data.replace("0900", "9999"))
    assert await family.alex.toast() == steps.OLD_BUTTON
    assert len(await family.rows(models.Circle)) == len(await family.rows(models.Member)) == 1
    waiting = models.Message.state == kinds.Sending.WAITING
    prompts = await family.rows(models.Message, models.Message.kind == kinds.Kind.PROMPT, waiting)
    assert len(prompts) == 1


OFF_THE_CARD = (
    "settings:", "settings:xyz", "today_done:", "today_done:1:", "today_done:1:0",
    "today_done:1:1000000000", "today_earlier:1:99999999999999999", "rest_days:999999999",
    "rest_days:abc", "rest_day:", "rest_date:", "rest_end:", "limit_recovery:",
    "limit_recovery:abc", "limit_recovery:0", "limit_pain:99", "limit_pain:1",
    "not_fall:99999999999", "unask:1", "wake:", "stop_no:", "stop_all:", "digest_kind:weekly",
    "digest_mute:", "template:gentle", "start_yes:",
)  # fmt: skip


async def test_what_a_card_never_offered_does_nothing_through_it(
    family: Family, caplog: pytest.LogCaptureFixture
) -> None:
    """The verbs of other messages, forged onto a card of one's own: the bot goes on for all."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    message_id, _ = await steps.data_of(family.alex, "Done")
    row = await card_row(family)
    before, buttons = await everything(family), await family.alex.buttons()
    for data in OFF_THE_CARD:
        verb, _, value = data.partition(":")
        await family.alex.forges(message_id, f"{verb}:{row}:{value}")
        assert await family.alex.toast() == steps.OLD_BUTTON, data
    assert await everything(family) == before
    assert await family.alex.buttons() == buttons
    assert await family.rows(models.Aside) == []
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    await family.sam.says("/help")
    assert "When to stop and get help" in await family.sam.last()
