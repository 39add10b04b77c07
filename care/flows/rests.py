"""/rest: until tomorrow, for some days, to a date, until they say; changed or ended as easily."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import times, typed, unasked
from care.buttons import Tap
from care.flows import arrivals, cards, day, notes, planner, resting
from care.flows.arrivals import Visit
from care.models import Circle, Member
from care.ports import Screen
from care.screens import rests as show

OLD = "toast.old"
ASKS = "rest_date"


def rest(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/rest: how long; or, while they rest, to come back or to change the end."""
    if home := day.own(db, visit, now):
        day.send(db, visit, now, lambda row: view(db, visit, home[0], row, now))
    return None


def view(db: Db, visit: Visit, circle: Circle, row: int, now: dt.datetime) -> Screen:
    """Where it stands, and what can be chosen."""
    if not resting.rests_on(circle, now):
        return show.choose(visit.lang, row)
    return show.resting(visit.lang, row, shown(db, circle, now))


def shown(db: Db, circle: Circle, now: dt.datetime) -> show.Rest:
    """The rest as it is: its last day, and the day on which prompts come again."""
    today = times.local(now, circle.zone).date()
    through = circle.resting_through or resting.UNTIL_I_SAY
    if through == resting.UNTIL_I_SAY:
        return show.Rest(today)
    return show.Rest(today, through, first_day_after(db, circle, through))


def first_day_after(db: Db, circle: Circle, through: dt.date) -> dt.date | None:
    """The first local day behind `through` on which a prompt stands."""
    current = planner.active(db, circle.id)
    if current is None or circle.stopped_at:
        return None
    days = [unasked.next_day(slot, r, current[1], through) for r, slot in current[1].slots()]
    return min((found for found in days if found), default=None)


@dataclass(frozen=True)
class Touch:
    """A tap on the rest card by the person themselves: everything it needs."""

    db: Db
    visit: Visit
    tap: Tap
    circle: Circle
    member: Member
    row: int
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """Their local day."""
        return times.local(self.now, self.circle.zone).date()


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on the rest card."""
    mine = day.own_tap(db, visit, tapped, now)
    if mine is None:
        return visit.say(OLD)
    row, circle, member = mine
    screen = _ACTS[tapped.verb](Touch(db, visit, tapped, circle, member, row.id, now))
    if screen is None:
        return visit.say(OLD)
    cards.redraw(row, screen, now, visit.update_id)
    return None


def _for_days(touch: Touch) -> Screen | None:
    days = int(touch.tap.value or "1")
    return _rests(touch, touch.today + dt.timedelta(days=days - 1))


def _open(touch: Touch) -> Screen | None:
    return _rests(touch, resting.UNTIL_I_SAY)


def _rests(touch: Touch, through: dt.date) -> Screen:
    return begin(touch.db, touch.visit, (touch.circle, touch.member), through, touch.row, touch.now)


def begin(
    db: Db,
    visit: Visit,
    home: tuple[Circle, Member],
    through: dt.date,
    row: int,
    now: dt.datetime,
) -> Screen:
    """Rest through that local day, be it shorter than a rest that was chosen before."""
    circle, member = home
    _forget_step(visit)
    before = circle.resting_through if resting.rests_on(circle, now) else None
    # A rest asked for apart from any card is an answer all the same.
    notes.keep(db, visit, member, "rest", now)
    circle.resting_through = None
    resting.begin(db, circle, through, now, visit.update_id)
    return show.rested(visit.lang, row, shown(db, circle, now), through, before)


def _forget_step(visit: Visit) -> None:
    if (visit.human.asks or "").startswith(ASKS):
        visit.human.asks = None


def _end(touch: Touch, *, undone: bool = False) -> Screen | None:
    _forget_step(touch.visit)
    resting.end(touch.db, touch.circle, touch.now, touch.visit.update_id, undone=undone)
    return Screen(touch.visit.say("rest.off"))


def _undo(touch: Touch) -> Screen | None:
    """Of this rest, not of a later one: where one was changed, it is again as it was."""
    through, _, earlier = touch.tap.value.partition(":")
    held = touch.circle.resting_through
    if held is None or str(held.toordinal()) != through:
        return None
    if not earlier or int(earlier) < touch.today.toordinal():
        return _end(touch, undone=True)
    touch.circle.resting_through = None
    before = dt.date.fromordinal(int(earlier))
    resting.begin(touch.db, touch.circle, before, touch.now, touch.visit.update_id)
    return show.as_before(touch.visit.lang, shown(touch.db, touch.circle, touch.now))


def _date(touch: Touch) -> Screen | None:
    # With the message it belongs to: of several circles, the one where it was asked.
    touch.visit.human.asks = f"{ASKS}:{touch.row}"
    return show.date(touch.visit.lang, touch.row)


def _keep(touch: Touch) -> Screen | None:
    _forget_step(touch.visit)
    return view(touch.db, touch.visit, touch.circle, touch.row, touch.now)


_ACTS: dict[str, Callable[[Touch], Screen | None]] = {
    "rest_day": _for_days,
    "rest_days": _for_days,
    "rest_date": _date,
    "rest_open": _open,
    "rest_end": _end,
    "rest_undo": _undo,
    "rest_keep": _keep,
}
VERBS = frozenset(_ACTS)


def typed_date(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """A typed last day of rest. What has no figure in it was meant for something else."""
    home = arrivals.home(db, visit)
    today = times.local(now, home[0].zone if home else "UTC").date()
    through = typed.date(text, today, visit.lang)
    is_meant = through is not None or any(map(str.isdigit, text))
    if home is None or not arrivals.may(db, home[1]) or not is_meant:
        visit.human.asks = None
        return False

    def build(row: int) -> Screen:
        if through is None:
            return show.date(visit.lang, row, "rest.unclear")
        return begin(db, visit, home, through, row, now)

    day.send(db, visit, now, build)
    return True


def rests_now(db: Db, visit: Visit, now: dt.datetime) -> bool:
    """A bad day, said in words where no card offers it; whether it was the person's to say.

    A longer rest stays as long as it is.
    """
    home = arrivals.home(db, visit)
    if home is None or not arrivals.may(db, home[1]):
        return False
    circle = home[0]
    if circle.stopped_at:
        return False
    if resting.rests_on(circle, now):
        day.send(db, visit, now, lambda row: view(db, visit, circle, row, now))
        return True
    today = times.local(now, circle.zone).date()
    day.send(db, visit, now, lambda row: begin(db, visit, home, today, row, now))
    return True
