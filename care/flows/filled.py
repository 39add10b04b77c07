"""The report's page that the therapist filled in by hand: its photo goes with the plan.

From the first photo on it goes the way of a photographed sheet (`sheets`), which asks whose it is.
"""

import datetime as dt
import functools
from dataclasses import replace

from sqlmodel import Session as Db

from care import edits, store
from care.buttons import Tap
from care.flows import arrivals, cards, day, planner, plans, sheets, therapists
from care.flows.arrivals import Visit
from care.flows.pictures import Shot
from care.flows.sofar import Pages, SoFar, keep
from care.models import Message
from care.plan import Plan, Word
from care.ports import Screen
from care.screens import limits
from care.screens import reports as show

OLD = "toast.old"
WAITS = "report_page"
LIMITS = "page_limits"
VERBS = frozenset({LIMITS, "page_recovery", "page_pain"})


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
    if home is None or not arrivals.may(db, home[1]):
        keep(visit.human, None, None)
        day.say(db, visit, now, "picture.not_kept")
    elif shot.kind != "photo":
        day.say(db, visit, now, "sheet.photo_wanted")
    else:
        current = planner.active(db, home[0].id)
        names = therapists.known(store.members(db, home[0].id), current and current[1])
        pages = Pages(file_ids=[shot.file_id], album=shot.album, names=names, filled=True)
        sheets.begin(sheets.Talk(db, visit, *home, SoFar(sheet=pages), pages, now))


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A limit that stands on the page: in force from now on, as the word of who filled it in."""
    mine = day.own_tap(db, visit, tapped, now)
    word = _word(db, mine[1].id) if mine else None
    if mine is None or word is None:
        return visit.say(OLD)
    row, circle, member = mine
    if tapped.verb == LIMITS:
        _below(db, visit, (row, circle.id), word, now)
        return None
    plans.change(db, circle, member, functools.partial(_said, tapped, word), now, as_theirs=False)
    cards.redraw(row, _screen(db, visit, circle.id, row.id, word), now, visit.update_id)
    return None


def _word(db: Db, circle_id: int) -> Word | None:
    current = planner.active(db, circle_id)
    page = current[1].page if current else None
    return page.word if page else None


def _screen(db: Db, visit: Visit, circle_id: int, row: int, word: Word) -> Screen:
    current = planner.active(db, circle_id)
    return limits.on_page(visit.lang, row, current[1] if current else Plan(routines=()), word)


def _below(
    db: Db,
    visit: Visit,
    card: tuple[Message, int],
    word: Word,
    now: dt.datetime,
) -> None:
    """The choices, in a message of their own: the one that was tapped has served."""
    row, circle_id = card
    day.send(db, visit, now, lambda new: _screen(db, visit, circle_id, new, word))
    held = Screen.from_json(row.screen or "")
    cards.redraw(row, replace(held, rows=()), now, visit.update_id)


def _said(tapped: Tap, word: Word, before: Plan) -> Plan:
    name = "recovery_limit" if tapped.verb == "page_recovery" else "pain_limit"
    return edits.set_plan(before, **{name: int(tapped.value), f"{name}_word": word.model_dump()})
