"""The edits that one setting of a plan makes, and which screen comes next: what a new routine still
lacks, else the one above.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from care import choices, edits, nearby, templates, times
from care.plan import Exercise, ExerciseKind, Plan, Routine, Slot
from care.where import At

# Until it is said, which is asked at once (minutes).
ABOUT = 10


def above(at: At, after: Plan) -> str:
    """The screen above."""
    return at.above


def set_(at: At, /, **wanted: Any) -> Plan:
    """A value of what stands there."""
    match at.letter:
        case "e":
            return edits.set_exercise(at.plan, at.id, **wanted)
        case "s":
            return edits.set_slot(at.plan, at.id, **wanted)
        case "l":
            lighter = at.thing.model_dump() if at.thing else {}
            return edits.set_routine(at.plan, at.id, lighter=lighter | wanted)
        case "p":
            return edits.set_plan(at.plan, **wanted)
    return edits.set_routine(at.plan, at.id, **wanted)


# Edits that are more than a value


def shorter(at: At, value: int) -> Plan:
    """A helper's minutes are within the minutes."""
    helper = min(getattr(at.thing, "helper_minutes", 0), value)
    return set_(at, minutes=value, helper_minutes=helper)


def kind(at: At, value: ExerciseKind) -> Plan:
    """A yes was for what it was before."""
    return set_(at, kind=value, yes=None)


def renamed(at: At, value: str) -> Plan:
    """Another name is another exercise: the yes was for the one before."""
    same = value == getattr(at.thing, "name", None)
    needs_its_own = at.letter == "e" and not same
    return set_(at, name=value, **({"yes": None} if needs_its_own else {}))


def move(at: At, value: int) -> Plan:
    """To that place among its like."""
    act = edits.move_exercise if at.letter == "e" else edits.move_routine
    return act(at.plan, at.id, value - choices.place(at))


def gone(at: At, value: Any) -> Plan:
    """Out of the plan: a time, a lighter version, a routine."""
    if at.letter == "s":
        return edits.remove_slot(at.plan, at.id)
    if at.letter == "l":
        return edits.set_routine(at.plan, at.id, lighter=None)
    return edits.remove_routine(at.plan, at.id)


def new(at: At, key: str) -> Plan:
    """A routine out of a template, at the end; it has no time yet."""
    found = templates.find(key)
    return edits.add_routine(at.plan, found.routine(at.lang)) if found else at.plan


def called(at: At, name: str) -> Plan:
    """An empty routine of that name, at the end."""
    return edits.add_routine(at.plan, Routine(name=name, minutes=ABOUT))


def at_time(at: At, value: dt.time) -> Plan:
    """One more time, on the days of the other ones; one it has already is not there twice."""
    known = at.routine and any(slot.at == value for slot in at.routine.slots)
    return at.plan if known else edits.add_slot(at.plan, at.id, Slot(at=value, days=_days(at)))


def _days(at: At) -> tuple[str, ...]:
    """What comes on some days only comes on no more of them; a template says on which."""
    routine = at.routine
    if routine and routine.slots:
        return routine.slots[-1].days
    named = (one for one in templates.ALL if routine and one.name(at.lang) == routine.name)
    found = next(named, None)
    return found.days if found else times.WEEKDAYS


def item(at: At, name: str) -> Plan:
    """One more exercise, at the end. Of which kind it is, nobody has said yet."""
    exercise = Exercise(name=name, kind=ExerciseKind.OTHER)
    return edits.add_exercise(at.plan, at.id, exercise, lighter=at.letter == "l")


def start(at: At, value: Any) -> Plan:
    """As the usual one, to be made less."""
    usual = at.routine
    if usual is None or not usual.exercises:
        return at.plan
    lighter = usual.model_dump(include={"minutes", "helper_minutes"})
    lighter["exercises"] = [one.model_dump() | {"id": 0} for one in usual.exercises]
    return edits.set_routine(at.plan, at.id, lighter=lighter)


def join(at: At, other: int) -> Plan:
    """This routine and another are one."""
    pair = next((p for p in near(at) if other in (p.first, p.second) and p.can_join), None)
    return nearby.join(at.plan, pair.first, pair.second) if pair else at.plan


def near(at: At) -> list[nearby.Near]:
    """What comes within 30 minutes of this routine."""
    return [pair for pair in nearby.near(at.plan) if at.id in (pair.first, pair.second)]


def partners(at: At) -> Iterable[int]:
    """The routines that it can be joined with."""
    return [p.second if p.first == at.id else p.first for p in near(at) if p.can_join]


# What is shown next: what a new routine still lacks, else the screen above


def then_time(at: At, after: Plan) -> str:
    """A new routine's time; else the screen above."""
    found = after.routine(at.id) if at.letter == "r" else None
    lacks = found is not None and not found.slots and not found.helper_comes
    return f"r{at.id}:at" if lacks else at.above


def then_yes(at: At, after: Plan) -> str:
    """What a new routine has none of, the yes it waits for; else the screen above."""
    found = after.routine(at.routine.id) if at.routine else None
    if found is None:
        return ""
    if at.letter != "e" and not found.exercises and not found.pictures:
        return f"r{found.id}:item"
    return f"y{found.id}" if any(e.is_draft for e in found.all_exercises()) else at.above


def then_renamed(at: At, after: Plan) -> str:
    """The yes it had is asked for anew; else the screen above."""
    return then_yes(at, after) if getattr(at.thing, "yes", None) else at.above


def then_new(key: str) -> Callable[[At, Plan], str]:
    """A setting of the routine that was made."""
    return lambda at, after: f"r{after.routines[-1].id}:{key}" if after != at.plan else ""


def then_kind(at: At, after: Plan) -> str:
    """The kind of the exercise that was made."""
    found = after.routine(at.id)
    rows = found.lighter.exercises if at.letter == "l" and found and found.lighter else ()
    rows = rows or (found.exercises if found else ())
    return f"e{rows[-1].id}:kind" if rows else at.above


def then_joined(at: At, after: Plan) -> str:
    """The routine that the other one came to."""
    gone = next((r.id for r in at.plan.routines if after.routine(r.id) is None), 0)
    kept = [pair.first for pair in near(at) if gone == pair.second]
    return f"r{kept[0]}" if kept else at.above


def higher(at: At, after: Plan) -> str:
    """Above what is gone."""
    there = at.to(at.node)
    return there.above if there else ""
