"""Where somebody lives, as far as their clock is concerned: what they type or share → a zone.

The table stays the bytes it was read as, and a question is a search through them: 34,000 cities
cost 4 MB this way and 28 MB as Python objects, for something asked once a person.
`tools/cities.py` makes the table and says what its columns are.
"""

import functools
import gzip
import re
import unicodedata
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parent / "data" / "cities.tsv.gz"

MOST = 6
# A namesake this many times smaller than the biggest is a village nobody meant.
DWARFED = 20
# The longest name in the table has under 70 letters; the rest is for region and country.
OCEANS_AND_CONTINENTS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia"}
    | {"Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
LONGEST = 200
# "Saint Vincent and the Grenadines" is five words long.
LONGEST_REGION = 5

COMMAS = re.compile("[,;()،、，]")
UMLAUTS = re.compile("([aou])e")
# Letters that Unicode doesn't take apart into a base and a mark; apostrophes join, and so does
# what follows a heart to make it red.
LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
    | dict.fromkeys("'`’‘ʻʼʿʾ´\N{VARIATION SELECTOR-16}", "")
)


@dataclass(frozen=True)
class Place:
    """A city and its clock. `country` is empty where a zone typed by its name has none (UTC)."""

    city: str
    country: str
    zone: str


class _Row(NamedTuple):
    place: Place
    state: str
    population: int
    own: bool  # found by the city's name itself, not by a name others have for it


class _Table(NamedTuple):
    regions: bytes
    cities: bytes
    lowered: bytes  # the same offsets as `cities`


def find(text: str) -> list[Place]:
    """The places that somebody may mean who types this as their city, most populous first.

    At most one for each zone and country, one alone where they share a zone, none where nothing
    is known by this name. "Paris, Texas" and "London Canada" narrow.
    """
    zone = _zone(text)
    if zone:
        return [zone]
    for rows in _readings(text[:LONGEST]):
        if rows:
            return _distinct(rows)
    return _zone_named(fold(text[:LONGEST]))


def at(latitude: float, longitude: float) -> str | None:
    """The IANA zone at this point of the earth, or None where there is none that we know."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    # Only who shares a location needs it, and it takes 37 MB.
    from tzfpy import get_tz  # noqa: PLC0415

    zone = get_tz(longitude, latitude)
    return zone if _loads(zone) else None


def fold(text: str) -> str:
    """What is left of a name when case, accents and punctuation don't count."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(map(_plain, plain.translate(LETTERS)))
    return " ".join(unicodedata.normalize("NFKC", letters).split())


def _plain(character: str) -> str:
    """Accents and joiners as nothing; what isn't part of a word, as Thai vowels are, a space."""
    category = unicodedata.category(character)
    if unicodedata.combining(character) or category == "Cf":
        return ""
    return character if category[0] in "LNM" else " "


def _readings(text: str) -> Iterator[list[_Row]]:
    """What the text may say, the likeliest first: a city, a city and its country, ..."""
    whole = fold(text)
    yield _likely(_named(whole))
    city, *regions = COMMAS.split(text)
    if any(fold(region) for region in regions):
        yield _narrowed(_named(fold(city)), [fold(region) for region in regions])
        return
    words = whole.split()
    for count in range(1, min(LONGEST_REGION, len(words) - 1) + 1):
        region = _region(" ".join(words[-count:]))
        yield [row for row in _named(" ".join(words[:-count])) if _within(row, region)]


def _narrowed(rows: list[_Row], regions: list[str]) -> list[_Row]:
    """The cities inside all these regions; a region that we don't know doesn't narrow.

    Nor are small ones left out then: who adds a region may well mean one of them.
    """
    known = [found for region in regions if (found := _region(region))]
    return [row for row in rows if all(_within(row, region) for region in known)]


def _within(row: _Row, region: set[tuple[str, str]]) -> bool:
    return not region.isdisjoint({(row.place.country, ""), (row.place.country, row.state)})


