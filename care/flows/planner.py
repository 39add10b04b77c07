"""What comes next: one pending row a slot and one a caregiver's digest, never a year of them."""

import datetime as dt

from sqlmodel import Session as Db

from care import plan, store, times
from care.flows import monthly
from care.kinds import RANK, Kind, Reason, Role, Sending
from care.models import Circle, Human, Member, Message, Planned, Session

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
# A card closes however late it is.
CLOSE_WINDOW = dt.timedelta(days=3650)


def active(db: Db, circle_id: int) -> tuple[int, plan.Plan] | None:
    """The plan in force with its version's id."""
    version = store.active_plan(db, circle_id)
    if version is None or version.id is None:
        return None
    return version.id, plan.read(version.document)


def fill(db: Db, circle: Circle, now: dt.datetime) -> None:
    """See to it that every slot and every digest has its next row; nothing before a yes."""
    if circle.stopped_at or not circle.agreed_at:
        return
    replan(db, circle, now)
    for member in store.members(db, circle.id, Role.CAREGIVER):
        next_digest(db, member, now)
    for member in store.members(db, circle.id):
        monthly.next_report(db, member, now)


def replan(db: Db, circle: Circle, now: dt.datetime, was: str | None = None) -> None:
    """What waits follows the plan and the zone as they are now: after an edit, after a journey.

    An occurrence is (slot, local date): none is asked for twice, and none is left out unsaid. The
    circle must be held. `was`: the zone that the person has just left.
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
            continue
        waiting.add(slot.id)
        if was is None:
            _edited(circle, row, slot, now)
        else:
            _moved(circle, row, slot, now, was)
    db.flush()
    for slot in slots.values():
        if slot.id not in waiting:
            first = _first_day(db, circle, slot, now)
            # A day whose row was spent without a session has had its turn.
            while first and not store.add_due(db, prompt_row(db, circle, slot, first)):
                first = plan.next_day(slot, first)
    next_review(db, circle, current[1], now)


def _stays(db: Db, circle: Circle, row: Message, slot: plan.Slot, now: dt.datetime) -> bool:
    """Whether a prompt that waits keeps its day: the slot still names it, and no earlier one."""
    day, first = row.local_date, _first_day(db, circle, slot, now)
    return day is not None and times.weekday(day) in slot.days and not (first and first < day)


def _edited(circle: Circle, row: Message, slot: plan.Slot, now: dt.datetime) -> None:
    """It comes at its day's new time; where that has passed already, its old time holds."""
    day = row.local_date or times.local(now, circle.zone).date()
    if (fresh := times.instant(day, slot.at, circle.zone)) >= now:
        _comes_at(row, fresh)


def _moved(circle: Circle, row: Message, slot: plan.Slot, now: dt.datetime, was: str) -> None:
    """It comes at its wall time in the new zone; what is past there is kept as that.

    One whose time had come before the journey belongs to the place where it came.
    """
    if row.due <= now or row.local_date is None:
        return
    usual = times.instant(row.local_date, slot.at, was)
    wall = times.local(row.due, was)
    if row.due == usual:
        wall = dt.datetime.combine(row.local_date, slot.at)
    _comes_at(row, times.instant(wall.date(), wall.time(), circle.zone))
    row.reason = Reason.MOVED if row.until < now else None


def _comes_at(row: Message, due: dt.datetime) -> None:
    if row.due != due:
        row.due = row.try_at = due
        row.until = due + PROMPT_WINDOW


def _first_day(db: Db, circle: Circle, slot: plan.Slot, now: dt.datetime) -> dt.date | None:
    """The first local day from now on whose occurrence was not reached yet."""
    # A gap that swallows the last hour of a day moves what stood in it into the next.
    day: dt.date | None = times.local(now, circle.zone).date() - dt.timedelta(days=2)
    while day and (day := plan.next_day(slot, day)):
        ahead = times.instant(day, slot.at, circle.zone) >= now
        if ahead and store.session(db, slot.id, day) is None:
            return day
    return None


def today_still(db: Db, circle: Circle, now: dt.datetime) -> list[tuple[plan.Routine, dt.datetime]]:
    """What comes today at another time than the plan says now, on the person's clock.

    Its new time had passed when it was set, so today's prompt keeps the old one.
    """
    current, today = active(db, circle.id), times.local(now, circle.zone).date()
    found = []
    for row in store.waiting_prompts(db, circle.id):
        known = current[1].slot(row.slot_id or 0) if current else None
        if known is None or row.local_date != today or row.due < now:
            continue
        if row.due != times.instant(today, known[1].at, circle.zone):
            found.append((known[0], times.local(row.due, circle.zone)))
    return found


def next_prompt(
    db: Db,
    circle: Circle,
    slot: plan.Slot,
    after: dt.date,
    now: dt.datetime,
    reason: str | None = None,
) -> None:
    """The occurrence behind `after`, even one that is past: each day is kept as what it was.

    `reason`: why it would be past, where that is known. A day that had its turn already, as after
    a journey back over the date line, is passed over.
    """
    day = plan.next_day(slot, after)
    while day and not store.add_due(db, prompt_row(db, circle, slot, day, now, reason)):
        day = _behind(db, slot, day)


