"""The card of a whole day for whoever answers for the person: one a day, in place of their digest.

What it is about are the sessions that fell due since the card before, as far as the person said
nothing of them. Only what a tap says is stored: no pain, no recovery, no clock.
"""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import store, times
from care.flows import cards
from care.kinds import Reason, Sending
from care.models import Circle, Member, Message, Session
from care.ports import Screen
from care.screens import proxy as show

# What wasn't to be done on that day is nobody's to say.
NOT_TO_SAY = frozenset(
    {Reason.RESTING, Reason.STOPPED, Reason.CIRCLE_PAUSED, Reason.HELPER_AWAY}
    | {Reason.PAUSED, Reason.REVIEW_DUE, Reason.NOT_IN_PLAN}
)
SINCE, FARTHEST = dt.timedelta(hours=24), dt.timedelta(hours=48)


@dataclass(frozen=True)
class OfDay:
    """A card with what it takes to act on it."""

    db: Db
    row: Message
    circle: Circle
    member: Member
    lang: str

    def sessions(self) -> list[Session]:
        """What was due since the card before and can still be said by somebody else.

        That are sessions of which nothing was said when the card came, or only since, and not by
        the person.
        """
        since, zone = _since(self.db, self.row), self.circle.zone
        first, last = (times.local(at, zone).date() for at in (since, self.row.due))
        found = store.sessions(self.db, self.circle.id, first, last)
        return [one for one in found if since < one.due <= self.row.due and self._is_open(one)]

    def _is_open(self, session: Session) -> bool:
        record = cards.record_of(self.db, session)
        if session.reason in NOT_TO_SAY:
            return False
        on_this = (session.touched or 0) > (self.row.told_through or 0)
        return record.outcome is None or (record.said_by is not None and on_this)

    def shown(self) -> show.Day:
        """The day as its card shows it."""
        person = store.patient(self.db, self.circle.id)
        date = self.row.local_date or times.local(self.row.due, self.circle.zone).date()
        sessions = [self._one(session) for session in self.sessions()]
        return show.Day(self.lang, self.row.id, date, person.name if person else "", sessions)

    def _one(self, session: Session) -> show.One:
        document = cards.plan_of(self.db, session)
        at = times.local(session.due, self.circle.zone)
        name = cards.routine_of(document, session).name
        record = cards.record_of(self.db, session)
        return show.One(session.id, session.local_date, at.time(), name, record)


def _since(db: Db, row: Message) -> dt.datetime:
    """When the card before was due; a day ago, where there was none lately."""
    before = [one.due for one in store.proxy_cards(db, row.member_id or 0) if one.due < row.due]
    last = before[-1] if before else row.due - SINCE
    return last if last >= row.due - FARTHEST else row.due - SINCE


def compose(
    db: Db, row: Message, circle: Circle, member: Member, late: Reason | None
) -> Screen | Reason:
    """The card of that day, or why there is none. The circle must be held."""
    on = row.local_date or times.local(row.due, circle.zone).date()
    if member.muted_through and on <= member.muted_through:
        return Reason.MUTED
    if late:
        return late
    row.told_through = circle.changes
    found = OfDay(db, row, circle, member, cards.language(db, member)).shown()
    close_older(db, member, row.due, row.id)
    return show.ask(found) if found.sessions else Reason.NOTHING_TO_TELL


def close_older(db: Db, member: Member, now: dt.datetime, besides: int = 0) -> None:
    """What lies there of the days before takes no tap any more, and shows none."""
    for row in store.proxy_cards(db, member.id):
        held = Screen.from_json(row.screen) if row.screen else None
        if row.id != besides and row.state == Sending.SENT and held and held.rows:
            circle = db.get_one(Circle, row.circle_id)
            of_day = OfDay(db, row, circle, member, cards.language(db, member))
            cards.redraw(row, Screen(show.said_line(of_day.shown())), now)
