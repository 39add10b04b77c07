"""Somebody who travels and edits at random, on a real database; and what must become of each day.

The oracle knows nothing of rows: an occurrence (slot, local date) is to come as long as the plan
names it and its wall time, on the clock of where the person is, hasn't passed. Whatever makes it
past (the time, a journey, an edit) leaves it owed: prompted, or kept with a reason, exactly once.
An edit by which the plan no longer names it sets it free.
"""

import datetime as dt
import random
import zoneinfo

from sqlmodel import Session as Db

from care import db, edits, plan, store, times
from care.flows import due, journeys, planner, plans
from care.models import Circle, Member, Message, Session
from care.ports import Outcome, Result
from tests.care.rows import MONDAY, Home, household, sessions

Occurrence = tuple[int, dt.date]
ZONES = sorted(zoneinfo.available_timezones())
# Where journeys are the hardest: both sides of the date line, gaps at midnight, half hours.
HARD = (
    "Pacific/Kiritimati", "Pacific/Honolulu", "Etc/GMT+12", "Pacific/Auckland", "Pacific/Chatham",
    "Africa/Cairo", "America/Nuuk", "Australia/Lord_Howe", "America/Santiago", "Europe/Berlin",
)  # fmt: skip
NEAR = dt.timedelta(days=3)
DAY = dt.timedelta(days=1)


