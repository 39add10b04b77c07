"""kill -9 at the points of a family's day: a slice of `make crashes`, and that it notices."""

import asyncio
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.endtoend import crashes, script
from tests.endtoend.play import LOOKS, Day, Play, Point
from tests.endtoend.programs import Programs
from tests.endtoend.state import Difference
from tests.endtoend.world import World

SAID = [
    ("later", "yes"), ("outcome", "stopped"), ("why", "tired"), ("pain", "3"),
    ("recovery", "not_yet:60"), ("recovery", "about:90"), ("outcome", "done"), ("pain", "2"),
    ("recovery", "within:20"), ("pain", "4"), ("note", None), ("fall", None),
    ("rest", None), ("outcome", "rest"), ("outcome", "withdrawn"), ("outcome", "done"),
    ("pain", "0"), ("outcome", "not_today"),
]  # fmt: skip
# How far a slice steps on: with numbers that share nothing, each kind of point has its turn.
STRIDE = 7


@pytest.fixture(scope="session")
def kept() -> Iterator[Path]:
    """How everything was before each step of the undisturbed day."""
    with crashes.folder() as made:
        yield made


@pytest.fixture(scope="session")
def calm(forge: "subprocess.Popen[str]", bot_api: None, kept: Path) -> Day:
    """The undisturbed day."""
    with (
        crashes.folder() as place,
        crashes.programs_in(place, forge) as programs,
        ThreadPoolExecutor(1) as thread,
    ):
        return thread.submit(asyncio.run, crashes.calm_day(programs, kept)).result()


def a_slice(calm: Day, number: int) -> list[Point]:
    """One point of every other step."""
    found = []
    for step in range(number % 2, len(script.ALL), 2):
        points = [point for point in calm.points if point.step == step]
        found.append(points[(number * STRIDE + step) % len(points)])
    return found


def the_point(calm: Day, step: str, name: str) -> Point:
    number = next(n for n, one in enumerate(script.ALL) if one.name == step)
    return next(p for p in calm.points if p.step == number and p.name.startswith(name))


def test_the_undisturbed_day(calm: Day) -> None:
    """Everything that can be said was said, once; the digest came, once; nothing is left of it."""
    evening, end = (calm.stood[number] for number in LOOKS)
    assert [(row["kind"], row["value"]) for row in evening.rows["Answer"]] == SAID
    digests = [m for m in end.chats[script.SAM] if m.said.startswith("Monday 2 Mar\n")]
    assert len(digests) == 1
    assert {name for name, rows in end.rows.items() if rows} == {"Seen"}
    kinds = {crashes.kind(point) for point in calm.points}
    assert {"before a commit", "inside a transaction", "after a commit", "sendPhoto leaves",
            "sendMessage is answered", "editMessageText leaves", "answerCallbackQuery leaves",
            "getUpdates that brings something is answered", "getUpdates that confirms leaves",
            "getUpdates that confirms is answered"} <= kinds  # fmt: skip
    assert min(sum(p.step == n for p in calm.points) for n in range(len(script.ALL))) > 0


def _is_well(asked: int, day_or_outcome: Day | crashes.Outcome, found: Difference) -> None:
    assert (found.lost, found.wrong) == ([], [])
    # What comes side by side may come in another order: then a bot outlived its step, idle.
    assert len(day_or_outcome.killed) > asked * 0.8


@pytest.mark.parametrize("number", [0, 1])
def test_killed_in_every_other_step(
    forge: "subprocess.Popen[str]", kept: Path, calm: Day, number: int
) -> None:
    """One day with a crash in every other step, at another kind of point each."""
    points = a_slice(calm, number)
    outcome = crashes.crash_at(forge, kept, calm, points)
    _is_well(len(points), outcome, outcome.found)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_killed_in_every_other_step_on_postgres(
    programs: Programs, database_url: str, calm: Day
) -> None:
    """Held against the same day: what is in the rows and in the chats is the same."""
    kills = {point.step: point for point in a_slice(calm, 2)}
    async with World(programs, database_url) as world:
        day = await Play(world, kills).go()
    _is_well(len(kills), day, crashes.differences(calm, day, ids=False))


@pytest.mark.parametrize(
    ("broken", "step", "name", "noticed"),
    [
        ("confirms first", "Alex writes 'Slept badly'", "before commit", "'note'"),
        (
            "forgets updates",
            "Alex writes 'Slept badly'",
            "getUpdates that confirms leaves",
            "new in Answer|leaves this undone",
        ),
        ("repeats the digest", "the digest", "sendMessage to 1002 is", "shouldn't be there"),
    ],
)
def test_a_bot_that_is_broken_is_noticed(
    forge: "subprocess.Popen[str]", kept: Path, calm: Day,
    broken: str, step: str, name: str, noticed: str,
) -> None:  # fmt: skip
    point = the_point(calm, step, name)
    whole = crashes.crash_at(forge, kept, calm, [point])
    assert (whole.found.lost, whole.found.wrong) == ([], [])
    found = crashes.crash_at(forge, kept, calm, [point], broken).found
    assert any(re.search(noticed, line) for line in (*found.lost, *found.wrong))
    assert bool(found.lost) == (broken == "confirms first")
