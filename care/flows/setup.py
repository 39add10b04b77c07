"""From a link to the first scheduled prompt, in at most six taps.

What is waited for is `human.asks`, what was said so far `human.draft`: whoever walks away in the
middle comes back to the same step, and /start shows it again.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import places, store, templates, times, typed
from care.buttons import Tap
from care.flows import (
    cards,
    day,
    digests,
    firstsheet,
    founding,
    joining,
    outgoing,
    planner,
)
from care.flows.arrivals import Visit
from care.flows.sofar import SoFar, keep, so_far
from care.kinds import Role
from care.models import Invitation
from care.ports import Screen
from care.screens import setup as show

OLD = "toast.old"
FIRST_STEPS = ("consent", "whose", "person_yes", "zone", "template", "sheet", "minutes", "time")
WANTS_A_PLACE = ("zone", "digest_zone")
WANTS_WORDS = ("zone", "digest_zone", "minutes", "time", "digest_time")


def resume(db: Db, visit: Visit, now: dt.datetime) -> None:
    """The step that is waited for, as a new message."""
    said = so_far(visit.human)
    build = _STEPS.get(visit.human.asks or "")
    if build is None:
        joining.welcome_back(db, visit, now)
        return
    day.send(db, visit, now, lambda row: build(db, visit, said, row))


def _consent(db: Db, visit: Visit, said: SoFar, row: int) -> Screen:
    invitation = db.get(Invitation, said.invitation) if said.invitation else None
    if invitation is not None and invitation.role in _CONSENTS:
        person = store.patient(db, invitation.circle_id or 0)
        name = person.name if person else ""
        return show.consent(visit.lang, row, _CONSENTS[Role(invitation.role)], name=name)
    current = planner.active(db, invitation.circle_id or 0) if invitation else None
    if current:
        helpers = store.members(db, invitation.circle_id or 0) if invitation else []
        return show.consent_to(visit.lang, row, current[1], [m.name for m in helpers])
    return show.consent(visit.lang, row)


_CONSENTS = {Role.CAREGIVER: "consent.caregiver", Role.THERAPIST: "consent.therapist"}


def _zone(db: Db, visit: Visit, said: SoFar, row: int) -> Screen:
    return show.zone(visit.lang, "zone.text" if said.whose == "mine" else "zone.text_person")


_STEPS: dict[str, Callable[[Db, Visit, SoFar, int], Screen]] = {
    "consent": _consent,
    "whose": lambda db, visit, said, row: show.whose(visit.lang, row),
    "person_yes": lambda db, visit, said, row: show.person_yes(visit.lang, row),
    "zone": _zone,
    "template": lambda db, visit, said, row: show.template(visit.lang, row),
    "sheet": lambda db, visit, said, row: firstsheet.send(visit.lang, row),
    "minutes": lambda db, visit, said, row: firstsheet.minutes(visit.lang, row, said),
    "time": lambda db, visit, said, row: _ask_time(visit, said, row),
    "digest_zone": lambda db, visit, said, row: show.zone(visit.lang),
}


def _ask_time(visit: Visit, said: SoFar, row: int, *, unclear: bool = False) -> Screen:
    if said.sheet:
        return firstsheet.time(visit.lang, row, said.sheet, unclear=unclear)
    return show.time(visit.lang, row, _chosen(said), unclear=unclear)


def begins(visit: Visit) -> bool:
    """Whether they are on their way to a first plan."""
    return visit.human.asks in FIRST_STEPS


def _chosen(said: SoFar) -> templates.Template:
    return templates.find(said.template or "") or templates.ALL[0]


@dataclass(frozen=True)
class Step:
    """A tap on one of these steps: everything it needs."""

    db: Db
    visit: Visit
    said: SoFar
    tap: Tap
    row: int
    now: dt.datetime


def step(db: Db, visit: Visit, tap: Tap, now: dt.datetime) -> str | None:
    """A tap on one of these steps. A tap that comes too late does no harm."""
    row = outgoing.own_row(db, visit.chat, tap, visit.arrival.telegram_id, now)
    asked, act = _TAPS[tap.verb]
    if row is None or visit.human.asks not in asked:
        return visit.say(OLD)
    shows = act(Step(db, visit, so_far(visit.human), tap, row.id, now))
    if shows is None:
        return visit.say(OLD)
    if begins(visit):
        shows = cards.forgiving(row, tap, shows, visit.lang)
    if shows.keys:
        # The standing keyboard comes with a new message: an edit can't bring it.
        fresh, shows = shows, Screen(visit.say("setup.thanks"))
        day.send(db, visit, now, lambda _: fresh)
        founding.offer_yes(db, visit, now)
    cards.redraw(row, shows, now, visit.update_id)
    return None


def _agree(on: Step) -> Screen | None:
    human = on.visit.human
    invitation = on.db.get(Invitation, on.said.invitation) if on.said.invitation else None
    if invitation is None and on.said.invitation:
        # It was for a circle that is gone, or too old to be kept: it founds none.
        keep(human, None, None)
        return Screen(on.visit.say("link.dead"))
    human.agreed_at = on.now
    if invitation is not None and invitation.role != Role.SETUP:
        keep(human, None, None)
        return joining.join(on.db, on.visit, invitation, on.row, on.now)
    keep(human, "whose", on.said)
    return show.whose(on.visit.lang, on.row)


def _whose(on: Step) -> Screen | None:
    if on.tap.value not in show.WHOSE:
        return None
    on.said.whose = on.tap.value
    if on.said.whose == "both":
        keep(on.visit.human, "person_yes", on.said)
        return show.person_yes(on.visit.lang, on.row)
    return _to_zone(on)


def _to_zone(on: Step) -> Screen:
    keep(on.visit.human, "zone", on.said)
    resume(on.db, on.visit, on.now)
    return Screen(on.visit.say(f"whose.{on.said.whose}"))


def _zone_picked(on: Step) -> Screen | None:
    if not on.tap.value.isdecimal() or int(on.tap.value) >= len(on.said.places):
        return None
    zone = on.said.places[int(on.tap.value)]
    set_zone(on.db, on.visit, zone, on.now)
    return Screen(show.city(zone))


def _template(on: Step) -> Screen | None:
    if on.tap.value in (show.SHEET, show.OTHER):
        step = "sheet" if on.tap.value == show.SHEET else "template"
        keep(on.visit.human, step, on.said.model_copy(update={"sheet": None}))
        return _STEPS[step](on.db, on.visit, on.said, on.row)
    if templates.find(on.tap.value) is None:
        return None
    on.said.template, on.said.sheet = on.tap.value, None
    keep(on.visit.human, "time", on.said)
    return show.time(on.visit.lang, on.row, _chosen(on.said))


def _minutes(on: Step) -> Screen | None:
    if on.said.sheet is None:
        return None
    on.said.sheet.minutes = int(on.tap.value)
    keep(on.visit.human, "time", on.said)
    return _ask_time(on.visit, on.said, on.row)


def _time(on: Step) -> Screen | None:
    on.said.helper_comes = on.tap.value == show.HELPER_COMES
    if on.said.helper_comes:
        # Nothing is prompted: this is only its place in the day.
        return found(on.db, on.visit, on.said, dt.time(10), on.now)(on.row)
    at = typed.time(f"{on.tap.value[:2]}:{on.tap.value[2:]}")
    return found(on.db, on.visit, on.said, at, on.now)(on.row) if at else None


def found(
    db: Db, visit: Visit, said: SoFar, at: dt.time, now: dt.datetime
) -> Callable[[int], Screen]:
    """Everything is said: the circle begins. What is shown then, by the id of its message."""
    keep(visit.human, None, None)
    chosen, zone = _chosen(said), said.zone or "UTC"
    choice = founding.Choice(said.whose, zone, chosen, at, said.helper_comes, said.sheet)
    return founding.found(db, visit, choice, now)


_TAPS: dict[str, tuple[tuple[str, ...], Callable[[Step], Screen | None]]] = {
    "agree": (("consent",), _agree),
    "whose": (("whose",), _whose),
    "person_yes": (("person_yes",), _to_zone),
    "zone": (("zone", "digest_zone"), _zone_picked),
    "template": (("template", "sheet", "minutes"), _template),
    "minutes": (("minutes",), _minutes),
    "time": (("time",), _time),
}
VERBS = frozenset(_TAPS)


def set_zone(db: Db, visit: Visit, zone: str, now: dt.datetime) -> None:
    """The zone is known: only its name is kept."""
    human, said = visit.human, so_far(visit.human)
    human.zone = zone
    local = times.local(now, zone)
    day.send(db, visit, now, lambda row: show.zone_kept(visit.lang, local, zone))
    if human.asks == "digest_zone":
        keep(human, None, None)
        digests.moved(db, visit, now)
        return
    said.zone, said.places = zone, []
    keep(human, "template", said)
    resume(db, visit, now)


def words_for_step(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """Typed words where a step waits for them; whether they were for a step at all."""
    match visit.human.asks:
        case "zone" | "digest_zone":
            _city(db, visit, text, now)
        case "minutes":
            firstsheet.typed_minutes(db, visit, text, now)
        case "time":
            _typed_time(db, visit, text, now)
        case None:
            return False
        case _:
            resume(db, visit, now)
    return True


def _city(db: Db, visit: Visit, text: str, now: dt.datetime) -> None:
    found = places.find(text)
    if len(found) == 1:
        set_zone(db, visit, found[0].zone, now)
    elif found:
        said = so_far(visit.human)
        said.places = [place.zone for place in found]
        keep(visit.human, visit.human.asks, said)
        day.send(db, visit, now, lambda row: show.zone_which(visit.lang, row, found))
    else:
        day.send(db, visit, now, lambda row: show.zone_unknown(visit.lang))


def place(db: Db, visit: Visit, latitude: float, longitude: float, now: dt.datetime) -> str | None:
    """A shared place where a step waits for it: its zone is kept, the place is not."""
    if zone := places.at(latitude, longitude):
        set_zone(db, visit, zone, now)
    else:
        day.send(db, visit, now, lambda row: show.zone_unknown(visit.lang))
    return None


def _typed_time(db: Db, visit: Visit, text: str, now: dt.datetime) -> None:
    said, at = so_far(visit.human), typed.time(text)
    if at is None:
        day.send(db, visit, now, lambda row: _ask_time(visit, said, row, unclear=True))
    else:
        done = found(db, visit, said, at, now)
        day.send(db, visit, now, done)
        founding.offer_yes(db, visit, now)
