"""The plan in force as a FHIR CarePlan: an activity for each time, a goal for a routine's minutes.

The bot measures no exercise: the minutes are those that the plan says it takes about, and nothing
else is called by that code.
"""

import datetime as dt
from dataclasses import dataclass

from care import plan
from care.exports import codes
from care.exports.codes import Json
from care.models import PlanVersion
from care.plan import Plan, Routine, Slot


@dataclass(frozen=True)
class Made:
    """The plan, and the goals with the ids of their routines; without whom they are about."""

    plan: Json
    goals: list[tuple[int, Json]]


def of(version: PlanVersion, today: dt.date) -> Made:
    """The version as it stands on that local day."""
    document = plan.read(version.document)
    since = (version.confirmed_at or version.created_at).isoformat(timespec="seconds")
    made: Json = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "created": since,
        "period": {"start": since},
    }
    activities = [one for r in document.routines for one in _activities(r, document, today)]
    if activities:
        made["activity"] = [{"detail": one} for one in activities]
    return Made(made, [(r.id, _minutes(r)) for r in document.routines if not plan.is_draft(r)])


def _minutes(routine: Routine) -> Json:
    target = {
        "measure": codes.concept(codes.LOINC, codes.MINUTES),
        "detailQuantity": codes.quantity(routine.minutes, "min"),
    }
    return {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": routine.name},
        "target": [target],
    }


def _activities(routine: Routine, document: Plan, today: dt.date) -> list[Json]:
    """One for each time that the routine stands at; one without a time where it has none."""
    detail: Json = {
        "code": {"text": routine.name},
        "status": _status(routine, today),
    }
    lines = [_exercise(one) for one in plan.in_force(routine, document, today)]
    lines += [routine.effort_limit or "", routine.stop_rule or ""]
    if text := "\n".join(line for line in (routine.purpose, *lines) if line):
        detail["description"] = text
    timed = [{**detail, "scheduledTiming": _timing(routine, slot)} for slot in routine.slots]
    return timed or [detail]


def _status(routine: Routine, today: dt.date) -> str:
    if plan.is_draft(routine):
        return "not-started"
    paused = routine.paused_until is not None and today < routine.paused_until
    return "on-hold" if paused else "in-progress"


def _exercise(one: plan.Exercise) -> str:
    return ": ".join(part for part in (one.name, one.dose) if part)


def _timing(routine: Routine, slot: Slot) -> Json:
    at = slot.at.strftime("%H:%M:%S")
    return {
        "repeat": {
            "duration": routine.minutes,
            "durationUnit": "min",
            "dayOfWeek": list(slot.days),
            "timeOfDay": [at],
        }
    }
