"""The keyboard that always stands below the person's chat."""

from care import words

KEYS = ("today", "rest", "help")


def standing(lang: str) -> tuple[str, ...]:
    """Its labels: Today, Bad day: rest, Help."""
    return tuple(words.say(lang, f"button.{key}") for key in KEYS)
