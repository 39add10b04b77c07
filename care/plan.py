"""The plan: a few routines of a few exercises, with the limits that somebody set.

One model serves the stored document, the templates and, later, the file.
"""

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from care import times

# "Treat it as a therapist-set field (suggested 60), not a medical constant" (evidence.md, 3).
DEFAULT_RECOVERY_LIMIT = 60


class ExerciseKind(StrEnum):
    """What an exercise asks of the body."""

    RANGE_OF_MOTION = "range_of_motion"
    PASSIVE = "passive"
    STRETCHING = "stretching"
    AEROBIC = "aerobic"
    RESISTANCE = "resistance"
    BREATHING = "breathing"
    OTHER = "other"


class Frozen(BaseModel):
    """Nothing changes in place: an edit makes a new version."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Exercise(Frozen):
    """One exercise; the dose is in words, as its author wrote it."""

    name: str = Field(max_length=80)
    dose: str = Field(default="", max_length=200)
    kind: ExerciseKind = ExerciseKind.RANGE_OF_MOTION


class Slot(Frozen):
    """A wall time of a routine, in the person's zone, and the days of the week it stands on."""

    id: int
    at: dt.time
    days: tuple[str, ...] = times.WEEKDAYS


class Routine(Frozen):
    """What is done in one go. `minutes` and `helper_minutes` are about how long, by the author."""

    id: int
    name: str = Field(max_length=60)
    purpose: str = Field(default="", max_length=120)
    minutes: int = Field(ge=1, le=240)
    helper_minutes: int = Field(default=0, ge=0, le=240)
    exercises: tuple[Exercise, ...] = ()
    slots: tuple[Slot, ...] = ()
    asks: Literal["both", "pain", "nothing"] = "both"
    stop_rule: str | None = Field(default=None, max_length=300)


class Plan(Frozen):
    """The whole plan. `recovery_limit` is in minutes; `limit_by` who set it, and when.

    Without `limit_by` the limit is a default: a starting point that nobody set. `pain_limit` (0 to
    10) is there only where somebody set one.
    """

    routines: tuple[Routine, ...]
    recovery_limit: int = Field(default=DEFAULT_RECOVERY_LIMIT, ge=10, le=600)
    limit_by: str | None = Field(default=None, max_length=60)
    limit_on: dt.date | None = None
    pain_limit: int | None = Field(default=None, ge=1, le=10)
    pain_limit_by: str | None = Field(default=None, max_length=60)
    pain_limit_on: dt.date | None = None

    def routine(self, routine_id: int) -> Routine | None:
        """The routine of that id, if it is in this version."""
        return next((r for r in self.routines if r.id == routine_id), None)

    def slots(self) -> list[tuple[Routine, Slot]]:
        """Every wall time of every routine."""
        return [(routine, slot) for routine in self.routines for slot in routine.slots]

    def slot(self, slot_id: int) -> tuple[Routine, Slot] | None:
        """The slot of that id with its routine, if it is in this version."""
        return next(((r, s) for r, s in self.slots() if s.id == slot_id), None)


def on_day(slot: Slot, day: dt.date, zone: str) -> dt.datetime | None:
    """When the slot comes on a local day, in UTC; nothing on the days it doesn't stand on."""
    return times.instant(day, slot.at, zone) if times.weekday(day) in slot.days else None


def next_day(slot: Slot, after: dt.date, limit: int = 8) -> dt.date | None:
    """The first local day later than `after` on which the slot stands."""
    for ahead in range(1, limit):
        day = after + dt.timedelta(days=ahead)
        if times.weekday(day) in slot.days:
            return day
    return None
