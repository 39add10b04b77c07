"""The report for the therapist: two pages at most, read in two minutes, ending in blanks."""

import datetime as dt
from collections.abc import Iterator

from sqlmodel import Session as Db

from care import ranges, store, words
from care.models import Circle
from care.papers import chart, described, facts, report_days, report_plan
from care.papers.facts import Facts
from care.papers.shape import LESS, MOST_LETTERS, SIZES, WHOLE, Shape, several
from care.papers.typeset import Data, Manuscript
from care.ports import Paper

PAGES = 2
# What is looked at first comes first; the chart stands behind these three.
PARTS = (
    report_days.questions,
    report_days.falls,
    report_days.over,
    report_days.by_routine,
    report_days.quiet,
    report_plan.limits,
    report_plan.now,
    report_plan.changed,
)
# More sessions than this can't be told apart on a page's width.
MOST_DRAWN = 400
# Lines; a page has some seventy.
HIGHEST = 25


def gather(db: Db, circle: Circle, paper: Paper, now: dt.datetime) -> Manuscript | None:
    """The report of the days that the paper is about; nothing where nobody is in yet."""
    person = store.patient(db, circle.id)
    if person is None:
        return None
    found = facts.gather(db, circle, person, paper.lang, _days(paper), now)
    return Manuscript("report_page.typ", tuple(tries(found)), pages=PAGES)


def _days(paper: Paper) -> ranges.Days:
    first, last = (dt.date.fromisoformat(paper.about[end]) for end in ("first", "last"))
    visit = paper.about.get("visit")
    return ranges.Days(first, last, dt.date.fromisoformat(visit) if visit else None)


def tries(found: Facts) -> Iterator[Data]:
    """The report, ever shorter: in smaller type, then with less of what is long."""
    drawn = _chart(found)
    whole = _whole(found, WHOLE) | {"chart": drawn}
    if _letters(whole) <= MOST_LETTERS:
        yield from (whole | {"size": size} for size in SIZES)
    for shape in LESS:
        less = _whole(found, shape) | {"chart": drawn if shape.drawn else None}
        if _letters(less) <= MOST_LETTERS:
            yield less


def _letters(data: Data) -> int:
    """How many letters there are, about."""
    return sum(len(cell) for part in data["parts"] for row in part["rows"] for cell in row)


def _chart(found: Facts) -> Data | None:
    """The picture of the days, and the same in words for who can't see it."""
    if len(found.period.occasions) > MOST_DRAWN:
        return None
    return {
        "title": words.say(found.lang, "report.chart"),
        "drawn": chart.data(found.lang, found.period),
        "alt": described.described(found.lang, found.period),
    }


def _whole(found: Facts, shape: Shape) -> Data:
    lang, name = found.lang, found.name
    parts = [make(found, shape) for make in PARTS]
    first, last = (words.day_and_year(lang, day) for day in (found.period.first, found.period.last))
    return {
        "lang": lang,
        "size": shape.size,
        "title": words.say(lang, "report.title", name=name),
        "range": words.say(lang, "report.range", first=first, last=last),
        "visit": _visit(found),
        "head": list(_head(found)),
        "parts": [part.data(lang) for part in parts],
        # A row is torn apart only where it is very high.
        "torn": max((part.highest for part in parts), default=0) > HIGHEST,
        "blanks": report_plan.blanks(lang),
        "foot": words.say(lang, "report.foot", name=name, first=first, last=last),
    }


def _visit(found: Facts) -> str:
    if found.visit is None:
        return ""
    return words.say(found.lang, "report.visit", day=words.day_and_year(found.lang, found.visit))


def _head(found: Facts) -> Iterator[str]:
    """Who keeps the journal, who answered, and what it is not."""
    lang, name = found.lang, found.name
    if found.keeper:
        yield words.say(lang, "report.kept_for", keeper=found.keeper, name=name)
    else:
        yield words.say(lang, "report.kept", name=name)
    others = [one for one in found.others(found.period.occasions) if one != found.keeper]
    if others:
        yield words.say(
            lang, "report.others", names=several(lang, others, 3, "report.more_values"), name=name
        )
    if found.shared:
        yield words.say(lang, "report.shared")
    if found.since > found.period.first:
        yield words.say(lang, "report.began", day=words.day_and_year(lang, found.since))
    day = words.day_and_year(lang, found.made.date())
    yield words.say(lang, "report.made", day=day, time=words.clock(lang, found.made))
