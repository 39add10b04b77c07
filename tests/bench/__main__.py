"""`make bench`: everything side by side in one run; the table, and how many are at target."""

import argparse
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.bench import table
from tests.bench.bench import Bench, is_in_memory
from tests.bench.processes import ROOT
from tests.bench.rows import burst, ceiling, durable, growth, replicas, resources, taps
from tests.bench.table import Row

ROWS: dict[str, Callable[[Bench], Row]] = {
    "tap": taps.tap,
    "durable": durable.durable,
    "burst": burst.burst,
    "flood": taps.flood,
    "ceiling": ceiling.ceiling,
    "start": growth.start_up,
    "tick": growth.tick,
    "history": growth.history,
    "memory": resources.memory,
    "idle": resources.idle,
    "size": resources.size,
    "replicas": replicas.replicas,
}
SHORT_SCALE, SHORT_ROUNDS = 0.1, 1
# Two minutes of it; the others take their time whatever their size.
SHORT = ("tap", "durable", "burst", "flood", "ceiling", "tick", "history")
# In CI a row fails where its ratio is off by more than this: the farthest from its target is off by
# five (docs/performance.md says why), and no neighbour on the machine doubles that.
NO_DOUBT = 10


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="small; fails where there is no doubt")
    parser.add_argument("--rows", nargs="+", choices=ROWS, metavar="ROW")
    parser.add_argument("--rounds", type=int, default=None)
    parser.add_argument("--scale", type=float, default=None, help="1 is what the docs show")
    parser.add_argument("--full", action="store_true", help="as many circles as the issue names")
    parser.add_argument("--profile", choices=ROWS, metavar="ROW", help="where this row's time goes")
    parser.add_argument("--folder", type=Path, default=ROOT / "data", help="on the disk to measure")
    return parser.parse_args()


def _row(name: str, bench: Bench) -> Row:
    began = time.monotonic()
    bench.say(f"{name} …")
    try:
        row = ROWS[name](bench)
    except Exception as error:
        bench.say(traceback.format_exc())
        said = str(error).strip().splitlines() or [type(error).__name__]
        row = Row(name, error=f"{type(error).__name__}: {said[0]}")
    bench.say(f"{name}: {time.monotonic() - began:.0f} s\n{row.line()}")
    return row


def _profiled(bench: Bench, name: str) -> int:
    bench.profile, bench.rounds = True, 1
    row = _row(name, bench)
    print(row.line())
    for file in sorted(bench.folder.glob("profile-*.txt")):
        print(f"\n== {file.stem}\n{file.read_text()}")
    return 0


def main() -> int:
    asked = _asked()
    # As Ctrl-C: what was started is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    asked.folder.mkdir(exist_ok=True)
    if is_in_memory(asked.folder):
        print(f"{asked.folder} is in memory: choose a --folder on a disk.")
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-", dir=asked.folder) as folder:
        bench = Bench(
            Path(folder),
            rounds=asked.rounds or (SHORT_ROUNDS if asked.short else 3),
            scale=asked.scale or (SHORT_SCALE if asked.short else 1.0),
            full=asked.full,
        )
        if asked.profile:
            return _profiled(bench, asked.profile)
        names = asked.rows or (SHORT if asked.short else ROWS)
        rows = [_row(name, bench) for name in names]
        seconds = time.monotonic() - bench.began
    print(table.markdown(rows).replace("\n\n", f"\n\nIn {seconds:.0f} s.\n\n", 1))
    off = [row.what for row in rows if row.is_far_off(NO_DOUBT)]
    if asked.short and off:
        print(f"far off: {'; '.join(off)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
