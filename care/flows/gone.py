"""What somebody can't do any more leaves the plan with one tap, and comes back with one.

For the person at once, in what is in force and in all that is being written; for whoever else may
propose it is a step of their draft like any other.
"""

import datetime as dt

from sqlmodel import Session as Db

from care import edits, plan, store
from care.buttons import Tap
from care.flows import editor, outgoing, plans
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import PlanVersion
from care.plan import Exercise, Plan, Routine
from care.ports import Screen
from care.screens import editor as show
from care.where import At

Rows = tuple[Exercise, ...]
VERBS = frozenset({"plan_cant", "plan_again"})


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """Gone, or back again."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    mine = editor.desk(db, visit, now) if row else None
    if row is None or mine is None:
        return visit.say(editor.OLD)
    act = _cant if tapped.verb == "plan_cant" else _again
    fresh = act(mine, tapped.value, row.id)
    if fresh is None:
        return visit.say(editor.OLD)
    editor.put(mine, row, tapped, fresh)
    return None


def _cant(mine: editor.Desk, value: str, row: int) -> Screen | None:
    at = mine.at(f"e{value}")
    one = at.thing if at else None
    if at is None or at.routine is None or not isinstance(one, Exercise):
        return None
    version = _at_once(mine, one.id)
    if version is None:
        _, made = editor.edit(mine, lambda held: edits.remove_exercise(held, one.id))
        return mine.screen(at.above, row, undo=made, lead=_left(mine, at, one))
    there = plan.read(version.document).routine(at.routine.id)
    names = (one.name, None if there else at.routine.name)
    return show.gone(mine.visit.lang, row, f"{version.id}:{one.id}", names)


def _left(mine: editor.Desk, at: At, one: Exercise) -> str:
    """What a step took out, where that isn't plain from the screen."""
    line = mine.visit.say("plan.gone", name=one.name)
    routine = at.routine
    if routine is None or mine.at(f"r{routine.id}"):
        return line
    return f"{line}\n{mine.visit.say('plan.gone_routine', name=routine.name)}"


def _at_once(mine: editor.Desk, exercise_id: int) -> PlanVersion | None:
    """The version without it; nothing where it isn't theirs to say, or was never in force."""
    if mine.member.role != Role.PATIENT:
        return None
    return plans.change(
        mine.db,
        mine.circle,
        mine.member,
        lambda held: edits.remove_exercise(held, exercise_id),
        mine.now,
    )


def _again(mine: editor.Desk, value: str, row: int) -> Screen | None:
    """As it was, where nothing else was put in force since; in what is being written, too."""
    version, _, exercise = value.partition(":")
    back = plans.restore(mine.db, mine.circle, mine.member, int(version), mine.now)
    if back is None:
        return None
    earlier = plan.read(back.document)
    for held in store.open_versions(mine.db, mine.circle.id):
        document = put_back(plan.read(held.document), earlier, int(exercise))
        held.document = document.model_dump_json()
    mine.db.flush()
    return mine.screen(f"e{exercise}", row, lead=mine.visit.say("plan.back"))


def put_back(held: Plan, earlier: Plan, exercise_id: int) -> Plan:
    """With an exercise where it was in an earlier version; its routine, too, where that left."""
    place, was = next(
        (found for found in enumerate(earlier.routines) if found[1].exercise(exercise_id)),
        (0, None),
    )
    if was is None or any(r.exercise(exercise_id) for r in held.routines):
        return held
    now = held.routine(was.id)
    routines = list(held.routines)
    alone = tuple(e for e in was.exercises if e.id == exercise_id)
    if now is None and alone:
        routines.insert(place, was.model_copy(update={"exercises": alone}))
    elif now is not None:
        routines[routines.index(now)] = _with(now, was, exercise_id)
    return edits.set_plan(held, routines=[one.model_dump() for one in routines])


def _with(now: Routine, was: Routine, exercise_id: int) -> Routine:
    if any(e.id == exercise_id for e in was.exercises):
        rows = _among(now.exercises, was.exercises, exercise_id)
        return now.model_copy(update={"exercises": rows})
    if was.lighter is None:
        return now
    held = now.lighter.exercises if now.lighter else ()
    rows = _among(held, was.lighter.exercises, exercise_id)
    lighter = (now.lighter or was.lighter).model_copy(
        update={"exercises": rows, "word": was.lighter.word}
    )
    return now.model_copy(update={"lighter": lighter})


def _among(rows: Rows, were: Rows, exercise_id: int) -> Rows:
    """Behind what stood before it, as far as that is still there."""
    place = next(n for n, e in enumerate(were) if e.id == exercise_id)
    before = {e.id for e in were[:place]}
    behind = max((n + 1 for n, e in enumerate(rows) if e.id in before), default=0)
    return (*rows[:behind], were[place], *rows[behind:])
