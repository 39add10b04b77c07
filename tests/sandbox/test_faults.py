"""Faults on demand: which calls they hit, how often, and what those meet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.sandbox.driver import ALEX, SAM, TOKEN, buttons
from tests.sandbox.samples import PDF

if TYPE_CHECKING:
    from tests.sandbox.driver import Driver

GROUP = -1001234567890


async def fault(sandbox: Driver, kind: str, **more: Any) -> int:
    """Ask for one; its number."""
    return int((await sandbox.ask("/faults", {"kind": kind, **more}))["id"])


async def removed(sandbox: Driver, path: str) -> Any:
    async with sandbox.http.delete(path) as response:
        assert response.status == 200
        return await response.json()


async def hit(sandbox: Driver, number: int, times: int = 1) -> Any:
    """The fault, once it has hit so often."""
    return await sandbox.ask(f"/faults/{number}?hits={times}&timeout=10")


async def texts(sandbox: Driver, person: int = ALEX) -> list[str]:
    return [message["text"] for message in (await sandbox.phone(person))["messages"]]


@pytest.fixture(autouse=True)
async def they_are_there(sandbox: Driver) -> None:
    await sandbox.start(ALEX, SAM)


@pytest.mark.parametrize(
    ("kind", "more", "code", "description", "parameters"),
    [
        ("too_many_requests", {"retry_after": 7}, 429, "Too Many Requests: retry after 7",
         {"retry_after": 7}),
        ("server_error", {}, 500, "Internal Server Error", None),
        ("unauthorized", {}, 401, "Unauthorized", None),
        ("not_found", {}, 404, "Not Found", None),
        ("blocked", {}, 403, "Forbidden: bot was blocked by the user", None),
        ("chat_not_found", {}, 400, "Bad Request: chat not found", None),
    ],
)  # fmt: skip
async def test_refusals(
    sandbox: Driver, kind: str, more: Any, code: int, description: str, parameters: Any
) -> None:
    await fault(sandbox, kind, times=1, **more)
    status, answer = await sandbox.call("sendMessage", {"chat_id": ALEX, "text": "Prompt"})
    told = {"ok": False, "error_code": code, "description": description}
    assert (status, answer) == (code, told | ({"parameters": parameters} if parameters else {}))
    assert await texts(sandbox) == ["/start"]
    await sandbox.send(text="Prompt")
    assert await texts(sandbox) == ["/start", "Prompt"]


async def test_a_gateway_answers_with_a_page(sandbox: Driver) -> None:
    await fault(sandbox, "bad_gateway", method="getMe", times=1)
    async with sandbox.http.post(f"/bot{TOKEN}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "502 Bad Gateway" in await response.text()


async def test_a_fault_hits_its_calls_and_so_often(sandbox: Driver) -> None:
    number = await fault(sandbox, "server_error", method="sendmessage", chat=ALEX, times=2)
    await sandbox.send(SAM)
    await sandbox.bot("getMe")
    for _ in range(2):
        assert (await sandbox.refused("sendMessage", chat_id=ALEX, text="x"))[:3] == "500"
    await sandbox.send()
    (seen,) = await sandbox.ask("/faults")
    assert seen.items() >= {
        "id": number, "kind": "server_error", "method": "sendMessage", "chat": ALEX, "left": 0,
        "hits": 2,
    }.items()  # fmt: skip


async def test_a_refused_call_uses_no_fault(sandbox: Driver) -> None:
    await fault(sandbox, "server_error", times=1)
    assert (await sandbox.refused("sendMessage", chat_id=ALEX))[:3] == "400"
    assert (await sandbox.ask("/faults"))[0]["hits"] == 0


async def test_until_removed_and_the_oldest_first(sandbox: Driver) -> None:
    first = await fault(sandbox, "server_error", times=1)
    second = await fault(sandbox, "chat_not_found")
    codes = [(await sandbox.refused("getMe"))[:3] for _ in range(4)]
    assert codes == ["500", "400", "400", "400"]
    left = await removed(sandbox, f"/faults/{first}")
    assert [(one["id"], one["left"], one["hits"]) for one in left] == [(second, None, 3)]
    assert await removed(sandbox, "/faults") == []
    await sandbox.bot("getMe")
    await sandbox.ask(f"/faults/{second}", status=404)


async def test_polling_and_answers_to_taps(sandbox: Driver) -> None:
    await sandbox.send(reply_markup=buttons("Done"))
    tap = await sandbox.ask(f"/people/{ALEX}/taps", {"message_id": 2, "button": "Done"})
    await fault(sandbox, "unauthorized", method="getUpdates", times=1)
    await fault(sandbox, "server_error", method="answerCallbackQuery", chat=SAM)
    await fault(sandbox, "blocked", method="answerCallbackQuery", chat=ALEX, times=1)
    assert (await sandbox.refused("getUpdates"))[:3] == "401"
    answer = {"callback_query_id": tap["query_id"], "text": "Noted."}
    assert (await sandbox.refused("answerCallbackQuery", **answer))[:3] == "403"
    assert (await sandbox.phone())["toast"] is None
    await sandbox.bot("answerCallbackQuery", **answer)
    assert len(await sandbox.updates()) == 3


async def test_a_download(sandbox: Driver) -> None:
    sent = await sandbox.sends("document", "x.pdf", PDF)
    await fault(sandbox, "truncated", method="download", times=1)
    with pytest.raises(aiohttp.ClientPayloadError):
        await sandbox.download(sent["document"]["file_id"])
    assert await sandbox.download(sent["document"]["file_id"]) == PDF


@pytest.mark.parametrize(("when", "arrived"), [("before", False), ("after", True)])
async def test_a_closed_connection(sandbox: Driver, when: str, arrived: bool) -> None:
    await fault(sandbox, "closed", when=when, times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await sandbox.send(text="Prompt")
    assert ("Prompt" in await texts(sandbox)) is arrived


async def test_a_closed_poll_after_its_effect(sandbox: Driver) -> None:
    first = (await sandbox.updates())[0]["update_id"]
    await fault(sandbox, "closed", method="getUpdates", when="after", times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await sandbox.updates(offset=first + 1)
    assert [update["update_id"] for update in await sandbox.updates()] == [first + 1]


async def test_half_an_answer(sandbox: Driver) -> None:
    await fault(sandbox, "truncated", times=1)
    body = {"chat_id": ALEX, "text": "Prompt"}
    async with sandbox.http.post(f"/bot{TOKEN}/sendMessage", json=body) as response:
        assert response.status == 200
        got = bytearray()
        with pytest.raises(aiohttp.ClientPayloadError):
            async for part in response.content.iter_any():
                got += part
    assert len(got) == int(response.headers["Content-Length"]) // 2
    assert got.startswith(b'{"ok": true')
    assert await texts(sandbox) == ["/start", "Prompt"]


@pytest.mark.parametrize(("when", "arrived"), [("before", False), ("after", True)])
async def test_a_hang_until_the_client_leaves(sandbox: Driver, when: str, arrived: bool) -> None:
    number = await fault(sandbox, "hang", when=when, method="sendMessage", times=1)
    sending = asyncio.create_task(sandbox.send(text="Prompt"))
    assert (await hit(sandbox, number)).items() >= {"left": 0, "hanging": 1}.items()
    assert ("Prompt" in await texts(sandbox)) is arrived
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    async with asyncio.timeout(5):
        while (await sandbox.ask(f"/faults/{number}"))["hanging"]:
            pass
    assert ("Prompt" in await texts(sandbox)) is arrived


async def test_a_hang_ends_with_its_fault(sandbox: Driver) -> None:
    number = await fault(sandbox, "hang", method="sendMessage", seconds=60)
    sending = asyncio.create_task(sandbox.send(text="Prompt"))
    await hit(sandbox, number)
    assert not sending.done()
    await removed(sandbox, "/faults")
    assert (await asyncio.wait_for(sending, 5))["text"] == "Prompt"


async def test_a_hang_ends_by_itself(sandbox: Driver) -> None:
    await fault(sandbox, "hang", when="after", seconds=0.1)
    loop = asyncio.get_running_loop()
    start = loop.time()
    await sandbox.send(text="Prompt")
    assert loop.time() - start >= 0.1
    assert await texts(sandbox) == ["/start", "Prompt"]


async def test_an_update_comes_twice_though_it_was_confirmed(sandbox: Driver) -> None:
    number = await fault(sandbox, "duplicate_update", chat=SAM, times=1)
    await sandbox.ask(f"/people/{SAM}/messages", {"text": "once"})
    alex, sam, later = await sandbox.updates()
    assert (await hit(sandbox, number))["left"] == 0
    after = later["update_id"] + 1
    assert await sandbox.updates(offset=after) == [sam]
    assert await sandbox.updates(offset=after) == []
    assert alex["message"]["from"]["id"] == ALEX


async def test_an_unconfirmed_update_comes_again_and_once_more(sandbox: Driver) -> None:
    await fault(sandbox, "duplicate_update")
    both = await sandbox.updates()
    assert await sandbox.updates() == both
    after = both[-1]["update_id"] + 1
    assert await sandbox.updates(offset=after) == both
    assert await sandbox.updates(offset=after) == []


async def test_a_chat_that_moved(sandbox: Driver) -> None:
    await sandbox.send(SAM, "Digest", reply_markup=buttons("Away"))
    number = await fault(sandbox, "migrated", chat=SAM, migrate_to=GROUP)
    status, answer = await sandbox.call("sendMessage", {"chat_id": SAM, "text": "x"})
    assert (status, answer) == (400, {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": GROUP},
    })  # fmt: skip
    sent = await sandbox.send(GROUP, "Digest again")
    assert sent["chat"]["id"] == GROUP
    edit = {"message_id": 2, "text": "Noted", "reply_markup": buttons("Undo")}
    await sandbox.bot("editMessageText", chat_id=GROUP, **edit)
    assert await texts(sandbox, SAM) == ["/start", "Noted", "Digest again"]
    await sandbox.ask(f"/people/{SAM}/taps", {"message_id": 2, "button": "Undo"})
    await sandbox.ask(f"/people/{SAM}/messages", {"text": "Hello"})
    tap, said = (await sandbox.updates())[-2:]
    assert (tap["callback_query"]["message"]["chat"]["id"], said["message"]["chat"]["id"]) == (
        GROUP, GROUP,
    )  # fmt: skip
    assert said["message"]["from"]["id"] == SAM
    assert (await sandbox.ask(f"/faults/{number}"))["hits"] == 1
    await removed(sandbox, "/faults")
    await sandbox.send(SAM, "Back")
    assert (await sandbox.refused("sendMessage", chat_id=GROUP, text="x"))[:3] == "400"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"kind": "rain"}, 400),
        ({"kind": "hang", "when": "later"}, 400),
        ({"kind": "hang", "seconds": "long"}, 400),
        ({"kind": "hang", "retry_after": 3}, 400),
        ({"kind": "server_error", "times": 0}, 400),
        ({"kind": "server_error", "method": "sendLove"}, 400),
        ({"kind": "server_error", "colour": "red"}, 400),
        ({"kind": "migrated", "chat": SAM}, 400),
        ({"kind": "migrated", "chat": SAM, "migrate_to": None}, 400),
        ({"kind": "migrated", "chat": SAM, "migrate_to": ALEX}, 409),
    ],
)
async def test_faults_that_cannot_be(sandbox: Driver, asked: Any, status: int) -> None:
    await sandbox.ask("/faults", asked, status=status)
    assert await sandbox.ask("/faults") == []


async def test_foreign_pages_ask_for_no_faults(sandbox: Driver) -> None:
    foreign = {"Origin": "https://example.org"}
    body = {"kind": "server_error"}
    async with sandbox.http.post("/faults", json=body, headers=foreign) as response:
        assert response.status == 403
    assert await sandbox.ask("/faults") == []
