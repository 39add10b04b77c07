"""A session's cards: what each of its messages shows follows from its rows."""

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlmodel import Session as Db

from care import fitting, over, plan, rules, screens, store, times, words
from care.buttons import Tap, button
from care.flows import easing, media, therapists
from care.kinds import Ask, Kind, Role, Sending, State
from care.models import Circle, Human, Member, Message, Session
from care.ports import Media, Screen
from care.screens import finger as fingers
from care.screens import prompt
from care.screens.finger import Finger, Row

LATE = dt.timedelta(minutes=10)


def language(db: Db, person: Member | None) -> str:
    """The person's language; where they have no phone, that of who stands in for them."""
    reads = person if person is None or person.human_id else store.speaker(db, person.circle_id)
    known = db.get(Human, reads.human_id) if reads and reads.human_id else None
    return known.language if known else "en"


def plan_of(db: Db, session: Session) -> plan.Plan:
    """The plan as it was on the session's day."""
    return plan.read(store.document(db, session.plan_version_id))


def routine_of(document: plan.Plan, session: Session) -> plan.Routine:
    """The session's routine in its own version of the plan."""
    found = document.routine(session.routine_id)
    if found is None:
        raise LookupError("a session without its routine")
    return found


def record_of(db: Db, session: Session) -> rules.Record:
    """What counts of the session's answers."""
    return rules.record(store.answers(db, session.id))


def touch(db: Db, circle: Circle, session: Session) -> None:
    """Something new is to be told of a session. The circle must be held."""
    store.save(db, circle, changes=circle.changes + 1)
    session.touched = circle.changes


def view(db: Db, session: Session, record: rules.Record | None = None) -> screens.CardView:
    """Everything a card of this session shows; `record`, where what counts was read already."""
    document, record = plan_of(db, session), record or record_of(db, session)
    circle = db.get_one(Circle, session.circle_id)
    around = store.members(db, circle.id)
    person = next((one for one in around if one.role == Role.PATIENT), None)
    later = session.later_at if session.asks == Ask.LATER else None
    return screens.CardView(
        lang=language(db, person),
        plan=document,
        routine=routine_of(document, session),
        record=record,
        asks=session.asks,
        is_open=session.state == State.OPEN,
        day=session.local_date,
        rests=_this_rest_holds(record, circle),
        earlier=record.happened and session.clock_from is None,
        later=times.local(later, circle.zone) if later else None,
        may_later=_comes_again(person, circle, session),
        prompt_sound=person is None or person.prompt_sound,
        question_sound=person is not None and person.question_sound,
        large=person is not None and person.large_buttons,
        lighter=session.lighter,
        in_report=over.a_limit(record, document) and easing.twice(db, session),
        therapist=therapists.report_to(around, document),
        said_by=named(db, record.said_by),
    )


def named(db: Db, member_id: int | None) -> str | None:
    """The name of who said something for the person, if somebody did."""
    return db.get_one(Member, member_id).name if member_id is not None else None


def _comes_again(person: Member | None, circle: Circle, session: Session) -> bool:
    """Whether it can be put off: nothing comes by itself to a person without a phone."""
    has_phone = person is None or person.human_id is not None
    return has_phone and may_later(circle, session, session.later_at or session.due)


def may_later(circle: Circle, session: Session, at: dt.datetime) -> bool:
    """Whether a Later at that moment can come again: in time, and outside the quiet hours."""
    again = at + rules.LATER_AFTER
    quiet = times.in_quiet(again, circle.zone, circle.quiet_from, circle.quiet_to)
    return session.laters < rules.MOST_LATERS and again < session.closes_at and not quiet


def _this_rest_holds(record: rules.Record, circle: Circle) -> bool:
    """Whether the rest is still the one that was said on this card, so that it can be undone."""
    if record.rested_at is None:
        return False
    return circle.resting_through == times.local(record.rested_at, circle.zone).date()


def ask_anew(db: Db, session: Session) -> None:
    """What was put off waits no longer: its card asks again."""
    store.drop_about(db, session.id, Kind.LATER)
    session.later_at, session.asks = None, Ask.START


def screen(db: Db, session: Session, row: Message, *, current: bool) -> Screen:
    """One message of a session: its card, or a line where a later message took over."""
    return _screen(db, session, row, view(db, session), current=current)


