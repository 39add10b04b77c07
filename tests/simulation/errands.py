"""What people do of their own: how often (weights), what it is called in the table, its steps."""

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

from tests.simulation import plans
from tests.simulation.cities import CITIES, City
from tests.simulation.lives import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from tests.simulation.helpers import HelperLife
    from tests.simulation.lives import Errand, Life

    Errands = list[tuple[float, str, Errand]]

LENGTHS = (
    "Rest until tomorrow",
    "Three days, with today",
    "A week, with today",
    "Rest until I say",
)
SETTINGS = ("Large buttons", "Usual buttons", "Questions with a sound", "Prompts without a sound")
LIMITS = ("45 min", "30 min", "90 min", "Limit 4", "Limit 6", "No pain limit")
NOTES = (
    "My left hand is slower, {mark}",
    "{mark} slept badly \U0001f634",
    "{mark} " + "long " * 60,
    "done but only half of it because of {mark}",
)
MEMBER = "{name}*"
RIGHTS = ("May read the journal*", "Doesn't see*", "Sees the plan*", "May not propose*")
ENDS = {
    "stops all": ("/stop", "Stop everything, for everyone"),
    "pauses all": ("/pause", "Pause everything, for everyone"),
    "keeps going": ("/stop", "Keep going"),
}


def of_person(life: "Life") -> "Errands":
    """Of the person with ALS, or of who stands in for them."""
    return [*_days(life), *_words(life), *_papers(life), *_circle(life), *_ends(life)]


def _days(life: "Life") -> "Errands":
    rng, chat = life.rng, life.chat
    limit = rng.choice(LIMITS)
    return [
        (8, "Today", chat(rng.choice(("/today", "=Today")))),
        (8, "done unasked", chat("/today", rng.choice(("Done", "Done earlier")))),
        (4, "bad day", chat("=Bad day: rest")),
        (2, "bad day, undone", chat("=Bad day: rest", "Undo")),
        (3, "rest", chat("/rest", rng.choice(LENGTHS))),
        (2, "rest to a date", chat("/rest", "To a date", f"={_in_days(life, rng.randint(2, 9))}")),
        (3, "rest ended", chat("/rest", "Start again")),
        (4, "journey", lambda: travels(life)),
        (2, "settings", chat("/settings", rng.choice(SETTINGS))),
        (3, "limits", chat("/limits", limit)),
        (10, "plan changed", chat(*plans.change(rng, life.family.mark))),
        (4, "can't any more", chat(*plans.can_not_any_more(rng))),
    ]


def _words(life: "Life") -> "Errands":
    rng, chat, mark = life.rng, life.chat, life.family.mark
    return [
        (8, "note", chat("=" + rng.choice(NOTES).format(mark=mark))),
        (2, "fall", chat("=I fell", *rng.choice(((), ("Not a fall",))))),
        (4, "question", chat(f"=question for the visit: is {mark} too much", *_unasked(life))),
        (25 * life.habits.old_taps, "old taps", lambda: old_taps(life)),
    ]


def _unasked(life: "Life") -> tuple[str, ...]:
    return ("Remove",) if life.rng.random() < 0.2 else ()


def _papers(life: "Life") -> "Errands":
    chat = life.chat
    return [
        (4, "journal", chat("/journal")),
        (1, "picture", chat("/journal", "Picture of the month")),
        (2, "report", chat("/report")),
        (1, "export", chat("/export", "Send me the file")),
        (2, "shared", chat("/shared")),
        (2, "help", chat("=Help")),
        (1, "privacy", chat("/privacy")),
        (1, "start", chat("/start")),
    ]


def _circle(life: "Life") -> "Errands":
    rng, chat, family = life.rng, life.chat, life.family
    missing = family.missing(life)
    them = [one for one in family.helpers if one.is_in and one is not life]
    found: Errands = [(40 * bool(missing), "invitation", lambda: invites(life))]
    if family.therapist and not family.therapist.is_in and family.therapist.wants_in:
        steps = ("/invite", "A link for my therapist")
        found.append((15, "invitation of a therapist", chat(*steps)))
    if not them:
        return found
    name = rng.choice(them).person.name
    short = f"{name} may answer*"
    way = rng.choice(("answers from today", "may, when it is needed", "does not"))
    return [
        *found,
        (5, "rights", chat("/circle", name, rng.choice(RIGHTS))),
        (3, "proxy", chat("/circle", name, short, f"{name} {way}")),
        (1, "removal", chat("/circle", name, f"Remove {name}", f"Yes, remove {name}")),
    ]


