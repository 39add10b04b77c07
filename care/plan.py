"""The plan: a few routines of a few exercises, with the limits that somebody set.

One model serves the stored document, the file that a family sends or is given, the templates and
the example in docs/. Ids are the bot's: what is new in a file has none (0) until it is kept.
"""

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from care import times
from care.values import LONGEST_NAME, Day, Id, Line, Lines, WallTime, Weekdays, Wrong

# "Treat it as a therapist-set field (suggested 60), not a medical constant" (evidence.md, 3).
DEFAULT_RECOVERY_LIMIT = 60
# "The review date (four weeks by default for resistance, twelve otherwise)" (issue 4).
REVIEW_AFTER = dt.timedelta(weeks=12)
REVIEW_RESISTANCE_AFTER = dt.timedelta(weeks=4)
MOST_ROUTINES, MOST_EXERCISES, MOST_SLOTS, MOST_PICTURES = 24, 40, 12, 4
# Of a routine, about how long it takes.
MOST_MINUTES = 240
# What is asked after a session.
Asks = Literal["both", "pain", "nothing"]
ASKS: tuple[str, ...] = get_args(Asks)


class ExerciseKind(StrEnum):
    """What an exercise asks of the body."""

    RANGE_OF_MOTION = "range_of_motion"
    PASSIVE = "passive"
    STRETCHING = "stretching"
    AEROBIC = "aerobic"
    RESISTANCE = "resistance"
    BREATHING = "breathing"
    OTHER = "other"


# These wait for a therapist's yes (product.md, The plan; evidence.md, 3).
NEED_A_YES = frozenset({ExerciseKind.AEROBIC, ExerciseKind.RESISTANCE})


class How(StrEnum):
    """How the bot knows whose word something is.

    WRITTEN: somebody wrote it here, whatever name stands on their paper. SHEET: it is on a
    photographed sheet of that therapist. CONFIRMED: that therapist said it here.
    """

    WRITTEN = "written"
    SHEET = "sheet"
    CONFIRMED = "confirmed"


class Frozen(BaseModel):
    """Nothing changes in place: an edit makes a new version."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Word(Frozen):
    """Whose word something is, since when (a local date), and how the bot knows.

    `by` is a therapist's name only where `how` says so; else it is who wrote it.
    """

    by: Line = Field(min_length=1, max_length=LONGEST_NAME)
    on: Day
    how: How = How.WRITTEN


class Exercise(Frozen):
    """One exercise; the dose and how it is done are in words, as their author wrote them.

    `picture` is a photo or a short video that was sent to the bot. `yes` is the therapist's yes
    that aerobic and resistance exercises wait for: without it this is a draft that never prompts.
    """

    id: Id = 0
    name: Line = Field(min_length=1, max_length=80)
    dose: Line = Field(default="", max_length=200)
    how: Lines = Field(default="", max_length=400)
    kind: ExerciseKind = ExerciseKind.RANGE_OF_MOTION
    picture: Id | None = None
    yes: Word | None = None

    @property
    def is_draft(self) -> bool:
        """Whether it still waits for a therapist's yes."""
        return self.kind in NEED_A_YES and self.yes is None


class Slot(Frozen):
    """A wall time of a routine, in the person's zone, and the days of the week it stands on."""

    id: Id = 0
    at: WallTime
    days: Weekdays = times.WEEKDAYS


class Lighter(Frozen):
    """The lighter version of a routine: what is done instead, and about how long (minutes)."""

    minutes: int = Field(ge=1, le=MOST_MINUTES)
    helper_minutes: int = Field(default=0, ge=0, le=MOST_MINUTES)
    exercises: tuple[Exercise, ...] = Field(min_length=1, max_length=MOST_EXERCISES)
    word: Word | None = None


class Routine(Frozen):
    """What is done in one go. `minutes` and `helper_minutes` are about how long, by the author.

    `helper_comes`: it is done when an aide or the therapist comes, so nothing prompts it.
    `pictures` are shown with the prompt: a photographed sheet. `paused_until` is the local date on
    which it comes again. The effort limit and the stop rule are shown as they were written.
    """

    id: Id = 0
    name: Line = Field(min_length=1, max_length=60)
    purpose: Line = Field(default="", max_length=120)
    minutes: int = Field(ge=1, le=MOST_MINUTES)
    helper_minutes: int = Field(default=0, ge=0, le=MOST_MINUTES)
    helper_comes: bool = False
    exercises: tuple[Exercise, ...] = Field(default=(), max_length=MOST_EXERCISES)
    pictures: tuple[Id, ...] = Field(default=(), max_length=MOST_PICTURES)
    slots: tuple[Slot, ...] = Field(default=(), max_length=MOST_SLOTS)
    asks: Asks = "both"
    lighter: Lighter | None = None
    effort_limit: Lines | None = Field(default=None, min_length=1, max_length=300)
    effort_limit_word: Word | None = None
    stop_rule: Lines | None = Field(default=None, min_length=1, max_length=300)
    stop_rule_word: Word | None = None
    paused_until: Day | None = None

    @model_validator(mode="after")
    def _hands_within_minutes(self) -> "Routine":
        if self.helper_minutes > self.minutes:
            raise Wrong("helper_minutes", "helper_minutes")
        return self

    def exercise(self, exercise_id: int) -> Exercise | None:
        """The exercise of that id, if it is in this routine; the lighter version's are too."""
        return next((e for e in self.all_exercises() if e.id == exercise_id), None)

    def all_exercises(self) -> Iterator[Exercise]:
        """Those of the usual and of the lighter version."""
        yield from self.exercises
        yield from self.lighter.exercises if self.lighter else ()


