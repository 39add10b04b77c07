"""Row 5: a mixed backlog at Telegram's ceiling of thirty messages a second."""

from bisect import bisect_left

from bot import settings
from tests.bench import bench, copies, household, processes
from tests.bench.bench import Bench
from tests.bench.table import NOT_MEASURED, Check, Figure, Row, Target

CEILING = 30
SECONDS = 60.0
WHAT = f"the same at Telegram's ceiling of {CEILING} a second"
HAS_A_CEILING = "sends_per_second" in settings.Settings.model_fields


def most_within(times: list[float], seconds: float = 1.0) -> int:
    """The most that came within any so many seconds."""
    return max(bisect_left(times, at + seconds) - n for n, at in enumerate(times))


def ceiling(bench_: Bench) -> Row:
    """As many prompts as digests, all due at once; a minute of it."""
    if not HAS_A_CEILING:
        return Row(WHAT, error=f"{NOT_MEASURED}: there is no SENDS_PER_SECOND yet")
    seconds = max(12.0, SECONDS * bench_.scale)
    many = int(CEILING * (seconds + 6) / 2)
    file, made = bench_.families("ceiling", many)
    bench.make_due(file, ("prompt", "digest"), made.now)
    telegram = bench_.telegram(file.parent)
    with processes.ended(telegram):
        program = bench_.bot(file, telegram)
        with processes.ended(program):
            telegram.until_sent(int(CEILING * (seconds + 2)), seconds + 90, program)
            sends = telegram.ask("seen")["sends"]
    times = [at for at, *_ in sends]
    begin = times[0] + 1
    within = [at for at in times if begin <= at < begin + seconds]
    prompts = [chat % copies.STRIDE == household.ALEX for _, chat, _ in sends]
    # A prompt behind a digest: none, as all were due before anything was sent.
    first_digest = prompts.index(False) if False in prompts else len(prompts)
    in_order = not any(prompts[first_digest:])
    most = most_within(times)
    bench_.say(f"{sum(prompts)} prompts, {len(prompts) - sum(prompts)} digests; most {most}")
    allowed = Figure((CEILING,), "a second", 0)
    rate = Figure((len(within) / seconds,), "a second")
    return Row(
        WHAT,
        (
            Check(rate, allowed, Target(least=0.98), against="allowed"),
            Check(Figure((most,), "", 0), allowed, Target(most=1), "most in any second", "allowed"),
        ),
        holds=(("prompts before digests", in_order),),
        notes=(f"{seconds:.0f} s, as counted where they arrive",),
    )
