"""What is typed about a photographed sheet: whose it is, how long it takes, when.

It is taken as that only while the question is the newest message of the bot's in the chat, so that
what was meant for another one never becomes a name or a time.
"""

import datetime as dt

from sqlmodel import Session as Db

from care import plan, spoken, store, typed, values
from care.flows import arrivals, day, sheets
from care.flows.arrivals import Visit
from care.flows.sheets import Talk
from care.rights import May


def _talk(db: Db, visit: Visit, text: str, now: dt.datetime) -> Talk | None:
    """The talk that the words are for, if they can be."""
    home = arrivals.home(db, visit)
    row_id = (visit.human.asks or "").partition(":")[2]
    if home is None or not arrivals.may(db, home[1], May.PLAN) or not row_id.isdecimal():
        return None
    if spoken.is_kept(text, visit.lang) or not text.strip():
        return None
    if not store.is_newest(db, visit.chat.id, int(row_id)):
        return None
    return sheets.talk_of(db, visit, home, now)


def name(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """Whose sheet it is; what has figures in it is no name."""
    talk, said = _talk(db, visit, text, now), values.name(text)
    is_name = any(map(str.isalpha, said)) and not any(map(str.isdigit, said))
    if talk is None or not is_name or len(text) > values.LONGEST_NAME:
        return False
    talk.pages.by = said
    sheets.below(talk, sheets.open_row(talk))
    day.send(db, visit, now, lambda row: sheets.named(talk, row))
    return True


def minutes(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """About how long it takes."""
    talk, said = _talk(db, visit, text, now), read_minutes(text, visit.lang)
    if talk is None or (said is None and not any(map(str.isdigit, text))):
        return False
    talk.pages.minutes = said or 0
    return _answered(talk, "time" if said else "minutes", unclear=not said)


def read_minutes(text: str, lang: str) -> int | None:
    """ "25", "25 min", "half an hour"; nothing where it isn't surely that, from 1 to 240."""
    found = spoken.minutes(text, lang)
    return found if found and found <= plan.MOST_MINUTES else None


def time(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """At which wall time."""
    talk, at = _talk(db, visit, text, now), typed.time(text, visit.lang)
    if talk is None or (at is None and not any(map(str.isdigit, text))):
        return False
    if at is None:
        return _answered(talk, "time", unclear=True)
    sheets.below(talk, sheets.open_row(talk))
    day.send(db, visit, now, lambda row: sheets.begin_at(talk, at, row))
    return True


def _answered(talk: Talk, stage: str, *, unclear: bool = False) -> bool:
    """The next question stands below what was typed; the older one loses its buttons."""
    sheets.below(talk, sheets.open_row(talk))
    sheets.send(talk, stage, unclear=unclear)
    return True
