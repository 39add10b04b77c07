"""What follows where a session went over a limit: the lighter version next time, and the report.

Pure: they look at what is known, in whatever order it became known. The bot judges nothing, raises
nothing, and shows nothing that isn't in the plan.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from care import rules
from care.plan import Plan, Routine, in_force

# The versions of a routine, as a button says which one.
USUAL, LIGHTER = "usual", "lighter"
# "Twice within 7 days": that day and six more, either way (product.md, The person's day).
TOGETHER = dt.timedelta(days=6)


@dataclass(frozen=True)
class Past:
    """A session as these rules see it: its local day, when it was due (UTC), its routine's id.

    `over`: it went over a limit of its own day's plan.
    """

    day: dt.date
    due: dt.datetime
    routine: int
    happened: bool
    over: bool

    @property
    def place(self) -> tuple[dt.date, dt.datetime]:
        """Its place in the days."""
        return self.day, self.due


def a_limit(record: rules.Record, plan: Plan) -> bool:
    """Whether what was said of a session is over a limit of its plan: recovery (min) or pain.

    Of a band of pain, only what surely was.
    """
    if not record.happened:
        return False
    over_pain = rules.over_pain(record.lowest_pain, plan.pain_limit)
    return over_pain or rules.over_limit(record.recovery, plan.recovery_limit)


def lighter_first(
    routine: Routine,
    plan: Plan,
    place: tuple[dt.date, dt.datetime],
    past: Iterable[Past],
) -> bool:
    """Whether a session at that place in the days shows the routine's lighter version first.

    "Over a limit ... If the plan holds a lighter version, the next prompt of that routine shows it
    first" (product.md, The person's day): after the last time that something was done.
    """
    if not _is_written(routine) or not in_force(routine, plan, place[0], lighter=True):
        return False
    earlier = [p for p in past if p.happened and p.routine == routine.id and p.place < place]
    return max(earlier, key=lambda p: p.place).over if earlier else False


def _is_written(routine: Routine) -> bool:
    """Whether there is a lighter version; a copy of the usual one isn't one yet."""
    if routine.lighter is None:
        return False
    usual, lighter = (
        [e.model_copy(update={"id": 0}) for e in found]
        for found in (routine.exercises, routine.lighter.exercises)
    )
    return routine.lighter.minutes != routine.minutes or usual != lighter


def twice(day: dt.date, others: Iterable[dt.date]) -> bool:
    """Whether a session that went over a limit on that day has company: within 7 days, either way.

    `others` are the local days of all other sessions over a limit, of any routine. Either way, so
    that it is the same whichever answer came first.
    """
    return any(abs(day - other) <= TOGETHER for other in others)
