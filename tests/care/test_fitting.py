"""What fits into a message, as Telegram counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import fitting
from care.plan import Exercise
from care.screens import exercises


@given(st.text())
def test_units_are_utf_16s(text: str) -> None:
    assert fitting.units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(st.text(), st.integers(1, 30))
def test_what_is_cut_fits_and_is_the_beginning(text: str, most: int) -> None:
    found = fitting.cut(text, most)
    assert fitting.units(found) <= most
    assert found == text or text.startswith(found.removesuffix("…"))
    assert (found == text) == (fitting.units(text) <= most)


@pytest.mark.parametrize(
    ("text", "most", "found"),
    [
        ("Shoulders", 9, "Shoulders"),
        ("Shoulders", 8, "Shoulde…"),
        ("Arms and legs", 6, "Arms…"),
        ("😀😀", 3, "😀…"),
        ("😀😀", 4, "😀😀"),
        ("ab👩‍🔬c", 7, "ab…"),
        ("ab👍🏽c", 5, "ab…"),
        ("ae\u0301b", 3, "a…"),
        ("شد الكتف", 5, "شد ا…"),
    ],
)
def test_nothing_is_torn_apart(text: str, most: int, found: str) -> None:
    assert fitting.cut(text, most) == found


MANY = [Exercise(name=f"Circle {n}", dose="slowly " * 5, how="Sit.\nBreathe.") for n in range(40)]


def fitted(room: int, head: str = "Morning stretch", tail: str = "Stop if it hurts.") -> str:
    return exercises.fitted("en", [head], MANY, [tail], room)


def test_all_of_it_where_there_is_room() -> None:
    assert "• Circle 39: slowly slowly slowly slowly slowly\n  Sit.\n  Breathe.\n" in fitted(4096)


@pytest.mark.parametrize(
    ("room", "kept", "left"),
    [
        (2400, "• Circle 39: slowly", "Sit."),
        (1024, "• Circle 39\n", "slowly"),
        (200, "• Circle 12\nAnd 27 more: /plan\n", "Circle 13"),
        (55, "Morning stretch\nAnd 40 more: /plan\n", "Circle"),
    ],
)
def test_what_leaves_first_is_how_then_how_many_then_names(room: int, kept: str, left: str) -> None:
    text = fitted(room)
    assert len(text) <= room
    assert kept in text
    assert left not in text
    assert text.startswith("Morning stretch\n")
    assert text.endswith("\nStop if it hurts.")


def test_a_limit_is_never_shortened() -> None:
    text = fitted(100, tail="Stop. " * 50)
    assert text.endswith("Stop. " * 50)
