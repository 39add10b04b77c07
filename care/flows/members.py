"""/circle: who is in it, what each of them sees, and the person's word on it, by one tap each."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlmodel import Session as Db

from care import fitting, store, times
from care.buttons import Tap
from care.flows import cards, day, inviting, journals, leaving, monthly, proxy
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Circle, Invitation, Member, Message
from care.ports import Button, Screen
from care.screens import circle as around
from care.screens import members as show

OLD = "toast.old"


@dataclass(frozen=True)
class Touch:
    """A tap on one of these cards by whose circle it is: everything a step needs."""

    db: Db
    visit: Visit
    tap: Tap
    circle: Circle
    me: Member
    row: Message
    now: dt.datetime

    @property
    def lang(self) -> str:
        """The language of the one who taps."""
        return self.visit.lang

    def other(self) -> Member | None:
        """Whom the button is about, as long as they are in."""
        wanted = self.tap.value.partition(":")[0]
        found = _others(self.db, self.circle, self.me)
        return next((one for one in found if str(one.id) == wanted), None)

    def unchanged(self) -> Screen:
        """What was tapped stays as it is."""
        return Screen.from_json(self.row.screen or "")

    def below(self, build: Callable[[int], Screen]) -> Screen:
        """A new message, unless just that lies at the bottom already: a second tap adds nothing."""
        for newest in store.latest_in_chat(self.db, self.visit.chat.id, 1):
            if newest.screen == build(newest.id).to_json():
                return self.unchanged()
        day.send(self.db, self.visit, self.now, build)
        return self.unchanged()


def circle_(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/circle: everybody around the person, in one card."""
    if home := day.own(db, visit, now):
        day.send(db, visit, now, lambda row: _list(db, visit.lang, home, row, now))
    return None


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on that card, on somebody's, or on the links."""
    mine = day.own_tap(db, visit, tapped, now)
    if mine is None:
        return visit.say(OLD)
    row, circle, me = mine
    touch = Touch(db, visit, tapped, circle, me, row, now)
    shows = _shows(touch)
    if shows is None:
        return visit.say(OLD)
    cards.redraw(row, shows, now, visit.update_id)
    return None


def _shows(touch: Touch) -> Screen | None:
    if touch.tap.verb in _OF_CIRCLE:
        return _OF_CIRCLE[touch.tap.verb](touch)
    other = touch.other()
    return _OF_MEMBER[touch.tap.verb](touch, other) if other else None


# The card of everybody


def _others(db: Db, circle: Circle, me: Member) -> list[Member]:
    """Everybody but the person, and but a stand-in whose card it is."""
    members = store.members(db, circle.id)
    return [one for one in members if one.role != Role.PATIENT and one.id != me.id]


def _list(
    db: Db,
    lang: str,
    home: tuple[Circle, Member],
    row: int,
    now: dt.datetime,
    *,
    invites: bool = True,
) -> Screen:
    people = [_seen(home[0], one) for one in _others(db, *home)]
    return show.circle(lang, row, people, _links(db, home[0], now), invites=invites)


def _seen(circle: Circle, one: Member) -> show.Seen:
    return show.Seen(
        one.id,
        one.role,
        one.name,
        times.local(one.joined_at, circle.zone).date(),
        sees_journal=one.sees_journal,
        may_propose=one.may_propose,
        gets_report=one.gets_report,
    )


def _everybody(touch: Touch) -> Screen:
    """From another card, which stays."""
    home = (touch.circle, touch.me)
    return touch.below(lambda row: _list(touch.db, touch.lang, home, row, touch.now))


def _invite(touch: Touch) -> Screen:
    """A link, below; the button has served, so that two taps make one link."""
    inviting.invite(touch.db, touch.visit, touch.now)
    home, row = (touch.circle, touch.me), touch.row.id
    return _list(touch.db, touch.lang, home, row, touch.now, invites=False)


# The links


def _links(db: Db, circle: Circle, now: dt.datetime) -> list[show.Link]:
    return [
        show.Link(one.id, one.role, times.local(one.until, circle.zone), one.used_at is not None)
        for one in store.unused_invitations(db, circle.id, now)
    ]


