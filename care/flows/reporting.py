"""The report to somebody else whom the person lets have it: by itself, or because they ask.

Each is a due message of its own kind, so that who left or has the right no more gets nothing, and
the person is told of each one that went out.
"""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import ranges, recipes, rights, store, times
from care.flows import cards, monthly, whenever
from care.kinds import Reason
from care.models import Circle, Member, Message
from care.ports import Screen
from care.rights import May
from care.screens import reports as show


def ask(
    db: Db, home: tuple[Circle, Member], days: ranges.Days, now: dt.datetime, update_id: int
) -> None:
    """Somebody who may asks for it."""
    circle, member = home
    screen = _screen(db, circle, cards.language(db, member), days)
    monthly.asked(db, circle, member, screen.to_json(), now, update_id)


def decide(db: Db, row: Message, circle: Circle, now: dt.datetime) -> whenever.Decision:
    """A report whose time has come. What they asked for is given at once, also in a rest."""
    member, why_not = db.get_one(Member, row.member_id), whenever.whenever(circle, row, now)
    if circle.stopped_at or not _may(db, row, circle, member):
        return Reason.STOPPED
    if row.screen:
        return why_not if isinstance(why_not, Reason) else Screen.from_json(row.screen)
    if not isinstance(why_not, dt.datetime):
        monthly.follow(db, circle, member, row, _today(circle, now))
    yesterday = _today(circle, now) - dt.timedelta(days=1)
    lang = cards.language(db, member)
    return why_not or _screen(db, circle, lang, ranges.usual(yesterday))


def _today(circle: Circle, now: dt.datetime) -> dt.date:
    return times.local(now, circle.zone).date()


def _may(db: Db, row: Message, circle: Circle, member: Member) -> bool:
    """They may ask for more than comes by itself."""
    if row.local_date is not None:
        return member.gets_report and member.left_at is None
    return rights.may(May.REPORT, rights.Who(member, store.patient(db, circle.id), circle))


def _screen(db: Db, circle: Circle, lang: str, days: ranges.Days) -> Screen:
    person = store.patient(db, circle.id)
    paper = recipes.report(circle.id, lang, days.first, days.last, days.visit)
    return show.for_other(lang, person.name if person else "", paper, days)


@dataclass(frozen=True)
class Sent:
    """A report that went out to somebody of that name, of which days.

    `to`: who is told of it, in their language: the person, or who stands in for them.
    """

    to: Member
    lang: str
    name: str
    days: ranges.Days


def sent(db: Db, row: Message) -> Sent | None:
    """What is said of it, and to whom."""
    member, to = db.get(Member, row.member_id), store.speaker(db, row.circle_id or 0)
    paper = Screen.from_json(row.screen or "").paper
    if member is None or to is None or paper is None:
        return None
    ends = [dt.date.fromisoformat(paper.about[end]) for end in ("first", "last")]
    return Sent(to, cards.language(db, to), member.name, ranges.Days(*ends))
