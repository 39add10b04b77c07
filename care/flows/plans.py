"""The plan's versions: drafts that wait as long as they must, what is proposed, what is in force.

Everybody edits a draft of their own, one row a step, so that each step can be undone and nothing is
lost by walking away. The person puts a draft in force; whoever else may, sends it to the person.
What can't wait (an exercise that isn't possible any more, a limit) is in force at once. Whatever
comes into force, what is being written goes on from it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import pydantic
from sqlmodel import Session as Db

from care import authorship, edits, plan, rebase, store, times, values
from care.flows import overdue, planner
from care.kinds import PlanState, Role
from care.models import Circle, Exercise, Member, PlanVersion, Routine, Slot
from care.plan import How, Plan, Word

Identity = TypeVar("Identity", Routine, Exercise)


@dataclass(frozen=True)
class Versions:
    """What somebody works on: the plan in force, and their draft where they have one."""

    active: PlanVersion
    draft: PlanVersion | None

    @property
    def in_force(self) -> Plan:
        """The plan in force."""
        return plan.read(self.active.document)

    @property
    def plan(self) -> Plan:
        """What they see and change: their draft, else the plan in force."""
        return plan.read((self.draft or self.active).document)


def versions(db: Db, circle: Circle, member: Member) -> Versions | None:
    """The plan in force with this member's draft; nothing where there is no plan yet."""
    active = store.active_plan(db, circle.id)
    return Versions(active, store.draft(db, member.id)) if active else None


def word(member: Member, today: dt.date) -> Word:
    """Whose word it is where this member writes: a therapist's is confirmed by being said here."""
    how = How.CONFIRMED if member.role == Role.THERAPIST else How.WRITTEN
    return Word(by=values.name(member.name) or "?", on=today, how=how)


def today(circle: Circle, now: dt.datetime) -> dt.date:
    """The person's local day."""
    return times.local(now, circle.zone).date()


def edit(
    db: Db,
    circle: Circle,
    member: Member,
    change: edits.Edit,
    now: dt.datetime,
) -> Plan | None:
    """One step of this member's draft; the circle must be held. Nothing where there is no plan.

    Limits, stop rules and lighter versions that are new in it are the member's word.
    Raises pydantic.ValidationError where it would be no plan; then nothing has changed.
    """
    found = versions(db, circle, member)
    if found is None:
        return None
    before = found.plan
    after = change(before)
    after = authorship.signed(before, after, word(member, today(circle, now)))
    if after != before:
        _add(db, circle, member, after, PlanState.DRAFT, now, found.draft or found.active)
    return after


def _add(
    db: Db,
    circle: Circle,
    member: Member,
    document: Plan,
    state: PlanState,
    now: dt.datetime,
    before: PlanVersion | None,
) -> PlanVersion:
    row = PlanVersion(
        circle_id=circle.id,
        state=state,
        author_id=member.id,
        created_at=now,
        before_id=before.id if before else None,
        document=document.model_dump_json(),
    )
    return store.add(db, row)


def undo(db: Db, circle: Circle, member: Member) -> bool:
    """Take back this member's last step; whether there was one."""
    draft = store.draft(db, member.id)
    if draft is None:
        return False
    draft.state = PlanState.DROPPED
    db.flush()
    return True


def drop(db: Db, member: Member) -> None:
    """Take back all the steps of this member's draft. The circle must be held."""
    store.drop_steps(db, member.id)


def new_ids(db: Db, circle: Circle, document: Plan) -> Plan:
    """The document with an id for all that has none, or one that isn't this circle's own."""
    found = document.model_dump()
    for routine in found["routines"]:
        routine["id"] = _own(db, circle, Routine, routine["id"])
        for slot in routine["slots"]:
            slot["id"] = _own_slot(db, circle, slot["id"], routine["id"])
        lighter = routine["lighter"]["exercises"] if routine["lighter"] else []
        for exercise in (*routine["exercises"], *lighter):
            exercise["id"] = _own(db, circle, Exercise, exercise["id"])
            exercise["picture"] = next(iter(_pictures(db, circle, [exercise["picture"]])), None)
        routine["pictures"] = _pictures(db, circle, routine["pictures"])
    for name in ("sheet", "page"):
        if found[name]:
            found[name]["pictures"] = _pictures(db, circle, found[name]["pictures"])
            found[name] = found[name] if found[name]["pictures"] else None
    return Plan.model_validate(found)


def _own(db: Db, circle: Circle, table: type[Identity], held: int) -> int:
    row = db.get(table, held) if held else None
    if row is None or row.circle_id != circle.id:
        row = store.add(db, table(circle_id=circle.id))
    return row.id


def _own_slot(db: Db, circle: Circle, held: int, routine_id: int) -> int:
    row = db.get(Slot, held) if held else None
    if row is None or (row.circle_id, row.routine_id) != (circle.id, routine_id):
        row = store.add(db, Slot(circle_id=circle.id, routine_id=routine_id))
    return row.id


