"""Who are we? Asked at the start, until Telegram says it; only its 401 is the end."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot import app, intake, settings
from care import words
from tests.bot.tiny import ME, TOKEN, Answer, hangs_up, refuses, says, shows

KNOWN = says({"ok": True, "result": ME})


class Gate:
    """It answers getMe by its list, the last of it again and again; all else is fine."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [KNOWN]
        made = web.Application()
        made.router.add_route("*", "/bot{token}/{method}", self._method)
        self.server = TestServer(made)

    async def _method(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["method"] != "getMe":
            return web.json_response({"ok": True, "result": True})
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return await answer(request)


@pytest.fixture
async def gate(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gate]:
    async def at_once(seconds: float) -> None:
        """A wait that takes no time."""

    stand_in = SimpleNamespace(**vars(asyncio))
    stand_in.sleep = at_once
    monkeypatch.setattr(app, "asyncio", stand_in)
    made = Gate()
    async with made.server:
        yield made


@contextlib.asynccontextmanager
async def bot(gate: Gate, tmp_path: Path) -> AsyncIterator[app.App]:
    made = app.build(
        settings.Settings(
            _env_file=None,  # type: ignore[call-arg]
            bot_token=SecretStr(TOKEN),
            telegram_api_url=str(gate.server.make_url("")).rstrip("/"),
            database_url=SecretStr(f"sqlite:///{tmp_path / 'baseline.db'}"),
        )
    )
    yield made
    await asyncio.gather(*made.house.errands)
    await made.close()


@pytest.mark.parametrize(
    ("met", "said"),
    [
        (refuses(404, "Not Found"), "host.not_found"),
        (shows("<html>Not Found</html>", 404), "host.not_found"),
        (shows("<html>Bad Gateway</html>", 502), "host.no_network"),
        (hangs_up, "host.no_network"),
    ],
)
async def test_what_passes_is_waited_out_and_said(
    gate: Gate, tmp_path: Path, caplog: pytest.LogCaptureFixture, met: Answer, said: str
) -> None:
    gate.answers = [met, met, KNOWN]
    async with bot(gate, tmp_path) as made:
        with caplog.at_level(logging.WARNING, "bot"):
            await made.introduce()
        assert made.bot.username == ME["username"]
    told = [r.getMessage() for r in caplog.records if r.name.startswith("bot")]
    assert told == [words.say("en", said, seconds=seconds) for seconds in (1, 2)]
    assert TOKEN not in caplog.text


async def test_a_revoked_token_is_the_end_and_not_told(gate: Gate, tmp_path: Path) -> None:
    gate.answers = [refuses(401, "Unauthorized")]
    async with bot(gate, tmp_path) as made:
        with pytest.raises(intake.RevokedError) as caught:
            await made.introduce()
    assert caught.value.__suppress_context__
    assert TOKEN not in str(caught.value)
