"""/report: the last four weeks for the therapist, at once; other days, the brief, a filled page.

To whom else the person lets have it, it goes by the road of a due message (`reporting`), so that
the person sees each one that was sent.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from sqlmodel import Session as Db

from care import ranges, recipes
from care.buttons import Tap
from care.flows import arrivals, cards, day, filled, media, planner, plans, reporting
from care.flows.arrivals import Visit
from care.models import Circle, Member
from care.ports import Button, Screen
from care.rights import May
from care.screens import pictures
from care.screens import reports as show

OLD = "toast.old"
Home = tuple[Circle, Member]


def report(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """The last four weeks; with words behind it, those days, or for a visit on that day."""
    home = day.own(db, visit, now, May.REPORT)
    if home is None:
        return None
    today = plans.today(home[0], now)
    days = ranges.read(visit.behind, today, visit.lang) if visit.behind else ranges.usual(today)
    if days is None:
        day.send(db, visit, now, lambda row: show.unclear(visit.lang, row, today))
    else:
        _give(db, visit, home, days, now)
    return None


def _give(db: Db, visit: Visit, home: Home, days: ranges.Days, now: dt.datetime) -> None:
    """To the person under what else there is; to others by themselves, and the person sees it."""
    circle, member = home
    if not arrivals.may(db, member):
        if circle.stopped_at:
            day.say(db, visit, now, "silent.stopped")
        else:
            reporting.ask(db, home, days, now, visit.update_id)
        return
    paper = recipes.report(circle.id, visit.lang, days.first, days.last, days.visit)

    def build(row: int) -> Screen:
        others = _others(db, visit.lang, row, circle, days, now)
        return show.report(visit.lang, row, paper, days, others)

    day.send(db, visit, now, build)


def _others(
    db: Db, lang: str, row: int, circle: Circle, days: ranges.Days, now: dt.datetime
) -> list[Button]:
    """Of which other days it may be wanted: since the last visit, or of more weeks."""
    today, current = plans.today(circle, now), planner.active(db, circle.id)
    found = []
    reviewed = current[1].reviewed if current else None
    if reviewed and 0 < (today - reviewed.on).days < ranges.LONGEST:
        found.append(show.since(lang, row, reviewed.on, today))
    found.append(show.longer(lang, row, today))
    found = [one for one in found if not one.data.endswith(f":{show.value(days)}")]
    if page := current[1].page if current else None:
        found.append(show.filled(lang, row, page.word.on if page.word else None))
    return found


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """What was tapped comes below, once."""
    mine = day.own_tap(db, visit, tapped, now, May.REPORT)
    if mine is None:
        return visit.say(OLD)
    row, circle, member = mine
    toast = _ACTS[tapped.verb](db, visit, (circle, member), tapped, now)
    held = Screen.from_json(row.screen or "")
    rest = tuple(line for line in held.rows if not _is(line, tapped))
    shows = cards.forgiving(row, tapped, replace(held, rows=rest), visit.lang)
    cards.redraw(row, shows, now, visit.update_id)
    return toast


def _is(line: tuple[Button, ...], tapped: Tap) -> bool:
    sent = f"{tapped.verb}:{tapped.message_id or ''}:{tapped.value}"
    return any(one.data == sent for one in line)


def _days(db: Db, visit: Visit, home: Home, tapped: Tap, now: dt.datetime) -> str | None:
    first, last = (dt.date.fromordinal(int(one)) for one in tapped.value.split(":"))
    _give(db, visit, home, ranges.Days(first, last), now)
    return None


def _brief(db: Db, visit: Visit, home: Home, tapped: Tap, now: dt.datetime) -> str | None:
    paper = recipes.brief(home[0].id, visit.lang)
    day.send(db, visit, now, lambda row: show.brief(visit.lang, paper))
    return None


def _page(db: Db, visit: Visit, home: Home, tapped: Tap, now: dt.datetime) -> str | None:
    """The next photo is the page that the therapist filled in."""
    if not arrivals.may(db, home[1]):
        return visit.say(OLD)
    filled.ask(db, visit, now)
    return None


def _filled(db: Db, visit: Visit, home: Home, tapped: Tap, now: dt.datetime) -> str | None:
    """What the therapist filled in, to look at."""
    current = planner.active(db, home[0].id)
    page = current[1].page if current else None
    for number, one in enumerate(media.usable(db, home[0].id, page.pictures if page else ()), 1):
        shown = pictures.filled(visit.lang, page.word if page else None, number, one)
        day.send(db, visit, now, lambda row, s=shown: s)  # type: ignore[misc]
    return None


_ACTS: dict[str, Callable[[Db, Visit, Home, Tap, dt.datetime], str | None]] = {
    show.DAYS: _days,
    show.BRIEF: _brief,
    show.PAGE: _page,
    show.FILLED: _filled,
}
VERBS = frozenset(_ACTS)
