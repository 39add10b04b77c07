"""Every screen there is, with the longest that can stand in it."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace

from care import rules, templates
from care.kinds import Ask, Kind, State
from care.places import Place
from care.plan import Exercise, ExerciseKind, Lighter, Plan, Price, Routine, Word
from care.ports import Screen
from care.rules import Record, Recovery
from care.screens import (
    CardView,
    Changed,
    card,
    digest,
    digests,
    journal,
    journal_full,
    setup,
    shared,
    today,
    zones,
)
from care.screens import circle as around
from care.screens import help as helps
from care.screens.day import Told
from care.screens.price import price_line
from tests.care import shown_around, shown_changes, shown_pictures, shown_plan, shown_proxy

EN = "en"
# As many digits as a button's id may have.
ROW = 10**15 - 1
TUESDAY = dt.date(2026, 11, 24)
NINE = dt.datetime(2026, 11, 24, 9, 5, tzinfo=dt.UTC)
LINK = "https://t.me/family_test_bot?start=TESTTESTTESTTESTTESTTE"
# A name as long as Telegram lets one be, and one as long as a plan lets a routine's be.
NAME = "Maximiliana Alexandrovna Konstantinopolskaya-Schwarzenberg the I"
LONG = "Stretching of the shoulders, the neck and both of the hands."
WORD = Word(by="D" * 60, on=TUESDAY)
ZONE = "America/Argentina/Buenos_Aires"
LIMITS = (10, 30, 40, 45, 60, 90, 120, 240, 600)
PLAINLY = ("resting", "to_come", "helper_comes", "paused", "review_due", "moved")
SILENCES = [*(state.value for state in State), *PLAINLY]
PRICES = [Price(*one) for one in ((40, 40, 25, 7), (40, 40, 0, 3), (40, 40, 0, 1), (20, 40, 25, 7),
          (20, 40, 25, 5), (0, 0, 0, 0))]  # fmt: skip


def routine(name: str = "Morning stretch", **more: object) -> Routine:
    values: dict[str, object] = {"id": 1, "name": name, "minutes": 10, **more}
    return Routine.model_validate(values)


FULL = routine(
    LONG,
    purpose="to keep shoulders, neck and hands loose " * 3,
    minutes=240,
    exercises=tuple(Exercise(name="n" * 80, dose="d" * 200) for _ in range(8)),
    stop_rule="Stop. " * 50,
    effort_limit="e" * 300,
    lighter=Lighter(minutes=240, exercises=(Exercise(name="n" * 80, dose="d" * 200),) * 8),
)
DRAFT = routine(LONG, exercises=(Exercise(name="Pedals", kind=ExerciseKind.AEROBIC),))

RECORDS = [
    Record(),
    Record(undone=True),
    *(Record(outcome=outcome) for outcome in rules.OUTCOMES),
    *(
        Record(outcome=rules.STOPPED, why=why, pain=pain, recovery=recovery)
        for why in (None, *rules.WHYS)
        for pain in (None, 0, 10)
        for recovery in (None, *(Recovery(known, n) for known in rules.RECOVERIES for n in LIMITS))
    ),
    Record(outcome=rules.DONE, pain=4, recovery=Recovery("not_yet", 60)),
    Record(outcome=rules.DONE, band=(4, 6), recovery=Recovery("not_yet")),
]


def view(record: Record, asks: str | None, limit: int = 60, **more: object) -> CardView:
    plan = Plan(routines=(FULL,), recovery_limit=limit)
    values: dict[str, object] = {"recovery_limit_word": WORD, "pain_limit": 3}
    signed = plan.model_copy(update=values if more.pop("signed", False) else {})
    found = more.pop("routine", FULL)
    assert isinstance(found, Routine)
    return CardView(
        lang=EN,
        plan=signed,
        routine=found,
        record=record,
        asks=asks,
        is_open=bool(more.get("is_open", True)),
        day=TUESDAY,
        rests=bool(more.get("rests", False)),
        later=NINE if asks == Ask.LATER else None,
        earlier=bool(more.get("earlier", False)),
        ended=NINE if more.get("late") else None,
        may_later=True,
        large=bool(more.get("large", False)),
        lighter=more.get("lighter"),  # type: ignore[arg-type]
        in_report=bool(more.get("report", False)),
        therapist=NAME if more.get("report") == NAME else None,
    )


def cards() -> Iterator[Screen]:
    """Every question of a card, for every record and many limits, and every line it ends as."""
    for record, ask in itertools.product(RECORDS, Ask):
        yield card(view(record, ask), ROW, Kind.PROMPT, current=True)
    for limit, ask, kind in itertools.product(LIMITS, Ask, Kind):
        for found in (FULL, routine(purpose="", exercises=(Exercise(name="Nod"),))):
            shows = view(Record(outcome=rules.DONE), ask, limit, routine=found)
            yield card(shows, ROW, kind, current=True)
            for way in ("late", "earlier", "large"):
                done = Record(outcome=rules.DONE, band=(7, 10))
                yield card(view(done, ask, limit, **{way: True}), ROW, kind, current=True)
    for lighter, kind in itertools.product((True, False), Kind):
        yield card(view(Record(), Ask.START, lighter=lighter), ROW, kind, current=True)
    for name in (NAME, True):
        over = Record(outcome=rules.DONE, recovery=Recovery("longer", 120))
        yield card(view(over, None, report=name, signed=True), ROW, Kind.PROMPT, current=True)
    flags = itertools.product((True, False), repeat=4)
    for record, (current, is_open, rests, signed) in itertools.product(RECORDS, flags):
        shows = view(record, None, is_open=is_open, rests=rests, signed=signed)
        yield card(shows, ROW, Kind.PROMPT, current=current)


def first_steps() -> Iterator[Screen]:
    """From the link to the first prompt."""
    yield setup.consent(EN, ROW)
    yield setup.consent(EN, ROW, "consent.caregiver", name=NAME)
    yield setup.consent(EN, ROW, "consent.therapist", name=NAME)
    yield setup.consent_to(EN, ROW, Plan(routines=(FULL,)), [NAME])
    yield setup.whose(EN, ROW)
    yield setup.person_yes(EN, ROW)
    yield setup.zone(EN)
    yield setup.zone(EN, "zone.text_person")
    yield setup.zone_unknown(EN)
    yield setup.zone_which(EN, ROW, [Place("Birmingham", "GB", "Europe/London")] * 6)
    yield setup.zone_kept(EN, dt.datetime(2026, 11, 24, 9, 5, tzinfo=dt.UTC), ZONE)
    yield setup.template(EN, ROW)
    for template, unclear in itertools.product(templates.ALL, (True, False)):
        yield setup.time(EN, ROW, template, unclear=unclear)
    for price in PRICES:
        yield Screen(price_line(EN, price))
    yield setup.draft(EN, ROW, FULL)
    yield setup.consent_to(EN, ROW, Plan(routines=(DRAFT,)), [NAME])
    for key in ("ready.text", "ready.next", "hushed.over"):
        yield setup.ready(EN, NINE, FULL, key)
    yield setup.ready(EN, NINE, routine(LONG, helper_comes=True), "ready.text")
    yield around.line(EN, "ready.nothing")
    yield around.line(EN, "ready.waiting")
    yield setup.ready_for_person(EN, ROW, ROW, LINK, 48)
    yield around.line(EN, "ready.draft", routine=LONG)
    for by in (None, NAME):
        for state in (around.STOPPED, around.PAUSED):
            yield around.silent(EN, ROW, state, by)


def elsewhere() -> Iterator[Screen]:
    """Another place, another clock."""
    yield zones.ask(EN, ZONE, NINE)
    yield zones.same(EN, ZONE, NINE)
    yield setup.zone_which(EN, ROW, [Place("Birmingham", "GB", "Europe/London")] * 6, "zone_pick")
    digest = digests.status(EN, digests.Choices("daily", dt.time(19, 30), ZONE, "wed", False))
    yield zones.moved(EN, ROW, zones.Moved(ZONE, NINE, digest=digest), ROW)
    yesterday = zones.Left(LONG, NINE - dt.timedelta(days=1))
    for left, undo in itertools.product(
        ([], [zones.Left(LONG, NINE), yesterday] * 99), (None, ROW)
    ):
        found = zones.Moved(ZONE, NINE, (FULL, NINE), left, [(FULL, NINE)] * 99)
        yield zones.moved(EN, ROW, found, undo)


def helping() -> Iterator[Screen]:
    """When to stop and get help, for everybody."""
    for role, number in itertools.product(
        (None, helps.PERSON, helps.CAREGIVER, helps.THERAPIST), (None, "112")
    ):
        yield helps.help_(EN, role, "GB", number)
    yield helps.help_(EN, helps.PERSON, "GB", "112", "c" * 200)


def told(record: Record, silence: str | None = None, day: dt.date = TUESDAY) -> Told:
    return Told(day, LONG, record, dt.time(9, 5), silence)


def read() -> Iterator[Screen]:
    """The day, the journal, what others were sent."""
    lines = [told(Record(), silence) for silence in SILENCES] + [told(one) for one in RECORDS[2:6]]
    yield today(EN, ROW, TUESDAY, lines, "rests")
    yield today(EN, ROW, TUESDAY, [], "stopped")
    yield today(EN, ROW, TUESDAY, [])
    said = replace(told(Record(), "open"), occurrence=f"{ROW}:999999")
    for several in ([said], [replace(said, at=dt.time(hour)) for hour in range(4)]):
        yield today(EN, ROW, TUESDAY, several)
    yield journal(EN, [])
    yield journal(EN, lines)
    done = [replace(one, exercises=FULL.exercises) for one in lines[-4:]]
    changed = Changed(TUESDAY, dt.time(10, 30), NAME, "Alex", (LONG,))
    yield journal(EN, [*lines, changed], ROW)
    for many in (1, 9):
        before = [
            replace(one, day=TUESDAY - dt.timedelta(days=n)) for one in done for n in range(many)
        ]
        yield journal_full(EN, [*before, changed])
    yield shared(EN, [])
    yield shared(EN, [(NAME, "x" * 400)])
    yield shared(EN, [(NAME, "x" * 400)] * 2, [NAME] * 9)
    yield shared(EN, [], [NAME])


def sent() -> Iterator[Screen]:
    """The digest, every day and once a week."""
    for one in RECORDS:
        yesterday = told(one, "resting", TUESDAY - dt.timedelta(days=1))
        if text := digest(EN, TUESDAY, [told(one)] * 9 + [yesterday]):
            yield Screen(text)
        both = [replace(line, in_report=True, lighter=True) for line in (told(one), yesterday)]
        for made in (digest(EN, TUESDAY, both, "Dana"), digests.week(EN, TUESDAY, both, NAME)):
            yield Screen(made or "-")
        if one.happened:
            yield journal(EN, both)
    for ahead in range(1, 20):
        days = [TUESDAY - dt.timedelta(days=n) for n in range(0, 20, ahead)]
        found = [told(one, None, day) for one, day in zip(RECORDS * 2, days, strict=False)]
        if text := digests.week(EN, TUESDAY, found):
            yield Screen(text)


def everything() -> list[Screen]:
    """All of them."""
    return [
        *cards(),
        *first_steps(),
        *shown_pictures.pictured(),
        *shown_around.around_the_person(),
        *shown_around.in_the_circle(),
        *shown_around.those_who_let_in(),
        *shown_around.belonging(),
        *shown_around.noted(),
        *shown_around.resting(),
        *shown_around.choosing(),
        *shown_around.setting(),
        *shown_around.reviewing(),
        *shown_around.reporting(),
        *elsewhere(),
        *helping(),
        *read(),
        *sent(),
        *shown_changes.screens(),
        *shown_plan.editing(),
        *shown_proxy.screens(),
    ]
