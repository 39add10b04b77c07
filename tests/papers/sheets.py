"""Plans as they may be, for the sheet: usual, very long, with names in other scripts and emoji."""

import datetime as dt

from care.plan import Exercise, ExerciseKind, How, Lighter, Plan, Routine, Slot, Word

TODAY = dt.date(2026, 11, 24)
DANA = Word(by="Dana", on=dt.date(2026, 11, 3), how=How.CONFIRMED)
NINE = Slot(at=dt.time(9))
PEDALS = Exercise(name="Pedals", kind=ExerciseKind.AEROBIC)

MORNING = Routine(
    name="Morning stretch",
    purpose="to keep shoulders loose",
    minutes=15,
    helper_minutes=10,
    exercises=(
        Exercise(name="Shoulder circles", dose="10, slowly", how="Sitting.\nBoth arms together."),
        Exercise(name="Ankle circles", dose="10 each side"),
    ),
    slots=(NINE, Slot(at=dt.time(16, 30), days=("mon", "wed", "fri"))),
    lighter=Lighter(minutes=5, exercises=(Exercise(name="Ankle circles", dose="3"),)),
    effort_limit="Talking must stay easy.",
    effort_limit_word=DANA,
    stop_rule="Stop if it hurts or the breath gets short.",
    stop_rule_word=DANA,
)
BED = Routine(
    name="With a helper, in bed",
    minutes=20,
    helper_minutes=20,
    helper_comes=True,
    exercises=(Exercise(name="Knee bends", dose="5 each", kind=ExerciseKind.PASSIVE), PEDALS),
)
PAUSED = Routine(
    name="Hands", minutes=5, exercises=(Exercise(name="Fists"),), paused_until=dt.date(2026, 12, 1)
)
DRAFT = Routine(name="Pedals alone", minutes=10, exercises=(PEDALS,))
USUAL = Plan(routines=(MORNING, BED, PAUSED, DRAFT), clinic="ALS clinic, Berlin")


def _routine(n: int, exercises: int) -> Routine:
    found = tuple(
        Exercise(
            name=f"Exercise {k} of routine {n}", dose="10 each side, slowly", how="Sitting. " * 10
        )
        for k in range(exercises)
    )
    return MORNING.model_copy(update={"name": f"Routine {n}", "exercises": found})


TWELVE = Plan(routines=tuple(_routine(n, 5) for n in range(12)))
LONGEST = Plan(
    routines=tuple(
        _routine(n, 40).model_copy(update={"stop_rule": "Stop. " * 50, "effort_limit": "e" * 300})
        for n in range(24)
    )
)
MIDDLE = Plan(routines=tuple(_routine(n, 4) for n in range(3)))
SCRIPTS = Plan(
    routines=(
        MORNING.model_copy(
            update={
                "name": "تمارين الصباح 🌞",
                "purpose": "עם דנה, כל בוקר",
                "exercises": (
                    Exercise(
                        name="Кръгове с рамене", dose="10 φορές", how="王 sits 👩‍🦽 here 👍🏽"
                    ),
                    Exercise(name="تدوير الكتفين", dose="10 ببطء", how="اجلس.\nببطء."),
                    Exercise(name="#let x = 5 *bold* $x^2$ @ref <a>", dose="https://x.y/_z_"),
                ),
            }
        ),
    )
)
WIDE = Plan(
    routines=(MORNING.model_copy(update={"name": "n" * 60, "purpose": "p" * 120,
                                         "stop_rule": "s" * 300}),)
)  # fmt: skip
EMPTY = Plan(routines=(DRAFT,))
ALL = {
    "usual": (USUAL, "Alex"), "twelve": (TWELVE, "Alex"), "longest": (LONGEST, "Alex"),
    "middle": (MIDDLE, "Alex"), "scripts": (SCRIPTS, "نور 🌸"), "wide": (WIDE, "M" * 60),
    "nothing": (EMPTY, "🦋"),
}  # fmt: skip
