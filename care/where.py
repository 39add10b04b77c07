"""Where somebody is in a plan: a path on a button, like `r12`, `e34:dose`, `s5:days`.

A letter with an id names what is before them, the word behind the colon one setting of it. Nothing
stands for the plan itself, `p` for its limits and dates, `r` and `m` for a routine (what it is made
of; the rest), `l` for its lighter version, `y` for its therapist's yes, `e` for an exercise, `s`
for a time of a routine.
"""

import datetime as dt
import functools
import re
from dataclasses import dataclass, replace

from care.plan import Exercise, Lighter, Plan, Routine, Slot

PATH = re.compile(r"([a-z]?)(\d*)(?::([a-z]+))?", re.ASCII)
# Those that go with an id.
OF_ONE = frozenset("rmlyes")
Thing = Plan | Routine | Lighter | Exercise | Slot


@dataclass(frozen=True)
class At:
    """One place in a plan. `today` is the person's local day; `lang`, who reads."""

    plan: Plan
    today: dt.date
    lang: str = "en"
    letter: str = ""
    id: int = 0
    key: str = ""

    @property
    def node(self) -> str:
        """The path of what is before them, without the setting."""
        return f"{self.letter}{self.id or ''}"

    @property
    def path(self) -> str:
        """As it stands on a button."""
        return f"{self.node}:{self.key}" if self.key else self.node

    @functools.cached_property
    def routine(self) -> Routine | None:
        """The routine that it is, or is in."""
        if self.letter == "e":
            return next((r for r in self.plan.routines if r.exercise(self.id)), None)
        if self.letter == "s":
            found = self.plan.slot(self.id)
            return found[0] if found else None
        return self.plan.routine(self.id)

    @property
    def in_lighter(self) -> bool:
        """Whether it is the lighter version, or an exercise of it."""
        routine = self.routine
        usual = routine is not None and any(e.id == self.id for e in routine.exercises)
        return self.letter == "l" or (self.letter == "e" and not usual)

    @functools.cached_property
    def thing(self) -> Thing | None:
        """What it is; nothing where that isn't in the plan (any more)."""
        if self.letter in ("", "p"):
            return self.plan
        routine = self.routine
        if routine is None or self.letter in ("r", "m", "y"):
            return routine
        if self.letter == "l":
            return routine.lighter
        if self.letter == "e":
            return routine.exercise(self.id)
        return next((slot for slot in routine.slots if slot.id == self.id), None)

    @property
    def is_there(self) -> bool:
        """Whether there is something to show: of a lighter version, also that there is none."""
        return (self.routine if self.letter == "l" else self.thing) is not None

    @property
    def beside(self) -> tuple[Routine | Exercise, ...]:
        """What it stands in a row with."""
        routine = self.routine
        if self.letter != "e" or routine is None:
            return self.plan.routines
        if self.in_lighter and routine.lighter:
            return routine.lighter.exercises
        return routine.exercises

    @property
    def above(self) -> str:
        """The path of the screen above this one."""
        if self.key:
            # An empty routine is one of the things that can be added.
            return ":new" if self.path == ":called" else self.node
        routine = self.routine.id if self.routine else 0
        if not routine or self.letter in ("", "p", "r"):
            return ""
        return f"l{routine}" if self.letter == "e" and self.in_lighter else f"r{routine}"

    def to(self, path: str) -> "At | None":
        """Another place in the same plan; nothing where the path is none, or leads nowhere."""
        found = PATH.fullmatch(path)
        if found is None or bool(found[2]) != (found[1] in OF_ONE):
            return None
        there = replace(self, letter=found[1], id=int(found[2] or 0), key=found[3] or "")
        return there if there.is_there else None

    def nearest(self, path: str) -> "At":
        """That place, or the plan itself where it isn't there any more."""
        return self.to(path) or replace(self, letter="", id=0, key="")
