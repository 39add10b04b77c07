"""Why a routine isn't asked for on a day, by the plan alone; and the next day on which it is."""

import datetime as dt

from care import plan
from care.kinds import Reason
from care.plan import Plan, Routine, Slot

# As far as a pause or a review may reach from one occurrence to the next.
FARTHEST = dt.timedelta(days=400)


def why(routine: Routine, found: Plan, day: dt.date) -> Reason | None:
    """Why it isn't asked for on that local day; nothing where it is.

    PAUSED: until a date that somebody chose. REVIEW_DUE: all that is in it are strength exercises,
    and they wait for the review. NOT_IN_PLAN: it waits for a therapist's yes.
    """
    if plan.is_draft(routine):
        return Reason.NOT_IN_PLAN
    if routine.paused_until is not None and day < routine.paused_until:
        return Reason.PAUSED
    if routine.exercises and not plan.in_force(routine, found, day):
        return Reason.REVIEW_DUE
    return None


def next_day(slot: Slot, routine: Routine, found: Plan, after: dt.date) -> dt.date | None:
    """The first local day later than `after` on which that slot is asked for; it may have none."""
    day = plan.next_day(slot, after)
    while day and why(routine, found, day):
        day = plan.next_day(slot, day) if day - after < FARTHEST else None
    return day
