"""A plan's values in words: times and days, what a routine still lacks, whose word a line is."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from care import choices, fields, templates, times, words
from care.plan import Exercise, ExerciseKind, Routine, Slot, Word
from care.screens import exercises
from care.screens.record import author
from care.where import At


def weekday(lang: str, day: str) -> str:
    """The short name of a day of the week."""
    return words.short_weekday(lang, times.on_a(day))


def days(lang: str, on: tuple[str, ...]) -> str:
    """ "every day", "Mon to Fri", "Mon, Wed, Fri"."""
    if on == times.WEEKDAYS:
        return words.say(lang, "days.every")
    named = [weekday(lang, day) for day in on]
    place = times.WEEKDAYS.index(on[0])
    if len(on) > 2 and on == times.WEEKDAYS[place : place + len(on)]:
        return words.say(lang, "days.from_to", first=named[0], last=named[-1])
    return ", ".join(named)


def slot(lang: str, one: Slot) -> str:
    """On a line of its own: "9:00, every day"."""
    return words.say(lang, "plan.slot", time=words.clock(lang, one.at), days=days(lang, one.days))


def at(lang: str, one: Slot) -> str:
    """Within a sentence: "9:00 every day", "16:30 on Mon, Wed, Fri"."""
    key = "change.at_daily" if one.days == times.WEEKDAYS else "change.at"
    return words.say(lang, key, time=words.clock(lang, one.at), days=days(lang, one.days))


def day(lang: str, on: dt.date, today: dt.date) -> str:
    """A day, with its year where that isn't this one."""
    return (words.day if on.year == today.year else words.day_and_year)(lang, on)


def exercise(lang: str, one: Exercise) -> str:
    """One exercise with its dose; a draft says what it waits for."""
    line = exercises.short(lang, one)
    return words.say(lang, "plan.draft", line=line) if one.is_draft else line


def kind(lang: str, one: ExerciseKind) -> str:
    """What kind of exercise it is."""
    return words.say(lang, f"plan_value.kind_{one}")


def title(lang: str, one: Routine, minutes: int) -> str:
    """ "Morning stretch · about 10 min · to keep shoulders loose"."""
    key = "prompt.title" if one.purpose else "prompt.title_plain"
    return words.say(lang, key, routine=one.name, n=minutes, purpose=one.purpose)


def hands(lang: str, one: Any) -> list[str]:
    """How many of the minutes need a helper's hands."""
    n = one.helper_minutes
    return [words.say(lang, "plan.hands", n=n)] if n else []


def written(lang: str, key: str, text: str, word: Word | None) -> str:
    """Somebody's own words, with whose they are."""
    line = words.say(lang, key, text=text)
    return words.say(lang, "plan.by", line=line, author=author(lang, word)) if word else line


def _minutes(at: At, n: int) -> str:
    return words.duration(at.lang, n)


def _day(at: At, on: dt.date) -> str:
    return day(at.lang, on, at.today)


def _pain(at: At, n: int) -> str:
    return words.say(at.lang, "button.limit_pain", n=n)


def _back(at: At, on: dt.date) -> str:
    return words.say(at.lang, "plan_value.pause_until", day=_day(at, on))


def _days(at: At, on: tuple[str, ...]) -> str:
    """One day more or less is said as that."""
    held = set(getattr(at.thing, "days", ()))
    turned = held ^ set(on)
    if len(turned) != 1 or on in choices.PRESETS:
        return days(at.lang, on)
    key = "plan_value.with_day" if turned & set(on) else "plan_value.without_day"
    return words.say(at.lang, key, day=weekday(at.lang, *turned))


def _place(at: At, n: int) -> str:
    return words.say(at.lang, "plan_value.place", n=n, name=at.beside[n - 1].name)


def _template(at: At, key: str) -> str:
    found = templates.find(key)
    return found.name(at.lang) if found else key


def _partner(at: At, other: int) -> str:
    found = at.plan.routine(other)
    return words.say(at.lang, "plan_value.join", name=found.name if found else "")


_SAID: dict[str, Callable[[At, Any], str]] = {
    "min": _minutes,
    "limit": _minutes,
    "hands": _minutes,
    "pain": _pain,
    "review": _day,
    "pause": _back,
    "days": _days,
    "at": lambda at, one: words.clock(at.lang, one),
    "time": lambda at, one: words.clock(at.lang, one),
    "place": _place,
    "new": _template,
    "j": _partner,
}
# These have words for each of their values.
NAMED = ("comes", "asks", "gone", "start")


def value(at: At, field: fields.Field, one: Any) -> str:
    """A value of a setting, as it stands on its button."""
    code = fields.code(one)
    if field.key == "kind":
        return kind(at.lang, one)
    if field.key in NAMED:
        return words.say(at.lang, f"plan_value.{field.key}_{code}")
    if code == "none":
        key = field.key if field.key in ("pain", "pause", "picture") else "text"
        return words.say(at.lang, f"plan_value.{key}_none")
    if field.key == "hands" and not one:
        return words.say(at.lang, "plan_value.hands_none")
    return _SAID[field.key](at, one)


def now(at: At, field: fields.Field) -> str | None:
    """A setting as it is, where there is something to say."""
    one = field.value(at)
    if one in (None, "") or field.key in ("place", "picture"):
        return None
    if field.key == "days":
        return days(at.lang, one)
    return value(at, field, one) if field.key in (*_SAID, *NAMED, "kind") else str(one)
