"""The chart of a period: recovery and pain by session. For the journal's picture and the report.

What isn't known has no place on the scale: it is a sign below the line, and each of the silences
has its own. No line joins the sessions, nothing is averaged, and nothing says what it should be.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from care import rules, words
from care.kinds import Reason, State
from care.papers.period import Occasion, Period
from care.papers.typeset import Data
from care.plan import Word
from care.rules import Recovery
from care.screens import record

# What a session shows where no length is known, in the order in which it is explained.
CANT_TELL, NOT_YET, UNANSWERED, UNASKED = "cant_tell", "not_yet", "unanswered", "unasked"
NO_ANSWER, NOT_ASKED, NOT_DELIVERED = "no_answer", "not_asked", "not_delivered"
NOT_TODAY, OPEN = "not_today", "open"
MARKS = (
    CANT_TELL, NOT_YET, UNANSWERED, UNASKED, NOT_TODAY, NO_ANSWER, NOT_ASKED, NOT_DELIVERED, OPEN,
)  # fmt: skip
_SILENCES = {
    State.OPEN: OPEN,
    Reason.HELPER_COMES: OPEN,
    State.FINISHED: NO_ANSWER,
    State.NO_ANSWER: NO_ANSWER,
    State.NOT_DELIVERED: NOT_DELIVERED,
}
# How far a length reaches: up to there, to about there, beyond it.
AT_MOST, ABOUT, MORE = "at_most", "about", "more"
REACHES = {"within": AT_MOST, "about": ABOUT, "not_yet": MORE, "longer": MORE}
# A limit, and a later one from its day on.
LIMITS = {
    "recovery_limit": ("chart.limit", "chart.limit_from"),
    "pain_limit": ("chart.pain_limit", "chart.pain_limit_from"),
}
A_WEEK = 7


def data(lang: str, period: Period) -> Data:
    """All that the chart is drawn from (chart.typ), its words included."""
    sessions = [one for _, found in _by_day(period) for one in _sessions(period, found)]
    limits, pains = (list(_spans(lang, period, name)) for name in LIMITS)
    rests = sorted({_place(period, one) for one in period.occasions if one.rested})
    return {
        "days": len(period.days),
        "weeks": _weeks(lang, period),
        "rests": rests,
        "sessions": sessions,
        "limits": limits,
        "pain_limits": pains,
        "ticks": _ticks(sessions, limits),
        "recovery": words.say(lang, "chart.recovery"),
        "pain": words.say(lang, "chart.pain"),
        "nothing": None if sessions or rests else words.say(lang, "chart.nothing"),
        "legend": list(_legend(lang, period, sessions)),
    }


def mark(one: Occasion) -> str | None:
    """What is shown where no length is known: one of MARKS; nothing where one is, or a rest."""
    if one.record.happened:
        return _after_it(one)
    if one.rested:
        return None
    if one.record.outcome == rules.NOT_TODAY:
        return NOT_TODAY
    return next((sign for why, sign in _SILENCES.items() if why == one.silence), NOT_ASKED)


def _after_it(one: Occasion) -> str | None:
    found = one.record.recovery
    if found is None:
        told = one.record.said_by is not None
        if one.routine.asks != "both" or one.session.recovery_unasked or told:
            return UNASKED
        return OPEN if one.session.state == State.OPEN else UNANSWERED
    if found == Recovery("not_yet"):
        return NOT_YET
    return CANT_TELL if found.known == CANT_TELL else None


def _by_day(period: Period) -> Iterator[tuple[dt.date, list[Occasion]]]:
    """What is drawn of each day; a rest is drawn as the day's ground."""
    drawn = (one for one in period.by_day if one.record.happened or mark(one))
    for day, found in groupby(drawn, lambda one: one.day):
        yield day, list(found)


def _place(period: Period, one: Occasion) -> int:
    return (one.day - period.first).days


def _sessions(period: Period, found: list[Occasion]) -> Iterator[Data]:
    """The sessions of one day: their places side by side, what is known, what isn't."""
    done = [one for one in found if one.record.happened]
    for one in found:
        yield {
            "day": _place(period, one),
            "slot": done.index(one) if one in done else 0,
            "of": len(done),
            "length": _length(one),
            "pain": _pain(one),
            "mark": mark(one),
        }


