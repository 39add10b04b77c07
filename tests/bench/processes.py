"""The processes of a measurement: started, listened to, ended whatever happens."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "123456789:TEST-token-that-opens-nothing-at-all-0"
PATIENCE = 60.0
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


class BrokenError(Exception):
    """A program did not do what was waited for."""


@dataclass(frozen=True)
class Spent:
    """What a process has used so far: seconds of a core, and how often it was woken."""

    cpu: float
    wakes: int


class Process:
    """`python -m …`, in a group of its own; what it says goes to files."""

    def __init__(self, folder: Path, module: str, *arguments: str, **env: str) -> None:
        self.name = module
        self._out = folder / f"{module}-{time.monotonic_ns()}.log"
        told = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(ROOT)} | env
        with self._out.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=folder,
                env=told,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.pid = self._process.pid

    @property
    def said(self) -> str:
        """All that it printed."""
        return self._out.read_text(errors="replace")

    def until_says(self, words: str, seconds: float = PATIENCE) -> str:
        """Wait for a line with these words; the line."""

        def line() -> str | None:
            return next((one for one in self.said.splitlines() if words in one), None)

        return str(until(line, f"{self.name} says {words!r}", seconds, self))

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    @property
    def failed(self) -> bool:
        """Whether it ended otherwise than well."""
        return bool(self._process.poll())

    def memory(self) -> float:
        """Its resident memory, in MiB."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * PAGE / 2**20

    def spent(self) -> Spent:
        """Its time on a core, and how often it went to sleep by itself, in all its threads."""
        stat = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        wakes = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            for line in (task / "status").read_text().splitlines():
                if line.startswith("voluntary_ctxt_switches"):
                    wakes += int(line.split()[1])
        return Spent((int(stat[11]) + int(stat[12])) / TICKS, wakes)

    def end(self) -> None:
        """Politely, then at once; with all that it started."""
        for request, seconds in ((signal.SIGTERM, 15.0), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, request)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
                return


def spent_under(words: str) -> float:
    """Seconds of a core that a program took with all that it started: the one told these words."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            told = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            # Its own, and of those who ended.
            ticks = sum(map(int, stat[11:15]))
            found[int(folder.name)] = int(stat[1]), told, ticks
    parents = {pid for pid, (_, told, _) in found.items() if words in told}
    return sum(t for pid, (parent, _, t) in found.items() if {pid, parent} & parents) / TICKS


def until(
    holds: Any,
    what: str,
    seconds: float = PATIENCE,
    alive: Process | None = None,
    every: float = 0.01,
) -> Any:
    """Look again until it holds; BrokenError where it doesn't in time, or the process ended."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise BrokenError(f"waited {seconds:.0f} s in vain: {what}")
        if alive is not None and not alive.is_alive() and not holds():
            raise BrokenError(f"{alive.name} ended: {alive.said[-500:]}")
        time.sleep(every)
    return found


class Telegram(Process):
    """The lean Telegram, and what can be asked of it."""

    def __init__(
        self, folder: Path, latency: float = 0.0, module: str = "tests.bench.telegram"
    ) -> None:
        super().__init__(folder, module, "--latency", str(latency))
        self.url = self.until_says("http://").strip()

    def ask(self, what: str, patience: float = PATIENCE, **asked: Any) -> Any:
        """One of its `/control/…`."""
        body = json.dumps(asked).encode()
        request = urllib.request.Request(f"{self.url}/control/{what}", body)
        with urllib.request.urlopen(request, timeout=patience) as answer:
            return json.loads(answer.read())

    def until_sent(self, many: int, seconds: float, alive: Process) -> None:
        """Until so many messages came."""
        until(lambda: self.ask("count") >= many, f"{many} sends", seconds, alive, every=0.05)


def bot(folder: Path, url: str, database: str, profile: Path | None = None, **env: str) -> Process:
    """Our own program, as a host starts it."""
    told = {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
        "DATABASE_URL": database,
        "LOG_LEVEL": "warning",
    }
    if profile is None:
        return Process(folder, "bot", "run", **(told | env))
    module = "tests.bench.sampled"
    return Process(folder, module, str(profile), "bot", "run", **(told | env))


@contextlib.contextmanager
def ended(*processes: Process) -> Iterator[None]:
    """They are ended afterwards, the last first."""
    try:
        yield
    finally:
        for process in reversed(processes):
            process.end()
