"""What caregivers choose of their message, the buttons under it, and a week in five lines.

Cards hang from their bottom edge: rows that come and go stand on top, so that a second tap at the
same place meets the same button, or one that only leads somewhere.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from care import rules, times, words
from care.buttons import button
from care.kinds import Reason
from care.ports import Button, Screen
from care.screens import marks, setup
from care.screens.day import DIGEST_LENGTH, DIGEST_LINES, Told, digest_foot, fit, headed
from care.screens.record import recovery_words

Rows = tuple[tuple[Button, ...], ...]
DAILY, WEEKLY, OVER_LIMIT, OFF = "daily", "weekly", "over_limit", "off"
KINDS = (DAILY, WEEKLY, OVER_LIMIT, OFF)
SOUNDS = ("silent", "sound")


@dataclass(frozen=True)
class Choices:
    """What is set now: `at` a wall time in `zone`, `quiet` the last quiet day, if there is one."""

    kind: str
    at: dt.time
    zone: str
    day: str
    sound: bool
    quiet: dt.date | None = None


def joined(lang: str, row: int, chosen: Choices) -> Screen:
    """A caregiver is in: when their message comes, and how to change that."""
    verbs = ("digest_place", "digest_choices", "digest_time")
    rows = tuple((button(words.say(lang, f"button.{verb}"), verb, row),) for verb in verbs)
    return Screen(status(lang, chosen), rows)


def kept(lang: str, row: int, chosen: Choices) -> Screen:
    """A time was chosen: where that tap was, there is nothing now."""
    label = words.say(lang, "button.digest_choices")
    return Screen(status(lang, chosen), ((button(label, "digest_choices", row),),))


def choices(lang: str, row: int, chosen: Choices) -> Screen:
    """All that can be chosen, each with one tap; what is set now is marked and said."""
    label = words.say(lang, "button.digest_quiet")
    quiet = marks.option(lang, label, "digest_quiet", row, "", chosen=chosen.quiet is not None)
    bottom = [
        (quiet,),
        (button(words.say(lang, "button.digest_place"), "digest_place", row),),
        (button(words.say(lang, "button.digest_time"), "digest_time", row),),
    ]
    sounds = [(one, words.say(lang, f"button.digest_{one}")) for one in SOUNDS]
    sound = marks.options(lang, "digest_sound", row, sounds, SOUNDS[chosen.sound])
    rows = (*_come_and_go(lang, row, chosen), *_kinds(lang, row, chosen), sound, *bottom)
    return Screen(status(lang, chosen), rows)


def _come_and_go(lang: str, row: int, chosen: Choices) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if chosen.quiet:
        rows.append((button(words.say(lang, "button.digest_speak"), "digest_speak", row),))
    if chosen.kind == WEEKLY:
        names = [(key, words.short_weekday(lang, times.on_a(key))) for key in times.WEEKDAYS]
        days = marks.options(lang, "digest_day", row, names, chosen.day)
        rows += [days[:4], days[4:]]
    return tuple(rows)


def _kinds(lang: str, row: int, chosen: Choices) -> Rows:
    labels = [(kind, words.say(lang, f"button.digest_{kind}")) for kind in KINDS]
    found = marks.options(lang, "digest_kind", row, labels, chosen.kind)
    return found[:2], found[2:]


def status(lang: str, chosen: Choices) -> str:
    """What is set now, in a few lines."""
    time, city = words.clock(lang, chosen.at), setup.city(chosen.zone)
    day = words.weekday(lang, times.on_a(chosen.day))
    lines = [words.say(lang, f"digest_is.{chosen.kind}", time=time, city=city, day=day)]
    if chosen.kind != OFF:
        lines.append(words.say(lang, f"digest_is.{SOUNDS[chosen.sound]}"))
    if chosen.kind != OFF and chosen.quiet:
        lines.append(words.say(lang, "digest_is.quiet", day=words.day(lang, chosen.quiet)))
    return "\n".join(lines)


def digest_time(lang: str, row: int, *, unclear: bool = False) -> Screen:
    """When the digest should come."""
    text = words.say(lang, "digest_time.text")
    if unclear:
        text = f"{words.say(lang, 'time.unclear')}\n{text}"
    keep = (button(words.say(lang, "button.keep"), "digest_keep", row),)
    return Screen(text, (*setup.times(lang, row, "digest_at", setup.DIGEST_TIMES), keep))


# Under a digest


def under(lang: str, row: int, *, quiet: dt.date | None, offer: bool) -> Rows:
    """The buttons under a digest. Once muted, Undo lies above the finger, what holds below it."""
    if quiet:
        undo = button(words.say(lang, "button.digest_undo"), "digest_undo", row, _number(quiet))
        holds = words.say(lang, "button.digest_muted", day=words.day(lang, quiet))
        return (undo,), (button(holds, "digest_muted", row, _number(quiet)),)
    week = (button(words.say(lang, "button.digest_mute"), "digest_mute", row),)
    if not offer:
        return (week,)
    return (button(words.say(lang, "button.digest_offer"), "digest_offer", row),), week


def _number(day: dt.date) -> str:
    return str(day.toordinal())


# A week


def week(
    lang: str,
    day: dt.date,
    lines: Sequence[Told],
    therapist: str | None = None,
    about: str | None = None,
) -> str | None:
    """What was done since the last one, a line a routine; nothing where there is nothing to tell.

    What wasn't done or wasn't answered is never in it, and nothing is counted or judged. `day` is
    the day on which it is told. `about`: as in a day's.
    """
    head = headed(lang, words.say(lang, "digest.week", day=words.day(lang, day)), about)
    foot = digest_foot(lang, lines, therapist)
    latest = max([day, *(told.day for told in lines)])
    for shape in (_full, _without_days, _bare):
        text = _week_text(lang, head, _week_lines(lang, latest, lines, shape), foot)
        if text is None or len(text) <= DIGEST_LENGTH:
            return text
    return text


def _week_text(lang: str, head: str, lines: list[str], foot: list[str]) -> str | None:
    if not lines:
        return None
    return "\n".join([head, *fit(lang, lines, DIGEST_LINES - 1 - len(foot)), *foot])


@dataclass(frozen=True)
class _Days:
    """The names of days, as near as they are to the latest one."""

    lang: str
    latest: dt.date

    def say(self, found: Iterable[dt.date]) -> str:
        """ "Mon, Wed–Fri": three in a row and more as a span; longer ago by their date."""
        days = sorted(set(found))
        runs = [list(run) for _, run in groupby(days, lambda d: d.toordinal() - days.index(d))]
        return ", ".join(part for run in runs for part in self._run(run))

    def _run(self, run: list[dt.date]) -> list[str]:
        if len(run) < 3:
            return [self._name(day) for day in run]
        first, last = self._name(run[0]), self._name(run[-1])
        return [words.say(self.lang, "digest.run", first=first, last=last)]

    def _name(self, day: dt.date) -> str:
        near = (self.latest - day).days < 7
        return (words.short_weekday if near else words.short_day)(self.lang, day)


Shape = Callable[[_Days, str, Sequence[Told]], str]


def _week_lines(lang: str, latest: dt.date, lines: Sequence[Told], shape: Shape) -> list[str]:
    days = _Days(lang, latest)
    happened = [told for told in lines if told.record.happened]
    names = dict.fromkeys(told.routine for told in happened)
    found = [shape(days, name, [t for t in happened if t.routine == name]) for name in names]
    others = [told for told in lines if not told.record.happened]
    rests = {t.day for t in others if t.record.outcome == rules.REST or t.silence == Reason.RESTING}
    if rests and shape is not _bare:
        found.append(words.say(lang, "digest.rests", days=days.say(rests)))
    elif rests:
        found.append(words.say(lang, "digest.rest"))
    return found


def _full(days: _Days, routine: str, found: Sequence[Told]) -> str:
    return _with_told(days, routine, found, _done(days, found, named=True))


def _without_days(days: _Days, routine: str, found: Sequence[Told]) -> str:
    return _with_told(days, routine, found, _done(days, found, named=False))


def _bare(days: _Days, routine: str, found: Sequence[Told]) -> str:
    what = _done(days, found, named=False)
    return words.say(days.lang, "record.line", routine=routine, outcome=what)


def _done(days: _Days, found: Sequence[Told], *, named: bool) -> str:
    parts = []
    for outcome in rules.HAPPENED:
        those = [told.day for told in found if told.record.outcome == outcome]
        if those:
            said = words.say(days.lang, f"outcome.{outcome}")
            on = days.say(those)
            both = words.say(days.lang, "digest.on_days", outcome=said, days=on)
            parts.append(both if named else said)
    return ", ".join(parts)


def _with_told(days: _Days, routine: str, found: Sequence[Told], what: str) -> str:
    line = words.say(days.lang, "record.line", routine=routine, outcome=what)
    told = [*_recoveries(days, found), *_pains(days.lang, found)]
    if not told:
        return line
    text = ", ".join(told)
    text = text[:1].upper() + text[1:]
    return f"{line} {words.say(days.lang, 'record.told', told=text)}"


def _recoveries(days: _Days, found: Sequence[Told]) -> list[str]:
    """As said: what every "within" lies within, and each longer time with its days."""
    said = [(t.record.recovery, t.day) for t in found if t.record.recovery]
    within = [one for one, _ in said if one.known == "within"]
    parts = [recovery_words(days.lang, max(within, key=lambda r: r.minutes))] if within else []
    more = sorted({one for one, _ in said} - set(within) - {rules.Recovery("cant_tell")}, key=_size)
    for one in more:
        on = days.say(day for said_one, day in said if said_one == one)
        how = recovery_words(days.lang, one)
        how = how[:1].lower() + how[1:]
        parts.append(words.say(days.lang, "digest.took", days=on, how=how))
    return parts


def _size(found: rules.Recovery) -> tuple[int, str]:
    return found.minutes, found.known


def _pains(lang: str, found: Sequence[Told]) -> list[str]:
    said = [told.record for told in found if told.record.pain_said]
    if not said:
        return []
    low = min(record.lowest_pain or 0 for record in said)
    high = max(record.highest_pain or 0 for record in said)
    if low == high:
        return [words.say(lang, "record.pain", n=low)]
    return [words.say(lang, "digest.pains", low=low, high=high)]
