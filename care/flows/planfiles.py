"""A plan file that somebody sends, and the file that they are given.

What it says becomes one step of the sender's draft, and its card asks; nothing changes before the
yes. A file proves nobody's word: no therapist's yes, no review, no sheet comes with it.
"""

import datetime as dt
from dataclasses import dataclass

import pydantic
from sqlmodel import Session as Db

from care import authorship, edits, matching, plainyaml, planfile, store
from care.buttons import Tap
from care.flows import arrivals, confirming, day, outgoing, plans, setup
from care.flows.arrivals import Visit
from care.models import Circle, Member
from care.plainyaml import WrongFileError
from care.plan import ExerciseKind, Plan
from care.ports import File, Screen
from care.rights import May
from care.screens import planfile as show

OLD = "toast.old"
LARGEST = plainyaml.LARGEST
ENDS = (".yaml", ".yml", ".txt")
VERBS = frozenset({"plan_file"})


@dataclass(frozen=True)
class Sent:
    """A document that came: the plan in it, or what is wrong with it. `lost`: it didn't arrive.

    Where it is none of these, it was no plan file.
    """

    plan: Plan | None = None
    wrong: WrongFileError | None = None
    lost: bool = False


def is_one(name: str | None) -> bool:
    """Whether a document's name is a plan file's."""
    return (name or "").lower().endswith(ENDS)


def parse(data: bytes) -> Sent:
    """What is in a file. It takes a moment: not in a transaction."""
    try:
        return Sent(plan=planfile.read(data))
    except WrongFileError as error:
        return Sent(wrong=error)


def too_large() -> Sent:
    """A file that nobody needs to fetch."""
    return Sent(wrong=WrongFileError("size", most=LARGEST // 1024))


def welcome(db: Db, telegram_id: int) -> bool:
    """Whether a file of theirs is of any use: nothing of a stranger's is fetched."""
    human = store.human(db, telegram_id)
    found = store.memberships(db, human.id) if human else []
    return any(arrivals.may(db, member, May.PLAN) for member in found)


def take(db: Db, visit: Visit, sent: Sent, now: dt.datetime) -> str | None:
    """A document. It is once a step of the draft, then a card that asks; else one line says why."""
    home = arrivals.home(db, visit)
    held = plans.versions(db, *home) if home else None
    if home is None or held is None:
        day.say(db, visit, now, "planfile.too_soon")
        if visit.human.asks in setup.FIRST_STEPS:
            setup.resume(db, visit, now)
    elif not arrivals.may(db, home[1], May.PLAN):
        _not_yours(db, visit, home[0], now)
    elif sent.lost or not (sent.plan or sent.wrong):
        day.say(db, visit, now, "planfile.again" if sent.lost else "planfile.other")
    elif sent.plan:
        _step(db, visit, home, sent.plan, now)
    elif sent.wrong:
        _refused(db, visit, sent.wrong, now)
    return None


def _not_yours(db: Db, visit: Visit, circle: Circle, now: dt.datetime) -> None:
    person = store.patient(db, circle.id)
    day.say(db, visit, now, "planfile.not_yours", name=person.name if person else "")


def _refused(db: Db, visit: Visit, wrong: WrongFileError, now: dt.datetime) -> None:
    day.send(db, visit, now, lambda row: show.refused(visit.lang, wrong))


def _step(db: Db, visit: Visit, home: tuple[Circle, Member], found: Plan, now: dt.datetime) -> None:
    """One step of the sender's draft, whole or not at all."""
    held = plans.versions(db, *home)
    try:
        with db.begin_nested():
            after = plans.edit(
                db, *home, lambda before: _joined(db, home[0], before, found, now), now
            )
    except pydantic.ValidationError:
        _refused(db, visit, WrongFileError("combined"), now)
        return
    if held and after == held.plan:
        day.say(db, visit, now, "planfile.same")
        return
    day.send(db, visit, now, lambda row: confirming.screen(db, visit, *home, row, now))


def _joined(db: Db, circle: Circle, before: Plan, found: Plan, now: dt.datetime) -> Plan:
    """What the file says, with the ids that are known, and without a claim that is new."""
    matched = plans.new_ids(db, circle, matching.matched(before, found))
    kept = authorship.claims_kept(before, matched)
    today = plans.today(circle, now)
    pauses = before.review_on is not None and before.review_on < today
    if pauses and before.has(ExerciseKind.RESISTANCE):
        # Only "reviewed with the therapist" brings resistance back (product.md, The plan).
        return edits.set_plan(kept, review_on=before.review_on)
    return kept


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """[As a file]: in a message of its own."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    return give(db, visit, now) if row else visit.say(OLD)


def give(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """The plan as they work on it, as a file to keep, to change and to send back."""
    home = arrivals.home(db, visit)
    held = plans.versions(db, *home) if home else None
    if home is None or held is None:
        day.say(db, visit, now, "planfile.too_soon")
    elif not arrivals.may(db, home[1], May.PLAN):
        _not_yours(db, visit, home[0], now)
    else:
        today = plans.today(home[0], now)
        file = File(f"plan-{today.isoformat()}.yaml", planfile.write(held.plan, visit.lang))
        day.send(db, visit, now, lambda row: Screen(visit.say("planfile.given"), file=file))
    return None
