"""The picture of the month: what was said on the last days, for the person."""

import datetime as dt

from sqlmodel import Session as Db

from care.models import Circle
from care.papers import chart, described, period
from care.papers.typeset import Manuscript
from care.ports import Paper

# What a phone shows across (pixels).
WIDTH = 1080


def gather(db: Db, circle: Circle, paper: Paper, now: dt.datetime) -> Manuscript:
    """The picture of the days that the paper is about; the words under it say the same."""
    first, last = (dt.date.fromisoformat(paper.about[end]) for end in ("first", "last"))
    return drawn(paper.lang, period.of(db, circle, first, last))


def drawn(lang: str, found: period.Period) -> Manuscript:
    """The picture of a period."""
    data = {
        "lang": lang,
        "title": described.title(lang, found),
        "chart": chart.data(lang, found),
    }
    caption = described.described(lang, found)
    return Manuscript("journal_picture.typ", (data,), width=WIDTH, caption=caption)
