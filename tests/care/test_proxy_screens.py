"""The card of a day under a finger that taps twice, and how much of a day fits on it."""

import datetime as dt

import pytest

from care import buttons, rules
from care.ports import Screen
from care.rules import Record
from care.screens import proxy
from tests.care import shown

AT = dt.time(9)


def day(*outcomes: str | None) -> proxy.Day:
    ones = [
        proxy.One(n + 1, shown.TUESDAY, AT, f"Stretch {n + 1}", Record(outcome=outcome))
        for n, outcome in enumerate(outcomes)
    ]
    return proxy.Day("en", 7, shown.TUESDAY, "Alex", ones)


def taps(screen: Screen) -> list[buttons.Tap]:
    """The buttons from the bottom up; each row has one."""
    found = []
    for row in reversed(screen.rows):
        assert len(row) == 1
        read = buttons.read(row[0].data)
        assert read
        found.append(read)
    return found


def after(tap: buttons.Tap, *, keep: bool, count: int) -> Screen:
    """What lies there once that was tapped, and was done."""
    if tap.verb == "proxy_change":
        return proxy.ask(day(*["done"] * count), keep=True)
    if tap.verb == "proxy_mark":
        outcome = rules.DONE if tap.value.endswith(":1") else rules.NOT_TODAY
        marked = [
            outcome if f"{n + 1}" == tap.value.partition(":")[0] else None for n in range(count)
        ]
        return proxy.which(day(*marked), keep=keep)
    if tap.value == proxy.SOME and count > 1:
        return proxy.which(day(*[None] * count), keep=keep)
    return proxy.said(day(*["done"] * count))


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("keep", [True, False])
def test_a_second_tap_at_the_same_place_says_nothing_new(count: int, keep: bool) -> None:
    blank = day(*[None] * count)
    screens = [proxy.ask(blank, keep=keep), proxy.said(day(*["done"] * count))]
    screens += [proxy.which(blank, keep=keep)] if count > 1 else []
    for screen in screens:
        for place, tap in enumerate(taps(screen)):
            there = taps(after(tap, keep=keep, count=count))
            under = there[place] if place < len(there) else None
            assert under in (None, tap) or under.verb in ("proxy_change", "proxy_keep"), tap


def test_a_day_of_many_sessions_fits() -> None:
    screen = proxy.which(day(*[None] * 300))
    assert len(screen.rows) <= 100
    asked = proxy.ask(day(*[None] * 300))
    assert len(asked.text.splitlines()) <= 3 + proxy.MOST_LINES
    assert asked.text.endswith("And 293 more.\nNo answer is fine too.")


@pytest.mark.parametrize(
    ("outcomes", "line"),
    [
        (("done", "done"), "Tuesday 24 Nov, for Alex: done."),
        (("some",), "Tuesday 24 Nov, for Alex: some of it."),
        (("not_today", "not_today"), "Tuesday 24 Nov, for Alex: not today."),
        (("rest",), "Tuesday 24 Nov, for Alex: a rest day."),
        (("done", None), "Tuesday 24 Nov, for Alex\n9:00 Stretch 1: done."),
        ((None, None), "Tuesday 24 Nov, for Alex. This card is closed."),
    ],
)
def test_what_was_said_in_a_line(outcomes: tuple[str | None, ...], line: str) -> None:
    assert proxy.said_line(day(*outcomes)) == line


def test_nothing_said_is_open_while_it_can_be_said() -> None:
    assert proxy.said(day(None, None)).text == "Tuesday 24 Nov, for Alex: open."
