"""Which signs can be printed: the fonts beside this have Latin, Cyrillic, Greek, Hebrew and Arabic
letters, and emoji. typst prints a box where none has one, and says nothing: we say it ourselves.
"""

import functools
import unicodedata
from pathlib import Path
from typing import Any

COVERED = Path(__file__).resolve().parent / "fonts" / "covered.txt"
# In the place of each sign that can't be printed.
UNKNOWN = "\u25fb"
LINES = frozenset("\n")
# They turn round what follows them, to the end of a line that may be ours.
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@functools.cache
def covered() -> frozenset[str]:
    """Every sign that the fonts have: tools/fonts.py writes the list with them."""
    found: set[str] = set()
    for line in COVERED.read_text().split():
        first, _, last = line.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


@functools.cache
def _kept() -> frozenset[str]:
    return covered() - TURNS | LINES


def printable(value: Any) -> Any:
    """The same value with every text in it as it can be printed."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {key: printable(one) for key, one in value.items()}
    return [printable(one) for one in value] if isinstance(value, list | tuple) else value


def text(said: str) -> str:
    """A text with a square in the place of each sign that no font has.

    What is only there to change its neighbour (an accent, a joiner) goes without one.
    """
    said = unicodedata.normalize("NFC", said)
    return "".join(one if one in _kept() else _instead(one) for one in said)


def _instead(one: str) -> str:
    category = unicodedata.category(one)
    if category == "Zs":
        return " "
    return "" if category[0] in "MC" else UNKNOWN
