"""The quickest first plan: a photo of the therapist's sheet, about how long it takes, a time.

Until the circle exists its pages wait in `human.draft` (`sofar.Pages`).
"""

import datetime as dt

from sqlmodel import Session as Db

from care import buttons, plan, store
from care.flows import cards, day, sheets, sheetwords
from care.flows.arrivals import Visit
from care.flows.pictures import Shot
from care.flows.sofar import Pages, SoFar, keep, so_far
from care.models import Message
from care.ports import Screen
from care.screens import pictures as show
from care.screens import setup as show_setup

# A photo begins the sheet at the first two, and is a further page at the others.
TAKES = ("template", "sheet", "minutes", "time")


def send(lang: str, row: int) -> Screen:
    """The photo is waited for."""
    return show_setup.sheet(lang, row)


def minutes(lang: str, row: int, said: SoFar, *, unclear: bool = False) -> Screen:
    """About how long it takes."""
    pages = len(said.sheet.file_ids) if said.sheet else 1
    return show.minutes(lang, row, pages, verb="minutes", unclear=unclear)


def time(lang: str, row: int, pages: Pages, *, unclear: bool = False) -> Screen:
    """When, under its price."""
    price = sheets.price(lang, plan.Plan(routines=()), pages)
    return show.time(lang, row, price, verb="time", unclear=unclear)


def page(db: Db, visit: Visit, shot: Shot, now: dt.datetime) -> bool:
    """A picture on the way to a first plan; whether it was for that."""
    said, step = so_far(visit.human), visit.human.asks
    if step not in TAKES or (step == "time" and said.sheet is None):
        return False
    if shot.kind != "photo":
        day.say(db, visit, now, "sheet.photo_wanted")
    elif step in ("template", "sheet"):
        said.sheet = Pages(file_ids=[shot.file_id], album=shot.album)
        keep(visit.human, "minutes", said)
        day.send(db, visit, now, lambda row: minutes(visit.lang, row, said))
    elif said.sheet:
        _further(db, visit, said, shot, now)
    return True


def _further(db: Db, visit: Visit, said: SoFar, shot: Shot, now: dt.datetime) -> None:
    """One more page: the question that is open says how many there are."""
    if said.sheet is None or not said.sheet.add(shot.file_id):
        day.say(db, visit, now, "sheet.most")
        return
    step = visit.human.asks or ""
    keep(visit.human, step, said)
    row = _asked(db, visit, step)
    if row is not None and step == "minutes":
        cards.redraw(row, minutes(visit.lang, row.id, said), now, visit.update_id)


def _asked(db: Db, visit: Visit, verb: str) -> Message | None:
    """The lowest message that asks it."""
    for row in store.latest_in_chat(db, visit.chat.id):
        lines = Screen.from_json(row.screen or "").rows
        if any(
            tap.verb == verb for line in lines for one in line if (tap := buttons.read(one.data))
        ):
            return row
    return None


def typed_minutes(db: Db, visit: Visit, text: str, now: dt.datetime) -> None:
    """About how long, typed."""
    said, found = so_far(visit.human), sheetwords.read_minutes(text, visit.lang)

    def build(row: int) -> Screen:
        if said.sheet is None or found is None:
            return minutes(visit.lang, row, said, unclear=True)
        said.sheet.minutes = found
        keep(visit.human, "time", said)
        return time(visit.lang, row, said.sheet)

    day.send(db, visit, now, build)
