"""The report: two pages whatever there is, for everybody to read, and never more than is known."""

import datetime as dt
import re

import pytest

from care import papers, rules
from care.kinds import Reason, State
from care.papers import report, tally
from care.papers.facts import Facts
from care.papers.period import Period
from care.papers.tally import Known, Quiet, Silence
from care.papers.typeset import Manuscript
from care.rules import Recovery
from tests.papers import pdfs, reports
from tests.papers.reports import FIRST, LAST, PLAN, done, facts, occasion
from tests.test_words import FORBIDDEN

BLANKS = (
    "Recovery, at most (min)", "Pain, at most (of 10)", "Effort limit", "Lighter version",
    "Next review on", "Name", "Date",
)  # fmt: skip


def made(name: str) -> bytes:
    return printed(reports.ALL[name])


def printed(found: Facts) -> bytes:
    tries = tuple(report.tries(found))
    return papers.finish(Manuscript("report_page.typ", tries, pages=report.PAGES)).data


def day(n: int) -> dt.date:
    return FIRST + dt.timedelta(days=n)


# The file


@pytest.mark.parametrize("name", reports.ALL)
def test_two_pages_at_most_ending_in_the_blanks(name: str) -> None:
    data = made(name)
    assert pdfs.pages(data) <= 2
    said = pdfs.text(data)
    places = [said.rfind(blank) for blank in BLANKS[:5]]
    assert -1 not in places
    # Whatever else there is stands above them.
    assert max(said.find(one) for one in ("The plan now", "Changes to the plan")) < min(places)
    assert not FORBIDDEN.search(said.replace("Why?", "").replace("#let", ""))
    assert not re.search(r"\bALS\b|average|mean\b|trend|rate\b|adherence|complian", said)


@pytest.mark.parametrize("name", reports.ALL)
def test_everybody_can_read_it(name: str) -> None:
    """Tagged, with its language and title, as PDF/UA-1 has it; the chart in words."""
    data = made(name)
    read = pdfs.read(data)
    root = pdfs.root(data)
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert read.metadata
    assert str(read.metadata.title).endswith(": journal of exercises")
    tags = pdfs.tags(data)
    assert tags.count("/H1") == 1
    assert tags.count("/H2") >= 9
    # Each table has heads.
    assert tags.count("/THead") == tags.count("/Table") > 0
    assert tags.count("/Figure") == len([one for one in pdfs.alternatives(data) if one])


@pytest.mark.parametrize("name", ["full", "longest", "scripts"])
def test_the_same_twice(name: str) -> None:
    assert made(name) == made(name)


def test_names_in_every_script_are_there_to_be_copied() -> None:
    said = pdfs.text(made("scripts"))
    for name in ("Кръгове с рамене", "10 φορές", "Δανάη", "#let x = 5 *b* $x^2$ @ref", "_z_"):
        assert name in said, name
    # This reader gives letters from right to left in the order of the page: whole, either way.
    for name in ("نور", "דנה", "الصباح"):
        assert name in said or name[::-1] in said, name


def test_the_chart_is_said_in_words() -> None:
    (said,) = pdfs.alternatives(made("full"))
    assert "28 Oct to 24 Nov" in said
    assert "over a limit" in said.lower() or "over the limit" in said.lower()
    assert "could not be delivered" in said


def test_what_there_is_no_room_for_is_counted_and_never_hidden() -> None:
    said = pdfs.text(made("twelve"))
    left = [int(n) for n in re.findall(r"And (\d+) more: there is no room for them here\.", said)]
    assert len(left) >= 4
    assert all(left)


def test_nothing_is_cut_where_it_fits() -> None:
    said = pdfs.text(made("full"))
    assert "more" not in said.replace("More than", "")
    assert "…" not in said


def test_a_full_month_reads_as_it_was_said() -> None:
    said = pdfs.text(made("full"))
    for told in (
        "For the visit on Thursday 26 Nov 2026.",
        "Sam answered for Alex some of the time; that is marked.",
        "said by Sam: 4",
        "in the lighter version: 2",
        "5 of 10 (as Sam wrote it, 10 Nov)",
        "tired: 2",
        "12 Nov, 7:40: I fell in the kitchen, nothing broken",
        "“Not today”, by choice Morning stretch 11 Nov",
        "Before: About 20 to 35 min a day",
        "with Dana, Tuesday 3 Nov 2026",
        "Leg weights (waits for a therapist's yes)",
    ):
        assert told in said, told


