"""The screens of a plan's file and of the yes to a changed plan, with the longest in them."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace

from care import planfile
from care.plainyaml import WrongFileError
from care.plan import Exercise, Lighter, Plan, Routine, Slot, Word
from care.ports import Screen
from care.screens import circle as around
from care.screens import confirm
from care.screens import planfile as show_file

EN = "en"
ROW = 10**15 - 1
NAME = "Maximiliana Alexandrovna Konstantinopolskaya-Schwarzenberg the I"
DAY = dt.date(2026, 11, 24)
WORD = Word(by="D" * 60, on=DAY)
EXERCISES = tuple(Exercise(name="n" * 80, dose="d" * 200, how="h" * 400) for _ in range(8))
FULL = Routine(
    id=1,
    name="r" * 60,
    purpose="p" * 120,
    minutes=240,
    helper_minutes=240,
    exercises=EXERCISES,
    slots=(Slot(at=dt.time(9)), Slot(at=dt.time(17), days=("mon", "wed", "fri"))),
    lighter=Lighter(minutes=120, exercises=EXERCISES),
    effort_limit="e" * 300,
    stop_rule="Stop. " * 50,
    paused_until=DAY,
)
ONE = Plan(routines=(FULL,), pain_limit=3, pain_limit_word=WORD, review_on=DAY, clinic="c" * 200)
MANY = Plan(routines=tuple(FULL.model_copy(update={"id": n}) for n in range(1, 25)))
LINES = ("given", "same", "other", "again", "too_soon")


def screens() -> Iterator[Screen]:
    """All of them."""
    yield from of_files()
    yield from of_changes()
    for said in (confirm.put_away, confirm.over):
        yield said(EN)
    for gone in (confirm.no_draft, confirm.dropped):
        yield gone(EN, ROW)
    for version in (confirm.used, confirm.restored):
        yield version(EN, ROW, ROW)
    for name in (NAME, None):
        yield confirm.sent(EN, name)
    yield confirm.told(EN, NAME)


def of_files() -> Iterator[Screen]:
    """Each reason why a file holds no plan."""
    kinds = ", ".join(planfile.CHOICES["kind"])
    told = {"key": "k" * 30, "near": "recovery_limit_word", "most": 300, "least": 0, "known": kinds}
    for reason, line in itertools.product(planfile.REASONS, (None, 999_999)):
        yield show_file.refused(EN, WrongFileError(reason, line, **told))
    for key in LINES:
        yield around.line(EN, f"planfile.{key}")
    yield around.line(EN, "planfile.not_yours", name=NAME)


def of_changes() -> Iterator[Screen]:
    """From any of these plans to any other."""
    for before, after in itertools.product((Plan(routines=()), ONE, MANY), repeat=2):
        stamp = f"{10**9}:{10**9}"
        review = confirm.Review(EN, ROW, before, after, stamp, person=NAME, author=NAME)
        mine = replace(review, person=None)
        for screen in (confirm.draft(review), confirm.draft(mine), confirm.proposal(review)):
            yield screen
            yield confirm.changed_meanwhile(review, screen)
        yield confirm.drop(review)
        yield confirm.not_now(review)
