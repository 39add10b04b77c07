"""The one-page sheet of the plan: whatever the plan is, it is one page and says what it leaves."""

import datetime as dt

from care import papers
from care.papers import plan_sheet
from care.papers.typeset import Manuscript
from care.plan import Exercise, Plan, Routine, Slot

TODAY = dt.date(2026, 11, 24)


def sheet(found: Plan) -> bytes:
    tries = tuple(plan_sheet.tries("en", "Alex", found, TODAY))
    return papers.finish(Manuscript("plan_sheet.typ", tries)).data


def test_a_sheet_is_a_pdf_and_the_same_twice() -> None:
    exercise = Exercise(name="Shoulder circles", dose="10, slowly", how="Sitting.\nBoth arms.")
    routine = Routine(
        name="Morning stretch",
        purpose="to keep shoulders loose",
        minutes=10,
        helper_minutes=5,
        exercises=(exercise,),
        slots=(Slot(at=dt.time(9)),),
        stop_rule="Stop if it hurts.",
    )
    found = sheet(Plan(routines=(routine,)))
    assert found.startswith(b"%PDF")
    assert found == sheet(Plan(routines=(routine,)))
