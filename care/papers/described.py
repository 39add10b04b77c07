"""The chart in words: what stands under the picture, and what is read out in its place.

From the same data as the drawing. Day by day where that fits; else what stands out, and between
what the rest lies. Nothing is counted and nothing averaged.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from care import fitting, words
from care.papers import chart
from care.papers.period import Occasion, Period


def described(lang: str, period: Period, most: int = fitting.LONGEST_CAPTION) -> str:
    """The period in at most so many UTF-16 units."""
    limits = (
        words.say(lang, "described.limit", limit=one) for one in chart.limit_lines(lang, period)
    )
    head = [_head(lang, period), *limits]
    for told in (_by_day(lang, period), _in_short(lang, period)):
        text = "\n".join([*head, *told])
        if fitting.units(text) <= most:
            return text
    return fitting.cut(text, most)


def title(lang: str, period: Period) -> str:
    """From which day to which."""
    return _days(lang, (period.first, period.last))


def _head(lang: str, period: Period) -> str:
    return words.say(lang, "described.head", title=title(lang, period))


def _by_day(lang: str, period: Period) -> list[str]:
    """Each day that has something, with all of it; days in a row with the same, together."""
    told = [(day, _day(lang, found)) for day, found in groupby(period.by_day, lambda one: one.day)]
    lines = []
    for (said, _), run in groupby(enumerate(told), lambda one: (one[1][1], _start(*one))):
        days = [day for _, (day, _) in run]
        if said:
            lines.append(words.say(lang, "described.day", day=_days(lang, days), told=said))
    return lines or [words.say(lang, "chart.nothing")]


def _start(place: int, told: tuple[dt.date, str]) -> dt.date:
    """The same for all days of an unbroken row."""
    return told[0] - dt.timedelta(days=place)


def _day(lang: str, found: Iterable[Occasion]) -> str:
    return "; ".join(dict.fromkeys(filter(None, (_session(lang, one) for one in found))))


def _days(lang: str, days: Sequence[dt.date]) -> str:
    first, last = (words.short_day(lang, day) for day in (days[0], days[-1]))
    return words.say(lang, "picture_of.title", first=first, last=last) if days[1:] else first


def _session(lang: str, one: Occasion) -> str:
    """One session as the chart shows it."""
    if one.rested and not one.record.happened:
        return words.say(lang, "chart.sign_rest")
    sign = chart.mark(one)
    told = [words.say(lang, f"chart.sign_{sign}")] if sign else [_length(lang, one)]
    if one.over_recovery:
        told.append(words.say(lang, "chart.sign_over"))
    if one.record.happened and one.record.pain_said:
        told.append(words.say(lang, "record.pain", n=_pain(lang, one)))
    if one.over_pain:
        told.append(words.say(lang, "chart.sign_over_pain"))
    return ", ".join(told)


def _length(lang: str, one: Occasion) -> str:
    found = one.record.recovery
    if found is None:
        return ""
    time = words.duration(lang, found.minutes)
    return words.say(lang, f"described.{chart.REACHES[found.known]}", time=time)


def _pain(lang: str, one: Occasion) -> str:
    low, high = one.record.lowest_pain, one.record.highest_pain
    return str(low) if low == high else words.say(lang, "record.band", low=low, high=high)


def _in_short(lang: str, period: Period) -> Iterator[str]:
    """What went over a limit, between what the others lie, the rests, what isn't known."""
    known = [one for one in period.done if one.record.recovery and not chart.mark(one)]
    over = [_on(lang, one, _length(lang, one)) for one in known if one.over_recovery]
    if over:
        yield words.say(lang, "described.over", told=", ".join(over))
    within = sorted((o for o in known if not o.over_recovery), key=_minutes)
    if within:
        ends = dict.fromkeys(_length(lang, one) for one in (within[0], within[-1]))
        yield words.say(lang, "described.others", told=_between(lang, list(ends)))
    yield from _pains(lang, period)
    rests = sorted({one.day for one in period.occasions if one.rested})
    if rests:
        rows = groupby(enumerate(rests), lambda one: one[1] - dt.timedelta(days=one[0]))
        days = [_days(lang, [day for _, day in run]) for _, run in rows]
        yield words.say(lang, "described.rests", days=", ".join(days))
    signs = {chart.mark(one) for one in period.occasions}
    unknown = [words.say(lang, f"chart.sign_{one}") for one in chart.MARKS if one in signs]
    if unknown:
        yield words.say(lang, "described.unknown", told="; ".join(unknown))


def _minutes(one: Occasion) -> int:
    return one.record.recovery.minutes if one.record.recovery else 0


def _on(lang: str, one: Occasion, told: str) -> str:
    return words.say(lang, "described.on", day=words.short_day(lang, one.day), told=told)


def _between(lang: str, ends: list[str]) -> str:
    if len(ends) == 1:
        return ends[0]
    return words.say(lang, "described.between", low=ends[0], high=ends[-1])


def _pains(lang: str, period: Period) -> Iterator[str]:
    said = [one.record for one in period.done if one.record.pain_said]
    if said:
        low = min(one.lowest_pain or 0 for one in said)
        high = max(one.highest_pain or 0 for one in said)
        ends = list(dict.fromkeys((str(low), str(high))))
        yield words.say(lang, "described.pain", told=_between(lang, ends))
    over = [_on(lang, one, _pain(lang, one)) for one in period.done if one.over_pain]
    if over:
        yield words.say(lang, "described.over_pain", told=", ".join(over))
