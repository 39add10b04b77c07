"""Times as people type or dictate them; what isn't surely a time isn't guessed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import typed, words
from tests.care.phrasings import DATES, NO_DATES

SUNDAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9", "09:00"),
        ("09", "09:00"),
        ("0", "00:00"),
        ("9:30", "09:30"),
        ("09:30", "09:30"),
        ("9.30", "09:30"),
        ("9 : 30", "09:30"),
        (" 9:30 ", "09:30"),
        ("9:30h", "09:30"),
        ("21h", "21:00"),
        ("9h30", "09:30"),
        ("21:05", "21:05"),
        ("23:59", "23:59"),
        ("7 pm", "19:00"),
        ("7pm", "19:00"),
        ("7 PM", "19:00"),
        ("7.15 p.m.", "19:15"),
        ("9:30 am", "09:30"),
        ("12 am", "00:00"),
        ("12 pm", "12:00"),
        ("12:15 am", "00:15"),
        ("at 9", "09:00"),
        ("At 8:45 pm", "20:45"),
        # Dictation ends a sentence where there is none.
        ("9:30.", "09:30"),
        ("7 pm.", "19:00"),
        # In words, as dictation writes them.
        ("nine", "09:00"),
        ("Nine.", "09:00"),
        ("um, nine", "09:00"),
        ("nine pm", "21:00"),
        ("nine o'clock", "09:00"),
        ("9 o’clock", "09:00"),
        ("nine oclock in the evening", "21:00"),
        ("nine thirty", "09:30"),
        ("9 30", "09:30"),
        ("at nine thirty", "09:30"),
        ("nine forty-five", "09:45"),
        ("nine thirty a.m.", "09:30"),
        ("twenty thirty", "20:30"),
        ("twenty one", "21:00"),
        ("half past nine", "09:30"),
        ("Half past 9 pm", "21:30"),
        ("quarter past seven", "07:15"),
        ("a quarter to nine", "08:45"),
        ("quarter to one", "00:45"),
        ("quarter to 12 am", "23:45"),
        ("twenty past eight", "08:20"),
        ("twenty to nine", "08:40"),
        ("ten to nine", "08:50"),
        ("five minutes to nine", "08:55"),
        ("eight in the morning", "08:00"),
        ("three in the afternoon", "15:00"),
        ("noon", "12:00"),
        ("at midday", "12:00"),
        ("12 noon", "12:00"),
        ("Midnight.", "00:00"),
    ],
)
def test_a_time(text: str, expected: str) -> None:
    assert typed.time(text) == dt.time.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "24",
        "24:00",
        "9:60",
        "9:3",
        "930",
        "0930",
        "9:30:15",
        "-9",
        "0 am",
        "13 pm",
        "21 am",
        "half 9",
        "half nine",
        "half",
        "half to nine",
        "five to nine",
        "ten to twelve",
        "20 to 22",
        "nine to ten",
        "nine or ten",
        "nine five",
        "nine oh five",
        "nine sixty",
        "twenty five",
        "thirty",
        "nine nine",
        "nine thirty five six",
        "quarter past twenty five",
        "not nine",
        "nine?",
        "nine in the afternoon",
        "thirteen pm",
        "twelve in the morning",
        "around nine or so",
        "after noon",
        "morning",
        "nine minutes",
        "ninth",
        "9 or 10",
        "7/10",
        "1,5",
        "9:30 tomorrow",
        "pain 6",
        "about 45 minutes",
        "9" * 5000,
        "\ud800",
        "9\n30",
    ],
)
def test_no_time(text: str) -> None:
    assert typed.time(text) is None


@given(st.text())
def test_a_time_in_any_text_never_raises(text: str) -> None:
    found = typed.time(text)
    assert found is None or isinstance(found, dt.time)


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_a_date(text: str, expected: str) -> None:
    assert typed.date(text, SUNDAY) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize("text", NO_DATES)
def test_no_date(text: str) -> None:
    assert typed.date(text, SUNDAY) is None


@given(st.text(), st.dates(dt.date(2000, 1, 1), dt.date(2999, 1, 1)))
def test_a_date_in_any_text_never_raises_and_is_ahead(text: str, today: dt.date) -> None:
    found = typed.date(text, today)
    assert found is None or 1 <= (found - today).days <= 366


@given(st.dates(dt.date(2000, 1, 1), dt.date(2999, 1, 1)), st.integers(1, 300))
def test_a_day_as_we_write_it_can_be_typed(today: dt.date, ahead: int) -> None:
    day = today + dt.timedelta(days=ahead)
    leap_day = (day.month, day.day) == (2, 29)
    for written in (words.day("en", day), words.short_day("en", day), f"{day:%d.%m.%Y}"):
        same_either_way = "." not in written or day.day > 12 or day.day == day.month
        if same_either_way and not leap_day:
            assert typed.date(written, today) == day
    assert typed.date(day.isoformat(), today) == day


def test_a_language_without_a_table_has_digits_only() -> None:
    assert typed.time("9:30", "xx") == dt.time(9, 30)
    assert typed.time("nine", "xx") is None
    assert typed.date("tomorrow", SUNDAY, "xx") is None


@given(st.times())
def test_what_we_write_on_a_button_can_be_typed(at: dt.time) -> None:
    assert typed.time(words.clock("en", at)) == dt.time(at.hour, at.minute)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("done", "Done"),
        ("Done.", "Done"),
        (" DONE ", "Done"),
        ("as  before", "As before"),
        ("bad day rest", "Bad day: rest"),
        ("Bad day: rest", "Bad day: rest"),
        ("can’t tell", "Can't tell"),
        ("it took about 1½ h", "It took about 1½ h"),
        ("7", "7"),
    ],
)
def test_a_label_typed(text: str, label: str) -> None:
    assert typed.same(text, label)


@pytest.mark.parametrize(
    ("text", "label"),
    [("", ""), (".", "…"), ("not done", "Done"), ("do ne", "Done"), ("10", "1"), ("", "Done")],
)
def test_not_that_label(text: str, label: str) -> None:
    assert not typed.same(text, label)


@given(st.text(), st.text())
def test_comparing_any_text_never_raises_and_is_symmetric(one: str, other: str) -> None:
    assert typed.same(one, other) is typed.same(other, one)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", dt.date(2026, 11, 24)),
        ("Yesterday.", dt.date(2026, 11, 23)),
        ("the day before yesterday", dt.date(2026, 11, 22)),
        ("it was on Friday", dt.date(2026, 11, 20)),
        ("3 days ago", dt.date(2026, 11, 21)),
        ("a week ago", dt.date(2026, 11, 17)),
        ("3 November", dt.date(2026, 11, 3)),
        ("on the 3rd of November", dt.date(2026, 11, 3)),
        ("Nov 24", dt.date(2026, 11, 24)),
        ("13.11.", dt.date(2026, 11, 13)),
        ("13.11", dt.date(2026, 11, 13)),
        ("2026-11-01", dt.date(2026, 11, 1)),
        # Neither to come, nor either of two days, nor long ago, nor nowhere in the calendar.
        ("tomorrow", None),
        ("25 November", None),
        ("25 November 2026", None),
        ("5/11", None),
        ("Tuesday", None),
        ("last Friday", None),
        ("3 November 2019", None),
        ("30 February", None),
        ("with Dana", None),
    ],
)
def test_a_day_that_is_past(text: str, day: dt.date | None) -> None:
    assert typed.past(text, dt.date(2026, 11, 24)) == day
