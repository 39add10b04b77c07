"""The program itself: started, killed, started again."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.sandbox.driver import ALEX, SAM, buttons, form
from tests.sandbox.samples import SHEET

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

TOKEN = "987654321:TEST-another-token-and-no-more-than-that"
FROZEN = "2026-11-23T06:00:00+00:00"


async def spawn(*arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


class Running:
    def __init__(self, process: Process, url: str, session: aiohttp.ClientSession) -> None:
        self.process = process
        self.url = url
        self.session = session

    async def post(self, path: str, body: Any) -> Any:
        async with self.session.post(f"{self.url}{path}", json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.url}{path}") as response:
            return await response.json()

    async def bot(self, method: str, **params: Any) -> Any:
        return (await self.post(f"/bot{TOKEN}/{method}", params))["result"]


@asynccontextmanager
async def running(data: Path) -> AsyncIterator[Running]:
    process = await spawn("--port", "0", "--data", str(data), "--token", TOKEN, "--frozen", FROZEN)
    assert process.stdout
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    match = re.fullmatch(r"Sandbox ready at (http://127\.0\.0\.1:\d+)\n", line)
    assert match, line
    try:
        async with aiohttp.ClientSession() as session:
            yield Running(process, match[1], session)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def given(sandbox: Running) -> bytes:
    """The photo that Sam sent first, fetched as the bot does."""
    photo = (await sandbox.bot("getUpdates"))[0]["message"]["photo"]
    file = await sandbox.bot("getFile", file_id=photo[-1]["file_id"])
    path = f"{sandbox.url}/file/bot{TOKEN}/{file['file_path']}"
    async with sandbox.session.get(path) as response:
        return await response.read()


async def test_files_outlive_the_program(tmp_path: Path) -> None:
    async with running(tmp_path / "sandbox.db") as sandbox:
        sheet = form({"file": ("sheet.png", SHEET)}, {"kind": "photo"})
        path = f"{sandbox.url}/people/{SAM}/messages"
        async with sandbox.session.post(path, data=sheet) as response:
            assert response.status == 200
            sandbox.process.kill()
    async with running(tmp_path / "sandbox.db") as sandbox:
        assert await given(sandbox) == SHEET


async def everything(sandbox: Running) -> list[Any]:
    """All that a restart could lose."""
    return [
        await sandbox.get("/people"),
        await sandbox.get(f"/people/{ALEX}/messages"),
        await sandbox.get(f"/people/{SAM}/messages"),
        await sandbox.get("/clock"),
        await sandbox.bot("getUpdates"),
        await sandbox.bot("getMyCommands"),
    ]


async def a_day(sandbox: Running) -> str:
    """Something of everything; the query that can still be answered."""
    await sandbox.post("/people", {"id": 7, "first_name": "Ada"})
    for person in (ALEX, SAM):
        await sandbox.post(f"/people/{person}/start", {"link": ""})
    await sandbox.bot("setMyCommands", commands=[{"command": "today", "description": "The day"}])
    await sandbox.bot(
        "sendMessage", chat_id=ALEX, text="Hello", reply_markup={"keyboard": [["Today"]]}
    )
    await sandbox.bot("sendMessage", chat_id=ALEX, text="Stretch", reply_markup=buttons("Done"))
    await sandbox.post("/clock/due", {"at": "2026-11-23T07:00:00+00:00"})
    await sandbox.post("/clock", {"to": "next"})
    await sandbox.post(f"/people/{SAM}/block", {"blocked": True})
    first = (await sandbox.bot("getUpdates", limit=1))[0]["update_id"]
    await sandbox.bot("getUpdates", offset=first + 1, limit=1)
    tap = await sandbox.post(f"/people/{ALEX}/taps", {"message_id": 3, "button": "Done"})
    return str(tap["query_id"])


async def test_kill_9_loses_nothing(tmp_path: Path) -> None:
    data = tmp_path / "below" / "sandbox.db"
    async with running(data) as sandbox:
        query = await a_day(sandbox)
        before = await everything(sandbox)
        sandbox.process.kill()
        await sandbox.process.wait()
    async with running(data) as sandbox:
        assert await everything(sandbox) == before
        await sandbox.bot("answerCallbackQuery", callback_query_id=query, text="Noted.")
        assert len(before[4]) == 3


async def test_kill_9_right_after_the_answer(tmp_path: Path) -> None:
    """What was accepted is kept, at any moment."""
    for n in range(3):
        async with running(tmp_path / "sandbox.db") as sandbox:
            said = await sandbox.post(f"/people/{ALEX}/messages", {"text": f"note {n}"})
            assert said["message_id"] == n + 1
            sandbox.process.kill()
    async with running(tmp_path / "sandbox.db") as sandbox:
        updates = await sandbox.bot("getUpdates")
    assert [update["message"]["text"] for update in updates] == ["note 0", "note 1", "note 2"]
    assert len({update["update_id"] for update in updates}) == 3


async def test_a_client_that_leaves_a_hang_has_no_effect(tmp_path: Path) -> None:
    """In the program itself: aiohttp's server for tests ends such requests by itself."""
    async with running(tmp_path / "sandbox.db") as sandbox:
        await sandbox.post(f"/people/{ALEX}/start", {"link": ""})
        await sandbox.post("/faults", {"kind": "hang", "method": "sendMessage"})
        sending = asyncio.create_task(sandbox.bot("sendMessage", chat_id=ALEX, text="Prompt"))
        assert (await sandbox.get("/faults/1?hits=1&timeout=10"))["hanging"] == 1
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        async with asyncio.timeout(10):
            while (await sandbox.get("/faults/1"))["hanging"]:
                pass
        assert len((await sandbox.get(f"/people/{ALEX}/messages"))["messages"]) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_at_once_and_quietly(tmp_path: Path, number: signal.Signals) -> None:
    async with running(tmp_path / "sandbox.db") as sandbox:
        poll = asyncio.create_task(sandbox.bot("getUpdates", timeout=30))
        clock = asyncio.create_task(sandbox.get("/clock?version=1&timeout=30"))
        await sandbox.post("/faults", {"kind": "hang", "method": "getMe"})
        hang = asyncio.create_task(sandbox.bot("getMe"))
        await sandbox.get("/faults/1?hits=1&timeout=10")
        sandbox.process.send_signal(number)
        out, err = await asyncio.wait_for(sandbox.process.communicate(), 5)
        assert (sandbox.process.returncode, out, err) == (0, b"", b"")
        await asyncio.gather(poll, clock, hang, return_exceptions=True)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--host", "0.0.0.0"], "isn't loopback"),
        (["--host", "192.168.1.5"], "isn't loopback"),
        (["--token", "nonsense"], "--token"),
        (["--username", "a b"], "--username"),
        (["--frozen", "2026-11-23T06:00:00"], "offset from UTC"),
        (["--port", "99999999"], "can't listen"),
    ],
)
async def test_one_clear_line(tmp_path: Path, arguments: list[str], complaint: str) -> None:
    process = await spawn("--data", str(tmp_path / "sandbox.db"), *arguments)
    out, err = await asyncio.wait_for(process.communicate(), 20)
    assert (process.returncode, out) == (2, b"")
    assert complaint in err.decode()
    assert err.count(b"\n") == 1


async def test_a_taken_port_is_said(tmp_path: Path) -> None:
    async with running(tmp_path / "one.db") as sandbox:
        port = sandbox.url.rpartition(":")[2]
        second = await spawn("--port", port, "--data", str(tmp_path / "two.db"))
        _, err = await asyncio.wait_for(second.communicate(), 20)
    assert second.returncode == 2
    assert f"can't listen at 127.0.0.1:{port}" in err.decode()
