"""At the door: who came, what is said when nothing could be saved, and who is not let in."""

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col
from telegram import Update

from care import store
from care.models import Answer, Aside, Human, Message
from handlers import door, registry
from tests.family import Family
from tests.stories import faults

LOCKED = OperationalError("my chest hurts", {}, Exception("database is locked"))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TRIES", (0, 0, None))


def refuse(monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    """The next so many times an update's transaction can't be saved."""
    left, real = [times], store.first_time

    def first_time(*args: object) -> bool:
        if left[0]:
            left[0] -= 1
            raise LOCKED
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "first_time", first_time)
    return left


async def test_what_could_not_be_saved_is_said(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    left = refuse(monkeypatch, 3)
    await family.alex.taps("Done")
    assert left == [0]
    assert await family.alex.toast() == "I couldn't save that. Please tap again."
    assert await family.rows(Answer) == []
    await family.alex.taps("Done")
    assert [row.value for row in await family.rows(Answer)] == ["done"]


async def test_where_a_tap_cant_be_answered_any_more_a_message_says_it(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock of a quarter of a minute is longer than Telegram waits for the answer to a tap."""
    await family.alex_is_set_up()
    await family.at(9)
    refuse(monkeypatch, 3)
    await faults.meets(family, {"kind": "server_error"}, "answerCallbackQuery", faults.ALEX)
    await family.alex.taps("Done")
    await family.settle()
    assert await family.alex.last() == "I couldn't save that. Please tap again."
    assert await family.rows(Answer) == []
    await family.alex.taps("Done")
    assert [row.value for row in await family.rows(Answer)] == ["done"]


async def test_words_that_could_not_be_saved_are_asked_for_again(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    await family.alex_is_set_up()
    refuse(monkeypatch, 3)
    await family.alex.says("my arm aches")
    assert await family.alex.last() == "I couldn't save that. Please send it again."
    assert await family.rows(Answer) == []


async def test_a_moment_later_it_is_saved_and_nothing_is_said(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    refuse(monkeypatch, 2)
    await family.alex.taps("Done")
    assert [row.value for row in await family.rows(Answer)] == ["done"]
    assert "How much pain" in await family.alex.last()


async def test_an_update_that_comes_twice_counts_once_and_is_drawn_again(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    raw: list[dict[str, object]] = []

    async def keep(update: Update) -> None:
        raw.append(update.to_dict())
        await registry.dispatch(update, family.app.house)

    family.app.intake._dispatch = keep
    await family.alex.taps("Done")
    before = len(family.requests)
    again = Update.de_json(raw[-1], family.app.bot)
    assert again
    await registry.dispatch(again, family.app.house)
    await family.app.due.settle()
    assert [row.value for row in await family.rows(Answer)] == ["done"]
    assert "How much pain" in await family.alex.last()
    edits = [params for method, params in family.requests[before:] if method == "editMessageText"]
    assert len(edits) == 1
    assert not any(method == "sendMessage" for method, _ in family.requests[before:])


def group_message(text: str) -> dict[str, object]:
    return {
        "update_id": 900,
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": -100, "type": "group", "title": "The family"},
            "from": {"id": 1001, "is_bot": False, "first_name": "Alex"},
            "text": text,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(text)}],
        },
    }


@pytest.mark.parametrize("text", ["/start", "/journal", "/today"])
async def test_nothing_is_said_where_others_read_along(family: Family, text: str) -> None:
    await family.alex_is_set_up()
    before = len(family.requests)
    update = Update.de_json(group_message(text), family.app.bot)
    assert update
    await registry.dispatch(update, family.app.house)
    await family.app.due.settle()
    assert family.requests[before:] == []


async def test_a_tap_in_a_group_is_nobodys(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    message = group_message("x")["message"]
    assert isinstance(message, dict)
    query = {"id": "1", "from": message["from"], "chat_instance": "1", "message": message}
    raw = {"update_id": 901, "callback_query": {**query, "data": "done:1:"}}
    update = Update.de_json(raw, family.app.bot)
    assert update
    assert door.arrival(update, family.app.house) is None
    await registry.dispatch(update, family.app.house)
    assert await family.rows(Answer) == []


@pytest.mark.parametrize("said", ["/Today", "/today@family_test_bot", "/TODAY now"])
async def test_a_command_in_any_letter_case(family: Family, said: str) -> None:
    await family.alex_is_set_up()
    await family.alex.says(said)
    assert (await family.alex.last()).startswith("Monday 23 Nov")


async def test_an_unknown_command_is_kept_like_any_words(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/streak")
    assert (await family.alex.last()).startswith("I can't read this")


async def test_a_stranger_leaves_no_trace(family: Family) -> None:
    await family.alex_is_set_up()
    for said in ("/start", "/today", "hello", "/stop", "/start TESTTESTTESTTESTTESTTE"):
        await family.mallory.says(said)
        assert await family.mallory.texts()
    assert await family.rows(Human, col(Human.telegram_id) == family.mallory.number) == []


async def test_a_start_link_without_telegrams_mark_for_commands(family: Family) -> None:
    """Pasted, dictated, or by a client that marks nothing: the words themselves count."""
    assert family.setup_link
    await family.alex.opens("https://t.me/family_test_bot")
    alex = {"id": family.alex.number, "first_name": "Alex", "is_bot": False}
    message = {
        "message_id": 77,
        "date": 1795413600,
        "chat": {"id": family.alex.number, "type": "private"},
        "from": alex,
        "text": f"/start {family.setup_link.partition('=')[2]}",
    }
    update = Update.de_json({"update_id": 900, "message": message}, family.app.bot)
    await registry.dispatch(update, family.app.house)
    await family.settle()
    assert await family.alex.buttons() == ["Yes, I agree"]


async def test_a_forged_tap_on_what_was_not_sent_yet_changes_nothing(family: Family) -> None:
    """Tomorrow's prompt is a row already: nobody can have seen its buttons."""
    await family.alex_is_set_up()
    waits = (await family.rows(Message, col(Message.kind) == "prompt"))[-1]
    for verb in ("done", "rest", "stop_all", "time"):
        await family.alex.forges(1, f"{verb}:{waits.id}:")
        assert await family.alex.toast() == "That button is from earlier. Nothing was changed."
    assert (await family.rows(Message, col(Message.id) == waits.id))[0].state == "waiting"
    assert await family.rows(Aside) == []
    await family.at(9)
    assert "Done" in await family.alex.buttons()


async def test_an_answer_does_not_count_after_a_day_even_before_the_card_has_closed(
    family: Family,
) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    card = await family.alex.find("Done")
    data = next(b for row in card["keyboard"] for b in row if b["text"] == "Done")["callback_data"]
    await family.sleeps_through(hours=24, minutes=1)
    await family.ask(
        f"/people/{family.alex.number}/taps", {"message_id": card["message_id"], "data": data}
    )
    await family.app.intake.poll(0)
    assert await family.rows(Answer) == []


async def test_the_rest_of_an_unknown_command_is_kept_too(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/shoulder hurt today")
    assert [a.words for a in await family.rows(Answer)] == ["/shoulder hurt today"]
