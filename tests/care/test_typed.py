"""Times as people type or dictate them; what isn't surely a time isn't guessed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import typed, words


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
        "half past nine",
        "half 9",
        "nine",
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
