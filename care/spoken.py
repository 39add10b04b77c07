"""Answers in words: "pain six I think", "stopped, it hurt", "an hour and a half".

What comes out is what buttons store. A text is understood as a whole or not at all: every word of
it must belong, there must be one way to read it, and nothing may be said twice. It is always
echoed with Change. How to add a phrasing: `care/grammar.py`.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from care import noted, rules, wording
from care.grammar import GRAMMARS
from care.kinds import Ask

Kind = Literal["outcome", "why", "pain", "recovery", "as_before"]
ORDER: tuple[Kind, ...] = ("outcome", "why", "pain", "recovery", "as_before")
# The longest that a recovery can have taken (minutes): a week.
LONGEST_RECOVERY = 7 * 24 * 60
MOST_WORDS = 30


@dataclass(frozen=True)
class Said:
    """One answer: `value` as it is stored, e.g. outcome "done", pain "6", recovery "about:45".

    Of "not_yet:0" the caller knows the minutes; as_before, the button's tap, has no value.
    """

    kind: Kind
    value: str


@dataclass(frozen=True)
class Meaning:
    """What a phrase says; `asks`: only while one of these is asked; `alone`: in no other company.

    In `value` stand {n}, a number, and {minutes}.
    """

    kind: Kind
    value: str
    asks: frozenset[Ask | None] | None = None
    alone: bool = False


_START = frozenset((None, Ask.START, Ask.CHANGE, Ask.CHANGE_OUTCOME))
_WHY = frozenset((Ask.WHY, Ask.CHANGE_WHY))
_PAIN = frozenset((Ask.PAIN, Ask.CHANGE_PAIN))
_ASKED = frozenset((Ask.RECOVERY, Ask.RECOVERY_LATER))
_TOLD = _ASKED | {Ask.CHANGE_RECOVERY}
_WAITS = _TOLD | {Ask.AS_BEFORE}
_STOPPED = Said("outcome", rules.STOPPED)

MEANINGS = {
    "done": Meaning("outcome", rules.DONE, _START),
    "stopped": Meaning("outcome", rules.STOPPED, _START | _WHY),
    "not_today": Meaning("outcome", rules.NOT_TODAY, _START, alone=True),
    "later": Meaning("outcome", "later", _START, alone=True),
    # From anywhere; but where a reason is asked, a bad day may be the reason.
    "rest_day": Meaning("outcome", rules.REST, frozenset((None, *Ask)) - _WHY, alone=True),
    "rest_now": Meaning("outcome", rules.REST, _START, alone=True),
    "why_pain": Meaning("why", "pain", _WHY),
    "why_tired": Meaning("why", "tired", _WHY),
    "why_other": Meaning("why", "other", _WHY),
    "pain_said": Meaning("pain", "{n}"),
    "pain_bare": Meaning("pain", "{n}", _PAIN),
    "no_pain": Meaning("pain", "0"),
    "none_bare": Meaning("pain", "0", _PAIN),
    "about_bare": Meaning("recovery", "about:{minutes}", _WAITS),
    "about_alone": Meaning("recovery", "about:{minutes}", _WAITS, alone=True),
    "about_said": Meaning("recovery", "about:{minutes}"),
    "within_bare": Meaning("recovery", "within:{minutes}", _WAITS),
    "within_said": Meaning("recovery", "within:{minutes}"),
    "longer_bare": Meaning("recovery", "longer:{minutes}", _WAITS),
    "longer_said": Meaning("recovery", "longer:{minutes}"),
    "not_yet": Meaning("recovery", rules.Recovery("not_yet").value, _ASKED),
    "cant_tell": Meaning("recovery", rules.Recovery("cant_tell").value, _TOLD),
    "as_before": Meaning("as_before", "", frozenset((Ask.AS_BEFORE,)), alone=True),
}


@functools.cache
def _patterns(lang: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    phrases = GRAMMARS[lang].phrases
    return tuple((name, re.compile(one)) for name, many in phrases.items() for one in many)


def read(text: str, asks: Ask | None, lang: str) -> tuple[Said, ...]:
    """What a text answers while `asks` is open, in ORDER; nothing where it isn't surely so."""
    said = wording.plain(text, lang)
    if not said:
        return ()
    for pattern, instead in GRAMMARS[lang].rewrites:
        said = re.sub(pattern, instead, said)
    words = said.split()
    if len(words) > MOST_WORDS:
        return ()
    found = {frozenset(one) for one in _readings(words, (), asks, lang)}
    return tuple(sorted(found.pop(), key=_place)) if len(found) == 1 else ()


