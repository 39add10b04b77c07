"""docs/taps.md walked through the real doors: each thing people do costs what the table says."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.family import Family, Person
from tests.stories import steps

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TABLE = Path(__file__).parents[2] / "docs" / "taps.md"
# Taps, messages typed, new messages to Alex, new messages to Sam.
Cost = tuple[int, int, int, int]
Act = Callable[[Family], Awaitable[None]]
# Pressing one of these sends its label: to a hand it is a tap, and so is opening a link.
STANDING = ("Today", "Bad day: rest", "Help")


def table() -> dict[str, Cost]:
    """The rows of the document."""
    rows = re.findall(r"^\| ([^|]+?) \|" + r" (\d+) \|" * 4 + "$", TABLE.read_text(), re.MULTILINE)
    return {name: (int(a), int(b), int(c), int(d)) for name, a, b, c, d in rows}


async def wrote(who: Person) -> list[str]:
    return [message["text"] for message in await who.chat() if not message["from_bot"]]


async def counted(family: Family) -> Cost:
    """All so far: as Telegram's side of it has it."""
    told = [text for who in (family.alex, family.sam) for text in await wrote(who)]
    pressed = [text for text in told if text in STANDING or text.startswith("/start ")]
    answered = sum(method == "answerCallbackQuery" for method, _ in family.requests)
    alex, sam = len(await family.alex.heard()), len(await family.sam.heard())
    return answered + len(pressed), len(told) - len(pressed), alex, sam


async def nothing(family: Family) -> None:
    """Nobody does anything."""


async def alone(family: Family) -> None:
    await family.alex_is_set_up()


