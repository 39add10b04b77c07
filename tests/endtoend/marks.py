"""Secrets that are told apart wherever they turn up, and everything that a run has written."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from tests.endtoend.programs import Program

# What no file, no line, no title of a process and no address may have: by what it is, a line each.
MARKS = {
    "the token": "zqTokenzq-9f1b7c-opens-nothing-at-all",
    "the database's password": "zqPassword7d21",
    "the heartbeat's path": "zqBeat5e90",
    # 32 bytes in base64, as `DATA_KEY` is.
    "the key": "zqDataKeyzq5f0c9a8b7d6e5f4a3b2c1d0e9f8a7b6c=",
    "the person's name": "Xanthipzq",
    "the helper's name": "Balthazq",
    "their surname": "Quillfeatherzq",
    "a note": "zqspleenflutters",
    "a fall": "zqkitchenfloor",
    "a question": "zqmayiswim",
    "a routine": "Heronwadezq",
    "what could not be read": "zqunreadable",
    "what was broken": "zqbrokenrow",
}
TOKEN = f"987654321:{MARKS['the token']}"
# Nothing of theirs is a mark's: what the sandbox and the database keep is kept on purpose.
KEPT = ("sandbox.db", "baseline.db")


class Beats:
    """Whoever hears the heartbeat: all that it was told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def _hear(self, request: web.Request) -> web.Response:
        body = await request.text()
        self.heard.append(f"{request.raw_path}\n{dict(request.headers)}\n{body}")
        return web.Response()

    @contextlib.asynccontextmanager
    async def listens(self) -> AsyncIterator[str]:
        """Its address."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._hear)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        try:
            yield f"http://{host}:{port}"
        finally:
            await runner.cleanup()


@dataclass
class Titles:
    """What the process, and whatever it starts, shows of itself to everybody on the machine."""

    program: Program
    seen: set[str] = field(default_factory=set)

    def look(self) -> None:
        """At each process of its group."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                group = int(stat.read_text().rpartition(")")[2].split()[2])
                if group == self.program.pid:
                    shown = [stat.with_name(name).read_bytes() for name in ("cmdline", "comm")]
                    self.seen.add(b" ".join(shown).replace(b"\0", b" ").decode())

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Again and again: a page is set within a tenth of a second."""

        async def keep_looking() -> None:
            while True:
                self.look()
                await asyncio.sleep(0.01)

        task = asyncio.create_task(keep_looking())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def with_password(url: str) -> str:
    """A database's address with a password in it; an SQLite file has none."""
    parts = urlsplit(url)
    if not parts.scheme.startswith("postgres"):
        return url
    user, _, where = parts.netloc.rpartition("@")
    secret = MARKS["the database's password"]
    return parts._replace(netloc=f"{user.partition(':')[0]}:{secret}@{where}").geturl()


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file below a folder, by its name, and what is in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(KEPT):
            yield path.name, path.read_bytes().decode(errors="replace")


def found(text: str, *more: str) -> list[str]:
    """What of the secrets is in a text."""
    inside = [what for what, mark in MARKS.items() if mark.lower() in text.lower()]
    return inside + [mark for mark in more if mark in text]
