"""Every screen around the plan at its longest: who helps, rest, settings, notes, the review."""

import datetime as dt
import itertools
from collections.abc import Iterator

from care import ranges, recipes
from care.kinds import Ask, Kind, Role
from care.plan import Plan
from care.ports import Media, Screen
from care.rules import Record
from care.screens import (
    belongings,
    card,
    daybook,
    digests,
    journal,
    limits,
    members,
    people,
    pictures,
    reports,
    review,
    settings,
)
from care.screens import circle as around
from care.screens import notes as show_notes
from care.screens import rests as lengths
from care.screens.notes import Noted
from tests.care import shown


def around_the_person() -> Iterator[Screen]:
    """Invitations, the digest's settings, rest, stopping, notes."""
    yield around.invite(shown.EN, shown.ROW, shown.LINK, 48)
    yield around.invite(shown.EN, shown.ROW, shown.LINK, 48, person=shown.NAME)
    yield around.line(shown.EN, "invite.their_own", link=shown.LINK, hours=48)
    yield around.line(shown.EN, "invite.therapist", link=shown.LINK, hours=48)
    yield around.line(shown.EN, "invite.person", link=shown.LINK, hours=48)
    yield around.line(shown.EN, "joined.caregiver_told", name=shown.NAME)
    yield around.line(shown.EN, "joined.patient_told", name=shown.NAME)
    yield around.line(shown.EN, "joined.therapist_told", name=shown.NAME)
    yield around.line(shown.EN, "joined.therapist", name=shown.NAME)
    yield around.leave(shown.EN, shown.ROW, shown.NAME)
    yield around.which(shown.EN, shown.ROW, "journal", [(shown.ROW, shown.NAME)] * 9)
    yield around.stopped(shown.EN, shown.ROW)
    yield around.hushed(shown.EN, shown.ROW)
    yield around.start_again(shown.EN, shown.ROW)
    yield around.pause(shown.EN, shown.ROW)
    for flag in (True, False):
        for paused in (True, False):
            yield around.stop(shown.EN, shown.ROW, caregiver=flag, paused=paused)
    yield around.note(shown.EN, shown.ROW)
    yield around.note(shown.EN, shown.ROW, "note.only_words")
    yield around.with_note(
        shown.EN,
        shown.ROW,
        card(shown.view(Record(), Ask.START), shown.ROW, Kind.PROMPT, current=True),
    )


def in_the_circle() -> Iterator[Screen]:
    """Who is in, somebody's card, the links; and the days as others read them."""
    roles, flags = (Role.CAREGIVER, Role.THERAPIST), (True, False)
    until = dt.datetime.combine(shown.TUESDAY, dt.time(9))
    links = [
        members.Link(shown.ROW, role, until, withdrawn=off)
        for role in (*roles, Role.PATIENT)
        for off in flags
    ]
    for count, invites in itertools.product((0, 1, 16, 60), flags):
        people = [_one(roles[n % 2], may=n % 3 > 0) for n in range(count)]
        for some in ([], links, links * 9):
            yield members.circle(shown.EN, shown.ROW, people, some, invites=invites)
            yield members.links(shown.EN, shown.ROW, some)
    for role, may in itertools.product(roles, flags):
        yield members.remove(shown.EN, shown.ROW, _one(role, may=may))
        yield _card(_one(role, may=may))
    yield around.line(shown.EN, "members.gone", name=shown.NAME)
    yield around.line(shown.EN, "left.told", name=shown.NAME)
    for record in shown.RECORDS:
        yield daybook.for_others(shown.EN, [shown.told(record, "open")], shown.NAME)
    yield daybook.for_others(shown.EN, [], shown.NAME)


def those_who_let_in() -> Iterator[Screen]:
    """A therapist's persons."""
    for count in (0, 1, 16, 120):
        yield people.people(shown.EN, shown.ROW, [(shown.ROW, shown.NAME)] * count)
    for stopped in (True, False):
        rows = people.way(shown.EN, shown.ROW, "person_plan")
        yield people.person(shown.EN, shown.NAME, shown.TUESDAY, rows, stopped=stopped)


def _one(role: Role, *, may: bool) -> members.Seen:
    return members.Seen(
        shown.ROW, role, shown.NAME, shown.TUESDAY,
        sees_journal=may, may_propose=may, gets_report=may,
    )  # fmt: skip


def _card(one: members.Seen) -> Screen:
    rows = members.looks(shown.EN, shown.ROW, one)
    for what, holds in itertools.product(members.CHOICES, (True,)):
        rows += members.choice(shown.EN, shown.ROW, one.member, what, holds=holds)
    return members.member(shown.EN, one, rows + members.out(shown.EN, shown.ROW, one))


def belonging() -> Iterator[Screen]:
    """Everything as a file, and everything gone."""
    many = belongings.Counts(*[10**6] * 5)
    for name in (None, shown.NAME):
        yield belongings.export(shown.EN, shown.ROW, name)
        yield belongings.ask(shown.EN, shown.ROW, name)
        yield belongings.sure(shown.EN, shown.ROW, name)
    yield belongings.erased(shown.EN, many)
    yield belongings.erased_before(shown.EN)
    for key in ("export.given", "export.below", "export.not_yours", "erase.kept"):
        yield around.line(shown.EN, key)


