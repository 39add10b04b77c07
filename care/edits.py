"""Edits of a plan: pure functions from one version to the next. What isn't there is left alone.

Every result is checked as a whole: `pydantic.ValidationError` where it would be no plan (too many
routines, a name too long). Nothing here raises a load, a count or a duration by itself.
"""

from collections.abc import Callable, Sequence
from typing import Any

from care.plan import Exercise, Plan, Routine, Slot

Edit = Callable[[Plan], Plan]
Rows = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


def _made(before: Plan, **values: Any) -> Plan:
    return Plan.model_validate(before.model_dump() | values)


def set_plan(before: Plan, **values: Any) -> Plan:
    """The plan with other limits, clinic, dates."""
    return _made(before, **values)


def set_routine(before: Plan, routine_id: int, **values: Any) -> Plan:
    """A routine with other values."""
    return _routines(before, routine_id, lambda one: [one.model_dump() | values])


def _routines(before: Plan, routine_id: int, new: Callable[[Routine], list[Any]]) -> Plan:
    found: list[Any] = []
    for one in before.routines:
        found += new(one) if one.id == routine_id else [one.model_dump()]
    return _made(before, routines=found)


def add_routine(before: Plan, routine: Routine) -> Plan:
    """One more routine, at the end."""
    return _made(before, routines=[*before.model_dump()["routines"], routine.model_dump()])


def remove_routine(before: Plan, routine_id: int) -> Plan:
    """Without that routine."""
    return _routines(before, routine_id, lambda one: [])


def move_routine(before: Plan, routine_id: int, by: int) -> Plan:
    """A routine further up (-1) or down (1) in the order in which they are shown."""
    return _made(before, routines=_moved(before.model_dump()["routines"], routine_id, by))


def _moved(found: Sequence[dict[str, Any]], wanted: int, by: int) -> list[dict[str, Any]]:
    rows = list(found)
    place = next((n for n, one in enumerate(rows) if one["id"] == wanted), None)
    if place is not None:
        rows.insert(max(0, place + by), rows.pop(place))
    return rows


def set_exercise(before: Plan, exercise_id: int, **values: Any) -> Plan:
    """An exercise with other values, in the usual or in the lighter version."""
    return each_exercise(
        before, lambda rows: [e | values if e["id"] == exercise_id else e for e in rows]
    )


def remove_exercise(before: Plan, exercise_id: int) -> Plan:
    """Without that exercise; and without a routine or a lighter version that has none left.

    A routine with a sheet's picture stays: what is done stands on the sheet.
    """
    return each_exercise(before, lambda rows: [e for e in rows if e["id"] != exercise_id])


def move_exercise(before: Plan, exercise_id: int, by: int) -> Plan:
    """An exercise further up (-1) or down (1)."""
    return each_exercise(before, lambda rows: _moved(rows, exercise_id, by))


def each_exercise(before: Plan, new: Rows) -> Plan:
    """The rows of exercises of every routine and lighter version, made anew."""
    routines = []
    for one in before.model_dump()["routines"]:
        had = list(one["exercises"])
        one["exercises"] = new(had)
        if one["lighter"]:
            one["lighter"]["exercises"] = new(list(one["lighter"]["exercises"]))
            if not one["lighter"]["exercises"]:
                one["lighter"] = None
        if one["exercises"] or one["pictures"] or not had:
            routines.append(one)
    return _made(before, routines=routines)


def add_exercise(
    before: Plan, routine_id: int, exercise: Exercise, *, lighter: bool = False
) -> Plan:
    """One more exercise at a routine's end, or at its lighter version's where it has one."""

    def new(one: Routine) -> list[Any]:
        found = one.model_dump()
        target = found["lighter"] if lighter else found
        if target is not None:
            target["exercises"] = [*target["exercises"], exercise.model_dump()]
        return [found]

    return _routines(before, routine_id, new)


def add_slot(before: Plan, routine_id: int, slot: Slot) -> Plan:
    """One more wall time for a routine."""

    def new(one: Routine) -> list[Any]:
        found = one.model_dump()
        return [found | {"slots": [*found["slots"], slot.model_dump()]}]

    return _routines(before, routine_id, new)


def set_slot(before: Plan, slot_id: int, **values: Any) -> Plan:
    """A wall time at another time or on other days: it keeps its id, so no day comes twice."""
    return _slots(before, lambda one: [one.model_dump() | values] if one.id == slot_id else [one])


def remove_slot(before: Plan, slot_id: int) -> Plan:
    """Without that wall time."""
    return _slots(before, lambda one: [] if one.id == slot_id else [one])


def _slots(before: Plan, new: Callable[[Slot], list[Any]]) -> Plan:
    routines = [
        one.model_dump()
        | {
            "slots": [
                s if isinstance(s, dict) else s.model_dump() for o in one.slots for s in new(o)
            ]
        }
        for one in before.routines
    ]
    return _made(before, routines=routines)
