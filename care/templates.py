"""The plans to start from: only a start, all to be agreed with a therapist. Words: locales/."""

import datetime as dt
from dataclasses import dataclass

from care import words
from care.plan import Exercise, ExerciseKind, Routine, Slot


@dataclass(frozen=True)
class Template:
    """A routine to start from. `key` names its words; minutes are about how long it takes."""

    key: str
    minutes: int
    helper_minutes: int
    exercises: tuple[tuple[str, ExerciseKind], ...]

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


ROM = ExerciseKind.RANGE_OF_MOTION
PASSIVE = ExerciseKind.PASSIVE

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
        "helper",
        minutes=15,
        helper_minutes=15,
        exercises=(
            ("arm_raise", PASSIVE),
            ("knee_lift", PASSIVE),
            ("ankle_move", PASSIVE),
        ),
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
