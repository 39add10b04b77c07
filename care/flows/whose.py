"""In which circle somebody taps, commands or writes: one human may be in several.

A button is its message's; a step that waits for words, that of where it began. They are asked only
where a command could mean more than one.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session as Db

from care import rights, store
from care.buttons import Tap
from care.flows import arrivals, cards, day, outgoing
from care.flows.arrivals import Visit
from care.kinds import Kind, Role
from care.models import Member
from care.ports import Screen
from care.screens import circle as show

P = ParamSpec("P")
T = TypeVar("T")
# What is about all their circles at once: one phone has one clock, and one way to be written to.
EVERYWHERE = (rights.May.PEOPLE, rights.May.DIGEST, rights.May.AWAY, rights.May.ZONE)
OLD = "toast.old"


def at(
    db: Db,
    visit: Visit,
    circle_id: int | None,
    flow: Callable[Concatenate[Db, Visit, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Run a flow in that circle; what waits for words afterwards waits for them there."""
    human, before = visit.human, visit.human.asks
    done = flow(db, replace(visit, circle_id=circle_id), *args, **kwargs)
    if human.asks != before:
        human.asks_in = circle_id
    return done


def of_tap(db: Db, visit: Visit, tapped: Tap) -> int | None:
    """The circle of the message whose button it is, be it one that they have left."""
    circle_id, chat_id = store.place(db, tapped.message_id or 0) or (None, None)
    return circle_id if chat_id == visit.chat.id else None


def of_step(db: Db, visit: Visit) -> int | None:
    """The circle in which words are waited for."""
    return visit.human.asks_in if visit.human.asks else None


def of_command(db: Db, visit: Visit, what: rights.May | None) -> list[Member]:
    """What a command may be about: each membership with the right to it.

    None where it is about several at once.
    """
    mine = arrivals.mine(db, visit.human)
    found = [one for one, who in mine if what and rights.may(what, who)]
    return [] if what in EVERYWHERE and len(found) > 1 else found


def given(
    db: Db,
    visit: Visit,
    flow: Callable[[Db, Visit, T, dt.datetime], object],
    sent: T,
    now: dt.datetime,
) -> None:
    """A picture or a file for a plan, which says nothing of whose: that of what is before them.

    Else their own. A therapist of several is told to open the one that is meant.
    """
    found = [member.circle_id for member in of_command(db, visit, rights.May.PLAN)]
    latest = next(iter(store.latest_in_chat(db, visit.chat.id, 1)), None)
    circle_id = latest.circle_id if latest and latest.kind == Kind.REPLY else None
    if circle_id not in found:
        home = arrivals.home(db, visit)
        if len(found) > 1 and home and home[1].role != Role.PATIENT:
            day.say(db, visit, now, "which.open_it")
            return
        circle_id = found[0] if found else None
    at(db, visit, circle_id, flow, sent, now)


def ask(db: Db, visit: Visit, command: str, found: list[Member], now: dt.datetime) -> None:
    """Which one: a button for each, by the name of the person whom it is about."""
    names = [_name(db, visit, member) for member in found]
    circles = [member.circle_id for member in found]

    def build(row: int) -> Screen:
        return show.which(visit.lang, row, command, list(zip(circles, names, strict=True)))

    day.send(db, visit, now, build)


def _name(db: Db, visit: Visit, member: Member) -> str:
    if member.role == Role.PATIENT:
        return visit.say("which.mine")
    person = store.patient(db, member.circle_id)
    return person.name if person else visit.say("which.nobody_yet")


def chosen(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> tuple[str, int] | None:
    """The command and the circle that a tap on the question meant; the question has served."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    command, _, circle = tapped.value.partition(":")
    what = rights.COMMANDS.get(command)
    found = [m for m in of_command(db, visit, what) if str(m.circle_id) == circle]
    if row is None or not found:
        return None
    cards.redraw(row, Screen(_name(db, visit, found[0])), now, visit.update_id)
    return command, found[0].circle_id
