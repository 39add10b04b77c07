"""All that a report is made of, looked up at once: a period's sessions, its notes, its plans."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session as Db

from care import plan, ranges, store, times, words
from care.flows import journals, notes
from care.kinds import Role
from care.models import Circle, Member, PlanVersion
from care.papers import house, period
from care.papers.period import Occasion, Period
from care.papers.shape import upright
from care.plan import Plan, Price
from care.screens import changes
from care.screens.notes import Noted


@dataclass(frozen=True)
class Change:
    """A plan that came into force: on which local day, whose it was, who said yes, what changed.

    `was` and `price` are the plan's before and since then.
    """

    day: dt.date
    author: str
    confirmed: str | None
    lines: tuple[str, ...]
    was: Price
    price: Price


@dataclass(frozen=True)
class Facts:
    """What a report tells. `made` is the person's wall time; `since`, the journal's first day.

    `names` are the first names of all who ever were in the circle, by their member's id. `shared`:
    answers came from a phone that several use, so who gave them isn't known. `keeper` is who keeps
    the journal for a person without a phone. `plan` is the one in force.
    """

    lang: str
    name: str
    made: dt.datetime
    visit: dt.date | None
    since: dt.date
    period: Period
    plan: Plan
    changes: tuple[Change, ...] = ()
    falls: tuple[Noted, ...] = ()
    questions: tuple[Noted, ...] = ()
    names: dict[int, str] | None = None
    shared: bool = False
    keeper: str | None = None

    def others(self, found: Iterable[Occasion]) -> dict[str, int]:
        """Who else than the person answered, and of how many of these sessions."""
        counts: dict[str, int] = {}
        for one in found:
            if who := self.other(one):
                counts[who] = counts.get(who, 0) + 1
        return counts

    def other(self, one: Occasion, kind: str = "outcome") -> str | None:
        """Who said that of a session, where it was said for the person and that is what counts."""
        found = [answer for answer in one.answers if answer.kind == kind]
        if not found or any(answer.for_member_id is None for answer in found) or found[-1].shared:
            return None
        return (self.names or {}).get(found[-1].member_id)


def gather(
    db: Db, circle: Circle, person: Member, lang: str, days: ranges.Days, now: dt.datetime
) -> Facts:
    """Looked up as it is now."""
    active = store.active_plan(db, circle.id)
    everybody = store.every_member(db, circle.id)
    names = {one.id: upright(house.first_name(one.name)) for one in everybody}
    noted = _noted(db, circle, everybody, lang, days)
    sessions = period.of(db, circle, days.first, days.last)
    return Facts(
        lang=lang,
        name=upright(house.first_name(person.name)),
        made=times.local(now, circle.zone),
        visit=days.visit,
        since=times.local(circle.created_at, circle.zone).date(),
        period=sessions,
        plan=plan.read(active.document) if active else Plan(routines=()),
        changes=_changes(db, circle, lang, days, names),
        falls=tuple(one for one in noted if one.kind == notes.FALL),
        questions=tuple(one for one in noted if one.kind == notes.QUESTION),
        names=names,
        shared=any(said.shared for one in sessions.occasions for said in one.answers),
        keeper=_keeper(db, person, names),
    )


def _keeper(db: Db, person: Member, names: dict[int, str]) -> str | None:
    """Who keeps the journal of somebody without a phone."""
    keeper = store.speaker(db, person.circle_id)
    return names.get(keeper.id) if keeper and keeper.id != person.id else None


def _noted(
    db: Db, circle: Circle, everybody: Sequence[Member], lang: str, days: ranges.Days
) -> list[Noted]:
    """Falls and questions, whoever said them; a plain note is never looked at."""
    found = [
        _by(lang, member, one)
        for member in everybody
        for one in notes.days(db, circle, member, lang, days.first, days.last)
        if one.kind != notes.NOTE
    ]
    return sorted(found, key=lambda one: (one.day, one.at))


def _by(lang: str, member: Member, one: Noted) -> Noted:
    """With the name of who said it, where that was for the person."""
    if member.role == Role.PATIENT:
        return one
    name = upright(house.first_name(member.name))
    return replace(one, words=words.say(lang, "report.noted_by", name=name, said=one.words or ""))


def _changes(
    db: Db, circle: Circle, lang: str, days: ranges.Days, names: dict[int, str]
) -> tuple[Change, ...]:
    found = journals.in_force_between(db, circle, days.first, days.last)
    return tuple(_change(db, lang, version, at.date(), names) for version, at in found)


def _change(db: Db, lang: str, version: PlanVersion, day: dt.date, names: dict[int, str]) -> Change:
    before = plan.read(store.document(db, version.before_id or 0))
    return changed(
        lang,
        (before, plan.read(version.document)),
        day,
        names.get(version.author_id, ""),
        names.get(version.confirmed_by or 0),
    )


def changed(
    lang: str, plans: tuple[Plan, Plan], day: dt.date, author: str, confirmed: str | None
) -> Change:
    """From one plan to the next, in words."""
    before, after = plans
    lines = tuple(changes.lines(lang, before, after))
    return Change(day, author, confirmed, lines, plan.price(before), plan.price(after))
