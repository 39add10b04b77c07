"""/away, and "I'm ill or away" under a digest: the card of those who help, and its taps.

Nobody says why. It holds wherever they help: they are one person.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import hands, rights, store, times
from care.buttons import Tap
from care.flows import absences, arrivals, cards, day, outgoing, planner
from care.flows.arrivals import Visit
from care.kinds import Kind, Role
from care.models import Answer, Circle, Member, Message
from care.ports import Screen
from care.screens import away as show

OLD = "toast.old"
OPENS, ASKS, HELPS = "away", "ask_helper", "helps"


def away(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/away: how it is, and what can be said."""
    mine = _mine(db, visit)

    def build(row: int) -> Screen:
        return _card(db, visit, mine, row, now) if mine else Screen(visit.say("away.not_yours"))

    day.send(db, visit, now, build)
    return None


def _mine(db: Db, visit: Visit) -> list[Member]:
    """Wherever they help."""
    found = store.memberships(db, visit.human.id)
    return [one for one in found if one.role == Role.CAREGIVER]


def _card(db: Db, visit: Visit, mine: Sequence[Member], row: int, now: dt.datetime) -> Screen:
    me, lang = mine[0], visit.lang
    zone = planner.digest_zone(db, me)
    is_away, last = hands.away(me, now), hands.last_day(me, zone)
    left = (last - times.local(now, zone).date()).days + 1 if last else None
    chosen = show.OPEN if last is None else next((k for k, n in show.DAYS.items() if n == left), "")
    return show.card(
        lang,
        row,
        show.state(lang, last, is_away=is_away),
        [one for member in mine for one in _helpers(db, member, now)],
        chosen if is_away else None,
        may_be_asked=me.may_be_asked,
        is_away=is_away,
    )


def _helpers(db: Db, absent: Member, now: dt.datetime) -> list[show.Helper]:
    circle = db.get_one(Circle, absent.circle_id)
    is_silent = circle.stopped_at or circle.paused_at or not hands.away(absent, now)
    return [] if is_silent else absences.helpers(db, circle, absent, now)


@dataclass(frozen=True)
class Touch:
    """A tap on one's own card: everything a step needs."""

    db: Db
    visit: Visit
    tap: Tap
    row: Message
    mine: Sequence[Member]
    now: dt.datetime

    def redraw(self) -> None:
        """The card as it is now."""
        fresh = _card(self.db, self.visit, self.mine, self.row.id, self.now)
        cards.redraw(self.row, fresh, self.now, self.visit.update_id)


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on one's own card, or on the way there under a message of the day."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    mine = _mine(db, visit)
    if row is None or not mine:
        return visit.say(OLD)
    if tapped.verb == OPENS:
        _below(db, visit, mine, now)
        return None
    touch = Touch(db, visit, tapped, row, mine, now)
    _STEPS[tapped.verb](touch)
    touch.redraw()
    return None


def _below(db: Db, visit: Visit, mine: Sequence[Member], now: dt.datetime) -> None:
    """The digest stays word for word; a second tap adds nothing to the card below it."""
    for newest in store.latest_in_chat(db, visit.chat.id, 1):
        if newest.screen == _card(db, visit, mine, newest.id, now).to_json():
            return
    day.send(db, visit, now, lambda row: _card(db, visit, mine, row, now))


# Away, and back


def _days(touch: Touch) -> None:
    """Whole days on their own clock, today the first."""
    ahead = dt.timedelta(days=show.DAYS[touch.tap.value])
    for member in touch.mine:
        zone = planner.digest_zone(touch.db, member)
        today = times.local(touch.now, zone).date()
        _is_away(touch, member, times.instant(today + ahead, dt.time(0), zone))


def _open(touch: Touch) -> None:
    for member in touch.mine:
        _is_away(touch, member, None)


def _is_away(touch: Touch, member: Member, until: dt.datetime | None) -> None:
    """Another end of the absence that lasts; else a new one begins."""
    circle = store.lock(touch.db, member.circle_id)
    if not hands.away(member, touch.now):
        member.away_since = touch.now
    member.away_until = until
    absences.look(touch.db, circle, touch.now)
    absences.follow(touch.db, circle, member, touch.now)


