"""From a link to the first scheduled prompt, in at most six taps.

What is waited for is `human.asks`, what was said so far `human.draft`: whoever walks away in the
middle comes back to the same step, and /start shows it again.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import places, store, templates, times, typed, words
from care.buttons import Tap
from care.flows import arrivals, cards, digests, founding, invitations, joining, outgoing, planner
from care.flows.arrivals import Visit
from care.flows.sofar import SoFar, keep, so_far
from care.kinds import Role
from care.models import Chat, Human, Invitation, Message
from care.ports import Arrival, Reply, Screen
from care.screens import setup as show

OLD = "toast.old"
FIRST_STEPS = ("consent", "whose", "person_yes", "zone", "template", "time")
WANTS_A_PLACE = ("zone", "digest_zone")
WANTS_WORDS = ("zone", "digest_zone", "time", "digest_time")


def start(
    db: Db, arrival: Arrival, secret: str, now: dt.datetime, open_to_all: bool = False
) -> Reply:
    """/start, with or without a link's secret. A stranger without one leaves no trace."""
    human = store.human(db, arrival.human)
    invitation = invitations.valid(db, secret, now) if secret else None
    if human is None:
        if invitation is None and not (open_to_all and not secret):
            return arrivals.stranger(arrival, "link.dead" if secret else "stranger.line")
        language = words.language(arrival.language)
        store.add(db, Human(telegram_id=arrival.human, language=language))
    if store.chat(db, arrival.chat) is None:
        store.add(db, Chat(telegram_id=arrival.chat))
    return arrivals.take_in(db, arrival, now, _started, invitation, secret, now, open_to_all)


def _started(
    db: Db,
    visit: Visit,
    invitation: Invitation | None,
    secret: str,
    now: dt.datetime,
    open_to_all: bool,
) -> str | None:
    human = visit.human
    if invitation is not None:
        return _invited(db, visit, invitation, now)
    if secret:
        reply(db, visit, now, lambda row: Screen(visit.say("link.dead")))
    if open_to_all and human.asks is None and not store.memberships(db, human.id):
        keep(human, "consent", SoFar())
    resume(db, visit, now)
    return None


def _invited(db: Db, visit: Visit, invitation: Invitation, now: dt.datetime) -> str | None:
    human = visit.human
    mine = store.memberships(db, human.id)
    if invitation.circle_id and any(m.circle_id == invitation.circle_id for m in mine):
        reply(db, visit, now, lambda row: Screen(visit.say("link.already_in")))
        return None
    if invitation.role == Role.SETUP:
        invitations.use(db, invitation, human, now)
    keep(human, "consent", SoFar(invitation=invitation.id))
    resume(db, visit, now)
    return None


def reply(db: Db, visit: Visit, now: dt.datetime, build: Callable[[int], Screen]) -> Message:
    """A new message in the visitor's chat."""
    return outgoing.reply(db, visit.chat, now, build, update_id=visit.update_id)


def resume(db: Db, visit: Visit, now: dt.datetime) -> None:
    """The step that is waited for, as a new message."""
    said = so_far(visit.human)
    build = _STEPS.get(visit.human.asks or "")
    if build is None:
        joining.welcome_back(db, visit, now)
        return
    reply(db, visit, now, lambda row: build(db, visit, said, row))


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
    "time": lambda db, visit, said, row: show.time(visit.lang, row, _chosen(said)),
    "digest_zone": lambda db, visit, said, row: show.zone(visit.lang),
}


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
    if shows.keys:
        # The standing keyboard comes with a new message: an edit can't bring it.
        fresh, shows = shows, Screen(visit.say("setup.thanks"))
        reply(db, visit, now, lambda _: fresh)
    cards.redraw(row, shows, now, visit.update_id)
    return None


def _agree(on: Step) -> Screen | None:
    human = on.visit.human
    human.agreed_at = on.now
    invitation = on.db.get(Invitation, on.said.invitation) if on.said.invitation else None
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
    if templates.find(on.tap.value) is None:
        return None
    on.said.template = on.tap.value
    keep(on.visit.human, "time", on.said)
    return show.time(on.visit.lang, on.row, _chosen(on.said))


def _time(on: Step) -> Screen | None:
    on.said.helper_comes = on.tap.value == show.HELPER_COMES
    if on.said.helper_comes:
        # Nothing is prompted: this is only its place in the day.
        return found(on.db, on.visit, on.said, dt.time(10), on.now)
    at = typed.time(f"{on.tap.value[:2]}:{on.tap.value[2:]}")
    return found(on.db, on.visit, on.said, at, on.now) if at else None


def found(db: Db, visit: Visit, said: SoFar, at: dt.time, now: dt.datetime) -> Screen:
    """Everything is said: the circle begins."""
    keep(visit.human, None, None)
    chosen, zone = _chosen(said), said.zone or "UTC"
    choice = founding.Choice(said.whose, zone, chosen, at, said.helper_comes)
    return founding.found(db, visit, choice, now)


_TAPS: dict[str, tuple[tuple[str, ...], Callable[[Step], Screen | None]]] = {
    "agree": (("consent",), _agree),
    "whose": (("whose",), _whose),
    "person_yes": (("person_yes",), _to_zone),
    "zone": (("zone", "digest_zone"), _zone_picked),
    "template": (("template",), _template),
    "time": (("time",), _time),
}
VERBS = frozenset(_TAPS)


def set_zone(db: Db, visit: Visit, zone: str, now: dt.datetime) -> None:
    """The zone is known: only its name is kept."""
    human, said = visit.human, so_far(visit.human)
    human.zone = zone
    local = times.local(now, zone)
    reply(db, visit, now, lambda row: show.zone_kept(visit.lang, local, zone))
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
        reply(db, visit, now, lambda row: show.zone_which(visit.lang, row, found))
    else:
        reply(db, visit, now, lambda row: show.zone_unknown(visit.lang))


def place(db: Db, visit: Visit, latitude: float, longitude: float, now: dt.datetime) -> str | None:
    """A shared place where a step waits for it: its zone is kept, the place is not."""
    if zone := places.at(latitude, longitude):
        set_zone(db, visit, zone, now)
    else:
        reply(db, visit, now, lambda row: show.zone_unknown(visit.lang))
    return None


def _typed_time(db: Db, visit: Visit, text: str, now: dt.datetime) -> None:
    said, at = so_far(visit.human), typed.time(text)
    if at is None:
        chosen = _chosen(said)
        reply(db, visit, now, lambda row: show.time(visit.lang, row, chosen, unclear=True))
    else:
        done = found(db, visit, said, at, now)
        reply(db, visit, now, lambda row: done)
