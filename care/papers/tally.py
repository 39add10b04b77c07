"""What a period's sessions come to: counts of what was said, and each silence as what it is.

Counts are facts; nothing here is a share, a mean or a verdict (product.md, What it must never do).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from care import rules
from care.kinds import Reason, State
from care.papers.period import Occasion, Period

ONE_DAY = dt.timedelta(days=1)


class Known(StrEnum):
    """What is known of a session's recovery or pain, where something was done.

    UNPLANNED: the routine doesn't ask it. NOT_ASKED: something kept it from being asked.
    """

    WITHIN = "within"
    OVER = "over"
    NOT_YET = "not_yet"
    CANT_TELL = "cant_tell"
    NOT_ASKED = "not_asked"
    NO_ANSWER = "no_answer"
    OPEN = "open"
    UNPLANNED = "unplanned"


class Silence(StrEnum):
    """Why nothing is told of a session, or what was said instead of doing it. Never merged."""

    NOT_TODAY = "not_today"
    RESTING = "resting"
    PAUSED = "paused"
    REVIEW_DUE = "review_due"
    HELPER = "helper"
    HELPER_AWAY = "helper_away"
    NO_PHONE = "no_phone"
    HUSHED = "hushed"
    MOVED = "moved"
    BOT_DOWN = "bot_down"
    STOPPED = "stopped"
    NOT_ASKED = "not_asked"
    NOT_DELIVERED = "not_delivered"
    NO_ANSWER = "no_answer"
    OPEN = "open"
    NOTHING = "nothing"


# Of what was not asked, the reasons that are told apart; every other is "not asked".
_REASONS = {
    Reason.RESTING: Silence.RESTING,
    Reason.PAUSED: Silence.PAUSED,
    Reason.REVIEW_DUE: Silence.REVIEW_DUE,
    Reason.HELPER_COMES: Silence.HELPER,
    Reason.HELPER_AWAY: Silence.HELPER_AWAY,
    Reason.NO_PHONE: Silence.NO_PHONE,
    Reason.HUSHED: Silence.HUSHED,
    Reason.MOVED: Silence.MOVED,
    Reason.BOT_DOWN: Silence.BOT_DOWN,
    Reason.NO_NETWORK: Silence.BOT_DOWN,
    Reason.STOPPED: Silence.STOPPED,
    Reason.CIRCLE_PAUSED: Silence.STOPPED,
}

_BY_STATE = {State.OPEN: Silence.OPEN, State.NOT_DELIVERED: Silence.NOT_DELIVERED}


def recovery(one: Occasion) -> Known:
    """What is known of the recovery, by the limit of that day's plan."""
    found = one.record.recovery
    if found is None:
        planned = one.routine.asks == "both"
        unasked = bool(one.session.recovery_unasked) or _by_another(one)
        return _unsaid(one, planned=planned, unasked=unasked)
    if found.known == "cant_tell":
        return Known.CANT_TELL
    if one.over_recovery:
        return Known.OVER
    return Known.WITHIN if found.known in ("within", "about") else Known.NOT_YET


def pain(one: Occasion) -> Known | None:
    """Why no pain was said; nothing where it was."""
    if one.record.pain_said:
        return None
    return _unsaid(one, planned=one.routine.asks != "nothing", unasked=_by_another(one))


def _by_another(one: Occasion) -> bool:
    """Whether a proxy said that it was done: nobody is asked then how it was for the person."""
    return one.record.said_by is not None


def _unsaid(one: Occasion, *, planned: bool, unasked: bool) -> Known:
    if not planned:
        return Known.UNPLANNED
    if unasked or one.record.said_by is not None:
        # Who tells a whole day for somebody isn't asked how it was for them.
        return Known.NOT_ASKED
    return Known.OPEN if one.session.state == State.OPEN else Known.NO_ANSWER


def silence(one: Occasion) -> Silence | None:
    """Which silence it is; nothing where something was done."""
    if one.record.happened:
        return None
    if one.rested:
        return Silence.RESTING
    if one.record.outcome == rules.NOT_TODAY:
        return Silence.NOT_TODAY
    return _unanswered(one)


