"""A lean Telegram for load: in memory, in a process of its own, on one connection as on many.

It speaks as much of the Bot API as a bot needs, hands out updates by getUpdates or to webhooks, and
keeps when each was handed out, when its answer and its edit came, and each send. `/control/…` is
for the bench: what people do, and what was seen.
"""

import argparse
import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.bench import people, pushing

Json = dict[str, Any]
USERNAME = "family_test_bot"
ME = {"id": 123456789, "is_bot": True, "first_name": "Baseline", "username": USERNAME}
LONGEST_POLL = 50.0


class Telegram:
    """What was sent, what waits to be handed out, and when."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.waiting: deque[Json] = deque()
        self.news = asyncio.Event()
        # Beyond whatever the families' own days have used.
        self.ids = itertools.count(1_000_000)
        self.message_ids = itertools.count(1_000_000)
        # The keyboard of the last message in each chat that has one, as it was given.
        self.keyboards: dict[int, tuple[int, str]] = {}
        # When each send came and to whom; when each call that changed nothing came.
        self.sends: list[tuple[float, int, str]] = []
        self.calls: dict[str, int] = {}
        self.people = people.People(self)
        self.pushing = pushing.Pushing(self)
        self.methods: dict[str, Callable[[Json], Awaitable[Any]]] = {
            "getme": self._me,
            "getupdates": self._updates,
            "sendmessage": self._send,
            "editmessagetext": self._edit,
            "editmessagereplymarkup": self._edit,
            "answercallbackquery": self._answer,
            "setwebhook": self.pushing.set,
            "deletewebhook": self.pushing.remove,
            "getwebhookinfo": self.pushing.info,
        }

    def reset(self) -> None:
        """What was seen so far is forgotten; the keyboards stay, people still have them."""
        self.sends.clear()
        self.calls.clear()
        self.people.taps.clear()

    def put(self, update: Json) -> int:
        """An update to hand out; its number."""
        update["update_id"] = next(self.ids)
        self.waiting.append(update)
        self.news.set()
        return int(update["update_id"])

    async def call(self, method: str, params: Json) -> Any:
        """One call of the Bot API."""
        name = method.lower()
        self.calls[name] = self.calls.get(name, 0) + 1
        act = self.methods.get(name)
        if act is None:
            return True
        return await act(params)

    async def _me(self, params: Json) -> Json:
        return ME

    async def _updates(self, params: Json) -> list[Json]:
        offset, limit = int(params.get("offset") or 0), int(params.get("limit") or 100)
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        if not self.waiting:
            self.news.clear()
            try:
                patience = min(float(params.get("timeout") or 0), LONGEST_POLL)
                await asyncio.wait_for(self.news.wait(), patience)
            except TimeoutError:
                return []
        batch = list(itertools.islice(self.waiting, limit))
        self.people.handed(batch)
        return batch

    async def _send(self, params: Json) -> Json:
        chat, number = int(params["chat_id"]), next(self.message_ids)
        self.sends.append((time.monotonic(), chat, params["text"][:40]))
        if keyboard := params.get("reply_markup"):
            self.keyboards[chat] = number, _text(keyboard)
        if self.latency:
            await asyncio.sleep(self.latency)
        return _message(chat, number, params["text"])

    async def _edit(self, params: Json) -> Json:
        chat, number = int(params["chat_id"]), int(params["message_id"])
        if (held := self.keyboards.get(chat)) and held[0] == number:
            self.keyboards[chat] = number, _text(params.get("reply_markup") or "{}")
        self.people.edited(chat, number)
        if self.latency:
            await asyncio.sleep(self.latency)
        return _message(chat, number, params.get("text", ""))

    async def _answer(self, params: Json) -> bool:
        self.people.answered(str(params["callback_query_id"]))
        if self.latency:
            await asyncio.sleep(self.latency)
        return True


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _message(chat: int, number: int, text: str) -> Json:
    return {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": "Alex"},
        "from": ME,
        "text": text,
    }


async def _params(request: web.BaseRequest) -> Json:
    body = await request.read()
    if request.content_type == "application/json":
        return dict(json.loads(body or b"{}"))
    if request.content_type == "multipart/form-data":
        return {}
    return dict(parse_qsl(body.decode()))


def handler(telegram: Telegram) -> Callable[[web.BaseRequest], Awaitable[web.Response]]:
    """One request: the Bot API's or the bench's."""

    async def handle(request: web.BaseRequest) -> web.Response:
        method = request.path.rpartition("/")[2]
        if request.path.startswith("/control/"):
            said = await control(telegram, method, json.loads(await request.read() or b"{}"))
            return _json(said)
        params = await _params(request)
        return _json({"ok": True, "result": await telegram.call(method, params)})

    return handle


def _json(said: Any) -> web.Response:
    return web.Response(body=json.dumps(said).encode(), content_type="application/json")


async def control(telegram: Telegram, what: str, asked: Json) -> Any:
    """What the bench asks for."""
    match what:
        case "reset":
            telegram.reset()
        case "seen":
            return {"sends": telegram.sends, "calls": telegram.calls}
        case "count":
            return len(telegram.sends)
        case "waiting":
            return len(telegram.waiting)
        case "targets":
            telegram.pushing.targets = asked["urls"]
        case "cards":
            telegram.keyboards |= {chat: (row, keys) for chat, row, keys in asked["cards"]}
        case _:
            return await telegram.people.act(what, asked)
    return True


async def serve(telegram: Telegram) -> None:
    """Until it is told to end."""
    server = web.Server(handler(telegram))
    runner = web.ServerRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    print(f"http://{host}:{port}", flush=True)  # noqa: T201  whoever started it reads it
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds for each send")
    asyncio.run(serve(Telegram(parser.parse_args().latency)))
