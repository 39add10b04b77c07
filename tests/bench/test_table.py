"""The table judges rightly: no timing here, only what is made of it."""

import math
from typing import Any

import pytest

from tests.bench import table
from tests.bench.rows.ceiling import most_within
from tests.bench.rows.taps import LOST, times
from tests.bench.table import Check, Figure, Row, Target, percentile


def check(ours: float, anchor: float, **target: float) -> Check:
    return Check(Figure((ours,)), Figure((anchor,)), Target(**target))


def test_a_figure_is_its_median_with_the_spread() -> None:
    assert Figure((3.0, 1.0, 2.0)).median == 2.0
    assert str(Figure((3.0, 1.0, 2.0), "ms")) == "2.0 (1.0–3.0) ms"
    assert str(Figure((1234.5,), "a second", 0)) == "1,234 a second"


def test_a_ratio_is_of_the_medians_and_its_spread_of_the_rounds() -> None:
    found = Check(Figure((10, 20, 60)), Figure((10, 10, 20)), Target(most=2))
    assert found.middle == 2.0
    assert found.ratio.rounds == (1.0, 2.0, 3.0)
    assert found.shown == "2.00 × (1.00–3.00)"
    assert found.is_reached


@pytest.mark.parametrize(
    ("ours", "anchor", "target", "reached"),
    [
        (15, 10, {"most": 1.5}, True),
        (15.1, 10, {"most": 1.5}, False),
        (5, 10, {"least": 0.5}, True),
        (4.9, 10, {"least": 0.5}, False),
        (29.4, 30, {"least": 0.98}, True),
        (29.3, 30, {"least": 0.98}, False),
        (1, 1000, {}, True),
        (1, 0, {"most": 2}, False),
    ],
)
def test_a_target(ours: float, anchor: float, target: dict[str, float], reached: bool) -> None:
    assert check(ours, anchor, **target).is_reached == reached


def test_a_row_is_reached_when_all_of_it_is() -> None:
    good, bad = check(1, 1, most=1), check(2, 1, most=1)
    assert Row("-", (good, good), holds=(("in order", True),)).is_reached
    assert not Row("-", (good, bad)).is_reached
    assert not Row("-", (good,), holds=(("in order", False),)).is_reached
    assert not Row("-").is_reached
    assert not Row("-", (good,), error="it broke").is_reached


def test_what_the_issue_excuses_counts_and_says_so() -> None:
    excused = Check(Figure((1.0,)), Figure((1.0,)), Target(least=1.8), excused="the machine")
    assert excused.is_reached
    assert excused.shown == "1.00 ×, the machine"
    reached = Check(Figure((2.0,)), Figure((1.0,)), Target(least=1.8), excused="the machine")
    assert reached.shown == "2.00 ×"


def test_ci_fails_only_where_there_is_no_doubt() -> None:
    assert not Row("-", (check(2, 1, most=1),)).is_far_off(2.5)
    assert Row("-", (check(3, 1, most=1),)).is_far_off(2.5)
    assert not Row("-", (check(0.21, 1, least=0.5),)).is_far_off(2.5)
    assert Row("-", (check(0.19, 1, least=0.5),)).is_far_off(2.5)
    assert Row("-", holds=(("in order", False),)).is_far_off(2.5)
    assert Row("-", error="BrokenError: it ended").is_far_off(2.5)
    assert not Row("-", error=f"{table.NOT_MEASURED}: no server here").is_far_off(2.5)


def test_the_table_ends_with_how_many_are_at_target() -> None:
    rows = [
        Row("fast", (check(1, 1, most=1.5),), notes=("on a disk",)),
        Row("slow", (check(9, 1, most=1.5),)),
        Row("broken", error="BrokenError: a|b"),
    ]
    lines = table.markdown(rows).splitlines()
    assert lines[2] == "| fast | 1.0 | 1.0 | 1.00 × | ≤ 1.5 × | yes |"
    assert lines[3].endswith("| **no** |")
    assert lines[4] == "| broken | BrokenError: a/b |  |  |  | **no** |"
    assert "- fast: on a disk" in lines
    assert lines[-1] == "1 of 3 at target"


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(n) for n in range(1, 101)]
    assert percentile(values, 50) == 50
    assert percentile(values, 99) == 99
    assert percentile([7.0], 99) == 7
    assert math.isnan(percentile([], 50))


def test_the_most_within_any_second() -> None:
    assert most_within([0.0, 0.5, 0.99, 1.0, 1.5]) == 3
    assert most_within([0.0, 1.0, 2.0]) == 1


def test_a_tap_that_is_never_through_is_no_quick_one() -> None:
    taps: list[dict[str, Any]] = [
        {"made": 1.0, "answered": 1.002, "edited": 1.005},
        {"made": 1.0, "answered": 1.002, "edited": None},
    ]
    assert times(taps) == [pytest.approx(5.0), LOST]
