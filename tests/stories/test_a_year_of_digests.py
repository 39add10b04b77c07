"""A year of messages to those who help: short, silent about what wasn't, the same in /shared."""

import datetime as dt
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session as Db
from sqlmodel import col, select

from care import db, plan, store, times
from care.flows import planner
from care.kinds import Kind, Role, Sending
from care.models import Circle, Member, Message, Routine, Slot
from care.ports import Screen
from tests.care import rows
from tests.care.rows import BERLIN, MONDAY, Home
from tests.stories.steps import FOOT
from tests.year import Days

DAYS = 365
# What product.md never wants said, to anybody; and to those who help, what wasn't done or answered.
NEVER = re.compile(
    r"""!|%|\b(streak|score|percent|miss(ed)?|catch(ing)?.up|well.done|great|good.job|progress\w*
    |declin\w*|worse|better|improv\w*|safe\w*|monitor\w*|detect\w*|alert\w*|therapy|recommend\w*
    |too.much|als|mnd|please|should|must|need.to|try|goal|average|trend
    |not.today|skipped|no.answer|unanswered|not.asked|not.delivered|nothing.was|didn't|wasn't
    |paused|later|away|ill|can't.tell)\b""",
    re.IGNORECASE | re.VERBOSE,
)
DONE = r"(: (done|stopped early)\b.*)"
REST = r"(A rest day\.)"
MIDDLE = re.compile(
    rf".*{DONE}|.*{REST}|.*[Rr]est.*|This will be in the report for Dana\.|.*\d+ more.*"
)


