"""`make simulate`: a table, and as its last line how many invariants were violated."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from tests import quick
from tests.simulation import parts
from tests.simulation.simulation import Simulation, migrated_file
from tests.simulation.transcript import Transcript

SHOWN = 20


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--families", type=int, default=100)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", type=int, help="this part alone, in this process")
    parser.add_argument("--seconds", type=float, help="whole runs, until so many are over")
    parser.add_argument("--transcript", type=int, metavar="N", help="print family N's chats")
    return parser.parse_args()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _alone(part: parts.Part) -> parts.Whole:
    quick.warm()
    began, whole = time.monotonic(), parts.Whole()
    whole.add(part, parts.lived(part))
    whole.tally.seconds = time.monotonic() - began
    return whole


def _transcript(asked: argparse.Namespace) -> None:
    quick.warm()
    with tempfile.TemporaryDirectory() as folder:
        migrated = migrated_file(Path(folder))
        sim = Simulation(asked.seed, asked.families, asked.days, Path(folder), migrated)
        sim.transcript = Transcript(sim, asked.transcript)
        sim.run()
    print(sim.transcript)


def main() -> int:
    asked = _asked()
    if os.environ.get("PYTHONHASHSEED") != "0":
        print("The same seed gives the same run only with PYTHONHASHSEED=0: use make simulate.")
        return 2
    if asked.transcript:
        _transcript(asked)
        return 0
    run = (asked.families, asked.days, asked.seed)
    if asked.part:
        whole = _alone(parts.parts(*run)[asked.part - 1])
    elif asked.seconds:
        whole = parts.Runner(parts.without_end(*run), asked.seconds).run(_say)
    else:
        whole = parts.Runner(iter(parts.parts(*run))).run(_say)
    print(whole.table())
    for what in whole.violated[:SHOWN]:
        print(what)
    print(f"violated: {len(whole.violated)}")
    return 1 if whole.violated else 0


if __name__ == "__main__":
    sys.exit(main())
