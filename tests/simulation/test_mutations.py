"""Each promise is broken on purpose, in one place of the product: the simulator must notice.

And where nothing is broken, it must find nothing, and the same each time.
"""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import quick
from tests.simulation import mutations, scripted
from tests.simulation.people import Person
from tests.simulation.promises import PROMISES
from tests.simulation.scripted import Script, boots, dies, sam_says, sam_taps, says, taps
from tests.simulation.simulation import Simulation, migrated_file

Patch = pytest.MonkeyPatch
Weather = Callable[[str, float], str | None]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_file(tmp_path_factory.mktemp("migrated"))


@pytest.fixture(autouse=True)
def _warm() -> None:
    quick.warm()


@dataclasses.dataclass(frozen=True)
class Days:
    """What happens, hour by hour, and on how many days it is looked at."""

    steps: tuple[tuple[float, Any], ...] = ()
    days: int = 1
    at: str = "9:00"
    sam: bool = False
    families: int = 1
    weather: Weather = lambda method, hour: None
    template: str = scripted.GENTLE

    def lived(self, folder: Path, migrated: Path, *, strict: bool) -> list[str]:
        def family(sim: Simulation, number: int) -> Script:
            steps = list(self.steps)
            return Script(sim, number, steps, self.at, self.sam, strict, self.template)

        tally = scripted.lived(folder, migrated, self.days, family, self.families, self.weather)
        return tally.violated


# The prompt comes at eight, the digest at half past six, by this clock.
A_DAY = Days(((8.1, taps("Done")), (8.2, taps("2")), (8.3, taps("As before"))))
SILENT = Days(days=3)
NUDGED = Days(at="21:00")
RESTS = Days(((7.0, says("bad day")),))
RESTS_LONG = dataclasses.replace(RESTS, days=3)
LATER = Days(((8.1, taps("Later")),))
# The hour that the person named goes by, and the bot was at work before it.
LATER_LOST = Days((*LATER.steps, (9.9, dies), (12.5, boots)), days=4)
PAUSED = Days(((5.0, says("/pause")), (5.1, taps("Pause everything", "Pause*"))))
STOPPED = Days(((5.0, says("/stop")), (5.1, taps("Stop everything", "Stop*"))))
ERASED = Days(((5.0, says("/erase")), (5.1, taps("Erase*", "Yes*")), (5.2, taps("Yes*", "Erase*"))))
AWAY = Days((*A_DAY.steps, (10.0, sam_says("/away")), (10.1, sam_taps("Three days"))), sam=True)
AWAY_AND_OUT = Days(
    (
        (5.0, sam_says("/away")), (5.1, sam_taps("Until I*")),
        (11.0, sam_says("/stop")), (11.1, sam_taps("Stop only my own*")),
    ),
    days=4, sam=True, template="With a helper, in bed",
)  # fmt: skip
DOWN = Days(((7.0, dies), (12.0, boots)))
DIGEST = Days(((8.1, taps("Done")), (19.0, taps("Within 30 min"))), sam=True)
LOST_ANSWERS = dataclasses.replace(
    A_DAY,
    sam=True,
    weather=lambda method, hour: (
        "closed after" if method == "sendMessage" and 18.4 < hour < 18.8 else None
    ),
)
LOST_PROMPTS = dataclasses.replace(
    SILENT,
    days=1,
    weather=lambda method, hour: (
        "closed after" if method == "sendMessage" and 7.9 < hour < 8.4 else None
    ),
)
# The prompt arrives and nobody hears of it; the second is refused until it isn't wanted any more.
UNKNOWN = Days(
    (
        (7.5, says("/rest")), (8.1, taps("Rest until tomorrow")), (9.0, taps("Undo")),
    ),
    days=4,
    weather=lambda method, hour: (
        None if method != "sendMessage" or not 7.9 < hour < 8.3
        else "closed after" if hour < 8.02 else "no connection"
    ),
)  # fmt: skip
TWO = Days(((5.0, says("/circle")),), sam=True, families=2)
STRANGER = Days(((5.0, lambda script: _mallory(script).says("hello")),))


