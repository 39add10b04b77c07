"""Quiet by itself: after three days without a word the prompts stop, until somebody is there.

Hospital, holidays, the end: nobody has to remember the bot.
"""

import datetime as dt

from sqlmodel import Session as Db

from care import store
from care.flows import cards, outgoing
from care.models import Chat, Circle, Human
from care.screens import circle as show

DAYS = 3


def falls(db: Db, circle: Circle, day: dt.date, now: dt.datetime) -> bool:
    """Whether the prompts are quiet on that local day; it is said once, silently."""
    if circle.hushed_at is not None:
        return True
    since = store.unanswered_since(db, circle.id, circle.heard_at or circle.created_at)
    if since is None or day - since < dt.timedelta(days=DAYS):
        return False
    circle.hushed_at = now
    person = store.patient(db, circle.id)
    chat = db.get(Chat, person.chat_id) if person and person.chat_id else None
    if chat is not None:
        lang = cards.language(db, person)
        outgoing.reply(db, chat, now, lambda row: show.hushed(lang, row), circle_id=circle.id)
    return True


def heard(db: Db, human: Human, now: dt.datetime) -> None:
    """The person is there: whatever they tapped or wrote, the prompts come again."""
    store.heard(db, human.id, now)
