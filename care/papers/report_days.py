"""The parts of a report that are about its days: what was said, and what wasn't."""

import datetime as dt
from collections.abc import Iterator, Sequence

from care import words
from care.papers import tally
from care.papers.facts import Facts
from care.papers.period import Occasion
from care.papers.shape import Section, Shape, counted, filled, section, several, table, whose
from care.papers.tally import Known, Quiet
from care.screens.notes import Noted
from care.screens.record import pain_words, recovery_words

# In this order they are told; what was asked and answered comes first.
RECOVERIES = (
    Known.OVER, Known.NOT_YET, Known.CANT_TELL, Known.NO_ANSWER, Known.NOT_ASKED, Known.OPEN,
    Known.UNPLANNED,
)  # fmt: skip
PAINS = (Known.NO_ANSWER, Known.NOT_ASKED, Known.OPEN, Known.UNPLANNED)


def questions(facts: Facts, shape: Shape) -> Section:
    """What the person wants to ask, in their words."""
    rows = [_noted(facts.lang, shape, one) for one in facts.questions]
    return _listed(facts, shape, "report.questions", "report.no_questions", rows)


def falls(facts: Facts, shape: Shape) -> Section:
    """Each fall that was told."""
    rows = [_noted(facts.lang, shape, one) for one in facts.falls]
    return _listed(facts, shape, "report.falls", "report.no_falls", rows)


def _listed(facts: Facts, shape: Shape, title: str, nothing: str, rows: list[list[str]]) -> Section:
    note = "" if rows else words.say(facts.lang, nothing)
    return section(words.say(facts.lang, title), rows, shape.rows, note=note)


def _noted(lang: str, shape: Shape, one: Noted) -> list[str]:
    on, at = words.short_day(lang, one.day), words.clock(lang, one.at)
    said = shape.cut(one.words or "")
    return [words.say(lang, "report.noted", day=on, time=at, said=said)]


def over(facts: Facts, shape: Shape) -> Section:
    """Each limit that was passed: what was said, the limit of that day, and whose it was."""
    rows = [row for one in facts.period.occasions for row in _over(facts, shape, one)]
    title = words.say(facts.lang, "report.over")
    if not rows:
        return Section(title, note=words.say(facts.lang, "report.nothing_over"))
    # The latest are what the visit is about.
    columns = {"day": 2, "routine": 4, "said": 5, "limit_then": 6}
    return table(facts.lang, title, columns, rows[::-1], shape.rows)


def _over(facts: Facts, shape: Shape, one: Occasion) -> Iterator[list[str]]:
    lang, plan = facts.lang, one.plan
    day, name = words.short_day(lang, one.day), _version(facts, shape, one)
    if one.over_recovery and one.record.recovery:
        by = whose(lang, plan.recovery_limit_word, "report.nobody")
        limit = words.say(lang, "report.limit_min", n=plan.recovery_limit, author=by)
        said = recovery_words(lang, one.record.recovery)
        yield [day, name, _by(facts, one, "recovery", said), limit]
    if one.over_pain:
        by = whose(lang, plan.pain_limit_word, "report.nobody")
        limit = words.say(lang, "report.limit_of_ten", n=plan.pain_limit, author=by)
        said = words.say(lang, "record.pain_only", n=pain_words(lang, one.record))
        yield [day, name, _by(facts, one, "pain", said), limit]


def _version(facts: Facts, shape: Shape, one: Occasion) -> str:
    name = shape.cut(one.routine.name)
    if one.session.lighter:
        return words.say(facts.lang, "journal.lighter", routine=name)
    return name


def _by(facts: Facts, one: Occasion, kind: str, said: str) -> str:
    """Marked, where somebody else said it."""
    other = facts.other(one, kind)
    return words.say(facts.lang, "report.said_by", said=said, name=other) if other else said


def by_routine(facts: Facts, shape: Shape) -> Section:
    """What was done, and recovery and pain as they were said: counts, nothing else."""
    title = words.say(facts.lang, "report.by_routine")
    found = [one for one in tally.rows(facts.period) if one.done or one.some or one.stopped]
    if not found:
        return Section(title, note=words.say(facts.lang, "report.nothing_done"))
    rows = [_tallied(facts, shape, one) for one in found]
    columns = {"routine": 4, "done": 3, "stopped": 3, "recovery": 6, "pain": 5}
    return table(facts.lang, title, columns, rows, shape.rows)