def _unanswered(one: Occasion) -> Silence:
    reason, state = one.session.reason, one.session.state
    if reason == Reason.HELPER_COMES:
        # Nothing prompts it, so nobody was asked and nobody was silent.
        return Silence.HELPER
    if state == State.NOT_ASKED:
        return _REASONS.get(Reason(reason or Reason.BROKEN), Silence.NOT_ASKED)
    return _BY_STATE.get(State(state), Silence.NO_ANSWER)


@dataclass(frozen=True)
class Row:
    """One routine in a period: what was done, as counts; `name` as it was called last.

    `some`: of how many a proxy said that some of it was done.
    """

    routine: int
    name: str
    done: int
    some: int
    lighter: int
    stopped: Counter[str | None]
    recoveries: Counter[Known]
    longest: rules.Recovery | None
    pains: Counter[tuple[int, int]]
    no_pains: Counter[Known]
    pain_over: int


def rows(period: Period) -> list[Row]:
    """Each routine that came up, the one that came first at the top."""
    found: dict[int, list[Occasion]] = {}
    for one in period.occasions:
        found.setdefault(one.routine.id, []).append(one)
    return [_row(those) for those in found.values()]


def _row(those: Sequence[Occasion]) -> Row:
    happened = [one for one in those if one.record.happened]
    stopped = [one.record for one in happened if one.record.outcome == rules.STOPPED]
    some = [one for one in happened if one.record.outcome == rules.SOME]
    within = [r for one in happened if recovery(one) is Known.WITHIN and (r := one.record.recovery)]
    return Row(
        routine=those[-1].routine.id,
        name=those[-1].routine.name,
        done=len(happened) - len(stopped) - len(some),
        some=len(some),
        lighter=sum(bool(one.session.lighter) for one in happened),
        stopped=Counter(record.why for record in stopped),
        recoveries=Counter(recovery(one) for one in happened),
        longest=max(within, key=lambda r: (r.minutes, r.known), default=None),
        pains=Counter(_span(one.record) for one in happened if one.record.pain_said),
        no_pains=Counter(why for one in happened if (why := pain(one))),
        pain_over=sum(one.over_pain for one in happened),
    )


def _span(record: rules.Record) -> tuple[int, int]:
    """From the lowest to the highest that it may have been: the same where a number was said."""
    return record.lowest_pain or 0, record.highest_pain or 0


@dataclass(frozen=True)
class Quiet:
    """Days of one silence, and the routines that it was about; none where it was about all."""

    kind: Silence
    routines: tuple[str, ...]
    days: tuple[dt.date, ...]


def quiet(period: Period, since: dt.date) -> list[Quiet]:
    """All that wasn't done, in the order of `Silence`. Routines with the same days stand together.

    From the journal's first day, `since`, on: also the days on which nothing came up.
    """
    named: dict[Silence, dict[str, list[dt.date]]] = {}
    for one in period.occasions:
        kind = silence(one)
        if kind is not None:
            days = named.setdefault(kind, {}).setdefault(one.routine.name, [])
            days += [one.day] if one.day not in days else []
    blank = set(period.days) - {one.day for one in period.occasions}
    rest = tuple(sorted(day for day in blank if day >= since))
    found = [q for kind in Silence for q in _together(kind, named.get(kind, {}), period)]
    return [*found, *([Quiet(Silence.NOTHING, (), rest)] if rest else [])]


def _together(kind: Silence, named: dict[str, list[dt.date]], period: Period) -> list[Quiet]:
    by_days: dict[tuple[dt.date, ...], list[str]] = {}
    for name, days in named.items():
        by_days.setdefault(tuple(days), []).append(name)
    return [
        Quiet(kind, () if _is_all(names, days, period) else tuple(names), days)
        for days, names in by_days.items()
    ]


def _is_all(names: Sequence[str], days: Iterable[dt.date], period: Period) -> bool:
    """Whether nothing else came up on these days."""
    those = set(days)
    return {one.routine.name for one in period.occasions if one.day in those} == set(names)


def runs(days: Iterable[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Days in a row, as first and last."""
    found: list[tuple[dt.date, dt.date]] = []
    for day in sorted(set(days)):
        if found and day - found[-1][1] == ONE_DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
