"""What somebody can't do any more leaves the plan with one tap, and comes back with one.

For the person at once, in what is in force and in all that is being written; for whoever else may
propose it is a step of their draft like any other.
"""

import datetime as dt

from sqlmodel import Session as Db

from care import edits, plan
from care.buttons import Tap
from care.flows import arrivals, editor, outgoing, plans
from care.flows.arrivals import Visit
from care.models import PlanVersion
from care.plan import Exercise
from care.ports import Screen
from care.screens import editor as show
from care.where import At

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
    if not arrivals.may(mine.db, mine.member):
        return None
    return plans.change(
        mine.db,
        mine.circle,
        mine.member,
        lambda held: edits.remove_exercise(held, exercise_id),
        mine.now,
    )


def _again(mine: editor.Desk, value: str, row: int) -> Screen | None:
    """As it was, where nothing else was put in force since; what is being written follows."""
    version, _, exercise = value.partition(":")
    back = plans.restore(mine.db, mine.circle, mine.member, int(version), mine.now)
    if back is None:
        return None
    return mine.screen(f"e{exercise}", row, lead=mine.visit.say("plan.back"))
