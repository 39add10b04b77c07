"""A proposed plan on its way to the person: what they see of it."""

from sqlmodel import Session as Db

from care import plan, store
from care.flows import cards
from care.kinds import PlanState
from care.models import Circle, Member, Message, PlanVersion
from care.ports import Screen
from care.screens import confirm as show


def stamp(active: PlanVersion, version: PlanVersion) -> str:
    """What a yes is to: the version that was in force when the changes were shown, and the new."""
    return f"{active.id}:{version.id}"


def waiting(db: Db, circle: Circle, version_id: int) -> PlanVersion | None:
    """A proposal of this circle that waits for the person's yes."""
    row = db.get(PlanVersion, version_id)
    if row is None or row.circle_id != circle.id or row.state != PlanState.PROPOSED:
        return None
    return row


def view(
    db: Db, circle: Circle, lang: str, version: PlanVersion, row: int
) -> tuple[show.Review, PlanVersion] | None:
    """The plan in force beside a version; nothing where there is no plan."""
    active = store.active_plan(db, circle.id)
    if active is None:
        return None
    author = db.get_one(Member, version.author_id).name
    before, after = plan.read(active.document), plan.read(version.document)
    return show.Review(lang, row, before, after, stamp(active, version), author=author), active


def screen_of(db: Db, row: Message, circle: Circle) -> Screen | None:
    """The card of a proposal's message; nothing where it waits no more."""
    version = waiting(db, circle, int((row.key or ":0").rpartition(":")[2]))
    if version is None:
        return None
    lang = cards.language(db, store.patient(db, circle.id))
    shown = view(db, circle, lang, version, row.id)
    return show.proposal(shown[0]) if shown else None
