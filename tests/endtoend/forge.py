"""A process that has all imports behind it: each order on stdin forks off a bot, or a sandbox.

A bot that was killed is a process like any other; only the second that Python's imports take is
spent once and not a hundred times. `python -m bot` itself is what the other files here start.
"""

import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from bot import __main__ as bot
from sandbox import __main__ as sandbox
from tests import quick
from tests.endtoend import points, sabotage

PROGRAMS = {"bot": bot.main, "sandbox": sandbox.main}


def _become(order: dict[str, Any]) -> NoReturn:
    """A bot or a sandbox, in this process from now on."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, order["out"], os.O_WRONLY | os.O_CREAT | os.O_APPEND),
        (2, order["err"], os.O_WRONLY | os.O_CREAT | os.O_APPEND),
    ):
        os.dup2(os.open(path, flags), number)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    sys.argv = [order["program"], *order["arguments"]]
    if order["points"]:
        points.install(Path(order["points"]))
    if order["broken"]:
        sabotage.WAYS[order["broken"]]()
    code = 1
    try:
        code = PROGRAMS[order["program"]]()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                stream.flush()
        os._exit(code)


def main() -> None:
    """Fork for each line; the new process's id is the answer."""
    # Whoever ends is forgotten by the system at once: there is nobody here to wait for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    quick.warm()
    quick.settle_memory()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _become(json.loads(line))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
