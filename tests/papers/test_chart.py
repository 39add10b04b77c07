"""What isn't known isn't drawn: each session has a length, or the sign of why it has none."""

import re

import pytest

from care import fitting, rules
from care.kinds import Reason, State
from care.papers import chart, described
from care.papers.period import Occasion, Period
from care.rules import Recovery
from tests.papers import periods
from tests.papers.periods import FIRST, LAST, LOWER, done, occasion, resting
from tests.test_words import FORBIDDEN


def of(*found: Occasion) -> Period:
    return Period(FIRST, LAST, found)


@pytest.mark.parametrize(
    ("found", "sign"),
    [
        (done(0, Recovery("within", 15)), None),
        (done(0, Recovery("about", 90)), None),
        (done(0, Recovery("not_yet", 60)), None),
        (done(0, Recovery("longer", 120)), None),
        (done(0, Recovery("not_yet")), chart.NOT_YET),
        (done(0, Recovery("cant_tell")), chart.CANT_TELL),
        (done(0), chart.UNANSWERED),
        (occasion(0, ("outcome", "done"), unasked=Reason.ANOTHER_QUESTION), chart.UNASKED),
        (occasion(0, ("outcome", "done"), state=State.OPEN), chart.OPEN),
        (occasion(0, ("outcome", "not_today")), chart.NOT_TODAY),
        (occasion(0, state=State.NO_ANSWER), chart.NO_ANSWER),
        (occasion(0), chart.NO_ANSWER),
        (occasion(0, state=State.NOT_DELIVERED), chart.NOT_DELIVERED),
        (occasion(0, state=State.NOT_ASKED), chart.NOT_ASKED),
        (occasion(0, state=State.NOT_ASKED, silence=Reason.REVIEW_DUE), chart.NOT_ASKED),
        (occasion(0, state=State.NOT_ASKED, silence=Reason.MOVED), chart.NOT_ASKED),
        (occasion(0, state=State.OPEN), chart.OPEN),
        (occasion(0, state=State.OPEN, silence=Reason.HELPER_COMES), chart.OPEN),
        (occasion(0, ("outcome", "rest")), None),
        (resting(0), None),
    ],
)
def test_each_silence_has_a_sign_of_its_own(found: Occasion, sign: str | None) -> None:
    assert chart.mark(found) == sign
    (drawn,) = chart.data("en", of(found))["sessions"] or [{"length": None, "mark": None}]
    known = found.record.recovery is not None and sign is None
    assert (drawn["length"] is not None) == known
    assert drawn["mark"] == sign
    legend = chart.data("en", of(found))["legend"]
    if sign:
        assert sign in [one["sign"] for one in legend]


@pytest.mark.parametrize(
    ("recovery", "length"),
    [
        (Recovery("within", 35), {"reach": "at_most", "minutes": 35, "over": False}),
        (Recovery("within", 60), {"reach": "at_most", "minutes": 60, "over": False}),
        (Recovery("about", 90), {"reach": "about", "minutes": 90, "over": True}),
        (Recovery("not_yet", 60), {"reach": "more", "minutes": 60, "over": True}),
        (Recovery("longer", 120), {"reach": "more", "minutes": 120, "over": True}),
    ],
)
def test_a_length_reaches_as_far_as_it_was_said(recovery: Recovery, length: object) -> None:
    (drawn,) = chart.data("en", of(done(0, recovery)))["sessions"]
    assert drawn["length"] == length


def test_pain_is_a_point_or_a_range() -> None:
    pains = [done(n, pain=said) for n, said in enumerate(["0", "6", "4_6", "7_10"])]
    drawn = [one["pain"] for one in chart.data("en", of(*pains))["sessions"]]
    assert drawn == [
        {"low": 0, "high": 0, "over": False},
        {"low": 6, "high": 6, "over": True},
        {"low": 4, "high": 6, "over": False},
        {"low": 7, "high": 10, "over": True},
    ]
    (unsaid,) = chart.data("en", of(done(0, Recovery("within", 15), None)))["sessions"]
    assert unsaid["pain"] is None


def test_sessions_of_a_day_stand_side_by_side() -> None:
    lengths = [done(3, Recovery("within", n)) for n in (15, 30)]
    found = chart.data("en", of(*lengths, occasion(3, state=State.NO_ANSWER)))["sessions"]
    assert [(one["slot"], one["of"]) for one in found] == [(0, 2), (1, 2), (0, 2)]


