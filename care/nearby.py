"""Routines that come close together, and joining them into one."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from care import edits, plan
from care.plan import Plan, Routine, Slot

# "When two routines come within 30 minutes of each other" (issue 4).
NEAR = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Near:
    """Two routines that come within 30 minutes of each other, the earlier one first.

    `can_join`: they come on the same days, each time close together, so that joining them makes
    nothing more frequent.
    """

    first: int
    second: int
    can_join: bool


def near(found: Plan) -> tuple[Near, ...]:
    """The routines that come close together on some weekday; drafts and helpers' don't come."""
    routines = [
        r for r in found.routines if r.slots and not r.helper_comes and not plan.is_draft(r)
    ]
    pairs = []
    for place, one in enumerate(routines):
        for other in routines[place + 1 :]:
            close = [(a, b) for a in one.slots for b in other.slots if _close(a, b)]
            if close:
                a, b = close[0]
                first, second = (one, other) if a.at <= b.at else (other, one)
                pairs.append(Near(first.id, second.id, _as_often(one, other, close)))
    return tuple(pairs)


def _close(a: Slot, b: Slot) -> bool:
    day = dt.date(2000, 1, 3)
    apart = abs(dt.datetime.combine(day, a.at) - dt.datetime.combine(day, b.at))
    return apart <= NEAR and bool(set(a.days) & set(b.days))


def _as_often(one: Routine, other: Routine, close: list[tuple[Slot, Slot]]) -> bool:
    same = [(a, b) for a, b in close if a.days == b.days]
    return len(same) == len(one.slots) == len(other.slots) and one.asks == other.asks


def join(before: Plan, first_id: int, second_id: int) -> Plan:
    """The second routine's exercises, minutes and lines come with the first, at its times."""
    first, second = before.routine(first_id), before.routine(second_id)
    if first is None or second is None:
        return before
    joined = first.model_dump() | {
        "exercises": [*first.exercises, *second.exercises],
        "pictures": [*first.pictures, *second.pictures],
        "minutes": first.minutes + second.minutes,
        "helper_minutes": first.helper_minutes + second.helper_minutes,
        "lighter": _joined_lighter(first, second),
    }
    for name in ("stop_rule", "effort_limit"):
        lines = dict.fromkeys(v for r in (first, second) if (v := getattr(r, name)))
        joined[name] = "\n".join(lines) or None
        joined[f"{name}_word"] = getattr(first, f"{name}_word") or getattr(second, f"{name}_word")
    plain = {k: _plain(v) for k, v in joined.items()}
    without = edits.remove_routine(before, second_id)
    return edits.set_routine(without, first_id, **plain)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.model_dump() if hasattr(value, "model_dump") else value


def _joined_lighter(first: Routine, second: Routine) -> dict[str, Any] | None:
    """Each part's lighter version, where both have one: else nobody wrote one for the whole."""
    if first.lighter is None or second.lighter is None:
        return None
    one, other = first.lighter, second.lighter
    return {
        "minutes": one.minutes + other.minutes,
        "helper_minutes": one.helper_minutes + other.helper_minutes,
        "exercises": [e.model_dump() for e in (*one.exercises, *other.exercises)],
        "word": one.word.model_dump() if one.word else None,
    }
