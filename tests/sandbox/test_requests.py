"""How a request is read, and how it is turned down before any method runs."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.driver import ALEX, TOKEN, buttons

if TYPE_CHECKING:
    from tests.sandbox.driver import Driver


async def test_get_me(sandbox: Driver) -> None:
    me = await sandbox.bot("getMe")
    assert (me["id"], me["is_bot"], me["username"]) == (123456789, True, "family_test_bot")


async def test_the_method_in_any_case(sandbox: Driver) -> None:
    assert await sandbox.bot("GETME") == await sandbox.bot("getme")


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot123456789:TEST-another-one-of-the-right-shape-0/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        (f"/bot{TOKEN}/getMeNot", 404, "Not Found"),
        (f"/bot{TOKEN}", 404, "Not Found"),
        (f"/bot{TOKEN}/", 404, "Not Found"),
        (f"/file/bot{TOKEN}/photos/1.jpg", 404, "Not Found"),
        ("/file/bot1:x/photos/1.jpg", 401, "Unauthorized"),
    ],
)
async def test_wrong_addresses(sandbox: Driver, path: str, status: int, description: str) -> None:
    async with sandbox.http.get(path) as response:
        assert response.status == status
        body = {"ok": False, "error_code": status, "description": description}
        assert await response.json() == body


async def _sent_in_every_way(sandbox: Driver) -> list[Any]:
    flat = {"chat_id": str(ALEX), "text": "Hello", "disable_notification": "true"}
    flat["reply_markup"] = json.dumps(buttons("Done"))
    typed = flat | {"chat_id": ALEX, "disable_notification": True, "reply_markup": buttons("Done")}
    path, results = f"/bot{TOKEN}/sendMessage", []
    multipart = {"Content-Type": "multipart/form-data; boundary=b"}
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in flat.items()
    )
    for request in (
        sandbox.http.get(path, params=flat),
        sandbox.http.post(path, data=flat),
        sandbox.http.post(path, data=f"{parts}--b--\r\n", headers=multipart),
        sandbox.http.post(path, json=typed),
        sandbox.http.post(path, params={"chat_id": ALEX, "text": "query"}, json=typed),
    ):
        async with request as response:
            results.append((await response.json())["result"])
    return results


async def test_parameters_in_every_way(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    results = await _sent_in_every_way(sandbox)
    ids = [result.pop("message_id") for result in results]
    assert ids == [2, 3, 4, 5, 6]
    assert all(result == results[0] for result in results)
    assert results[0]["reply_markup"] == buttons("Done")
    assert [message["silent"] for message in (await sandbox.phone())["messages"][1:]] == [True] * 5


@pytest.mark.parametrize(
    ("method", "params", "refusal"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": "", "text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": ALEX}, "message text is empty"),
        ("sendMessage", {"chat_id": ALEX, "text": None}, "message text is empty"),
        ("sendMessage", {"chat_id": ALEX, "text": " \n"}, "message text is empty"),
        ("sendMessage", {"chat_id": ALEX, "text": 5}, 'parameter "text" must be a string'),
        ("sendMessage", {"chat_id": "@alex", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": 77, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": True, "text": "x"}, 'parameter "chat_id" must be an integer'),
        (
            "sendMessage",
            {"chat_id": ALEX, "text": "x", "disable_web_page_preview": True},
            'unknown parameter "disable_web_page_preview" for sendMessage',
        ),
        (
            "sendMessage",
            {"chat_id": ALEX, "text": "x", "message_thread_id": 3},
            'the sandbox has no "message_thread_id"',
        ),
        (
            "sendMessage",
            {"chat_id": ALEX, "text": "x", "disable_notification": "perhaps"},
            'parameter "disable_notification" must be a boolean',
        ),
        (
            "sendMessage",
            {"chat_id": ALEX, "text": "x", "reply_markup": "{"},
            "can't parse reply_markup JSON object",
        ),
        (
            "sendMessage",
            {"chat_id": ALEX, "text": "x", "reply_markup": []},
            'parameter "reply_markup" must be of type Object',
        ),
        (
            "sendMessage",
            {"chat_id": ALEX, "text": "x", "link_preview_options": {"off": True}},
            "can't parse link preview options",
        ),
        ("sendMessage", {"chat_id": ALEX, "text": "\ud83d"}, "strings must be encoded in UTF-8"),
        ("editMessageText", {"chat_id": ALEX, "text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"chat_id": ALEX, "message_id": 1}, "message text is empty"),
        (
            "editMessageText",
            {"chat_id": ALEX, "message_id": "one", "text": "x"},
            'parameter "message_id" must be an integer',
        ),
        ("deleteMessage", {"chat_id": ALEX}, "message identifier is not specified"),
        (
            "answerCallbackQuery",
            {},
            "query is too old and response timeout expired or query ID is invalid",
        ),
        ("getUpdates", {"allowed_updates": [3]}, 'parameter "allowed_updates" must be a string'),
        ("getUpdates", {"offset": 1.5}, 'parameter "offset" must be an integer'),
        ("getMe", {"verbose": 1}, 'unknown parameter "verbose" for getMe'),
        ("sendChatAction", {"chat_id": ALEX}, "wrong parameter action in request"),
        ("getFile", {"file_id": "x"}, "invalid file_id"),
        ("setMyCommands", {}, 'parameter "commands" is required'),
    ],
)
async def test_refused_parameters(
    sandbox: Driver, method: str, params: dict[str, Any], refusal: str
) -> None:
    await sandbox.start(ALEX)
    refused = await sandbox.refused(method, **params)
    assert refused == f"400 Bad Request: {refusal}"
    assert len((await sandbox.phone())["messages"]) == 1


async def test_bodies_that_cannot_be_read(sandbox: Driver) -> None:
    for body in ("{", "[]", "nonsense"):
        headers = {"Content-Type": "application/json"}
        async with sandbox.http.post(f"/bot{TOKEN}/getMe", data=body, headers=headers) as response:
            answer = await response.json()
        assert (response.status, answer["error_code"]) == (400, 400)
        assert answer["description"].startswith("Bad Request: can't parse JSON object")


async def test_a_body_too_large(sandbox: Driver) -> None:
    body, headers = io.BytesIO(b" " * 2_000_000), {"Content-Type": "application/json"}
    async with sandbox.http.post(f"/bot{TOKEN}/getMe", data=body, headers=headers) as response:
        answer = await response.json()
    assert (answer["error_code"], answer["description"]) == (413, "Request Entity Too Large")


async def test_every_readable_request_is_observed(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    form = {"chat_id": str(ALEX), "text": "x", "reply_markup": json.dumps(buttons("Done"))}
    async with sandbox.http.post(f"/bot{TOKEN}/sendmessage", data=form) as response:
        assert response.status == 200
    await sandbox.refused("sendMessage", chat_id=ALEX, text="x", nonsense="{")
    assert sandbox.observed == [
        ("sendMessage", form | {"reply_markup": buttons("Done")}),
        ("sendMessage", {"chat_id": ALEX, "text": "x", "nonsense": "{"}),
    ]
