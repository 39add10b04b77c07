"""Messages out, edits in place, answers to taps, and the bot's own texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.driver import ALEX, DANA, MALLORY, SAM, buttons

if TYPE_CHECKING:
    from tests.sandbox.driver import Driver

NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup"
    " are exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


async def edit(sandbox: Driver, message_id: int, text: str, **more: Any) -> str:
    return await sandbox.refused(
        "editMessageText", chat_id=ALEX, message_id=message_id, text=text, **more
    )


async def tap(sandbox: Driver, message_id: int, button: str) -> str:
    body = {"message_id": message_id, "button": button}
    answer = await sandbox.ask(f"/people/{ALEX}/taps", body)
    return str(answer["query_id"])


async def test_a_message_is_telegrams(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    sent = await sandbox.send(text="<b>Done</b>", parse_mode="HTML", reply_markup=buttons("Change"))
    assert sent == {
        "message_id": 2,
        "from": {
            "id": 123456789,
            "is_bot": True,
            "first_name": "Sandbox bot",
            "username": "family_test_bot",
        },
        "chat": {"id": ALEX, "type": "private", "first_name": "Alex"},
        "date": 1795413600,
        "text": "Done",
        "entities": [{"type": "bold", "offset": 0, "length": 4}],
        "reply_markup": buttons("Change"),
    }


async def test_4096_characters_after_parsing(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    sent = await sandbox.send(text=f"<b>{'&amp;' * 4096}</b>", parse_mode="HTML")
    assert sent["text"] == "&" * 4096
    refused = await sandbox.refused("sendMessage", chat_id=ALEX, text="é" * 4097)
    assert refused == "400 Bad Request: message is too long"


async def test_entities_given_beside_the_text(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    bold = {"type": "bold", "offset": 0, "length": 4}
    assert (await sandbox.send(text="Done", entities=[bold]))["entities"] == [bold]
    refused = await sandbox.refused("sendMessage", chat_id=ALEX, text="x", entities=[{"type": "b"}])
    assert refused == "400 Bad Request: can't parse MessageEntity"


async def test_nobody_is_written_to_first(sandbox: Driver) -> None:
    refused = await sandbox.refused("sendMessage", chat_id=MALLORY, text="Hello")
    assert refused == "403 Forbidden: bot can't initiate conversation with a user"
    assert await sandbox.refused("getChat", chat_id=MALLORY) == "400 Bad Request: chat not found"


async def test_a_person_who_blocked_the_bot(sandbox: Driver) -> None:
    await sandbox.start(SAM)
    sent = await sandbox.send(SAM)
    await sandbox.ask(f"/people/{SAM}/block", {"blocked": True})
    blocked = "403 Forbidden: bot was blocked by the user"
    edited = {"chat_id": SAM, "message_id": sent["message_id"], "text": "x"}
    assert await sandbox.refused("sendMessage", chat_id=SAM, text="x") == blocked
    assert await sandbox.refused("sendChatAction", chat_id=SAM, action="typing") == blocked
    assert await sandbox.refused("editMessageText", **edited) == blocked
    await sandbox.ask(f"/people/{SAM}/block", {"blocked": False})
    assert (await sandbox.send(SAM))["message_id"] == 3


async def test_a_reply_shows_what_it_answers(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    sent = await sandbox.send(reply_parameters={"message_id": 1})
    assert sent["reply_to_message"]["text"] == "/start"
    again = {"chat_id": ALEX, "text": "x", "reply_parameters": {"message_id": 9}}
    assert (
        await sandbox.refused("sendMessage", **again)
        == "400 Bad Request: message to be replied not found"
    )
    again["reply_parameters"] = {"message_id": 9, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await sandbox.bot("sendMessage", **again)


async def test_an_edit_changes_the_card_in_place(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    sent = await sandbox.send(reply_markup=buttons("Done"))
    await sandbox.ask("/clock", {"advance": 60})
    edited = await sandbox.bot("editMessageText", chat_id=ALEX, message_id=2, text="How much pain?")
    assert edited["edit_date"] == sent["date"] + 60
    assert (edited["message_id"], edited["text"]) == (2, "How much pain?")
    assert "reply_markup" not in edited
    shown = (await sandbox.phone())["messages"]
    assert [(m["text"], m["edited"], m["keyboard"]) for m in shown] == [
        ("/start", False, []),
        ("How much pain?", True, []),
    ]


async def test_the_keyboard_alone(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.send(text="<i>x</i>", parse_mode="HTML", reply_markup=buttons("Done"))
    where = {"chat_id": ALEX, "message_id": 2}
    edited = await sandbox.bot("editMessageReplyMarkup", reply_markup=buttons("Undo"), **where)
    assert (edited["reply_markup"], edited["entities"][0]["type"]) == (buttons("Undo"), "italic")
    assert not (await sandbox.phone())["messages"][1]["edited"]
    again = await sandbox.refused("editMessageReplyMarkup", reply_markup=buttons("Undo"), **where)
    assert again == NOT_MODIFIED
    assert "reply_markup" not in await sandbox.bot("editMessageReplyMarkup", **where)


async def test_an_edit_that_changes_nothing(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.send(text="x", reply_markup=buttons("Done"))
    assert await edit(sandbox, 2, " x ", reply_markup=buttons("Done")) == NOT_MODIFIED
    await sandbox.bot("editMessageText", chat_id=ALEX, message_id=2, text="x")
    assert await edit(sandbox, 2, "x") == NOT_MODIFIED


async def test_what_cannot_be_edited(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.send(reply_markup={"keyboard": [["Today"]]})
    assert await edit(sandbox, 1, "x") == "400 Bad Request: message can't be edited"
    assert await edit(sandbox, 2, "x") == "400 Bad Request: message can't be edited"
    assert await edit(sandbox, 3, "x") == "400 Bad Request: message to edit not found"


async def test_a_deleted_message_is_gone_and_its_id_taken(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.send()
    assert await sandbox.bot("deleteMessage", chat_id=ALEX, message_id=2) is True
    assert await edit(sandbox, 2, "x") == "400 Bad Request: message to edit not found"
    again = await sandbox.refused("deleteMessage", chat_id=ALEX, message_id=2)
    assert again == "400 Bad Request: message to delete not found"
    assert len((await sandbox.phone())["messages"]) == 1
    assert (await sandbox.send())["message_id"] == 3


async def test_after_48_hours_a_message_stays(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.ask("/clock", {"advance": 48 * 3600 + 1})
    refused = await sandbox.refused("deleteMessage", chat_id=ALEX, message_id=1)
    assert refused == "400 Bad Request: message can't be deleted for everyone"


async def test_an_answer_to_a_tap_is_on_the_phone(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.send(reply_markup=buttons("Done"))
    query = await tap(sandbox, 2, "Done")
    assert await sandbox.bot("answerCallbackQuery", callback_query_id=query, text="Noted.") is True
    assert (await sandbox.phone())["toast"] == {"query_id": query, "text": "Noted.", "alert": False}


async def test_an_answer_has_200_characters(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.send(reply_markup=buttons("Done"))
    answer = {"callback_query_id": await tap(sandbox, 2, "Done"), "show_alert": True}
    refused = await sandbox.refused("answerCallbackQuery", text="x" * 201, **answer)
    assert refused == "400 Bad Request: MESSAGE_TOO_LONG"
    await sandbox.bot("answerCallbackQuery", text="x" * 200, **answer)
    assert (await sandbox.phone())["toast"]["alert"] is True


@pytest.mark.parametrize(("seconds", "in_time"), [(150, True), (151, False)])
async def test_a_tap_can_be_answered_for_150_seconds(
    sandbox: Driver, seconds: int, in_time: bool
) -> None:
    await sandbox.start(ALEX)
    await sandbox.send(reply_markup=buttons("Done"))
    query = await tap(sandbox, 2, "Done")
    await sandbox.ask("/clock", {"advance": seconds})
    status, answer = await sandbox.call("answerCallbackQuery", {"callback_query_id": query})
    assert (status == 200) is in_time
    assert in_time or f"{status} {answer['description']}" == TOO_OLD


async def test_an_unknown_tap_cannot_be_answered(sandbox: Driver) -> None:
    assert await sandbox.refused("answerCallbackQuery", callback_query_id="1") == TOO_OLD


async def test_the_menu_of_the_narrowest_scope_shows(sandbox: Driver) -> None:
    def menu(word: str) -> list[dict[str, str]]:
        return [{"command": word, "description": word}]

    for scope, word in (
        ({"type": "default"}, "help"),
        ({"type": "all_private_chats"}, "today"),
        ({"type": "chat", "chat_id": DANA}, "report"),
    ):
        assert await sandbox.bot("setMyCommands", commands=menu(word), scope=scope) is True
    assert (await sandbox.phone(ALEX))["commands"] == menu("today")
    assert (await sandbox.phone(DANA))["commands"] == menu("report")
    assert await sandbox.bot("getMyCommands") == menu("help")
    await sandbox.bot("deleteMyCommands", scope={"type": "chat", "chat_id": DANA})
    assert (await sandbox.phone(DANA))["commands"] == menu("today")
    assert await sandbox.bot("getMyCommands", language_code="de") == []


async def test_the_narrower_scope_before_the_own_language(sandbox: Driver) -> None:
    """Telegram's order: chat, private chats, default; in each the person's language first."""
    await sandbox.ask("/people", {"id": 7, "first_name": "Ada", "language_code": "de-AT"})
    steps = [
        ({"type": kind} | ({"chat_id": 7} if kind == "chat" else {}), language)
        for kind in ("default", "all_private_chats", "chat")
        for language in ("", "de")
    ]
    for step, (scope, language) in enumerate(steps):
        menu = [{"command": f"step{step}", "description": "x"}]
        where = {"scope": scope, "language_code": language}
        await sandbox.bot("setMyCommands", commands=menu, **where)
        assert (await sandbox.phone(7))["commands"] == menu
        assert await sandbox.bot("getMyCommands", **where) == menu
    seen = []
    for scope, language in reversed(steps):
        seen.append((await sandbox.phone(7))["commands"][0]["command"])
        await sandbox.bot("deleteMyCommands", scope=scope, language_code=language)
    assert seen == ["step5", "step4", "step3", "step2", "step1", "step0"]
    assert (await sandbox.phone(7))["commands"] == []


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"commands": [{"command": "Today!", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            {"commands": [{"command": "today", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            {"commands": [{"command": "today"}]},
            "can't parse BotCommand: exactly command and description expected",
        ),
        (
            {"commands": [{"command": "a", "description": "b"}] * 101},
            "BOT_COMMANDS_TOO_MUCH",
        ),
        ({"commands": [], "scope": {"type": "everyone"}}, "can't parse BotCommandScope"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
        ({"commands": [], "language_code": "english"}, "invalid language_code specified"),
    ],
)
async def test_refused_menus(sandbox: Driver, params: dict[str, Any], refusal: str) -> None:
    assert await sandbox.refused("setMyCommands", **params) == f"400 Bad Request: {refusal}"


async def test_descriptions(sandbox: Driver) -> None:
    await sandbox.bot("setMyDescription", description="A journal")
    await sandbox.bot("setMyShortDescription", short_description="Journal", language_code="de")
    assert await sandbox.bot("getMyDescription", language_code="de") == {"description": "A journal"}
    assert await sandbox.bot("getMyShortDescription") == {"short_description": ""}
    refused = await sandbox.refused("setMyShortDescription", short_description="x" * 121)
    assert refused == "400 Bad Request: short_description is too long"


async def test_chats_and_actions(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    assert (await sandbox.bot("getChat", chat_id=ALEX))["first_name"] == "Alex"
    assert await sandbox.bot("sendChatAction", chat_id=ALEX, action="typing") is True
    refused = await sandbox.refused("sendChatAction", chat_id=ALEX, action="dancing")
    assert refused == "400 Bad Request: wrong parameter action in request"
