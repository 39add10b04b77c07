"""A table as a spreadsheet opens it: UTF-8 with its mark, CRLF, and no cell that is a formula."""

import csv
from collections.abc import Iterable, Sequence
from typing import IO

# What makes a formula of a cell, or may once a program has trimmed it. The apostrophe is among them
# so that taking one away at the front gives back what was written, always.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
MARK = "\ufeff"


def cell(value: object) -> str:
    """A value as text: none is empty, a flag is yes or no; behind an apostrophe where need be."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return f"'{text}" if text.startswith(STARTS) or text.lstrip().startswith(STARTS) else text


def written(text: str) -> str:
    """What was written, from a cell's text."""
    return text.removeprefix("'")


def write(file: IO[str], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A whole table, under the names of its columns."""
    file.write(MARK)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) for value in row])
