"""What those who help choose of their message: how often, when, where, with or without a sound."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlmodel import Session as Db

from care import store, times, typed, words
from care.buttons import Tap
from care.flows import cards, day, digesting, outgoing, planner, proxy
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Member, Message
from care.ports import Screen
from care.screens import digests as show
from care.screens import setup as show_setup

OLD = "toast.old"


def caregiver(db: Db, visit: Visit, row: Message | None = None) -> Member | None:
    """What somebody is where they help; of several, as whom they have that message."""
    return min(_mine(db, visit), key=lambda one: not row or one.id != row.member_id, default=None)


def _mine(db: Db, visit: Visit) -> list[Member]:
    """Wherever they help: what they choose holds for all their messages."""
    mine = store.memberships(db, visit.human.id)
    return [member for member in mine if member.role == Role.CAREGIVER]


def chosen(db: Db, member: Member, now: dt.datetime) -> show.Choices:
    """What is set now."""
    zone = planner.digest_zone(db, member)
    quiet = member.muted_through
    return show.Choices(
        kind=member.digest,
        at=member.digest_at,
        zone=zone,
        day=member.digest_day,
        sound=member.digest_sound,
        quiet=quiet if quiet and quiet >= times.local(now, zone).date() else None,
    )


def settings(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/digest: what is set, and all that can be."""
    member = caregiver(db, visit)

    def build(row: int) -> Screen:
        if member is None:
            is_in = store.memberships(db, visit.human.id)
            return Screen(visit.say("digest.not_yours" if is_in else "left.line"))
        return _choices(db, visit, member, row, now)

    day.send(db, visit, now, build)
    return None


def _choices(db: Db, visit: Visit, member: Member, row: int, now: dt.datetime) -> Screen:
    """All that can be chosen, as it is now; above it, for whom they may answer."""
    return proxy.with_own(db, visit, row, show.choices(visit.lang, row, chosen(db, member, now)))


@dataclass(frozen=True)
class Touch:
    """A tap on one of these buttons by somebody who helps: everything it needs."""

    db: Db
    visit: Visit
    tap: Tap
    row: Message
    member: Member
    now: dt.datetime

    @property
    def choices(self) -> show.Choices:
        """What is set now."""
        return chosen(self.db, self.member, self.now)

    def screen(self) -> Screen:
        """All that can be chosen, as it is now."""
        return _choices(self.db, self.visit, self.member, self.row.id, self.now)


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on the choices, or under a digest."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    member = caregiver(db, visit, row)
    if row is None or member is None:
        return visit.say(OLD)
    touch = Touch(db, visit, tapped, row, member, now)
    if tapped.verb in _UNDER:
        return _under(touch)
    screen = _CHOICES[tapped.verb](touch)
    if screen is None:
        return visit.say(OLD)
    cards.redraw(row, screen, now, visit.update_id)
    return None


def _all(touch: Touch) -> Screen | None:
    return touch.screen()


def _kind(touch: Touch) -> Screen | None:
    if touch.tap.value not in show.KINDS:
        return None
    _choose(touch.db, touch.visit, touch.tap.value, touch.now)
    return touch.screen()


def _choose(db: Db, visit: Visit, kind: str, now: dt.datetime) -> None:
    """Another kind. What happened while there was none isn't told afterwards."""
    for member in _mine(db, visit):
        circle = store.lock(db, member.circle_id)
        if member.digest == show.OFF != kind:
            member.told_through = circle.changes
        member.digest = kind
        # Who has chosen knows what there is to choose.
        member.weekly_offered_at = member.weekly_offered_at or now
    replan(db, visit, now)


def _day(touch: Touch) -> Screen | None:
    if touch.tap.value not in times.WEEKDAYS:
        return None
    for member in _mine(touch.db, touch.visit):
        member.digest_day = touch.tap.value
    replan(touch.db, touch.visit, touch.now)
    return touch.screen()


def _sound(touch: Touch) -> Screen | None:
    if touch.tap.value not in show.SOUNDS:
        return None
    for member in _mine(touch.db, touch.visit):
        member.digest_sound = touch.tap.value == "sound"
    return touch.screen()


def _quiet(touch: Touch) -> Screen | None:
    _mute(touch)
    return touch.screen()


def _speak(touch: Touch) -> Screen | None:
    for member in _mine(touch.db, touch.visit):
        member.muted_through = None
    return touch.screen()


def _end_quiet(touch: Touch) -> Screen | None:
    """What fell in the quiet isn't told later, also where it ends before its time."""
    for member in _mine(touch.db, touch.visit):
        if member.muted_through:
            member.told_through = store.lock(touch.db, member.circle_id).changes
    return _speak(touch)