def _likely(rows: list[_Row]) -> list[_Row]:
    """Without those that a far bigger city of the same name puts in the shade.

    A city's own name yields only to the same own name: Roma in Lesotho isn't hidden by Rome.
    """
    biggest = max((row.population for row in rows), default=0)
    biggest_own = max((row.population for row in rows if row.own), default=0)
    return [
        row for row in rows if row.population * DWARFED >= (biggest_own if row.own else biggest)
    ]


def _distinct(rows: list[_Row]) -> list[Place]:
    first: dict[tuple[str, str], Place] = {}
    for row in sorted(rows, key=lambda row: -row.population):
        first.setdefault((row.place.zone, row.place.country), row.place)
    places = list(first.values())[:MOST]
    return places[:1] if len({place.zone for place in places}) == 1 else places


def _named(key: str) -> list[_Row]:
    """Every city of this name; "Goettingen" is tried as "Gottingen", as "Göttingen" folds."""
    bare = UMLAUTS.sub(r"\1", key)
    return _rows(key) or (_rows(bare) if bare != key else [])


def _rows(key: str) -> list[_Row]:
    if not key:
        return []
    name, lowered = key.encode(), _table().lowered
    own = {_line_at(lowered, i) for i in _hits(lowered, b"\n%b\t" % name, b"=%b|" % name)}
    other = {_line_at(lowered, i) for i in _hits(lowered, b"|%b|" % name)} - own
    return [_row(start, own=True) for start in sorted(own)] + [
        _row(start, own=False) for start in sorted(other)
    ]


def _hits(blob: bytes, *patterns: bytes) -> Iterator[int]:
    for pattern in patterns:
        i = blob.find(pattern)
        while i >= 0:
            yield i
            i = blob.find(pattern, i + 1)


def _line_at(blob: bytes, i: int) -> int:
    return blob.rfind(b"\n", 0, i + 1) + 1


def _row(start: int, own: bool) -> _Row:
    cities = _table().cities
    line = cities[start : cities.index(b"\n", start)].decode()
    city, country, state, population, zone, _ = line.split("\t")
    return _Row(Place(city, country, zone), state, int(population), own)


def _region(key: str) -> set[tuple[str, str]]:
    """The countries and states that go by this: "ca" is Canada and California."""
    blob, found = _table().regions, set()
    for i in _hits(blob, b"|%b|" % key.encode()):
        country, state, _ = blob[_line_at(blob, i) : i + 1].decode().split("\t")
        found.add((country, state))
    return found


def _zone(text: str) -> Place | None:
    """The place that an IANA zone's own name stands for."""
    name = "_".join(text[:LONGEST].split())
    zone = _zones().get(name.casefold()) if "/" in name or len(name) == 3 else None
    if zone is None:
        return None
    lines = _hits(_table().cities, b"\t%b\t" % zone.encode())
    rows = [_row(_line_at(_table().cities, i), own=True) for i in lines]
    country = max(rows, key=lambda row: row.population).place.country if rows else ""
    return Place(zone.rpartition("/")[2].replace("_", " "), country, zone)


def _zone_named(name: str) -> list[Place]:
    """A place too small for the table that has a zone of its own, such as Lord Howe Island."""
    name = name.removesuffix(" islands").removesuffix(" island")
    found = [z for z in _zones().values() if "/" in z and fold(z.rpartition("/")[2]) == name]
    ours = [zone for zone in sorted(found) if zone.partition("/")[0] in OCEANS_AND_CONTINENTS]
    return [place for zone in ours[:1] if name and (place := _zone(zone))]


@functools.cache
def _zones() -> dict[str, str]:
    """Zones by their folded names; of those without a continent only the world's own."""
    names = zoneinfo.available_timezones()
    return {name.casefold(): name for name in names if "/" in name or name in {"UTC", "GMT"}}


def _loads(zone: str) -> bool:
    try:
        zoneinfo.ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


@functools.cache
def _table() -> _Table:
    regions, _, cities = gzip.decompress(TABLE.read_bytes()).partition(b"\n\n")
    cities = b"\n" + cities
    return _Table(regions, cities, cities.lower())
