"""The therapist's sheet on its way into the plan, and pictures beside a prompt."""

import datetime as dt
from collections.abc import Sequence

from care import fitting, words
from care.buttons import button
from care.plan import Exercise, Price, Routine, Word
from care.ports import Button, Media, Screen
from care.screens import exercises, setup
from care.screens.price import price_line
from care.screens.record import author

MINUTES = (10, 20, 30, 45)
NO_NAME = "none"
Rows = tuple[tuple[Button, ...], ...]


def _one(lang: str, key: str, verb: str, row: int) -> tuple[Button, ...]:
    return (button(words.say(lang, key), verb, row),)


def _pages(lang: str, pages: int) -> list[str]:
    return [words.say(lang, "sheet.pages", n=pages)] if pages > 1 else []


def is_it(lang: str, row: int, pages: int = 1) -> Screen:
    """A photo out of the blue: the therapist's sheet?"""
    text = "\n".join([*_pages(lang, pages), words.say(lang, "sheet.is_it")])
    yes = _one(lang, "button.sheet_yes", "sheet_yes", row)
    return Screen(text, (yes, _one(lang, "button.sheet_no", "sheet_no", row)))


def whose(
    lang: str, row: int, names: Sequence[str], pages: int = 1, *, by_hand: bool = False
) -> Screen:
    """Whose word it is: a known name on a button, or a typed one, or none.

    `by_hand`: it is the report's page, filled in.
    """
    key = "sheet.whose" if names else "sheet.whose_type"
    if by_hand:
        key = "sheet.who_filled" if names else "sheet.who_filled_type"
    known = [
        (button(fitting.cut(name, fitting.LONGEST_LABEL), "sheet_by", row, str(n)),)
        for n, name in enumerate(names)
    ]
    nobody = button(words.say(lang, "button.sheet_nobody"), "sheet_by", row, NO_NAME)
    text = "\n".join([*_pages(lang, pages), words.say(lang, key)])
    return Screen(text, (*known, (nobody,)))


def where(lang: str, row: int, held: Sequence[Routine], pages: int = 1) -> Screen:
    """In place of a sheet that is there, or one more."""
    rows = [(_instead(lang, row, n, one),) for n, one in enumerate(held, start=1)]
    more = button(words.say(lang, "button.sheet_more"), "sheet_where", row, "0")
    text = "\n".join([*_pages(lang, pages), words.say(lang, "sheet.where")])
    return Screen(text, (*rows, (more,)))


def _instead(lang: str, row: int, place: int, held: Routine) -> Button:
    """With its place in the plan: names may be alike, or too long."""
    label = words.say(lang, "button.sheet_instead", n=place, routine=held.name)
    return button(fitting.cut(label, fitting.LONGEST_LABEL), "sheet_where", row, str(held.id))


def minutes(
    lang: str, row: int, pages: int = 1, *, verb: str = "sheet_minutes", unclear: bool = False
) -> Screen:
    """About how long it takes."""
    lines = [words.say(lang, "sheet.minutes_unclear")] if unclear else []
    lines += [*_pages(lang, pages), words.say(lang, "sheet.minutes")]
    rows = tuple(
        (button(words.say(lang, "button.minutes", n=n), verb, row, str(n)),) for n in MINUTES
    )
    return Screen("\n".join(lines), rows)


def time(
    lang: str, row: int, price: Price, *, verb: str = "sheet_time", unclear: bool = False
) -> Screen:
    """When, under what the plan would cost then."""
    lines = [words.say(lang, "time.unclear")] if unclear else []
    lines.append(words.say(lang, "sheet.every_day"))
    lines.append(price_line(lang, price))
    lines.append(words.say(lang, "time.text"))
    return Screen("\n".join(lines), setup.times(lang, row, verb, setup.TIMES))


def added(lang: str, row: int, routine: Routine, at: dt.time, version: int) -> Screen:
    """It is in the plan, and in force; with a way back."""
    text = words.say(lang, "sheet.added", name=routine.name, time=words.clock(lang, at))
    return Screen(text, _undo(lang, row, version))


def instead(lang: str, row: int, routine: Routine, version: int) -> Screen:
    """It took the place of an older one."""
    text = words.say(lang, "sheet.instead", name=routine.name)
    return Screen(text, _undo(lang, row, version))


def with_plan(lang: str, row: int, by: str | None, version: int) -> Screen:
    """The page that a therapist filled in goes with the plan, as theirs where a name was said."""
    text = words.say(lang, "sheet.filled_by" if by else "sheet.filled", name=by)
    more = (_one(lang, "button.page_limits", "page_limits", row),) if by else ()
    return Screen(text, (*more, *_undo(lang, row, version)))


def filled(lang: str, word: Word | None, number: int, media: Media) -> Screen:
    """One page that a therapist filled in."""
    text = words.say(lang, "sheet.filled_page", n=number)
    by = words.say(lang, "plan.by", line=text, author=author(lang, word)) if word else text
    return Screen(by, media=media)


def _undo(lang: str, row: int, version: int) -> Rows:
    return ((button(words.say(lang, "button.undo"), "sheet_undo", row, str(version)),),)


def page(lang: str, routine: Routine, number: int, media: Media) -> Screen:
    """One page of a routine's sheet."""
    return Screen(words.say(lang, "sheet.page", routine=routine.name, n=number), media=media)


def how(lang: str, exercise: Exercise, media: Media) -> Screen:
    """How one exercise is done."""
    text = fitting.cut(exercises.line(lang, exercise), fitting.LONGEST_CAPTION)
    return Screen(text, media=media)


def more(lang: str, row: int, shown: Screen, value: str) -> Screen:
    """The last of those that are shown at once, with a way to the next ones."""
    rows = ((button(words.say(lang, "button.show_next"), "show_next", row, value),),)
    return Screen(shown.text, rows, media=shown.media)


def in_draft(lang: str, row: int) -> Screen:
    """The sheet is in the draft of somebody who may propose."""
    changes = _one(lang, "button.plan_review_changes", "plan_review_changes", row)
    return Screen(words.say(lang, "sheet.in_draft"), (changes,))


def with_exercise(lang: str, row: int, exercise: Exercise) -> Screen:
    """The picture of an exercise is in somebody's draft."""
    text = words.say(lang, "picture.kept", exercise=exercise.name)
    changes = _one(lang, "button.plan_review_changes", "plan_review_changes", row)
    return Screen(text, (changes,))
