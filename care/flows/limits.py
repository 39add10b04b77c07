"""/limits: what is in force, who set it, another one. Each change is a new version of the plan."""

import datetime as dt
import functools

from sqlmodel import Session as Db

from care import edits, plan
from care.buttons import Tap
from care.flows import arrivals, cards, day, planner, plans
from care.flows.arrivals import Visit
from care.ports import Screen
from care.screens import limits as show

OLD = "toast.old"


def limits(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/limits: for the person, who decides on them."""
    home = arrivals.home(db, visit)

    def build(row: int) -> Screen:
        if home is None or not arrivals.may(db, home[1]):
            return Screen(visit.say("limits.not_yours"))
        current = planner.active(db, home[0].id)
        if current is None:
            return Screen(visit.say("ready.nothing"))
        return show.limits(visit.lang, row, current[1])

    day.send(db, visit, now, build)
    return None


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """Another limit, by the person, from today."""
    mine = day.own_tap(db, visit, tapped, now)
    if mine is None:
        return visit.say(OLD)
    row, circle, member = mine
    current = planner.active(db, circle.id)
    if current is None:
        return visit.say(OLD)
    plans.change(db, circle, member, functools.partial(_wanted, tapped), now)
    changed = planner.active(db, circle.id) or current
    cards.redraw(row, show.limits(visit.lang, row.id, changed[1]), now, visit.update_id)
    return None


VERBS = frozenset({"limit_recovery", "limit_pain"})


def _wanted(tapped: Tap, before: plan.Plan) -> plan.Plan:
    value = int(tapped.value)
    if tapped.verb == "limit_recovery":
        return edits.set_plan(before, recovery_limit=value)
    return edits.set_plan(before, pain_limit=None if value == show.NO_LIMIT else value)
