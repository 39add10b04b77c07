"""Which days a report is about, as people write it."""

import datetime as dt

import pytest

from care import ranges
from care.ranges import Days

# A Tuesday.
TODAY = dt.date(2026, 11, 24)
USUAL = dt.date(2026, 10, 28)


def NOV(day: int) -> dt.date:  # noqa: N802  reads as the month it is
    return dt.date(2026, 11, day)


@pytest.mark.parametrize(
    ("text", "first", "last", "visit"),
    [
        ("visit on Tuesday", USUAL, NOV(24), NOV(24)),
        ("visit on Wednesday", USUAL, NOV(24), NOV(25)),
        ("visit tomorrow", USUAL, NOV(24), NOV(25)),
        ("1 Nov - 20 Nov", NOV(1), NOV(20), None),
        ("1 Nov – 20 Nov", NOV(1), NOV(20), None),
        ("1 nov-20 nov", NOV(1), NOV(20), None),
        ("from 1 November to yesterday", NOV(1), NOV(23), None),
        ("between 1 Nov and today", NOV(1), NOV(24), None),
        ("2026-11-01 - 2026-11-20", NOV(1), NOV(20), None),
        ("3 to 20 Nov", NOV(3), NOV(20), None),
        ("Nov 3 until Friday", NOV(3), NOV(20), None),
        ("since 3 Nov", NOV(3), NOV(24), None),
        ("from 3 Nov", NOV(3), NOV(24), None),
        ("since yesterday", NOV(23), NOV(24), None),
        ("the last 6 weeks", dt.date(2026, 10, 14), NOV(24), None),
        ("6 weeks", dt.date(2026, 10, 14), NOV(24), None),
        ("the past 10 days", NOV(15), NOV(24), None),
        ("visit on Thursday", USUAL, NOV(24), NOV(26)),
        ("for the visit tomorrow", USUAL, NOV(24), NOV(25)),
        ("my next appointment is on 4 Dec", USUAL, NOV(24), dt.date(2026, 12, 4)),
        ("visit today", USUAL, NOV(24), NOV(24)),
        ("since 3 Nov, visit on Thursday", NOV(3), NOV(24), NOV(26)),
        ("1 Nov - 20 Nov for the visit on Thursday", NOV(1), NOV(20), NOV(26)),
    ],
)
def test_days_that_are_understood(
    text: str, first: dt.date, last: dt.date, visit: dt.date | None
) -> None:
    assert ranges.read(text, TODAY) == Days(first, last, visit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thursday",
        "20 Nov - 1 Nov",
        "1 Nov - 20 Dec",
        "5/12 - 6/12",
        "visit",
        "visit sometime",
        "visit on 3 Nov",
        "visit last Thursday",
        "since tomorrow",
        "since 31 February",
        "the last 0 weeks",
        "the last 400 days",
        "53 weeks",
        "1 Nov - 5 Nov - 9 Nov",
        "everything",
        "since 3 Nov, visit whenever",
        "1 Nov to",
        "x" * 500,
        "visit on Thursday visit on Friday",
    ],
)
def test_what_is_not_surely_understood_is_not_guessed(text: str) -> None:
    assert ranges.read(text, TODAY) is None


def test_four_weeks_with_today_among_them() -> None:
    found = ranges.usual(TODAY)
    assert (found.last - found.first).days + 1 == 28
    assert found.last == TODAY


def test_a_language_without_words_for_it_reads_nothing() -> None:
    assert ranges.read("since 3 Nov", TODAY, "xx") is None
