"""The rules: pure functions, no rows written, no clock read. Each has its source beside it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from care.kinds import Ask
from care.models import Answer

DONE, STOPPED, NOT_TODAY, REST = "done", "stopped", "not_today", "rest"
OUTCOMES = (DONE, STOPPED, NOT_TODAY, REST)
HAPPENED = (DONE, STOPPED)
WHYS = ("pain", "tired", "other")
WITHDRAWN = "withdrawn"
PAINS = tuple(range(11))
PAIN_VALUES = frozenset(map(str, PAINS))

Known = Literal["within", "about", "not_yet", "longer", "cant_tell"]


@dataclass(frozen=True)
class Recovery:
    """How long it took to feel as before, exactly as far as somebody said it.

    `within` 35: at most 35 minutes. `about` 90: some 90 minutes. `not_yet` 60: not after 60.
    `longer` 120: more than 120. `cant_tell`: asked, and the answer is that it can't be told.
    """

    known: Known
    minutes: int = 0

    @property
    def value(self) -> str:
        """As stored and as in a button."""
        return f"{self.known}:{self.minutes}"


RECOVERIES: tuple[Known, ...] = ("within", "about", "not_yet", "longer", "cant_tell")


def recovery(value: str) -> Recovery | None:
    """Read a stored or tapped recovery; nothing where it is malformed."""
    name, _, minutes = value.partition(":")
    for known in RECOVERIES:
        if name == known and minutes.isdecimal() and len(minutes) <= 5:
            return Recovery(known, int(minutes))
    return None


@dataclass(frozen=True)
class Record:
    """What counts of a session's answers: the person's own over the proxy's, then the latest.

    `rested_at` is when a rest was said on it (UTC); `rest_undone`, that it was taken back.
    """

    outcome: str | None = None
    why: str | None = None
    pain: int | None = None
    recovery: Recovery | None = None
    rest_undone: bool = False
    rested_at: dt.datetime | None = None

    @property
    def happened(self) -> bool:
        """Whether something was done."""
        return self.outcome in HAPPENED


def record(answers: Iterable[Answer]) -> Record:
    """The answers that count. The order in which they are handed in makes no difference."""
    best: dict[str, Answer] = {}
    ordered = sorted(answers, key=lambda a: (a.for_member_id is None, a.id or 0))
    for answer in ordered:
        best[answer.kind] = answer
    values = {kind: a.value for kind, a in best.items() if a.value and a.value != WITHDRAWN}
    pain = values.get("pain")
    last = best.get("outcome")
    return Record(
        outcome=outcome if (outcome := values.get("outcome")) in OUTCOMES else None,
        why=values.get("why"),
        pain=int(pain) if pain in PAIN_VALUES else None,
        recovery=recovery(values.get("recovery") or ""),
        rest_undone=last is not None and last.value == WITHDRAWN,
        rested_at=last.at if last is not None and last.value == REST else None,
    )


def next_ask(found: Record, asks: str, *, clock_runs: bool) -> Ask | None:
    """What is still open on a session's card, one question at a time; nothing when it is whole.

    `asks` is what the routine wants asked: both, pain or nothing. `clock_runs` says whether a tap
    now would prove "within": the start is known and the limit has not passed.
    """
    if found.outcome is None:
        return Ask.START
    if not found.happened:
        return None
    if found.outcome == STOPPED and found.why is None:
        return Ask.WHY
    if asks != "nothing" and found.pain is None:
        return Ask.PAIN
    if asks == "both" and found.recovery is None:
        return Ask.AS_BEFORE if clock_runs else Ask.RECOVERY
    return None


def first_choices(limit: int) -> tuple[Recovery, ...]:
    """The answers at the limit (minutes): for 60, within 15, 30, the hour; not yet; can't tell."""
    within = [Recovery("within", round(limit * part)) for part in (0.25, 0.5, 1)]
    return (*within, Recovery("not_yet", limit), Recovery("cant_tell"))


def later_choices(limit: int) -> tuple[Recovery, ...]:
    """The answers at the later question: for 60, about 90, about 120, longer, not yet."""
    about = [Recovery("about", round(limit * part)) for part in (1.5, 2)]
    more = 2 * limit
    return (*about, Recovery("longer", more), Recovery("not_yet", more), Recovery("cant_tell"))


def over_limit(found: Recovery | None, limit: int) -> bool:
    """Whether what was said is more than the plan's limit (minutes). Nothing is inferred.

    "My clinic is extremely specific if it takes more than one hour to recover fully it was too
    much" (seed-thread.txt); the bot echoes the limit and judges nothing (evidence.md, 10).
    """
    if found is None or found.known == "cant_tell":
        return False
    if found.known in ("not_yet", "longer"):
        return found.minutes >= limit
    return found.minutes > limit
