"""Helping hands: who is away, and what of a plan waits for somebody's hands."""

import datetime as dt

from care import plan, times
from care.models import Member
from care.plan import ExerciseKind, Plan, Routine

ONE_DAY = dt.timedelta(days=1)


def away(member: Member, at: dt.datetime) -> bool:
    """Whether they said that they are ill or away at that instant."""
    since, until = member.away_since, member.away_until
    return since is not None and since <= at and (until is None or at < until)


def absence(member: Member) -> str:
    """Their last absence, by its own name: another one is another."""
    since = member.away_since
    return f"{member.id}:{since.isoformat() if since else ''}"


def ended(member: Member) -> tuple[dt.datetime, dt.datetime] | None:
    """From when to when they were away last, where an end is known."""
    since, until = member.away_since, member.away_until
    return (since, until) if since and until else None


def last_day(member: Member, zone: str) -> dt.date | None:
    """The last whole local day of their absence; none, where it lasts until they say so."""
    until = member.away_until
    return times.local(until, zone).date() - ONE_DAY if until else None


def needs_hands(routine: Routine) -> bool:
    """Whether somebody of those around has to help with it.

    By its minutes, or because something in it is done by somebody else. Where an aide or the
    therapist comes for it, the family's hands aren't needed.
    """
    if routine.helper_comes or plan.is_draft(routine):
        return False
    passive = (e.kind == ExerciseKind.PASSIVE and not e.is_draft for e in routine.exercises)
    return routine.helper_minutes > 0 or any(passive)


def minutes(found: Plan) -> int:
    """About how long a helper is needed on the day of the week that needs them most."""
    slots = [(r, s) for r, s in found.slots() if needs_hands(r)]
    by_day = [[r.helper_minutes for r, s in slots if day in s.days] for day in times.WEEKDAYS]
    return max((sum(one) for one in by_day), default=0)
