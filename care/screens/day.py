"""What is read: the day, and the caregiver's short digest."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from care import fitting, plan, rules, words
from care.buttons import button
from care.kinds import Reason
from care.ports import Button, Screen
from care.screens.record import By, record_line, report_line
from care.screens.standing import standing

# At most five lines and 400 characters (product.md, The digest).
DIGEST_LINES = 5
DIGEST_LENGTH = 400


@dataclass(frozen=True)
class Told:
    """A session as it is told: its local day, its routine's name, its wall time, what counts.

    `occurrence` is there where it can be said in /today: the slot's id and the day's ordinal.
    `over`: it went over a limit of its day's plan; `in_report`: so did another within the week.
    `lighter`: it was the lighter version. `exercises`: as they were that day, where they are to be
    told. `by` is who answered, where it wasn't the person by themselves.
    """

    day: dt.date
    routine: str
    record: rules.Record
    at: dt.time | None = None
    silence: str | None = None
    occurrence: str = ""
    over: bool = False
    in_report: bool = False
    lighter: bool = False
    exercises: tuple[plan.Exercise, ...] = ()
    by: By | None = None


def day_line(lang: str, told: Told) -> str:
    """One session for the person: what was said, or which silence it is."""
    if told.record.outcome == rules.REST and told.by is None:
        return words.say(lang, "day.rest_line", routine=told.routine)
    if told.record.outcome:
        return record_line(lang, _version(lang, told), told.record, told.by)
    silence = words.say(lang, f"silence.{told.silence}")
    return words.say(lang, "day.silence_line", routine=told.routine, silence=silence)


def _version(lang: str, told: Told) -> str:
    """The routine's name; with the version, where something was done in the lighter one."""
    if told.lighter and told.record.happened:
        return words.say(lang, "journal.lighter", routine=told.routine)
    return told.routine


def today(
    lang: str,
    row: int,
    day: dt.date,
    lines: Sequence[Told],
    state: str | None = None,
    *,
    proxy: str | None = None,
) -> Screen:
    """The day as it stands, in its order, with what can be said of it.

    `state`: "rests", "paused" or "stopped", where nothing is asked. `proxy`: who answers for the
    reader, too.
    """
    text = [words.day(lang, day)]
    if proxy:
        text.append(words.say(lang, "today.proxy", name=proxy))
    if state:
        text.append(words.say(lang, f"today.{state}"))
    for told in lines:
        at = words.clock(lang, told.at) if told.at else ""
        text.append(words.say(lang, "today.line", at=at, line=day_line(lang, told)))
    if not lines:
        text.append(words.say(lang, "today.nothing"))
    waiting = [told for told in lines if told.occurrence]
    rows = [button for told in waiting for button in _said_here(lang, row, told, len(waiting))]
    return Screen("\n".join(text), tuple((button,) for button in rows), keys=standing(lang))


def _said_here(lang: str, row: int, told: Told, count: int) -> tuple[Button, ...]:
    """Done and Done earlier, with the routine's name where there are several."""
    labels = [words.say(lang, f"button.{verb}") for verb in ("today_done", "today_earlier")]
    if count > 1:
        at = words.clock(lang, told.at) if told.at else ""
        labels = [
            fitting.cut(
                words.say(lang, "today.which", said=label, at=at, routine=told.routine),
                fitting.LONGEST_LABEL,
            )
            for label in labels
        ]
    return (
        button(labels[0], "today_done", row, told.occurrence),
        button(labels[1], "today_earlier", row, told.occurrence),
    )


def digest(
    lang: str,
    day: dt.date,
    lines: Sequence[Told],
    therapist: str | None = None,
    about: str | None = None,
) -> str | None:
    """What was done since the last one, in five lines; nothing where there is nothing to tell.

    What wasn't done or wasn't answered is never in it. `therapist`: for whom the report is.
    `about`: the person's name, for a reader who is in several circles.
    """
    found = [_digest_line(lang, day, told) for told in lines]
    told_lines = list(dict.fromkeys(line for line in found if line))
    if not told_lines:
        return None
    head, foot = headed(lang, words.day(lang, day), about), digest_foot(lang, lines, therapist)
    room = DIGEST_LINES - 1 - len(foot)
    while True:
        text = "\n".join([head, *fit(lang, told_lines, room), *foot])
        if len(text) <= DIGEST_LENGTH or room == 1:
            return fitting.cut(text, DIGEST_LENGTH)
        room -= 1


def headed(lang: str, head: str, about: str | None) -> str:
    """The first line; with one word of the name of whom it is about, where that isn't plain."""
    names = (about or "").split()
    if not names:
        return head
    name = fitting.cut(names[0], fitting.LONGEST_NAME)
    return words.say(lang, "digest.about", head=head, name=name)


def digest_foot(lang: str, lines: Sequence[Told], therapist: str | None) -> list[str]:
    """Below the days: the report, where one of them will be in it, and the last line."""
    report = [report_line(lang, _first_name(lang, therapist))]
    foot = words.say(lang, "digest.foot")
    return [*(report if any(told.in_report for told in lines) else []), foot]


def _first_name(lang: str, name: str | None) -> str:
    """A name of one word, as it was given; "a surname" is never in a digest (product.md)."""
    return name if name and len(name.split()) == 1 else words.say(lang, "report.the_therapist")


def fit(lang: str, lines: list[str], room: int) -> list[str]:
    """The latest lines that fit, with a count of the rest."""
    if len(lines) <= room:
        return lines
    kept = lines[len(lines) - room + 1 :] if room > 1 else []
    more = words.say(lang, "digest.more", n=len(lines) - len(kept))
    return [*kept, more]


def _digest_line(lang: str, day: dt.date, told: Told) -> str | None:
    if told.record.happened:
        line = record_line(lang, told.routine, told.record)
    elif told.record.outcome == rules.REST or told.silence == Reason.RESTING:
        if told.day != day:
            return words.say(lang, "digest.earlier_rest", day=words.weekday(lang, told.day))
        return words.say(lang, "digest.rest")
    else:
        return None
    if told.day == day:
        return line
    return words.say(lang, "digest.earlier", day=words.weekday(lang, told.day), line=line)


def shared(lang: str, texts: Sequence[tuple[str, str]], readers: Sequence[str] = ()) -> Screen:
    """The last digest of each caregiver, word for word; pairs of name and text.

    Then who may read the journal.
    """
    names: dict[str, list[str]] = {}
    for name, text in texts:
        names.setdefault(text, []).append(name)
    found = [words.say(lang, "shared.title")] if texts else []
    for text, who in names.items():
        found += ["", words.say(lang, "shared.to", name=", ".join(who)), text]
    if readers:
        found += ["", words.say(lang, "shared.journal", names=", ".join(readers))]
    return Screen("\n".join(found).lstrip() or words.say(lang, "shared.nothing"))
