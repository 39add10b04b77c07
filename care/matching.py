"""What in a plan file is what is known already: by its id, else by its name or its time.

A file that was written by hand has no ids, and one from another house has others. A routine of the
same name is the same routine, an exercise of the same name in it the same exercise, a time of it
the same time. So nothing is there twice, and no day is asked for twice. What protects somebody
doesn't go by being left out: a limit, a stop rule, a lighter version, a picture, the clinic and the
review date stay unless their line is there and empty.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from care import values
from care.plan import Exercise, Plan, Routine, Slot

STAY_IN_PLAN = ("recovery_limit", "pain_limit", "review_on", "sheet", "page", "clinic")
STAY_IN_ROUTINE = ("lighter", "effort_limit", "stop_rule", "pictures")
Named = TypeVar("Named", Routine, Exercise)


def matched(before: Plan, after: Plan) -> Plan:
    """The plan of a file (`after`) with the ids of what is known, and what it says nothing of.

    Raises pydantic.ValidationError where that would hold something twice.
    """
    found = {name: getattr(after, name) for name in Plan.model_fields}
    found |= _left_out(before, after, STAY_IN_PLAN)
    found["routines"] = _Matching(before, after).routines()
    return Plan.model_validate({name: _dumped(value) for name, value in found.items()})


def _left_out(before: Any, after: Any, names: Iterable[str]) -> dict[str, Any]:
    return {n: _dumped(getattr(before, n)) for n in names if n not in after.model_fields_set}


def _dumped(value: Any) -> Any:
    return value.model_dump() if hasattr(value, "model_dump") else value


class _Matching:
    """One file beside one plan. What the file names by its id is nothing else's match."""

    def __init__(self, before: Plan, after: Plan) -> None:
        self._before, self._after = before, after
        self._known = {e.id: e for r in before.routines for e in r.all_exercises()}
        self._named = {r.id for r in after.routines}
        self._named_exercises = {e.id for r in after.routines for e in r.all_exercises()}
        self._named_slots = {s.id for _, s in after.slots()}

    def routines(self) -> list[dict[str, Any]]:
        """Those of the file, with what is known of them."""
        known = {r.id: r for r in self._before.routines}
        free = [r for r in self._before.routines if r.id not in self._named]
        return [
            self._routine(known.get(one.id) or _by_name(free, one), one)
            for one in self._after.routines
        ]

    def _routine(self, was: Routine | None, now: Routine) -> dict[str, Any]:
        found = now.model_dump()
        if was is not None:
            found |= _left_out(was, now, STAY_IN_ROUTINE) | {"id": was.id}
        found["slots"] = self._slots(was.slots if was else (), now.slots)
        found["exercises"] = self._exercises(was.exercises if was else (), now.exercises)
        if now.lighter:
            known = was.lighter.exercises if was and was.lighter else ()
            found["lighter"]["exercises"] = self._exercises(known, now.lighter.exercises)
        return found

    def _exercises(self, was: Sequence[Exercise], now: Sequence[Exercise]) -> list[dict[str, Any]]:
        free = [e for e in was if e.id not in self._named_exercises]
        rows = []
        for one in now:
            known = self._known.get(one.id) or _by_name(free, one)
            left = _left_out(known, one, ("picture",)) | {"id": known.id} if known else {}
            rows.append(one.model_dump() | left)
        return rows

    def _slots(self, was: Sequence[Slot], now: Sequence[Slot]) -> list[dict[str, Any]]:
        """By id, else by the time; what is left on both sides took each other's place, in order.

        A time that was moved keeps its id, so that the day of the move isn't asked about twice.
        """
        free = sorted((s for s in was if s.id not in self._named_slots), key=lambda one: one.at)
        held = {s.id for s in was}
        rows = [one.model_dump() for one in now]
        new = sorted((row for row in rows if row["id"] not in held), key=lambda row: row["at"])
        for row in new:
            if same := next((s for s in free if s.at == row["at"]), None):
                row["id"] = same.id
                free.remove(same)
        moved = (row for row in new if row["id"] not in held)
        for row, known in zip(moved, free, strict=False):
            row["id"] = known.id
        return rows


def _by_name(free: list[Named], wanted: Named) -> Named | None:
    """The first of that name which nothing else is; it isn't free any more."""
    name = _name(wanted)
    found = next((one for one in free if _name(one) == name), None)
    if found is not None:
        free.remove(found)
    return found


def _name(one: Routine | Exercise) -> str:
    return values.clean(one.name).casefold()
