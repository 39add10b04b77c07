"""What would change between two plans, in words: a line for each thing, the limits first."""

import itertools
from collections.abc import Iterator

from care import fitting, words
from care.plan import Plan
from care.screens import changed_parts as parts
from care.screens.record import author

LONGEST_MORE = 60
LIMITS = ("recovery_limit", "pain_limit")


def lines(lang: str, before: Plan, after: Plan) -> list[str]:
    """Each change; what has an id is told from before to after by it."""
    return [*_whole(lang, before, after), *_routines(lang, before, after)]


def fitted(lang: str, found: list[str], most: int) -> str:
    """Those lines in at most so many UTF-16 units; how many more there are, where some are cut."""
    if sum(_sizes(found)) <= most + 1:
        return "\n".join(found)
    room = most - LONGEST_MORE
    kept = list(itertools.takewhile(lambda used: used <= room, itertools.accumulate(_sizes(found))))
    more = words.say(lang, "change.more", n=len(found) - len(kept))
    return fitting.cut("\n".join([*found[: len(kept)], more]), most)


def _sizes(found: list[str]) -> Iterator[int]:
    return (fitting.units(line) + 1 for line in found)


def _whole(lang: str, before: Plan, after: Plan) -> Iterator[str]:
    """The limits, the review, the clinic, the sheet."""
    for name in LIMITS:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            by = author(lang, getattr(after, f"{name}_word"))
            key = f"change.{name}" if now else "change.no_pain_limit"
            yield words.say(lang, key, n=now, was=was or words.say(lang, "change.none"), author=by)
    if after.reviewed != before.reviewed and after.reviewed:
        day = words.day_and_year(lang, after.reviewed.on)
        yield words.say(lang, "change.reviewed", name=after.reviewed_with or "", day=day)
    if after.review_on != before.review_on:
        key = "change.review_on" if after.review_on else "change.no_review_on"
        day = words.day_and_year(lang, after.review_on) if after.review_on else ""
        yield words.say(lang, key, day=day)
    if after.clinic != before.clinic:
        yield words.say(
            lang, "change.clinic" if after.clinic else "change.no_clinic", text=after.clinic
        )
    if after.sheet != before.sheet:
        yield words.say(lang, "change.sheet" if after.sheet else "change.no_sheet")
    if after.page != before.page:
        yield words.say(lang, "change.page" if after.page else "change.no_page")


def _routines(lang: str, before: Plan, after: Plan) -> Iterator[str]:
    for was in before.routines:
        if after.routine(was.id) is None:
            yield words.say(lang, "change.out", name=was.name)
    for now in after.routines:
        known = before.routine(now.id) if now.id else None
        if known is None:
            yield from parts.new(lang, now)
        else:
            for line in parts.changed(lang, known, now):
                yield words.say(lang, "change.of", name=known.name, what=line)
    if parts.moved(before.routines, after.routines):
        yield words.say(lang, "change.order")