def _mallory(script: Script) -> Any:
    return Person(script.sim, 0, 99_000 + script.number, "Mallory", script.alex.rng)


MUTATIONS: list[tuple[str, Callable[[Patch], None], Days]] = [
    ("answer kept", mutations.nothing_is_noted, A_DAY),
    ("answer kept", mutations.noted_twice, A_DAY),
    ("answer kept", mutations.purged, dataclasses.replace(A_DAY, days=2)),
    ("nobody's answer", mutations.guessed, SILENT),
    ("update kept", mutations.confirmed_first, A_DAY),
    ("shown is saved", mutations.shown_only, A_DAY),
    ("silence holds", mutations.never_silent, RESTS),
    ("silence holds", mutations.never_silent, PAUSED),
    ("silence holds", mutations.never_away, AWAY),
    ("never too late", mutations.wide_window, DOWN),
    ("quiet hours", mutations.no_night, NUDGED),
    ("one resend", mutations.digest_again, LOST_ANSWERS),
    ("one resend", mutations.prompt_for_ever, LOST_PROMPTS),
    ("one digest a day", mutations.two_digests, DIGEST),
    ("own circle", mutations.others_members, TWO),
    ("strangers leave no trace", mutations.strangers_kept, STRANGER),
    ("stopped is stopped", mutations.never_silent, STOPPED),
    ("erased is erased", mutations.nothing_erased, ERASED),
    ("erased is erased", mutations.traces, ERASED),
    ("true silence", mutations.silences_merged, RESTS_LONG),
    ("true silence", mutations.always_down, SILENT),
    ("nothing lost", mutations.no_tomorrow, SILENT),
    ("only people change plans", mutations.plan_of_the_night, dataclasses.replace(A_DAY, days=2)),
    ("nothing put aside", mutations.fails, A_DAY),
    ("no errors", mutations.unprepared, A_DAY),
    ("still alive", mutations.ends, A_DAY),
    ("nothing left undone", mutations.left_as_it_was, A_DAY),
    ("no storm", mutations.nags, NUDGED),
]


@pytest.mark.parametrize(
    ("promise", "mutation", "days"),
    [pytest.param(*one, id=f"{one[0]}: {one[1].__name__}") for one in MUTATIONS],
)
def test_the_simulator_notices(
    promise: str,
    mutation: Callable[[Patch], None],
    days: Days,
    tmp_path: Path,
    migrated: Path,
    monkeypatch: Patch,
) -> None:
    mutation(monkeypatch)
    violated = days.lived(tmp_path, migrated, strict=False)
    assert any(f" {promise}: " in what for what in violated), violated


def test_every_promise_was_broken_once() -> None:
    assert {promise for promise, _, _ in MUTATIONS} == set(PROMISES)


CONTROLS = {
    "rests": RESTS_LONG, "paused": PAUSED, "stopped": STOPPED, "erased": ERASED, "away": AWAY,
    "down": DOWN, "digest": LOST_ANSWERS, "prompt": LOST_PROMPTS, "two": TWO, "night": NUDGED,
    "stranger": STRANGER, "later": LATER, "later lost": LATER_LOST,
    "away and out": AWAY_AND_OUT, "unknown": UNKNOWN,
}  # fmt: skip


@pytest.mark.parametrize("days", CONTROLS.values(), ids=CONTROLS.keys())
def test_nothing_is_noticed_where_nothing_is_wrong(
    days: Days, tmp_path: Path, migrated: Path
) -> None:
    assert days.lived(tmp_path, migrated, strict=True) == []


def test_the_same_seed_is_the_same_run(tmp_path: Path, migrated: Path) -> None:
    runs = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        runs.append(Simulation(3, 2, 1, folder, migrated).run())
    assert [run.violated for run in runs] == [[], []]
    assert runs[0].trace == runs[1].trace
