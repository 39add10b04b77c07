"""Times, dates and labels that people type. What isn't surely understood is not guessed."""

import datetime as dt
import re
from collections.abc import Callable, Mapping

from babel import Locale

from care import times, wording
from care.grammar import GRAMMARS

TIME = re.compile(r"(?:at\s+)?(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*h?\s*(am|pm|a\.m\.|p\.m\.)?")
# How far away a date may be, and one without a year: never one just gone by (days).
FARTHEST, SURELY_NEXT = 366, 300
# Which way from today.
AHEAD, BACK = 1, -1

Groups = Mapping[str, str | None]
Near = Callable[[int, int, str | None, dt.date], dt.date | None]


def time(text: str, lang: str = "en") -> dt.time | None:
    """A wall time: "9", "9:30", "9.30", "21h", "9h30", "7 pm", and in words. Else nothing.

    "half past nine", "nine thirty", "quarter to nine", "nine o'clock", "noon". Never "half nine",
    9:30 to some and 8:30 to others, nor "ten to twelve", 11:50 or from ten to twelve.
    """
    found = TIME.fullmatch(text.strip().lower()) or TIME.fullmatch(text.strip().lower().rstrip("."))
    if not found:
        return _time_in_words(text, lang)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _time_in_words(text: str, lang: str) -> dt.time | None:
    groups = _match(text, lang, GRAMMARS[lang].times if lang in GRAMMARS else ())
    if name := groups.get("name"):
        return dt.time.fromisoformat(GRAMMARS[lang].named_times[name])
    hour = _hour(int(groups.get("h") or 24), groups.get("part"), lang)
    if hour is None:
        return None
    fractions = GRAMMARS[lang].fractions
    after, before = (groups.get(name) or "0" for name in ("m", "to"))
    minutes = hour * 60 + (fractions.get(after) or int(after))
    hours, minute = divmod(minutes - (fractions.get(before) or int(before)), 60)
    return dt.time(hours % 24, minute)


def _hour(hour: int, part: str | None, lang: str) -> int | None:
    """The hour of 24, by the part of the day that was said with it."""
    if part is None:
        return hour if hour < 24 else None
    first, last, more = GRAMMARS[lang].parts[part.replace(".", "")]
    return hour % 12 + more if first <= hour <= last else None


def date(text: str, today: dt.date, lang: str = "en") -> dt.date | None:
    """A day after today, at most 366 days ahead: "tomorrow", "Friday", "5 Dec", "in 3 days".

    Nothing where two days could be meant: "5/12", "next Friday", "Sunday" on a Sunday.
    """
    groups = _match(text, lang, GRAMMARS[lang].dates if lang in GRAMMARS else ())
    found = _day(groups, today, lang, AHEAD)
    return found if found and 1 <= (found - today).days <= FARTHEST else None


def past(text: str, today: dt.date, lang: str = "en") -> dt.date | None:
    """Today or a day before it, at most 366 days back: "yesterday", "Friday", "3 Nov".

    Nothing where two days could be meant: "5/12", "last Friday", "Sunday" on a Sunday.
    """
    groups = _match(text, lang, GRAMMARS[lang].past if lang in GRAMMARS else ())
    found = _day(groups, today, lang, BACK)
    return found if found and 0 <= (today - found).days <= FARTHEST else None


def _day(groups: Groups, today: dt.date, lang: str, way: int) -> dt.date | None:
    """The day that was said, AHEAD or BACK from today; nothing where there is none."""
    try:
        return _said_day(groups, today, lang, way) if groups else None
    except ValueError:  # 30 February
        return None


def _said_day(groups: Groups, today: dt.date, lang: str, way: int) -> dt.date | None:
    near = _next if way == AHEAD else _last
    if name := groups.get("name"):
        return today + dt.timedelta(days=GRAMMARS[lang].named_days[name])
    if unit := groups.get("unit"):
        count = groups["n"] or ""
        many = int(count) if count.isdecimal() else 1
        return today + way * dt.timedelta(days=GRAMMARS[lang].units[unit] * many)
    if groups.get("a"):
        return _either_order(groups, today, near)
    if groups.get("day"):
        return _day_of_month(groups, today, lang, near)
    weekday = _named(groups.get("weekday"), Locale(lang).days)
    days = 0 if weekday is None else way * (weekday - today.weekday()) % 7
    return today + way * dt.timedelta(days=days) if days else None


def _either_order(groups: Groups, today: dt.date, near: Near) -> dt.date | None:
    """Two numbers: a date where one can't be a month, or where both are the same."""
    day, month = sorted((int(groups["a"] or 0), int(groups["b"] or 0)), reverse=True)
    return near(day, month, groups["year"], today) if day > 12 or day == month else None


def _day_of_month(groups: Groups, today: dt.date, lang: str, near: Near) -> dt.date | None:
    name = groups["month"] or ""
    month = int(name) if name.isdecimal() else _named(name, Locale(lang).months)
    found = near(int(groups["day"] or 0), month or 0, groups["year"], today)
    weekday = groups.get("weekday")
    fits = weekday is None or (found and _named(weekday, Locale(lang).days) == found.weekday())
    return found if fits else None


def _next(day: int, month: int, year: str | None, today: dt.date) -> dt.date | None:
    """That day of that year, or the next one. Raises ValueError where there is none."""
    if year:
        return dt.date(int(year), month, day)
    later = dt.date(today.year, month, day)
    found = later if later > today else later.replace(year=today.year + 1)
    return found if (found - today).days <= SURELY_NEXT else None


def _last(day: int, month: int, year: str | None, today: dt.date) -> dt.date | None:
    """That day of that year, or the last one. Raises ValueError where there is none."""
    if year:
        return dt.date(int(year), month, day)
    this_year = dt.date(today.year, month, day)
    found = this_year if this_year <= today else this_year.replace(year=today.year - 1)
    return found if (today - found).days <= SURELY_NEXT else None


def _named(name: str | None, names: Mapping[str, Mapping[str, Mapping[int, str]]]) -> int | None:
    """The number of a month or a weekday, from at least three letters of its name."""
    full = names["format"]["wide"].items()
    found = [n for n, one in full if name and len(name) >= 3 and one.lower().startswith(name)]
    return found[0] if len(found) == 1 else None


def _match(text: str, lang: str, patterns: tuple[str, ...]) -> Groups:
    """The groups of the first pattern that the whole of a text matches; empty where none does."""
    said = wording.plain(text, lang)
    for pattern in patterns:
        if found := re.fullmatch(pattern, said, re.ASCII):
            return found.groupdict()
    return {}


def weekdays(text: str, lang: str = "en") -> tuple[str, ...]:
    """Days of the week, as plans name them: "Mon, Wed and Friday". None where more is said."""
    locale = Locale(lang)
    joins = _letters(locale.list_patterns["standard"]["end"])
    days = [_named(one, locale.days) for one in _letters(text) if one not in joins]
    found = {day for day in days if day is not None}
    return tuple(times.WEEKDAYS[day] for day in sorted(found)) if None not in days else ()


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def same(text: str, label: str) -> bool:
    """Whether somebody typed a button's label, give or take case, spaces and a full stop."""
    return _plain(text) == _plain(label) != ""


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s½]", " ", text.casefold()).split())