def _tallied(facts: Facts, shape: Shape, row: tally.Row) -> list[str]:
    lang = facts.lang
    lighter = words.say(lang, "report.lighter", n=row.lighter) if row.lighter else None
    some = words.say(lang, "report.some", n=row.some) if row.some else None
    those = [one for one in facts.period.done if one.routine.id == row.routine]
    others = counted(
        lang,
        [(words.say(lang, "report.by", name=name), n) for name, n in facts.others(those).items()],
    )
    return [
        shape.cut(row.name),
        filled(str(row.done), some, lighter, *others),
        _stopped(lang, row),
        filled(*_recoveries(lang, row)),
        filled(_pains(lang, shape, row), *_no_pains(lang, row)),
    ]


def _stopped(lang: str, row: tally.Row) -> str:
    total = sum(row.stopped.values())
    if not total:
        return "0"
    whys = [
        (words.say(lang, f"why.{why}") if why else words.say(lang, "report.no_reason"), n)
        for why, n in row.stopped.items()
    ]
    return filled(str(total), *counted(lang, whys))


def _recoveries(lang: str, row: tally.Row) -> Iterator[str]:
    within = row.recoveries[Known.WITHIN]
    if within and row.longest:
        time = words.duration(lang, row.longest.minutes)
        longest = words.say(lang, f"report.longest_{row.longest.known}", time=time)
        yield words.say(lang, "report.within", n=within, longest=longest)
    told = [(words.say(lang, f"report.known_{one}"), row.recoveries[one]) for one in RECOVERIES]
    yield from counted(lang, told)


def _pains(lang: str, shape: Shape, row: tally.Row) -> str:
    said = [
        words.say(lang, "report.times", pain=_span(lang, span), n=n)
        for span, n in sorted(row.pains.items())
    ]
    return several(lang, said, shape.days, "report.more_values")


def _span(lang: str, span: tuple[int, int]) -> str:
    low, high = span
    return str(low) if low == high else words.say(lang, "record.band", low=low, high=high)


def _no_pains(lang: str, row: tally.Row) -> Iterator[str]:
    told = [(words.say(lang, f"report.known_{one}"), row.no_pains[one]) for one in PAINS]
    yield from counted(lang, [(words.say(lang, "report.known_over"), row.pain_over), *told])


def quiet(facts: Facts, shape: Shape) -> Section:
    """All that wasn't done, each as what it is."""
    title = words.say(facts.lang, "report.quiet")
    found = tally.quiet(facts.period, facts.since)
    if not found:
        return Section(title, note=words.say(facts.lang, "report.no_quiet"))
    rows = [_silent(facts.lang, shape, one) for one in found]
    return table(facts.lang, title, {"what": 7, "routine": 5, "days": 7}, rows, shape.rows)


def _silent(lang: str, shape: Shape, one: Quiet) -> list[str]:
    names = [shape.cut(name) for name in one.routines]
    routines = several(lang, names, max(shape.lines, 2), "report.more_routines")
    what = words.say(lang, f"report.quiet_{one.kind}")
    every = words.say(lang, "report.all_routines")
    return [what, routines or every, days(lang, shape, one.days)]


def days(lang: str, shape: Shape, found: Sequence[dt.date]) -> str:
    """ "3 Nov to 5 Nov, 9 Nov", and how many days more."""
    spans = tally.runs(found)
    kept = spans[: shape.days]
    told = [_run(lang, *one) for one in kept]
    left = sum((last - first).days + 1 for first, last in spans[shape.days :])
    if left:
        told.append(words.say(lang, "report.more_days", n=left))
    return ", ".join(told)


def _run(lang: str, first: dt.date, last: dt.date) -> str:
    ends = [words.short_day(lang, day) for day in (first, last)]
    if first == last:
        return ends[0]
    return words.say(lang, "report.run", first=ends[0], last=ends[1])
