"""Where a program's time goes: `python -m tests.bench.sampled OUT MODULE ARGUMENTS` runs it so.

Looks at all its threads every few milliseconds, so that the database's thread is seen, too.
"""

import atexit
import runpy
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

EVERY = 0.002
# A thread that is there waits, it doesn't work.
WAITS = {"select", "poll", "wait", "_wait_for_tstate_lock", "_look", "get", "_worker"}
MOST = 45


class Sampler:
    """Counts functions: those that work, and those that called them."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._own: Counter[str] = Counter()
        self._all: Counter[str] = Counter()
        self._looks = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sampler", daemon=True)

    def start(self) -> None:
        """Look from now on, until `end`."""
        # Else it would see only the places where a thread lets go of the lock by itself.
        sys.setswitchinterval(0.00002)
        self._thread.start()

    def end(self) -> None:
        """What was seen is written down."""
        self._ended.set()
        self._thread.join(1)
        self._out.write_text(self.said())

    def _run(self) -> None:
        while not self._ended.wait(EVERY):
            self._look()

    def _look(self) -> None:
        me = threading.get_ident()
        for ident, frame in sys._current_frames().items():
            if ident != me and frame.f_code.co_name not in WAITS:
                self._count(frame)

    def _count(self, top: FrameType) -> None:
        seen: set[str] = set()
        frame: FrameType | None = top
        while frame is not None:
            name = _named(frame)
            seen.add(name)
            frame = frame.f_back
        if any("importlib" in name for name in seen):
            return
        self._looks += 1
        self._own[_named(top)] += 1
        self._all.update(seen)

    def said(self) -> str:
        """Both counts, of a hundred looks at a working thread."""
        whole = max(self._looks, 1)
        lines = [f"{self._looks} looks at a thread that works, one every {EVERY * 1000:.0f} ms"]
        for title, found in (("with what it calls", self._all), ("itself", self._own)):
            lines.append(f"\n{title}:")
            lines += [f"{n * 100 / whole:5.1f} %  {name}" for name, n in found.most_common(MOST)]
        return "\n".join(lines) + "\n"


def _named(frame: FrameType) -> str:
    code = frame.f_code
    return f"{'/'.join(Path(code.co_filename).parts[-2:])}:{code.co_qualname}"


def main() -> None:
    """Run a module under the sampler."""
    sampler = Sampler(Path(sys.argv[1]))
    module, sys.argv = sys.argv[2], [sys.argv[2], *sys.argv[3:]]
    atexit.register(sampler.end)
    sampler.start()
    began = time.monotonic()
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        print(f"ran {time.monotonic() - began:.1f} s", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