class Sheet(Frozen):
    """The therapist's photographed sheet: its pages, and who wrote it, as far as that was said."""

    pictures: tuple[Id, ...] = Field(min_length=1, max_length=MOST_PICTURES)
    word: Word | None = None


class Plan(Frozen):
    """The whole plan. `recovery_limit` is in minutes, `pain_limit` 0 to 10; each with its word.

    Without `recovery_limit_word` that limit is a default: a starting point that nobody set.
    `pain_limit` is there only where somebody set one. `reviewed` says who noted the last review,
    and on which day it was; `reviewed_with`, the therapist's name as it was given. `review_on` is
    the local date of the next. `clinic` is how the clinic is reached. `page`: the report's, as
    the therapist filled it in by hand.
    """

    routines: tuple[Routine, ...] = Field(max_length=MOST_ROUTINES)
    recovery_limit: int = Field(default=DEFAULT_RECOVERY_LIMIT, ge=10, le=600)
    recovery_limit_word: Word | None = None
    pain_limit: int | None = Field(default=None, ge=1, le=10)
    pain_limit_word: Word | None = None
    review_on: Day | None = None
    reviewed: Word | None = None
    reviewed_with: Line | None = Field(default=None, min_length=1, max_length=LONGEST_NAME)
    sheet: Sheet | None = None
    page: Sheet | None = None
    clinic: Lines | None = Field(default=None, min_length=1, max_length=200)

    @model_validator(mode="after")
    def _each_id_once(self) -> "Plan":
        for found in (
            [r.id for r in self.routines],
            [s.id for _, s in self.slots()],
            [e.id for r in self.routines for e in r.all_exercises()],
        ):
            known = [one for one in found if one]
            if len(set(known)) != len(known):
                raise Wrong("id_twice", "id_twice")
        return self

    def routine(self, routine_id: int) -> Routine | None:
        """The routine of that id, if it is in this version."""
        return next((r for r in self.routines if r.id == routine_id), None)

    def slots(self) -> list[tuple[Routine, Slot]]:
        """Every wall time of every routine."""
        return [(routine, slot) for routine in self.routines for slot in routine.slots]

    def slot(self, slot_id: int) -> tuple[Routine, Slot] | None:
        """The slot of that id with its routine, if it is in this version."""
        return next(((r, s) for r, s in self.slots() if s.id == slot_id), None)

    def has(self, kind: ExerciseKind) -> bool:
        """Whether an exercise of that kind is in force: a draft isn't."""
        return any(e.kind == kind and not e.is_draft for r in self.routines for e in r.exercises)


@functools.lru_cache(maxsize=128)
def read(document: str) -> Plan:
    """A version's document, as its row keeps it. A card needs it several times over."""
    return Plan.model_validate_json(document)


def resists(exercise: Exercise, plan: Plan, day: dt.date) -> bool:
    """Whether a resistance exercise pauses on that local day, for want of a review.

    "Past the review date resistance pauses ...; only "reviewed with the therapist" brings it back.
    Range of motion goes on" (product.md, The plan).
    """
    past = plan.review_on is not None and day > plan.review_on
    return past and exercise.kind == ExerciseKind.RESISTANCE


def waits_for_review(plan: Plan, day: dt.date) -> bool:
    """Whether anything of the plan pauses on that local day, for want of a review."""
    found = [one for routine in plan.routines for one in routine.all_exercises()]
    return any(resists(one, plan, day) and not one.is_draft for one in found)


def in_force(
    routine: Routine, plan: Plan, day: dt.date, *, lighter: bool = False
) -> tuple[Exercise, ...]:
    """The exercises of a routine that are shown on that local day: no drafts, none that pauses."""
    found = routine.lighter.exercises if lighter and routine.lighter else routine.exercises
    return tuple(e for e in found if not e.is_draft and not resists(e, plan, day))


def is_draft(routine: Routine) -> bool:
    """Whether the whole routine waits for a therapist's yes: it has no place in any day."""
    return bool(routine.exercises) and all(e.is_draft for e in routine.exercises)


@dataclass(frozen=True)
class Price:
    """What the plan costs: minutes on the shortest and on the longest day that has something.

    `helper` is how many minutes need a helper's hands on the day that needs them most; `days`, on
    how many days of the week there is something.
    """

    least: int
    most: int
    helper: int
    days: int


def price(plan: Plan) -> Price:
    """The price of a plan, which is said before anyone says yes. Drafts cost nothing."""
    slots = [(r, s) for r, s in plan.slots() if not is_draft(r)]
    by_day = [[r for r, s in slots if day in s.days] for day in times.WEEKDAYS]
    minutes = [sum(r.minutes for r in found) for found in by_day if found]
    helper = max((sum(r.helper_minutes for r in found) for found in by_day), default=0)
    return Price(min(minutes, default=0), max(minutes, default=0), helper, len(minutes))


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


def dump(plan: Plan) -> dict[str, Any]:
    """The plan as plain values, without what is as everywhere: for its file."""
    return plan.model_dump(mode="json", exclude_defaults=True)
