"""What people see: the page's own examples, and the limits that every screen keeps."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import buttons, fitting, places, rules, values
from care.kinds import Ask, Kind, Reason
from care.plan import How, Plan, Word
from care.ports import Media, Screen
from care.rules import Record, Recovery
from care.screens import (
    CardView,
    card,
    day_line,
    digest,
    digests,
    journal,
    record_line,
    shared,
    today,
)
from care.screens import setup as first_steps
from care.screens.day import Told
from tests.care import shown
from tests.care.shown import EN, LONG, NAME, ROW, TUESDAY, routine, told

DONE = Record(outcome=rules.DONE, pain=2, recovery=Recovery("within", 35))
STOPPED = Record(outcome=rules.STOPPED, why="tired", pain=4, recovery=Recovery("not_yet", 60))
ALL = shown.everything()


# The page's own words


def test_a_line_as_the_page_has_it() -> None:
    assert record_line(EN, "Morning stretch", DONE) == (
        "Morning stretch: done. As before within 35 min, pain 2."
    )
    assert record_line(EN, "Pedals", STOPPED) == (
        "Pedals: stopped early, tired. More than an hour, pain 4."
    )


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (Record(outcome="done"), "Pedals: done."),
        (Record(outcome="done", pain=0), "Pedals: done. Pain 0."),
        (
            Record(outcome="done", recovery=Recovery("cant_tell")),
            "Pedals: done. Can't tell how long it took.",
        ),
        (
            Record(outcome="done", recovery=Recovery("within", 60)),
            "Pedals: done. As before within the hour.",
        ),
        (
            Record(outcome="done", recovery=Recovery("about", 90)),
            "Pedals: done. As before after about 1½ h.",
        ),
        (
            Record(outcome="done", recovery=Recovery("longer", 120)),
            "Pedals: done. More than 2 h.",
        ),
        (Record(outcome="stopped"), "Pedals: stopped early."),
        (Record(outcome="not_today", pain=3), "Pedals: not today."),
    ],
)
def test_a_line_says_as_much_as_was_said(record: Record, line: str) -> None:
    assert record_line(EN, "Pedals", record) == line


def test_the_prompt_as_the_page_has_it() -> None:
    stretch = routine(
        purpose="to keep shoulders loose",
        exercises=(
            {"name": "Shoulder circles", "dose": "10, slowly"},
            {"name": "Ankle circles", "dose": "10 each side"},
        ),
    )
    screen = card(shown.view(Record(), Ask.START, routine=stretch), 7, Kind.PROMPT, current=True)
    assert screen.text == (
        "Morning stretch · about 10 min · to keep shoulders loose\n"
        "• Shoulder circles: 10, slowly\n"
        "• Ankle circles: 10 each side\n"
        "Stop if it hurts or tires you."
    )
    labels = [[button.label for button in row] for row in screen.rows]
    assert labels == [["Done"], ["Stopped early"], ["Later"], ["Not today"], ["Bad day: rest"]]
    assert not screen.silent


def test_over_the_limit_is_an_echo_and_names_who_set_it() -> None:
    found = Record(outcome="done", recovery=Recovery("not_yet", 60))
    word = Word(by="Dana", on=dt.date(2026, 11, 3), how=How.CONFIRMED)
    plan = Plan(routines=(routine(),), recovery_limit_word=word)
    theirs = word.model_copy(update={"by": "Sam", "how": How.WRITTEN})
    for limits, author in (
        (plan, "Dana, 3 Nov"),
        (Plan(routines=(routine(),), recovery_limit_word=theirs), "as Sam wrote it, 3 Nov"),
        (Plan(routines=(routine(),)), "a starting point nobody set for you"),
    ):
        shows = CardView(EN, limits, routine(), found, None, True, TUESDAY)
        text = card(shows, 7, Kind.QUESTION, current=True).text
        assert text.splitlines()[1] == f"Noted: more than an hour. Your limit is 60 min ({author})."


def test_the_questions_at_the_limit_as_the_page_has_them() -> None:
    done = Record(outcome="done", pain=2)
    shows = shown.view(done, Ask.RECOVERY, routine=routine())
    first = card(shows, 7, Kind.QUESTION, current=True)
    assert first.text == "An hour since Morning stretch. Do you feel as before?"
    assert [row[0].label for row in first.rows] == [
        "Yes, within 15 min", "Within 30 min", "Within the hour", "Not yet", "Can't tell",
    ]  # fmt: skip
    later = card(shown.view(done, Ask.RECOVERY_LATER), 7, Kind.LATER_QUESTION, current=True)
    assert [row[0].label for row in later.rows] == [
        "It took about 1½ h", "About 2 h", "Longer", "Not yet", "Can't tell",
    ]  # fmt: skip
    assert first.silent
    assert later.silent


# The digest

names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60)
records = st.sampled_from(shown.RECORDS)
silences = st.none() | st.sampled_from(shown.SILENCES)
dates = st.sampled_from([TUESDAY, TUESDAY - dt.timedelta(days=1)])
tellings = st.lists(
    st.builds(
        Told, day=dates, routine=names, record=records, at=st.just(dt.time(9)), silence=silences
    ),
    max_size=12,
)


@given(tellings)
def test_a_digest_has_five_lines_and_400_characters_at_most(lines: list[Told]) -> None:
    text = digest(EN, TUESDAY, lines)
    if text is None:
        return
    assert len(text) <= 400
    assert len(text.split("\n")) <= 5
    assert text.startswith("Tuesday 24 Nov\n")
    assert text.endswith("\nNothing here needs an answer.")
    assert len(text.split("\n")) >= 3


@given(tellings)
def test_a_digest_never_mentions_what_was_not_done_or_not_answered(lines: list[Told]) -> None:
    text = digest(EN, TUESDAY, lines)
    silent = [
        one for one in lines if not one.record.happened and one.record.outcome != rules.REST
        and one.silence != Reason.RESTING
    ]  # fmt: skip
    spoken = [one for one in lines if one not in silent]
    assert (text is None) is (not spoken)
    assert text == digest(EN, TUESDAY, spoken)
    assert digest(EN, TUESDAY, silent) is None


@pytest.mark.parametrize("silence", [s for s in shown.SILENCES if s != Reason.RESTING])
@pytest.mark.parametrize("outcome", [None, rules.NOT_TODAY])
def test_a_day_with_nothing_to_tell_sends_nothing(silence: str, outcome: str | None) -> None:
    assert digest(EN, TUESDAY, [told(Record(outcome=outcome), silence)]) is None
    assert digest(EN, TUESDAY, []) is None


@given(tellings, names)
def test_with_the_name_of_whom_it_is_about_it_fits_all_the_same(
    lines: list[Told], about: str
) -> None:
    found = (digest(EN, TUESDAY, lines, None, about), digests.week(EN, TUESDAY, lines, None, about))
    for text in filter(None, found):
        assert len(text) <= 400
        assert 3 <= len(text.split("\n")) <= 5
        assert text.endswith("\nNothing here needs an answer.")


@pytest.mark.parametrize(
    ("about", "head"),
    [
        ("Alex", "Tuesday 24 Nov · Alex"),
        ("Alex Miller", "Tuesday 24 Nov · Alex"),
        (" ", "Tuesday 24 Nov"),
        (None, "Tuesday 24 Nov"),
    ],
)
def test_a_surname_is_never_in_a_digest(about: str | None, head: str) -> None:
    text = digest(EN, TUESDAY, [told(DONE)], None, about) or ""
    assert text.splitlines()[0] == head


def test_a_digest_of_long_lines_says_how_many_more_there_are() -> None:
    lines = [Told(TUESDAY, f"{LONG[:55]} {n}", DONE) for n in range(9)]
    text = digest(EN, TUESDAY, lines) or ""
    assert text.split("\n")[-2] == "And 7 more."
    assert f"{LONG[:55]} 8: done." in text


def test_a_digest_of_the_page() -> None:
    lines = [Told(TUESDAY, "Morning stretch", DONE), Told(TUESDAY, "Pedals", STOPPED)]
    assert digest(EN, TUESDAY, lines) == (
        "Tuesday 24 Nov\n"
        "Morning stretch: done. As before within 35 min, pain 2.\n"
        "Pedals: stopped early, tired. More than an hour, pain 4.\n"
        "Nothing here needs an answer."
    )


def test_what_happened_after_the_last_one_says_its_day() -> None:
    monday = TUESDAY - dt.timedelta(days=1)
    text = digest(EN, TUESDAY, [Told(monday, "Pedals", Record(outcome="done"))]) or ""
    assert text.split("\n")[1] == "Monday, Pedals: done."


def test_a_rest_is_told_once_and_as_a_rest_day() -> None:
    text = digest(EN, TUESDAY, [told(Record(outcome=rules.REST)), told(Record(), "resting")])
    assert text == "Tuesday 24 Nov\nA rest day.\nNothing here needs an answer."


# A week

MONDAY = TUESDAY - dt.timedelta(days=1)


def on(weekday: int, record: Record, name: str = "Morning stretch") -> Told:
    return Told(MONDAY + dt.timedelta(days=weekday), name, record)


def test_a_week_is_a_line_a_routine_with_numbers_as_said() -> None:
    lines = [
        on(0, DONE),
        on(1, Record(outcome="done", pain=4, recovery=Recovery("within", 60))),
        on(2, Record(outcome="rest")),
        on(3, Record(outcome="stopped", why="tired", pain=3, recovery=Recovery("longer", 120))),
        on(4, Record(outcome="not_today")),
        on(4, Record(outcome="done"), "Pedals"),
        on(5, Record(outcome="done"), "Pedals"),
        on(6, Record(outcome="done", pain=1), "Pedals"),
    ]
    assert digests.week(EN, MONDAY + dt.timedelta(days=6), lines) == (
        "The week to Sunday 29 Nov\n"
        "Morning stretch: done Mon, Tue, stopped early Thu. "
        "As before within the hour, Thu more than 2 h, pain 2–4.\n"
        "Pedals: done Fri–Sun. Pain 1.\n"
        "Rest: Wed.\n"
        "Nothing here needs an answer."
    )


def test_a_day_that_could_be_taken_for_todays_has_its_date() -> None:
    text = digests.week(EN, MONDAY + dt.timedelta(days=7), [on(0, DONE), on(7, DONE)]) or ""
    assert text.splitlines()[1].startswith("Morning stretch: done 23 Nov, Mon.")


@given(tellings, st.sampled_from([TUESDAY, TUESDAY + dt.timedelta(days=9)]))
def test_a_week_keeps_the_digests_limits(lines: list[Told], day: dt.date) -> None:
    text = digests.week(EN, day, lines)
    if text is None:
        assert digest(EN, day, lines) is None
        return
    assert len(text) <= 400
    assert 3 <= len(text.split("\n")) <= 5
    assert text.endswith("\nNothing here needs an answer.")


@given(tellings)
def test_a_week_never_mentions_what_was_not_done_or_not_answered(lines: list[Told]) -> None:
    spoken = [
        one for one in lines if one.record.happened or one.record.outcome == rules.REST
        or one.silence == Reason.RESTING
    ]  # fmt: skip
    assert digests.week(EN, TUESDAY, lines) == digests.week(EN, TUESDAY, spoken)


@pytest.mark.parametrize("kind", digests.KINDS)
def test_what_comes_and_goes_stands_above_what_stays(kind: str) -> None:
    """A second tap at the same place chooses the same again."""
    chosen = digests.Choices("daily", dt.time(19, 30), "Europe/Berlin", "sun", sound=False)
    before = places_of(digests.choices(EN, ROW, chosen))
    for quiet in (None, TUESDAY):
        other = dataclasses.replace(chosen, kind=kind, quiet=quiet)
        after = places_of(digests.choices(EN, ROW, other))
        assert {n: after[n] for n in before} == before


# The silences


def test_the_silences_are_told_apart() -> None:
    silences = ("open", "to_come", "no_answer", "not_asked", "resting", "not_delivered")
    lines = {silence: day_line(EN, told(Record(), silence)) for silence in silences}
    assert len(set(lines.values())) == len(silences)


def test_a_skipped_one_is_not_a_silence() -> None:
    line = day_line(EN, Told(TUESDAY, "Pedals", Record(outcome=rules.NOT_TODAY), None, "open"))
    assert line == "Pedals: not today."


# Limits that every screen keeps


def test_every_screen_fits_a_message() -> None:
    assert max(fitting.units(screen.text) for screen in ALL) <= fitting.LONGEST
    assert max(fitting.units(screen.text) for screen in ALL if screen.media) <= 1024
    assert all(screen.text.strip() for screen in ALL)


def test_a_week_of_a_full_plan_fits_a_message_with_today_in_it() -> None:
    days = [TUESDAY - dt.timedelta(days=n) for n in range(6, -1, -1)]
    lines = [Told(day, LONG, STOPPED) for day in days for _ in range(8)]
    text = journal(EN, lines).text
    assert len(text) <= 4096
    assert "Tuesday 24 Nov" in text


def test_what_many_helpers_were_sent_fits_a_message() -> None:
    text = shared(EN, [(f"{NAME[:60]} {n}", "x" * 400) for n in range(12)]).text
    assert len(text) <= 4096


def test_a_day_of_a_full_plan_fits_a_message() -> None:
    assert len(today(EN, ROW, TUESDAY, [told(STOPPED)] * 20, "rests").text) <= 4096


def test_labels_are_short_and_data_fits() -> None:
    for screen in ALL:
        for row in screen.rows:
            for button in row:
                assert 1 <= len(button.label) <= 40, button
                assert len(button.data.encode()) <= 64
                tap = buttons.read(button.data)
                assert tap is not None
                assert tap.message_id == ROW
        assert len(screen.place or "") <= 40


@pytest.mark.parametrize(
    "name", ["Birmingham", "San Fernando", "Santiago", "Victoria", "Georgetown"]
)
def test_places_to_choose_from_have_short_labels_that_differ(name: str) -> None:
    screen = first_steps.zone_which(EN, ROW, places.find(name))
    labels = [row[0].label for row in screen.rows]
    assert len(set(labels)) == len(labels) > 1
    assert max(map(len, labels)) <= 40


def test_no_two_buttons_of_a_screen_look_alike() -> None:
    """A typed label must mean one button."""
    for screen in ALL:
        if "Which one?" in screen.text:
            continue
        labels = [button.label for row in screen.rows for button in row]
        assert len(set(labels)) == len(labels), screen


@given(st.text(max_size=60).map(values.clean).filter(bool))
def test_a_name_is_shown_as_it_was_typed(name: str) -> None:
    assert name in record_line(EN, name, DONE)
    screen = card(shown.view(Record(), Ask.START, routine=routine(name)), 7, "prompt", current=True)
    assert screen.text.startswith(name)


@given(st.text(), st.booleans(), st.booleans(), st.none() | st.text())
def test_a_screen_comes_back_from_its_row(
    text: str, silent: bool, clear: bool, place: str | None
) -> None:
    rows = ((buttons.button(text, "done", 1),), (buttons.button("2", "pain", 1, "2"),))
    screen = Screen(text, rows, silent, place, clear)
    shown_with = dataclasses.replace(screen, media=Media(3, "video", text))
    for one in (screen, shown_with):
        assert Screen.from_json(one.to_json()) == one


def test_only_a_prompt_sounds() -> None:
    for kind in Kind:
        for ask in Ask:
            screen = card(shown.view(Record(outcome="done"), ask), 1, kind, current=True)
            assert screen.silent is (kind not in (Kind.PROMPT, Kind.LATER))
    assert all(screen.silent for screen in (*shown.first_steps(), *shown.read()))


# Under the finger


def places_of(screen: Screen) -> dict[int, set[str]]:
    """The verbs by the row they stand on, counted from the card's lower edge."""
    rows = enumerate(reversed(screen.rows))
    return {n: {button.data.split(":")[0] for button in row} for n, row in rows}


@pytest.mark.parametrize(
    ("before", "record", "after"),
    [
        (Ask.START, Record(outcome="done"), Ask.PAIN),
        (Ask.START, Record(outcome="stopped"), Ask.WHY),
        (Ask.WHY, Record(outcome="stopped", why="pain"), Ask.PAIN),
    ],
)
def test_a_second_tap_at_the_same_place_answers_nothing(
    before: Ask, record: Record, after: Ask
) -> None:
    earlier = "done" if record.outcome == rules.DONE else "stopped"
    first = places_of(card(shown.view(Record(), before), 1, Kind.PROMPT, current=True))
    second = places_of(card(shown.view(record, after), 1, Kind.PROMPT, current=True))
    verb = "why" if before is Ask.WHY else earlier
    (tapped,) = [n for n, verbs in first.items() if verb in verbs]
    assert second.get(tapped, set()) <= {"change", "keep", "undo"}
