"""The people's side: write, tap, open a link, block, and look at the phone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.driver import ALEX, SAM, buttons

if TYPE_CHECKING:
    from tests.sandbox.driver import Driver


async def test_the_first_people(sandbox: Driver) -> None:
    people = await sandbox.ask("/people")
    assert [(person["id"], person["first_name"]) for person in people] == [
        (1001, "Alex"),
        (1002, "Sam"),
        (1003, "Dana"),
        (1004, "Mallory"),
    ]
    assert not any(person["started"] or person["blocked"] for person in people)


async def test_one_more_person(sandbox: Driver) -> None:
    asked = {"id": 7, "first_name": "Ada", "last_name": "B", "language_code": "de"}
    assert (await sandbox.ask("/people", asked))["id"] == 7
    assert (await sandbox.ask("/people", {"first_name": "Ben"}))["id"] == 1005
    await sandbox.ask("/people", asked, status=409)
    await sandbox.ask("/people", {"first_name": " "}, status=400)
    await sandbox.ask("/people/7/messages", {"text": "Hallo"})
    message = (await sandbox.updates())[0]["message"]
    assert message["from"]["language_code"] == "de"
    assert message["chat"] == {"id": 7, "type": "private", "first_name": "Ada", "last_name": "B"}


async def test_a_message_and_a_command(sandbox: Driver) -> None:
    await sandbox.ask(f"/people/{ALEX}/messages", {"text": "pain 6"})
    await sandbox.ask(f"/people/{ALEX}/messages", {"text": "/today"})
    first, second = (update["message"] for update in await sandbox.updates())
    assert (first["text"], first.get("entities")) == ("pain 6", None)
    assert second["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_a_place(sandbox: Driver) -> None:
    place = {"latitude": 52.52, "longitude": 13.405}
    await sandbox.ask(f"/people/{ALEX}/messages", {"location": place})
    message = (await sandbox.updates())[0]["message"]
    assert message["location"] == place
    assert "text" not in message
    assert (await sandbox.phone())["messages"][0]["location"] == place


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "x" * 4097},
        {"text": "\ud83d"},
        {"words": "x"},
        {"location": {"latitude": 91, "longitude": 0}},
        {"location": {"latitude": float("nan"), "longitude": 0}},
        {"location": "Berlin"},
        ["text"],
    ],
)
async def test_what_cannot_be_sent(sandbox: Driver, body: Any) -> None:
    await sandbox.ask(f"/people/{ALEX}/messages", body, status=400)
    assert await sandbox.ask("/updates") == {"pending": 0}


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ("https://t.me/family_test_bot?start=inv_1-A", "/start inv_1-A"),
        ("t.me/Family_Test_Bot?start=x", "/start x"),
        ("https://t.me/family_test_bot", "/start"),
        ("inv_1", "/start inv_1"),
        ("", "/start"),
    ],
)
async def test_a_start_link(sandbox: Driver, link: str, text: str) -> None:
    await sandbox.ask(f"/people/{SAM}/start", {"link": link})
    message = (await sandbox.updates())[0]["message"]
    assert (message["text"], message["from"]["id"]) == (text, SAM)
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


@pytest.mark.parametrize(
    ("link", "status"),
    [
        ("https://t.me/another_bot?start=x", 404),
        ("two words", 400),
        ("x" * 65, 400),
        (5, 400),
    ],
)
async def test_a_wrong_start_link(sandbox: Driver, link: Any, status: int) -> None:
    await sandbox.ask(f"/people/{SAM}/start", {"link": link}, status=status)
    assert await sandbox.ask("/updates") == {"pending": 0}


async def test_only_buttons_that_are_there_now(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.send(reply_markup=buttons("Done"))
    taps = f"/people/{ALEX}/taps"
    await sandbox.ask(taps, {"message_id": 2, "button": "Later"}, status=404)
    await sandbox.ask(taps, {"message_id": 9, "button": "Done"}, status=404)
    await sandbox.bot("editMessageText", chat_id=ALEX, message_id=2, text="x")
    await sandbox.ask(taps, {"message_id": 2, "button": "Done"}, status=404)
    await sandbox.ask(taps, {"message_id": "two", "button": "Done"}, status=400)
    assert await sandbox.ask("/updates") == {"pending": 1}


async def test_forged_data_is_always_delivered(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    for message_id in (1, 99):
        forged = {"message_id": message_id, "data": "rest:77"}
        await sandbox.ask(f"/people/{ALEX}/taps", forged)
    there, gone = (update["callback_query"] for update in (await sandbox.updates())[1:])
    assert (there["data"], there["message"]["text"]) == ("rest:77", "/start")
    chat = {"id": ALEX, "type": "private", "first_name": "Alex"}
    assert gone["message"] == {"chat": chat, "message_id": 99, "date": 0}


async def test_who_blocked_the_bot_starts_it_again(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.ask(f"/people/{ALEX}/block", {"blocked": True})
    await sandbox.ask(f"/people/{ALEX}/messages", {"text": "x"}, status=409)
    await sandbox.ask(f"/people/{ALEX}/taps", {"message_id": 1, "data": "x"}, status=409)
    assert (await sandbox.phone())["blocked"]
    await sandbox.start(ALEX)
    assert not (await sandbox.phone())["blocked"]
    kinds = [set(update) - {"update_id"} for update in await sandbox.updates()]
    assert kinds == [{"message"}, {"my_chat_member"}, {"my_chat_member"}, {"message"}]


async def test_nobody_has_that_id(sandbox: Driver) -> None:
    for path in ("messages", "start", "taps", "block"):
        await sandbox.ask(f"/people/5/{path}", {"text": "x"} if path == "messages" else {},
                          status=400 if path == "block" else 404)  # fmt: skip
    await sandbox.ask("/people/5/messages", status=404)


async def test_message_ids_increase_in_each_chat(sandbox: Driver) -> None:
    await sandbox.start(ALEX, SAM)
    assert [(await sandbox.send(person))["message_id"] for person in (ALEX, SAM, ALEX)] == [2, 2, 3]


async def test_the_phone_shows_everything(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.send(text="Digest", disable_notification=True, reply_markup=buttons("Away"))
    phone = await sandbox.phone()
    assert phone["messages"][1] == {
        "message_id": 2,
        "date": 1795413600,
        "text": "Digest",
        "entities": [],
        "caption": "",
        "caption_entities": [],
        "media": None,
        "media_group_id": None,
        "location": None,
        "reply_to": None,
        "keyboard": [[{"text": "Away", "callback_data": "Away"}]],
        "edited": False,
        "silent": True,
        "from_bot": True,
        "version": 2,
    }
    assert (phone["version"], phone["toast"], phone["started"]) == (2, None, True)


async def test_the_phone_waits_for_what_comes(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    look = asyncio.create_task(sandbox.ask(f"/people/{ALEX}/messages?after=1&timeout=30"))
    await sandbox.ask("/clock", {"advance": 60})
    assert not look.done()
    await sandbox.send(text="Prompt")
    assert (await asyncio.wait_for(look, 5))["messages"][-1]["text"] == "Prompt"
    same = await sandbox.ask(f"/people/{ALEX}/messages?after=2&timeout=0.05")
    assert same["version"] == 2


async def test_about(sandbox: Driver) -> None:
    about = await sandbox.ask("/about")
    assert about["username"] == "family_test_bot"
    assert about["file"] == sandbox.store.file
