"""What somebody says apart from any card: a note, a fall, a question for the visit, a voice note.

Rows are only ever added: one that was called the wrong thing gets an UNDONE row with its id behind
it, and counts as a plain note from then on.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlmodel import Session as Db

from care import noted, store, times
from care.buttons import Tap
from care.flows import arrivals, cards, day, outgoing, resting
from care.flows.arrivals import Visit
from care.kinds import State
from care.models import Answer, Circle, Member, Session
from care.ports import Screen
from care.screens import circle as around
from care.screens import notes as show
from care.screens.notes import Noted

OLD = "toast.old"
NOTE, FALL, QUESTION, UNDONE = "note", "fall", "question", "undone"
VERBS = frozenset({"not_fall", "unask"})
# A key that is stuck, a child with the phone: all of it is kept, and not all of it is answered.
MOST_CARDS = 20
MOST_LINES, A_MINUTE = 30, dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Voice:
    """A voice message: what Telegram calls it, its length in seconds."""

    file_id: str
    seconds: int


def keep(db: Db, visit: Visit, member: Member, kind: str, now: dt.datetime) -> Answer:
    """Append something that was said apart from any card."""
    row = Answer(
        circle_id=member.circle_id,
        member_id=member.id,
        for_member_id=arrivals.speaks_for(db, member),
        kind=kind,
        shared=member.shared_phone,
        at=now,
        update_id=visit.update_id,
    )
    return store.add(db, row)


def take(
    db: Db, visit: Visit, text: str, now: dt.datetime, voice: Voice | None = None
) -> str | None:
    """Words that aren't an answer, or a voice message: kept, and said to be read by nobody."""
    home = arrivals.home(db, visit)
    if home is None:
        day.say(db, visit, now, "left.line")
        return None
    said = text if text.strip() else None
    if said is None and voice is None:
        day.send(db, visit, now, lambda row: around.note(visit.lang, row, "note.only_words"))
        return None
    kind = _kind(said, visit.lang) if said and arrivals.may(db, home[1]) else NOTE
    row = keep(db, visit, home[1], kind, now)
    row.words, row.media = said, json.dumps(asdict(voice)) if voice else None
    if kind != NOTE:
        day.send(db, visit, now, lambda message: _echo(visit, message, row))
    _asks_again(db, visit, home, now, noted=kind == NOTE)
    return None


def is_plain(text: str, lang: str) -> bool:
    """Whether words are neither a fall nor a question for the visit."""
    return _kind(text, lang) == NOTE


def _kind(text: str, lang: str) -> str:
    if noted.question(text, lang) is not None:
        return QUESTION
    return FALL if noted.fall(text, lang) else NOTE


def _echo(visit: Visit, message: int, row: Answer) -> Screen:
    """What it was taken for, and a way back."""
    if row.kind == FALL:
        return show.fall(visit.lang, message, row.id)
    return show.question(visit.lang, message, row.id, asked(row, visit.lang))


def _asks_again(
    db: Db, visit: Visit, home: tuple[Circle, Member], now: dt.datetime, *, noted: bool
) -> None:
    """The open question once more; under the line about the note, or that line alone."""
    waiting = [s for s in store.open_sessions(db, home[0].id) if s.asks]
    asks = arrivals.may(db, home[1]) and waiting and not resting.rests_on(home[0], now)
    if asks and again(db, visit, waiting[-1].id, now, noted=noted):
        return
    if noted and not store.has_replies(db, visit.chat.id, MOST_LINES, now - A_MINUTE):
        day.send(db, visit, now, lambda row: around.note(visit.lang, row))


def again(db: Db, visit: Visit, session_id: int, now: dt.datetime, *, noted: bool = False) -> bool:
    """The session's card once more, where somebody typed; under a line where a note was kept.

    Whether it is: each of its cards is drawn with every tap, so there are never very many.
    """
    session = db.get_one(Session, session_id)
    if session.state != State.OPEN or len(store.session_cards(db, session_id)) >= MOST_CARDS:
        return False
    row = outgoing.card_again(db, session, visit.chat, now, visit.update_id)
    card = cards.screen(db, session, row, current=True)
    if noted:
        row.screen = around.with_note(visit.lang, row.id, card).to_json()
    elif cards.record_of(db, session).outcome:
        # What was typed may have been misread: the way back stands beside the next question.
        row.screen = around.with_change(visit.lang, row.id, card).to_json()
    return True


def undo(db: Db, visit: Visit, tap: Tap, now: dt.datetime) -> str | None:
    """Not a fall, or no question any more: it stays, as a plain note."""
    row = outgoing.own_row(db, visit.chat, tap, visit.arrival.telegram_id, now)
    home = arrivals.home(db, visit)
    if row is None or home is None:
        return visit.say(OLD)
    keep(db, visit, home[1], UNDONE, now).value = tap.value
    cards.redraw(row, show.undone(visit.lang, tap.verb), now, visit.update_id)
    return None


def asked(row: Answer, lang: str) -> str:
    """The question itself; the row has all that was written, with whom it is for."""
    return noted.question(row.words or "", lang) or row.words or ""


def days(
    db: Db, circle: Circle, person: Member, lang: str, first: dt.date, last: dt.date
) -> Sequence[Noted]:
    """What the person said apart from any card on some local days, in order: for their own eyes."""
    since = times.instant(first, dt.time(), circle.zone)
    rows = store.apart(db, person.id, since)
    undone = {row.value for row in rows if row.kind == UNDONE}
    found = [
        _told(row, circle, lang, undone=str(row.id) in undone)
        for row in rows
        if row.kind in (NOTE, FALL, QUESTION)
    ]
    return [told for told in found if told.day <= last]


def _told(row: Answer, circle: Circle, lang: str, *, undone: bool) -> Noted:
    at = times.local(row.at, circle.zone)
    kind = NOTE if undone else row.kind
    words = row.words if kind != QUESTION else asked(row, lang)
    seconds = json.loads(row.media)["seconds"] if row.media else None
    return Noted(at.date(), at.time(), kind, words, seconds)
