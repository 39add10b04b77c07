"""Row 3: a burst of prompts that are all due at once, against how fast (a) sends and (b) fires."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

from tests.bench import bench, copies, processes
from tests.bench.bench import Bench
from tests.bench.table import Check, Row, Target

PROMPTS = 10_000
ALONE = 2_000
# Beyond this something is broken; all is bounded.
LONGEST = 240.0
UNLIMITED = {"SENDS_PER_SECOND": "0"}


def rate(telegram: processes.Telegram) -> float:
    """Sends a second, from the first to the last."""
    sends = [at for at, *_ in telegram.ask("seen")["sends"]]
    return (len(sends) - 1) / float(max(sends) - min(sends))


def settled(file: Path, many: int) -> bool:
    """Whether so many prompts are kept as sent."""
    said = "SELECT count(*) FROM message WHERE kind = 'prompt' AND state = 'sent' AND sent_at > ?"
    since = bench.kept(dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    return bool(copies.asked(file, said, since) >= many)


def ours(bench_: Bench, source: Path, many: int) -> dict[str, Any]:
    """From the first send to the last row that is kept as sent."""
    file = bench_.copy(source, "burst-ours")
    telegram = bench_.telegram(file.parent)
    with processes.ended(telegram):
        program = bench_.bot(file, telegram, **UNLIMITED)
        with processes.ended(program):
            telegram.until_sent(1, 60, program)
            first = time.monotonic()
            telegram.until_sent(many, LONGEST, program)
            processes.until(lambda: settled(file, many), "all are settled", 60, program, 0.05)
            seconds = time.monotonic() - first
            bench_.say(
                f"ours: {many / seconds:.0f} a second, {program.spent().cpu:.1f} s of a core"
            )
            return {"rate": many / seconds}


def alone(bench_: Bench) -> dict[str, Any]:
    """How fast (a) sends: the better of one after another and eight at once."""
    folder = bench_.new("burst-bare")
    telegram = bench_.telegram(folder)
    with processes.ended(telegram):
        program = bench_.anchor("bare", folder, telegram, "send", str(bench_.sized(ALONE, 300)))
        with processes.ended(program):
            said = program.until_says("a second", LONGEST)
            bench_.say(f"(a): one by one, eight at once: {said}")
            return {"rate": max(float(word) for word in said.split()[:2])}


def usual(bench_: Bench, many: int) -> dict[str, Any]:
    """How fast (b) sends as many reminders that are due at once."""
    folder = bench_.new("burst-usual")
    file, due = folder / "jobs.db", dt.datetime.now(dt.UTC).replace(microsecond=0)
    bench_.run("tests.bench.anchors.usual", "fill", str(file), str(many), due.isoformat())
    telegram = bench_.telegram(folder)
    with processes.ended(telegram):
        program = bench_.anchor("usual", folder, telegram, "run", str(file))
        with processes.ended(program):
            telegram.until_sent(1, LONGEST, program)
            telegram.until_sent(many, LONGEST, program)
            found = rate(telegram)
            bench_.say(f"(b): {found:.0f} a second")
            return {"rate": found}


def burst(bench_: Bench) -> Row:
    """Row 3."""
    many = bench_.sized(PROMPTS, 300)
    source, made = bench_.families("burst-source", many)
    bench.make_due(source, ("prompt",), made.now)
    found = bench.interleaved(
        min(bench_.rounds, 2),
        ("ours", lambda n: ours(bench_, source, many)),
        ("alone", lambda n: alone(bench_)),
        # Half a minute each: once is enough for one that is so far behind.
        ("usual", lambda n: {} if n else usual(bench_, many)),
    )
    a, b, own = (
        bench.gathered(found[k], "rate", "a second", 0) for k in ("alone", "usual", "ours")
    )
    return Row(
        f"sending a burst of {many:,} due prompts, claimed and settled, no rate limit",
        (
            Check(own, a, Target(least=1.5), against="(a)"),
            Check(own, b, Target(least=3), against="(b)"),
        ),
    )