def _behind(db: Db, slot: plan.Slot, day: dt.date) -> dt.date | None:
    """The day to try where that one has its row: none, where that row still waits."""
    taken = store.keyed(db, prompt_key(slot.id, day))
    if taken is not None and taken.state == Sending.WAITING and taken.session_id is None:
        return None
    return plan.next_day(slot, day)


def prompt_key(slot_id: int, day: dt.date) -> str:
    """An occurrence is (slot, local date), never an instant: it can't come twice."""
    return f"prompt:{slot_id}:{day.isoformat()}"


def prompt_row(
    db: Db,
    circle: Circle,
    slot: plan.Slot,
    day: dt.date,
    now: dt.datetime | None = None,
    reason: str | None = None,
) -> Planned:
    """The row of one occurrence, to be added. `reason`: why, where that is past already."""
    person = store.patient(db, circle.id)
    due = times.instant(day, slot.at, circle.zone)
    row = _row(Kind.PROMPT, circle, due, due + PROMPT_WINDOW)
    row.key = prompt_key(slot.id, day)
    row.chat_id = person.chat_id if person else None
    row.slot_id, row.local_date = slot.id, day
    row.reason = reason if now and row.until < now else None
    return row


def _row(kind: Kind, circle: Circle, due: dt.datetime, until: dt.datetime) -> Planned:
    return Planned(
        kind=kind, rank=RANK[kind], circle_id=circle.id, due=due, until=until, try_at=due
    )


def next_review(db: Db, circle: Circle, document: plan.Plan, now: dt.datetime) -> None:
    """The one question on the review date, at ten; a date that is past is asked about at once.

    What waits for another date, or for another zone's ten, follows.
    """
    day, person = document.review_on, store.speaker(db, circle.id)
    key = f"{Kind.REVIEW}:{circle.id}:{day.isoformat()}" if day else None
    due = max(times.instant(day, REVIEW_AT, circle.zone), now) if day else now
    for row in store.waiting(db, circle.id, Kind.REVIEW):
        if row.key != key:
            store.drop(db, row)
        elif row.due > now:
            row.due, row.until, row.try_at = due, due + REVIEW_WINDOW, due
    db.flush()
    if day is None or person is None:
        return
    asks = _row(Kind.REVIEW, circle, due, due + REVIEW_WINDOW)
    asks.key = key
    asks.chat_id, asks.member_id, asks.local_date = person.chat_id, person.id, day
    store.add_due(db, asks)


def proposal(db: Db, circle: Circle, version_id: int, now: dt.datetime) -> None:
    """A proposed plan on its way to the person, or to who stands in for them."""
    person = store.speaker(db, circle.id)
    if person is None:
        return
    row = _row(Kind.PROPOSAL, circle, now, now + PROPOSAL_WINDOW)
    row.key = f"{Kind.PROPOSAL}:{version_id}"
    row.chat_id, row.member_id = person.chat_id, person.id
    store.add_due(db, row)


def about_session(
    kind: Kind,
    circle: Circle,
    session_id: int,
    chat_id: int | None,
    due: dt.datetime,
    until: dt.datetime,
) -> Planned:
    """A later message about a session, at most one of each kind: a row that isn't there yet."""
    row = _row(kind, circle, due, until)
    row.key = f"{kind}:{session_id}"
    row.session_id, row.chat_id = session_id, chat_id
    return row


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
    """The member's next digest behind `after`: one a local date of theirs, at most.

    While they answer for the person, the card of the day comes in its place, by the same key.
    """
    acts = member.proxy and member.acts_since is not None
    if member.left_at or (member.digest == "off" and not acts):
        return
    zone = digest_zone(db, member)
    due = times.next_at(after, member.digest_at, zone)
    while not acts and member.digest == "weekly" and _weekday(due, zone) != member.digest_day:
        due = times.next_at(due, member.digest_at, zone)
    day = times.local(due, zone).date()
    midnight = times.instant(day + dt.timedelta(days=1), dt.time(0), zone)
    circle = db.get_one(Circle, member.circle_id)
    kind = Kind.PROXY if acts else Kind.DIGEST
    row = _row(kind, circle, due, min(due + DIGEST_WINDOW, midnight))
    row.key = f"digest:{member.id}:{day.isoformat()}"
    row.chat_id, row.member_id, row.local_date = member.chat_id, member.id, day
    if not store.add_due(db, row):
        _digest_after(db, member, row, zone, day)


def _weekday(at: dt.datetime, zone: str) -> str:
    return times.weekday(times.local(at, zone).date())


def _digest_after(db: Db, member: Member, row: Planned, zone: str, day: dt.date) -> None:
    """That date has had its digest row: where it is spent, the next date's."""
    taken = store.keyed(db, row.key or "")
    if taken is not None and taken.try_at is None:
        next_digest(db, member, times.instant(day, dt.time(23, 59, 59), zone))
