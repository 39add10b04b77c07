"""Each day of a plan ends as one session, and the silence it is kept as is the one it was."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.simulation.promises import rows as read
from tests.simulation.promises.past import Past, State
from tests.simulation.promises.rows import Row
from tests.simulation.promises.watch import Params, Watch
from tests.simulation.telegram import SENDS

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOW = dt.timedelta(hours=2)
# An answer, a proxy's too, may come so long after; then nothing changes any more.
SETTLED = dt.timedelta(hours=52)
# The clock may have been wrong by so much.
WRONG = dt.timedelta(minutes=25)
# Whoever was at work so long in a row within a window has missed nothing for being down.
ENOUGH = dt.timedelta(minutes=15)
DAY = dt.timedelta(days=1)


class Occurrence(NamedTuple):
    """One time of the plan on one day."""

    slot: int
    day: dt.date
    due: dt.datetime


class Silences(Watch):
    """Sessions that are over, and those that should be there."""

    def __init__(self, *handed: Any, past: Past) -> None:
        super().__init__(*handed)
        self._past = past
        self._arrived: set[int] = set()
        self._last = 0
        self._pending: set[int] = set()
        self._documents: dict[int, list[dict[str, Any]]] = {}
        self._looked_until: dt.datetime | None = None

    def effect(self, method: str, params: Params, told: Params, draft: Any) -> None:
        if method in SENDS and told.get("ok") and draft is not None and draft.message_id:
            session = self.rows.value(
                "SELECT session_id FROM message WHERE id = ?", draft.message_id
            )
            if session is not None:
                self._arrived.add(session)

    def nightly(self) -> None:
        self._over()
        until = self.sim.now() - WINDOW - DAY / 2
        since = self._looked_until or until - DAY
        if self._past.rounds and self._past.rounds[-1] > until + WINDOW + WRONG:
            for circle in list(self._past.circles):
                self._all_there(circle, since, until)
            self._looked_until = until

    # What became of those that are over

    def _over(self) -> None:
        last = self.rows.value("SELECT max(id) FROM session") or 0
        self._pending.update(range(self._last + 1, last + 1))
        self._last = last
        before = read.stored(self.sim.now() - SETTLED)
        for number in sorted(self._pending):
            row = self.rows.one("SELECT * FROM session WHERE id = ?", number)
            if row is None:
                self._pending.discard(number)
            elif row["due"] < before:
                self._pending.discard(number)
                if found := self._untrue(row):
                    about = f"session {number} of circle {row['circle_id']} on {row['local_date']}"
                    said = f"{row['state']}, {row['reason']}"
                    self.broken("true silence", number, f"{about} ({said}): {found}")

    def _untrue(self, row: Row) -> str | None:
        state, outcome = row["state"], self._outcome(row["id"])
        if state == "open":
            # Stopped circles keep theirs; everybody else's card closes.
            return "is open still"
        if state == "finished":
            return None if outcome else "nobody said anything"
        if outcome:
            return "somebody said something"
        if state == "no_answer":
            return None if row["id"] in self._arrived else "nothing ever arrived"
        if state == "not_delivered":
            return self._not_delivered(row)
        return self._not_asked(row)

    def _outcome(self, session: int) -> bool:
        """Whether an outcome counts: one's own last word, or the proxy's."""
        said: dict[bool, str] = {}
        for row in self.rows.all(
            "SELECT for_member_id, value FROM answer WHERE session_id = ? AND kind = 'outcome'"
            " ORDER BY id",
            session,
        ):
            said[row["for_member_id"] is None] = row["value"]
        return any(value != "withdrawn" for value in said.values())

    def _not_delivered(self, row: Row) -> str | None:
        unknown = self.rows.value(
            "SELECT 1 FROM message WHERE session_id = ? AND state = 'unknown'", row["id"]
        )
        return "it did arrive" if row["id"] in self._arrived and not unknown else None

    def _not_asked(self, row: Row) -> str | None:
        due = read.moment(row["due"])
        since, until = due - WRONG, read.moment(row["closes_at"]) + WRONG
        states = list(self._past.states(row["circle_id"], since, until))
        match row["reason"]:
            case "resting":
                rested = any(row["local_date"] <= (one.resting_through or "") for one in states)
                return None if rested else "nobody rested"
            case "circle_paused":
                return None if any(one.paused for one in states) else "nothing was paused"
            case "stopped":
                return None if any(one.stopped for one in states) else "nothing was stopped"
            case "hushed":
                return self._hushed(row, due)
            case "bot_down" | "no_network":
                return self._down(row, due)
            case "moved":
                zones = self._past.states(row["circle_id"], due - 3 * DAY, due + 3 * DAY)
                return None if len({one.zone for one in zones}) > 1 else "nobody travelled"
            case "helper_away":
                return self._nobody_away(row, due)
            case "no_phone":
                return "there is one" if self._has_phone(row["circle_id"]) else None
            case "broken" | None:
                return "without a reason"
        return None

    def _hushed(self, row: Row, due: dt.datetime) -> str | None:
        person = self.rows.value(
            "SELECT h.telegram_id FROM member m JOIN human h ON h.id = m.human_id"
            " WHERE m.circle_id = ? AND m.role = 'patient'",
            row["circle_id"],
        )
        heard = person and self._past.was_heard(person, due - 2 * DAY, due - WRONG)
        return "the person was there" if heard else None

    def _down(self, row: Row, due: dt.datetime) -> str | None:
        if row["reason"] == "no_network":
            met = self._past.met_a_fault(due - WRONG, due + WINDOW + WRONG)
            return None if met else "the line was well"
        worked = self._past.was_at_work(due, due + WINDOW)
        return f"the bot was at work for {worked}" if worked > ENOUGH else None

    def _nobody_away(self, row: Row, due: dt.datetime) -> str | None:
        away = self.rows.value(
            "SELECT 1 FROM member WHERE circle_id = ? AND away_since IS NOT NULL", row["circle_id"]
        )
        return None if away else "nobody was ever away"

    def _has_phone(self, circle: int) -> bool:
        return bool(
            self.rows.value(
                "SELECT 1 FROM member WHERE circle_id = ? AND role = 'patient'"
                " AND human_id IS NOT NULL",
                circle,
            )
        )

    # What should be there

    def _all_there(self, circle: int, since: dt.datetime, until: dt.datetime) -> None:
        held = self._past.circles[circle]
        for state, after in zip(held, [*held[1:], None], strict=True):
            end = after.at if after else until
            for one in self._due(state, max(state.at, since), min(end, until)):
                if not self._may_lack(circle, state, one) and not self._session(one):
                    what = f"slot {one.slot} of circle {circle} on {one.day} has no session"
                    self.broken("nothing lost", (one.slot, one.day), what)

    def _due(self, state: State, since: dt.datetime, until: dt.datetime) -> Iterator[Occurrence]:
        """What the plan in force calls for from the one to the other moment."""
        if state.plan is None or state.stopped or not state.agreed or since >= until:
            return
        day, last = (read.wall(at, state.zone).date() for at in (since, until))
        while day <= last:
            for slot in self._slots(state.plan):
                due = read.instant(day, dt.time.fromisoformat(slot["at"]), state.zone)
                if since < due < until and WEEKDAYS[day.weekday()] in slot["days"]:
                    yield Occurrence(slot["id"], day, due)
            day += DAY

    def _slots(self, version: int) -> list[dict[str, Any]]:
        if version not in self._documents:
            raw = self.rows.value("SELECT document FROM plan_version WHERE id = ?", version)
            found = json.loads(read.private(raw))["routines"] if raw else []
            self._documents[version] = [
                slot for routine in found if not _is_draft(routine) for slot in routine["slots"]
            ]
        return self._documents[version]

    def _may_lack(self, circle: int, state: State, one: Occurrence) -> bool:
        """Where it was stopped, replanned or moved just then, another day or none may be right."""
        near = list(self._past.states(circle, one.due - WRONG, one.due + WINDOW + WRONG))
        around = self._past.states(circle, one.due - DAY, one.due + DAY)
        moved = len({found.zone for found in around}) > 1
        return moved or any(found.stopped or found.plan != state.plan for found in near)

    def _session(self, one: Occurrence) -> bool:
        return bool(
            self.rows.value(
                "SELECT 1 FROM session WHERE slot_id = ? AND local_date = ?",
                one.slot, one.day.isoformat(),
            )
        )  # fmt: skip


def _is_draft(routine: dict[str, Any]) -> bool:
    waits = [
        one["kind"] in ("aerobic", "resistance") and not one["yes"] for one in routine["exercises"]
    ]
    return bool(waits) and all(waits)