def _mute(touch: Touch) -> None:
    """A week from today, in which none comes: of a message a week, the next one."""
    for member in _mine(touch.db, touch.visit):
        today = times.local(touch.now, planner.digest_zone(touch.db, member)).date()
        days = 7 if member.digest == show.WEEKLY else 6
        member.muted_through = today + dt.timedelta(days=days)


def _time(touch: Touch) -> Screen | None:
    touch.visit.human.asks = "digest_time"
    return show.digest_time(touch.visit.lang, touch.row.id)


def _place(touch: Touch) -> Screen | None:
    visit = touch.visit
    visit.human.asks = "digest_zone"
    screen = show_setup.zone(visit.lang)
    day.send(touch.db, visit, touch.now, lambda _: screen)
    return Screen.from_json(touch.row.screen or "")


def _keep(touch: Touch) -> Screen | None:
    touch.visit.human.asks = None
    return show.kept(touch.visit.lang, touch.row.id, touch.choices)


def _at(touch: Touch) -> Screen | None:
    value = touch.tap.value
    at = typed.time(f"{value[:2]}:{value[2:]}")
    if touch.visit.human.asks != "digest_time" or at is None:
        return None
    return _set_time(touch.db, touch.visit, at, touch.row.id, touch.now)


def _set_time(db: Db, visit: Visit, at: dt.time, row: int, now: dt.datetime) -> Screen:
    visit.human.asks = None
    for member in store.memberships(db, visit.human.id):
        member.digest_at = at
    replan(db, visit, now)
    mine = caregiver(db, visit)
    if mine is None:
        return Screen(visit.say("digest.not_yours"))
    return show.kept(visit.lang, row, chosen(db, mine, now))


_CHOICES: dict[str, Callable[[Touch], Screen | None]] = {
    "digest_choices": _all,
    "digest_kind": _kind,
    "digest_day": _day,
    "digest_sound": _sound,
    "digest_quiet": _quiet,
    "digest_speak": _end_quiet,
    "digest_time": _time,
    "digest_place": _place,
    "digest_keep": _keep,
    "digest_at": _at,
}


# Under a digest


def _under(touch: Touch) -> str | None:
    """Its words stay as they were sent; what lies under them changes."""
    toast = _UNDER[touch.tap.verb](touch)
    rows = digesting.under(touch.visit.lang, touch.row, touch.member)
    screen = replace(Screen.from_json(touch.row.screen or ""), rows=rows)
    cards.redraw(touch.row, screen, touch.now, touch.visit.update_id)
    return toast


def _mute_week(touch: Touch) -> str | None:
    _mute(touch)
    return _is_muted(touch)


def _is_muted(touch: Touch) -> str | None:
    quiet = touch.choices.quiet
    if quiet is None:
        return touch.visit.say(OLD)
    return touch.visit.say("toast.quiet", day=words.day(touch.visit.lang, quiet))


def _unmute(touch: Touch) -> str | None:
    """Undo: of this mute, not of a later one."""
    quiet = touch.member.muted_through
    if quiet is None or str(quiet.toordinal()) != touch.tap.value:
        return touch.visit.say(OLD)
    _speak(touch)
    return touch.visit.say("toast.quiet_undone")


def _take_offer(touch: Touch) -> str | None:
    if touch.member.digest != show.DAILY:
        return touch.visit.say(OLD)
    _choose(touch.db, touch.visit, show.WEEKLY, touch.now)
    settings(touch.db, touch.visit, touch.now)
    return None


_UNDER: dict[str, Callable[[Touch], str | None]] = {
    "digest_mute": _mute_week,
    "digest_muted": _is_muted,
    "digest_undo": _unmute,
    "digest_offer": _take_offer,
}
VERBS = frozenset({*_CHOICES, *_UNDER})


# Typed


def typed_time(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """A typed time for the digest."""
    at = typed.time(text)

    def build(row: int) -> Screen:
        if at is None:
            return show.digest_time(visit.lang, row, unclear=True)
        return _set_time(db, visit, at, row, now)

    day.send(db, visit, now, build)
    return True


def moved(db: Db, visit: Visit, now: dt.datetime) -> None:
    """The caregiver's zone changed: the digest comes by it from now on."""
    replan(db, visit, now)
    settings(db, visit, now)


def replan(db: Db, visit: Visit, now: dt.datetime) -> None:
    """The pending digests of this human, by what they chose and their zone."""
    for member in store.memberships(db, visit.human.id):
        circle = store.lock(db, member.circle_id)
        store.drop_waiting_digest(db, member.id)
        if member.role == Role.CAREGIVER and not circle.stopped_at:
            planner.next_digest(db, member, now)