def _see_links(touch: Touch) -> Screen | None:
    found = _links(touch.db, touch.circle, touch.now)
    if not found:
        return None
    return touch.below(lambda row: show.links(touch.lang, row, found))


def _withdraw(touch: Touch) -> Screen | None:
    """That link opens nothing any more; who used it before is in, and can be removed."""
    found = touch.db.get(Invitation, int(touch.tap.value), populate_existing=True)
    if found is None or found.circle_id != touch.circle.id or found.used_by is not None:
        return None
    found.used_at = found.used_at or touch.now
    touch.db.flush()
    left = _links(touch.db, touch.circle, touch.now)
    return show.links(touch.lang, touch.row.id, left) if left else None


# Somebody's card: what is on it, from above. Each gives its rows of buttons, or none for that
# member.


def _journal(visit: Visit, row: int, one: Member) -> tuple[tuple[Button, ...], ...]:
    return show.choice(visit.lang, row, one.id, show.JOURNAL, holds=one.sees_journal)


def _proposes(visit: Visit, row: int, one: Member) -> tuple[tuple[Button, ...], ...]:
    return show.choice(visit.lang, row, one.id, show.PROPOSES, holds=one.may_propose)


def _report(visit: Visit, row: int, one: Member) -> tuple[tuple[Button, ...], ...]:
    if one.role != Role.THERAPIST:
        return ()
    return show.choice(visit.lang, row, one.id, show.REPORT, holds=one.gets_report)


ROWS: tuple[Callable[[Visit, int, Member], tuple[tuple[Button, ...], ...]], ...] = (
    _journal,
    _proposes,
    _report,
    proxy.rows,
)


def _card(touch: Touch, one: Member, row: int) -> Screen:
    """What comes and goes stands above what stays, and Remove is the lowest."""
    seen = _seen(touch.circle, one)
    rows = show.looks(touch.lang, row, seen) if one.sees_journal else ()
    for build in ROWS:
        rows += build(touch.visit, row, one)
    return show.member(touch.lang, seen, rows + show.out(touch.lang, row, seen))


def _see(touch: Touch, one: Member) -> Screen:
    return touch.below(lambda row: _card(touch, one, row))


def _set(touch: Touch, one: Member) -> Screen:
    _, what, yes = touch.tap.value.split(":")
    match what:
        case show.JOURNAL:
            one.sees_journal = yes == "1"
        case show.PROPOSES:
            one.may_propose = yes == "1"
        case show.REPORT:
            one.gets_report = yes == "1"
            monthly.next_report(touch.db, one, touch.now)
    return _again(touch, one)


def _again(touch: Touch, one: Member) -> Screen:
    """The card as it is now; also where they stay."""
    touch.db.flush()
    return _card(touch, one, touch.row.id)


def _looks(touch: Touch, one: Member) -> Screen | None:
    """The journal as they would see it at this moment."""
    if not one.sees_journal:
        return None
    seen = journals.as_seen_by(touch.db, touch.lang, touch.circle, one, touch.now)
    lead = touch.visit.say("members.sees", name=one.name)
    shown = replace(seen, text=fitting.cut(f"{lead}\n\n{seen.text}", fitting.LONGEST))
    return touch.below(lambda row: shown)


def _ask(touch: Touch, one: Member) -> Screen:
    return show.remove(touch.lang, touch.row.id, _seen(touch.circle, one))


def _remove(touch: Touch, one: Member) -> Screen:
    leaving.leave(touch.db, touch.circle, one, touch.now)
    return around.line(touch.lang, "members.gone", name=one.name)


_OF_CIRCLE: dict[str, Callable[[Touch], Screen | None]] = {
    "circle": _everybody,
    "circle_links": _see_links,
    "circle_invite": _invite,
    "link_off": _withdraw,
}
_OF_MEMBER: dict[str, Callable[[Touch, Member], Screen | None]] = {
    "member": _see,
    "member_set": _set,
    "member_keep": _again,
    "member_sees": _looks,
    "member_out": _ask,
    "member_gone": _remove,
}
VERBS = frozenset({*_OF_CIRCLE, *_OF_MEMBER})
