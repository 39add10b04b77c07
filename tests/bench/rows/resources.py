"""Rows 9, 10, 11: memory, idle processors, and bytes on the disk."""

import time
from typing import Any

from tests.bench import bench, processes
from tests.bench.bench import Bench
from tests.bench.rows import burst, taps
from tests.bench.table import Check, Figure, Row, Target

SETTLE = 6.0
SERVED, ALL_SERVED = 3_000, 100_000
IDLE_SECONDS = 60.0
HOUR = 3600.0
YEAR = 364
JOURNAL = {"session", "answer", "plan_version"}


def memory(bench_: Bench) -> Row:
    """Row 9: idle beside (a); and after many circles had a prompt and a tap, beside our own."""
    one = bench_.families("memory-one", 1)[0]

    def idle(number: int) -> dict[str, Any]:
        file = bench_.copy(one, "memory-idle")
        telegram = bench_.telegram(file.parent)
        with processes.ended(telegram):
            program = bench_.bot(file, telegram)
            with processes.ended(program):
                program.until_says("Running")
                time.sleep(SETTLE)
                return {"MiB": program.memory()}

    def bare(number: int) -> dict[str, Any]:
        folder = bench_.new("memory-bare")
        telegram = bench_.telegram(folder)
        with processes.ended(telegram):
            program = bench_.anchor("bare", folder, telegram, "run")
            with processes.ended(program):
                time.sleep(SETTLE)
                return {"MiB": program.memory()}

    found = bench.interleaved(min(bench_.rounds, 2), ("ours", idle), ("bare", bare))
    own, bare_ = (bench.gathered(found[side], "MiB", "MiB") for side in ("ours", "bare"))
    many = ALL_SERVED if bench_.full else bench_.sized(SERVED, 300)
    served = Figure((_served(bench_, many),), "MiB")
    return Row(
        "resident memory after start, idle, one circle",
        (
            Check(own, bare_, Target(most=1.6), against="(a)"),
            Check(served, own, Target(most=1.2), f"after {many:,} circles served", "own, idle"),
        ),
        notes=(f"served: each of {many:,} circles had a prompt and tapped Done on it; "
               "100,000 with --full",),
    )  # fmt: skip


def _served(bench_: Bench, many: int) -> float:
    file, made = bench_.families("memory-many", many)
    bench.make_due(file, ("prompt",), made.now)
    telegram = bench_.telegram(file.parent)
    with processes.ended(telegram):
        program = bench_.bot(file, telegram, **burst.UNLIMITED)
        with processes.ended(program):
            program.until_says("Running")
            longest = 120 + many / 50
            telegram.until_sent(many, longest, program)
            chats = sorted({chat for _, chat, _ in telegram.ask("seen")["sends"]})
            asked = {"chats": chats, "wanted": taps.OURS, "at_once": 16, "each": 1}
            said = telegram.ask("crowd", longest + 30, seconds=longest, **asked)
            bench_.say(f"{many:,} prompts, {said['taps']:,} taps")
            if said["taps"] < many * 0.99:
                raise processes.BrokenError(f"{said['taps']} of {many} taps were through")
            time.sleep(SETTLE)
            return program.memory()


def idle(bench_: Bench) -> Row:
    """Row 10: ours and (a) side by side, nobody doing anything."""
    file, seconds = bench_.families("idle", 1)[0], max(20.0, IDLE_SECONDS * bench_.scale)
    seconds = HOUR if bench_.full else seconds
    telegrams = [bench_.telegram(file.parent) for _ in range(2)]
    with processes.ended(*telegrams):
        programs = [bench_.bot(file, telegrams[0])]
        programs.append(bench_.anchor("bare", file.parent, telegrams[1], "run"))
        with processes.ended(*programs):
            programs[0].until_says("Running")
            time.sleep(SETTLE)
            before, began = [program.spent() for program in programs], time.monotonic()
            time.sleep(seconds)
            passed = time.monotonic() - began
            after = [program.spent() for program in programs]
    cpu = [(b.cpu - a.cpu) / passed * 100 for a, b in zip(before, after, strict=True)]
    wakes = [(b.wakes - a.wakes) / passed * HOUR for a, b in zip(before, after, strict=True)]
    return Row(
        "CPU while idle, one circle",
        (
            Check(
                Figure((cpu[0],), "% of a core", 3), Figure((0.1,), "% of a core"), Target(most=1)
            ),
            Check(Figure((cpu[0],), "%", 3), Figure((cpu[1],), "%", 3), Target(), "", "(a)"),
            Check(
                Figure((wakes[0],), "an hour", 0), Figure((wakes[1],), "an hour", 0),
                Target(), "wake-ups", "(a)",
            ),
        ),
        notes=(f"looked at for {passed:.0f} s; an hour with --full",),
    )  # fmt: skip


def size(bench_: Bench) -> Row:
    """Row 11: a year of real days, table by table; what grows in its second half."""
    days = YEAR if bench_.full else bench_.sized(YEAR // 2, 90)
    file = bench_.copy(bench_.empty, "size")
    said = bench_.inside("year", file, bench_.began_at, str(days))
    half, whole = said["half"], said["whole"]
    grows = {
        table: rows - half.get(table, 0)
        for table, rows in whole.items()
        if rows > 1.1 * half.get(table, 0) + 3
    }
    sizes = said["bytes"]
    total = sum(sizes.values())
    per_year = said["year_bytes"] * YEAR / days
    most = sorted(sizes.items(), key=lambda one: -one[1])
    return Row(
        "database size per circle and year",
        (
            Check(
                Figure((per_year / 1024,), "KiB"), Figure((total / 1024,), "KiB of the file"),
            ),
        ),
        holds=((f"only the journal grows ({', '.join(sorted(grows))})", set(grows) <= JOURNAL),),
        notes=(
            f"{days} days of one circle with two routines, its tables and their indexes: "
            + ", ".join(f"{table} {n / 1024:.0f} KiB" for table, n in most if n > 4096),
        ),
    )  # fmt: skip
