"""Each day of a plan ends as one session, and the silence it is kept as is the one it was."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
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
        # Sent, and no answer came; or so once, and what was tried again was refused.
        unknown = self.rows.value(
            "SELECT 1 FROM message WHERE session_id = ? AND telegram_id IS NULL"
            " AND (state = 'unknown' OR resends > 0)",
            row["id"],
        )
        return "it did arrive" if row["id"] in self._arrived and not unknown else None

    def _not_asked(self, row: Row) -> str | None:
        judge = _JUDGES.get(row["reason"])
        return judge(self, row, self._should_have_come(row)) if judge else None

    def _should_have_come(self, row: Row) -> dt.datetime:
        """When what wasn't asked would have been: a Later that didn't come has its own hour."""
        later = self.rows.value(
            "SELECT due FROM message WHERE session_id = ? AND kind = 'later' AND reason = ?"
            " AND state = 'skipped' ORDER BY id DESC",
            row["id"], row["reason"],
        )  # fmt: skip
        return read.moment(later or row["due"])

    def _around(self, row: Row, due: dt.datetime) -> list[State]:
        """How it was from the prompt until its card closed."""
        until = read.moment(row["closes_at"]) + WRONG
        return list(self._past.states(row["circle_id"], due - WRONG, until))

    def _resting(self, row: Row, due: dt.datetime) -> str | None:
        states, day = self._around(row, due), row["local_date"]
        return (
            None if any(day <= (one.resting_through or "") for one in states) else "nobody rested"
        )

    def _paused(self, row: Row, due: dt.datetime) -> str | None:
        return None if any(one.paused for one in self._around(row, due)) else "nothing was paused"

    def _stopped(self, row: Row, due: dt.datetime) -> str | None:
        return None if any(one.stopped for one in self._around(row, due)) else "nothing was stopped"

    def _moved(self, row: Row, due: dt.datetime) -> str | None:
        states = self._past.states(row["circle_id"], due - 3 * DAY, due + 3 * DAY)
        return None if len({one.zone for one in states}) > 1 else "nobody travelled"

    def _hushed(self, row: Row, due: dt.datetime) -> str | None:
        person = self.rows.value(
            "SELECT h.telegram_id FROM member m JOIN human h ON h.id = m.human_id"
            " WHERE m.circle_id = ? AND m.role = 'patient'",
            row["circle_id"],
        )
        heard = person and self._past.was_heard(person, due - 2 * DAY, due - WRONG)
        return "the person was there" if heard else None

    def _bot_down(self, row: Row, due: dt.datetime) -> str | None:
        worked = self._past.was_at_work(due, due + WINDOW)
        return f"the bot was at work for {worked}" if worked > ENOUGH else None

    def _no_network(self, row: Row, due: dt.datetime) -> str | None:
        met = self._past.met_a_fault(due - WRONG, due + WINDOW + WRONG)
        return None if met else "the line was well"

    def _nobody_away(self, row: Row, due: dt.datetime) -> str | None:
        return None if any(one.away for one in self._around(row, due)) else "nobody was away"

    def _no_phone(self, row: Row, due: dt.datetime) -> str | None:
        phone = self.rows.value(
            "SELECT joined_at FROM member WHERE circle_id = ? AND role = 'patient'"
            " AND human_id IS NOT NULL",
            row["circle_id"],
        )
        # They may have got one since.
        return "there is one" if phone and phone < row["due"] else None

    def _without_reason(self, row: Row, due: dt.datetime) -> str | None:
        return "without a reason"

    # What should be there

    def _all_there(self, circle: int, since: dt.datetime, until: dt.datetime) -> None:
        held = self._past.circles[circle]
        for state, after in zip(held, [*held[1:], None], strict=True):
            end = after.at if after else until
            # By a clock that is ahead, what comes in a moment was due before there was a plan.
            begins = max(state.at + WRONG, since)
            for one in self._due(state, begins, min(end, until)):
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


_JUDGES: dict[str | None, Callable[[Silences, Row, dt.datetime], str | None]] = {
    None: Silences._without_reason,
    "broken": Silences._without_reason,
    "resting": Silences._resting,
    "circle_paused": Silences._paused,
    "stopped": Silences._stopped,
    "moved": Silences._moved,
    "hushed": Silences._hushed,
    "bot_down": Silences._bot_down,
    "no_network": Silences._no_network,
    "helper_away": Silences._nobody_away,
    "no_phone": Silences._no_phone,
}
