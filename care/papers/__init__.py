"""Pictures and documents: looked up in the rows when they are sent, then typeset.

`gather` runs on the read-only engine, `finish` on a thread of its own, outside any transaction.
Nothing that is made is kept.
"""

import datetime as dt
from collections.abc import Callable

from sqlmodel import Session as Db

from care.kinds import PaperKind
from care.models import Circle
from care.papers import brief, export, journal_picture, plan_sheet, report, typeset
from care.papers.typeset import Manuscript, TypesetError
from care.ports import Made, Paper

Gatherer = Callable[[Db, Circle, Paper, dt.datetime], Manuscript | Made | None]

# Each kind's gatherer. What is nothing to typeset comes as it is made.
_GATHERERS: dict[PaperKind, Gatherer] = {
    PaperKind.PLAN_SHEET: plan_sheet.gather,
    PaperKind.EXPORT: export.gather,
    PaperKind.JOURNAL_PICTURE: journal_picture.gather,
    PaperKind.REPORT: report.gather,
    PaperKind.BRIEF: brief.gather,
}


def gather(db: Db, paper: Paper, now: dt.datetime) -> Manuscript | Made | None:
    """All that a paper says, looked up now; nothing where what it is about is gone."""
    circle = db.get(Circle, paper.circle)
    if circle is None:
        return None
    return _GATHERERS[PaperKind(paper.kind)](db, circle, paper, now)


def is_there(db: Db, paper: Paper) -> bool:
    """Whether what a paper is about is still there: it may be erased at any moment."""
    return db.get(Circle, paper.circle) is not None


def finish(found: Manuscript | Made) -> Made:
    """The paper itself. TypesetError where it can't be set; it takes a moment, and no rows."""
    return found if isinstance(found, Made) else typeset.typeset(found)


__all__ = ["Gatherer", "Manuscript", "TypesetError", "finish", "gather", "is_there"]
