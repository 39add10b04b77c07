"""The sessions of some local days with all that was said of them, in a handful of queries.

Shared by the journal's picture and the report: what isn't known is here as what it is.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import over, rules, store, times
from care.flows import cards, told
from care.kinds import Reason
from care.models import Answer, Circle, Session
from care.plan import Plan, Routine


@dataclass(frozen=True)
class Occasion:
    """A session: its row, its routine and plan as they were that day, what was said and counts.

    `at` is its local wall time. `silence` is which of the silences it is where nothing was said
    (`care.flows.told.silence`: a State, or a Reason in words of its own); `answers` are all that
    were given, in order, also those that count no more.
    """

    session: Session
    plan: Plan
    routine: Routine
    record: rules.Record
    at: dt.time
    silence: str
    answers: tuple[Answer, ...]

    @property
    def day(self) -> dt.date:
        """Its local day."""
        return self.session.local_date

    @property
    def rested(self) -> bool:
        """Whether it fell into a rest."""
        return self.record.outcome == rules.REST or (
            self.record.outcome is None and self.silence == Reason.RESTING
        )

    @property
    def over_recovery(self) -> bool:
        """Whether what was said of the recovery is over its day's limit."""
        limit = self.plan.recovery_limit
        return self.record.happened and rules.over_limit(self.record.recovery, limit)

    @property
    def over_pain(self) -> bool:
        """Whether the pain surely was over its day's limit, where there is one."""
        limit = self.plan.pain_limit
        return self.record.happened and rules.over_pain(self.record.lowest_pain, limit)

    @property
    def over(self) -> bool:
        """Whether it went over a limit, as the digest and the journal see it."""
        return over.a_limit(self.record, self.plan)

    @property
    def by_proxy(self) -> bool:
        """Whether all that was said of it was said for the person."""
        return bool(self.answers) and all(one.for_member_id for one in self.answers)


@dataclass(frozen=True)
class Period:
    """The local days from `first` to `last` (both of it) and their sessions, in order."""

    first: dt.date
    last: dt.date
    occasions: tuple[Occasion, ...]

    @property
    def days(self) -> tuple[dt.date, ...]:
        """Each day, also those on which nothing was planned."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + dt.timedelta(days=n) for n in range(count))

    @property
    def by_day(self) -> list[Occasion]:
        """The same by their local days: a zone that was changed may put them in another order."""
        return sorted(self.occasions, key=lambda one: one.day)

    @property
    def done(self) -> tuple[Occasion, ...]:
        """Those of which something was done."""
        return tuple(one for one in self.occasions if one.record.happened)


def of(db: Db, circle: Circle, first: dt.date, last: dt.date) -> Period:
    """Three queries, however many sessions there are."""
    found = store.sessions(db, circle.id, first, last)
    said = store.answers_between(db, circle.id, first, last)
    versions = store.plan_versions(db, {one.plan_version_id for one in found})
    plans = {one.id: Plan.model_validate_json(one.document) for one in versions}
    occasions = (
        _occasion(circle, one, plans[one.plan_version_id], said.get(one.id, ())) for one in found
    )
    return Period(first, last, tuple(occasions))


def _occasion(
    circle: Circle, session: Session, document: Plan, answers: Sequence[Answer]
) -> Occasion:
    return Occasion(
        session=session,
        plan=document,
        routine=cards.routine_of(document, session),
        record=rules.record(answers),
        at=times.local(session.due, circle.zone).time(),
        silence=told.silence(session),
        answers=tuple(answers),
    )
