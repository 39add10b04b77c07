"""The therapist's yes to aerobic and resistance exercises: without it they never prompt.

"No" and "not sure" are the same: it stays a draft (product.md, The plan).
"""

import datetime as dt

from sqlmodel import Session as Db

from care import edits
from care.buttons import Tap
from care.flows import editor, outgoing, plans
from care.flows.arrivals import Visit
from care.plan import Plan, Word
from care.ports import Screen

VERBS = frozenset({"yes_ask", "yes_said", "yes_no"})


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """The question, and its answer, for all that waits in one routine."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    mine = editor.desk(db, visit, now) if row else None
    if row is None or mine is None or mine.at(f"r{tapped.value}") is None:
        return visit.say(editor.OLD)
    editor.put(mine, row, tapped, _answered(mine, tapped, row.id))
    return None


def _answered(mine: editor.Desk, tapped: Tap, row: int) -> Screen:
    routine = f"r{tapped.value}"
    if tapped.verb == "yes_ask":
        return mine.screen(f"y{tapped.value}", row)
    if tapped.verb == "yes_no":
        return mine.screen(routine, row, lead=mine.visit.say("plan.stays_draft"))
    word = plans.word(mine.member, mine.today)
    _, made = editor.edit(mine, lambda held: said_yes(held, int(tapped.value), word))
    return mine.screen(routine, row, undo=made)


def said_yes(before: Plan, routine_id: int, word: Word) -> Plan:
    """With a yes, by that word, under all of the routine that waited for one."""
    routine = before.routine(routine_id)
    waits = {e.id for e in routine.all_exercises() if e.is_draft} if routine else set()
    return edits.each_exercise(
        before,
        lambda rows: [
            row | {"yes": word.model_dump()} if row["id"] in waits else row for row in rows
        ],
    )
