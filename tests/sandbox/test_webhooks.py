"""Webhooks as Telegram delivers them: with the secret, until answered with 200, in order."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.clock import Clock
from sandbox.polling import TAKEN_OVER, WEBHOOK
from sandbox.pushing import SECRET
from sandbox.store import Store
from tests import contract
from tests.sandbox.conftest import MORNING
from tests.sandbox.driver import ALEX, DANA, MALLORY, SAM, Driver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

PATIENCE = 10
TOLD = "a-secret-of-this-test"


class Hook:
    """A webhook that answers as it is told: 200 where nothing was said."""

    def __init__(self) -> None:
        self.came: list[tuple[str, dict[str, Any]]] = []
        self.statuses: list[int] = []
        self.open = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.changed = asyncio.Condition()
        app = web.Application()
        app.router.add_post("/hook", self._post)
        self.server = TestServer(app)

    @property
    def url(self) -> str:
        return str(self.server.make_url("/hook"))

    async def _post(self, request: web.Request) -> web.Response:
        self.came.append((request.headers.get(SECRET, ""), await request.json()))
        status = self.statuses.pop(0) if self.statuses else 200
        self.open += 1
        await self._tell()
        await self.gate.wait()
        self.open -= 1
        return web.Response(status=status)

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with self.changed:
            await asyncio.wait_for(self.changed.wait_for(holds), PATIENCE)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.came]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    async with made.server:
        yield made
        made.gate.set()


async def set_up(sandbox: Driver, hook: Hook, **more: Any) -> None:
    params = {"url": hook.url, "secret_token": TOLD, **more}
    assert contract.broken("setWebhook", params) is None
    assert await sandbox.bot("setWebhook", **params) is True


async def say(sandbox: Driver, text: str, person: int = ALEX) -> None:
    await sandbox.ask(f"/people/{person}/messages", {"text": text})


async def delivered(sandbox: Driver, left: int = 0) -> None:
    """Until no more than so many wait."""
    now = sandbox.clock.timestamp()
    found = await sandbox.store.bell.until(
        lambda: sandbox.store.pending(now), lambda n: n <= left, PATIENCE
    )
    assert found <= left


async def test_an_update_comes_with_the_secret(sandbox: Driver, hook: Hook) -> None:
    """What waited, too; and what was answered with 200 is over."""
    await say(sandbox, "before")
    await set_up(sandbox, hook)
    await say(sandbox, "after")
    await delivered(sandbox)
    assert hook.texts == ["before", "after"]
    assert {secret for secret, _ in hook.came} == {TOLD}
    assert len({update["update_id"] for _, update in hook.came}) == 2


async def test_it_comes_again_until_it_is_taken(sandbox: Driver, hook: Hook) -> None:
    hook.statuses = [500, 401, 302]
    await set_up(sandbox, hook)
    await say(sandbox, "hello")
    await delivered(sandbox)
    assert hook.texts == ["hello"] * 4
    assert len({update["update_id"] for _, update in hook.came}) == 1


async def test_one_chat_in_order_and_others_do_not_wait(sandbox: Driver, hook: Hook) -> None:
    hook.statuses = [503]
    await set_up(sandbox, hook)
    await say(sandbox, "one")
    await say(sandbox, "two")
    await say(sandbox, "Sam's", SAM)
    await delivered(sandbox)
    assert [text for text in hook.texts if text != "Sam's"] == ["one", "one", "two"]
    assert hook.texts.index("Sam's") < 3


async def test_so_many_at_once_and_no_more(sandbox: Driver, hook: Hook) -> None:
    hook.gate.clear()
    await set_up(sandbox, hook, max_connections=2)
    for person in (ALEX, SAM, DANA, MALLORY):
        await say(sandbox, "hello", person)
    await hook.until(lambda: hook.open == 2)
    assert len(hook.came) == 2
    hook.gate.set()
    await delivered(sandbox)
    assert len(hook.came) == 4


async def test_what_went_wrong_is_told(sandbox: Driver, hook: Hook) -> None:
    await set_up(sandbox, hook, max_connections=7, allowed_updates=["message"])
    fine = await sandbox.bot("getWebhookInfo")
    assert fine == {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 7,
        "allowed_updates": ["message"],
    }
    hook.statuses = [401]
    await say(sandbox, "hello")
    await delivered(sandbox)
    told = await sandbox.bot("getWebhookInfo")
    assert told["last_error_date"] == int(MORNING.timestamp())
    assert told["last_error_message"] == "Wrong response from the webhook: 401 Unauthorized"
    assert TOLD not in str(told)


async def test_nobody_listens(sandbox: Driver, hook: Hook) -> None:
    await set_up(sandbox, hook)
    await hook.server.close()
    await say(sandbox, "hello")

    def error() -> Any:
        return (sandbox.store.get("webhook_error") or {}).get("last_error_message")

    said = await sandbox.store.bell.until(error, bool, PATIENCE)
    assert said == "Connection refused"
    assert (await sandbox.bot("getWebhookInfo"))["pending_update_count"] == 1


async def test_either_a_webhook_or_polling(sandbox: Driver, hook: Hook) -> None:
    poll = asyncio.create_task(sandbox.refused("getUpdates", timeout=30))
    await sandbox.polled()
    await set_up(sandbox, hook)
    assert await asyncio.wait_for(poll, PATIENCE) == f"409 {TAKEN_OVER}"
    assert await sandbox.refused("getUpdates") == f"409 {WEBHOOK}"
    assert await sandbox.bot("setWebhook", url="") is True
    await say(sandbox, "polled")
    assert [update["message"]["text"] for update in await sandbox.updates()] == ["polled"]
    assert hook.came == []
    await set_up(sandbox, hook, drop_pending_updates=True)
    assert await sandbox.bot("deleteWebhook") is True
    assert await sandbox.updates() == []


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"url": "https://bots.example.org/"}, "bad webhook: the sandbox delivers to http://"),
        ({"url": "https://127.0.0.1/"}, "bad webhook: the sandbox delivers to http://"),
        ({"url": "http://127.0.0.1@bots.example.org/"}, "bad webhook: the sandbox"),
        ({"url": "http://["}, "bad webhook: the sandbox delivers to http://"),
        ({"url": "http://localhost/", "secret_token": "a b"}, "unallowed characters"),
        ({"url": "http://localhost/", "secret_token": "a" * 257}, "too long"),
    ],
)
async def test_what_is_refused(sandbox: Driver, params: dict[str, Any], why: str) -> None:
    assert why in await sandbox.refused("setWebhook", **params)
    assert (await sandbox.bot("getWebhookInfo"))["url"] == ""


async def test_twice_where_a_fault_wants_it(sandbox: Driver, hook: Hook) -> None:
    await set_up(sandbox, hook)
    await sandbox.ask("/faults", {"kind": "duplicate_update", "chat": ALEX, "times": 1})
    await say(sandbox, "one")
    await say(sandbox, "two")
    await delivered(sandbox)
    assert hook.texts == ["one", "one", "two"]


async def test_a_tap_that_waited_too_long_is_not_delivered(sandbox: Driver, hook: Hook) -> None:
    await sandbox.start(ALEX)
    await sandbox.send(reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]]})
    await sandbox.ask(f"/people/{ALEX}/taps", {"message_id": 2, "button": "Go"})
    await sandbox.ask("/clock", {"advance": 150})
    await set_up(sandbox, hook)
    await say(sandbox, "late")
    await delivered(sandbox)
    assert [next(iter(update.keys() - {"update_id"})) for _, update in hook.came] == ["message"] * 2


async def test_a_restart_goes_on(tmp_path: Path, hook: Hook) -> None:
    hook.statuses = [500] * 50
    for killed in (True, False):
        store = Store(tmp_path / "kept.db")
        driver = Driver(store, Clock(store, frozen=MORNING))
        async with driver.http:
            if killed:
                await set_up(driver, hook)
                await say(driver, "hello")
                await hook.until(lambda: len(hook.came) > 0)
            else:
                hook.statuses = []
                await delivered(driver)
        store.close()
    assert set(hook.texts) == {"hello"}
    assert len(hook.texts) >= 2
