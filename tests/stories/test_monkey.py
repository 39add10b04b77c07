"""Slow, unsteady hands for two weeks: never stuck, never an answer without a way back.

Ten walks, each from one seed, at a tap a minute. On SQLite alone: what is walked here is rules,
cards and words, and each flow's queries are held on both databases by its own story.
"""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from care import db, times
from care.flows import answers, cards
from care.screens import finger
from tests.family import Family
from tests.stories import hands, meaning, monkey

SEEDS = range(10)
Fresh = Callable[[], Family]


@pytest.fixture
def fresh(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fresh:
    """A family in a house of its own, as often as it is asked for."""
    monkeypatch.setattr(db, "SYNCHRONOUS", "OFF")

    def made() -> Family:
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
        shutil.copyfile(migrated_file, file)
        return Family(f"sqlite:///{file}")

    return made


async def walk(family: Family, seed: int, caplog: pytest.LogCaptureFixture) -> meaning.Tally:
    """Two weeks; what breaks says the seed and the last steps, and comes again with that seed."""
    await hands.at_home(family, large=seed % 3 == 2)
    alex = monkey.Monkey(family, seed)
    await alex.hands.looks()
    try:
        await alex.lives()
        errors = [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]
        assert not errors, errors
    except (AssertionError, KeyError) as broken:
        steps = "\n".join(alex.log[-14:])
        raise AssertionError(f"seed {seed}, step {alex.step}: {broken!r}\n{steps}") from broken
    return alex.tally


@pytest.mark.parametrize("seed", SEEDS)
async def test_two_weeks_of_unsteady_hands(
    fresh: Fresh, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with fresh() as family:
        tally = await walk(family, seed, caplog)
    assert tally.taps > 20


async def test_the_walk_notices_what_is_broken(
    fresh: Fresh, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One thing broken at a time, and the walk doesn't come to its end."""

    def every_card_is_current(*args: Any, current: bool) -> Any:
        return drawn(*args, current=True)

    drawn = cards._screen
    broken: list[tuple[str, int, Callable[[pytest.MonkeyPatch], None]]] = [
        ("has buttons", 3, lambda p: p.setattr(cards, "_screen", every_card_is_current)),
        ("did nothing|put right", 3, lambda p: p.setitem(answers._VERBS, "undo", lambda _: None)),
        ("in quiet hours", 3, lambda p: p.setattr(times, "in_quiet", lambda *_: False)),
        ("a second tap", 3, lambda p: p.setattr(finger, "forgiving", lambda fresh, *_: fresh)),
    ]
    for said, seed, break_it in broken:
        with monkeypatch.context() as patch:
            break_it(patch)
            async with fresh() as family:
                with pytest.raises(AssertionError, match=said):
                    await walk(family, seed, caplog)
