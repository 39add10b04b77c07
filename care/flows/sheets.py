"""The therapist's sheet, photographed: from a photo out of the blue to a routine that shows it.

The pages wait in `human.draft` until everything is said; nothing is kept of a photo that is none.
Each question is one message, edited in place. What can be typed is `sheetwords`'s.
"""

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass

import pydantic
from sqlmodel import Session as Db

from care import edits, plan, store, templates, typed
from care.buttons import Tap
from care.flows import arrivals, cards, day, media, outgoing, plans, therapists
from care.flows.arrivals import Visit
from care.flows.sofar import Pages, SoFar, keep, so_far
from care.models import Circle, Member, Message, PlanVersion
from care.plan import How, Plan, Routine, Sheet, Word
from care.ports import Screen
from care.rights import May
from care.screens import pictures as show

OLD = "toast.old"
# What typed words are for at each question.
TYPED = {"whose": "sheet_name", "minutes": "sheet_minutes", "time": "sheet_time"}


@dataclass(frozen=True)
class Talk:
    """A step on the way: whose plan it is about, and what was said so far."""

    db: Db
    visit: Visit
    circle: Circle
    member: Member
    said: SoFar
    pages: Pages
    now: dt.datetime

    @property
    def plan(self) -> Plan:
        """The plan that the sheet comes into: the one in force, or the draft of who proposes."""
        found = plans.versions(self.db, self.circle, self.member)
        if found is None:
            return Plan(routines=())
        return found.in_force if arrivals.may(self.db, self.member) else found.plan

    @property
    def held(self) -> list[Routine]:
        """The routines that show a sheet already."""
        return [one for one in self.plan.routines if one.pictures]


def talk_of(db: Db, visit: Visit, home: tuple[Circle, Member], now: dt.datetime) -> Talk | None:
    """The sheet that is on its way into the plan, if one is."""
    said = so_far(visit.human)
    return Talk(db, visit, *home, said, said.sheet, now) if said.sheet else None


def photo(
    db: Db,
    visit: Visit,
    home: tuple[Circle, Member],
    shot: tuple[str, str | None],
    now: dt.datetime,
) -> None:
    """A photo (its file and its album's mark) of the person's: a further page, or a first one."""
    talk = talk_of(db, visit, home, now)
    asked = open_row(talk) if talk else None
    file_id, album = shot
    if talk and asked and _belongs(db, visit, talk.pages, asked, album):
        _further(talk, asked, file_id, album)
        return
    pages = Pages(file_ids=[file_id], album=album)
    fresh = Talk(db, visit, *home, SoFar(sheet=pages), pages, now)
    below(fresh, asked)
    send(fresh, "is_it")


def open_row(talk: Talk) -> Message | None:
    """The message that asks the question which is open."""
    return store.message(talk.db, talk.pages.row)


def _belongs(db: Db, visit: Visit, pages: Pages, row: Message, album: str | None) -> bool:
    return (album is not None and album == pages.album) or store.is_newest(
        db, visit.chat.id, row.id
    )


def _further(talk: Talk, row: Message, file_id: str, album: str | None) -> None:
    """One more page: of an album, in the same message; else the question comes below the photo."""
    if not talk.pages.add(file_id):
        day.say(talk.db, talk.visit, talk.now, "sheet.most")
        return
    if album is not None and album == talk.pages.album:
        _redraw(talk, row, _show(talk, talk.pages.stage, row.id))
        return
    talk.pages.album = album or talk.pages.album
    below(talk, row)
    send(talk, talk.pages.stage)


def below(talk: Talk, row: Message | None) -> None:
    """The older message of a question that goes on further down."""
    if row is not None:
        _redraw(talk, row, Screen(talk.visit.say("sheet.below")))


def _redraw(talk: Talk, row: Message, shows: Screen) -> None:
    cards.redraw(row, shows, talk.now, talk.visit.update_id)


def send(talk: Talk, stage: str, *, unclear: bool = False) -> None:
    """A question as a new message; `unclear`: what was typed can't be read."""

    def build(row: int) -> Screen:
        return _show(talk, stage, row, unclear=unclear)

    day.send(talk.db, talk.visit, talk.now, build)


def _show(talk: Talk, stage: str, row: int, *, unclear: bool = False) -> Screen:
    """A question in that message; from now on it is the one that is open."""
    talk.pages.stage, talk.pages.row = stage, row
    keep(talk.visit.human, f"{TYPED[stage]}:{row}" if stage in TYPED else None, talk.said)
    lang, pages = talk.visit.lang, len(talk.pages.file_ids)
    match stage:
        case "whose":
            return show.whose(lang, row, talk.pages.names, pages, by_hand=talk.pages.filled)
        case "where":
            return show.where(lang, row, talk.held, pages)
        case "minutes":
            return show.minutes(lang, row, pages, unclear=unclear)
        case "time":
            return show.time(lang, row, price(lang, talk.plan, talk.pages), unclear=unclear)
    return show.is_it(lang, row, pages)


def price(lang: str, held: Plan, pages: Pages) -> plan.Price:
    """What the plan costs with the sheet in it."""
    more = templates.from_sheet(lang, (), pages.minutes, dt.time())
    return plan.price(held.model_copy(update={"routines": (*held.routines, more)}))


