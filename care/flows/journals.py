"""/journal: what was said on the last days, and what the plan was on each."""

import datetime as dt
from dataclasses import replace

from sqlmodel import Session as Db

from care import plan, recipes, rights, rules, screens, store, times
from care.buttons import Tap
from care.flows import arrivals, cards, day, notes, told
from care.flows.arrivals import Visit
from care.kinds import Reason, Role
from care.models import Circle, Member, PlanVersion, Session
from care.ports import Screen
from care.screens import changes, daybook
from care.screens.day import Told
from care.screens.daybook import Entry

OLD = "toast.old"
DAYS = 7
# What the picture shows: four weeks, and today is the last of them.
MONTH = 28
PICTURE = "journal_picture"
VERBS = frozenset({"journal_full", PICTURE})


def journal(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/journal: the last seven days, each silence as what it is; what of it others may read."""
    home = day.own(db, visit, now, rights.May.JOURNAL)
    if home and not rights.may(rights.May.OWN, arrivals.who(db, home[1])):
        read = as_seen_by(db, visit.lang, *home, now)
        day.send(db, visit, now, lambda row: read)
    elif home:
        entries = _entries(db, visit, home, now)
        day.send(db, visit, now, lambda row: screens.journal(visit.lang, entries, row))
    return None


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """What was tapped comes below, once: the same days with the exercises, or the picture."""
    mine = day.own_tap(db, visit, tapped, now)
    if mine is None:
        return visit.say(OLD)
    row, circle, person = mine
    held = Screen.from_json(row.screen or "")
    if tapped.verb == PICTURE:
        shown = _picture(visit, circle, now)
        day.send(db, visit, now, lambda _: shown)
        # It is the lowest: nothing comes to lie where the finger is.
        held = replace(held, rows=held.rows[:-1])
    else:
        entries = _entries(db, visit, (circle, person), now)
        day.send(db, visit, now, lambda row: screens.journal_full(visit.lang, entries, row))
        held = replace(held, rows=())
    cards.redraw(row, held, now, visit.update_id)
    return None


def _picture(visit: Visit, circle: Circle, now: dt.datetime) -> Screen:
    last = times.local(now, circle.zone).date()
    first = last - dt.timedelta(days=MONTH - 1)
    return Screen("", paper=recipes.journal_picture(circle.id, visit.lang, first, last))


def as_seen_by(db: Db, lang: str, circle: Circle, reader: Member, now: dt.datetime) -> Screen:
    """The same days for somebody whom the person lets read them: never what was noted apart.

    Who helps sees nothing of what wasn't done or wasn't answered; the therapist, what it is.
    """
    first, last = _days(circle, now)
    sessions = [told.line(db, circle, one) for one in store.sessions(db, circle.id, first, last)]
    if reader.role != Role.THERAPIST:
        sessions = [one for one in sessions if _was_said(one)]
    entries: list[Entry] = [*sessions, *_changes(db, lang, circle, first, last)]
    person = store.patient(db, circle.id)
    return daybook.for_others(lang, entries, person.name if person else "")


def _was_said(one: Told) -> bool:
    """Whether it was done, or a rest."""
    if one.record.outcome is None:
        return one.silence == Reason.RESTING
    return one.record.happened or one.record.outcome == rules.REST


def _days(circle: Circle, now: dt.datetime) -> tuple[dt.date, dt.date]:
    """The first and the last, on the person's clock."""
    last = times.local(now, circle.zone).date()
    return last - dt.timedelta(days=DAYS - 1), last


def _entries(db: Db, visit: Visit, home: tuple[Circle, Member], now: dt.datetime) -> list[Entry]:
    circle, person = home[0], store.patient(db, home[0].id) or home[1]
    first, last = _days(circle, now)
    sessions = [_told(db, circle, one) for one in store.sessions(db, circle.id, first, last)]
    said = notes.days(db, circle, person, visit.lang, first, last)
    return [*sessions, *said, *_changes(db, visit.lang, circle, first, last)]


def _told(db: Db, circle: Circle, session: Session) -> Told:
    """A session with its exercises as the plan had them that day."""
    document = cards.plan_of(db, session)
    routine = cards.routine_of(document, session)
    lighter = bool(session.lighter)
    shown = plan.in_force(routine, document, session.local_date, lighter=lighter)
    return replace(told.line(db, circle, session), exercises=shown)


def _changes(
    db: Db, lang: str, circle: Circle, first: dt.date, last: dt.date
) -> list[screens.Changed]:
    found = in_force_between(db, circle, first, last)
    return [_changed(db, lang, version, at) for version, at in found]


def in_force_between(
    db: Db, circle: Circle, first: dt.date, last: dt.date
) -> list[tuple[PlanVersion, dt.datetime]]:
    """The versions that came into force on those local days, with when; a first plan is no change.

    The instants are on the person's wall clock.
    """
    behind = last + dt.timedelta(days=1)
    midnights = (times.instant(day, dt.time(0), circle.zone) for day in (first, behind))
    found = store.in_force_from(db, circle.id, *midnights)
    came = ((one, one.confirmed_at) for one in found if one.confirmed_at)
    return [(one, times.local(at, circle.zone)) for one, at in came]


def _changed(db: Db, lang: str, version: PlanVersion, at: dt.datetime) -> screens.Changed:
    """Who changed the plan, when on the person's clock, and what."""
    names = [_name(db, one) for one in (version.author_id, version.confirmed_by)]
    before = plan.read(store.document(db, version.before_id or 0))
    lines = tuple(changes.lines(lang, before, plan.read(version.document)))
    return screens.Changed(at.date(), at.time(), names[0] or "?", names[1], lines)


def _name(db: Db, member_id: int | None) -> str | None:
    member = db.get(Member, member_id) if member_id else None
    return member.name if member else None
