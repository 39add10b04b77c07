"""The arithmetic of the table: medians with their spread, ratios, what is at target."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Figure:
    """What was measured, round by round, in one unit; shown with so many `digits`."""

    rounds: tuple[float, ...]
    unit: str = ""
    digits: int = 1

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return statistics.median(self.rounds)

    def __str__(self) -> str:
        low, high = min(self.rounds), max(self.rounds)
        said = f"{self.median:,.{self.digits}f}"
        if len(self.rounds) > 1:
            said += f" ({low:,.{self.digits}f}–{high:,.{self.digits}f})"
        return f"{said} {self.unit}".strip()


@dataclass(frozen=True)
class Target:
    """`most` or `least`, whichever is set, for the ratio; both empty where it is only shown."""

    most: float | None = None
    least: float | None = None

    def holds(self, ratio: float) -> bool:
        """Whether it is reached, to the second digit, as it is shown."""
        shown = round(ratio, 3)
        return (self.most is None or shown <= self.most) and (
            self.least is None or shown >= self.least
        )

    def far_off(self, ratio: float, factor: float) -> bool:
        """Whether it is missed by more than that factor: no noise of a machine does that."""
        most = None if self.most is None else self.most * factor
        least = None if self.least is None else self.least / factor
        return not Target(most, least).holds(ratio)

    def __str__(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:g} ×"
        return "–" if self.least is None else f"≥ {self.least:g} ×"


@dataclass(frozen=True)
class Check:
    """One thing of a row: ours against its anchor. `says` names it where a row has several.

    A ratio is ours / anchor: of the medians, with the spread of the rounds, each against its own.
    `excused` is what the issue lets count where the ratio isn't reached, as it was shown.
    """

    ours: Figure
    anchor: Figure
    target: Target = field(default_factory=Target)
    says: str = ""
    against: str = ""
    excused: str = ""

    @property
    def ratio(self) -> Figure:
        """Ours by the anchor's, a round each; its middle is that of the medians."""
        pairs = zip(self.ours.rounds, self.anchor.rounds, strict=False)
        return Figure(tuple(divided(ours, anchor) for ours, anchor in pairs), "×", 2)

    @property
    def middle(self) -> float:
        """The ratio that counts: of the medians."""
        return divided(self.ours.median, self.anchor.median)

    @property
    def is_reached(self) -> bool:
        """Whether the ratio of the medians is at its target."""
        return self.target.holds(self.middle) or bool(self.excused)

    @property
    def shown(self) -> str:
        """The ratio in words."""
        low, high = min(self.ratio.rounds), max(self.ratio.rounds)
        spread = f" ({low:.2f}–{high:.2f})" if len(self.ratio.rounds) > 1 else ""
        excused = self.excused and not self.target.holds(self.middle)
        return f"{self.middle:.2f} ×{spread}" + (f", {self.excused}" if excused else "")


def divided(ours: float, anchor: float) -> float:
    """Their ratio; by nothing, it is beyond all bounds."""
    return ours / anchor if anchor else math.inf


@dataclass(frozen=True)
class Row:
    """A line of the table. `holds` are conditions without a ratio, each with whether it holds.

    `error` says why it could not be measured; such a row is not reached.
    """

    what: str
    checks: tuple[Check, ...] = ()
    holds: tuple[tuple[str, bool], ...] = ()
    notes: tuple[str, ...] = ()
    error: str = ""

    @property
    def is_reached(self) -> bool:
        """Whether all of it is at its target."""
        measured = bool(self.checks or self.holds) and not self.error
        return (
            measured and all(c.is_reached for c in self.checks) and all(ok for _, ok in self.holds)
        )

    def is_far_off(self, factor: float) -> bool:
        """Whether there is no doubt about it: it broke, or a ratio is off by more than that."""
        if self.error.startswith(NOT_MEASURED):
            return False
        doubted = [c for c in self.checks if not c.excused]
        off = any(c.target.far_off(c.middle, factor) for c in doubted)
        return bool(self.error) or off or not all(ok for _, ok in self.holds)

    def line(self) -> str:
        """As Markdown."""
        said = "yes" if self.is_reached else "**no**"
        if self.error:
            return _line([self.what, self.error, "", "", "", said])
        held = [f"{what}: {'yes' if ok else 'no'}" for what, ok in self.holds]
        ours = [_named(c.says, str(c.ours)) for c in self.checks] + held
        anchor = [_named(c.against, str(c.anchor)) for c in self.checks]
        ratios = [c.shown for c in self.checks]
        targets = [str(c.target) for c in self.checks]
        return _line(
            [self.what, *(_several(part) for part in (ours, anchor, ratios, targets)), said]
        )


def _named(name: str, said: str) -> str:
    return f"{name} {said}" if name else said


def _several(parts: Sequence[str]) -> str:
    return "<br>".join(parts)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


HEAD = ("what", "ours", "the anchor", "ratio", "target", "reached")


def markdown(rows: Sequence[Row]) -> str:
    """The table, what is to be said of its rows, and as the last line how many are at target."""
    lines = [_line(HEAD), _line("---" for _ in HEAD), *(row.line() for row in rows)]
    notes = [f"- {row.what}: {note}" for row in rows for note in row.notes]
    reached = sum(row.is_reached for row in rows)
    return "\n".join([*lines, "", *notes, "", f"{reached} of {len(rows)} at target"])


def percentile(values: Sequence[float], of_hundred: float) -> float:
    """The value below which so many of a hundred are (nearest rank)."""
    if not values:
        return math.nan
    rank = max(1, math.ceil(of_hundred / 100 * len(values)))
    return sorted(values)[rank - 1]
