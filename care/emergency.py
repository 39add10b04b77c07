"""Whom to call: the country of a time zone, and the number for a medical emergency there.

The table (care/data/emergency.tsv) holds only numbers that are surely right; where there is none,
nothing is guessed. Zones and countries are tzdata's own.
"""

import functools
from collections import Counter
from importlib import resources
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "emergency.tsv"


def number(country: str) -> str | None:
    """The number to call in a country (two letters, ISO 3166)."""
    return _numbers().get(country)


def country(zone: str) -> str | None:
    """The country of an IANA zone; of an older name for one, where that leaves no doubt."""
    found = _countries().get(zone)
    if found:
        return found
    meant = _names().get(zone, "")
    return _countries().get(meant) if _shared_by()[meant] == 1 else None


@functools.cache
def _numbers() -> dict[str, str]:
    return dict(line.split("\t") for line in TABLE.read_text().splitlines())


def _lines(name: str) -> list[str]:
    text = (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _table(name: str) -> list[list[str]]:
    return [line.split("\t") for line in _lines(f"{name}.tab")]


@functools.cache
def _countries() -> dict[str, str]:
    """A country, its coordinates, one zone of its own."""
    return {zone: code for code, _, zone, *_ in _table("zone")}


@functools.cache
def _names() -> dict[str, str]:
    """Other names and what they mean: "L Asia/Kolkata Asia/Calcutta"."""
    rows = (line.split() for line in _lines("tzdata.zi"))
    return {row[2]: row[1] for row in rows if row[:1] == ["L"]}


@functools.cache
def _shared_by() -> Counter[str]:
    """By how many countries a zone is shared."""
    return Counter({zone: len(codes.split(",")) for codes, _, zone, *_ in _table("zone1970")})
