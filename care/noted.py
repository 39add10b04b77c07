"""Notes of a kind of their own: a fall, a question for the next visit."""

import re

FALL = re.compile(r"\bi (fell|had a fall)\b", re.IGNORECASE)
QUESTION = re.compile(r"question for [^:]{1,40}:(?P<rest>.*)", re.IGNORECASE | re.DOTALL)


def fall(text: str, lang: str) -> bool:
    """Whether a note says that there was a fall."""
    return bool(FALL.search(text))


def question(text: str, lang: str) -> str | None:
    """What is asked in "question for the visit: …", as it was written; nothing in other notes."""
    found = QUESTION.fullmatch(text.strip())
    return (found["rest"].strip() or None) if found else None
