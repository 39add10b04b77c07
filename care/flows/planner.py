"""What comes next: one pending row a slot and one a caregiver's digest, never a year of them."""

import datetime as dt

from sqlmodel import Session as Db

from care import plan, store, times
from care.kinds import RANK, Kind, Reason, Role
from care.models import Circle, Human, Member, Message, Session

PROMPT_WINDOW = dt.timedelta(hours=2)
QUESTION_WINDOW = dt.timedelta(hours=3)
# Neither has an hour of its own: they wait for a day on which the person isn't resting.
REVIEW_AT = dt.time(10)
REVIEW_WINDOW = dt.timedelta(days=60)
PROPOSAL_WINDOW = dt.timedelta(days=60)
DIGEST_WINDOW = dt.timedelta(hours=4)
NUDGE_AFTER = dt.timedelta(minutes=60)
NUDGE_WINDOW = dt.timedelta(minutes=60)
ANSWER_COUNTS = dt.timedelta(hours=24)


def active(db: Db, circle_id: int) -> tuple[int, plan.Plan] | None:
    """The plan in force with its version's id."""
    version = store.active_plan(db, circle_id)
    if version is None or version.id is None:
        return None
    return version.id, plan.Plan.model_validate_json(version.document)


def fill(db: Db, circle: Circle, now: dt.datetime) -> None:
    """See to it that every slot and every digest has its next row; nothing before a yes."""
    if circle.stopped_at or not circle.agreed_at:
        return
    replan(db, circle, now)
    for member in store.members(db, circle.id, Role.CAREGIVER):
        next_digest(db, member, now)


def replan(db: Db, circle: Circle, now: dt.datetime) -> None:
    """What waits follows the plan and the zone as they are now: after an edit, after a journey.

    An occurrence is (slot, local date): none is asked for twice, and none is left out unsaid. The
    circle must be held.
    """
    current = active(db, circle.id)
    if circle.stopped_at or not circle.agreed_at or current is None:
        return
    slots = {s.id: s for r, s in current[1].slots() if not plan.is_draft(r)}
    waiting: set[int] = set()
    for row in store.waiting_prompts(db, circle.id):
        slot = slots.get(row.slot_id or 0)
        if slot is None or slot.id in waiting or not _stays(db, circle, row, slot, now):
            store.drop(db, row)
        else:
            waiting.add(slot.id)
    for slot in slots.values():
        if slot.id not in waiting:
            first = _first_day(db, circle, slot, now)
            # A day whose row was spent without a session has had its turn.
            while first and not add_prompt(db, circle, slot, first):
                first = plan.next_day(slot, first)
    next_review(db, circle, current[1], now)


def _stays(db: Db, circle: Circle, row: Message, slot: plan.Slot, now: dt.datetime) -> bool:
    """Whether a prompt that waits keeps its day; then it comes at that day's own wall time.

    Where that has passed already, the day isn't left out: its old time holds, if that is still to
    come on the same day; else what became too late is kept as that.
    """
    day = row.local_date
    first = _first_day(db, circle, slot, now)
    if day is None or first is None or times.weekday(day) not in slot.days or first < day:
        return False
    fresh = times.instant(day, slot.at, circle.zone)
    if fresh < now and row.due >= now and times.local(row.due, circle.zone).date() == day:
        return True
    if row.due != fresh:
        row.due = row.try_at = fresh
        row.until = fresh + PROMPT_WINDOW
        row.reason = Reason.MOVED if fresh < now else None
        db.flush()
    return True


def _first_day(db: Db, circle: Circle, slot: plan.Slot, now: dt.datetime) -> dt.date | None:
    """The first local day from now on whose occurrence was not reached yet."""
    reached = store.last_day(db, slot.id)
    day: dt.date | None = times.local(now, circle.zone).date() - dt.timedelta(days=1)
    if reached and day and reached > day:
        day = reached
    while day and (day := plan.next_day(slot, day)):
        if times.instant(day, slot.at, circle.zone) >= now:
            return day
    return None


def next_prompt(
    db: Db, circle: Circle, slot: plan.Slot, after: dt.date, reason: str | None = None
) -> None:
    """The occurrence behind `after`, even one that is past: each day is kept as what it was.

    `reason`: why it would be past, where that is known.
    """
    day = plan.next_day(slot, after)
    if day:
        add_prompt(db, circle, slot, day, reason)


def prompt_key(slot_id: int, day: dt.date) -> str:
    """An occurrence is (slot, local date), never an instant: it can't come twice."""
    return f"prompt:{slot_id}:{day.isoformat()}"