def test_an_empty_month_says_so() -> None:
    said = pdfs.text(made("empty"))
    for told in (
        "The journal began on Friday 20 Nov 2026.",
        "Nothing was noted as done.",
        "Nothing that was said went over a limit.",
        "None were noted.",
        "20 Nov to 24 Nov",
    ):
        assert told in said, told


def test_without_a_plan_and_on_a_shared_phone() -> None:
    said = pdfs.text(made("no-plan"))
    assert "There is no plan yet." in said
    assert "A phone was shared: who answered on it isn't known." in said
    assert "60 min a starting point, set by nobody" in said


def test_on_a_shared_phone_nobody_is_named() -> None:
    one = done(day(1), Recovery("longer", 120), "2", member=reports.SAM_ID)
    said = pdfs.text(printed(facts(Period(FIRST, LAST, (one,)))))
    assert "Sam answered for Alex" in said
    assert "More than 2 h (said by Sam)" in said
    for answer in one.answers:
        answer.shared = True
    said = pdfs.text(printed(facts(Period(FIRST, LAST, (one,)), shared=True)))
    assert "Sam answered" not in said
    assert "said by Sam" not in said
    assert "who answered on it isn't known" in said


def test_the_persons_own_word_isnt_somebody_elses() -> None:
    """Sam said that it was done, Alex how long it took: only the first is marked."""
    one = done(day(1), Recovery("longer", 120), "2", member=reports.SAM_ID)
    for answer in one.answers:
        if answer.kind == "recovery":
            answer.member_id, answer.for_member_id = reports.ALEX, None
    said = pdfs.text(printed(facts(Period(FIRST, LAST, (one,)))))
    assert "said by Sam: 1" in said
    assert "More than 2 h 60 min" in said


def test_who_keeps_it_for_somebody_without_a_phone() -> None:
    said = pdfs.text(printed(facts(Period(FIRST, LAST, ()), keeper="Sam")))
    assert "Sam keeps this journal in a chat, for Alex." in said


def test_a_chart_of_more_than_can_be_told_apart_is_left_out() -> None:
    many = tuple(done(day(n % 28), Recovery("within", 30), "2") for n in range(401))
    found = facts(Period(FIRST, LAST, many))
    assert pdfs.alternatives(printed(found)) == []
    assert "within the limit: 401" in pdfs.text(printed(found))


# What is counted


@pytest.mark.parametrize(
    ("found", "known"),
    [
        (Recovery("within", 60), Known.WITHIN),
        (Recovery("about", 45), Known.WITHIN),
        (Recovery("about", 90), Known.OVER),
        (Recovery("not_yet", 60), Known.OVER),
        (Recovery("longer", 120), Known.OVER),
        (Recovery("not_yet"), Known.NOT_YET),
        (Recovery("not_yet", 30), Known.NOT_YET),
        (Recovery("cant_tell"), Known.CANT_TELL),
        (None, Known.NO_ANSWER),
    ],
)
def test_what_is_known_of_a_recovery(found: Recovery | None, known: Known) -> None:
    assert tally.recovery(done(day(0), found, "2")) is known


def test_a_recovery_that_nobody_was_asked_about() -> None:
    asked = (("outcome", rules.DONE),)
    another = occasion(day(0), *asked, unasked=Reason.ANOTHER_QUESTION)
    assert tally.recovery(another) is Known.NOT_ASKED
    assert tally.recovery(occasion(day(0), *asked, state=State.OPEN)) is Known.OPEN
    assert tally.recovery(occasion(day(0), *asked, routine=2)) is Known.UNPLANNED
    assert tally.pain(occasion(day(0), *asked)) is Known.NO_ANSWER
    assert tally.pain(done(day(0), None, "4_6")) is None


