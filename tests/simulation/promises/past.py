"""How each circle was, from when to when: silences are judged by what held at their time."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.simulation.promises.rows import CIRCLE, private
from tests.simulation.promises.watch import Commit, Watch

# What is older isn't asked for any more.
KEPT = dt.timedelta(days=6)


class State(NamedTuple):
    """A circle from `at` (true time) on; `plan` is the version in force."""

    at: dt.datetime
    zone: str
    agreed: bool
    resting_through: str | None
    paused: bool
    stopped: bool
    hushed: bool
    away: bool
    plan: int | None


class Past(Watch):
    """Who held what when, and when the bot was at work."""

    def __init__(self, *handed: Any) -> None:
        super().__init__(*handed)
        self.circles: dict[int, list[State]] = defaultdict(list)
        self.people: dict[int, set[int]] = defaultdict(set)
        self.names: dict[int, set[str]] = defaultdict(set)
        # When somebody's update was taken in last, and when somebody was reachable no more.
        self.heard: dict[int, list[dt.datetime]] = defaultdict(list)
        # By the bot's clock: rounds that could claim. By the true one: faults that calls met.
        self.rounds: list[dt.datetime] = []
        self.faults: list[dt.datetime] = []
        self.blocked: dict[int, list[dt.datetime]] = defaultdict(list)
        self._meets()

    def _meets(self) -> None:
        weather, plain = self.sim.weather, self.sim.weather.meets

        def meets(method: str, now: float) -> str | None:
            kind = plain(method, now)
            if kind:
                self.faults.append(self.sim.now())
            return kind

        weather.meets = meets  # type: ignore[method-assign]

    def committed(self, done: Commit) -> None:
        if done.kind == "round":
            if not self.rounds or done.now > self.rounds[-1]:
                self.rounds.append(done.now)
        elif done.person is not None:
            if done.kind == "update":
                self.heard[done.person].append(done.now)
            for row in self.rows.circles_of(done.person):
                self.people[row["id"]].add(done.person)
                self._note(row)
                self._names(row["id"])

    def _note(self, row: Any) -> None:
        circle = row["id"]
        state = State(
            self.sim.now(),
            row["zone"],
            row["agreed_at"] is not None,
            row["resting_through"],
            row["paused_at"] is not None,
            row["stopped_at"] is not None,
            row["hushed_at"] is not None,
            self._is_away(circle),
            self.rows.value(
                "SELECT id FROM plan_version WHERE circle_id = ? AND state = 'active'", circle
            ),
        )
        held = self.circles[circle]
        if not held or held[-1][1:] != state[1:]:
            held.append(state)

    def _is_away(self, circle: int) -> bool:
        """Whether somebody said so. Whoever leaves takes it along: their row tells no more."""
        return bool(
            self.rows.value(
                "SELECT 1 FROM member WHERE circle_id = ? AND away_since IS NOT NULL", circle
            )
        )

    def _names(self, circle: int) -> None:
        found = self.rows.all("SELECT name FROM member WHERE circle_id = ?", circle)
        self.names[circle].update(private(row["name"]) for row in found)

    def nightly(self) -> None:
        for row in self.rows.all(f"SELECT {CIRCLE} FROM circle"):
            self._note(row)
        self._forgets()

    def _forgets(self) -> None:
        old = self.sim.now() - KEPT
        for times in (self.rounds, self.faults, *self.heard.values()):
            del times[: bisect_left(times, old)]
        for held in self.circles.values():
            while len(held) > 1 and held[1].at < old:
                held.pop(0)
        for update, deed in list(self.sim.by_update.items()):
            if deed.at >= old:
                break
            del self.sim.by_update[update]
            self.sim.by_query.pop(deed.query_id or "", None)

    def states(self, circle: int, since: dt.datetime, until: dt.datetime) -> Iterator[State]:
        """How a circle was at some time in between."""
        held = self.circles.get(circle, [])
        for state, after in zip(held, [*held[1:], None], strict=True):
            if state.at <= until and (after is None or after.at >= since):
                yield state

    def was_at_work(self, since: dt.datetime, until: dt.datetime) -> dt.timedelta:
        """From the first to the last round in between, by the bot's clock."""
        first, last = bisect_left(self.rounds, since), bisect_right(self.rounds, until)
        if last - first < 2:
            return dt.timedelta()
        return self.rounds[last - 1] - self.rounds[first]

    def met_a_fault(self, since: dt.datetime, until: dt.datetime) -> bool:
        """Whether a call met one in between."""
        return bisect_left(self.faults, since) < bisect_right(self.faults, until)

    def was_heard(self, person: int, since: dt.datetime, until: dt.datetime) -> bool:
        """Whether an update of theirs was taken in in between."""
        times = self.heard.get(person, [])
        return bisect_left(times, since) < bisect_right(times, until)
