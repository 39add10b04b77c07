"""What keeps everything silent; and what has no hour of its own, and waits that out.

Proposals and the review of a plan come on a day on which the person isn't resting, outside the
quiet hours.
"""

import datetime as dt

from sqlmodel import Session as Db

from care import store, times
from care.flows import cards, planner, proposing
from care.kinds import Reason
from care.models import Circle, Message
from care.plan import ExerciseKind
from care.ports import Screen
from care.screens import review as show

# The screen to send, the reason why not, or the instant (UTC) at which to look again.
Decision = Screen | Reason | dt.datetime


def silence(circle: Circle, now: dt.datetime, day: dt.date) -> Reason | None:
    """Why everything for the person is silent on that day, if it is."""
    if circle.stopped_at:
        return Reason.STOPPED
    if circle.paused_at:
        return Reason.CIRCLE_PAUSED
    if circle.resting_through and day <= circle.resting_through:
        return Reason.RESTING
    return None


def late(row: Message, now: dt.datetime) -> Reason | None:
    """Too late for its kind. Without a single attempt it is the bot that was down."""
    if now <= row.until:
        return None
    known = (Reason.NO_NETWORK, Reason.MOVED)
    return Reason(row.reason) if row.reason in known else Reason.BOT_DOWN


def whenever(circle: Circle, row: Message, now: dt.datetime) -> Reason | dt.datetime | None:
    """For what has no hour of its own: why it isn't sent, or when to look again; else nothing.

    It waits out a pause, a rest, the quiet after days without a word, and the quiet hours.
    """
    if circle.stopped_at:
        return Reason.STOPPED
    if why := late(row, now):
        return why
    if circle.hushed_at or silence(circle, now, times.local(now, circle.zone).date()):
        return times.next_at(now, planner.REVIEW_AT, circle.zone)
    if times.in_quiet(now, circle.zone, circle.quiet_from, circle.quiet_to):
        return times.next_at(now, circle.quiet_to, circle.zone)
    return None


def proposal(db: Db, row: Message, circle: Circle, now: dt.datetime) -> Decision:
    """Somebody's proposal, where it still waits for the person's yes."""
    waits = proposing.screen_of(db, row, circle)
    return (whenever(circle, row, now) or waits) if waits else Reason.ANSWERED


def review(db: Db, row: Message, circle: Circle, now: dt.datetime) -> Decision:
    """The question on the review date, where that is still the plan's."""
    current = planner.active(db, circle.id)
    if current is None or current[1].review_on != row.local_date:
        return Reason.ANSWERED
    today = times.local(now, circle.zone).date()
    lang = cards.language(db, store.patient(db, circle.id))
    strength = current[1].has(ExerciseKind.RESISTANCE)
    asked = show.question(lang, row.id, row.local_date or today, today, strength=strength)
    return whenever(circle, row, now) or asked
