"""Every word a person reads, by symbolic id, out of locales/.

The catalogues are gettext's, read once and compiled in memory; English is one of the languages.
The language is an argument: executors drop context variables.
"""

import datetime as dt
import functools
import gettext
import io
from pathlib import Path

from babel import Locale, UnknownLocaleError, dates
from babel.messages import mofile, pofile

FOLDER = Path(__file__).resolve().parent.parent / "locales"
ENGLISH = "en"


class MissingWordsError(KeyError):
    """A symbolic id without words in the catalogue: a defect of ours."""


@functools.cache
def languages() -> frozenset[str]:
    """The languages that have a catalogue."""
    return frozenset(path.stem for path in FOLDER.glob("*.po"))


def language(code: str | None) -> str:
    """The catalogue for a Telegram language code; English where there is none."""
    short = (code or ENGLISH).split("-")[0].lower()
    return short if short in languages() else ENGLISH


@functools.cache
def _catalogue(lang: str) -> gettext.GNUTranslations:
    with (FOLDER / f"{lang}.po").open("rb") as file:
        catalogue = pofile.read_po(file, locale=lang)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(lang: str, key: str, /, **values: object) -> str:
    """The words of `key`, with named values put in.

    Raises MissingWordsError for an id that the catalogue doesn't hold.
    """
    found = _catalogue(lang).gettext(key)
    if found == key:
        raise MissingWordsError(key)
    return found.format(**values)


def duration(lang: str, minutes: int) -> str:
    """About how long, in words: "35 min", "an hour", "1½ h", "2 h", "1 h 10 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return say(lang, "duration.minutes", n=minutes)
    if minutes == 60:
        return say(lang, "duration.hour")
    if rest == 30:
        return say(lang, "duration.half", n=hours)
    if rest:
        return say(lang, "duration.both", n=hours, m=rest)
    return say(lang, "duration.hours", n=hours)


@functools.cache
def _locale(lang: str) -> Locale:
    try:
        return Locale.parse("en_GB" if lang == ENGLISH else lang)
    except UnknownLocaleError:
        return Locale.parse("en_GB")


def day(lang: str, date: dt.date) -> str:
    """A day in full, without the year: "Tuesday 24 Nov"."""
    return dates.format_date(date, say(lang, "format.day"), locale=_locale(lang))


def day_and_year(lang: str, date: dt.date) -> str:
    """A day in full: "Tuesday 24 Nov 2026"."""
    return dates.format_date(date, say(lang, "format.day_and_year"), locale=_locale(lang))


def short_day(lang: str, date: dt.date) -> str:
    """A day, short: "24 Nov"."""
    return dates.format_date(date, say(lang, "format.short_day"), locale=_locale(lang))


def weekday(lang: str, date: dt.date) -> str:
    """The name of the day: "Tuesday"."""
    return dates.format_date(date, "EEEE", locale=_locale(lang))


def short_weekday(lang: str, date: dt.date) -> str:
    """The name of the day, short: "Tue"."""
    return dates.format_date(date, "EEE", locale=_locale(lang))


def country(lang: str, code: str) -> str:
    """The name of a country (two letters, ISO 3166); the letters where it has none."""
    return str(_locale(lang).territories.get(code, code))


def clock(lang: str, at: dt.time | dt.datetime) -> str:
    """A wall time: "8:00"."""
    return say(lang, "format.clock", hour=at.hour, minute=f"{at.minute:02}")
