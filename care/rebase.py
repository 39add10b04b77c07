"""What somebody is writing, on another plan in force: their changes stay, all else follows it."""

from collections.abc import Callable, Sequence
from typing import Any

from care.plan import Plan

Row = dict[str, Any]
# What belongs together comes from one side: never a therapist's name under somebody else's limit,
# nor a yes under another exercise.
OF_PLAN = (
    ("recovery_limit", "recovery_limit_word"),
    ("pain_limit", "pain_limit_word"),
    ("reviewed", "reviewed_with", "review_on"),
)
OF_ROUTINE = (
    ("minutes", "helper_minutes"),
    ("effort_limit", "effort_limit_word"),
    ("stop_rule", "stop_rule_word"),
)
OF_EXERCISE = (("name", "kind", "yes"),)


def rebased(base: Plan, mine: Plan, theirs: Plan) -> Plan:
    """`mine` was made from `base`; its changes, made to `theirs`.

    What both changed is as in `mine`; what left `theirs` has left. Raises pydantic.ValidationError
    where that would be no plan.
    """
    was, now, other = base.model_dump(), mine.model_dump(), theirs.model_dump()
    found = _fields(was, now, other, OF_PLAN)
    found["routines"] = _rows(was["routines"], now["routines"], other["routines"], _routine)
    return Plan.model_validate(found)


def _fields(was: Row, now: Row, other: Row, together: Sequence[Sequence[str]]) -> Row:
    found: Row = {}
    grouped = {name for names in together for name in names}
    for names in (*together, *((name,) for name in now if name not in grouped)):
        changed = any(now[name] != was[name] for name in names)
        found |= {name: (now if changed else other)[name] for name in names}
    return found


def _routine(was: Row, now: Row, other: Row) -> Row:
    found = _fields(was, now, other, OF_ROUTINE)
    found["slots"] = _rows(was["slots"], now["slots"], other["slots"], _slot)
    each = (was["exercises"], now["exercises"], other["exercises"])
    return found | {"exercises": _rows(*each, _exercise)}


def _exercise(was: Row, now: Row, other: Row) -> Row:
    return _fields(was, now, other, OF_EXERCISE)


def _slot(was: Row, now: Row, other: Row) -> Row:
    return _fields(was, now, other, ())


def _rows(
    was: list[Row], now: list[Row], other: list[Row], merged: Callable[[Row, Row, Row], Row]
) -> list[Row]:
    """Rows by their ids: new ones of both, without those that either took out."""
    before, mine = {one["id"]: one for one in was}, {one["id"]: one for one in now}
    known = {one["id"] for one in other}
    found = []
    for one in other:
        held = mine.get(one["id"])
        if held is not None and one["id"] in before:
            found.append(merged(before[one["id"]], held, one))
        elif one["id"] not in before:
            found.append(one)
    found += [one for one in now if one["id"] not in before and one["id"] not in known]
    return sorted(found, key=_place(now)) if _is_mine(was, now, other) else found


def _place(rows: list[Row]) -> Callable[[Row], int]:
    places = {one["id"]: place for place, one in enumerate(rows)}
    return lambda one: places.get(one["id"], len(places))


def _is_mine(was: list[Row], now: list[Row], other: list[Row]) -> bool:
    """Whether the order is `now`'s: it was changed there, or nowhere else."""
    before = [one["id"] for one in was]
    mine = [one["id"] for one in now]
    moved = [i for i in mine if i in before] != [i for i in before if i in mine]
    return moved or before == [one["id"] for one in other]
