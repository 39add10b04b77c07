"""The numbers to call: held against a table that isn't ours, and nothing guessed."""

import phonenumbers
import pytest
from phonenumbers import shortnumberinfo

from care import emergency, words

ROWS = [line.split("\t") for line in emergency.TABLE.read_text().splitlines()]


@pytest.mark.parametrize(("country", "number"), ROWS)
def test_each_number_is_known_elsewhere_as_an_emergency_number(country: str, number: str) -> None:
    assert shortnumberinfo.is_emergency_number(number, country)
    assert emergency.number(country) == number
    assert words.country("en", country) != country


def test_a_number_that_is_none_would_be_found() -> None:
    assert not shortnumberinfo.is_emergency_number("113", "DE")
    assert phonenumbers.SUPPORTED_SHORT_REGIONS


def test_a_country_stands_there_once() -> None:
    assert len({country for country, _ in ROWS}) == len(ROWS) > 80


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Oslo", "NO"),
        ("Europe/Zurich", "CH"),
        ("America/New_York", "US"),
        ("America/Toronto", "CA"),
        ("Asia/Kolkata", "IN"),
        # Older names.
        ("Asia/Calcutta", "IN"),
        ("US/Eastern", "US"),
        ("Europe/Kiev", "UA"),
        # A name in Canada for what is now Panama's zone: not guessed.
        ("America/Coral_Harbour", None),
        ("UTC", None),
        ("Nowhere/At_All", None),
        ("", None),
    ],
)
def test_the_country_of_a_zone(zone: str, country: str | None) -> None:
    assert emergency.country(zone) == country


def test_a_country_without_a_row_has_no_number() -> None:
    assert emergency.number("AQ") is None
