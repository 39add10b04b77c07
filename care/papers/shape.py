"""How much of everything a report holds: whatever there is, it is two pages at most.

It shrinks first, and then its lists grow shorter, each with an honest line of how many more.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from care import fitting, words
from care.papers.typeset import Data
from care.plan import Word
from care.screens.record import author

DOSES, NAMES, COUNTS = range(3)
# Letters on a line of a narrow column.
NARROW = 20
# It is not seen: what follows a name from right to left doesn't get into it.
LEFT_TO_RIGHT = "\u200e"


@dataclass(frozen=True)
class Shape:
    """The size of its type (points), and the most of what it holds.

    `rows` of a table or a list, `changes` of the plan, `lines` of one of them, `days` as they stand
    in a row, `words` (UTF-16 units) of what somebody wrote; `exercises` with their doses, by name,
    or as a number; `drawn`: with the chart.
    """

    size: float
    rows: int = 999
    changes: int = 999
    lines: int = 999
    days: int = 999
    words: int = 999
    exercises: int = DOSES
    drawn: bool = True

    def cut(self, text: str) -> str:
        """Somebody's words on one line, as far as there is room."""
        return upright(fitting.cut(" ".join(text.split()), self.words))


SMALLEST = 8.0
SIZES = (10, 9.5, 9, 8.5, SMALLEST)
# What is long, or matters least, is left out first; the last of these always fits.
LESS = (
    Shape(SMALLEST, changes=8, lines=8, words=400),
    Shape(SMALLEST, changes=6, lines=4, words=300),
    Shape(SMALLEST, changes=4, lines=2, words=200, days=20),
    Shape(SMALLEST, rows=30, changes=3, lines=2, words=160, days=12, exercises=NAMES),
    Shape(SMALLEST, rows=20, changes=3, lines=1, words=120, days=8, exercises=NAMES),
    Shape(SMALLEST, rows=15, changes=2, lines=1, words=80, days=6, exercises=COUNTS),
    Shape(SMALLEST, rows=12, changes=2, lines=1, words=60, days=5, exercises=COUNTS),
    Shape(SMALLEST, rows=8, changes=2, lines=1, words=60, days=5, exercises=COUNTS),
    Shape(SMALLEST, rows=5, changes=2, lines=1, words=50, days=3, exercises=COUNTS),
    Shape(SMALLEST, rows=3, changes=2, lines=1, words=30, days=2, exercises=COUNTS),
    Shape(SMALLEST, rows=2, changes=1, lines=1, words=20, days=1, exercises=COUNTS, drawn=False),
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

    @property
    def highest(self) -> int:
        """How many lines its highest row has, about."""
        return max((_lines(cell) for row in self.rows for cell in row), default=0)

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


def _lines(cell: str) -> int:
    """In a narrow column."""
    return sum(1 + len(line) // NARROW for line in cell.split("\n"))


def section(title: str, rows: Sequence[list[str]], most: int, **more: Any) -> Section:
    """At most so many rows."""
    kept = rows[:most]
    return Section(title, rows=list(kept), more=len(rows) - len(kept), **more)


def table(
    lang: str, title: str, columns: dict[str, int], rows: Sequence[list[str]], most: int
) -> Section:
    """At most so many rows under the heads of their columns; `columns`: each with its width."""
    heads = tuple(words.say(lang, f"report.head_{one}") for one in columns)
    return section(title, rows, most, heads=heads, widths=tuple(columns.values()))


def upright(text: str) -> str:
    """A text behind whose last letter the line goes on from left to right, whatever that is."""
    strong = [d for one in text if (d := unicodedata.bidirectional(one)) in ("L", "R", "AL")]
    return text + LEFT_TO_RIGHT if strong and strong[-1] != "L" else text


def whose(lang: str, word: Word | None, nobody: str = "limit.nobody") -> str:
    """Whose word it is, as everywhere (`record.author`)."""
    mine = word.model_copy(update={"by": upright(word.by)}) if word else None
    return author(lang, mine, nobody)


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
