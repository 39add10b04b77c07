"""Notes of a kind of their own, against the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import noted
from tests.care.phrasings import FALLS, NOT_FALLS, NOT_QUESTIONS, QUESTIONS


@pytest.mark.parametrize("text", FALLS)
def test_a_fall(text: str) -> None:
    assert noted.fall(text, "en")


@pytest.mark.parametrize("text", NOT_FALLS)
def test_no_fall(text: str) -> None:
    assert not noted.fall(text, "en")


@pytest.mark.parametrize(("text", "expected"), QUESTIONS)
def test_a_question(text: str, expected: str) -> None:
    assert noted.question(text, "en") == expected


@pytest.mark.parametrize("text", NOT_QUESTIONS)
def test_no_question(text: str) -> None:
    assert noted.question(text, "en") is None


@given(st.text())
def test_any_text_is_a_note(text: str) -> None:
    assert noted.fall(text, "en") in (True, False)
    assert noted.question(f"question: {text}", "en") in (None, text.strip())


def test_a_language_without_a_table_has_notes_only() -> None:
    assert not noted.fall("I fell", "xx")
    assert noted.question("question: why", "xx") is None
