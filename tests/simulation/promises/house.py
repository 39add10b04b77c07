"""The house itself: what it logs, what it puts aside, whether it lives."""

import logging
import re
from typing import Any

from care import words
from tests.simulation.promises.watch import Watch

# What the disk may do to it, and it says so. Whatever else is an error is one.
OURS = re.compile(
    r"^(Nothing can be saved|could not save update|could not keep the pulse|a due round failed"
    r"|coming back failed|cleaning the file failed|could not put update)"
)
DISK = re.compile(r"(OperationalError|DatabaseError|database is locked|disk is full)")
AWAY = words.say(words.ENGLISH, "host.was_away", since="", until="", n=0)[:12]


class _Ears(logging.Handler):
    """Hears everything that is logged."""

    def __init__(self, house: "House") -> None:
        super().__init__(logging.WARNING)
        self._house = house

    def emit(self, record: logging.LogRecord) -> None:
        self._house.hears(record)


class House(Watch):
    """Hears what it logs, and counts."""

    def __init__(self, *handed: Any) -> None:
        super().__init__(*handed)
        self.away_lines = 0
        self._ears = _Ears(self)
        logging.getLogger().addHandler(self._ears)

    def hears(self, record: logging.LogRecord) -> None:
        """Something was logged."""
        said = record.getMessage()
        if said.startswith(AWAY):
            self.away_lines += 1
        if record.levelno < logging.ERROR:
            return
        of_the_line = record.name.startswith("telegram.request")
        if not of_the_line and not (OURS.match(said) and DISK.search(said)):
            self.broken("no errors", said, f"{record.name}: {said}")

    def nightly(self) -> None:
        for row in self.rows.all("SELECT id, update_id, reason FROM aside"):
            deed = self.sim.by_update.get(row["update_id"])
            kind = deed.kind if deed else "?"
            self.broken(
                "nothing put aside",
                row["id"],
                f"update {row['update_id']} ({kind}): {row['reason']}",
            )
        for error in self.sim.machine.errors:
            self.broken("still alive", error, error)

    def at_the_end(self) -> None:
        logging.getLogger().removeHandler(self._ears)
        absences = sum(self.sim.machine.crashes.values()) + 1
        absences += self.sim.weather.met["telegram down"] + 2 * self.sim.weather.met["clock set"]
        absences += self.sim.weather.met["hangs before"] + self.sim.weather.met["hangs after"]
        if self.away_lines > absences:
            self.broken(
                "no storm", "host", f"{self.away_lines} lines to the host for {absences} absences"
            )
