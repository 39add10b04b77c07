"""Reviewed with the therapist: with whom and when, as the person says it.

Only this brings strength exercises back that waited for it (product.md, The plan).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import authorship, spoken, store, typed, values
from care.buttons import Tap
from care.flows import arrivals, cards, day, planner, plans, therapists
from care.flows.arrivals import Visit
from care.flows.sofar import SoFar, keep, so_far
from care.models import Circle, Member, Message
from care.ports import Screen
from care.screens import review as show

OLD = "toast.old"
ASKS_NAME, ASKS_DAY = "review_name", "review_day"


def ask(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """Ask with whom, in a new message: on the review date, or whenever the person says so."""
    home = day.own(db, visit, now)
    current = planner.active(db, home[0].id) if home else None
    if home is None or current is None:
        return None
    names = therapists.known(store.members(db, home[0].id), current[1])

    def build(row: int) -> Screen:
        keep(visit.human, f"{ASKS_NAME}:{row}", SoFar())
        return show.names(visit.lang, row, names)

    day.send(db, visit, now, build)
    return None


@dataclass(frozen=True)
class Touch:
    """A tap on one of these questions by the person themselves: everything it needs."""

    db: Db
    visit: Visit
    tap: Tap
    circle: Circle
    member: Member
    row: Message
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """Their local day."""
        return plans.today(self.circle, self.now)

    @property
    def known(self) -> list[str]:
        """The therapists whose names were said."""
        current = planner.active(self.db, self.circle.id)
        around = store.members(self.db, self.circle.id)
        return therapists.known(around, current[1]) if current else []


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on the review's question, or on the steps behind it."""
    mine = day.own_tap(db, visit, tapped, now)
    if mine is None:
        return visit.say(OLD)
    row, circle, member = mine
    shows = _ACTS[tapped.verb](Touch(db, visit, tapped, circle, member, row, now))
    if shows is None:
        return visit.say(OLD)
    cards.redraw(row, cards.forgiving(row, tapped, shows, visit.lang), now, visit.update_id)
    return None


def _ask(touch: Touch) -> Screen | None:
    """From another card: that one stays as it is."""
    ask(touch.db, touch.visit, touch.now)
    return Screen.from_json(touch.row.screen or "")


def _done(touch: Touch) -> Screen | None:
    """With whom: asked here, or below where something else came since and a name could be typed."""
    if store.is_newest(touch.db, touch.visit.chat.id, touch.row.id):
        keep(touch.visit.human, f"{ASKS_NAME}:{touch.row.id}", SoFar())
        return show.names(touch.visit.lang, touch.row.id, touch.known)
    ask(touch.db, touch.visit, touch.now)
    return Screen(Screen.from_json(touch.row.screen or "").text)


def _with(touch: Touch) -> Screen | None:
    known, place = touch.known, int(touch.tap.value)
    labels = [one.label for line in Screen.from_json(touch.row.screen or "").rows for one in line]
    # What the button says is what counts: since it was drawn, others may have been named.
    if place >= len(known) or show.label(known[place]) not in labels:
        return None
    return _to_day(touch.visit, known[place], touch.row.id)


def _to_day(visit: Visit, name: str, row: int, wrong: str | None = None) -> Screen:
    keep(visit.human, f"{ASKS_DAY}:{row}", SoFar(reviewed_with=name))
    return show.day(visit.lang, row, name, wrong)


def _on(touch: Touch) -> Screen | None:
    name = _named(touch.visit)
    if name is None:
        return _done(touch)
    on = touch.today - dt.timedelta(days=int(touch.tap.value))
    return _kept(touch.db, touch.visit, (touch.circle, touch.member), on, touch.row.id, touch.now)


def _named(visit: Visit) -> str | None:
    """The name that was said a step before; nothing where something else was asked since."""
    step = (visit.human.asks or "").partition(":")[0]
    return so_far(visit.human).reviewed_with if step == ASKS_DAY else None


def _kept(
    db: Db,
    visit: Visit,
    home: tuple[Circle, Member],
    on: dt.date,
    row: int,
    now: dt.datetime,
) -> Screen | None:
    """Noted, with the next date. Longer ago than a review lasts, nothing would be gained by it."""
    circle, person = home
    name, current = _named(visit), planner.active(db, circle.id)
    if name is None or current is None:
        return None
    word = plans.word(person, on)
    after = authorship.reviewed(current[1], word, name)
    today = plans.today(circle, now)
    if after.review_on is None or after.review_on <= today:
        return _to_day(visit, name, row, "review.too_long_ago")
    keep(visit.human, None, None)
    version = plans.change(
        db, circle, person, lambda before: authorship.reviewed(before, word, name), now
    )
    return show.reviewed(
        visit.lang, row, name, on, after.review_on, version.id if version else None
    )


def _not_yet(touch: Touch) -> Screen | None:
    return Screen(touch.visit.say("review.not_yet"))


def _keep(touch: Touch) -> Screen | None:
    _not_for_me(touch.visit)
    return Screen(touch.visit.say("review.not_yet"))


def _undo(touch: Touch) -> Screen | None:
    found = plans.restore(touch.db, touch.circle, touch.member, int(touch.tap.value), touch.now)
    return Screen(touch.visit.say("review.undone")) if found else None


_ACTS: dict[str, Callable[[Touch], Screen | None]] = {
    "review_ask": _ask,
    "review_done": _done,
    "review_not_yet": _not_yet,
    "review_with": _with,
    "review_on": _on,
    "review_keep": _keep,
    "review_undo": _undo,
}
VERBS = frozenset(_ACTS)


# Typed


def typed_name(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """A typed name: only while nothing else was asked since, and where it says nothing else."""
    name = values.name(text)
    if not name or _step(db, visit) is None or spoken.is_kept(text, visit.lang):
        return _not_for_me(visit)
    day.send(db, visit, now, lambda row: _to_day(visit, name, row))
    return True


def typed_day(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """A typed day that is past. What has no figure in it may have been meant for something else."""
    home = _step(db, visit)
    name = _named(visit)
    today = plans.today(home[0], now) if home else now.date()
    on = typed.past(text, today, visit.lang)
    if home is None or name is None or not (on or any(map(str.isdigit, text))):
        return _not_for_me(visit)

    def build(row: int) -> Screen:
        shows = _kept(db, visit, home, on, row, now) if on else None
        return shows or _to_day(visit, name, row, "review.unclear")

    day.send(db, visit, now, build)
    return True


def _not_for_me(visit: Visit) -> bool:
    """The step is over, whatever was typed; another one that is waited for stays."""
    if (visit.human.asks or "").partition(":")[0] in (ASKS_NAME, ASKS_DAY):
        keep(visit.human, None, None)
    return False


def _step(db: Db, visit: Visit) -> tuple[Circle, Member] | None:
    """The person's circle, where the question that was asked is still the newest in the chat."""
    home = arrivals.home(db, visit)
    row = (visit.human.asks or "").partition(":")[2]
    own = home is not None and arrivals.may(db, home[1])
    asked = row.isdecimal() and store.is_newest(db, visit.chat.id, int(row))
    return home if own and asked else None
