"""How much of everything a report holds: whatever there is, it is two pages at most.

It shrinks first, and then its lists grow shorter, each with an honest line of how many more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from care import fitting, words
from care.papers.typeset import Data

DOSES, NAMES, COUNTS = range(3)


@dataclass(frozen=True)
class Shape:
    """The size of its type (points), and the most of what it holds.

    `rows` of a table or a list, `days` as they stand in a row of it, `lines` of one change, `words`
    (UTF-16 units) of what somebody wrote; `exercises` with their doses, by name, or as a number;
    `drawn`: with the chart.
    """

    size: float
    rows: int = 999
    days: int = 999
    lines: int = 999
    words: int = 999
    exercises: int = DOSES
    drawn: bool = True

    def cut(self, text: str) -> str:
        """Somebody's words on one line, as far as there is room."""
        return fitting.cut(" ".join(text.split()), self.words)


SMALLEST = 8.0
SIZES = (10, 9.5, 9, 8.5, SMALLEST)
# What is left out first is what matters least, or is long; the last of these always fits.
LESS = (
    Shape(SMALLEST, rows=30, days=20, lines=8, words=300),
    Shape(SMALLEST, rows=20, days=12, lines=5, words=160),
    Shape(SMALLEST, rows=14, days=8, lines=3, words=120, exercises=NAMES),
    Shape(SMALLEST, rows=12, days=6, lines=2, words=80, exercises=COUNTS),
    Shape(SMALLEST, rows=8, days=5, lines=1, words=70, exercises=COUNTS),
    Shape(SMALLEST, rows=5, days=3, lines=1, words=50, exercises=COUNTS),
    Shape(SMALLEST, rows=3, days=2, lines=1, words=30, exercises=COUNTS),
    Shape(SMALLEST, rows=2, days=1, lines=1, words=20, exercises=COUNTS, drawn=False),
)
WHOLE = Shape(SIZES[0])
# More letters than this are never on two pages.
MOST_LETTERS = 30_000


@dataclass(frozen=True)
class Section:
    """One part of a report: a table where it has `heads`, else a list; `note` where it has none.

    `widths` share the line among the columns. `more`: how many rows there was no room for.
    """

    title: str
    note: str = ""
    heads: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    rows: list[list[str]] = field(default_factory=list)
    more: int = 0

    def data(self, lang: str) -> Data:
        """As the template takes it."""
        more = words.say(lang, "report.more_rows", n=self.more) if self.more else ""
        return {
            "title": self.title,
            "note": self.note,
            "heads": self.heads,
            "widths": self.widths,
            "rows": self.rows,
            "more": more,
        }


def section(shape: Shape, title: str, rows: Sequence[Any], **more: Any) -> Section:
    """As many rows as there is room for."""
    kept = rows[: shape.rows]
    return Section(title, rows=list(kept), more=len(rows) - len(kept), **more)


def several(lang: str, found: Iterable[str], most: int, key: str) -> str:
    """ "a, b, c"; beyond so many, the words of `key` with how many more."""
    told = list(found)
    if len(told) <= most:
        return ", ".join(told)
    return ", ".join([*told[:most], words.say(lang, key, n=len(told) - most)])


def filled(*lines: str | None) -> str:
    """The lines that there are, one below the other."""
    return "\n".join(line for line in lines if line)


def counted(lang: str, found: Iterable[tuple[str, int]]) -> Iterator[str]:
    """ "over the limit: 2", for each of which there are some."""
    for said, n in found:
        if n:
            yield words.say(lang, "report.count", what=said, n=n)
