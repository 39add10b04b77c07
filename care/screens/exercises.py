"""Exercises in words, as many of them as fit into one message."""

from collections.abc import Iterator, Sequence

from care import fitting, words
from care.plan import Exercise


def short(lang: str, exercise: Exercise) -> str:
    """One exercise with its dose."""
    key = "prompt.exercise" if exercise.dose else "prompt.exercise_plain"
    return words.say(lang, key, name=exercise.name, dose=exercise.dose)


def line(lang: str, exercise: Exercise) -> str:
    """One exercise with its dose and how it is done, as their author wrote them."""
    how = [f"  {one}" for one in exercise.how.splitlines()]
    return "\n".join([short(lang, exercise), *how])


def fitted(
    lang: str, head: Sequence[str], exercises: Sequence[Exercise], tail: Sequence[str], room: int
) -> str:
    """The exercises between those lines, in so many UTF-16 units if that can be.

    What leaves first is how they are done, then the doses, then the last of the names. The lines
    around them stay as they were written: a limit isn't shortened.
    """
    for found in _shorter(lang, exercises):
        text = "\n".join([*head, *found, *tail])
        if fitting.units(text) <= room:
            break
    return text


def _shorter(lang: str, exercises: Sequence[Exercise]) -> Iterator[list[str]]:
    """The lines of the exercises, shorter each time."""
    yield [line(lang, one) for one in exercises]
    yield [short(lang, one) for one in exercises]
    names = [words.say(lang, "prompt.exercise_plain", name=one.name) for one in exercises]
    yield names
    for kept in range(len(names) - 1, -1, -1):
        yield [*names[:kept], words.say(lang, "prompt.more", n=len(names) - kept)]
