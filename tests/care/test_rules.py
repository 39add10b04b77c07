"""What counts of what was said, and what is asked next."""

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import rules, words
from care.kinds import Ask
from care.models import Answer
from care.rules import Record, Recovery
from care.screens.card import _choice_label
from care.screens.record import recovery_words

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
LIMITS = range(10, 601)
PROXY = 77


def answer(number: int, kind: str, value: str, for_member: int | None = None) -> Answer:
    return Answer(
        id=number,
        circle_id=1,
        session_id=1,
        member_id=1,
        for_member_id=for_member,
        kind=kind,
        value=value,
        at=NOON,
        update_id=number,
    )


def test_what_the_person_took_back_leaves_the_proxys_word() -> None:
    rest = answer(1, "outcome", rules.REST)
    back = answer(2, "outcome", rules.WITHDRAWN)
    theirs = answer(3, "outcome", rules.DONE, PROXY)
    found = rules.record([rest, back, theirs])
    assert (found.outcome, found.said_by) == (rules.DONE, 1)
    assert rules.record([theirs, answer(4, "outcome", rules.DONE)]).said_by is None
    assert rules.record([rest, back]).undone
    taken = [theirs, answer(4, "outcome", rules.WITHDRAWN, PROXY)]
    assert rules.record(taken).outcome is None


VALUES = {
    "outcome": [*rules.OUTCOMES, rules.WITHDRAWN],
    "why": list(rules.WHYS),
    "pain": [str(n) for n in rules.PAINS],
    "recovery": ["within:15", "about:90", "not_yet:60", "longer:120", "cant_tell:0"],
}
said = st.lists(
    st.sampled_from([(kind, value) for kind, values in VALUES.items() for value in values]).flatmap(
        lambda one: st.tuples(st.just(one[0]), st.just(one[1]), st.sampled_from([None, PROXY]))
    ),
    max_size=12,
)


@given(said, st.randoms(use_true_random=False))
def test_the_order_in_which_answers_are_read_makes_no_difference(
    said: list[tuple[str, str, int | None]], shuffled: object
) -> None:
    answers = [answer(n, *one) for n, one in enumerate(said, start=1)]
    expected = rules.record(answers)
    getattr(shuffled, "shuffle")(answers)  # noqa: B009  hypothesis gives it no type
    assert rules.record(answers) == expected
    assert rules.record(reversed(answers)) == expected


@given(said)
def test_the_latest_counts_and_the_persons_own_before_the_proxys(
    said: list[tuple[str, str, int | None]],
) -> None:
    found = rules.record([answer(n, *one) for n, one in enumerate(said, start=1)])
    own = [value for kind, value, by in said if kind == "pain" and by is None]
    theirs = [value for kind, value, by in said if kind == "pain" and by == PROXY]
    counts = own or theirs
    assert found.pain == (int(counts[-1]) if counts else None)


def test_own_outranks_a_later_proxy() -> None:
    own, proxy = answer(1, "outcome", "stopped"), answer(2, "outcome", "done", PROXY)
    assert rules.record([own, proxy]).outcome == rules.STOPPED
    assert rules.record([proxy]).outcome == rules.DONE


def test_a_rest_taken_back_leaves_nothing_said() -> None:
    rest, back = answer(1, "outcome", "rest"), answer(2, "outcome", "withdrawn")
    found = rules.record([rest, back])
    assert found == Record(undone=True)
    again = rules.record([rest, back, answer(3, "outcome", "done")])
    assert again == Record(outcome=rules.DONE)


def test_nothing_said_is_nothing_known() -> None:
    assert rules.record([]) == Record()
    assert not Record().happened


def test_no_pain_is_an_answer() -> None:
    assert rules.record([answer(1, "pain", "0")]).pain == 0


@given(st.text())
def test_a_stored_recovery_of_any_text_never_raises(text: str) -> None:
    found = rules.recovery(text)
    assert found is None or found.known in rules.RECOVERIES


@given(st.sampled_from(rules.RECOVERIES), st.text(max_size=8))
def test_a_recovery_with_any_minutes_never_raises(known: str, minutes: str) -> None:
    found = rules.recovery(f"{known}:{minutes}")
    assert found is None or 0 <= found.minutes < 100_000


@given(st.sampled_from(rules.RECOVERIES), st.integers(0, 99_999))
def test_a_recovery_comes_back_as_it_was_stored(known: rules.Known, minutes: int) -> None:
    assert rules.recovery(Recovery(known, minutes).value) == Recovery(known, minutes)


@pytest.mark.parametrize(
    "text", ["", "within", "within:", "within:-5", "within:1.5", "safe:5", "within:15:30", ":15"]
)
def test_a_malformed_recovery_is_none(text: str) -> None:
    assert rules.recovery(text) is None


