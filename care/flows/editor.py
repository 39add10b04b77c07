"""/plan: the plan as a card, and every setting of it by a few taps or typed words.

Each step is one row of the editor's own draft (plans.edit): it can be undone, and nobody sees it
until it is put in force or sent. What is open is in the button; what is waited for, in human.asks:
`plan_text:<message row>:<path>`, good only while that message is the newest in the chat.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import pydantic
from sqlmodel import Session as Db

from care import choices, fields, plan, spoken, store, times
from care.buttons import Tap
from care.fields import Field
from care.flows import arrivals, cards, day, outgoing, plans, setup
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Circle, Member, Message, PlanVersion
from care.plan import Plan
from care.ports import Screen
from care.rights import May
from care.screens import editor as show
from care.screens.plan_card import Head
from care.where import At

OLD = "toast.old"


@dataclass(frozen=True)
class Desk:
    """Somebody who may write on a plan, at work on it: everything a step needs."""

    db: Db
    visit: Visit
    circle: Circle
    member: Member
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The person's local day."""
        return plans.today(self.circle, self.now)

    def at(self, path: str) -> At | None:
        """That place in what they work on; nothing where there is no plan, or no such place."""
        held = plans.versions(self.db, self.circle, self.member)
        return At(held.plan, self.today, self.visit.lang).to(path) if held else None

    def screen(
        self, path: str, row: int, *, undo: int | None = None, lead: str | None = None
    ) -> Screen:
        """The screen of a place; of the whole plan, where that isn't there any more."""
        held = plans.versions(self.db, self.circle, self.member)
        if held is None:
            return Screen(self.visit.say("ready.nothing"))
        at = At(held.plan, self.today, self.visit.lang).nearest(path)
        _wait(self.visit, at, row)
        waiting = tuple((one.id, _name(self.db, one.author_id)) for one in self._proposals())
        return show.screen(show.Shows(at, row, self._head(held), lead, undo, waiting))

    def _proposals(self) -> list[PlanVersion]:
        """What waits for their yes, where it is theirs to say."""
        decides = arrivals.may(self.db, self.member)
        return list(store.proposals(self.db, self.circle.id)) if decides else []

    def _head(self, held: plans.Versions) -> Head:
        active, person = held.active, store.patient(self.db, self.circle.id)
        zone = self.circle.zone
        said_yes = active.confirmed_by and _name(self.db, active.confirmed_by)
        return Head(
            whose=None if self.member.role == Role.PATIENT else person.name if person else "",
            author=_name(self.db, active.author_id),
            written=times.local(active.created_at, zone).date(),
            confirmed=said_yes or None,
            confirmed_on=active.confirmed_at and times.local(active.confirmed_at, zone).date(),
            changed=held.draft is not None,
            therapist=self.member.role == Role.THERAPIST,
            stands_in=arrivals.may(self.db, self.member),
        )


def _name(db: Db, member_id: int) -> str:
    return db.get_one(Member, member_id).name


def desk(db: Db, visit: Visit, now: dt.datetime) -> Desk | None:
    """The visitor's own, where they may write: the person, and those whom the person lets."""
    home = arrivals.home(db, visit)
    if home is None or not arrivals.may(db, home[1], May.PLAN):
        return None
    return Desk(db, visit, *home, now)


