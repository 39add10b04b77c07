"""Reports as they may be: a full month, an empty one, one at rest, sixty sessions."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from care import rules
from care.kinds import Reason, State
from care.models import Answer, Session
from care.papers.facts import Facts, changed
from care.papers.period import Occasion, Period
from care.papers.shape import upright
from care.plan import Exercise, ExerciseKind, How, Lighter, Plan, Routine, Slot, Word
from care.rules import Recovery
from care.screens.notes import Noted

FIRST, LAST = dt.date(2026, 10, 28), dt.date(2026, 11, 24)
MADE = dt.datetime(2026, 11, 24, 10, 15, tzinfo=dt.UTC)
NINE = dt.time(9)
DANA = Word(by="Dana", on=dt.date(2026, 11, 3), how=How.CONFIRMED)
SAM = Word(by="Sam", on=dt.date(2026, 11, 10))
ALEX, SAM_ID = 1, 2
NAMES = {ALEX: "Alex", SAM_ID: "Sam"}

STRETCH = Routine(
    id=1,
    name="Morning stretch",
    purpose="to keep shoulders loose",
    minutes=10,
    exercises=(
        Exercise(name="Shoulder circles", dose="10, slowly"),
        Exercise(name="Ankle circles", dose="10 each side"),
    ),
    slots=(Slot(at=NINE),),
    lighter=Lighter(minutes=5, exercises=(Exercise(name="Ankle circles", dose="5"),), word=DANA),
    stop_rule="Stop if it hurts, or if you are out of breath.",
    stop_rule_word=DANA,
)
PEDALS = Routine(
    id=2,
    name="Pedals",
    purpose="for the legs",
    minutes=15,
    helper_minutes=5,
    exercises=(
        Exercise(name="Pedals", dose="as Dana says", kind=ExerciseKind.AEROBIC, yes=DANA),
        Exercise(name="Leg weights", kind=ExerciseKind.RESISTANCE),
    ),
    slots=(Slot(at=dt.time(16, 30), days=("mon", "wed", "fri")),),
    effort_limit="Talking must stay easy.",
    effort_limit_word=SAM,
)
BED = Routine(
    id=3,
    name="With a helper, in bed",
    minutes=20,
    helper_minutes=20,
    helper_comes=True,
    exercises=(Exercise(name="Knee bends", dose="5 each", kind=ExerciseKind.PASSIVE),),
    asks="pain",
)
PLAN = Plan(
    routines=(STRETCH, PEDALS, BED),
    recovery_limit_word=DANA,
    pain_limit=5,
    pain_limit_word=SAM,
    review_on=dt.date(2027, 1, 12),
    reviewed=Word(by="Alex", on=dt.date(2026, 11, 3)),
    reviewed_with="Dana",
)
BEFORE = Plan(routines=(STRETCH.model_copy(update={"lighter": None, "minutes": 20}), PEDALS))
RECOVERIES = [
    Recovery("within", 15), Recovery("within", 30), Recovery("within", 34), Recovery("within", 60),
    Recovery("about", 45), Recovery("about", 90), Recovery("not_yet", 60), Recovery("longer", 120),
    Recovery("cant_tell"), Recovery("not_yet"), None,
]  # fmt: skip


def occasion(
    day: dt.date,
    *said: tuple[str, str],
    plan: Plan = PLAN,
    routine: int = 0,
    state: str = State.FINISHED,
    reason: str | None = None,
    unasked: str | None = None,
    lighter: bool = False,
    member: int = ALEX,
) -> Occasion:
    """A session of a routine on that day, of which that was said: pairs of kind and value."""
    due = dt.datetime.combine(day, NINE, dt.UTC)
    found = plan.routines[routine]
    session = Session(
        circle_id=1, slot_id=1, routine_id=found.id, plan_version_id=1, local_date=day, due=due,
        closes_at=due + dt.timedelta(hours=24), state=state, reason=reason,
        recovery_unasked=unasked, lighter=lighter or None,
    )  # fmt: skip
    answers = tuple(
        Answer(
            id=place, circle_id=1, member_id=member, kind=kind, value=value, at=due,
            update_id=place, for_member_id=None if member == ALEX else ALEX,
        )
        for place, (kind, value) in enumerate(said, start=1)
    )  # fmt: skip
    silence = reason if reason == Reason.RESTING else state
    return Occasion(session, plan, found, rules.record(answers), NINE, silence, answers)


def done(day: dt.date, recovery: Recovery | None, pain: str | None, **more: Any) -> Occasion:
    """Something was done, with what was said of it."""
    said = [("outcome", more.pop("outcome", rules.DONE))]
    said += [("why", more.pop("why"))] if "why" in more else []
    said += [("pain", pain)] if pain else []
    said += [("recovery", recovery.value)] if recovery else []
    return occasion(day, *said, **more)


SILENT: tuple[dict[str, Any], ...] = (
    {"state": State.NO_ANSWER},
    {"state": State.NOT_ASKED, "reason": Reason.BOT_DOWN},
    {"state": State.NOT_ASKED, "reason": Reason.RESTING},
    {"state": State.NOT_DELIVERED, "reason": Reason.BLOCKED},
    {"state": State.NOT_ASKED, "reason": Reason.HUSHED},
    {"state": State.NOT_ASKED, "reason": Reason.HELPER_COMES, "routine": 2},
    {"state": State.NOT_ASKED, "reason": Reason.PAUSED},
    {"state": State.OPEN},
)


def days(first: dt.date = FIRST, last: dt.date = LAST) -> Iterator[dt.date]:
    for n in range((last - first).days + 1):
        yield first + dt.timedelta(days=n)


def facts(period: Period, **more: Any) -> Facts:
    given: dict[str, Any] = {
        "lang": "en", "name": "Alex", "made": MADE, "visit": None, "since": FIRST,
        "period": period, "plan": PLAN, "names": NAMES,
    }  # fmt: skip
    return Facts(**given | more)


def _full() -> Iterator[Occasion]:
    """Something of everything."""
    chosen = random.Random(3)
    for n, day in enumerate(days()):
        if n in (9, 10, 11, 19):
            yield occasion(day, state=State.NOT_ASKED, reason=Reason.RESTING)
        elif n % 6 == 5:
            yield occasion(day, **SILENT[n // 6])
        elif n == 14:
            yield occasion(day, ("outcome", rules.NOT_TODAY))
        else:
            pain, member = chosen.choice(["0", "1", "2", "2", "3", "4"]), (ALEX, SAM_ID)[n > 22]
            yield done(day, chosen.choice(RECOVERIES[:5]), pain, member=member, lighter=n in (4, 8))
        if day.weekday() in (0, 2, 4) and n not in (9, 10, 11, 19):
            yield done(
                day, chosen.choice(RECOVERIES), chosen.choice(["2", "4", "6", "4_6"]), routine=1,
                **({"outcome": rules.STOPPED, "why": "tired"} if n % 4 == 1 else {}),
            )  # fmt: skip
        if n in (2, 16):
            yield occasion(day, **SILENT[5])


def _many(plan: Plan, count: int) -> Iterator[Occasion]:
    """So many sessions, a day's routines one after another."""
    chosen = random.Random(7)
    every = list(days())
    for n in range(count):
        day, routine = every[n * len(every) // count], n % len(plan.routines)
        if n % 5 == 4:
            yield occasion(day, **SILENT[n // 5 % 8] | {"plan": plan, "routine": routine})
        else:
            pain = chosen.choice(["0", "2", "5", "7", "1_3"])
            yield done(day, chosen.choice(RECOVERIES), pain, plan=plan, routine=routine)


def _long(routines: int, exercises: int) -> Plan:
    """A plan of many, with the longest names and words that there may be."""
    word = Word(by="Dana Katharina Brown-Papadopoulou", on=dt.date(2026, 11, 3), how=How.SHEET)
    return Plan(
        routines=tuple(
            Routine(
                id=n,
                name=f"Routine {n} of the longest names that there may be, cut at sixty"[:60],
                purpose="p u r p o s e " * 8,
                minutes=30,
                helper_minutes=30,
                slots=tuple(Slot(at=dt.time(h), days=("mon", "thu")) for h in range(6, 18)),
                exercises=tuple(
                    Exercise(name=f"Exercise {k} " * 5, dose="10 each side, slowly " * 9)
                    for k in range(exercises)
                ),
                lighter=Lighter(minutes=5, exercises=(Exercise(name="n" * 80, dose="d " * 90),)),
                effort_limit="e f f o r t " * 25,
                effort_limit_word=word,
                stop_rule="Stop. " * 50,
                stop_rule_word=word,
            )
            for n in range(1, routines + 1)
        ),
        recovery_limit_word=word,
    )


FELL = Noted(dt.date(2026, 11, 12), dt.time(7, 40), "fall", "I fell in the kitchen, nothing broken")
ASKED = (
    Noted(dt.date(2026, 11, 8), dt.time(20, 1), "question", "May I swim?"),
    Noted(
        dt.date(2026, 11, 20),
        dt.time(9, 30),
        "question",
        "My left hand is weaker than the right. Should we leave out the wrist circles?",
    ),
)
CHANGED = (changed("en", (BEFORE, PLAN), dt.date(2026, 11, 3), "Dana", "Alex"),)
LONG = _long(12, 5)
LONGEST = _long(24, 40)
ALL: dict[str, Facts] = {
    "full": facts(
        Period(FIRST, LAST, tuple(_full())),
        visit=dt.date(2026, 11, 26), falls=(FELL,), questions=ASKED, changes=CHANGED,
    ),
    "empty": facts(Period(FIRST, LAST, ()), since=dt.date(2026, 11, 20)),
    "no-plan": facts(Period(FIRST, LAST, ()), plan=Plan(routines=()), shared=True),
    "at-rest": facts(
        Period(
            FIRST,
            LAST,
            tuple(
                occasion(day, state=State.NOT_ASKED, reason=Reason.RESTING, routine=n)
                for day in days() for n in (0, 1)
            ),
        )
    ),
    "sixty": facts(Period(FIRST, LAST, tuple(_many(PLAN, 60))), changes=CHANGED * 9),
    "twelve": facts(
        Period(FIRST, LAST, tuple(_many(LONG, 300))),
        plan=LONG, changes=CHANGED * 20, questions=ASKED * 20, falls=(FELL,) * 20,
    ),
    "longest": facts(
        Period(dt.date(2025, 11, 25), LAST, tuple(_many(LONGEST, 2000))),
        plan=LONGEST,
        name="M" * 60,
        changes=(changed("en", (PLAN, LONGEST), LAST, "M" * 60, "W" * 60),) * 30,
        questions=(Noted(LAST, NINE, "question", "Why? " * 800),) * 40,
        falls=(Noted(LAST, NINE, "fall", "I fell " * 500),) * 40,
    ),
    "scripts": facts(
        Period(
            FIRST, LAST,
            tuple(
                done(
                    day, RECOVERIES[n % 11], str(n % 8), member=(ALEX, SAM_ID)[n > 20],
                    plan=PLAN.model_copy(
                        update={"routines": (STRETCH.model_copy(
                            update={"name": "تمارين الصباح 🌞"}),)}),
                )
                for n, day in enumerate(days())
            ),
        ),
        name=upright("نور"), names={ALEX: upright("نور"), SAM_ID: upright("דנה")},
        plan=PLAN.model_copy(
            update={
                "routines": (
                    STRETCH.model_copy(
                        update={
                            "name": "تمارين الصباح 🌞", "purpose": "עם דנה, כל בוקר",
                            "exercises": (
                                Exercise(name="Кръгове с рамене", dose="10 φορές"),
                                Exercise(name="#let x = 5 *b* $x^2$ @ref", dose="https://x.y/_z_"),
                            ),
                        }
                    ),
                ),
                "recovery_limit_word": Word(by="Δανάη", on=dt.date(2026, 11, 3), how=How.SHEET),
            }
        ),
        questions=(Noted(LAST, NINE, "question", "هل يمكنني السباحة؟ 🏊 Можно ли плавать?"),),
    ),
    "emoji": facts(Period(FIRST, LAST, ()), name="🦋", since=LAST),
}  # fmt: skip
