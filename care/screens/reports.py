"""The report on its way: to the person who gives it on, or to whom the person lets have it."""

import datetime as dt
from collections.abc import Sequence

from care import fitting, ranges, words
from care.buttons import button
from care.ports import Button, Paper, Screen

DAYS, PAGE, BRIEF, FILLED = "report_days", "report_page", "report_brief", "report_filled"
MORE = (PAGE, BRIEF)


def report(
    lang: str, row: int, paper: Paper, days: ranges.Days, others: Sequence[Button]
) -> Screen:
    """For the person: the file, and under it what else can be had. `others`: of other days."""
    text = [_span(lang, "report_card.text", days)]
    if days.visit:
        text.append(words.say(lang, "report_card.visit", day=words.day(lang, days.visit)))
    text.append(words.say(lang, "report_card.what"))
    more = [button(words.say(lang, f"button.{verb}"), verb, row) for verb in MORE]
    return Screen("\n".join(text), tuple((one,) for one in (*others, *more)), paper=paper)


def usual(lang: str, row: int, today: dt.date) -> Button:
    """The last four weeks."""
    return _of(lang, row, "button.report_usual", ranges.usual(today))


def longer(lang: str, row: int, today: dt.date) -> Button:
    """The last twelve weeks."""
    first = today - dt.timedelta(weeks=12) + dt.timedelta(days=1)
    return _of(lang, row, "button.report_longer", ranges.Days(first, today))


def since(lang: str, row: int, first: dt.date, today: dt.date) -> Button:
    """Since the last visit."""
    return _of(lang, row, "button.report_since", ranges.Days(first, today))


def filled(lang: str, row: int, on: dt.date | None) -> Button:
    """The page that the therapist filled in last, with its day where that is known."""
    day = words.short_day(lang, on) if on else ""
    label = words.say(lang, "button.report_filled_on" if on else "button.report_filled", day=day)
    return button(label, FILLED, row)


def _of(lang: str, row: int, key: str, days: ranges.Days) -> Button:
    label = words.say(lang, key, day=words.short_day(lang, days.first))
    return button(fitting.cut(label, fitting.LONGEST_LABEL), DAYS, row, value(days))


def value(days: ranges.Days) -> str:
    """The days as a button says them; for which visit they are isn't among it."""
    return f"{days.first.toordinal()}:{days.last.toordinal()}"


def unclear(lang: str, row: int, today: dt.date) -> Screen:
    """What was written behind the command isn't surely some days; the usual ones are a tap away."""
    return Screen(words.say(lang, "report_card.unclear"), ((usual(lang, row, today),),))


def for_other(lang: str, name: str, paper: Paper, days: ranges.Days) -> Screen:
    """For somebody else, by the person's leave: nothing of it is said in the chat."""
    return Screen(_span(lang, "report_card.of", days, name=name), paper=paper)


def told(lang: str, row: int, name: str, days: ranges.Days) -> Screen:
    """For the person: who was sent a report, and the same one on a button."""
    same = button(words.say(lang, "button.report_same"), DAYS, row, value(days))
    return Screen(_span(lang, "report_card.told", days, name=name), ((same,),))


def brief(lang: str, paper: Paper) -> Screen:
    """One page for a therapist."""
    return Screen(words.say(lang, "report_card.brief"), paper=paper)


def page(lang: str) -> Screen:
    """The photo of the filled page is waited for."""
    return Screen(words.say(lang, "report_card.page"))


def _span(lang: str, key: str, days: ranges.Days, **values: object) -> str:
    first, last = (words.short_day(lang, day) for day in (days.first, days.last))
    return words.say(lang, key, first=first, last=last, **values)
