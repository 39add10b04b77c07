"""Whether it is well, and how much it does: /healthz and /metrics, by what is true at this moment.

Numbers and times of the machine alone. Nothing here is about anybody, and there is no id in it.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from bot.counters import BOUNDS, Counters, Dealt, Sort
from bot.health import POLL, ROUND, Health
from care import db, store, words
from care.ports import Clock, Result

# The loop looks at least every 30 seconds, whatever is due.
ROUND_LATE = dt.timedelta(seconds=90)
# A poll that finds nothing lasts 25 seconds; a webhook is looked after as often.
UNHEARD = dt.timedelta(minutes=3)
PREFIX = "baseline_"
GAUGE, COUNTER = "gauge", "counter"
# What is told, by its name, and which kind of number Prometheus shall take it for.
METRICS = {
    "database_up": GAUGE,
    "due_lag_seconds": GAUGE,
    "due_rows": GAUGE,
    "drafts_waiting": GAUGE,
    "updates_under_way": GAUGE,
    "last_heard_timestamp_seconds": GAUGE,
    "last_tick_timestamp_seconds": GAUGE,
    "last_update_timestamp_seconds": GAUGE,
    "sends_total": COUNTER,
    "updates_total": COUNTER,
    "update_seconds": "histogram",
    "database_troubles_total": COUNTER,
}
READ_SECONDS = 10.0


@dataclass(frozen=True)
class Due:
    """The rows that are due: how many, and by how many seconds the oldest is late."""

    rows: int
    lag: float


class Vitals:
    """Looks at one running bot. `waiting`: how many drafts this process has still to send."""

    def __init__(
        self,
        database: db.Database,
        clock: Clock,
        health: Health,
        counters: Counters,
        waiting: Callable[[], int],
    ) -> None:
        self._db, self._clock, self._health = database, clock, health
        self._counters, self._waiting = counters, waiting

    async def state(self) -> tuple[bool, dict[str, Any]]:
        """Whether all is well, and what that was judged by."""
        due, now, last = await self._due(), self._clock.now(), self._health.last
        well = (
            due is not None
            and _within(last.get(ROUND), now, ROUND_LATE)
            and _within(last.get(POLL), now, UNHEARD)
        )
        return well, {
            "well": well,
            "heard": _iso(last.get(POLL)),
            "update": _iso(self._counters.last_update),
            "tick": _iso(last.get(ROUND)),
            "lag": due.lag if due else None,
            "database": due is not None,
        }

    async def metrics(self) -> str:
        """The same and the counts, as Prometheus reads them."""
        due = await self._due()
        lines = [*self._now(due), *self._counted(), *self._timed()]
        return "\n".join(lines) + "\n"

    async def _due(self) -> Due | None:
        """Nothing where the database can't be read."""
        now = self._clock.now()
        try:
            async with asyncio.timeout(READ_SECONDS):
                rows, oldest = await self._db.read(store.due_now, now)
        except TimeoutError:
            return None
        except Exception as error:
            if not db.is_our_fault(error):
                raise
            return None
        return Due(rows, round((now - oldest).total_seconds(), 3) if oldest else 0.0)

    def _now(self, due: Due | None) -> Iterator[str]:
        yield from _gauge("database_up", int(due is not None))
        if due is not None:
            yield from _gauge("due_lag_seconds", due.lag)
            yield from _gauge("due_rows", due.rows)
        yield from _gauge("drafts_waiting", self._waiting())
        yield from _gauge("updates_under_way", self._counters.under_way)
        last = self._health.last
        for name, at in (
            ("last_heard", last.get(POLL)),
            ("last_tick", last.get(ROUND)),
            ("last_update", self._counters.last_update),
        ):
            yield from _gauge(f"{name}_timestamp_seconds", at.timestamp() if at else 0)

    def _counted(self) -> Iterator[str]:
        """Also what never happened yet: a rate of it is to be had from the first time on."""
        counted = self._counters
        yield from _head("sends_total")
        for result in Result:
            yield _line("sends_total", counted.sends[result], outcome=result)
        yield from _head("updates_total")
        for sort, dealt in product(Sort, Dealt):
            yield _line("updates_total", counted.updates[sort, dealt], kind=sort, outcome=dealt)
        yield from _head("database_troubles_total")
        yield _line("database_troubles_total", counted.troubles)

    def _timed(self) -> Iterator[str]:
        name = "update_seconds"
        yield from _head(name)
        for sort in Sort:
            times = self._counters.times[sort]
            for bound in BOUNDS:
                yield _line(f"{name}_bucket", times.within[bound], kind=sort, le=bound)
            yield _line(f"{name}_bucket", times.count, kind=sort, le="+Inf")
            yield _line(f"{name}_sum", round(times.sum, 6), kind=sort)
            yield _line(f"{name}_count", times.count, kind=sort)


def _within(last: dt.datetime | None, now: dt.datetime, span: dt.timedelta) -> bool:
    return last is not None and now - last <= span


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _gauge(name: str, value: float) -> Iterator[str]:
    yield from _head(name)
    yield _line(name, value)


def _head(name: str) -> Iterator[str]:
    """What it is, in words for the host."""
    told = words.say(words.ENGLISH, f"metric.{name}")
    yield from (
        f"# {what} {PREFIX}{name} {said}"
        for what, said in (("HELP", told), ("TYPE", METRICS[name]))
    )


def _line(name: str, value: float, **labels: object) -> str:
    said = ",".join(f'{label}="{of}"' for label, of in labels.items())
    return f"{PREFIX}{name}{{{said}}} {value}" if said else f"{PREFIX}{name} {value}"
