"""The first steps: consent, whose exercises, the time zone, what to start with, a time."""

import datetime as dt
from collections.abc import Sequence

from care import fitting, plan, words
from care.buttons import button
from care.places import Place
from care.ports import Button, Screen
from care.screens import exercises, nophone, said
from care.screens.price import price_line
from care.screens.standing import standing
from care.templates import ALL, Template
from care.times import WEEKDAYS

WHOSE = ("mine", "help", "both")
# Times of day on buttons; any other can be typed.
TIMES = (dt.time(8), dt.time(9), dt.time(10), dt.time(17))
HELPER_COMES = "helper"
# What to start with, beside the templates.
SHEET, OTHER = "sheet", "other"
DIGEST_TIMES = (dt.time(8), dt.time(12, 30), dt.time(19, 30), dt.time(21))


def _one(lang: str, key: str, verb: str, row: int, value: str = "") -> tuple[Button, ...]:
    return (button(words.say(lang, key), verb, row, value),)


def consent(lang: str, row: int, key: str = "consent.text", **values: object) -> Screen:
    """What is kept, who can read it, how to erase; and one button."""
    text = words.say(lang, key, **values)
    return Screen(text, (_one(lang, "button.agree", "agree", row),))


def consent_to(lang: str, row: int, document: plan.Plan, helpers: Sequence[str]) -> Screen:
    """The same to somebody for whom a plan was set up already: by whom, its times, its price.

    Those who set it up are sent the digest: the yes is to that, too.
    """
    names = ", ".join(helpers)
    head = [words.say(lang, "consent.helpers", names=names), words.say(lang, "consent.plan")]
    yes, cost = consent(lang, row), price_line(lang, plan.price(document))
    room = fitting.LONGEST - fitting.units("\n".join([*head, "", cost, "", yes.text]))
    full, short = (
        "\n".join(
            line for one in document.routines for line in _to_agree_to(lang, one, in_full=way)
        )
        for way in (True, False)
    )
    body = full if fitting.units(full) <= room else fitting.cut(short, room)
    return Screen("\n".join([*head, body, cost, "", yes.text]), yes.rows)


def _to_agree_to(lang: str, routine: plan.Routine, *, in_full: bool) -> list[str]:
    """A routine with its times, and its exercises where there is room."""
    at = ", ".join(words.clock(lang, slot.at) for slot in routine.slots)
    lines = [words.say(lang, "consent.routine", name=routine.name, times=at)]
    lines += [words.say(lang, "consent.sheet")] if routine.pictures else []
    lines += [exercises.short(lang, one) for one in routine.exercises] if in_full else []
    if plan.is_draft(routine):
        lines.append(words.say(lang, "consent.draft", name=routine.name))
    return lines


def whose(lang: str, row: int) -> Screen:
    """Whose exercises these are."""
    rows = tuple(_one(lang, f"button.whose_{who}", "whose", row, who) for who in WHOSE)
    return Screen(words.say(lang, "whose.text"), rows)


def person_yes(lang: str, row: int) -> Screen:
    """On one phone for both, the one who sets it up states the person's own yes."""
    text = words.say(lang, "person_yes.text")
    return Screen(text, (_one(lang, "button.person_yes", "person_yes", row),))


def zone(lang: str, key: str = "zone.text") -> Screen:
    """Where: a typed city or a shared place."""
    return Screen(words.say(lang, key), place=words.say(lang, "button.place"))


def zone_unknown(lang: str) -> Screen:
    """No such city in the table."""
    return Screen(words.say(lang, "zone.unknown"))


def zone_which(lang: str, row: int, places: Sequence[Place], verb: str = "zone") -> Screen:
    """A name that several places have."""
    labels = [place_label(lang, place) for place in places]
    rows = tuple((button(label, verb, row, str(n)),) for n, label in enumerate(labels))
    return Screen(words.say(lang, "zone.which"), rows)


def place_label(lang: str, place: Place) -> str:
    """A place on a button, with its zone where that fits: some namesakes share a country."""
    names = {"city": place.city, "country": place.country, "zone": city(place.zone)}
    label = words.say(lang, "zone.place", **names)
    if fitting.units(label) <= fitting.LONGEST_LABEL:
        return label
    return fitting.cut(words.say(lang, "zone.place_short", **names), fitting.LONGEST_LABEL)


def city(zone_name: str) -> str:
    """The city that an IANA zone is named after."""
    return zone_name.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def zone_kept(lang: str, local: dt.datetime, zone_name: str) -> Screen:
    """The zone that was kept, with its wall time so that a wrong one shows."""
    text = words.say(lang, "zone.kept", city=city(zone_name), time=words.clock(lang, local))
    return Screen(text, clear=True)


def template(lang: str, row: int) -> Screen:
    """What to start with."""
    rows = tuple(
        _one(lang, f"template.{found.key}.button", "template", row, found.key) for found in ALL
    )
    sheet = _one(lang, "button.template_sheet", "template", row, SHEET)
    return Screen(words.say(lang, "template.text"), (*rows, sheet))


def sheet(lang: str, row: int) -> Screen:
    """A photo of the therapist's sheet is waited for; or something else to start with."""
    other = _one(lang, "button.template_other", "template", row, OTHER)
    return Screen(words.say(lang, "sheet.send"), (other,))


def time(lang: str, row: int, chosen: Template, *, unclear: bool = False) -> Screen:
    """The routine with its price, and when."""
    lines = [words.say(lang, "time.unclear")] if unclear else []
    days = said.days(lang, chosen.days)
    key = "time.routine" if chosen.days == WEEKDAYS else "time.routine_days"
    lines.append(words.say(lang, key, name=chosen.name(lang), days=days))
    lines += [exercises.short(lang, exercise) for exercise in chosen.items(lang)]
    lines.append(price_line(lang, chosen.price))
    who = "time.draft" if chosen.is_draft else "time.therapist"
    lines += [words.say(lang, who), words.say(lang, "time.text")]
    rows = times(lang, row, "time", TIMES)
    if chosen.helper_minutes:
        rows = (*rows, _one(lang, "button.helper_comes", "time", row, HELPER_COMES))
    return Screen("\n".join(lines), rows)


def times(
    lang: str, row: int, verb: str, choices: Sequence[dt.time]
) -> tuple[tuple[Button, ...], ...]:
    """Wall times on buttons."""
    return tuple(
        (button(words.clock(lang, at), verb, row, f"{at.hour:02}{at.minute:02}"),) for at in choices
    )


def draft(lang: str, row: int, routine: plan.Routine) -> Screen:
    """A routine that waits for a therapist's yes: where that is said."""
    text = words.say(lang, "draft.yes", routine=routine.name)
    return Screen(text, (_one(lang, "button.draft_yes", "yes_ask", row, str(routine.id)),))


def ready(lang: str, first: dt.datetime, routine: plan.Routine, key: str) -> Screen:
    """When the next prompt comes: `first`, on the person's wall clock."""
    if routine.helper_comes:
        text = words.say(lang, "ready.helper", routine=routine.name)
    else:
        day, time = words.day(lang, first.date()), words.clock(lang, first)
        text = words.say(lang, key, routine=routine.name, day=day, time=time)
    return Screen(text, keys=standing(lang))


def ready_for_person(lang: str, row: int, circle_id: int, link: str, hours: int) -> Screen:
    """Set up for somebody else: their own yes comes first, by this link, if they have a phone."""
    text = words.say(lang, "ready.person", link=link, hours=hours)
    return Screen(text, (nophone.way_in(lang, row, circle_id),))
