"""The plan as one readable card. What doesn't fit into a message is left out step by step: how an
exercise is done, doses, names, at last all but the routines' names.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from care import fields, fitting, plan, words
from care.plan import Plan, Routine
from care.screens import limits, said
from care.screens.price import price_line
from care.screens.record import author

FULL, WITHOUT_HOW, NAMES, COUNTS, ROUTINES = range(5)


@dataclass(frozen=True)
class Head:
    """Whose plan it is (None: the reader's own; "": theirs who isn't here yet), who wrote it and
    who said yes, when.

    `changed`: what is shown are the reader's own changes, which nobody has put in force;
    `proposed`: somebody else's. `therapist`: the reader is one. `stands_in`: they speak for whose
    it is.
    """

    whose: str | None
    author: str
    written: dt.date
    confirmed: str | None
    confirmed_on: dt.date | None
    changed: bool = False
    proposed: bool = False
    therapist: bool = False
    stands_in: bool = False

    @property
    def decides(self) -> bool:
        """Whether the reader says yes to it."""
        return self.whose is None or self.stands_in


def text(lang: str, head: Head, found: Plan, today: dt.date) -> str:
    """The whole card."""
    top, foot = "\n".join(_head(lang, head)), "\n".join(_foot(lang, found, today))
    return fit(
        "\n\n".join([top, *(block(lang, one, today, level) for one in found.routines), foot])
        for level in range(FULL, ROUTINES + 1)
    )


def fit(shorter: Iterator[str], most: int = fitting.LONGEST) -> str:
    """The first of ever shorter texts that fits into a message."""
    found = ""
    for found in shorter:
        if fitting.units(found) <= most:
            return found
    return fitting.cut(found, most)


def block(lang: str, one: Routine, today: dt.date, level: int = FULL) -> str:
    """One routine: its times and days in words, its exercises with their doses, its limits."""
    if level >= ROUTINES:
        return one.name
    title = said.title(lang, one, one.minutes) if level < NAMES else one.name
    lines = [title, *_times(lang, one, today)]
    lines += _exercises(lang, one, level)
    if level < NAMES:
        lines += said.hands(lang, one)
    if level < COUNTS:
        lines += lighter(lang, one)
    return "\n".join([*lines, *(own_words(lang, one) if level < WITHOUT_HOW else [])])


def _times(lang: str, one: Routine, today: dt.date) -> list[str]:
    lines = [said.slot(lang, slot) for slot in one.slots]
    if one.helper_comes:
        lines.append(words.say(lang, "plan.helper_comes"))
    lines += [words.say(lang, f"plan.lacks_{what}") for what in fields.lacks(one)]
    if one.pictures:
        lines.append(words.say(lang, "consent.sheet"))
    if plan.is_draft(one):
        lines.append(words.say(lang, "plan.all_draft"))
    if one.paused_until and one.paused_until > today:
        until = said.day(lang, one.paused_until, today)
        lines.append(words.say(lang, "plan.paused", day=until))
    return lines


def _exercises(lang: str, one: Routine, level: int) -> list[str]:
    if level >= COUNTS:
        count = len(one.exercises)
        return [words.say(lang, "plan.count", n=count)] if count else []
    lines = []
    for each in one.exercises:
        shown = each.model_copy(update={"dose": ""}) if level >= NAMES else each
        lines.append(said.exercise(lang, shown))
        if each.how and level == FULL:
            lines.append(each.how)
    return lines


def lighter(lang: str, one: Routine) -> list[str]:
    """That there is a lighter version, about how long it takes, and whose word it is."""
    if one.lighter is None:
        return []
    line = words.say(lang, "plan.lighter", n=one.lighter.minutes)
    return [said.written(lang, "plan.line", line, one.lighter.word)]


def own_words(lang: str, one: Routine) -> list[str]:
    """The effort limit and the stop rule as they were written, and whose words they are."""
    found = []
    if one.effort_limit:
        found.append(said.written(lang, "plan.effort", one.effort_limit, one.effort_limit_word))
    if one.stop_rule:
        found.append(said.written(lang, "plan.stop", one.stop_rule, one.stop_rule_word))
    return found


def _head(lang: str, head: Head) -> list[str]:
    key = "plan.whose" if head.whose else "plan.nobodys"
    lines = [words.say(lang, "plan.yours" if head.whose is None else key, name=head.whose)]
    on = words.short_day(lang, head.written)
    by = words.say(lang, "plan.written", name=head.author, day=on)
    if head.confirmed and head.confirmed_on and head.confirmed != head.author:
        day = words.short_day(lang, head.confirmed_on)
        by = words.say(lang, "plan.confirmed", by=by, name=head.confirmed, day=day)
    lines.append(by)
    if head.proposed:
        lines.append(words.say(lang, "plan.proposed"))
    return [*lines, words.say(lang, "plan.changed")] if head.changed else lines


def _foot(lang: str, found: Plan, today: dt.date) -> list[str]:
    lines = [*limits.lines(lang, found), *dates(lang, found, today)]
    if found.clinic:
        lines.append(words.say(lang, "plan.clinic", text=found.clinic))
    cost = plan.price(found)
    return [*lines, price_line(lang, cost)] if cost.days else lines


def dates(lang: str, found: Plan, today: dt.date) -> list[str]:
    """When it was looked at with the therapist, when it is looked at next, what waits for that."""
    lines = []
    if found.reviewed and found.reviewed_with:
        by = author(lang, found.reviewed)
        lines.append(words.say(lang, "plan.reviewed", name=found.reviewed_with, author=by))
    if found.review_on:
        on = words.day_and_year(lang, found.review_on)
        lines.append(words.say(lang, "plan.review", day=on))
    if plan.waits_for_review(found, today):
        lines.append(words.say(lang, "review.wait"))
    return lines
