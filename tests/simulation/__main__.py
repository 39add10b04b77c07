"""`make simulate`: a table, and as its last line how many invariants were violated."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests import quick
from tests.simulation.simulation import Simulation, migrated_file
from tests.simulation.transcript import Transcript


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--families", type=int, default=20)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--transcript", type=int, metavar="N", help="print family N's chats")
    asked = parser.parse_args()
    quick.warm()
    with tempfile.TemporaryDirectory() as folder:
        migrated = migrated_file(Path(folder))
        sim = Simulation(asked.seed, asked.families, asked.days, Path(folder), migrated)
        if asked.transcript:
            sim.transcript = Transcript(sim, asked.transcript)
        tally = sim.run()
    if sim.transcript:
        print(sim.transcript)
    print(tally)
    print(f"violated: {len(tally.violated)}")
    return 1 if tally.violated else 0


if __name__ == "__main__":
    sys.exit(main())
