"""The recipes of papers: what a message's row holds of a picture or a document.

A flow puts one on a screen (`Screen.paper`); `care/papers/` makes it when it is sent.
"""

import datetime as dt

from care.kinds import PaperKind
from care.ports import Paper


def plan_sheet(circle: int, lang: str) -> Paper:
    """One page of the plan in force, for a helper who comes. `circle` is its id."""
    return Paper(PaperKind.PLAN_SHEET, circle, "the-plan.pdf", lang)


def journal_picture(circle: int, lang: str, first: dt.date, last: dt.date) -> Paper:
    """The picture of the local days from `first` to `last`, of the circle of that id."""
    name = f"journal-{last.isoformat()}.png"
    about = {"first": first.isoformat(), "last": last.isoformat()}
    return Paper(PaperKind.JOURNAL_PICTURE, circle, name, lang, about)


def export(circle: int, lang: str, today: dt.date) -> Paper:
    """Everything that is kept of a circle, in one ZIP. `circle` is its id."""
    return Paper(PaperKind.EXPORT, circle, f"baseline-{today.isoformat()}.zip", lang)


def report(
    circle: int, lang: str, first: dt.date, last: dt.date, visit: dt.date | None = None
) -> Paper:
    """The report of those local days for the therapist; `visit`, where it is for one, its day."""
    about = {"first": first.isoformat(), "last": last.isoformat()}
    if visit:
        about["visit"] = visit.isoformat()
    return Paper(PaperKind.REPORT, circle, f"report-{last.isoformat()}.pdf", lang, about)


def brief(circle: int, lang: str) -> Paper:
    """One page for a therapist, about nobody; its name says as little as it can."""
    return Paper(PaperKind.BRIEF, circle, "for-a-therapist.pdf", lang)