def test_a_limit_holds_from_its_first_session_on() -> None:
    found = chart.data("en", of(done(0), done(5), done(9, plan=LOWER), done(20, plan=LOWER)))
    assert found["limits"] == [
        {"from": 0, "to": 9, "limit": 60, "author": "a starting point nobody set for you"},
        {"from": 9, "to": 28, "limit": 45, "author": "Dana, 12 Nov"},
    ]
    assert found["ticks"] == [0, 45, 90]
    said = [one["words"] for one in found["legend"] if one["sign"] == "limit"]
    assert said == [
        "Limit: 60 min (a starting point nobody set for you), from 4 Nov 45 min (Dana, 12 Nov)",
        "Pain limit: 5 (as Sam wrote it, 1 Oct)",
    ]


def test_the_scale_holds_the_longest() -> None:
    found = chart.data("en", of(done(0, Recovery("about", 500)), done(1, Recovery("within", 5))))
    assert found["ticks"] == [0, 60, 540]


def test_a_month_of_nothing_says_so_and_one_at_rest_is_shaded() -> None:
    nothing = chart.data("en", periods.EMPTY)
    assert (nothing["sessions"], nothing["rests"]) == ([], [])
    assert nothing["nothing"] == "Nothing was noted on these days."
    rest = chart.data("en", periods.AT_REST)
    assert (rest["sessions"], rest["rests"], rest["nothing"]) == ([], list(range(28)), None)


# The same in words


@pytest.mark.parametrize("name", periods.ALL)
def test_the_words_fit_under_a_picture_and_judge_nothing(name: str) -> None:
    said = described.described("en", periods.ALL[name])
    assert fitting.units(said) <= fitting.LONGEST_CAPTION
    assert not FORBIDDEN.search(said)
    assert not re.search(r"average|mean|trend|better|worse|more often", said)


def test_a_short_month_is_told_day_by_day() -> None:
    found = of(
        resting(1), resting(2),
        done(4, Recovery("not_yet", 60), "6"), done(4, Recovery("within", 15), "4_6"),
        done(5, Recovery("cant_tell"), None),
        occasion(8, state=State.NO_ANSWER), occasion(9, state=State.NO_ANSWER),
        occasion(11, state=State.NO_ANSWER),
    )  # fmt: skip
    assert described.described("en", found) == (
        "26 Oct to 22 Nov: how long until as before, and pain.\n"
        "Limit: 60 min (a starting point nobody set for you).\n"
        "Pain limit: 5 (as Sam wrote it, 1 Oct).\n"
        "27 Oct to 28 Oct: a rest day.\n"
        "30 Oct: more than an hour, over the limit, pain 6, pain over its limit; "
        "within 15 min, pain 4–6.\n"
        "31 Oct: done, can't tell how long.\n"
        "3 Nov to 4 Nov: no answer.\n"
        "6 Nov: no answer."
    )


def test_a_long_one_in_short() -> None:
    assert described.described("en", periods.FULL) == (
        "26 Oct to 22 Nov: how long until as before, and pain.\n"
        "Limit: 60 min (a starting point nobody set for you), from 12 Nov 45 min (Dana, 12 Nov).\n"
        "Pain limit: 5 (as Sam wrote it, 1 Oct).\n"
        "Over the limit: 26 Oct (about 1½ h), 27 Oct (more than an hour), 13 Nov (within an hour), "
        "15 Nov (about 1½ h), 16 Nov (more than 2 h).\n"
        "The others: from within 15 min to within an hour.\n"
        "Pain: from 0 to 6.\n"
        "Pain over its limit: 27 Oct (6), 1 Nov (6), 13 Nov (6).\n"
        "A rest day: 4 Nov to 5 Nov, 14 Nov.\n"
        "Signs below the line: done, can't tell how long; done, not as before yet; "
        "done, how long has no answer; done, how long was not asked; no answer; not asked; "
        "could not be delivered; still open."
    )


def test_nothing_in_words() -> None:
    assert described.described("en", periods.EMPTY).endswith("\nNothing was noted on these days.")


def test_what_a_proxy_said_is_told_apart() -> None:
    assert occasion(0, ("outcome", rules.DONE), proxy=1).by_proxy
    assert not done(0).by_proxy
    assert not resting(0).by_proxy
