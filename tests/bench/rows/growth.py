"""Rows 6, 7, 8: what is larger must not be slower: starts, ticks, digests and journals."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

from tests.bench import bench, copies, processes
from tests.bench.bench import Bench
from tests.bench.table import Check, Figure, Row, Target

ROUTINES, A_CIRCLE = 100_000, 10
MANY, FEW, DUE = 1_000_000, 1_000, 10
TICKS = 30
YEARS, MONTHS = 10, 120


def start_up(bench_: Bench) -> Row:
    """Row 6: from the start of the process to its first round, with many routines and with one."""
    many = bench_.sized(ROUTINES, 1000)
    files = {
        "one": bench_.families("start-one", 1, routines=1)[0],
        "many": bench_.families("start-many", many // A_CIRCLE, routines=A_CIRCLE)[0],
    }
    jobs = {"one": 1, "many": many}
    stores = {side: bench_.new(f"start-usual-{side}") / "jobs.db" for side in jobs}
    later = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat()
    for side, file in stores.items():
        bench_.run("tests.bench.anchors.usual", "fill", str(file), str(jobs[side]), later)
    found = bench.interleaved(
        bench_.rounds,
        *((side, lambda n, f=file: _starts(bench_, f)) for side, file in files.items()),
        *((f"b-{side}", lambda n, f=file: _b_starts(bench_, f)) for side, file in stores.items()),
    )
    figure = {side: bench.gathered(rounds, "s", "s", 2) for side, rounds in found.items()}
    return Row(
        f"start-up with {many:,} routines against 1",
        (
            Check(figure["many"], figure["one"], Target(most=1.2), against="1 routine:"),
            Check(figure["b-many"], figure["b-one"], Target(), "(b)", "(b), 1 job:"),
        ),
        notes=("ready is the end of the first due round; for (b), its first getUpdates",),
    )


def _starts(bench_: Bench, file: Path) -> dict[str, Any]:
    copies.execute(file, ("DELETE FROM pulse", ()))
    telegram = bench_.telegram(file.parent)
    with processes.ended(telegram):
        began = time.monotonic()
        program = bench_.bot(file, telegram)
        with processes.ended(program):
            processes.until(lambda: _had_a_round(file), "the first round", 120, program)
            return {"s": time.monotonic() - began}


def _had_a_round(file: Path) -> bool:
    return bool(copies.asked(file, "SELECT count(*) FROM pulse WHERE name = 'round'"))


def _b_starts(bench_: Bench, file: Path) -> dict[str, Any]:
    telegram = bench_.telegram(file.parent)
    with processes.ended(telegram):
        began = time.monotonic()
        program = bench_.anchor("usual", file.parent, telegram, "run", str(file))
        with processes.ended(program):
            processes.until(
                lambda: telegram.ask("seen")["calls"].get("getupdates"), "getUpdates", 120, program
            )
            return {"s": time.monotonic() - began}


def tick(bench_: Bench) -> Row:
    """Row 7: a few rows due among many, and among few."""
    many = bench_.sized(MANY, 10_000)
    sides = {"few": FEW, "many": many}
    files = {}
    for side, routines in sides.items():
        began = time.monotonic()
        made = bench_.families(f"tick-{side}", routines // A_CIRCLE, routines=A_CIRCLE, days=0)
        files[side] = made
        size = made[0].stat().st_size / 2**20
        bench_.say(f"{routines:,} routines: {size:,.0f} MiB in {time.monotonic() - began:.0f} s")

    def measured(side: str) -> dict[str, Any]:
        file, made = files[side]
        now = made.now.isoformat()
        return dict(bench_.inside("tick", file, now, str(DUE), str(TICKS), profiled=side == "many"))

    found = bench.interleaved(
        bench_.rounds, *((side, lambda n, s=side: measured(s)) for side in files)
    )
    due = {side: bench.gathered(rounds, "due", "ms") for side, rounds in found.items()}
    empty = {side: bench.gathered(rounds, "empty", "ms", 2) for side, rounds in found.items()}
    return Row(
        f"tick with {many:,} routines, {DUE} of them due, against {FEW:,}",
        (
            Check(due["many"], due["few"], Target(most=1.5), against=f"{FEW:,}:"),
            Check(empty["many"], empty["few"], Target(), "nothing due", f"{FEW:,}, nothing due"),
        ),
    )


def history(bench_: Bench) -> Row:
    """Row 8: a digest and a journal, where there are ten years and where there is a month."""
    month = bench_.month("history-month")
    longer = bench_.copy(month, "history-years")
    months = bench_.sized(MONTHS, 12)
    bench_.inside("age", longer, bench_.began_at, str(months))

    def measured(file: Path) -> dict[str, Any]:
        return dict(bench_.inside("read_back", file, bench_.began_at, profiled=file == longer))

    found = bench.interleaved(
        bench_.rounds, ("month", lambda n: measured(month)), ("years", lambda n: measured(longer))
    )

    def figure(side: str, key: str) -> Figure:
        return bench.gathered(found[side], key, "ms", 2)

    return Row(
        f"a digest, and /journal, with {months / 12:.0f} years of history against 1 month",
        tuple(
            Check(
                figure("years", key), figure("month", key), Target(most=1.5), key, "1 month:"
            )
            for key in ("digest", "journal")
        ),
        notes=(f"{found['years'][0]['sessions']:,.0f} sessions against "
               f"{found['month'][0]['sessions']:,.0f}",),
    )  # fmt: skip
