"""Answers in words, against the table of phrasings; and what must hold of any text at all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import rules, spoken, words
from care.grammar import GRAMMARS
from care.kinds import Ask
from care.spoken import Said
from tests.care.phrasings import NOT_UNDERSTOOD, UNDERSTOOD

ASKS = (None, *Ask)
TEXTS = [text for text, *_ in UNDERSTOOD] + [text for text, _ in NOT_UNDERSTOOD]
PIECES = sorted({word for text in TEXTS for word in text.lower().split()})
asks = st.sampled_from(ASKS)


def shown(said: tuple[Said, ...]) -> str:
    return ", ".join(f"{one.kind} {one.value}" for one in said)


@pytest.mark.parametrize(("text", "asked", "expected"), UNDERSTOOD)
def test_it_is_understood(text: str, asked: Ask | None, expected: str) -> None:
    assert shown(spoken.read(text, asked, "en")) == expected


@pytest.mark.parametrize(("text", "asked"), NOT_UNDERSTOOD)
def test_it_is_not_guessed(text: str, asked: Ask | None) -> None:
    assert spoken.read(text, asked, "en") == ()


def test_the_table_is_large_and_says_nothing_twice() -> None:
    rows = [(text, asked) for text, asked, _ in UNDERSTOOD] + NOT_UNDERSTOOD
    assert len(set(rows)) == len(rows)
    assert len(UNDERSTOOD) >= 90
    assert len(NOT_UNDERSTOOD) >= 35


def test_every_language_says_every_meaning() -> None:
    for grammar in GRAMMARS.values():
        assert set(grammar.phrases) == set(spoken.MEANINGS)


def test_a_language_without_a_table_is_not_guessed() -> None:
    assert spoken.read("done", Ask.START, "xx") == ()


def label(key: str, minutes: int = 0) -> str:
    return words.say("en", key, time=words.duration("en", minutes))


@pytest.mark.parametrize(
    ("written", "asked", "expected"),
    [
        (label("button.done"), Ask.START, "outcome done"),
        (label("button.stopped"), Ask.START, "outcome stopped"),
        (label("button.not_today"), Ask.START, "outcome not_today"),
        (label("button.rest"), Ask.START, "outcome rest"),
        (label("button.why_pain"), Ask.WHY, "why pain"),
        (label("button.why_tired"), Ask.WHY, "why tired"),
        (label("button.why_other"), Ask.WHY, "why other"),
        (label("button.as_before"), Ask.AS_BEFORE, "as_before "),
        (label("recovery.within_hour"), None, "recovery within:60"),
        ("Later", Ask.START, "outcome later"),
        ("Not yet", Ask.RECOVERY, "recovery not_yet:0"),
        ("Can't tell", Ask.RECOVERY, "recovery cant_tell:0"),
    ],
)
def test_what_we_write_on_a_button_can_be_said(written: str, asked: Ask, expected: str) -> None:
    assert shown(spoken.read(written, asked, "en")) == expected


@given(asks, st.integers(0, 10))
def test_a_pain_as_we_write_it_can_be_said(asked: Ask | None, pain: int) -> None:
    written = words.say("en", "record.pain", n=pain)
    assert spoken.read(written, asked, "en") == (Said("pain", str(pain)),)


@given(asks, st.sampled_from(["within", "about", "longer"]), st.integers(1, 7 * 24 * 60))
def test_a_recovery_as_we_write_it_can_be_said(
    asked: Ask | None, known: rules.Known, minutes: int
) -> None:
    said = rules.Recovery(known, minutes)
    written = words.say("en", f"recovery.{known}", time=words.duration("en", minutes))
    if known == "longer":
        written = f"recovery: {written}"
    assert spoken.read(written, asked, "en") == (Said("recovery", said.value),)


# Texts out of the table's own words: most are nonsense, and all are close to the grammar.
made = st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)
ODD = ["\x00", "\u202e", "\ud800", "\U0001f44d" * 4096, "²", "٣", "ß", "İ", "½½", "1½½", "'"]
odd = st.lists(st.sampled_from([*PIECES, *ODD]), max_size=9).map("".join)


@given(st.text() | made | odd, asks)
def test_any_text_gives_only_what_can_be_stored(text: str, asked: Ask | None) -> None:
    found = spoken.read(text, asked, "en")
    kinds = [said.kind for said in found]
    assert kinds == [kind for kind in spoken.ORDER if kind in kinds]
    for said in found:
        if said.kind == "recovery":
            assert rules.recovery(said.value) is not None
        else:
            assert said.value in STORED[said.kind]


STORED = {
    "outcome": (*rules.OUTCOMES, "later"),
    "why": rules.WHYS,
    "pain": rules.PAIN_VALUES,
    "as_before": ("",),
}


@given(st.sampled_from(TEXTS) | made, asks, st.sampled_from(["", ".", " ", "!", "..."]))
def test_case_spaces_and_a_full_stop_make_no_difference(
    text: str, asked: Ask | None, end: str
) -> None:
    expected = spoken.read(text, asked, "en")
    spaced = "  ".join(text.split(" "))
    for same in (text.upper(), text.title(), f"  {spaced} ", text + end):
        assert spoken.read(same, asked, "en") == expected


@given(st.integers(0, 10), st.integers(0, 10), st.sampled_from([" ", ", ", " or ", " to ", "-"]))
def test_two_pains_are_none(one: int, other: int, between: str) -> None:
    for text in (
        f"{one}{between}{other}",
        f"pain {one}{between}{other}",
        f"pain {one}, not {other}",
    ):
        found = spoken.read(text, Ask.PAIN, "en")
        # "1-0" and "1 0" are no ten either; "pain 1" with a nought behind it isn't written so.
        assert found == ()


@given(st.integers(1, 300), st.integers(1, 300), st.sampled_from([" ", ", ", " or ", " to ", "-"]))
def test_two_spans_are_none(one: int, other: int, between: str) -> None:
    for text in (f"{one} min{between}{other} min", f"{one}{between}{other} minutes"):
        assert spoken.read(text, Ask.RECOVERY, "en") == ()


@pytest.mark.parametrize("no", ["not", "never", "it wasn't", "I don't think", "hardly", "if"])
def test_a_no_in_front_is_never_lost(no: str) -> None:
    for text, asked, _ in UNDERSTOOD:
        if not text.startswith(("more than", "longer than")):
            assert spoken.read(f"{no} {text}", asked, "en") == ()


@pytest.mark.parametrize("more", ["not", "no", "?", "or 7", "no 7", "ago", "but not all", "wait"])
def test_what_follows_is_never_lost(more: str) -> None:
    for text, asked, _ in UNDERSTOOD:
        assert spoken.read(f"{text} {more}", asked, "en") == ()


def test_the_longest_and_the_most_tangled_text_is_read_at_once() -> None:
    for piece in (
        "6 ",
        "no pain ",
        "1 hour 5 ",
        "it was ",
        "about ",
        "not yet ",
        "was felt ",
        ", ",
    ):
        start = time.perf_counter()
        for asked in ASKS:
            spoken.read((piece * 120)[:120], asked, "en")
        assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("done", True),
        ("pain 6", True),
        ("I fell", True),
        ("question for the visit: may I swim?", True),
        ("Dana", False),
        ("twenty minutes", False),
    ],
)
def test_what_is_kept_as_what_it_is_becomes_no_name(text: str, kept: bool) -> None:
    assert spoken.is_kept(text, "en") is kept


def test_a_stop_rule_may_speak_of_pain_but_never_of_a_fall() -> None:
    assert not spoken.is_kept("pain 6", "en", may_say=frozenset({"pain"}))
    assert spoken.is_kept("I fell", "en", may_say=frozenset({"pain"}))
