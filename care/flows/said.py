"""An answer in words, where a button would do: as a tap on the card it is about, and echoed there.

A text is taken as a whole or not at all: what doesn't fit the card is kept as a note, not guessed.
"""

import datetime as dt
from dataclasses import replace

from sqlmodel import Session as Db

from care import rules, spoken, store, times
from care.buttons import Tap
from care.flows import answers, arrivals, cards, notes, rests
from care.flows.arrivals import Visit
from care.flows.touch import Touch, advance, say
from care.kinds import Ask
from care.models import Circle, Member, Session
from care.spoken import Said


class _UnfitError(Exception):
    """Part of what was said is no answer to this card."""


def take(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """Whether the words were an answer: to the newest card that they fit."""
    home = arrivals.home(db, visit)
    if home is None or not arrivals.may(db, home[1]):
        return False
    for session in _cards(db, *home, now):
        said = spoken.read(text, Ask(session.asks) if session.asks else None, visit.lang)
        if said and _fits(db, _touch(db, visit, home, session, text, now), said):
            notes.again(db, visit, session.id, now)
            return True
    rest = spoken.read(text, None, visit.lang) == (Said("outcome", rules.REST),)
    return rest and rests.rests_now(db, visit, now)


def _cards(db: Db, circle: Circle, member: Member, now: dt.datetime) -> list[Session]:
    """Those that ask something, the newest first; then those whose answers can be changed."""
    if circle.stopped_at:
        return []
    found = [one for one in store.open_sessions(db, circle.id) if now < one.closes_at][::-1]
    said = [one for one in found if one.asks is None and cards.record_of(db, one).happened]
    return [*(one for one in found if one.asks), *said]


def _touch(
    db: Db, visit: Visit, home: tuple[Circle, Member], session: Session, text: str, now: dt.datetime
) -> Touch:
    return Touch(db, visit, Tap(""), *home, session, now, text)


def _fits(db: Db, touch: Touch, said: tuple[Said, ...]) -> bool:
    try:
        with db.begin_nested():
            for one in said:
                # What one step has read is read anew by the next.
                _step(replace(touch), one)
    except _UnfitError:
        db.refresh(touch.session)
        return False
    return True


def _step(touch: Touch, said: Said) -> None:
    asks = touch.session.asks
    if said.kind == "recovery":
        _recovery(touch, said.value)
        return
    if not _belongs(asks, said):
        raise _UnfitError
    if asks == Ask.LATER:
        cards.ask_anew(touch.db, touch.session)
    elif asks != _ASKED.get(said.kind, asks):
        touch.session.asks = answers.FIXES[said.kind]
    verb = said.value if said.kind == "outcome" else said.kind
    if answers.act(replace(touch, tap=Tap(verb, None, said.value))):
        raise _UnfitError


_ASKED = {"outcome": Ask.START, "why": Ask.WHY, "pain": Ask.PAIN}


def _belongs(asks: str | None, said: Said) -> bool:
    """Whether it can be said now: before a session began, only what became of it."""
    if asks in (Ask.START, Ask.LATER):
        return said.kind == "outcome"
    return said.kind != "outcome" or said.value in (rules.DONE, rules.STOPPED, rules.NOT_TODAY)


def _recovery(touch: Touch, value: str) -> None:
    """How long it took, as the person says it; "not yet" is the button's."""
    said = rules.recovery(value)
    if said is None or not touch.record.happened:
        raise _UnfitError
    if said.known in ("not_yet", "cant_tell"):
        offered = [one for one in answers.offered(touch) if one.known == said.known]
        tap = Tap("recovery", None, offered[0].value if offered else "")
        if answers.act(replace(touch, tap=tap)):
            raise _UnfitError
        return
    if not _can_be(touch, said):
        raise _UnfitError
    say(touch, "recovery", said.value)
    touch.session.recovery_unasked = None
    advance(touch)


def _can_be(touch: Touch, said: rules.Recovery) -> bool:
    """Nobody can have taken longer than the time that went by since."""
    start = touch.session.clock_from
    if start is None or touch.now < start or said.known == "within":
        return True
    return said.minutes <= times.minutes_between(start, touch.now)
