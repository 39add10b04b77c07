"""Show how: the pictures of a prompt's exercises and the sheet's further pages, as messages."""

import datetime as dt

from sqlmodel import Session as Db

from care.buttons import Tap
from care.flows import cards, day, media, outgoing
from care.flows.arrivals import Visit
from care.kinds import Ask, State
from care.models import Circle, Message, Session
from care.ports import Screen
from care.screens import pictures as show

OLD = "toast.old"
VERBS = frozenset({"show_how", "show_next"})
# Telegram takes some twenty messages a minute in one chat.
MOST_AT_ONCE = 10


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """The pictures, and the card once more below them, where it can be answered."""
    mine = day.own_tap(db, visit, tapped, now)
    found = _wanted(db, mine[0], mine[1], tapped) if mine else None
    if mine is None or found is None:
        return visit.say(OLD)
    session, first = found
    shown = _screens(db, visit, session)
    for place, screen in enumerate(shown[first : first + MOST_AT_ONCE], start=first + 1):
        is_last = place == first + MOST_AT_ONCE and place < len(shown)
        _send(db, visit, screen, f"{session.id}:{place}" if is_last else None, now)
    if tapped.verb == "show_next":
        only = Screen.from_json(mine[0].screen or "")
        cards.redraw(mine[0], Screen(only.text), now, visit.update_id)
    if session.state == State.OPEN and session.asks == Ask.START:
        outgoing.card_again(db, session, visit.chat, now, visit.update_id)
    return None


def _wanted(db: Db, row: Message, circle: Circle, tapped: Tap) -> tuple[Session, int] | None:
    """Whose pictures, and from which on: those behind the page that the card shows, or the next."""
    if tapped.verb == "show_next":
        session_id, _, first = tapped.value.partition(":")
        session = db.get(Session, int(session_id))
    else:
        session = db.get(Session, row.session_id) if row.session_id else None
        first = str(int(Screen.from_json(row.screen or "").media is not None))
    if session is None or session.circle_id != circle.id:
        return None
    return session, int(first)


def _screens(db: Db, visit: Visit, session: Session) -> list[Screen]:
    """The sheet's pages, then the exercises, each under its picture."""
    view = cards.view(db, session)
    found = media.of(db, session.circle_id, view.routine, view.exercises)
    pages = [
        show.page(visit.lang, view.routine, number, one)
        for number, one in enumerate(found.sheet, start=1)
    ]
    return [*pages, *(show.how(visit.lang, one, own) for one, own in found.exercises)]


def _send(db: Db, visit: Visit, screen: Screen, following: str | None, now: dt.datetime) -> None:
    def build(row: int) -> Screen:
        return show.more(visit.lang, row, screen, following) if following else screen

    day.send(db, visit, now, build)
