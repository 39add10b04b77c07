"""The price in words: every day the same, on some days only, from the shortest to the longest."""

import pytest

from care.plan import Price
from care.screens.price import price_line


@pytest.mark.parametrize(
    ("price", "said"),
    [
        (Price(40, 40, 25, 7), "About 40 min a day, 25 of them with a helper's hands."),
        (Price(10, 10, 0, 7), "About 10 min a day, none of them with a helper's hands."),
        (Price(20, 20, 0, 3), "About 20 min on 3 days a week, none of them with a helper's hands."),
        (Price(20, 20, 5, 1), "About 20 min on one day a week, 5 of them with a helper's hands."),
        (
            Price(20, 40, 25, 7),
            "About 20 to 40 min a day, at most 25 of them with a helper's hands.",
        ),
        (
            Price(20, 40, 0, 5),
            "About 20 to 40 min on 5 days a week, none of them with a helper's hands.",
        ),
        (Price(0, 0, 0, 0), "It costs no time yet: nothing in it prompts."),
    ],
)
def test_the_price_is_said_in_minutes_and_in_a_helpers_minutes(price: Price, said: str) -> None:
    assert price_line("en", price) == said
