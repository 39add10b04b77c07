"""`python -m sandbox`: a Telegram on this machine, until it is told to end."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import signal
import sys
from datetime import datetime
from pathlib import Path

from aiohttp import web

from sandbox.botapi import WELL_FORMED
from sandbox.clock import Clock, instant
from sandbox.refusal import Refused
from sandbox.server import make_app
from sandbox.store import Store
from sandbox.world import LOOPBACK

# Shaped like a real one, known to everyone: it opens nothing but a sandbox on loopback.
OPEN_TOKEN = "900000001:sandbox-on-this-machine-no-secret-0"  # noqa: S105


def _instant(text: str) -> datetime:
    try:
        return instant(text)
    except Refused as refused:
        raise argparse.ArgumentTypeError(refused.description) from refused


def _token(text: str) -> str:
    if not WELL_FORMED.fullmatch(text):
        raise argparse.ArgumentTypeError("it looks like 123456:letters-and-digits")
    return text


def _username(text: str) -> str:
    if not re.fullmatch(r"\w{5,32}", text, re.ASCII):
        raise argparse.ArgumentTypeError("5 to 32 letters, digits and _")
    return text


def _host(text: str) -> str:
    if text not in LOOPBACK:
        raise argparse.ArgumentTypeError(f"{text} isn't loopback; the sandbox has no lock")
    return text


class _Parser(argparse.ArgumentParser):
    """One line where something is wrong, not the whole usage."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"sandbox: {message}\n")


def _arguments() -> argparse.Namespace:
    parser = _Parser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", type=_host, default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081, help="0 picks a free one")
    parser.add_argument("--data", type=Path, default=Path("data/sandbox.db"))
    parser.add_argument("--token", type=_token, default=OPEN_TOKEN)
    parser.add_argument("--username", type=_username, default="baseline_sandbox_bot")
    parser.add_argument(
        "--frozen", type=_instant, help="stop the clock of a new file at this instant"
    )
    return parser.parse_args()


def _stopped() -> asyncio.Event:
    """Set by SIGTERM or SIGINT."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _serve(asked: argparse.Namespace, store: Store) -> None:
    stop = _stopped()
    app = make_app(store, asked.token, asked.username, Clock(store, asked.frozen))
    # No access log: the URLs carry the token.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, asked.host, asked.port).start()
        print(f"Sandbox ready at {_address(runner)}", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()


def _address(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def main() -> int:
    """Run until told to end; the exit code."""
    asked = _arguments()
    # What is said here is nobody else's to read, whatever this machine is set to.
    os.umask(0o077)
    store = Store(asked.data)
    with contextlib.suppress(OSError):
        asked.data.chmod(0o600)
    try:
        asyncio.run(_serve(asked, store))
    except (OSError, OverflowError) as error:
        print(f"sandbox: can't listen at {asked.host}:{asked.port}: {error}", file=sys.stderr)
        return 2
    finally:
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
