"""One page of the plan in force, for a helper who comes: what is done, how, and when to stop."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import plan, store, unasked, words
from care.flows import planner, plans
from care.kinds import Reason
from care.models import Circle
from care.papers import house
from care.papers.typeset import Data, Manuscript
from care.plan import Exercise, Plan, Routine
from care.ports import Paper
from care.screens import plan_card as card
from care.screens import said

# Ever less of each routine, as on the plan's card.
FULL, WITHOUT_HOW, NAMES = card.FULL, card.WITHOUT_HOW, card.NAMES


@dataclass(frozen=True)
class Shape:
    """How a sheet is set: the size of its type (points), its columns, how much of each routine."""

    size: int
    columns: int = 1
    level: int = FULL


SHAPES = (
    *(Shape(size) for size in (13, 12, 11, 10, 9)),
    Shape(9, 2),
    Shape(8, 2),
    Shape(8, 2, WITHOUT_HOW),
)
SMALLEST = Shape(8, 2, NAMES)


def gather(db: Db, circle: Circle, paper: Paper, now: dt.datetime) -> Manuscript | None:
    """The sheet of the plan in force; nothing where there is none."""
    current, person = planner.active(db, circle.id), store.patient(db, circle.id)
    if current is None or person is None:
        return None
    sheet = tries(paper.lang, house.first_name(person.name), current[1], plans.today(circle, now))
    return Manuscript("plan_sheet.typ", tuple(sheet))


def tries(lang: str, name: str, found: Plan, today: dt.date) -> Iterator[Data]:
    """The sheet, ever shorter: smaller, then without how it is done, then fewer routines.

    A limit in somebody's own words is never shortened, and what isn't here is said.
    """
    shown = [one for one in found.routines if _is_shown(one, found, today)]
    for shape in SHAPES:
        yield _data(lang, name, found, today, shown, shape)
    for kept in range(len(shown), 0, -1):
        yield _data(lang, name, found, today, shown[:kept], SMALLEST)


def _is_shown(one: Routine, found: Plan, today: dt.date) -> bool:
    """What waits for a therapist's yes, or for the review, is no part of what a helper does."""
    return unasked.why(one, found, today) in (None, Reason.PAUSED)


def _data(
    lang: str, name: str, found: Plan, today: dt.date, shown: list[Routine], shape: Shape
) -> Data:
    return {
        "lang": lang,
        "title": words.say(lang, "handout.title", name=name),
        "size": shape.size,
        "columns": shape.columns,
        "head": words.say(lang, "handout.head", name=name),
        "routines": [_routine(lang, one, found, today, shape.level) for one in shown],
        "tail": _tail(lang, found, today, len(shown), shape.level),
        "foot": words.say(lang, "handout.foot", day=words.day_and_year(lang, today)),
    }


def _tail(lang: str, found: Plan, today: dt.date, shown: int, level: int) -> str:
    """What isn't here is said."""
    if not shown:
        return words.say(lang, "handout.nothing")
    left_out = sum(_is_shown(one, found, today) for one in found.routines) - shown
    if left_out:
        return words.say(lang, "handout.more_routines", n=left_out)
    return words.say(lang, "handout.more") if level > FULL else ""


def _routine(lang: str, one: Routine, found: Plan, today: dt.date, level: int) -> Data:
    done = plan.in_force(one, found, today)
    key = "handout.about" if one.purpose else "handout.about_plain"
    about = [words.say(lang, key, n=one.minutes, purpose=one.purpose), *said.hands(lang, one)]
    names = ", ".join(each.name for each in done) if level >= NAMES else ""
    return {
        "name": one.name,
        "about": [*about, *_times(lang, one, today)],
        "exercises": [_exercise(lang, each, level) for each in done] if not names else [],
        "names": names,
        "own": card.own_words(lang, one),
    }


def _times(lang: str, one: Routine, today: dt.date) -> list[str]:
    lines = ["; ".join(said.slot(lang, slot) for slot in one.slots)] if one.slots else []
    if one.helper_comes:
        lines.append(words.say(lang, "handout.helper_comes"))
    if one.paused_until and one.paused_until > today:
        lines.append(words.say(lang, "plan.paused", day=said.day(lang, one.paused_until, today)))
    return lines


def _exercise(lang: str, one: Exercise, level: int) -> Data:
    key = "handout.exercise" if one.dose else "handout.exercise_plain"
    line = words.say(lang, key, name=one.name, dose=one.dose)
    return {"line": line, "how": one.how if level == FULL else ""}
