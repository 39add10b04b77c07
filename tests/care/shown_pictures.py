"""Every screen that a picture or a photographed sheet brings, at its longest."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace

from care.kinds import Ask, Kind
from care.plan import Exercise, Plan, Price
from care.ports import Media, Screen
from care.rules import Record
from care.screens import card, pictures, setup
from care.screens import circle as around
from tests.care import shown

WORDY = Exercise(name="n" * 80, dose="d" * 200, how="h" * 400)
PICTURE_LINES = (
    "sheet.not_kept", "sheet.most", "sheet.below", "sheet.no_room", "sheet.undone",
    "sheet.photo_wanted", "picture.gone", "picture.long", "picture.video", "picture.not_kept",
    "picture.refused", "picture.one",
)  # fmt: skip


def pictured() -> Iterator[Screen]:
    """A sheet on its way into the plan, a prompt with pictures, and what is shown beside it."""
    sheet = shown.routine(shown.LONG, pictures=(1, 2, 3, 4), minutes=20)
    yield setup.sheet(shown.EN, shown.ROW)
    for routines in ((sheet,), (shown.FULL.model_copy(update={"id": 0}),) * 12):
        yield setup.consent_to(shown.EN, shown.ROW, Plan(routines=routines), [shown.NAME])
    media = Media(shown.ROW, "photo", "AgAC" + "x" * 80)
    for pages in (1, 4):
        yield pictures.is_it(shown.EN, shown.ROW, pages)
        yield pictures.whose(shown.EN, shown.ROW, [], pages)
        yield pictures.whose(shown.EN, shown.ROW, ["D" * 60, "Dana"], pages)
        yield pictures.where(shown.EN, shown.ROW, [sheet, shown.FULL], pages)
        for verb, unclear in itertools.product(("minutes", "sheet_minutes"), (True, False)):
            yield pictures.minutes(shown.EN, shown.ROW, pages, verb=verb, unclear=unclear)
    for verb, unclear in itertools.product(("time", "sheet_time"), (True, False)):
        yield pictures.time(shown.EN, shown.ROW, Price(10, 240, 30, 7), verb=verb, unclear=unclear)
    yield pictures.added(shown.EN, shown.ROW, sheet, dt.time(9, 5), 10**15)
    yield pictures.instead(shown.EN, shown.ROW, sheet, 10**15)
    yield pictures.page(shown.EN, sheet, 4, media)
    how = pictures.how(shown.EN, WORDY, media)
    yield how
    yield pictures.more(shown.EN, shown.ROW, how, f"{10**15}:40")
    yield pictures.in_draft(shown.EN, shown.ROW)
    yield pictures.with_exercise(shown.EN, shown.ROW, WORDY)
    for key in PICTURE_LINES:
        yield around.line(shown.EN, key)
    for room, lost in itertools.product((1024, 4096), (True, False)):
        found = shown.view(Record(), Ask.START, routine=sheet if lost else shown.FULL)
        view_ = replace(found, room=room, pictures=True, lost=lost)
        yield card(view_, shown.ROW, Kind.PROMPT, current=True)
