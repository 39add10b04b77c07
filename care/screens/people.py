"""A therapist's persons: by first name, and no word about anybody's health."""

import datetime as dt
from collections.abc import Sequence

from care import fitting, words
from care.buttons import button
from care.ports import Button, Screen

# Telegram takes a hundred buttons.
MOST = 90


def people(lang: str, row: int, found: Sequence[tuple[int, str]]) -> Screen:
    """Pairs of the therapist's own member id and the person's name; two of one name told apart."""
    shown = found[:MOST]
    labels = fitting.apart([name for _, name in shown])
    rows = tuple(
        (button(label, "person", row, str(member)),)
        for label, (member, _) in zip(labels, shown, strict=True)
    )
    if len(found) > MOST:
        return Screen(words.say(lang, "people.more", n=len(found) - MOST), rows)
    return Screen(words.say(lang, "people.text" if found else "people.nobody"), rows)


def person(
    lang: str, name: str, since: dt.date, rows: tuple[tuple[Button, ...], ...], *, stopped: bool
) -> Screen:
    """One of them, since when they let the therapist in, and what there is to do."""
    text = [words.say(lang, "people.person", name=name, since=words.short_day(lang, since))]
    if stopped:
        text.append(words.say(lang, "silent.stopped"))
    return Screen("\n".join(text), rows)


def way(lang: str, row: int, verb: str) -> tuple[tuple[Button, ...], ...]:
    """A button on that card."""
    return ((button(words.say(lang, f"button.{verb}"), verb, row),),)
