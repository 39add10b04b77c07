"""What is asked for: the day, the journal, what others were sent, help, privacy; notes."""

import datetime as dt
from collections.abc import Callable

from sqlmodel import Session as Db

from care import emergency, plan, rules, screens, store, times
from care.buttons import Tap
from care.flows import arrivals, cards, outgoing, planner, resting, told
from care.flows.arrivals import Visit
from care.kinds import Role, State
from care.models import Answer, Circle, Member, Session
from care.ports import Screen
from care.screens import circle as show
from care.screens import help as show_help
from care.screens.day import Told

OLD = "toast.old"
JOURNAL_DAYS = 7


def send(db: Db, visit: Visit, now: dt.datetime, build: Callable[[int], Screen]) -> None:
    """A reply in the visitor's chat."""
    outgoing.reply(db, visit.chat, now, build, update_id=visit.update_id)


def own(db: Db, visit: Visit, now: dt.datetime) -> tuple[Circle, Member] | None:
    """The circle that is about the visitor; told politely where there is none."""
    home = arrivals.home(db, visit)
    if home is None or home[1].role != Role.PATIENT:
        send(db, visit, now, lambda row: Screen(visit.say("person.only")))
        return None
    return home


def today(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/today: the day as it stands."""
    if home := own(db, visit, now):
        circle = home[0]
        day = times.local(now, circle.zone).date()
        lines = [*told.days(db, circle, day, day), *_to_come(db, circle, day)]
        rests = resting.rests_on(circle, now)
        send(db, visit, now, lambda row: screens.today(visit.lang, day, lines, rests=rests))
    return None


def _to_come(db: Db, circle: Circle, day: dt.date) -> list[Told]:
    current = planner.active(db, circle.id)
    if current is None or circle.stopped_at:
        return []
    found = []
    for routine, slot in current[1].slots():
        due = plan.on_day(slot, day, circle.zone)
        waits = store.keyed(db, planner.prompt_key(slot.id, day))
        if due and waits and waits.session_id is None:
            found.append(Told(day, routine.name, rules.Record(), slot.at, "to_come"))
    return sorted(found, key=lambda line: line.at or dt.time())


def journal(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/journal: the last seven days, each silence as what it is."""
    if home := own(db, visit, now):
        circle = home[0]
        last = times.local(now, circle.zone).date()
        first = last - dt.timedelta(days=JOURNAL_DAYS - 1)
        lines = told.days(db, circle, first, last)
        send(db, visit, now, lambda row: screens.journal(visit.lang, lines))
    return None


def shared(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/shared: what others were sent, word for word."""
    if home := own(db, visit, now):
        circle = home[0]
        sent = store.last_digests(db, circle.id)
        # Those who left since are among them: they have read it.
        texts = [
            (db.get_one(Member, member).name, Screen.from_json(row.screen or "").text)
            for member, row in sent.items()
        ]
        send(db, visit, now, lambda row: screens.shared(visit.lang, texts))
    return None


def help_(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/help: when to stop and get help, and what can be asked for."""
    home = arrivals.home(db, visit)
    zone = home[0].zone if home else visit.human.zone
    country = emergency.country(zone) if zone else None
    number = emergency.number(country) if country else None
    role = _HELPED_AS.get(home[1].role) if home else None
    send(db, visit, now, lambda row: show_help.help_(visit.lang, role, country, number))
    return None


_HELPED_AS = {Role.PATIENT.value: show_help.PERSON, Role.CAREGIVER.value: show_help.CAREGIVER}


def help_tap(db: Db, visit: Visit, tap: Tap, now: dt.datetime) -> str | None:
    """The same from a button."""
    return help_(db, visit, now)


def privacy(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/privacy: what is kept, who can read it, what isn't kept."""
    send(db, visit, now, lambda row: Screen(visit.say("privacy.text")))
    return None


def note_rest(db: Db, visit: Visit, member: Member, now: dt.datetime) -> None:
    """A rest asked for apart from any card is an answer all the same."""
    _note(db, visit, member, "rest", None, now)


def _note(
    db: Db, visit: Visit, member: Member, kind: str, text: str | None, now: dt.datetime
) -> None:
    row = Answer(
        circle_id=member.circle_id,
        member_id=member.id,
        kind=kind,
        words=text,
        at=now,
        update_id=visit.update_id,
    )
    store.add(db, row)


def note(db: Db, visit: Visit, text: str, now: dt.datetime) -> None:
    """Words that aren't an answer are kept, and said to be read by nobody."""
    home = arrivals.home(db, visit)
    if home is None:
        send(db, visit, now, lambda row: Screen(visit.say("stranger.line")))
        return
    if not text.strip():
        send(db, visit, now, lambda row: show.note(visit.lang, row, "note.only_words"))
        return
    _note(db, visit, home[1], "note", text, now)
    waiting = [s for s in store.open_sessions(db, home[0].id) if s.asks]
    if home[1].role == Role.PATIENT and waiting and not resting.rests_on(home[0], now):
        again(db, visit, waiting[-1].id, now, noted=True)
    else:
        send(db, visit, now, lambda row: show.note(visit.lang, row))


def again(db: Db, visit: Visit, session_id: int, now: dt.datetime, *, noted: bool = False) -> None:
    """The session's card once more, where somebody typed; under a line where a note was kept."""
    session = db.get_one(Session, session_id)
    if session.state != State.OPEN:
        return
    row = outgoing.card_again(db, session, visit.chat, now, visit.update_id)
    if noted:
        card = cards.screen(db, session, row, current=True)
        row.screen = show.with_note(visit.lang, row.id, card).to_json()
