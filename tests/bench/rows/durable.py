"""Row 2: taps a second that are on the disk, against raw sqlite3 with the same statements."""

from pathlib import Path
from typing import Any

from tests.bench import bench, copies
from tests.bench.bench import Bench
from tests.bench.table import Check, Row, Target

FAMILIES = 400


def durable(bench_: Bench) -> Row:
    """Ours and the raw ones on the same rows, a round after another."""
    many = bench_.sized(FAMILIES, 40)
    source, made = bench_.families("durable-source", many)
    bench.make_due(source, ("prompt",), made.now)
    now, chats = made.now.isoformat(), str([101 + copies.STRIDE * n for n in range(many)])
    bench_.inside("prepare", source, now)
    statements = bench_.folder / "statements"
    said = bench_.inside(
        "record", bench_.copy(source, "durable-record"), now, chats, str(statements)
    )

    def ours(number: int) -> dict[str, Any]:
        file = bench_.copy(source, "durable-ours")
        return dict(bench_.inside("tap", file, now, chats, profiled=True))

    def raw(number: int) -> dict[str, Any]:
        return bench_.run("tests.bench.anchors.raw", str(_raw(bench_, source)), str(statements))

    found = bench.interleaved(bench_.rounds, ("ours", ours), ("raw", raw))
    rates = [bench.gathered(found[side], "rate", "a second", 0) for side in ("ours", "raw")]
    return Row(
        "durable taps a second, one process, SQLite with FULL sync",
        (Check(rates[0], rates[1], Target(least=0.5), against="(c)"),),
        notes=(f"{said['statements']:.0f} statements a tap, {said['taps']} taps a round",),
    )


def _raw(bench_: Bench, source: Path) -> Path:
    return bench_.copy(source, "durable-raw")