def noted() -> Iterator[Screen]:
    """A fall, a question for the visit, and what the journal tells of them."""
    yield show_notes.fall(shown.EN, shown.ROW, shown.ROW)
    yield show_notes.question(shown.EN, shown.ROW, shown.ROW, "x" * 4096)
    for verb in ("not_fall", "unask"):
        yield show_notes.undone(shown.EN, verb)
    said = [("note", None, 3600), ("note", "x" * 4096, None), ("note", "slept badly", None)]
    said += [("fall", "I fell", None), ("question", "Is swimming fine?", None)]
    yield journal(shown.EN, [Noted(shown.TUESDAY, dt.time(9), *one) for one in said])


def resting() -> Iterator[Screen]:
    """How long to rest, until when it is, and another end."""
    yield lengths.choose(shown.EN, shown.ROW)
    for through in (None, shown.TUESDAY, shown.TUESDAY.replace(year=2027)):
        after = through + dt.timedelta(days=1) if through else None
        for returns in (None, after, shown.TUESDAY.replace(year=2028)):
            rest = lengths.Rest(shown.TUESDAY, through, returns)
            yield lengths.resting(shown.EN, shown.ROW, rest)
            yield lengths.as_before(shown.EN, rest)
            for before in (None, shown.TUESDAY, dt.date.max):
                yield lengths.rested(shown.EN, shown.ROW, rest, dt.date.max, before)
    for wrong in (None, "rest.unclear"):
        yield lengths.date(shown.EN, shown.ROW, wrong)


def choosing() -> Iterator[Screen]:
    """What those who help choose of their message, and what lies under one."""
    kinds, flags = digests.KINDS, (True, False)
    for kind, sound, quiet in itertools.product(kinds, flags, (None, shown.TUESDAY)):
        chosen = digests.Choices(kind, dt.time(19, 30), shown.ZONE, "wed", sound, quiet)
        yield digests.choices(shown.EN, shown.ROW, chosen)
        yield digests.joined(shown.EN, shown.ROW, chosen)
        yield digests.kept(shown.EN, shown.ROW, chosen)
    for unclear in flags:
        yield digests.digest_time(shown.EN, shown.ROW, unclear=unclear)
    for quiet, offer in itertools.product((None, shown.TUESDAY), flags):
        yield Screen("-", digests.under(shown.EN, shown.ROW, quiet=quiet, offer=offer))


def setting() -> Iterator[Screen]:
    """The sounds, the size of the buttons, the limits."""
    for held in itertools.product((True, False), repeat=4):
        yield settings.settings(shown.EN, shown.ROW, dict(zip(settings.WAYS, held, strict=True)))
    for minutes, pain, by in itertools.product((60, 45), (None, 4), (None, shown.WORD)):
        plan = Plan(
            routines=(shown.FULL,),
            recovery_limit=minutes,
            recovery_limit_word=by,
            pain_limit=pain,
            pain_limit_word=by,
        )
        yield limits.limits(shown.EN, shown.ROW, plan)


def reviewing() -> Iterator[Screen]:
    """The review of the plan: its question, with whom, on which day."""
    for ahead, strength in itertools.product((0, 1), (True, False)):
        today = shown.TUESDAY + dt.timedelta(days=ahead)
        yield review.question(shown.EN, shown.ROW, shown.TUESDAY, today, strength=strength)
    for known in ([], ["Dana"], [shown.NAME, "Dana", "D" * 60]):
        yield review.names(shown.EN, shown.ROW, known)
    for wrong in (None, "review.unclear", "review.too_long_ago"):
        yield review.day(shown.EN, shown.ROW, "D" * 60, wrong)
    for version in (None, shown.ROW):
        yield review.reviewed(
            shown.EN, shown.ROW, "D" * 60, shown.TUESDAY, shown.TUESDAY.replace(year=2027), version
        )
    for key in ("review.not_yet", "review.undone"):
        yield around.line(shown.EN, key)


def reporting() -> Iterator[Screen]:
    """The report, the page about nobody, the page filled in by hand."""
    paper = recipes.report(1, shown.EN, shown.TUESDAY, shown.TUESDAY, shown.TUESDAY)
    usual = ranges.usual(shown.TUESDAY)
    for days in (usual, ranges.Days(usual.first, usual.last, shown.TUESDAY)):
        others = [
            reports.usual(shown.EN, shown.ROW, shown.TUESDAY),
            reports.longer(shown.EN, shown.ROW, shown.TUESDAY),
            reports.since(shown.EN, shown.ROW, usual.first, shown.TUESDAY),
            reports.filled(shown.EN, shown.ROW, None),
            reports.filled(shown.EN, shown.ROW, shown.TUESDAY),
        ]
        yield reports.report(shown.EN, shown.ROW, paper, days, others)
        yield reports.for_other(shown.EN, shown.NAME, paper, days)
        yield reports.told(shown.EN, shown.ROW, shown.NAME, days)
    yield reports.unclear(shown.EN, shown.ROW, shown.TUESDAY)
    yield reports.brief(shown.EN, paper)
    yield reports.page(shown.EN)
    for names in ((), (shown.NAME,)):
        yield pictures.whose(shown.EN, shown.ROW, names, 2, by_hand=True)
    for name in (None, shown.NAME):
        yield pictures.with_plan(shown.EN, shown.ROW, name, shown.ROW)
    for word in (None, shown.WORD):
        whole = Plan(routines=(shown.FULL,), recovery_limit_word=word, pain_limit=4)
        yield limits.on_page(shown.EN, shown.ROW, whole, shown.WORD)
        yield pictures.filled(shown.EN, word, 4, Media(1, "photo", "f"))
