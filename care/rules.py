"""The rules: pure functions, no rows written, no clock read. Each has its source beside it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from care.kinds import Ask
from care.models import Answer

DONE, STOPPED, NOT_TODAY, REST = "done", "stopped", "not_today", "rest"
# "Some of it": what a proxy says of a day with one routine; it says nothing of why.
SOME = "some"
OUTCOMES = (DONE, STOPPED, SOME, NOT_TODAY, REST)
HAPPENED = (DONE, STOPPED, SOME)
WHYS = ("pain", "tired", "other")
WITHDRAWN = "withdrawn"
PAINS = tuple(range(11))
PAIN_VALUES = frozenset(map(str, PAINS))
# Large buttons ask in two steps (product.md); the bands are no verdict (evidence.md, 5).
BANDS = {"1_3": (1, 3), "4_6": (4, 6), "7_10": (7, 10)}
# "Pain of 7 or more also shows the plan's stop rule and Help" (product.md).
STRONG_PAIN = 7
LATER = "later"
# Two hours, and once more (product.md).
LATER_AFTER = dt.timedelta(hours=2)
MOST_LATERS = 2

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

    `pain` is 0 to 10; `band`, where only that much was said, its lowest and highest.
    `rested_at` is when a rest was said on it (UTC); `undone`, that a rest or a Later was the last
    word on it and was taken back. `said_by` is the member who said the outcome for the person, if
    somebody did; `shared`: it came from a phone that several use.
    """

    outcome: str | None = None
    why: str | None = None
    pain: int | None = None
    band: tuple[int, int] | None = None
    recovery: Recovery | None = None
    undone: bool = False
    rested_at: dt.datetime | None = None
    said_by: int | None = None
    shared: bool = False

    @property
    def pain_said(self) -> bool:
        """Whether the pain was said, as a number or as a band."""
        return self.pain is not None or self.band is not None

    @property
    def lowest_pain(self) -> int | None:
        """The pain that surely was (0 to 10), as far as it was said."""
        return self.band[0] if self.band else self.pain

    @property
    def highest_pain(self) -> int | None:
        """The most that it may have been (0 to 10)."""
        return self.band[1] if self.band else self.pain

    @property
    def happened(self) -> bool:
        """Whether something was done."""
        return self.outcome in HAPPENED


def counting(answers: Iterable[Answer]) -> dict[str, Answer]:
    """The answer of each kind that counts: the person's own over the proxy's, then the latest.

    Where the person took their own back, they said nothing: the proxy's counts, if there is one.
    """
    said = sorted(answers, key=_place)
    own = {one.kind: one for one in said if one.for_member_id is None}
    theirs = {one.kind: one for one in said if one.for_member_id is not None}
    silent = {kind for kind in theirs if kind not in own or own[kind].value == WITHDRAWN}
    return own | {kind: theirs[kind] for kind in silent}


def record(answers: Iterable[Answer]) -> Record:
    """The answers that count. The order in which they are handed in makes no difference."""
    best = counting(answers)
    values = {kind: a.value for kind, a in best.items() if a.value and a.value != WITHDRAWN}
    pain = values.get("pain")
    last = best.get("outcome")
    said = max((a for k, a in best.items() if k in ("outcome", "later")), key=_place, default=None)
    return Record(
        outcome=outcome if (outcome := values.get("outcome")) in OUTCOMES else None,
        why=values.get("why"),
        pain=int(pain) if pain in PAIN_VALUES else None,
        band=BANDS.get(pain or ""),
        recovery=recovery(values.get("recovery") or ""),
        undone=said is not None and said.value == WITHDRAWN,
        rested_at=last.at if last is not None and last.value == REST else None,
        said_by=spoken_for(last) if last is not None and outcome else None,
        shared=last is not None and last.shared,
    )


def spoken_for(answer: Answer) -> int | None:
    """The member who said it for the person; nothing where the person did."""
    return answer.member_id if answer.for_member_id is not None else None


def value_of(found: Record, kind: str) -> str | None:
    """What counts of that kind, as it is stored."""
    if kind == "pain" and found.band:
        return next(name for name, band in BANDS.items() if band == found.band)
    said = getattr(found, kind)
    if said is None:
        return None
    return said.value if isinstance(said, Recovery) else str(said)


def _place(answer: Answer) -> tuple[bool, int]:
    """A proxy's before the person's own, then in the order in which they were said."""
    return answer.for_member_id is None, answer.id or 0


def next_ask(found: Record, asks: str, *, clock_runs: bool) -> Ask | None:
    """What is still open on a session's card, one question at a time; nothing when it is whole.

    `asks` is what the routine wants asked: both, pain or nothing. `clock_runs` says whether a tap
    now would prove "within": the start is known and the limit has not passed. Nobody else is asked
    how it was for the person.
    """
    if found.outcome is None:
        return Ask.START
    if not found.happened or found.said_by is not None:
        return None
    if found.outcome == STOPPED and found.why is None:
        return Ask.WHY
    if asks != "nothing" and not found.pain_said:
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


def past_choices(limit: int) -> tuple[Recovery, ...]:
    """The answers where it was done earlier: within, about, longer, not yet, can't tell.

    No clock ran, so "not yet" is kept without minutes: a tap proves none.
    """
    within, about = first_choices(limit)[:3], later_choices(limit)[:3]
    return (*within, *about, Recovery("not_yet"), Recovery("cant_tell"))


def changed_choices(limit: int) -> tuple[Recovery, ...]:
    """All that a recovery can be changed to: the same, but for "not yet"."""
    return tuple(choice for choice in past_choices(limit) if choice.known != "not_yet")


def over_pain(pain: int | None, limit: int | None) -> bool:
    """Whether the pain (0 to 10) is more than the plan's limit, where it has one."""
    return pain is not None and limit is not None and pain > limit


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