@pytest.mark.parametrize(
    ("state", "reason", "silence"),
    [
        (State.NO_ANSWER, None, Silence.NO_ANSWER),
        (State.FINISHED, None, Silence.NO_ANSWER),
        (State.OPEN, None, Silence.OPEN),
        (State.OPEN, Reason.HELPER_COMES, Silence.HELPER),
        (State.NOT_ASKED, Reason.HELPER_COMES, Silence.HELPER),
        (State.NOT_ASKED, Reason.RESTING, Silence.RESTING),
        (State.NOT_ASKED, Reason.BOT_DOWN, Silence.BOT_DOWN),
        (State.NOT_ASKED, Reason.HUSHED, Silence.HUSHED),
        (State.NOT_ASKED, Reason.PAUSED, Silence.PAUSED),
        (State.NOT_ASKED, Reason.REVIEW_DUE, Silence.REVIEW_DUE),
        (State.NOT_ASKED, Reason.MOVED, Silence.MOVED),
        (State.NOT_ASKED, Reason.NO_PHONE, Silence.NO_PHONE),
        (State.NOT_ASKED, Reason.STOPPED, Silence.STOPPED),
        (State.NOT_ASKED, Reason.CIRCLE_PAUSED, Silence.STOPPED),
        (State.NOT_ASKED, Reason.HELPER_AWAY, Silence.HELPER_AWAY),
        (State.NOT_ASKED, Reason.QUIET_HOURS, Silence.NOT_ASKED),
        (State.NOT_ASKED, None, Silence.NOT_ASKED),
        (State.NOT_DELIVERED, Reason.BLOCKED, Silence.NOT_DELIVERED),
    ],
)
def test_no_silence_is_taken_for_another(
    state: State, reason: Reason | None, silence: Silence
) -> None:
    assert tally.silence(occasion(day(0), state=state, reason=reason)) is silence


def test_a_choice_and_something_done_are_no_silence() -> None:
    chosen = occasion(day(0), ("outcome", rules.NOT_TODAY))
    assert tally.silence(chosen) is Silence.NOT_TODAY
    assert tally.silence(occasion(day(0), ("outcome", rules.REST))) is Silence.RESTING
    assert tally.silence(done(day(0), None, None)) is None


def test_a_row_counts_what_was_said_and_adds_nothing() -> None:
    those = (
        done(day(0), Recovery("within", 30), "2"),
        done(day(1), Recovery("about", 45), "2", lighter=True),
        done(day(2), Recovery("longer", 120), "7", outcome=rules.STOPPED, why="pain"),
        done(day(3), Recovery("cant_tell"), "4_6", outcome=rules.STOPPED),
        done(day(4), None, None),
        occasion(day(5), state=State.NO_ANSWER),
    )
    (row,) = tally.rows(Period(FIRST, LAST, those))
    assert (row.done, row.lighter) == (3, 1)
    assert row.stopped == {"pain": 1, None: 1}
    assert row.recoveries == {
        Known.WITHIN: 2, Known.OVER: 1, Known.CANT_TELL: 1, Known.NO_ANSWER: 1,
    }  # fmt: skip
    assert row.longest == Recovery("about", 45)
    assert row.pains == {(2, 2): 2, (7, 7): 1, (4, 6): 1}
    assert (row.no_pains, row.pain_over) == ({Known.NO_ANSWER: 1}, 1)


def test_quiet_days_stand_together_only_where_they_are_the_same() -> None:
    rest = {"state": State.NOT_ASKED, "reason": Reason.RESTING}
    those = (
        occasion(day(0), routine=0, **rest),  # type: ignore[arg-type]
        occasion(day(0), routine=1, **rest),  # type: ignore[arg-type]
        occasion(day(1), routine=0, **rest),  # type: ignore[arg-type]
        occasion(day(1), routine=1, **rest),  # type: ignore[arg-type]
        occasion(day(2), state=State.NO_ANSWER),
        done(day(2), None, "2", routine=1),
    )
    found = tally.quiet(Period(FIRST, day(4), those), since=day(4))
    assert found == [
        Quiet(Silence.RESTING, (), (day(0), day(1))),
        Quiet(Silence.NO_ANSWER, ("Morning stretch",), (day(2),)),
        # The days before the journal began are nobody's silence.
        Quiet(Silence.NOTHING, (), (day(4),)),
    ]


def test_days_in_a_row() -> None:
    assert tally.runs([day(4), day(1), day(0), day(2), day(4)]) == [
        (day(0), day(2)),
        (day(4), day(4)),
    ]
    assert tally.runs([]) == []


def test_a_limit_that_was_changed_counts_as_it_was_that_day() -> None:
    lower = PLAN.model_copy(update={"recovery_limit": 30})
    those = (
        done(day(0), Recovery("within", 60), "2"),
        done(day(1), Recovery("within", 60), "2", plan=lower),
    )
    assert [tally.recovery(one) for one in those] == [Known.WITHIN, Known.OVER]
    said = pdfs.text(printed(facts(Period(FIRST, LAST, those))))
    assert "As before within the hour 30 min (Dana, 3 Nov)" in said
