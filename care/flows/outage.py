"""After an outage: Telegram keeps a tap for 150 seconds only, so open cards say it, once."""

import datetime as dt

from sqlmodel import Session as Db

from care import store, words
from care.flows import cards
from care.kinds import Sending
from care.models import Message, Session
from care.ports import Screen

# Who was away for longer may have lost taps; a card that is younger can't have been tapped in vain.
MATTERS = dt.timedelta(minutes=2)


def over(db: Db, circle_id: int, now: dt.datetime) -> None:
    """One silent edit of each open card of a circle: "If you tapped, please tap again"."""
    circle = store.lock(db, circle_id)
    if circle.stopped_at:
        return
    for session in store.open_sessions(db, circle_id):
        row = store.message(db, session.card_id or 0)
        if row is not None and session.asks and _was_there(session, row, now):
            _say(db, session, row, now)


def _was_there(session: Session, row: Message, now: dt.datetime) -> bool:
    sent = row.state == Sending.SENT and row.sent_at is not None and row.sent_at < now - MATTERS
    return sent and now < session.closes_at


def _say(db: Db, session: Session, row: Message, now: dt.datetime) -> None:
    card = cards.screen(db, session, row, current=True)
    line = words.say(cards.view(db, session).lang, "card.away")
    cards.redraw(row, Screen(f"{line}\n\n{card.text}", card.rows, card.silent), now)
