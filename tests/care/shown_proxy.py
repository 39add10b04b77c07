"""Every screen of those who answer for the person, and of a person without a phone."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace

from care import rules
from care.kinds import Ask, Kind
from care.ports import Screen
from care.rules import Record
from care.screens import card, journal, nophone, proxy, today
from care.screens import circle as around
from care.screens.record import By
from tests.care import shown


def screens() -> Iterator[Screen]:
    """All of them, at their longest."""
    yield from _named()
    yield from _of_a_day()
    yield from _marked()
    yield nophone.name(shown.EN, shown.ROW, shown.ROW)
    yield nophone.agreed(shown.EN, shown.ROW, shown.ROW, "N" * 20)
    yield nophone.nobody(shown.EN, shown.ROW, shown.ROW, "N" * 20)
    yield nophone.begun(shown.EN, shown.NAME, dt.time(19, 30))


def _named() -> Iterator[Screen]:
    for way, person, since in itertools.product(
        proxy.WAYS, (None, shown.NAME), (None, shown.TUESDAY)
    ):
        named = proxy.Named(way, shown.NAME, person, since)
        yield proxy.decide(shown.EN, shown.ROW, shown.ROW, named)
        for no_phone in (True, False):
            yield proxy.mine(shown.EN, shown.ROW, named, dt.time(19, 30), no_phone=no_phone)
    yield proxy.ended(shown.EN, shown.NAME)
    yield proxy.declined(shown.EN, shown.NAME)
    yield around.line(shown.EN, "proxy.in_place", person=shown.NAME)
    rows = (
        proxy.opener(shown.EN, shown.ROW, shown.ROW, shown.NAME),
        proxy.seen(shown.EN, shown.ROW, shown.ROW, shown.NAME),
    )
    yield Screen("-", rows)


def day(*outcomes: str | None) -> proxy.Day:
    """A card's day with such sessions, the first one of the day before."""
    ones = [
        proxy.One(
            shown.ROW + n,
            shown.TUESDAY - dt.timedelta(days=n == 0),
            dt.time(9, n),
            shown.LONG,
            Record(outcome=outcome),
        )
        for n, outcome in enumerate(outcomes)
    ]
    return proxy.Day(shown.EN, shown.ROW, shown.TUESDAY, shown.NAME, ones)


def _of_a_day() -> Iterator[Screen]:
    for count, outcome in itertools.product((1, 2, 50), (None, *rules.OUTCOMES)):
        one = day(*[outcome] * (count - 1), None)
        for keep in (True, False):
            yield proxy.ask(one, keep=keep)
            yield proxy.which(one, keep=keep)
        yield proxy.said(one)
        yield proxy.said(day(*[outcome] * count))
        yield proxy.nothing_open(one)


def _marked() -> Iterator[Screen]:
    """The person's card, the journal and the day, where somebody else answered."""
    for outcome, by in itertools.product(rules.OUTCOMES, (By("Sam"), By())):
        record = Record(outcome=outcome)
        for asks in (None, Ask.CHANGE, Ask.PAIN):
            view = replace(shown.view(record, asks), said_by=by.name)
            yield card(view, shown.ROW, Kind.PROMPT, current=True)
        yield journal(shown.EN, [replace(shown.told(record), by=by)])
    line = shown.told(Record(), "no_phone")
    yield today(shown.EN, shown.ROW, shown.TUESDAY, [line], proxy=shown.NAME)
