"""The plan in hand, with the longest that can stand in it: names of emoji, from right to left."""

import datetime as dt
from collections.abc import Iterator

from care import fields
from care.plan import Exercise, ExerciseKind, Lighter, Plan, Routine, Slot, Word
from care.ports import Screen
from care.screens import editor
from care.screens.plan_card import Head
from care.where import At

EN, ROW = "en", 10**15 - 1
DAY = dt.date(2026, 11, 24)
# As long an id as there can be where a button shall still fit.
IDS = 10**9
EMOJI, WAVES = "🧘‍♀️🏽" * 16, "🏊" * 60
HEBREW = "תרגיל כתפיים בעדינות רבה מאוד פעמיים ביום " * 2
MARKS = "<b>_*[a](b)&amp;`~" * 5
NAMES = (EMOJI[:80], HEBREW[:80], MARKS[:80], "🦵" * 80)
WORD = Word(by="D" * 60, on=DAY)
HEAD = Head("Maximiliana " * 5, "S" * 64, DAY, "A" * 64, DAY, changed=True)


def exercise(number: int, **more: object) -> Exercise:
    """One with all of its fields full, of each kind in turn."""
    kinds = tuple(ExerciseKind)
    values: dict[str, object] = {
        "id": IDS + number,
        "name": NAMES[number % len(NAMES)],
        "dose": "d" * 200,
        "how": "h" * 400,
        "kind": kinds[number % len(kinds)],
        "picture": 1,
    }
    return Exercise.model_validate(values | more)


def routine(number: int, exercises: int, slots: int = 2, **more: object) -> Routine:
    """One with all of its fields full."""
    first = number * 100
    lighter = tuple(exercise(first + 50 + n) for n in range(min(exercises, 40)))
    values: dict[str, object] = {
        "id": IDS + number,
        "name": NAMES[number % len(NAMES)][:60],
        "purpose": "🦶" * 120,
        "minutes": 240,
        "helper_minutes": 240,
        "exercises": tuple(exercise(first + n) for n in range(exercises)),
        "slots": tuple(
            Slot(id=IDS + first + n, at=dt.time(6 + n), days=("mon", "wed", "sun"))
            for n in range(slots)
        ),
        "effort_limit": "e" * 300,
        "effort_limit_word": WORD,
        "stop_rule": "s" * 300,
        "stop_rule_word": WORD,
        "paused_until": dt.date(2027, 11, 24),
    }
    if lighter:
        values["lighter"] = Lighter(minutes=240, exercises=lighter, word=WORD)
    return Routine.model_validate(values | more)


def plan(routines: int, exercises: int) -> Plan:
    """So many routines, with so many exercises each."""
    return Plan(
        routines=tuple(routine(n, exercises) for n in range(routines)),
        recovery_limit=600,
        recovery_limit_word=WORD,
        pain_limit=10,
        pain_limit_word=WORD,
        review_on=DAY,
        reviewed=WORD,
        reviewed_with="🩺" * 60,
        clinic="☎️" * 100,
    )


PLANS = (
    plan(1, 1),
    plan(12, 5),
    plan(24, 40),
    Plan(routines=(routine(0, 40, 12), Routine(id=1, name="Empty", minutes=1))),
    Plan(routines=()),
)


def places(found: Plan) -> Iterator[str]:
    """The paths of all that can be before somebody; of many that are alike, some."""
    yield from ("", "p")
    for one in found.routines[:4]:
        yield from (f"{letter}{one.id}" for letter in "rmly")
        yield from (f"e{each.id}" for each in list(one.all_exercises())[-7:])
        yield from (f"s{slot.id}" for slot in one.slots[:1])


def screens(found: Plan, **more: object) -> Iterator[Screen]:
    """Each place of a plan, and each of its settings."""
    for path in places(found):
        at = At(found, DAY, EN).to(path)
        assert at, path
        keys = ["", *(field.key for field in fields.offered(at))]
        for key in keys:
            here = at.to(f"{path}:{key}" if key else path)
            assert here
            values: dict[str, object] = {"undo": IDS, **more}
            yield editor.screen(editor.Shows(here, ROW, HEAD, **values))  # type: ignore[arg-type] # what is under test


def editing() -> Iterator[Screen]:
    """The editor, in and out."""
    waiting = ((IDS, "S" * 64),)
    for found in PLANS:
        yield from screens(found, waiting=waiting, lead="It is back in the plan.")
    for names in (("n" * 80, None), ("n" * 80, "r" * 60)):
        yield editor.gone(EN, ROW, f"{IDS}:{IDS}", names)
