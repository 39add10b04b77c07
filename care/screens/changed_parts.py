"""What would change within one routine, in words."""

from collections.abc import Iterator, Sequence
from typing import Any

from care import words
from care.plan import Exercise, Lighter, Routine, Slot
from care.screens import said
from care.screens.record import author

RULES = ("effort_limit", "stop_rule")


def new(lang: str, one: Routine) -> Iterator[str]:
    """A routine that wasn't there: how long, when, what."""
    yield words.say(lang, "change.new", name=one.name, n=one.minutes)
    yield from (words.say(lang, "change.within", what=line) for line in _all(lang, one))


def _all(lang: str, one: Routine) -> Iterator[str]:
    if one.helper_minutes:
        yield words.say(lang, "change.hands", n=one.helper_minutes)
    if one.helper_comes:
        yield words.say(lang, "change.helper_comes")
    yield from (said.at(lang, slot) for slot in one.slots)
    if not one.slots and not one.helper_comes:
        yield words.say(lang, "change.no_time")
    yield from (exercise(lang, each) for each in one.exercises)
    blank = one.model_copy(update=dict.fromkeys((*RULES, "lighter", "paused_until")))
    yield from _own(lang, blank, one)


def changed(lang: str, was: Routine, now: Routine) -> Iterator[str]:
    """What of a routine is another than before."""
    if was.name != now.name:
        yield words.say(lang, "change.name", name=now.name)
    if was.purpose != now.purpose:
        key = "change.purpose" if now.purpose else "change.no_purpose"
        yield words.say(lang, key, text=now.purpose)
    if was.minutes != now.minutes:
        yield words.say(lang, "change.minutes", n=now.minutes, was=was.minutes)
    if was.helper_minutes != now.helper_minutes:
        key = "change.hands" if now.helper_minutes else "change.no_hands"
        yield words.say(lang, key, n=now.helper_minutes)
    if was.helper_comes != now.helper_comes:
        yield words.say(lang, "change.helper_comes" if now.helper_comes else "change.prompts")
    yield from _slots(lang, was.slots, now)
    yield from exercises(lang, was.exercises, now.exercises)
    yield from _own(lang, was, now)
    if was.asks != now.asks:
        yield words.say(lang, f"change.asks_{now.asks}")
    if was.pictures != now.pictures:
        yield words.say(lang, "change.pictures" if now.pictures else "change.no_pictures")


def _own(lang: str, was: Routine, now: Routine) -> Iterator[str]:
    """Its limits, its lighter version, its pause."""
    for name in RULES:
        text = getattr(now, name)
        if getattr(was, name) != text:
            by = author(lang, getattr(now, f"{name}_word"))
            key = f"change.{name}" if text else f"change.no_{name}"
            yield words.say(lang, key, text=text, author=by)
    yield from _lighter(lang, was.lighter, now.lighter)
    if was.paused_until != now.paused_until:
        key = "change.paused" if now.paused_until else "change.not_paused"
        day = words.day_and_year(lang, now.paused_until) if now.paused_until else ""
        yield words.say(lang, key, day=day)


def _lighter(lang: str, was: Lighter | None, now: Lighter | None) -> Iterator[str]:
    if now is None:
        if was is not None:
            yield words.say(lang, "change.no_lighter")
        return
    if was is None or was.minutes != now.minutes:
        yield words.say(lang, "change.lighter", n=now.minutes)
    if was is not None and was.helper_minutes != now.helper_minutes:
        yield words.say(lang, "change.lighter_hands", n=now.helper_minutes)
    for line in exercises(lang, was.exercises if was else (), now.exercises):
        yield words.say(lang, "change.in_lighter", what=line)


def _slots(lang: str, was: Sequence[Slot], routine: Routine) -> Iterator[str]:
    now = routine.slots
    known, held = {one.id: one for one in was}, {one.id for one in now}
    for slot in was:
        if slot.id not in held:
            key = "change.no_slot" if now or routine.helper_comes else "change.last_slot"
            yield words.say(lang, key, at=said.at(lang, slot))
    for slot in now:
        before = known.get(slot.id)
        if before is None:
            key = "change.slot" if was else "change.first_slot"
            yield words.say(lang, key, at=said.at(lang, slot))
        elif before != slot:
            yield words.say(lang, "change.moved", at=said.at(lang, slot), was=said.at(lang, before))


def exercise(lang: str, one: Exercise) -> str:
    """An exercise with its dose, and whether it waits for a therapist's yes."""
    key = "change.exercise" if one.dose else "change.exercise_plain"
    line = words.say(lang, key, name=one.name, dose=one.dose)
    return words.say(lang, "change.draft", exercise=line) if one.is_draft else line


def exercises(lang: str, was: Sequence[Exercise], now: Sequence[Exercise]) -> Iterator[str]:
    """New ones, those that go, those that are another; and another order of the same."""
    known, held = {one.id: one for one in was}, {one.id for one in now}
    for one in was:
        if one.id not in held:
            yield words.say(lang, "change.exercise_out", name=one.name)
    for one in now:
        before = known.get(one.id)
        if before is None:
            yield words.say(lang, "change.exercise_new", exercise=exercise(lang, one))
        else:
            yield from _exercise(lang, before, one)
    if moved(was, now):
        yield words.say(lang, "change.exercise_order")


def _exercise(lang: str, was: Exercise, now: Exercise) -> Iterator[str]:
    yield from _said(lang, was, now)
    if was.kind != now.kind:
        kind = said.kind(lang, now.kind)
        yield words.say(lang, "change.exercise_kind", name=now.name, kind=kind)
    if was.how != now.how:
        key = "change.exercise_how" if now.how else "change.exercise_no_how"
        yield words.say(lang, key, name=now.name, text=now.how)
    if was.picture != now.picture:
        key = "change.exercise_picture" if now.picture else "change.exercise_no_picture"
        yield words.say(lang, key, name=now.name)
    if was.yes != now.yes and now.yes:
        yield words.say(lang, "change.yes", name=now.name, author=author(lang, now.yes))


def _said(lang: str, was: Exercise, now: Exercise) -> Iterator[str]:
    """Another name or dose; or that it waits for a yes from now on."""
    if (was.name, was.dose) == (now.name, now.dose):
        if now.is_draft and not was.is_draft:
            yield exercise(lang, now)
        return
    alone = (was.name, was.is_draft) == (now.name, now.is_draft) and was.dose and now.dose
    before = was.dose if alone else exercise(lang, was)
    yield words.say(lang, "change.exercise_was", exercise=exercise(lang, now), was=before)


def moved(was: Sequence[Any], now: Sequence[Any]) -> bool:
    """Whether what is in both stands in another order."""
    both = {one.id for one in was} & {one.id for one in now}
    first = [one.id for one in was if one.id in both]
    return first != [one.id for one in now if one.id in both]
