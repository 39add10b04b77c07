"""What a getMe tells the doctor, whoever answers; the token is in no answer of ours."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot import clocks, looking, settings
from tests.bot.tiny import ME, TOKEN

CLOCK = clocks.SystemClock()
KNOWN = {"ok": True, "result": ME}
HOUR = "Mon, 23 Nov 2026 07:00:00 GMT"


class Anybody:
    """Answers a getMe in its own way."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer = web.json_response(KNOWN)
        app = web.Application()
        app.router.add_get("/{path:.*}", self._get)
        self.server = TestServer(app)

    async def _get(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        return self.answer

    async def ask(self, clock: Any = CLOCK) -> looking.Telegram | None:
        found = settings.Settings(
            _env_file=None,  # type: ignore[call-arg]
            bot_token=SecretStr(TOKEN),
            telegram_api_url=str(self.server.make_url("")).rstrip("/"),
        )
        return await asyncio.to_thread(looking.ask, found, clock)


@pytest.fixture
async def anybody() -> AsyncIterator[Anybody]:
    made = Anybody()
    async with made.server:
        yield made


async def test_telegram_knows_it(anybody: Anybody) -> None:
    found = await anybody.ask()
    assert found is not None
    assert (found.name, found.answered, found.refused) == ("family_test_bot", True, False)
    assert found.ahead is not None
    assert abs(found.ahead) < dt.timedelta(seconds=5)
    assert anybody.asked == [f"/bot{TOKEN}/getMe"]


class Still:
    def now(self) -> dt.datetime:
        return dt.datetime(2026, 11, 23, 6, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize("date", [HOUR, "Mon, 23 Nov 2026 07:00:00"])
async def test_its_clock_is_compared(anybody: Anybody, date: str) -> None:
    anybody.answer.headers["Date"] = date
    found = await anybody.ask(Still())
    assert found is not None
    assert found.ahead == dt.timedelta(minutes=1)


async def test_a_date_that_is_none(anybody: Anybody) -> None:
    anybody.answer.headers["Date"] = "yesterday"
    found = await anybody.ask()
    assert found is not None
    assert (found.name, found.ahead) == ("family_test_bot", None)


PAGE = web.Response
OTHERS: dict[str, tuple[Callable[[], web.Response], bool]] = {
    "a 401": (lambda: web.json_response({"ok": False}, status=401), True),
    "a 404": (lambda: web.json_response({"ok": False}, status=404), False),
    "a 502": (lambda: PAGE(text="<html>", status=502), False),
    "a page": (lambda: PAGE(text="<html>log in to the hotel", content_type="text/html"), False),
    "a list": (lambda: web.json_response([]), False),
    "nobody's name": (lambda: web.json_response({"ok": True, "result": {}}), False),
}


@pytest.mark.parametrize("name", OTHERS)
async def test_who_else_answers(anybody: Anybody, name: str) -> None:
    make, refused = OTHERS[name]
    anybody.answer = make()
    found = await anybody.ask()
    assert found is not None
    assert (found.name, found.answered, found.refused) == ("", True, refused)


async def test_nobody_answers(anybody: Anybody) -> None:
    await anybody.server.start_server()
    url = str(anybody.server.make_url("")).rstrip("/")
    await anybody.server.close()
    found = settings.Settings(
        _env_file=None,  # type: ignore[call-arg]
        bot_token=SecretStr(TOKEN),
        telegram_api_url=url,
    )
    assert looking.ask(found, CLOCK) == looking.Telegram()
    assert looking.ask(found.model_copy(update={"bot_token": None}), CLOCK) is None
