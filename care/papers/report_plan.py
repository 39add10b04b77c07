"""The parts of a report that are about the plan: its limits and whose they are, what it is now,
what was changed, and the blanks for the therapist's own.
"""

from collections.abc import Iterator
from dataclasses import replace

from care import plan, words
from care.papers.facts import Change, Facts
from care.papers.shape import COUNTS, DOSES, Section, Shape, filled, table, whose
from care.papers.typeset import Data
from care.plan import Exercise, Routine, Word
from care.screens import said
from care.screens.price import price_line

BLANKS = ("recovery", "pain", "effort", "lighter", "review", "name", "date")
# These are written about at length.
LONG = frozenset({"effort", "lighter"})
# A blank that stays one at the beginning of a line.
INDENT = "\u00a0"


def limits(facts: Facts, shape: Shape) -> Section:
    """What is in force, as it was written, and whose word each is."""
    title = words.say(facts.lang, "report.limits")
    rows = [
        *_whole(facts),
        *(row for one in facts.plan.routines for row in _own(facts, shape, one)),
    ]
    return table(facts.lang, title, {"limit": 5, "written": 7, "whose": 5}, rows, shape.rows)


def _whole(facts: Facts) -> Iterator[list[str]]:
    lang, found = facts.lang, facts.plan
    minutes = words.say(lang, "duration.minutes", n=found.recovery_limit)
    yield [
        words.say(lang, "report.limit_recovery"),
        minutes,
        whose(lang, found.recovery_limit_word, "report.nobody"),
    ]
    pain = words.say(lang, "report.none_set")
    if found.pain_limit is not None:
        pain = words.say(lang, "report.of_ten", n=found.pain_limit)
    by = whose(lang, found.pain_limit_word, "report.nobody") if found.pain_limit else ""
    yield [words.say(lang, "report.limit_pain"), pain, by]
    if found.reviewed:
        day = words.day_and_year(lang, found.reviewed.on)
        looked = words.say(lang, "report.reviewed_with", name=found.reviewed_with or "", day=day)
        yield [words.say(lang, "report.reviewed"), looked, whose(lang, found.reviewed)]
    if found.review_on:
        due = words.day_and_year(lang, found.review_on)
        yield [words.say(lang, "report.review"), due, ""]


def _own(facts: Facts, shape: Shape, one: Routine) -> Iterator[list[str]]:
    lang, name = facts.lang, shape.cut(one.name)
    found: list[tuple[str, str | None, Word | None]] = [
        ("report.limit_effort", one.effort_limit, one.effort_limit_word),
        ("report.limit_stop", one.stop_rule, one.stop_rule_word),
    ]
    if one.lighter:
        about = words.say(lang, "report.about", n=one.lighter.minutes)
        done = _exercises(lang, shape, one.lighter.exercises)
        found.append(("report.limit_lighter", f"{about} {done}", one.lighter.word))
    for key, text, word in found:
        if text:
            yield [words.say(lang, key, routine=name), shape.cut(text), whose(lang, word)]


def now(facts: Facts, shape: Shape) -> Section:
    """The plan in force, with its price."""
    lang, today = facts.lang, facts.made.date()
    title = words.say(lang, "report.plan")
    if not facts.plan.routines:
        return Section(title, note=words.say(lang, "report.no_plan"))
    rows = [_routine(facts, shape, one) for one in facts.plan.routines]
    price = price_line(lang, plan.price(facts.plan))
    waits = words.say(lang, "report.waits") if plan.waits_for_review(facts.plan, today) else ""
    columns = {"routine": 4, "when": 4, "minutes": 3, "exercises": 8}
    note = " ".join(filter(None, (price, waits)))
    return replace(table(lang, title, columns, rows, shape.rows), note=note)


def _routine(facts: Facts, shape: Shape, one: Routine) -> list[str]:
    lang, today = facts.lang, facts.made.date()
    when = [said.slot(lang, slot) for slot in one.slots]
    if one.helper_comes:
        when.append(words.say(lang, "report.helper_comes"))
    if one.paused_until and one.paused_until > today:
        when.append(words.say(lang, "plan.paused", day=words.short_day(lang, one.paused_until)))
    hands = words.say(lang, "report.hands", n=one.helper_minutes) if one.helper_minutes else None
    sheet = words.say(lang, "report.sheet") if one.pictures else None
    return [
        filled(shape.cut(one.name), shape.cut(one.purpose)),
        filled(*when[: max(shape.lines, 2)]) or words.say(lang, "report.no_time"),
        filled(str(one.minutes), hands),
        filled(_exercises(lang, shape, one.exercises), sheet),
    ]


def _exercises(lang: str, shape: Shape, found: tuple[Exercise, ...]) -> str:
    if shape.exercises >= COUNTS:
        return words.say(lang, "report.exercises", n=len(found))
    return "; ".join(_exercise(lang, shape, one) for one in found)


def _exercise(lang: str, shape: Shape, one: Exercise) -> str:
    key = "change.exercise" if one.dose and shape.exercises == DOSES else "change.exercise_plain"
    line = words.say(lang, key, name=shape.cut(one.name), dose=shape.cut(one.dose))
    return words.say(lang, "report.draft", exercise=line) if one.is_draft else line


def changed(facts: Facts, shape: Shape) -> Section:
    """Each change with what it was, who made it, and its price before and after."""
    title = words.say(facts.lang, "report.changes")
    if not facts.changes:
        return Section(title, note=words.say(facts.lang, "report.no_changes"))
    rows = [_change(facts.lang, shape, one) for one in facts.changes[::-1]]
    return table(facts.lang, title, {"day": 2, "whose": 4, "changed": 13}, rows, shape.changes)


def _change(lang: str, shape: Shape, one: Change) -> list[str]:
    who = shape.cut(one.author)
    if one.confirmed and one.confirmed != one.author:
        yes = shape.cut(one.confirmed)
        who = words.say(lang, "journal.confirmed", author=who, name=yes)
    left = len(one.lines) - shape.lines
    more = words.say(lang, "report.more_values", n=left) if left > 0 else None
    prices = None
    if one.was != one.price:
        both = {"before": price_line(lang, one.was), "after": price_line(lang, one.price)}
        prices = words.say(lang, "report.prices", **both)
    told = filled(*(_line(shape, line) for line in one.lines[: shape.lines]), more, prices)
    return [words.short_day(lang, one.day), who, told]


def _line(shape: Shape, line: str) -> str:
    """What belongs to the line above keeps its distance from the edge."""
    room = len(line) - len(line.lstrip())
    return INDENT * room + shape.cut(line)


def blanks(lang: str) -> Data:
    """What the therapist fills in by hand."""
    return {
        "title": words.say(lang, "report.blanks"),
        "lead": words.say(lang, "report.blanks_lead"),
        "fields": [
            {"label": words.say(lang, f"report.blank_{one}"), "long": one in LONG} for one in BLANKS
        ],
    }
