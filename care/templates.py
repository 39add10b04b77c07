"""The plans to start from: only a start, all to be agreed with a therapist. Words: locales/."""

import datetime as dt
from dataclasses import dataclass

from care import times, words
from care.plan import NEED_A_YES, Exercise, ExerciseKind, Price, Routine, Slot


@dataclass(frozen=True)
class Template:
    """A routine to start from. `key` names its words; minutes are about how long it takes.

    `days` of the week; one that needs a therapist's yes starts as a draft.
    """

    key: str
    minutes: int
    helper_minutes: int
    exercises: tuple[tuple[str, ExerciseKind], ...]
    days: tuple[str, ...] = times.WEEKDAYS

    @property
    def is_draft(self) -> bool:
        """Whether it waits for a therapist's yes: it prompts nothing before."""
        return all(kind in NEED_A_YES for _, kind in self.exercises)

    @property
    def price(self) -> Price:
        """What it costs once it is in force."""
        return Price(self.minutes, self.minutes, self.helper_minutes, len(self.days))

    def name(self, lang: str) -> str:
        """The routine's name."""
        return words.say(lang, f"template.{self.key}.name")

    def purpose(self, lang: str) -> str:
        """The line saying what it is for."""
        return words.say(lang, f"template.{self.key}.purpose")

    def items(self, lang: str) -> tuple[Exercise, ...]:
        """The exercises, with their doses in words."""
        return tuple(
            Exercise(
                name=words.say(lang, f"exercise.{key}.name"),
                dose=words.say(lang, f"exercise.{key}.dose"),
                kind=kind,
            )
            for key, kind in self.exercises
        )

    def routine(
        self, lang: str, at: dt.time | None = None, *, helper_comes: bool = False
    ) -> Routine:
        """As a routine of a plan; on its days at that wall time, where one is said."""
        return Routine(
            name=self.name(lang),
            purpose=self.purpose(lang),
            minutes=self.minutes,
            helper_minutes=self.helper_minutes,
            helper_comes=helper_comes,
            exercises=self.items(lang),
            slots=(Slot(at=at, days=self.days),) if at is not None else (),
        )


ROM = ExerciseKind.RANGE_OF_MOTION
PASSIVE = ExerciseKind.PASSIVE
AEROBIC = ExerciseKind.AEROBIC

ALL = (
    Template(
        "gentle",
        minutes=10,
        helper_minutes=0,
        exercises=(
            ("shoulder_circles", ROM),
            ("elbow_bends", ROM),
            ("knee_bends", ROM),
            ("ankle_circles", ROM),
        ),
    ),
    Template(
        "hand",
        minutes=5,
        helper_minutes=0,
        exercises=(
            ("wrist_circles", ROM),
            ("open_close", ROM),
            ("thumb_touch", ROM),
        ),
    ),
    Template(
        "seated",
        minutes=10,
        helper_minutes=0,
        exercises=(
            ("neck_turns", ROM),
            ("arm_lift", ROM),
            ("knee_straighten", ROM),
            ("heels_toes", ROM),
        ),
    ),
    Template(
        "helper",
        minutes=15,
        helper_minutes=15,
        exercises=(
            ("arm_raise", PASSIVE),
            ("knee_lift", PASSIVE),
            ("ankle_move", PASSIVE),
        ),
    ),
    Template(
        "pedals",
        minutes=10,
        helper_minutes=0,
        exercises=(("pedals", AEROBIC),),
        days=("mon", "wed", "fri"),
    ),
)


def find(key: str) -> Template | None:
    """The template of that name."""
    return next((template for template in ALL if template.key == key), None)


def from_sheet(lang: str, pictures: tuple[int, ...], minutes: int, at: dt.time) -> Routine:
    """What is done stands on the therapist's photographed sheet: every day, at that wall time."""
    return Routine(
        name=words.say(lang, "sheet.name"),
        minutes=minutes,
        pictures=pictures,
        slots=(Slot(at=at),),
    )
