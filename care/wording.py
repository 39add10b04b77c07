"""Typed or dictated text, made plain: small letters, numbers as digits, nothing around them."""

import re

from text_to_num import alpha2digit

from care.grammar import GRAMMARS

# Longer than this (characters), a text is a note and no answer.
LONGEST = 120

_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "−": "-", "…": ","}
    | dict.fromkeys(";!\n\r", ",")
    | dict.fromkeys("\t\u00a0\u202f", " ")
)
_FRACTIONS = {"½": ".5", "1/2": ".5", "¼": ".25", "1/4": ".25", "¾": ".75", "3/4": ".75"}
_FRACTION = re.compile(r"(?:(?<![\d/.])(\d+) ?)?(½|¼|¾|(?<![\d/.])(?:1/2|1/4|3/4)(?![\d/]))")
_ALLOWED = re.compile(r"(?:[^\W\d_]|[0-9 .,:/'-])+")
_TIDY = (
    (r"(?<=[^\W\d_])'(?=[^\W\d_])", ""),  # can't, o'clock
    (r"(?<=[^\W\d_])-(?=[^\W\d_])", " "),  # forty-five
    (r"(?<=[^\W\d_]):", " "),  # pain: 6
    (r" -+ ", " , "),
    (r"(?<=\d),(?=\d)", "."),  # 1,5
    (r"\.+(?= |$|,)", ","),
    (r"[ ,]*,[ ,]*", " , "),
    (r" +", " "),
)


def plain(text: str, lang: str) -> str:
    """A short text made plain; "" where it is none, or holds what no answer holds ("?", "%")."""
    grammar = GRAMMARS.get(lang)
    said = " ".join(text.casefold().translate(_MARKS).split())
    if grammar is None or len(text) > LONGEST:
        return ""
    said = _FRACTION.sub(lambda m: (m[1] or "0") + _FRACTIONS[m[2]], said)
    if not _ALLOWED.fullmatch(said):
        return ""
    said = re.sub(grammar.polite, ",", re.sub(grammar.fillers, "", _tidy(said)))
    return str(alpha2digit(_tidy(said).strip(" ,"), lang, 0))


def _tidy(said: str) -> str:
    for pattern, instead in _TIDY:
        said = re.sub(pattern, instead, said)
    return said.strip()
