"""/limits: what is in force, who set it, another one. Each change is a new version of the plan."""

import datetime as dt

from sqlmodel import Session as Db

from care import plan, store, times
from care.buttons import Tap
from care.flows import arrivals, cards, day, planner
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Circle, Member, PlanVersion
from care.ports import Screen
from care.screens import limits as show

OLD = "toast.old"
# As long as a plan lets an author's name be.
LONGEST_NAME = 60


def limits(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/limits: for the person, who decides on them."""
    home = arrivals.home(db, visit)

    def build(row: int) -> Screen:
        if home is None or home[1].role != Role.PATIENT:
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
    today = times.local(now, circle.zone).date()
    changed = change(db, circle, member, _wanted(tapped, member, today), now)
    if changed is None:
        return visit.say(OLD)
    cards.redraw(row, show.limits(visit.lang, row.id, changed), now, visit.update_id)
    return None


VERBS = frozenset({"limit_recovery", "limit_pain"})


def _wanted(tapped: Tap, member: Member, today: dt.date) -> dict[str, object]:
    """The limit with its author and its day; without a pain limit there is no author either."""
    value, name = int(tapped.value), member.name[:LONGEST_NAME]
    if tapped.verb == "limit_recovery":
        return {"recovery_limit": value, "limit_by": name, "limit_on": today}
    if value == show.NO_LIMIT:
        return {"pain_limit": None, "pain_limit_by": None, "pain_limit_on": None}
    return {"pain_limit": value, "pain_limit_by": name, "pain_limit_on": today}


def change(
    db: Db, circle: Circle, author: Member, wanted: dict[str, object], now: dt.datetime
) -> plan.Plan | None:
    """The plan with these values, as a new version in force; the circle must be held.

    The same values by the same author make no new version. Sessions that began keep theirs.
    """
    version = store.active_plan(db, circle.id)
    if version is None:
        return None
    held = plan.Plan.model_validate_json(version.document)
    if all(
        getattr(held, name) == value for name, value in wanted.items() if not name.endswith("_on")
    ):
        return held
    changed = plan.Plan.model_validate(held.model_dump() | wanted)
    version.state = "replaced"
    row = PlanVersion(
        circle_id=circle.id,
        state="active",
        author_id=author.id,
        confirmed_by=author.id,
        created_at=now,
        confirmed_at=now,
        document=changed.model_dump_json(),
    )
    store.add(db, row)
    return changed