def _screen(
    db: Db, session: Session, row: Message, shows: screens.CardView, *, current: bool
) -> Screen:
    if row.kind == Kind.QUESTION:
        shows = replace(shows, ended=_ended_if_late(db, session, row, shows.limit))
    if session.asks != Ask.START:
        return replace(screens.card(shows, row.id, row.kind, current=current), media=_held(row))
    return _asks_to_start(db, session, row, shows, current=current)


def _held(row: Message) -> Media | None:
    """The picture that a message came with: it stays, and none comes to one that has none."""
    return Screen.from_json(row.screen).media if row.screen else None


def _asks_to_start(
    db: Db, session: Session, row: Message, shows: screens.CardView, *, current: bool
) -> Screen:
    """The prompt, with the sheet that it is about; where the words don't fit there, without it."""
    found = media.of(db, session.circle_id, shows.routine, shows.exercises)
    prompts = row.kind in (Kind.PROMPT, Kind.LATER) and not row.screen
    picture = found.sheet[0] if prompts and found.sheet else _held(row)
    shows = replace(shows, lost=found.lost, pictures=found.beside(picture))
    room = fitting.LONGEST_CAPTION if picture else fitting.LONGEST
    card = screens.card(replace(shows, room=room), row.id, row.kind, current=current)
    if prompts and picture and fitting.units(card.text) > room:
        shows = replace(shows, pictures=found.beside(None))
        return screens.card(shows, row.id, row.kind, current=current)
    return replace(card, media=picture)


def _ended_if_late(db: Db, session: Session, row: Message, limit: int) -> dt.datetime | None:
    """When the session ended, on the person's clock, where "an hour since" would not be true."""
    ended, asked = session.clock_from, row.claimed_at
    late = dt.timedelta(minutes=limit) + LATE
    if ended is None or asked is None or asked - ended <= late:
        return None
    return times.local(ended, db.get_one(Circle, session.circle_id).zone)


def refresh(
    db: Db,
    session: Session,
    now: dt.datetime,
    update_id: int | None = None,
    finger: Finger | None = None,
    record: rules.Record | None = None,
) -> None:
    """Bring every message of a session up to what is true now."""
    db.flush()
    seen = view(db, session, record)
    for row in store.session_cards(db, session.id):
        current = row.id == session.card_id
        shows = _screen(db, session, row, seen, current=current)
        if current:
            shows = _minding(finger, row, shows, _spare(seen, row))
        if changed := _redrawn(row, shows, now, update_id):
            store.save(db, row, **changed)


def _minding(finger: Finger | None, row: Message, fresh: Screen, spare: Row) -> Screen:
    """No answer comes to lie where the finger is, and what lies well isn't moved."""
    finger = finger if finger and finger.row == row.id else None
    shown = finger.shown if finger else row.screen and Screen.from_json(row.screen)
    if shown and fingers.settled(shown, fresh):
        return shown
    return fingers.forgiving(fresh, finger.place, spare) if finger else fresh


def _spare(seen: screens.CardView, row: Message) -> Row:
    """What may stand there: Change; before anything was said, the version as it is, or Help."""
    if seen.asks == Ask.START and seen.lighter is not None:
        return prompt.chosen(seen, row.id)
    verb = "help" if seen.asks == Ask.START else "change"
    return (button(words.say(seen.lang, f"button.{verb}"), verb, row.id),)


def forgiving(row: Message, tapped: Tap, shows: Screen, lang: str) -> Screen:
    """What comes in a message's place, with nothing of lasting effect where the finger just was."""
    finger = fingers.on(row.id, Screen.from_json(row.screen or ""), tapped)
    spare = (button(words.say(lang, "button.help"), "help", row.id),)
    return fingers.forgiving(shows, finger.place, spare) if finger else shows


def redraw(row: Message, shows: Screen, now: dt.datetime, update_id: int | None = None) -> None:
    """Have a message show something else; nothing happens where it shows that already."""
    for name, value in _redrawn(row, shows, now, update_id).items():
        setattr(row, name, value)


def _redrawn(
    row: Message, shows: Screen, now: dt.datetime, update_id: int | None
) -> dict[str, Any]:
    """What changes in its row. A picture stays in its message, and none comes into another."""
    changed: dict[str, Any] = {} if update_id is None else {"update_id": update_id}
    if row.screen:
        shows = replace(shows, media=Screen.from_json(row.screen).media)
    raw = shows.to_json()
    if raw == row.screen:
        return changed
    changed |= {"screen": raw, "revision": row.revision + 1, "attempts": 0}
    return changed | ({"try_at": now} if row.state == Sending.SENT else {})