def _back(touch: Touch) -> None:
    """Back before the end: who said yes hears of it, for they may be on their way."""
    for member in touch.mine:
        circle = store.lock(touch.db, member.circle_id)
        if not hands.away(member, touch.now):
            continue
        member.away_until = touch.now
        absences.follow(touch.db, circle, member, touch.now)
        for helper in absences.helping(touch.db, circle, member):
            _line(touch.db, circle, helper, "help_asked.back", member.name, touch.now)


def _may_be_asked(touch: Touch) -> None:
    """Beforehand, by themselves, and taken back as easily."""
    for member in touch.mine:
        circle = store.lock(touch.db, member.circle_id)
        member.may_be_asked = touch.tap.value == show.YES
        absences.look(touch.db, circle, touch.now)
        for absent in absences.away(touch.db, circle.id, touch.now):
            absences.follow(touch.db, circle, absent, touch.now)


_STEPS: dict[str, Callable[[Touch], None]] = {
    "away_days": _days,
    "away_open": _open,
    "back": _back,
    "may_be_asked": _may_be_asked,
}
VERBS = frozenset({OPENS, *_STEPS})


# Somebody else is asked


def ask(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """One tap, by the person or by the one who is away: one question to a helper who agreed."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    helper = db.get(Member, int(tapped.value)) if row else None
    if row is None or helper is None:
        return visit.say(OLD)
    circle = store.lock(db, helper.circle_id)
    absent = _asks_for(db, visit, circle, row, now)
    is_silent = circle.stopped_at or circle.paused_at
    if absent is None or is_silent or helper not in absences.standbys(db, circle, now):
        return visit.say(OLD)
    absences.ask(db, circle, absent, helper, now)
    if row.kind == Kind.AWAY:
        fresh = absences.told(db, circle, row, absent, now)
    else:
        fresh = _card(db, visit, _mine(db, visit), row.id, now)
    cards.redraw(row, fresh, now, visit.update_id)
    absences.follow(db, circle, absent, now)
    return visit.say("toast.asked", name=helper.name)


def _asks_for(
    db: Db, visit: Visit, circle: Circle, row: Message, now: dt.datetime
) -> Member | None:
    """In whose absence: the one that the person was told of; else their own."""
    mine = [one for one in store.memberships(db, visit.human.id) if one.circle_id == circle.id]
    if row.kind == Kind.AWAY:
        may = any(arrivals.may(db, one, rights.May.OWN) for one in mine)
        return absences.told_about(db, circle, row, now) if may else None
    return next((one for one in mine if hands.away(one, now)), None)


def helps(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """Yes or no; it can be changed as long as the absence lasts."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    if row is None or row.circle_id is None:
        return visit.say(OLD)
    circle, helper = store.lock(db, row.circle_id), db.get_one(Member, row.member_id)
    absent = absences.asked_about(db, circle, row, now)
    if absent is None:
        cards.redraw(row, Screen(visit.say("help_asked.over")), now, visit.update_id)
        return visit.say(OLD)
    if circle.stopped_at or circle.paused_at or helper.left_at or hands.away(helper, now):
        return visit.say(OLD)
    if absences.said(db, helper, absent) != tapped.value:
        _say(db, visit, circle, (helper, absent), tapped.value, now)
    cards.redraw(row, absences.asked(db, circle, row, absent), now, visit.update_id)
    return None


def _say(
    db: Db,
    visit: Visit,
    circle: Circle,
    people: tuple[Member, Member],
    way: str,
    now: dt.datetime,
) -> None:
    """It is kept, and those whom it is about see it, silently: once each."""
    helper, absent = people
    store.add(
        db,
        Answer(
            circle_id=circle.id,
            member_id=helper.id,
            kind=absences.SAYS[way],
            value=hands.absence(absent),
            at=now,
            update_id=visit.update_id,
        ),
    )
    person = store.speaker(db, circle.id)
    for to in {one.chat_id: one for one in (person, absent) if one}.values():
        _line(db, circle, to, f"help_asked.told_{way}", helper.name, now)
    absences.follow(db, circle, absent, now)


def _line(db: Db, circle: Circle, to: Member, key: str, name: str, now: dt.datetime) -> None:
    chat, line = absences.chat(db, to), show.line(cards.language(db, to), key, name)
    if chat is not None and not (circle.stopped_at or circle.paused_at):
        outgoing.reply(db, chat, now, lambda row: line, circle_id=circle.id)
