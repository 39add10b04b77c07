"""The report's page that the therapist filled in by hand: its photo goes with the plan.

From the first photo on it goes the way of a photographed sheet (`sheets`), which asks whose it is.
"""

import datetime as dt

from sqlmodel import Session as Db

from care import rights
from care.flows import arrivals, day, planner, sheets, therapists
from care.flows.arrivals import Visit
from care.flows.pictures import Shot
from care.flows.sofar import Pages, SoFar, keep
from care.rights import May
from care.screens import reports as show

WAITS = "report_page"


def ask(db: Db, visit: Visit, now: dt.datetime) -> None:
    """The next photo is it."""
    keep(visit.human, WAITS, None)
    day.send(db, visit, now, lambda row: show.page(visit.lang))


def waits(visit: Visit) -> bool:
    """Whether the next photo is that page."""
    return visit.human.asks == WAITS


def no_words(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """Typed words while the page is waited for are for something else."""
    return False


def photo(db: Db, visit: Visit, shot: Shot, now: dt.datetime) -> None:
    """Its first page; others may follow."""
    home = arrivals.home(db, visit)
    if home is None or not rights.may(May.OWN, arrivals.who(db, home[1])):
        keep(visit.human, None, None)
        day.say(db, visit, now, "picture.not_kept")
    elif shot.kind != "photo":
        day.say(db, visit, now, "sheet.photo_wanted")
    else:
        current = planner.active(db, home[0].id)
        names = therapists.known(db, home[0], current[1] if current else None)
        pages = Pages(file_ids=[shot.file_id], album=shot.album, names=names, filled=True)
        sheets.begin(sheets.Talk(db, visit, *home, SoFar(sheet=pages), pages, now))
