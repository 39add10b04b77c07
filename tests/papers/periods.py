"""Months as they may be: full, empty, at rest, of sixty sessions, of one."""

import datetime as dt
import random
from collections.abc import Iterator

from care import rules
from care.kinds import Reason, State
from care.models import Answer, Session
from care.papers.period import Occasion, Period
from care.plan import How, Plan, Routine, Word
from care.rules import Recovery

FIRST, LAST = dt.date(2026, 10, 26), dt.date(2026, 11, 22)
NINE = dt.time(9)
ROUTINE = Routine(id=1, name="Morning stretch", minutes=10)
SAM = Word(by="Sam", on=dt.date(2026, 10, 1))
DANA = Word(by="Dana", on=dt.date(2026, 11, 12), how=How.CONFIRMED)
PLAN = Plan(routines=(ROUTINE,), pain_limit=5, pain_limit_word=SAM)
LOWER = PLAN.model_copy(update={"recovery_limit": 45, "recovery_limit_word": DANA})
RECOVERIES = [
    Recovery("within", 15),
    Recovery("within", 30),
    Recovery("within", 34),
    Recovery("within", 60),
    Recovery("about", 90),
    Recovery("not_yet", 60),
    Recovery("longer", 120),
    Recovery("cant_tell"),
    Recovery("not_yet"),
    None,
]


def day(n: int) -> dt.date:
    return FIRST + dt.timedelta(days=n)


def occasion(
    n: int,
    *said: tuple[str, str],
    state: str = State.FINISHED,
    silence: str | None = None,
    unasked: str | None = None,
    plan: Plan = PLAN,
    proxy: int | None = None,
) -> Occasion:
    """A session on the n-th day, of which that was said: pairs of kind and value."""
    due = dt.datetime.combine(day(n), NINE, dt.UTC)
    session = Session(
        circle_id=1, slot_id=1, routine_id=1, plan_version_id=1, local_date=day(n), due=due,
        closes_at=due + dt.timedelta(hours=24), state=state, recovery_unasked=unasked,
    )  # fmt: skip
    answers = tuple(
        Answer(
            id=place, circle_id=1, member_id=1, kind=kind, value=value, at=due, update_id=place,
            for_member_id=proxy,
        )
        for place, (kind, value) in enumerate(said, start=1)
    )  # fmt: skip
    record = rules.record(answers)
    return Occasion(session, plan, plan.routines[0], record, NINE, silence or state, answers)


def done(
    n: int, recovery: Recovery | None = None, pain: str | None = "2", plan: Plan = PLAN
) -> Occasion:
    """Something was done on the n-th day, with what was said of it."""
    said = [("outcome", rules.DONE)]
    said += [("pain", pain)] if pain else []
    said += [("recovery", recovery.value)] if recovery else []
    return occasion(n, *said, plan=plan)


def resting(n: int, plan: Plan = PLAN) -> Occasion:
    return occasion(n, state=State.NOT_ASKED, silence=Reason.RESTING, plan=plan)


SILENT = (
    occasion(0, state=State.NO_ANSWER),
    occasion(0, state=State.NOT_ASKED),
    occasion(0, state=State.NOT_DELIVERED),
    occasion(0, state=State.NOT_ASKED, silence=Reason.PAUSED),
    occasion(0, ("outcome", rules.NOT_TODAY)),
    occasion(0, ("outcome", rules.DONE), ("pain", "1"), unasked=Reason.ANOTHER_QUESTION),
    occasion(0, state=State.OPEN),
)


def _on(n: int, one: Occasion, plan: Plan = PLAN) -> Occasion:
    said = tuple((answer.kind, answer.value or "") for answer in one.answers)
    return occasion(
        n, *said, state=one.session.state, silence=one.silence,
        unasked=one.session.recovery_unasked, plan=plan,
    )  # fmt: skip


def _full() -> Iterator[Occasion]:
    """Something of everything, and a limit that was changed on the way."""
    chosen = random.Random(5)
    for n in range(28):
        plan = PLAN if n < 17 else LOWER
        if n in (9, 10, 19):
            yield resting(n, plan)
        elif n % 4 == 3:
            yield _on(n, SILENT[n // 4], plan)
        else:
            pain = chosen.choice(["0", "1", "2", "3", "4", "6", "4_6"])
            yield done(n, chosen.choice(RECOVERIES), pain, plan)


def _sixty() -> Iterator[Occasion]:
    """Two or three a day."""
    chosen = random.Random(7)
    for n in range(28):
        for _ in range(3 if n % 7 == 6 else 2):
            yield done(n, chosen.choice(RECOVERIES), chosen.choice(["0", "2", "5", "7", "1_3"]))


FULL = Period(FIRST, LAST, tuple(_full()))
EMPTY = Period(FIRST, LAST, ())
AT_REST = Period(FIRST, LAST, tuple(resting(n) for n in range(28)))
SIXTY = Period(FIRST, LAST, tuple(_sixty()))
ONE = Period(FIRST, LAST, (done(20, Recovery("within", 34)),))
SILENCES = Period(FIRST, LAST, tuple(_on(n, SILENT[n % 7]) for n in range(28)))
WEEK = Period(FIRST, day(6), tuple(done(n, Recovery("within", 30)) for n in range(7)))
QUARTER = Period(
    FIRST, day(90), tuple(done(n, RECOVERIES[n % len(RECOVERIES)], str(n % 8)) for n in range(91))
)
ALL = {
    "full": FULL, "empty": EMPTY, "at-rest": AT_REST, "sixty": SIXTY, "one": ONE,
    "silences": SILENCES, "week": WEEK, "quarter": QUARTER,
}  # fmt: skip
