"""Whose word the limits in a plan are, and when it is looked at again with the therapist.

A therapist's name stands only under what they confirmed here, or under what is on their
photographed sheet (product.md, What it must never do).
"""

import datetime as dt
from typing import Any

from care import edits, plan
from care.plan import ExerciseKind, Plan, Routine, Sheet, Word


def signed(before: Plan, after: Plan, word: Word) -> Plan:
    """Whose word each limit, stop rule and lighter version is: of what is new, this one's.

    What says the same as before keeps its word. A therapist's name can't be typed or come with a
    file: only a yes, a review or a sheet that was there before stays (product.md, The plan).
    """
    found = after.model_dump()
    for name in ("recovery_limit", "pain_limit"):
        found[f"{name}_word"] = _word(before, after, name, word)
    known = {one.id: one for one in before.routines if one.id}
    for one, made in zip(after.routines, found["routines"], strict=True):
        was = known.get(one.id)
        for name in ("effort_limit", "stop_rule"):
            made[f"{name}_word"] = _word(was, one, name, word)
        if one.lighter:
            made["lighter"]["word"] = _lighter_word(was, one, word)
    return Plan.model_validate(found)


def _word(before: Any, after: Any, name: str, word: Word) -> dict[str, Any] | None:
    value = getattr(after, name)
    if before is not None and getattr(before, name) == value:
        kept = getattr(before, f"{name}_word")
        return kept.model_dump() if kept else None
    return word.model_dump() if value is not None else None


def _lighter_word(was: Routine | None, now: Routine, word: Word) -> dict[str, Any]:
    if was and was.lighter and now.lighter:
        as_it_was = now.lighter.model_copy(update={"word": was.lighter.word})
        if as_it_was == was.lighter and was.lighter.word:
            return was.lighter.word.model_dump()
    return word.model_dump()


def claims_kept(before: Plan, after: Plan) -> Plan:
    """Only the yes, the review and the sheet's word that were there before: a file proves none.

    A yes is to an exercise of that name and kind: a file that makes another of it has none.
    """
    known = {e.id: e for r in before.routines for e in r.all_exercises() if e.id}

    def checked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for row in rows:
            was = known.get(row["id"])
            same = was is not None and (was.kind, was.name) == (row["kind"], row["name"])
            row["yes"] = was.yes.model_dump() if same and was and was.yes else None
        return rows

    found = edits.each_exercise(after, checked).model_dump()
    found["reviewed"] = before.reviewed.model_dump() if before.reviewed else None
    found["reviewed_with"] = before.reviewed_with
    for name in ("sheet", "page"):
        _sheets_word(found[name], getattr(before, name))
    return Plan.model_validate(found)


def _sheets_word(after: dict[str, Any] | None, before: Sheet | None) -> None:
    """The same pages have the word that they had; others, none."""
    if after is not None:
        same = before is not None and set(after["pictures"]) == set(before.pictures)
        word = before.word if before and same else None
        after["word"] = word.model_dump() if word else None


def with_review_date(before: Plan | None, after: Plan, today: dt.date) -> Plan:
    """With a review date, where nobody set one: in twelve weeks, with resistance in four.

    Resistance that comes new is looked at in four weeks at the latest; what waits for a review
    isn't brought back by another date (product.md, The plan).
    """
    resistance = after.has(ExerciseKind.RESISTANCE)
    waits = resistance and before is not None and plan.waits_for_review(before, today)
    if before and waits and after.reviewed == before.reviewed:
        return edits.set_plan(after, review_on=before.review_on)
    new = resistance and not (before and before.has(ExerciseKind.RESISTANCE))
    weeks = plan.REVIEW_RESISTANCE_AFTER if resistance else plan.REVIEW_AFTER
    latest = today + weeks
    if after.review_on is None or (new and after.review_on > latest):
        return edits.set_plan(after, review_on=latest)
    return after


def reviewed(before: Plan, word: Word, name: str) -> Plan:
    """Looked at with that therapist on the word's day: the next review is four or twelve weeks on.

    Only this brings resistance back that paused (product.md, The plan).
    """
    resistance = before.has(ExerciseKind.RESISTANCE)
    weeks = plan.REVIEW_RESISTANCE_AFTER if resistance else plan.REVIEW_AFTER
    return edits.set_plan(
        before, reviewed=word.model_dump(), reviewed_with=name, review_on=word.on + weeks
    )
