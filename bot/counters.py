"""What this process has done since its start, counted for /metrics. Nobody's name, nobody's id."""

import datetime as dt
from collections import Counter, defaultdict
from enum import StrEnum

from care.ports import Result

# Seconds. A tap is a few thousandths on a PC; ten and more is a database that is locked.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Dealt(StrEnum):
    """What became of an update. Whoever couldn't be served was told so: that is handled, too."""

    HANDLED = "handled"
    REPEAT = "repeat"
    ASIDE = "aside"
    AGAIN = "again"
    PASSED_OVER = "passed_over"


class Sort(StrEnum):
    """What an update is: the only thing about it that is counted."""

    TAP = "tap"
    MESSAGE = "message"
    OTHER = "other"


class Times:
    """How long something took, as Prometheus keeps it: how many were within each bound."""

    def __init__(self) -> None:
        self.within = dict.fromkeys(BOUNDS, 0)
        self.sum, self.count = 0.0, 0

    def note(self, seconds: float) -> None:
        """One more, and how long it took."""
        self.sum, self.count = self.sum + seconds, self.count + 1
        for bound in BOUNDS:
            self.within[bound] += seconds <= bound


class Counters:
    """One process's."""

    def __init__(self) -> None:
        self.sends: Counter[Result] = Counter()
        self.updates: Counter[tuple[Sort, Dealt]] = Counter()
        self.times: defaultdict[Sort, Times] = defaultdict(Times)
        self.under_way = 0
        self.troubles = 0
        self.last_update: dt.datetime | None = None

    def sent(self, result: Result) -> None:
        """One more attempt to send or to edit is over."""
        self.sends[result] += 1

    def dealt(self, sort: Sort, became: Dealt, seconds: float) -> None:
        """One more update is over, after so long."""
        self.updates[sort, became] += 1
        self.times[sort].note(seconds)


def sort_of(raw: dict[str, object]) -> Sort:
    """What a raw update is."""
    if "callback_query" in raw:
        return Sort.TAP
    return Sort.MESSAGE if "message" in raw else Sort.OTHER