def _ends(life: "Life") -> "Errands":
    found: Errands = [(1, name, life.chat(*steps)) for name, steps in ENDS.items()]
    return [
        *found,
        (0.5, "erase", lambda: erases(life)),
        (3, "block", lambda: life.blocks_for(life.rng.choice((1, 5, 30, 80)) * HOUR)),
        (3, "silence", lambda: _silent(life)),
    ]


def of_helper(life: "HelperLife") -> "Errands":
    """Of somebody who helps."""
    rng, chat = life.rng, life.chat
    times = ("8:00", "12:30", "21:00")
    return [
        (6, "digest choice", chat("/digest", "Other choices", rng.choice(DIGESTS))),
        (4, "digest time", chat("/digest", "Another time", rng.choice((f"={times[0]}", *times)))),
        (8, "away", chat("/away", rng.choice(("Today", "Three days", "Until I say")))),
        (3, "may be asked", chat("/away", "You may ask me when*")),
        (3, "journal", chat("/journal")),
        (6, "proposal", chat(*plans.change(rng, life.mark))),
        (2, "journey", lambda: travels(life)),
        (2, "note", chat("=" + rng.choice(NOTES).format(mark=life.mark))),
        (1.5, "pauses all", chat(*ENDS["pauses all"])),
        (0.5, "stops all", chat(*ENDS["stops all"])),
        (1.5, "leaves", life.leaves),
        (3, "block", lambda: life.blocks_for(rng.choice((2, 20, 60)) * HOUR)),
        (25 * life.habits.old_taps, "old taps", lambda: old_taps(life)),
    ]


DIGESTS = (
    "Once a week",
    "Every day",
    "Only over a limit",
    "Off",
    "With a sound",
    "Quiet for a week",
)


def of_therapist(life: "HelperLife") -> "Errands":
    """Of the therapist: the plan, mostly."""
    rng, chat = life.rng, life.chat
    return [
        (10, "proposal", chat(*plans.change(rng, life.mark))),
        (3, "people", chat("/people")),
        (2, "plan seen", chat("/plan")),
        (1, "note", chat("=" + rng.choice(NOTES).format(mark=life.mark))),
        (0.5, "leaves", life.leaves),
    ]


async def travels(life: "Life") -> None:
    """Somewhere else, in words or by a place; home again after days."""
    away = life.city is not life.home and life.rng.random() < 0.7
    to: City = life.home if away else life.rng.choice(CITIES)
    life.city = to
    if life.rng.random() < 0.4:
        life.person.shares(to.latitude, to.longitude)
    else:
        await life.does("/zone", f"={to.name}")
    if life.rng.random() < 0.1:
        await life.does("Undo")


async def old_taps(life: "Life") -> None:
    """Up in the chat, where the buttons of long ago are."""
    for _ in range(life.rng.randint(1, 3)):
        life.person.old_tap()
        await asyncio.sleep(life.rng.uniform(1, 20))


async def invites(life: "Life") -> None:
    """A link, which the next one of the family gets."""
    await life.does("/invite")
    await asyncio.sleep(life.rng.uniform(5, 120))
    await life.looks()


async def erases(life: "Life") -> None:
    """For good, by two taps; or it is kept after all."""
    if life.rng.random() < 0.3:
        await life.does("/erase", "Erase everything", "Keep everything")
        return
    await life.does("/erase", "Erase everything", "Yes, erase it for good")
    await asyncio.sleep(life.rng.uniform(5, 5 * MINUTE))
    await life.looks()


async def _silent(life: "Life") -> None:
    life.quiet_for(life.rng.choice((1, 2, 4, 5, 10)) * DAY)


def _in_days(life: "Life", days: int) -> str:
    day = life.local().date() + dt.timedelta(days=days)
    return f"{day.day} {day:%B}"