def _pictures(db: Db, circle: Circle, held: Iterable[int | None]) -> list[int]:
    found = [store.picture(db, one) for one in held if one]
    return [row.id for row in found if row is not None and row.circle_id == circle.id]


def first(db: Db, circle: Circle, author: Member, document: Plan, now: dt.datetime) -> PlanVersion:
    """A circle's first plan, in force at once; its prompts are planned by who calls this."""
    document = authorship.with_review_date(None, new_ids(db, circle, document), today(circle, now))
    row = _add(db, circle, author, document, PlanState.ACTIVE, now, None)
    row.confirmed_at = now
    row.confirmed_by = author.id if author.role == Role.PATIENT else None
    return row


def use(db: Db, circle: Circle, person: Member, version: PlanVersion, now: dt.datetime) -> Plan:
    """Put a draft or a proposal in force, by the person's yes; the circle must be held.

    The steps that led to it are forgotten; the version that was in force is kept.
    """
    overdue.keep(db, circle, now)
    active = store.active_plan(db, circle.id)
    before = plan.read(active.document) if active else None
    after = authorship.with_review_date(before, plan.read(version.document), today(circle, now))
    if version.document != (document := after.model_dump_json()):
        version.document = document
    version.state = PlanState.ACTIVE
    version.confirmed_by, version.confirmed_at = person.id, now
    version.before_id = active.id if active else None
    if active:
        active.state = PlanState.REPLACED
    db.flush()
    store.forget_steps(db, version.author_id)
    if before:
        _follow(db, circle, before, after)
    planner.replan(db, circle, now)
    return after


def _follow(db: Db, circle: Circle, before: Plan, after: Plan) -> None:
    """What is being written or proposed goes on from the plan that is in force now."""
    for draft in store.open_versions(db, circle.id):
        try:
            held = rebase.rebased(before, plan.read(draft.document), after)
        except pydantic.ValidationError:
            # A draft without room for it stays as it is: its card tells what it would take back.
            continue
        draft.document = held.model_dump_json()
    db.flush()


def change(
    db: Db,
    circle: Circle,
    person: Member,
    wanted: edits.Edit,
    now: dt.datetime,
    *,
    as_theirs: bool = True,
) -> PlanVersion | None:
    """What is in force at once, by the person's own tap: a new version, and in every open draft.

    What is new in it is their word, unless the edit says whose it is. The version in force
    afterwards, or nothing where nothing changed. The circle must be held.
    """
    active = store.active_plan(db, circle.id)
    if active is None:
        return None
    by = word(person, today(circle, now))
    before = plan.read(active.document)
    after = wanted(before)
    after = authorship.signed(before, after, by) if as_theirs else after
    if after == before:
        return None
    _follow(db, circle, before, after)
    row = _add(db, circle, person, after, PlanState.DRAFT, now, active)
    return _in_force(db, circle, person, row, now)


def restore(
    db: Db, circle: Circle, person: Member, version_id: int, now: dt.datetime
) -> PlanVersion | None:
    """As it was before that version, which must be the one in force: kept as one more version."""
    active = store.active_plan(db, circle.id)
    if active is None or active.id != version_id or active.before_id is None:
        return None
    document = plan.read(store.document(db, active.before_id))
    _follow(db, circle, plan.read(active.document), document)
    row = _add(db, circle, person, document, PlanState.DRAFT, now, active)
    return _in_force(db, circle, person, row, now)


def _in_force(
    db: Db, circle: Circle, person: Member, row: PlanVersion, now: dt.datetime
) -> PlanVersion:
    overdue.keep(db, circle, now)
    active = store.active_plan(db, circle.id)
    if active:
        active.state = PlanState.REPLACED
    row.state = PlanState.ACTIVE
    row.confirmed_by, row.confirmed_at = person.id, now
    db.flush()
    planner.replan(db, circle, now)
    return row


def as_sent(db: Db, circle: Circle, author: Member, draft: Plan, now: dt.datetime) -> Plan:
    """A draft as it is sent: a therapist who sends one has looked at it, and that is the review.

    The next date is theirs, where they set one.
    """
    if author.role != Role.THERAPIST:
        return draft
    mine = word(author, today(circle, now))
    found = authorship.reviewed(draft, mine, mine.by)
    active, day = store.active_plan(db, circle.id), draft.review_on
    is_set = active is not None and day not in (None, plan.read(active.document).review_on)
    return edits.set_plan(found, review_on=day) if is_set and day and day > mine.on else found


def propose(db: Db, circle: Circle, author: Member, now: dt.datetime) -> PlanVersion | None:
    """Send this member's draft to the person; an earlier proposal of theirs gives way to it."""
    draft = store.draft(db, author.id)
    if draft is None:
        return None
    sent = as_sent(db, circle, author, plan.read(draft.document), now)
    draft.document = sent.model_dump_json()
    for older in store.proposals(db, circle.id):
        if older.author_id == author.id:
            older.state = PlanState.DROPPED
    draft.state, draft.created_at = PlanState.PROPOSED, now
    db.flush()
    store.forget_steps(db, author.id)
    planner.proposal(db, circle, draft.id, now)
    return draft
