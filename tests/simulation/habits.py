"""What somebody is like, drawn once."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """How quickly they answer (seconds, about), and how often they do what (0 to 1).

    `errands` is how many things they do of their own a day, `silences` how often on a day a silence
    of days begins.
    """

    answers_in: float
    answers: float
    doubles: float
    unsteady: float
    types: float
    old_taps: float
    errands: float
    silences: float
    rests: float
    later: float


def patient(rng: random.Random) -> Habits:
    """Diligent or late, steady or not."""
    kind = rng.choices(("diligent", "late", "tired", "silent"), (45, 25, 20, 10))[0]
    return Habits(
        answers_in=rng.choice((60, 240, 900)) if kind == "diligent" else rng.choice((1800, 9000)),
        answers={"diligent": 0.97, "late": 0.9, "tired": 0.75, "silent": 0.5}[kind],
        doubles=rng.choice((0, 0, 0.05, 0.4)),
        unsteady=rng.choice((0, 0, 0.03, 0.15)),
        types=rng.choice((0, 0.05, 0.1, 0.6)),
        old_taps=rng.choice((0, 0, 0.1, 0.3)),
        errands=rng.choice((0.3, 0.7, 1.4)),
        silences={"diligent": 0.004, "late": 0.01, "tired": 0.02, "silent": 0.08}[kind],
        rests={"diligent": 0.03, "late": 0.04, "tired": 0.2, "silent": 0.05}[kind],
        later=rng.choice((0.01, 0.05, 0.2)),
    )


def helper(rng: random.Random) -> Habits:
    """Somebody who helps, or a therapist."""
    return Habits(
        answers_in=rng.choice((300, 3600, 10_000)),
        answers=rng.choice((0.95, 0.7)),
        doubles=rng.choice((0, 0, 0, 0.2)),
        unsteady=rng.choice((0, 0, 0.03)),
        types=rng.choice((0, 0, 0.1)),
        old_taps=rng.choice((0, 0, 0.1)),
        errands=rng.choice((0.1, 0.2, 0.4)),
        silences=0.01,
        rests=0.1,
        later=0,
    )