def _place(said: Said) -> int:
    return ORDER.index(said.kind)


def _readings(
    words: list[str], before: tuple[Said, ...], asks: Ask | None, lang: str
) -> Iterator[tuple[Said, ...]]:
    """Every way to cut the words into clauses that mean something, no kind of them twice."""
    for cut in range(1, len(words) + 1):
        for name, value in _clause(" ".join(words[:cut]), lang):
            meaning = MEANINGS[name]
            said = (*before, Said(meaning.kind, value))
            if cut == len(words) and _fits(meaning, before, asks, whole=not before):
                yield said
            elif _fits(meaning, before, asks, whole=False):
                yield from _readings(_after_joins(words[cut:], lang), said, asks, lang)


def _fits(meaning: Meaning, before: tuple[Said, ...], asks: Ask | None, *, whole: bool) -> bool:
    """Whether it can be meant here: asked for, said once, and a reason after "stopped"."""
    kinds = [said.kind for said in before]
    if (meaning.alone and not whole) or meaning.kind in kinds:
        return False
    if meaning.kind == "outcome" and "why" in kinds:
        return False
    asked = meaning.asks is None or asks in meaning.asks
    return asked or (meaning.kind == "why" and _STOPPED in before)


def _after_joins(words: list[str], lang: str) -> list[str]:
    """The words from the next clause on; none where the text ends in an "and"."""
    start = next(
        (i for i, word in enumerate(words) if word not in GRAMMARS[lang].joins), len(words)
    )
    return words[start:]


def _clause(words: str, lang: str) -> Iterator[tuple[str, str]]:
    """What one clause could mean: a name of MEANINGS, and the value."""
    for name, pattern in _patterns(lang):
        found = pattern.fullmatch(words)
        if not found:
            continue
        groups = found.groupdict()
        minutes = _minutes(groups["span"], lang) if "span" in groups else 1
        if minutes is not None:
            yield name, MEANINGS[name].value.format(n=groups.get("n"), minutes=minutes)


def _minutes(span: str, lang: str) -> int | None:
    """A span of time in minutes, 1 to a week; nothing where they aren't whole."""
    for pattern in GRAMMARS[lang].spans:
        if found := re.fullmatch(pattern, span):
            days, hours, rest = (found.groupdict().get(unit) or "0" for unit in "dhm")
            minutes = int(days) * 24 * 60 + float(hours) * 60 + int(rest)
            return int(minutes) if minutes in range(1, LONGEST_RECOVERY + 1) else None
    return None


def minutes(text: str, lang: str = "en") -> int | None:
    """ "15", "15 min", "half an hour"; nothing where it isn't surely that."""
    plain = wording.plain(text, lang)
    if plain.isdecimal():
        return int(plain)
    said = [one.value for one in read(text, Ask.RECOVERY, lang)]
    about = said[0].partition("about:")[2] if len(said) == 1 else ""
    return int(about) if about else None


def is_kept(text: str, lang: str, *, may_say: frozenset[Kind] = frozenset()) -> bool:
    """Whether words are an answer ("done", "pain 6"), a fall or a question for the visit.

    They are kept as that, and are no name and no setting, whatever waits for one. `may_say`: what
    longer words of a plan can say nevertheless.
    """
    kinds = {one.kind for one in read(text, None, lang)} - may_say
    is_question = not may_say and noted.question(text, lang) is not None
    return bool(kinds) or is_question or noted.fall(text, lang)
