"""Processes: started, listened to, frozen, killed; and nothing that they say is a secret."""

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Ample for a machine that has other things to do; nothing waits that long when all is well.
PATIENCE = 45.0
TOKEN_SHAPE = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")


def environment(**values: str) -> dict[str, str]:
    """What a process is told, and nothing of what whoever runs the tests has set."""
    return {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(ROOT)} | values


async def until(
    holds: Callable[[], object], what: str, seconds: float = PATIENCE, *, every: float = 0.005
) -> None:
    """Look again until it holds; what was waited for is said where it never does."""
    try:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110  it holds in another process
                await asyncio.sleep(every)
    except TimeoutError:
        raise AssertionError(f"waited {seconds:.0f} s in vain: {what}") from None


class Program:
    """A process of ours, and what it said."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.out_file, self.err_file = folder / f"{name}.out", folder / f"{name}.err"
        self.pid = 0

    def alive(self) -> bool:
        raise NotImplementedError

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def reap(self) -> None:
        """Wait for a killed process to be gone."""
        raise NotImplementedError

    def kill(self) -> None:
        """kill -9, and it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self.signal(signal.SIGKILL)
        self.reap()

    @property
    def out(self) -> str:
        return self.out_file.read_text() if self.out_file.exists() else ""

    @property
    def err(self) -> str:
        return self.err_file.read_text() if self.err_file.exists() else ""

    async def says(self, pattern: str, seconds: float = PATIENCE) -> str:
        """Wait until it said this; the first group, or all of it."""
        found: list[re.Match[str]] = []

        def heard() -> bool:
            found.extend(re.finditer(pattern, self.out + self.err))
            return bool(found) or not self.alive()

        await until(heard, f"{self.name} says {pattern!r}", seconds)
        assert found, f"{self.name} ended without {pattern!r}: {self.out}{self.err}"
        return found[0][1] if found[0].re.groups else found[0][0]


class Spawned(Program):
    """`python -m ...`, as a host starts it, in a process group of its own."""

    def __init__(
        self, name: str, folder: Path, module: str, *arguments: str, env: dict[str, str], cwd: Path
    ) -> None:
        super().__init__(name, folder)
        with self.out_file.open("ab") as out, self.err_file.open("ab") as err:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
        self.pid = self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def reap(self) -> None:
        self._process.wait(PATIENCE)

    async def ends(self, seconds: float = PATIENCE) -> int:
        """Its exit code, once it ends by itself."""
        await until(lambda: not self.alive(), f"{self.name} ends", seconds)
        return self._process.returncode

    def cpu_seconds(self) -> float:
        """How long it has kept a processor busy, all in all."""
        stat = Path(f"/proc/{self.pid}/stat")
        if stat.exists():
            user, system = stat.read_text().rpartition(")")[2].split()[11:13]
            return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        told = subprocess.run(
            ["ps", "-o", "cputime=", "-p", str(self.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        minutes, _, seconds = told.stdout.strip().rpartition(":")
        return float(minutes) * 60 + float(seconds)

    def signal_group(self, number: signal.Signals) -> None:
        """As Ctrl-C in a terminal: to it and to all that it started."""
        os.killpg(self.pid, number)

    def group_alive(self) -> bool:
        """Whether it, or anything that it started, still runs."""
        self._process.poll()
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def end_group(self) -> None:
        """Nothing that it started stays behind."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.reap()


class Forked(Program):
    """A bot, or a sandbox, from the forge."""

    def __init__(self, name: str, folder: Path, pid: int) -> None:
        super().__init__(name, folder)
        self.pid = pid

    def alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def reap(self) -> None:
        end = time.monotonic() + PATIENCE
        while self.alive():
            assert time.monotonic() < end, f"{self.name} does not end"
            time.sleep(0.001)


class Programs:
    """Everything a test starts; all of it is gone at its end, and none of it told a token."""

    def __init__(self, folder: Path, forge: "subprocess.Popen[str]") -> None:
        self.folder, self._forge = folder, forge
        self.all: list[Program] = []

    def start(
        self,
        module: str,
        *arguments: str,
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Spawned:
        """`python -m module`, away from the checkout, so that no `.env` there is read."""
        name = f"{len(self.all)}-{module}"
        told = environment() if env is None else env
        started = Spawned(name, self.folder, module, *arguments, env=told, cwd=cwd or self.folder)
        self.all.append(started)
        return started

    def fork(
        self, program: str, *arguments: str, points: Path | None = None, broken: str = ""
    ) -> Forked:
        """A bot or a sandbox out of the forge; with its points told there, broken in that way."""
        assert self._forge.stdin and self._forge.stdout
        name = f"{len(self.all)}-{program}"
        started = Forked(name, self.folder, 0)
        order = {
            "program": program,
            "arguments": arguments,
            "env": environment(),
            "cwd": str(self.folder),
            "out": str(started.out_file),
            "err": str(started.err_file),
            "points": str(points) if points else "",
            "broken": broken,
        }
        self._forge.stdin.write(json.dumps(order) + "\n")
        self._forge.stdin.flush()
        started.pid = int(self._forge.stdout.readline())
        self.all.append(started)
        return started

    def end(self) -> None:
        """Kill what is left, with all that it started."""
        for program in reversed(self.all):
            if isinstance(program, Spawned):
                program.end_group()
            else:
                program.kill()

    def check(self) -> None:
        """What no process may ever say."""
        for program in self.all:
            for said in (program.out, program.err):
                assert not TOKEN_SHAPE.search(said), f"{program.name} told a token"
                assert "TEST-" not in said, f"{program.name} told a token"
                assert "Traceback" not in said, f"{program.name}: {said}"
            assert "?start=" not in program.err, f"{program.name} logged a link's secret"


@contextlib.contextmanager
def forge() -> Iterator["subprocess.Popen[str]"]:
    """The process that bots are forked from."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.endtoend.forge"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