def plan_(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/plan: the plan, or one line that says who decides."""
    mine = desk(db, visit, now)
    if mine is None:
        home = arrivals.home(db, visit)
        person = store.patient(db, home[0].id) if home else None
        key = "plan.not_yours" if person else "person.only"
        name = person.name if person else ""
        day.say(db, visit, now, key, name=name)
        return None
    day.send(db, visit, now, lambda row: mine.screen("", row))
    return None


# What is waited for


def _wait(visit: Visit, at: At, row: int) -> None:
    """The screen before them waits for words, or for nothing; a set-up's step is left alone."""
    field, human = fields.find(at), visit.human
    if human.asks in setup.FIRST_STEPS:
        return
    if field is not None and field.waits == fields.PICTURE:
        human.asks = f"{field.waits}:{at.id}"
    elif field is not None and field.waits:
        human.asks = f"{field.waits}:{row}:{at.path}"
    elif (human.asks or "").partition(":")[0] in (fields.WORDS, fields.PICTURE):
        human.asks = None


def waits(db: Db, visit: Visit) -> tuple[Message, str] | None:
    """The message that waits for words, and its path; nothing once something newer came."""
    step, _, rest = (visit.human.asks or "").partition(":")
    row_id, _, path = rest.partition(":")
    if step != fields.WORDS or not row_id.isdecimal():
        return None
    row = store.message(db, int(row_id))
    if row is None or not store.is_newest(db, visit.chat.id, row.id):
        visit.human.asks = None
        return None
    return row, path


# A tap


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on one of these screens."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    mine = desk(db, visit, now) if row else None
    if row is None or mine is None:
        return visit.say(OLD)
    fresh = _ACTS[tapped.verb](mine, tapped, row.id)
    if fresh is None:
        fresh = mine.screen(tapped.value.partition(":")[0], row.id, lead=visit.say(OLD))
    put(mine, row, tapped, fresh)
    return None


def put(mine: Desk, row: Message, tapped: Tap, fresh: Screen) -> None:
    """Show it there, minding the finger; where words are waited for, as the newest message."""
    waits_here, chat_id = mine.visit.human.asks or "", mine.visit.chat.id
    is_newest = store.is_newest(mine.db, chat_id, row.id)
    if waits_here.startswith(f"{fields.WORDS}:{row.id}:") and not is_newest:
        path = waits_here.split(":", maxsplit=2)[2]
        day.send(mine.db, mine.visit, mine.now, lambda new: mine.screen(path, new))
        return
    fresh = cards.forgiving(row, tapped, fresh, mine.visit.lang)
    cards.redraw(row, fresh, mine.now, mine.visit.update_id)


def _show(mine: Desk, tapped: Tap, row: int) -> Screen:
    return mine.screen(tapped.value, row)


def _set(mine: Desk, tapped: Tap, row: int) -> Screen | None:
    path, _, code = tapped.value.rpartition(":")
    at = mine.at(path)
    field = fields.find(at) if at else None
    if at is None or field is None or code not in (offered := field.offered(at)):
        return None
    return step(mine, at, field, offered[code], row)


def step(mine: Desk, at: At, field: Field, value: object, row: int) -> Screen:
    """One step of their draft; then the screen above, with what is new and the way back."""
    dates = field.name == "review_on" and mine.member.role != Role.THERAPIST
    if dates and plan.waits_for_review(at.plan, mine.today):
        # Another date brings nothing back: only "reviewed with the therapist" does.
        return mine.screen(at.above, row, lead=mine.visit.say("review.only"))
    try:
        after, made = edit(mine, lambda before: field.edited(replace(at, plan=before), value))
    except pydantic.ValidationError as error:
        return mine.screen(at.path, row, lead=_wrong(mine.visit, error))
    return mine.screen(field.then(at, after), row, undo=made)


def edit(mine: Desk, change: Callable[[Plan], Plan]) -> tuple[Plan, int | None]:
    """What they work on afterwards, and the step that was made, if one was."""
    db, circle, member = mine.db, mine.circle, mine.member
    before = store.draft(db, member.id)

    def whole(held: Plan) -> Plan:
        after = change(held)
        return plans.new_ids(db, circle, after) if _has_new(after) else after

    after = plans.edit(db, circle, member, whole, mine.now)
    made = store.draft(db, member.id)
    if after is None:
        raise LookupError("a step without a plan")
    return after, made.id if made and (before is None or made.id != before.id) else None


def _has_new(found: Plan) -> bool:
    ids = [one.id for _, one in found.slots()]
    ids += [one.id for r in found.routines for one in r.all_exercises()]
    ids += [one.id for one in found.routines]
    return 0 in ids


def _wrong(visit: Visit, error: pydantic.ValidationError) -> str:
    """What can't be kept, in words; the plan is as it was."""
    found = error.errors()[0]
    limits = found.get("ctx", {})
    if found["type"] == "string_too_long":
        return visit.say("plan_wrong.too_long", n=limits["max_length"])
    if found["type"] == "too_long":
        return visit.say("plan_wrong.too_many", n=limits["max_length"])
    least, most = limits.get("ge"), limits.get("le")
    if least is not None or most is not None:
        return visit.say("plan_wrong.out_of_reach")
    return visit.say("plan_wrong.other")


def _undo(mine: Desk, tapped: Tap, row: int) -> Screen | None:
    """That step, where it is the last one; where it isn't, nothing happens."""
    version, _, path = tapped.value.partition(":")
    draft = store.draft(mine.db, mine.member.id)
    if draft is None or str(draft.id) != version:
        return mine.screen(path, row)
    plans.undo(mine.db, mine.circle, mine.member)
    return mine.screen(path, row, lead=mine.visit.say("plan.undone"))


# Typed words


def typed(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """Words for the setting that is open; whether they were for it."""
    open_ = waits(db, visit)
    mine = desk(db, visit, now) if open_ and text.strip() else None
    at = mine.at(open_[1]) if mine and open_ else None
    field = fields.find(at) if at else None
    if open_ is None or mine is None or at is None or field is None or field.reads is None:
        return False
    value = field.reads(at, text)
    may_be_meant = value is not choices.UNCLEAR and field.reads not in choices.FREE
    if not may_be_meant and spoken.is_kept(text, visit.lang, may_say=field.may_say):
        return False
    row = open_[0]
    # What was answered has no buttons any more.
    cards.redraw(row, replace(Screen.from_json(row.screen or ""), rows=()), now, visit.update_id)

    def build(fresh: int) -> Screen:
        if value is choices.UNCLEAR:
            return mine.screen(at.path, fresh, lead=visit.say("plan_wrong.unclear"))
        return step(mine, at, field, value, fresh)

    day.send(db, visit, now, build)
    return True


_ACTS: dict[str, Callable[[Desk, Tap, int], Screen | None]] = {
    "plan": _show,
    "plan_back": _show,
    "plan_set": _set,
    "plan_step": _undo,
}
VERBS = frozenset(_ACTS)