@pytest.mark.parametrize("text", ["nonsense", "", "11", "-1", "4.5"])
def test_a_pain_that_no_button_gives_is_not_counted(text: str) -> None:
    """The column is text: a row restored or imported must not break every later card."""
    assert rules.record([answer(1, "pain", text)]).pain is None


# What is asked next

ANSWERED: dict[Ask, list[dict[str, Any]]] = {
    Ask.START: [{"outcome": value} for value in rules.OUTCOMES],
    Ask.WHY: [{"why": value} for value in rules.WHYS],
    Ask.PAIN: [{"pain": value} for value in (0, 10)],
    Ask.AS_BEFORE: [{"recovery": Recovery("within", 35)}],
    Ask.RECOVERY: [{"recovery": Recovery("not_yet", 60)}, {"recovery": Recovery("cant_tell")}],
}


def journeys(record: Record, asks: str, clock_runs: bool, steps: int = 0) -> list[int]:
    """Through every way of answering, how many questions it takes."""
    ask = rules.next_ask(record, asks, clock_runs=clock_runs)
    if ask is None:
        return [steps]
    assert steps < 5, "it asks and asks"
    found = []
    for said in ANSWERED[ask]:
        told = {**vars(record), **said}
        found += journeys(Record(**told), asks, clock_runs, steps + 1)
    return found


@pytest.mark.parametrize("clock_runs", [True, False])
@pytest.mark.parametrize(("asks", "most"), [("both", 4), ("pain", 3), ("nothing", 2)])
def test_whatever_is_answered_it_ends(asks: str, most: int, clock_runs: bool) -> None:
    found = journeys(Record(), asks, clock_runs)
    assert max(found) == most
    assert min(found) == 1


@pytest.mark.parametrize("outcome", [rules.NOT_TODAY, rules.REST])
@pytest.mark.parametrize("asks", ["both", "pain", "nothing"])
def test_what_did_not_happen_is_not_asked_about(outcome: str, asks: str) -> None:
    assert rules.next_ask(Record(outcome=outcome), asks, clock_runs=True) is None


def test_the_clock_alone_decides_how_recovery_is_asked() -> None:
    found = Record(outcome=rules.DONE, pain=3)
    assert rules.next_ask(found, "both", clock_runs=True) is Ask.AS_BEFORE
    assert rules.next_ask(found, "both", clock_runs=False) is Ask.RECOVERY


# The choices

TIMED = ("within", "about")


@pytest.mark.parametrize("choices", [rules.first_choices, rules.later_choices])
def test_choices_are_distinct_and_grow(choices: Callable[[int], tuple[Recovery, ...]]) -> None:
    for limit in LIMITS:
        found = choices(limit)
        assert len(found) == len({one.value for one in found}) == 5
        minutes = [one.minutes for one in found if one.known in TIMED]
        assert minutes == sorted(set(minutes))
        assert all(rules.recovery(one.value) == one for one in found)
        assert found[-1] == Recovery("cant_tell")


def test_the_choices_for_an_hour_are_those_of_the_page() -> None:
    assert [one.value for one in rules.first_choices(60)] == [
        "within:15", "within:30", "within:60", "not_yet:60", "cant_tell:0",
    ]  # fmt: skip
    assert [one.value for one in rules.later_choices(60)] == [
        "about:90", "about:120", "longer:120", "not_yet:120", "cant_tell:0",
    ]  # fmt: skip


def test_labels_of_one_question_can_be_told_apart() -> None:
    for limit in LIMITS:
        first, later = rules.first_choices(limit), rules.later_choices(limit)
        for choices, which in ((first, "first"), (first[:3], "past"), (later, "later")):
            labels = [
                _choice_label("en", one, f"{which}_{place}") for place, one in enumerate(choices)
            ]
            assert len(set(labels)) == len(labels), (limit, labels)


def test_what_is_offered_first_is_never_over_the_limit_unless_it_says_so() -> None:
    for limit in LIMITS:
        over = [rules.over_limit(one, limit) for one in rules.first_choices(limit)]
        assert over == [False, False, False, True, False]
        over = [rules.over_limit(one, limit) for one in rules.later_choices(limit)]
        assert over == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("found", "over"),
    [
        (None, False),
        (Recovery("cant_tell"), False),
        (Recovery("within", 60), False),
        (Recovery("within", 61), True),
        (Recovery("about", 60), False),
        (Recovery("about", 90), True),
        (Recovery("not_yet", 60), True),
        (Recovery("not_yet", 59), False),
        (Recovery("longer", 120), True),
    ],
)
def test_over_the_limit(found: Recovery | None, over: bool) -> None:
    assert rules.over_limit(found, 60) is over


def test_every_choice_can_be_said_in_words() -> None:
    for limit, choices in itertools.product((10, 45, 60, 600), ("first", "later")):
        for one in getattr(rules, f"{choices}_choices")(limit):
            said = recovery_words(words.ENGLISH, one)
            assert said
            assert "{" not in said