def add_prompt(
    db: Db, circle: Circle, slot: plan.Slot, day: dt.date, reason: str | None = None
) -> bool:
    """The row of one occurrence; whether it was new."""
    person = store.patient(db, circle.id)
    due = times.instant(day, slot.at, circle.zone)
    row = _row(Kind.PROMPT, circle, due, due + PROMPT_WINDOW)
    row.key = prompt_key(slot.id, day)
    row.chat_id = person.chat_id if person else None
    row.slot_id, row.local_date, row.reason = slot.id, day, reason
    return store.add_due(db, row)


def _row(kind: Kind, circle: Circle, due: dt.datetime, until: dt.datetime) -> Message:
    return Message(
        kind=kind, rank=RANK[kind], circle_id=circle.id, due=due, until=until, try_at=due
    )


def next_review(db: Db, circle: Circle, document: plan.Plan, now: dt.datetime) -> None:
    """The one question on the review date, at ten; a date that is past is asked about at once."""
    day, person = document.review_on, store.patient(db, circle.id)
    if day is None or person is None:
        return
    due = max(times.instant(day, REVIEW_AT, circle.zone), now)
    row = _row(Kind.REVIEW, circle, due, due + REVIEW_WINDOW)
    row.key = f"{Kind.REVIEW}:{circle.id}:{day.isoformat()}"
    row.chat_id, row.member_id, row.local_date = person.chat_id, person.id, day
    store.add_due(db, row)


def proposal(db: Db, circle: Circle, version_id: int, now: dt.datetime) -> None:
    """A proposed plan on its way to the person."""
    person = store.patient(db, circle.id)
    if person is None:
        return
    row = _row(Kind.PROPOSAL, circle, now, now + PROPOSAL_WINDOW)
    row.key = f"{Kind.PROPOSAL}:{version_id}"
    row.chat_id, row.member_id = person.chat_id, person.id
    store.add_due(db, row)


def about_session(
    db: Db,
    kind: Kind,
    circle: Circle,
    session_id: int,
    chat_id: int | None,
    due: dt.datetime,
    until: dt.datetime,
) -> None:
    """A later message about a session: at most one of each kind."""
    row = _row(kind, circle, due, until)
    row.key = f"{kind}:{session_id}"
    row.session_id, row.chat_id = session_id, chat_id
    store.add_due(db, row)


def again_later(db: Db, circle: Circle, session: Session, chat_id: int | None) -> None:
    """The prompt that was put off comes again at the session's `later_at`."""
    due = session.later_at
    if due is None:
        raise ValueError("nothing was put off")
    row = _row(Kind.LATER, circle, due, min(due + PROMPT_WINDOW, session.closes_at))
    row.key = f"{Kind.LATER}:{session.id}:{session.laters}"
    row.session_id, row.chat_id = session.id, chat_id
    store.add_due(db, row)


def digest_zone(db: Db, member: Member) -> str:
    """The zone of a member's digest: their own, else the person's."""
    human = db.get(Human, member.human_id) if member.human_id else None
    return (human and human.zone) or db.get_one(Circle, member.circle_id).zone


def next_digest(db: Db, member: Member, after: dt.datetime) -> None:
    """The member's next digest behind `after`: one a local date of theirs, at most."""
    if member.digest == "off" or member.left_at:
        return
    zone = digest_zone(db, member)
    due = times.next_at(after, member.digest_at, zone)
    while member.digest == "weekly" and _weekday(due, zone) != member.digest_day:
        due = times.next_at(due, member.digest_at, zone)
    day = times.local(due, zone).date()
    midnight = times.instant(day + dt.timedelta(days=1), dt.time(0), zone)
    circle = db.get_one(Circle, member.circle_id)
    row = _row(Kind.DIGEST, circle, due, min(due + DIGEST_WINDOW, midnight))
    row.key = f"digest:{member.id}:{day.isoformat()}"
    row.chat_id, row.member_id, row.local_date = member.chat_id, member.id, day
    if not store.add_due(db, row):
        _digest_after(db, member, row, zone, day)


def _weekday(at: dt.datetime, zone: str) -> str:
    return times.weekday(times.local(at, zone).date())


def _digest_after(db: Db, member: Member, row: Message, zone: str, day: dt.date) -> None:
    """That date has had its digest row: where it is spent, the next date's."""
    taken = store.keyed(db, row.key or "")
    if taken is not None and taken.try_at is None:
        next_digest(db, member, times.instant(day, dt.time(23, 59, 59), zone))
