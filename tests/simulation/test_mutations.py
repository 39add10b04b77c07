"""Each promise is broken on purpose, in one place of the product: the simulator must notice.

And where nothing is broken, it must find nothing, and the same each time.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.intake import Intake
from care import db, hands, models, store, times
from care.flows import (
    arrivals,
    calls,
    cards,
    due,
    erasing,
    hush,
    outgoing,
    planner,
    policies,
    touch,
    whenever,
)
from care.kinds import Kind, PlanState, Reason, Sending, State
from care.ports import Draft
from tests import quick
from tests.simulation import scripted
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


@pytest.fixture(autouse=True)
def _own_loop() -> Iterator[None]:
    """A run has its own event loop, which isn't this test's."""
    yield


@dataclasses.dataclass(frozen=True)
class Days:
    """What happens, hour by hour, and on how many days it is looked at."""

    steps: tuple[tuple[float, Any], ...] = ()
    days: int = 1
    at: str = "9:00"
    sam: bool = False
    families: int = 1
    weather: Weather = lambda method, hour: None

    def lived(self, folder: Path, migrated: Path, *, strict: bool) -> list[str]:
        def family(sim: Simulation, number: int) -> Script:
            return Script(sim, number, list(self.steps), self.at, self.sam, strict)

        tally = scripted.lived(folder, migrated, self.days, family, self.families, self.weather)
        return tally.violated


# The prompt comes at eight, the digest at half past six, by this clock.
A_DAY = Days(((8.1, taps("Done")), (8.2, taps("2")), (8.3, taps("As before"))))
SILENT = Days(days=3)
NUDGED = Days(at="21:00")
RESTS = Days(((7.0, says("bad day")),))
RESTS_LONG = dataclasses.replace(RESTS, days=3)
LATER = Days(((8.1, taps("Later")),))
PAUSED = Days(((5.0, says("/pause")), (5.1, taps("Pause everything", "Pause*"))))
STOPPED = Days(((5.0, says("/stop")), (5.1, taps("Stop everything", "Stop*"))))
ERASED = Days(((5.0, says("/erase")), (5.1, taps("Erase*", "Yes*")), (5.2, taps("Yes*", "Erase*"))))
AWAY = Days((*A_DAY.steps, (10.0, sam_says("/away")), (10.1, sam_taps("Three days"))), sam=True)
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
TWO = Days(((5.0, says("/circle")),), sam=True, families=2)
STRANGER = Days(((5.0, lambda script: _mallory(script).says("hello")),))


def _mallory(script: Script) -> Any:
    return Person(script.sim, 0, 99_000 + script.number, "Mallory", script.alex.rng)


# The mutations


def _nothing_is_noted(patch: Patch) -> None:
    patch.setattr(touch, "note", lambda *_: None)


def _noted_twice(patch: Patch) -> None:
    plain = touch.note

    def note(*args: Any) -> None:
        plain(*args)
        plain(*args)

    patch.setattr(touch, "note", note)


def _purged(patch: Patch) -> None:
    plain = store.purge

    def purge(session: Any, now: dt.datetime) -> None:
        plain(session, now)
        session.execute(models.Answer.__table__.delete())  # type: ignore[attr-defined]

    patch.setattr(store, "purge", purge)


def _guessed(patch: Patch) -> None:
    plain = policies._POLICIES[Kind.NUDGE]

    def nudge(session: Any, row: models.Message, circle: models.Circle, now: dt.datetime) -> Any:
        person = store.patient(session, circle.id)
        said = models.Answer(
            circle_id=circle.id, session_id=row.session_id, member_id=person.id if person else 0,
            kind="outcome", value="not_today", at=now, update_id=1,
        )  # fmt: skip
        store.add(session, said)
        return plain(session, row, circle, now)

    patch.setitem(policies._POLICIES, Kind.NUDGE, nudge)


def _confirmed_first(patch: Patch) -> None:
    async def one(self: Intake, raw: dict[str, Any]) -> None:
        self._handled.append(raw["update_id"])

    plain = Intake._one

    async def most(self: Intake, raw: dict[str, Any]) -> None:
        tapped = "callback_query" in raw and raw["callback_query"]["data"].startswith("done")
        await (one if tapped else plain)(self, raw)

    patch.setattr(Intake, "_one", most)


def _shown_only(patch: Patch) -> None:
    plain = outgoing.draft

    def draft(*args: Any) -> Draft:
        found = plain(*args)
        said = dataclasses.replace(found.screen, text=f"{found.screen.text} Saved.")
        return dataclasses.replace(found, screen=said)

    patch.setattr(outgoing, "draft", draft)


def _never_silent(patch: Patch) -> None:
    patch.setattr(whenever, "silence", lambda *_: None)
    patch.setattr(store, "drop_waiting", lambda *_: None)


def _never_away(patch: Patch) -> None:
    patch.setattr(hands, "away", lambda *_: False)


def _wide_window(patch: Patch) -> None:
    patch.setattr(planner, "PROMPT_WINDOW", dt.timedelta(hours=10))


def _no_night(patch: Patch) -> None:
    patch.setattr(times, "in_quiet", lambda *_: False)


def _digest_again(patch: Patch) -> None:
    patch.setattr(due, "A_DAY", ())


def _prompt_for_ever(patch: Patch) -> None:
    def again(session: Any, row: models.Message, chat: Any, now: dt.datetime) -> bool:
        return True

    patch.setitem(due._READY, Sending.SENDING, again)


def _two_digests(patch: Patch) -> None:
    plain = store.add_due

    def add_due(session: Any, row: models.Message) -> bool:
        if row.kind == Kind.DIGEST:
            row.key = f"{row.key} {row.due}"
        return plain(session, row)

    patch.setattr(store, "add_due", add_due)
    patch.setattr(times, "next_at", lambda after, *at: after + dt.timedelta(minutes=40))


def _others_members(patch: Patch) -> None:
    plain = store.members

    def members(session: Any, circle_id: int, *role: Any) -> Any:
        return plain(session, 3 - circle_id, *role)

    patch.setattr(store, "members", members)


def _strangers_kept(patch: Patch) -> None:
    plain = arrivals._unknown

    def unknown(session: Any, arrival: Any) -> Any:
        store.add(session, models.Human(telegram_id=arrival.human))
        return plain(session, arrival)

    patch.setattr(arrivals, "_unknown", unknown)


def _nothing_erased(patch: Patch) -> None:
    patch.setattr(store, "erase", lambda *_: None)


def _traces(patch: Patch) -> None:
    patch.setattr(erasing, "leaves_traces", lambda _: None)
    patch.setattr(db, "_writer", lambda one, _: db._pragmas(one, "journal_mode=WAL"))


def _silences_merged(patch: Patch) -> None:
    def not_asked(_: Any, session: models.Session, reason: Reason) -> None:
        session.state, session.asks = State.NO_ANSWER, None

    patch.setattr(policies, "_prompt_not_asked", not_asked)


def _always_down(patch: Patch) -> None:
    patch.setattr(whenever, "late", lambda row, now: Reason.BOT_DOWN)


def _no_tomorrow(patch: Patch) -> None:
    patch.setattr(planner, "next_prompt", lambda *_: None)


def _plan_of_the_night(patch: Patch) -> None:
    plain = store.purge

    def purge(session: Any, now: dt.datetime) -> None:
        plain(session, now)
        held = store.active_plan(session, 1)
        assert held
        fields = held.model_dump(exclude={"id"})
        held.state = PlanState.REPLACED
        session.add(models.PlanVersion(**fields))

    patch.setattr(store, "purge", purge)


def _fails(patch: Patch) -> None:
    plain = calls.TAPS["pain"]

    def pain(*args: Any) -> Any:
        raise ValueError(plain.__name__)

    patch.setitem(calls.TAPS, "pain", pain)


def _unprepared(patch: Patch) -> None:
    def broken(*_: Any) -> Any:
        raise LookupError

    patch.setattr(hush, "falls", broken)


def _ends(patch: Patch) -> None:
    plain = Intake._ask

    async def ask(self: Intake, seconds: int) -> Any:
        batch = await plain(self, seconds)
        if any(raw.get("callback_query", {}).get("data", "").startswith("done:") for raw in batch):
            raise RuntimeError("a fault")
        return batch

    patch.setattr(Intake, "_ask", ask)


def _left_as_it_was(patch: Patch) -> None:
    plain = cards.redraw

    def redraw(row: models.Message, *args: Any) -> None:
        plain(row, *args)
        if row.session_id is not None:
            row.try_at = None

    patch.setattr(cards, "redraw", redraw)


def _nags(patch: Patch) -> None:
    def nudge(session: Any, row: models.Message, circle: models.Circle, now: dt.datetime) -> Any:
        if row.id > 60:
            return Reason.ANSWERED
        next_at = now + dt.timedelta(minutes=2)
        again = planner._row(Kind.NUDGE, circle, next_at, next_at + planner.NUDGE_WINDOW)
        again.key = f"{Kind.NUDGE}:{row.session_id}:{next_at}"
        again.session_id, again.chat_id = row.session_id, row.chat_id
        store.add_due(session, again)
        card = session.get(models.Session, row.session_id)
        return cards.screen(session, card, row, current=True)

    patch.setitem(policies._POLICIES, Kind.NUDGE, nudge)


MUTATIONS: list[tuple[str, Callable[[Patch], None], Days]] = [
    ("answer kept", _nothing_is_noted, A_DAY),
    ("answer kept", _noted_twice, A_DAY),
    ("answer kept", _purged, dataclasses.replace(A_DAY, days=2)),
    ("nobody's answer", _guessed, SILENT),
    ("update kept", _confirmed_first, A_DAY),
    ("shown is saved", _shown_only, A_DAY),
    ("silence holds", _never_silent, RESTS),
    ("silence holds", _never_silent, PAUSED),
    ("silence holds", _never_away, AWAY),
    ("never too late", _wide_window, DOWN),
    ("quiet hours", _no_night, NUDGED),
    ("one resend", _digest_again, LOST_ANSWERS),
    ("one resend", _prompt_for_ever, LOST_PROMPTS),
    ("one digest a day", _two_digests, DIGEST),
    ("own circle", _others_members, TWO),
    ("strangers leave no trace", _strangers_kept, STRANGER),
    ("stopped is stopped", _never_silent, STOPPED),
    ("erased is erased", _nothing_erased, ERASED),
    ("erased is erased", _traces, ERASED),
    ("true silence", _silences_merged, RESTS_LONG),
    ("true silence", _always_down, SILENT),
    ("nothing lost", _no_tomorrow, SILENT),
    ("only people change plans", _plan_of_the_night, dataclasses.replace(A_DAY, days=2)),
    ("nothing put aside", _fails, A_DAY),
    ("no errors", _unprepared, A_DAY),
    ("still alive", _ends, A_DAY),
    ("nothing left undone", _left_as_it_was, A_DAY),
    ("no storm", _nags, NUDGED),
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
    "stranger": STRANGER, "later": LATER,
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
