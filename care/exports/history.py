"""A circle's history as it was: each session with its plan, its zone, what was said, by whom."""

import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session as Db

from care import plan, rules, store
from care.models import Answer, Circle, Member, PlanVersion, Session
from care.plan import Plan, Routine

# Of as many versions of the plan the document is at hand at a time.
VERSIONS = 16


class Who(NamedTuple):
    """Who said something: nobody known where a phone is shared; whether they said it as a proxy."""

    member: Member | None
    proxy: bool


@dataclass(frozen=True)
class Entry:
    """A session, the plan and the zone of its day, the answers that count, by kind.

    `routine` is none where its version doesn't hold it, which never happens of itself.
    """

    session: Session
    plan: Plan
    routine: Routine | None
    zone: str
    counting: dict[str, Answer]
    record: rules.Record

    @property
    def values(self) -> dict[str, Answer]:
        """The answers that count and say something: what was taken back doesn't."""
        return {k: a for k, a in self.counting.items() if a.value not in (None, rules.WITHDRAWN)}


class History:
    """One circle, read beside the writer, all of it as at one moment."""

    def __init__(self, db: Db, circle_id: int) -> None:
        store.one_moment(db)
        self._db = db
        self.circle = db.get_one(Circle, circle_id)
        self.members = {one.id: one for one in store.every_member(db, circle_id)}
        changes = store.zone_changes(db, circle_id)
        self._zones = [(row.at, (row.value or "").partition(">")[0]) for row in changes]
        self._document = functools.lru_cache(VERSIONS)(self._read)

    def _read(self, version_id: int) -> Plan:
        return plan.read(store.document(self._db, version_id))

    def who(self, answer: Answer) -> Who:
        """Who said it."""
        member = self.members[answer.member_id]
        return Who(None if answer.shared else member, answer.for_member_id is not None)

    def zone(self, answer_or_session: Answer | Session) -> str:
        """The person's zone at that time."""
        row = answer_or_session
        at = row.due if isinstance(row, Session) else row.at
        for since, before in self._zones:
            if at < since and before:
                return before
        return self.circle.zone

    def versions(self) -> Sequence[PlanVersion]:
        """Every version of the plan that was finished."""
        return store.every_version(self._db, self.circle.id)

    def current(self) -> PlanVersion | None:
        """The version in force."""
        return store.active_plan(self._db, self.circle.id)

    def proxies(self) -> Sequence[int]:
        """The members who ever answered for the person."""
        return store.proxies(self._db, self.circle.id)

    def entries(self) -> Iterator[Entry]:
        """Every session, in the order of the days."""
        for page in store.every_session(self._db, self.circle.id):
            said: dict[int | None, list[Answer]] = defaultdict(list)
            for answer in store.answers_about(self._db, [one.id for one in page]):
                said[answer.session_id].append(answer)
            for session in page:
                yield self._entry(session, said[session.id])

    def _entry(self, session: Session, said: list[Answer]) -> Entry:
        document = self._document(session.plan_version_id)
        return Entry(
            session=session,
            plan=document,
            routine=document.routine(session.routine_id),
            zone=self.zone(session),
            counting=rules.counting(said),
            record=rules.record(said),
        )

    def answers(self) -> Iterator[tuple[Answer, Session | None]]:
        """All that was ever said, in order, with the session that it was about."""
        for page in store.every_answer(self._db, self.circle.id):
            about = {one.session_id for one in page if one.session_id is not None}
            known = {one.id: one for one in store.sessions_of(self._db, sorted(about))}
            for answer in page:
                yield answer, known.get(answer.session_id or 0)

    def routine_of(self, session: Session) -> Routine | None:
        """The session's routine, as it was on its day."""
        return self._document(session.plan_version_id).routine(session.routine_id)