def _length(one: Occasion) -> Data | None:
    found = one.record.recovery
    if not one.record.happened or found is None or mark(one):
        return None
    return {"reach": REACHES[found.known], "minutes": found.minutes, "over": one.over_recovery}


def _pain(one: Occasion) -> Data | None:
    record = one.record
    if not record.happened or not record.pain_said:
        return None
    return {"low": record.lowest_pain, "high": record.highest_pain, "over": one.over_pain}


def _spans(lang: str, period: Period, name: str) -> Iterator[Data]:
    """From which day to which a limit held, and whose it was, as the sessions' own plans tell."""
    runs = groupby(period.by_day, lambda one: _limit(one, name))
    starts = [(limit, _place(period, next(found))) for limit, found in runs]
    ends = [place for _, place in starts[1:]] + [len(period.days)]
    for n, ((limit, word), place) in enumerate(starts):
        if limit is not None:
            by = record.author(lang, word)
            yield {"from": place if n else 0, "to": ends[n], "limit": limit, "author": by}


def _limit(one: Occasion, name: str) -> tuple[int | None, Word | None]:
    return getattr(one.plan, name), getattr(one.plan, f"{name}_word")


def _weeks(lang: str, period: Period) -> list[Data]:
    count = len(period.days)
    step = A_WEEK * -(-count // (A_WEEK * 5)) if count > A_WEEK else max(1, -(-count // 4))
    places = range(0, count, step)
    return [{"at": n, "label": words.short_day(lang, period.days[n])} for n in places]


def _ticks(sessions: list[Data], limits: list[Data]) -> list[int]:
    """The minutes that are written beside the scale: its foot, the limit, and its head."""
    known = [one["length"]["minutes"] for one in sessions if one["length"]]
    limit = limits[-1]["limit"] if limits else 60
    most = max([2 * limit, *known, *(one["limit"] for one in limits)])
    return sorted({0, limit, -(-most // limit) * limit})


def _legend(lang: str, period: Period, sessions: list[Data]) -> Iterator[Data]:
    """What each sign means, of those that occur."""
    yield from _lengths(lang, sessions)
    yield from (_explained(lang, one) for one in _pains(sessions))
    if any(one.rested for one in period.occasions):
        yield _explained(lang, "rest")
    found = {one["mark"] for one in sessions}
    yield from (_explained(lang, one) for one in MARKS if one in found)
    for said in limit_lines(lang, period):
        yield {"sign": "limit", "words": said, "over": False, "wide": True}


def _lengths(lang: str, sessions: list[Data]) -> Iterator[Data]:
    """Each reach as it is drawn: where all of a reach are over the limit, hatched."""
    lengths = [one["length"] for one in sessions if one["length"]]
    for reach in (AT_MOST, ABOUT, MORE):
        found = [one["over"] for one in lengths if one["reach"] == reach]
        if found:
            yield _explained(lang, reach) | {"over": all(found)}
    if any(one["over"] for one in lengths):
        yield _explained(lang, "over")


def _pains(sessions: list[Data]) -> Iterator[str]:
    pains = [one["pain"] for one in sessions if one["pain"]]
    if any(one["low"] != one["high"] for one in pains):
        yield "band"
    if any(one["over"] for one in pains):
        yield "over_pain"


def _explained(lang: str, sign: str) -> Data:
    said = words.say(lang, f"chart.sign_{sign}")
    return {"sign": sign, "words": said, "over": False, "wide": False}


def limit_lines(lang: str, period: Period) -> Iterator[str]:
    """Each limit and whose it is; where it was changed, with the day from which it held."""
    for name, (key, later) in LIMITS.items():
        spans = list(_spans(lang, period, name))
        said = [words.say(lang, key, **one) for one in spans[:1]]
        for one in spans[1:]:
            day = words.short_day(lang, period.days[one["from"]])
            said.append(words.say(lang, later, day=day, **one))
        if said:
            yield ", ".join(said)
