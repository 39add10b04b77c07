"""A circle begins: its people, its first plan, its first prompt."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import plan, store, templates, times, unasked, words
from care.flows import arrivals, day, invitations, media, planner, plans
from care.flows.arrivals import Visit
from care.flows.sofar import Pages
from care.kinds import Role
from care.models import Circle, Member, Message, PlanVersion
from care.ports import Screen
from care.screens import setup as show
from care.screens import standing


@dataclass(frozen=True)
class Choice:
    """What was chosen: whose exercises, the person's zone, the template or a sheet, its wall time.

    `helper_comes`: no prompt, it waits in /today for when an aide or the therapist comes.
    """

    whose: str
    zone: str
    template: templates.Template
    at: dt.time
    helper_comes: bool = False
    sheet: Pages | None = None


def found(db: Db, visit: Visit, choice: Choice, now: dt.datetime) -> Callable[[int], Screen]:
    """Begin a circle. No prompt goes to anyone before their own yes.

    What is shown then, by the id of its message.
    """
    theirs = choice.whose == "help"
    circle = store.add(
        db, Circle(zone=choice.zone, created_at=now, agreed_at=None if theirs else now)
    )
    role = Role.CAREGIVER if theirs else Role.PATIENT
    member = add_member(db, visit, circle.id, role, now)
    member.shared_phone = choice.whose == "both"
    # Who wrote the first plan goes on with it: by proposals, where it is somebody else's.
    member.may_propose = True
    first_plan(db, visit.lang, member, choice, now)
    planner.fill(db, circle, now)
    if theirs:
        return _for_person(db, visit, circle, member, now)
    ready = next_prompt(db, visit.lang, circle, now)
    return lambda row: ready


def add_member(db: Db, visit: Visit, circle_id: int, role: Role, now: dt.datetime) -> Member:
    """Somebody is in; who was in before under that role is so again, with what a newcomer may."""
    member = store.former(db, circle_id, visit.human.id, role) or _without_phone(
        db, circle_id, role
    )
    member = member or Member(
        circle_id=circle_id,
        human_id=visit.human.id,
        role=role,
        name=visit.arrival.name,
        joined_at=now,
    )
    member.may_propose = role == Role.THERAPIST
    member.human_id = visit.human.id
    member.chat_id, member.name = visit.chat.id, visit.arrival.name
    member.told_through = db.get_one(Circle, circle_id).changes
    member.joined_at, member.left_at = now, None
    # Whom the person named is theirs to say anew.
    member.proxy, member.acts_since = False, None
    return store.add(db, member)


def _without_phone(db: Db, circle_id: int, role: Role) -> Member | None:
    """The person who had no phone until now: they are who they were."""
    person = store.patient(db, circle_id) if role == Role.PATIENT else None
    return person if person is not None and person.human_id is None else None


def first_plan(db: Db, lang: str, author: Member, choice: Choice, now: dt.datetime) -> PlanVersion:
    """The template, or the sheet that was photographed, as the circle's first plan."""
    routine = choice.template.routine(lang, choice.at, helper_comes=choice.helper_comes)
    document = plan.Plan(routines=(routine,))
    if choice.sheet:
        ids = media.keep(db, author, "photo", choice.sheet.file_ids, now)
        routine = templates.from_sheet(lang, ids, choice.sheet.minutes, choice.at)
        document = plan.Plan(routines=(routine,), sheet=plan.Sheet(pictures=ids))
    return plans.first(db, db.get_one(Circle, author.circle_id), author, document, now)


def _for_person(
    db: Db, visit: Visit, circle: Circle, member: Member, now: dt.datetime
) -> Callable[[int], Screen]:
    secret = invitations.make(db, Role.PATIENT, now, circle_id=circle.id, made_by=member.id)
    link = invitations.link(visit.arrival.bot, secret)
    hours = invitations.LASTS_HOURS
    return lambda row: show.ready_for_person(visit.lang, row, circle.id, link, hours)


def next_prompt(
    db: Db, lang: str, circle: Circle, now: dt.datetime, key: str = "ready.text"
) -> Screen:
    """When the next prompt comes, on the person's wall clock."""
    current = planner.active(db, circle.id)
    document = current[1] if current else plan.Plan(routines=())
    due = [
        found
        for row in store.waiting_prompts(db, circle.id)
        if (found := _due(document, row, circle))
    ]
    if due:
        at, routine = min(due, key=lambda found: found[0])
        return show.ready(lang, times.local(at, circle.zone), routine, key)
    for routine in document.routines:
        if plan.is_draft(routine):
            text = words.say(lang, "ready.draft", routine=routine.name)
            return Screen(text, keys=standing(lang))
    return Screen(words.say(lang, "ready.nothing"), keys=standing(lang))


def _due(
    document: plan.Plan, row: Message, circle: Circle
) -> tuple[dt.datetime, plan.Routine] | None:
    """When what waits will be asked for: a pause, or a review that is due, is waited out."""
    found = document.slot(row.slot_id or 0)
    if found is None or row.local_date is None:
        return None
    routine, slot = found
    if unasked.why(routine, document, row.local_date) is None:
        return row.due, routine
    on = unasked.next_day(slot, routine, document, row.local_date)
    return (times.instant(on, slot.at, circle.zone), routine) if on else None


def offer_yes(db: Db, visit: Visit, now: dt.datetime) -> None:
    """Of what waits for a therapist's yes: where the person says it, below all else."""
    home = arrivals.home(db, visit)
    current = planner.active(db, home[0].id) if home else None
    if home is None or current is None or not arrivals.may(db, home[1]):
        return
    for routine in current[1].routines:
        if plan.is_draft(routine):
            _offer(db, visit, routine, now)


def _offer(db: Db, visit: Visit, routine: plan.Routine, now: dt.datetime) -> None:
    def build(row: int) -> Screen:
        return show.draft(visit.lang, row, routine)

    day.send(db, visit, now, build)
