"""What is asked for: the day, the journal, what others were sent, help, privacy; notes."""

import datetime as dt
from collections.abc import Callable

from sqlmodel import Session as Db

from care import emergency, rights, screens, store
from care.buttons import Tap
from care.flows import arrivals, outgoing, planner
from care.flows.arrivals import Visit
from care.kinds import Role
from care.models import Circle, Member, Message
from care.ports import Screen
from care.rights import May
from care.screens import help as show_help

OLD = "toast.old"


def send(db: Db, visit: Visit, now: dt.datetime, build: Callable[[int], Screen]) -> Message:
    """A new message in the visitor's chat. `build` gets its row's id, for its buttons."""
    return outgoing.reply(
        db, visit.chat, now, build, update_id=visit.update_id, circle_id=visit.circle_id
    )


def say(db: Db, visit: Visit, now: dt.datetime, key: str, **values: object) -> None:
    """A line in the visitor's chat."""
    line = Screen(visit.say(key, **values))
    send(db, visit, now, lambda row: line)


def own(
    db: Db, visit: Visit, now: dt.datetime, what: May = May.OWN
) -> tuple[Circle, Member] | None:
    """The circle in which the visitor may do that; told politely where there is none."""
    home = arrivals.home(db, visit)
    if home is None or not rights.may(what, arrivals.who(db, home[1])):
        say(db, visit, now, _refusal(visit, home))
        return None
    return home


def _refusal(visit: Visit, home: tuple[Circle, Member] | None) -> str:
    """Why not: who was let in once, and is in no circle now, is told that."""
    if home is None and visit.human.asks is None:
        return "left.line"
    therapist = home is not None and home[1].role == Role.THERAPIST
    return "person.only_therapist" if therapist else "person.only"


def own_tap(
    db: Db, visit: Visit, tapped: Tap, now: dt.datetime, what: May = May.OWN
) -> tuple[Message, Circle, Member] | None:
    """The message that was tapped, and the circle, where the one who taps may do that."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    home = arrivals.home(db, visit)
    if row is None or home is None or not rights.may(what, arrivals.who(db, home[1])):
        return None
    return row, *home


def shared(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/shared: what others were sent, word for word, and what they may read."""
    if home := own(db, visit, now):
        circle = home[0]
        sent = [
            *store.last_digests(db, circle.id).items(),
            *store.last_reports(db, circle.id).items(),
        ]
        # Those who left since are among them: they have read it.
        texts = [
            (db.get_one(Member, member).name, Screen.from_json(row.screen or "").text)
            for member, row in sent
        ]
        around = [one for one in store.members(db, circle.id) if one.role != Role.PATIENT]
        readers = [one.name for one in around if one.sees_journal]
        send(db, visit, now, lambda row: screens.shared(visit.lang, texts, readers))
    return None


def help_(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/help: when to stop and get help, and what can be asked for."""
    home = arrivals.home(db, visit)
    zone = home[0].zone if home else visit.human.zone
    country = emergency.country(zone) if zone else None
    number = emergency.number(country) if country else None
    role = _HELPED_AS.get(home[1].role) if home else None
    if home and arrivals.may(db, home[1]):
        role = show_help.PERSON
    current = planner.active(db, home[0].id) if home else None
    clinic = current[1].clinic if current else None
    send(db, visit, now, lambda row: show_help.help_(visit.lang, role, country, number, clinic))
    return None


_HELPED_AS = {
    Role.PATIENT.value: show_help.PERSON,
    Role.CAREGIVER.value: show_help.CAREGIVER,
    Role.THERAPIST.value: show_help.THERAPIST,
}


def help_tap(db: Db, visit: Visit, tap: Tap, now: dt.datetime) -> str | None:
    """The same from a button."""
    return help_(db, visit, now)


def privacy(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/privacy: what is kept, who can read it, what isn't kept."""
    say(db, visit, now, "privacy.text")
    return None