class Family:
    """Alex's year, from one seed; Sam reads daily, Kim weekly, Lee only what went over a limit."""

    def __init__(self, database: db.Database, seed: int) -> None:
        self.random = random.Random(seed)
        self.home: Home = rows.household(database)
        self.readers = {"Sam": self.home.helper_chat, "Kim": 3001, "Lee": 3002}
        database.write(_more, self.home)
        self.days, self.db = Days(database, MONDAY), database
        self.checked = MONDAY
        self.tally: Counter[str] = Counter()

    @property
    def alex(self) -> int:
        return self.home.person_chat

    def at(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        return times.instant(day, dt.time(hour, minute), BERLIN)

    def lives(self, days: int) -> None:
        first = times.local(MONDAY, BERLIN).date()
        for number in range(days):
            kind = self._kind(number)
            self.tally[kind] += 1
            self._day(first + dt.timedelta(days=number), kind)
            self.check()

    def _kind(self, number: int) -> str:
        """Two weeks over the limit, a week of silence, and otherwise as it comes."""
        week = number // 7
        if week in (10, 30):
            return "over"
        if week == 20:
            return "silence"
        return self.random.choices(
            ("good", "stopped", "over", "rest", "silence", "not_today", "outage", "late"),
            (40, 12, 4, 10, 12, 8, 8, 6),
        )[0]

    def _day(self, day: dt.date, kind: str) -> None:
        if kind == "outage":
            self.days.until(self.at(day, 8, 55))
            self.days.is_down(self.at(day, self.random.choice((10, 14, 20, 23)), 30))
        self.days.until(self.at(day, 9, 5))
        if kind not in ("silence", "outage") and self.days.sees(self.alex, "wake"):
            self.days.taps(self.alex, "wake")
        for hour in (9, 17):
            self.days.until(self.at(day, hour, 5))
            self._card(kind, hour)
        self.days.until(self.at(day + dt.timedelta(days=1), 0, 5))
        self.db.write(store.purge, self.days.now)

    def _card(self, kind: str, hour: int) -> None:
        if kind == "late":
            # Said after the message went out: it is in the next one.
            at = times.local(self.days.now, BERLIN).date()
            self.days.until(self.at(at, 21, 0)) if hour == 17 else None
        if kind in ("silence", "outage") or not self.days.sees(self.alex, "done"):
            return
        _ACTS[kind](self)

    def _good(self) -> None:
        self.days.taps(self.alex, "done")
        self.days.taps(self.alex, "pain", str(self.random.randint(0, 5)))
        if self.random.random() < 0.6:
            self.days.until(self.days.now + dt.timedelta(minutes=self.random.randint(5, 50)))
            self.days.taps(self.alex, "as_before")

    def _stopped(self) -> None:
        self.days.taps(self.alex, "stopped")
        self.days.taps(self.alex, "why", self.random.choice(("pain", "tired", "other")))
        self.days.taps(self.alex, "pain", str(self.random.randint(3, 9)))

    def _over(self) -> None:
        self._stopped()
        self.days.until(self.days.now + dt.timedelta(minutes=62))
        if self.days.sees(self.alex, "recovery"):
            self.days.taps(self.alex, "recovery", "not_yet:60")

    def _rest(self) -> None:
        self.days.taps(self.alex, "rest")

    def _not_today(self) -> None:
        self.days.taps(self.alex, "not_today")

    # What must hold

    def check(self) -> None:
        """Each message of the day, and what /shared says of it then."""
        fresh = self.db.write(_digests, self.checked)
        self.checked = self.days.now
        for name, text in fresh:
            self.tally[name] += 1
            short_and_kind(text)
        if fresh:
            shown = self.days.says(self.alex, "/shared")
            latest = dict(fresh)
            assert all(text in shown for text in latest.values()), shown


_ACTS: dict[str, Callable[[Family], None]] = {
    "good": Family._good,
    "late": Family._good,
    "stopped": Family._stopped,
    "over": Family._over,
    "rest": Family._rest,
    "not_today": Family._not_today,
}


def short_and_kind(text: str) -> None:
    """Five lines, 400 characters, no word that hurts, nothing about what wasn't."""
    lines = text.split("\n")
    assert 3 <= len(lines) <= 5, text
    assert len(text) <= 400, text
    assert lines[-1] == FOOT, text
    assert not NEVER.search(text.removesuffix(FOOT)), text
    for line in lines[1:-1]:
        assert MIDDLE.fullmatch(line), line


def _more(session: Db, home: Home) -> None:
    """A second routine with a long name; Kim, Lee and Dana, who read other things."""
    circle = session.get_one(Circle, home.circle)
    for name, number, digest in (("Kim", 3001, "weekly"), ("Lee", 3002, "over_limit")):
        member = rows._member(session, circle, Role.CAREGIVER, number, dt.time(19, 30))
        member.name, member.digest = name, digest
    rows._member(session, circle, Role.THERAPIST, 3003, dt.time(19, 30)).name = "Dana"
    held = store.active_plan(session, circle.id)
    assert held is not None
    routine = store.add(session, Routine(circle_id=circle.id))
    slot = store.add(session, Slot(circle_id=circle.id, routine_id=routine.id))
    pedals = plan.Routine(
        id=routine.id,
        name="Slow pedals by the window with the radio on",
        minutes=15,
        slots=(plan.Slot(id=slot.id, at=dt.time(17)),),
    )
    before = plan.read(held.document)
    document = before.model_copy(update={"routines": (*before.routines, pedals)})
    held.document = document.model_dump_json()
    session.flush()
    planner.fill(session, circle, MONDAY)


def _digests(session: Db, since: dt.datetime) -> list[tuple[str, str]]:
    """What was sent since then, by the name of who read it."""
    found = session.scalars(
        select(Message)
        .where(
            col(Message.kind) == Kind.DIGEST,
            col(Message.state) == Sending.SENT,
            col(Message.sent_at) > since,
        )
        .order_by(col(Message.sent_at))
    )
    return [
        (session.get_one(Member, row.member_id).name, Screen.from_json(row.screen or "").text)
        for row in found
    ]


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> db.Database:
    monkeypatch.setattr(db, "SYNCHRONOUS", "OFF")
    file = tmp_path / "year.db"
    shutil.copyfile(migrated_file, file)
    return db.Database(f"sqlite:///{file}")


def test_a_year_of_digests(database: db.Database) -> None:
    family = Family(database, seed=5)
    family.lives(DAYS)
    # Each kind of day came, and each reader had something to read.
    assert {"good", "over", "rest", "silence", "outage", "late", "Sam", "Kim", "Lee"} <= {
        name for name, n in family.tally.items() if n >= 5
    }
    assert family.tally["Sam"] > 150
    for name, chat in family.readers.items():
        days = Counter(times.local(heard.at, BERLIN).date() for heard in family.days.chats[chat])
        assert max(days.values()) == 1, (name, days.most_common(3))
    assert family.days.chats[3003] == []
    database.close()