async def monday(family: Family) -> None:
    """Alex is set up, Sam reads along; a minute before the prompt."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(8, 59)


async def prompted(family: Family) -> None:
    await monday(family)
    await family.at(9)


async def finished(family: Family) -> None:
    await prompted(family)
    await session(family)


async def told(family: Family) -> None:
    await finished(family)
    await family.at(19, 30)


async def stopped(family: Family) -> None:
    await monday(family)
    await stops(family)


async def session(family: Family) -> None:
    await family.alex.taps("Done", "2")
    await family.later(minutes=20)
    await family.alex.taps("As before")


def a_day(act: Act) -> Act:
    """From a minute before the prompt to a minute before the next one."""

    async def walk(family: Family) -> None:
        await family.at(9)
        await act(family)
        await family.at(8, 59)

    return walk


def until_next_morning(act: Act) -> Act:
    """From before the prompt on, which never comes."""

    async def walk(family: Family) -> None:
        await act(family)
        await family.at(8, 59)

    return walk


def taps(*labels: str) -> Act:
    async def act(family: Family) -> None:
        await family.alex.taps(*labels)

    return act


def says(text: str, *labels: str) -> Act:
    async def act(family: Family) -> None:
        await family.alex.says(text)
        await family.alex.taps(*labels)

    return act


def sam(text: str, *labels: str) -> Act:
    async def act(family: Family) -> None:
        if text:
            await family.sam.says(text)
        await family.sam.taps(*labels)

    return act


async def sets_up(family: Family) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await family.alex.taps("Yes, I agree", "The exercises are mine")
    await family.alex.says("Berlin")
    await family.alex.taps("Gentle range of motion, daily", "9:00")
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


async def with_a_sheet(family: Family) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await family.alex.taps("Yes, I agree", "The exercises are mine")
    await family.alex.says("Berlin")
    await family.alex.taps("A photo of my therapist's sheet")
    await family.alex.sends_photo()
    await family.alex.taps("20 min", "9:00")
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


async def stopped_early(family: Family) -> None:
    await family.alex.taps("Stopped early", "Tired", "2")
    await family.later(minutes=20)
    await family.alex.taps("As before")


async def over_the_limit(family: Family) -> None:
    await family.alex.taps("Done", "4")
    await family.later(minutes=60)
    await family.alex.taps("Not yet")
    await family.later(minutes=60)
    await family.alex.taps("Not yet")


async def later(family: Family) -> None:
    await family.alex.taps("Later")
    await family.later(hours=2)
    await session(family)


async def ahead(family: Family) -> None:
    await family.alex.says("Today")
    await session(family)
    await family.at(8, 58)


async def earlier(family: Family) -> None:
    await family.at(12)
    await family.alex.says("Today")
    await family.alex.taps("Done earlier", "2", "Within 30 min")


async def to_a_date(family: Family) -> None:
    await family.alex.says("/rest")
    await family.alex.taps("To a date")
    await family.alex.says("5 December")


async def in_words(family: Family) -> None:
    await family.alex.says("done, pain 3")
    await family.later(minutes=20)
    await family.alex.says("as before")


async def invites(family: Family) -> None:
    await steps.link_for(family)


async def link_in_hand(family: Family) -> None:
    await family.alex_is_set_up()
    LINKS[:] = [await steps.link_for(family)]


async def joins(family: Family) -> None:
    await family.sam.opens(LINKS[0])
    await family.sam.taps("Yes, I agree")


async def stops(family: Family) -> None:
    await family.alex.says("/stop")
    await family.alex.taps("Stop everything, for everyone")


LINKS: list[str] = []
WALKS: dict[str, tuple[Act, Act]] = {
    "Set it up, to the first prompt": (nothing, sets_up),
    "Set it up with a photo of the sheet": (nothing, with_a_sheet),
    "A good day": (monday, a_day(session)),
    "A day stopped early": (monday, a_day(stopped_early)),
    "A day over the limit, twice not yet": (monday, a_day(over_the_limit)),
    "A day without an answer": (monday, a_day(nothing)),
    "A bad day, on the prompt": (monday, a_day(taps("Bad day: rest"))),
    "A bad day, before the prompt": (monday, until_next_morning(says("Bad day: rest"))),
    "Take a bad day back": (prompted, taps("Bad day: rest", "Undo")),
    "Later, then done": (monday, a_day(later)),
    "Not today": (monday, a_day(taps("Not today"))),
    "Done before it was asked": (monday, ahead),
    "Done earlier": (monday, a_day(earlier)),
    "In words: done, pain 3; as before": (monday, a_day(in_words)),
    "Rest to a date": (prompted, to_a_date),
    "Change an answer": (finished, taps("Change", "The pain", "4")),
    "A fall": (prompted, says("I fell")),
    "A question for the visit": (finished, says("question for the visit: the brace?")),
    "Help": (prompted, says("Help")),
    "The last 7 days": (finished, says("/journal")),
    "Invite a helper": (alone, invites),
    "Stop everything": (monday, stops),
    "Start again": (stopped, taps("Start again", "Yes, start again")),
    "Caregiver: join": (link_in_hand, joins),
    "Caregiver: a week of quiet": (told, sam("", "Quiet for a week")),
    "Caregiver: once a week": (monday, sam("/digest", "Once a week")),
    "Caregiver: leave": (monday, sam("/stop", "Stop only my own messages")),
}


@pytest.mark.parametrize("name", WALKS)
async def test_it_costs_what_the_table_says(family: Family, name: str) -> None:
    before, act = WALKS[name]
    await before(family)
    start = await counted(family)
    await act(family)
    end = await counted(family)
    assert tuple(b - a for a, b in zip(start, end, strict=True)) == table()[name]


def test_the_limits(database_url: str) -> None:
    """What product.md promises, by name; and nothing is in the table that isn't walked."""
    cost = {name: row[0] for name, row in table().items()}
    assert cost.keys() == WALKS.keys()
    assert cost["Set it up, to the first prompt"] <= 6
    assert cost["Set it up with a photo of the sheet"] <= 6
    assert cost["A good day"] <= 3
    assert cost["A day stopped early"] <= 4
    assert cost["A bad day, on the prompt"] == cost["A bad day, before the prompt"] == 1
    assert cost["Caregiver: join"] <= 2
    typed = {name for name, row in table().items() if row[1] and name.startswith("A ")}
    assert typed == {"A fall", "A question for the visit"}