# Taps


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on one of these questions. One that comes too late does no harm."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    home = arrivals.home(db, visit)
    talk = talk_of(db, visit, home, now) if home and arrivals.may(db, home[1], May.PLAN) else None
    stage, act = QUESTIONS[tapped.verb]
    if row is None or talk is None or (talk.pages.stage, talk.pages.row) != (stage, row.id):
        return visit.say(OLD)
    shows = act(talk, tapped.value, row.id)
    if shows is None:
        return visit.say(OLD)
    step = (visit.human.asks or "").partition(":")[0]
    if step in TYPED.values() and not store.is_newest(db, visit.chat.id, row.id):
        # Words could be typed, and they count only below what came since.
        below(talk, row)
        send(talk, talk.pages.stage)
        return None
    _redraw(talk, row, cards.forgiving(row, tapped, shows, visit.lang))
    return None


def _yes(talk: Talk, value: str, row: int) -> Screen:
    talk.pages.names = therapists.known(store.members(talk.db, talk.circle.id), talk.plan)
    return _show(talk, "whose", row)


def _no(talk: Talk, value: str, row: int) -> Screen:
    keep(talk.visit.human, None, None)
    return Screen(talk.visit.say("sheet.not_kept"))


def _by(talk: Talk, value: str, row: int) -> Screen | None:
    if value != show.NO_NAME:
        talk.pages.by = talk.pages.names[int(value)]
    return named(talk, row)


def begin(talk: Talk) -> None:
    """It is known what it is: whose is it?"""
    send(talk, "whose")


def named(talk: Talk, row: int) -> Screen:
    """What is asked once it was said whose it is; of the report's page, nothing more."""
    if talk.pages.filled:
        return _with_the_plan(talk, row)
    return _show(talk, "where" if talk.held else "minutes", row)


def _with_the_plan(talk: Talk, row: int) -> Screen:
    keep(talk.visit.human, None, None)
    filled = _sheet(talk).model_dump()
    made = _changed(talk, lambda before: edits.set_plan(before, page=filled))
    by = talk.pages.by
    return (
        show.with_plan(talk.visit.lang, row, by, made.id)
        if made
        else show.in_draft(talk.visit.lang, row)
    )


def _where(talk: Talk, value: str, row: int) -> Screen | None:
    if value == "0":
        return _show(talk, "minutes", row)
    routine = talk.plan.routine(int(value))
    return _in_force(talk, row, routine) if routine else None


def _minutes(talk: Talk, value: str, row: int) -> Screen | None:
    talk.pages.minutes = int(value)
    return _show(talk, "time", row)


def _time(talk: Talk, value: str, row: int) -> Screen | None:
    at = typed.time(f"{value[:2]}:{value[2:]}")
    return begin_at(talk, at, row) if at else None


QUESTIONS: dict[str, tuple[str, Callable[[Talk, str, int], Screen | None]]] = {
    "sheet_yes": ("is_it", _yes),
    "sheet_no": ("is_it", _no),
    "sheet_by": ("whose", _by),
    "sheet_where": ("where", _where),
    "sheet_minutes": ("minutes", _minutes),
    "sheet_time": ("time", _time),
}
VERBS = frozenset(QUESTIONS)


# Into the plan


def begin_at(talk: Talk, at: dt.time, row: int) -> Screen:
    """All is said: a routine of its own, every day at that wall time."""
    fresh = templates.from_sheet(talk.visit.lang, (), talk.pages.minutes, at)
    made = plans.new_ids(talk.db, talk.circle, Plan(routines=(fresh,)))
    return _in_force(talk, row, made.routines[0], at)


def _in_force(talk: Talk, row: int, routine: Routine, at: dt.time | None = None) -> Screen:
    """A routine that shows the sheet: new with its time, or as it was."""
    keep(talk.visit.human, None, None)
    try:
        with talk.db.begin_nested():
            sheet = _sheet(talk)
            wanted = functools.partial(_with_sheet, routine, sheet, at is not None)
            made = _changed(talk, wanted)
    except pydantic.ValidationError:
        return Screen(talk.visit.say("sheet.no_room"))
    if made is None:
        return show.in_draft(talk.visit.lang, row)
    if at is None:
        return show.instead(talk.visit.lang, row, routine, made.id)
    return show.added(talk.visit.lang, row, routine, at, made.id)


def _changed(talk: Talk, wanted: edits.Edit) -> PlanVersion | None:
    """In force at once by the person's word; of who may propose, a step of their own draft."""
    if arrivals.may(talk.db, talk.member):
        return plans.change(talk.db, talk.circle, talk.member, wanted, talk.now)
    plans.edit(talk.db, talk.circle, talk.member, wanted, talk.now)
    return None


def _sheet(talk: Talk) -> Sheet:
    """With the therapist's name where it was said: it is on a photographed sheet of theirs."""
    ids = media.keep(talk.db, talk.member, "photo", talk.pages.file_ids, talk.now)
    if talk.pages.by is None:
        return Sheet(pictures=ids)
    on = plans.today(talk.circle, talk.now)
    return Sheet(pictures=ids, word=Word(by=talk.pages.by, on=on, how=How.SHEET))


def _with_sheet(routine: Routine, sheet: Sheet, is_new: bool, before: Plan) -> Plan:
    there = edits.add_routine(before, routine) if is_new else before
    shown = edits.set_routine(there, routine.id, pictures=sheet.pictures)
    return edits.set_plan(shown, sheet=sheet.model_dump())


def undo(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """The sheet comes out of the plan again, as long as nothing else was changed since."""
    mine = day.own_tap(db, visit, tapped, now)
    if mine is None or plans.restore(db, mine[1], mine[2], int(tapped.value), now) is None:
        return visit.say(OLD)
    cards.redraw(mine[0], Screen(visit.say("sheet.undone")), now, visit.update_id)
    return None
