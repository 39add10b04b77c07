"""One family through the real flows, as a pattern: what it has is then multiplied (`copies.py`)."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import Session as Db

from care import db, plan, store, times
from care.flows import arrivals, invitations, menus, planner, plans, starting
from care.kinds import Role
from care.models import Circle
from care.ports import Arrival, Reply
from tests.year import Days

ALEX, SAM = 101, 102
BOT = "family_test_bot"
# Whatever the hour here, it is the middle of the day in one of these, and no digest meets midnight.
CITIES = {
    "Honolulu": "Pacific/Honolulu",
    "Los Angeles": "America/Los_Angeles",
    "New York": "America/New_York",
    "Reykjavik": "Atlantic/Reykjavik",
    "Berlin": "Europe/Berlin",
    "Nairobi": "Africa/Nairobi",
    "Karachi": "Asia/Karachi",
    "Bangkok": "Asia/Bangkok",
    "Tokyo": "Asia/Tokyo",
    "Auckland": "Pacific/Auckland",
}
NOON = 13


@dataclass(frozen=True)
class Made:
    """The pattern: its circle's id, what its people's chats are to Telegram, when it was left."""

    circle: int
    person: int
    helper: int
    now: dt.datetime


def city(now: dt.datetime) -> str:
    """Where it is the middle of the day."""

    def off(name: str) -> float:
        local = now.astimezone(ZoneInfo(CITIES[name]))
        return abs(local.hour + local.minute / 60 - NOON)

    return min(CITIES, key=off)


def wall(now: dt.datetime, zone: str, **ahead: float) -> dt.time:
    """The wall time so much later, to the minute."""
    local = times.local(now + dt.timedelta(**ahead), zone)
    return local.time().replace(second=0, microsecond=0)


def live(database: db.Database, now: dt.datetime, *, routines: int = 2, days: int = 2) -> Made:
    """Alex and Sam, so many days of theirs, until `now`.

    The first routine was answered, yesterday and today; the others come later today. Sam's digest
    waits, and has something to tell.
    """
    name = city(now)
    zone, begin = CITIES[name], now - dt.timedelta(days=days)
    lives = _Lives(database, begin)
    morning = wall(now, zone, hours=-3)
    lives.set_up(name, morning)
    lives.sam_joins()
    circle = database.write(_only_circle)
    database.write(_digest_at, circle, wall(now, zone, hours=3), begin)
    for day in _days(begin, zone, days + 1)[1:]:
        lives.until(times.instant(day, morning, zone) + dt.timedelta(minutes=1))
        lives.answers()
    lives.until(now)
    database.write(_more, circle, routines - 1, now)
    return Made(circle, ALEX, SAM, now)


def live_long(
    database: db.Database, now: dt.datetime, days: int, halfway: Callable[[], None] = lambda: None
) -> Made:
    """The same with two routines a day, some of them not today, and every night's purge.

    Ends when the last day's second prompt was answered.
    """
    name, drawn = city(now), random.Random(1)
    zone, begin = CITIES[name], now - dt.timedelta(days=days)
    lives = _Lives(database, begin)
    slots = [wall(begin, zone, hours=-3), wall(begin, zone, minutes=30)]
    lives.set_up(name, slots[0])
    lives.sam_joins()
    circle = database.write(_only_circle)
    database.write(_digest_at, circle, wall(begin, zone, hours=2), begin)
    database.write(_more, circle, 1, begin)
    for number, day in enumerate(_days(begin, zone, days + 1)):
        if number == days // 2:
            halfway()
        if number:
            database.write(store.purge, lives.now)
        for at in slots if number else slots[1:]:
            # By the wall's clock, as the prompts come, also where it changes.
            lives.until(times.instant(day, at, zone) + dt.timedelta(minutes=1))
            lives.answers() if drawn.random() < 0.9 else lives.taps(ALEX, "not_today")
    return Made(circle, ALEX, SAM, lives.now)


def _days(begin: dt.datetime, zone: str, many: int) -> list[dt.date]:
    first = times.local(begin, zone).date()
    return [first + dt.timedelta(days=number) for number in range(many)]


class _Lives(Days):
    """The days, and what has to be there before them."""

    def set_up(self, city: str, at: dt.time) -> None:
        secret = self.db.write(invitations.setup_secret, self.now)
        self._starts(ALEX, "Alex", secret or "")
        self.taps(ALEX, "agree")
        self.taps(ALEX, "whose", "mine")
        self.says(ALEX, city)
        self.taps(ALEX, "template", "gentle")
        self.says(ALEX, f"{at:%H:%M}")

    def sam_joins(self) -> None:
        said = self.says(ALEX, "/invite")
        link = next(word for word in said.split() if word.startswith("https://t.me/"))
        self._starts(SAM, "Sam", link.partition("?start=")[2])
        self.taps(SAM, "agree")

    def answers(self) -> None:
        """All that is asked of the session that is open."""
        for verb, value in (("done", None), ("pain", "2"), ("as_before", None)):
            if self.sees(ALEX, verb):
                self.taps(ALEX, verb, value)

    def _starts(self, chat: int, name: str, secret: str) -> None:
        self._rounds()
        self._update += 1
        came = Arrival(self._update, chat, chat, name, BOT)
        self._gets(self.db.write(starting.start, came, secret, self.now))

    def _gets(self, reply: Reply) -> None:
        self._arrive(reply.drafts)
        self._rounds()


def _only_circle(session: Db) -> int:
    found = session.get(Circle, 1)
    assert found is not None
    return found.id


def _more(session: Db, circle_id: int, many: int, now: dt.datetime) -> None:
    """More routines, half an hour after `now` and each some minutes later, of one exercise each."""
    circle = store.lock(session, circle_id)
    held = store.active_plan(session, circle_id)
    assert held is not None
    before = plan.read(held.document)
    ats = [wall(now, circle.zone, minutes=30 + 10 * number) for number in range(many)]
    fresh = tuple(_routine(f"Stretch {n}", at) for n, at in enumerate(ats, start=2))
    whole = before.model_copy(update={"routines": (*before.routines, *fresh)})
    held.document = plans.new_ids(session, circle, whole).model_dump_json()
    session.flush()
    planner.fill(session, circle, now)


def _routine(name: str, at: dt.time) -> plan.Routine:
    return plan.Routine(
        name=name,
        purpose="to keep the hands loose",
        minutes=10,
        exercises=(plan.Exercise(name="Finger spread", dose="10, slowly"),),
        slots=(plan.Slot(at=at),),
    )


def _digest_at(session: Db, circle_id: int, at: dt.time, begin: dt.datetime) -> None:
    """As in /digest; and everybody's menu as Telegram has it by then."""
    (sam,) = store.members(session, circle_id, Role.CAREGIVER)
    store.drop_waiting_digest(session, sam.id)
    sam.digest_at = at
    session.flush()
    planner.next_digest(session, sam, begin)
    for telegram_id in (ALEX, SAM):
        human, chat = store.human(session, telegram_id), store.chat(session, telegram_id)
        assert human is not None
        assert chat is not None
        roles = [who for _, who in arrivals.mine(session, human)]
        if menu := menus.due(chat, roles, human.language):
            menus.shown(session, menu)
