"""What fits into a message: Telegram counts in UTF-16 units, so an emoji counts twice."""

import unicodedata
from collections.abc import Iterable

# What Telegram takes in a message, and under a photo or a video.
LONGEST, LONGEST_CAPTION = 4096, 1024
# What a phone shows of a button that has a row for itself.
LONGEST_LABEL = 40
# A name on a button beside what it is about.
LONGEST_NAME = 20
NUMBER = " · "
JOINER = "\u200d"
ELLIPSIS = "…"
# Skin tones change the emoji before them.
TONES = frozenset("🏻🏼🏽🏾🏿")


def units(text: str) -> int:
    """How long a text is for Telegram, in UTF-16 units."""
    return len(text) + sum(c > "\uffff" for c in text)


def cut(text: str, most: int) -> str:
    """A text in at most so many units, with an ellipsis where something is left out.

    An emoji made of several, or a letter with its accents, isn't torn apart.
    """
    if units(text) <= most:
        return text
    room, end = most - units(ELLIPSIS), 0
    while end < len(text) and (room := room - units(text[end])) >= 0:
        end += 1
    while end and _joined(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def apart(names: Iterable[str]) -> list[str]:
    """Names short enough for buttons; of two alike the second has a number behind it."""
    found: list[str] = []
    for one in names:
        name = cut(one, LONGEST_NAME)
        alike = sum(held.rpartition(NUMBER)[0] == name or held == name for held in found)
        found.append(f"{name}{NUMBER}{alike + 1}" if alike else name)
    return found


def _joined(text: str, place: int) -> bool:
    """Whether what stands at a place belongs to what stands before it."""
    here = text[place]
    return JOINER in (here, text[place - 1]) or here in TONES or _marks(here)


def _marks(one: str) -> bool:
    return unicodedata.category(one) in ("Mn", "Mc", "Me")
