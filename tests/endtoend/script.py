"""A family's day and the next morning, step by step: what happens, and when.

Each step has its own time, minutes after the one before: what a crash delays is over by then, and
what is said has the time at which it was said.
"""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.endtoend.world import BERLIN, FROZEN, World

ALEX, SAM = 1001, 1002
GENTLE, HAND = "Gentle range of motion", "Hand and finger"
Act = Callable[[World], Awaitable[None]]


@dataclass(frozen=True)
class Step:
    """One thing that happens at a time; `ends`: before it, the bot is told to end, and does."""

    name: str
    at: dt.datetime
    act: Act
    is_time: bool = False
    ends: bool = False


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """That wall time of Alex's; day 1 is the Monday."""
    local = FROZEN.astimezone(BERLIN).replace(hour=hour, minute=0)
    return (local + dt.timedelta(days=day - 1, minutes=minute)).astimezone(dt.UTC)


def due(name: str, day: int, hour: int, minute: int = 0) -> Step:
    """What only the time brings."""
    moment = at(day, hour, minute)
    return Step(name, moment, lambda world: world.move(moment), is_time=True)


def taps(*labels: str, day: int, hour: int, minute: int = 0) -> tuple[Step, ...]:
    """Alex taps, once in five minutes."""
    return tuple(
        Step(f"Alex taps {label!r}", at(day, hour, minute + 5 * n), _tap(label))
        for n, label in enumerate(labels)
    )


def _tap(label: str) -> Act:
    return lambda world: world.alex.taps(label)


def says(text: str, day: int, hour: int, minute: int = 0) -> Step:
    """Alex writes."""
    return Step(f"Alex writes {text!r}", at(day, hour, minute), lambda world: world.alex.says(text))


def sam_says(text: str, hour: int, minute: int) -> Step:
    """Sam writes, on the Monday."""
    return Step(f"Sam writes {text!r}", at(1, hour, minute), lambda world: world.sam.says(text))


def sam_taps(label: str, hour: int, minute: int) -> Step:
    """Sam taps, on the Monday."""
    return Step(f"Sam taps {label!r}", at(1, hour, minute), lambda world: world.sam.taps(label))


async def _opens_the_host_s_link(world: World) -> None:
    await world.alex.opens(await world.setup_link())


async def _sam_opens(world: World) -> None:
    text = (await world.alex.heard())[-1]["text"]
    await world.sam.opens(next(word for word in text.split() if word.startswith("https://t.me/")))


async def _starts(world: World) -> None:
    world.starts()


SET_UP = (
    Step("Alex opens the host's link", at(1, 7, 5), _opens_the_host_s_link),
    *taps("Yes, I agree", "The exercises are mine", day=1, hour=7, minute=10),
    says("Berlin", 1, 7, 20),
    *taps("Gentle range of motion, daily", "9:00", day=1, hour=7, minute=25),
    says("/invite", 1, 7, 35),
    Step("Sam opens the link", at(1, 7, 40), _sam_opens),
    sam_taps("Yes, I agree", 7, 45),
    says("/plan", 1, 7, 50),
    *taps("Add a routine", HAND, "10:00", "See the changes", day=1, hour=7, minute=55),
    *taps("Use this plan", day=1, hour=8, minute=15),
)
SESSIONS = (
    due("the first prompt", 1, 9),
    *taps("Later", day=1, hour=9, minute=5),
    due("the second routine's prompt", 1, 10),
    *taps("Stopped early", "Tired", "3", day=1, hour=10, minute=10),
    due("the prompt again", 1, 11, 5),
    due("the limit's question", 1, 11, 10),
    *taps("Not yet", day=1, hour=11, minute=15),
    due("the later question", 1, 12, 15),
    *taps("It took about 1½ h", day=1, hour=12, minute=20),
    *taps("Done", "2", day=1, hour=12, minute=30),
    *taps("As before", day=1, hour=12, minute=50),
    *taps("Change", "The pain", "4", day=1, hour=13),
    says("Slept badly", 1, 13, 20),
    says("I fell in the kitchen", 1, 13, 30),
)
AROUND = (
    sam_says("/away", 13, 40),
    sam_taps("Today", 13, 45),
    sam_taps("I'm back", 13, 50),
    says("/plan", 1, 14),
    *taps(GENTLE, "How long", "5 min", "See the changes", "Use this plan", day=1, hour=14,
          minute=5),
    says("Bad day: rest", 1, 15),
    *taps("Undo", day=1, hour=15, minute=10),
    sam_says("/pause", 16, 0),
    sam_taps("Pause everything, for everyone", 16, 5),
    *taps("Start again", "Yes, start again", day=1, hour=16, minute=10),
    says("/stop", 1, 17),
    *taps("Stop everything, for everyone", "Start again", "Yes, start again", day=1, hour=17,
          minute=5),
    Step("the bot starts anew", at(1, 18), _starts, ends=True),
    due("the digest", 1, 19, 30),
    says("/journal", 1, 20),
    *taps("Picture of the month", day=1, hour=20, minute=5),
)  # fmt: skip
MORNING = (
    due("the next day's prompt", 2, 9),
    *taps("Bad day: rest", "Undo", day=2, hour=9, minute=5),
    says("done", 2, 9, 15),
    *taps("0", day=2, hour=9, minute=20),
    due("another prompt", 2, 10),
    # A question, and the nudge: both an hour after what they are about, or two minutes later.
    due("a question and a nudge", 2, 11, 5),
    *taps("Not today", day=2, hour=11, minute=10),
)
ERASED = (
    says("/erase", 2, 12),
    *taps("Erase everything", "Yes, erase it for good", day=2, hour=12, minute=5),
    due("a day later", 3, 12),
)
DAY = (*SESSIONS, *AROUND, *MORNING)
ALL = (*SET_UP, *DAY, *ERASED)