class World:
    """One circle, a clock in hand, and what is owed."""

    def __init__(self, database: db.Database, seed: int = 0) -> None:
        self.db, self.random, self.now = database, random.Random(seed), MONDAY
        self.home: Home = household(database)
        self.zone, self.document = "Europe/Berlin", self._document()
        self.owed: set[Occurrence] = set()
        self.ever: set[Occurrence] = set()
        self.sent: dict[Occurrence, dt.datetime] = {}
        self.open = self.to_come()
        self.ever |= self.open

    # What must be

    def to_come(self) -> set[Occurrence]:
        """What the plan names from now on, near enough to be reached soon."""
        today = times.local(self.now, self.zone).date()
        days = [today + n * DAY for n in range(-2, 10)]
        return {
            (slot.id, day)
            for _, slot in self.document.slots()
            for day in days
            if (at := plan.on_day(slot, day, self.zone)) and at >= self.now
        }

    def _look(self) -> None:
        """What was to come and no longer is, is owed; unless the plan doesn't name it any more."""
        gone = {one for one in self.open if not self._still_to_come(one)}
        self.owed |= gone
        self.open = self.to_come() | (self.open - gone)
        self.ever |= self.open
        accounted = {(one.slot_id, one.local_date) for one in sessions(self.db)}
        self.owed -= {one for one in self.owed - accounted if not self._names(one)}

    def _still_to_come(self, one: Occurrence) -> bool:
        found = self.document.slot(one[0])
        at = plan.on_day(found[1], one[1], self.zone) if found else None
        return at is not None and at >= self.now

    def _names(self, one: Occurrence) -> bool:
        found = self.document.slot(one[0])
        return found is not None and times.weekday(one[1]) in found[1].days

    def check(self) -> None:
        """Twice never; and all that is owed and was reached is there."""
        found = [(one.slot_id, one.local_date) for one in sessions(self.db)]
        assert len(found) == len(set(found))
        assert set(found) <= self.ever
        waits = {(row.slot_id or 0, row.local_date or dt.date.max) for row in self.waiting()}
        # While the bot was down, one row waits for all of them: it is followed day by day.
        first = dict(sorted(waits, key=lambda one: one[1], reverse=True))
        left_out = {one for one in self.owed - set(found) if first[one[0]] > one[1]}
        assert not left_out
        assert len({slot for slot, _ in waits}) == len(self.waiting()), "two wait for one slot"
        slots = {slot.id for _, slot in self.document.slots()}
        assert {slot for slot, _ in waits} == slots

    def waiting(self) -> list[Message]:
        return self.db.write(lambda session: list(store.waiting_prompts(session, self.home.circle)))

    # The time

    def until(self, at: dt.datetime) -> None:
        """The time goes by, and what falls due on the way happens then."""
        while (next_due := self.db.write(store.next_due)) and next_due <= at:
            self.now = max(self.now, next_due)
            self._rounds()
        self.now = at
        self._look()

    def sleeps_until(self, at: dt.datetime) -> None:
        """The bot is down meanwhile."""
        self.now = at
        self._look()

    def _rounds(self) -> None:
        outcomes: list[Outcome] = []
        while True:
            self._somebody_is_there()
            found = self.db.write(due.round_, outcomes, 8, self.now)
            assert not found.broken
            outcomes = [Outcome(one, Result.SENT, one.message_id) for one in found.drafts]
            for one in found.drafts:
                self._was_sent(one.message_id or 0)
            if not found.claimed and not outcomes:
                return

    def _was_sent(self, message_id: int) -> None:
        row = self.db.write(store.message, message_id)
        if row is None or row.kind != "prompt" or row.telegram_id is not None:
            return
        assert row.slot_id
        assert row.local_date
        one = (row.slot_id, row.local_date)
        assert one not in self.sent, "asked twice"
        assert row.due <= self.now <= row.until
        found = self.document.slot(row.slot_id)
        assert found
        # At its own wall time, unless that had passed when it was set, or on the way.
        at = plan.on_day(found[1], row.local_date, self.zone)
        assert row.due == at or one in self.owed
        self.sent[one] = self.now

    def _somebody_is_there(self) -> None:
        def heard(session: Db) -> None:
            session.get_one(Circle, self.home.circle).heard_at = self.now

        self.db.write(heard)

    # What the person does

    def _document(self) -> plan.Plan:
        def read(session: Db) -> plan.Plan:
            found = planner.active(session, self.home.circle)
            assert found
            return found[1]

        return self.db.write(read)

    def travels(self, zone: str) -> list[Session]:
        """What the journey made impossible."""

        def act(session: Db) -> list[Session]:
            return journeys.move(session, store.lock(session, self.home.circle), zone, self.now)

        self.zone, kept = zone, self.db.write(act)
        self._look()
        return kept

    def edits(self, change: edits.Edit) -> None:
        """In force at once, with an id for what is new."""

        def act(session: Db) -> None:
            circle = store.lock(session, self.home.circle)
            person = session.get_one(Member, self.home.person)
            plans.edit(
                session,
                circle,
                person,
                lambda before: plans.new_ids(session, circle, change(before)),
                self.now,
            )
            draft = store.draft(session, person.id)
            if draft is not None:
                plans.use(session, circle, person, draft, self.now)

        self.db.write(act)
        self.document = self._document()
        self._look()

    def restores(self) -> None:
        """As it was before the last edit."""

        def act(session: Db) -> None:
            circle = store.lock(session, self.home.circle)
            person = session.get_one(Member, self.home.person)
            found = plans.versions(session, circle, person)
            assert found
            plans.restore(session, circle, person, found.active.id, self.now)

        self.db.write(act)
        self.document = self._document()
        self._look()

    def still_today(self) -> list[dt.time]:
        """What comes today at another time than the plan says."""

        def read(session: Db) -> list[dt.time]:
            circle = session.get_one(Circle, self.home.circle)
            return [at.time() for _, at in planner.today_still(session, circle, self.now)]

        return self.db.write(read)

    # At random

    def step(self) -> None:
        """One of these, whichever comes."""
        self.random.choice(
            [self._hours, self._hours, self._minutes, self._down, self._journey, self._edit]
        )()
        self.check()

    def _hours(self) -> None:
        self.until(self.now + dt.timedelta(minutes=self.random.randrange(60, 30 * 60)))

    def _minutes(self) -> None:
        self.until(self.now + dt.timedelta(seconds=self.random.randrange(0, 7200)))

    def _down(self) -> None:
        self.sleeps_until(self.now + dt.timedelta(minutes=self.random.randrange(1, 60 * 60)))

    def _journey(self) -> None:
        was = self.zone
        self.travels(self.random.choice(self.random.choice([HARD, HARD, ZONES])))
        if self.random.random() < 0.3:
            self._minutes()
            self.travels(was)

    def _edit(self) -> None:
        self.random.choice([self._time, self._time, self._days, self._add, self._remove])()
        if self.random.random() < 0.2:
            self.restores()

    def _wall_time(self) -> dt.time:
        near = times.local(self.now, self.zone) + dt.timedelta(
            minutes=self.random.randrange(-99, 99)
        )
        free = dt.time(self.random.randrange(24), self.random.randrange(60))
        return self.random.choice([free, near.time().replace(second=0, microsecond=0)])

    def _some_days(self) -> tuple[str, ...]:
        return tuple(self.random.sample(times.WEEKDAYS, self.random.choice([1, 3, 6, 7])))

    def _some_slot(self) -> int:
        return self.random.choice([slot.id for _, slot in self.document.slots()])

    def _time(self) -> None:
        slot, at = self._some_slot(), self._wall_time()
        self.edits(lambda before: edits.set_slot(before, slot, at=at))

    def _days(self) -> None:
        slot, days = self._some_slot(), self._some_days()
        self.edits(lambda before: edits.set_slot(before, slot, days=days))

    def _add(self) -> None:
        made = plan.Slot(at=self._wall_time(), days=self._some_days())
        routine = self.document.routines[0]
        if len(routine.slots) < 4:
            self.edits(lambda before: edits.add_slot(before, routine.id, made))

    def _remove(self) -> None:
        slot = self._some_slot()
        if len(self.document.slots()) > 1:
            self.edits(lambda before: edits.remove_slot(before, slot))
