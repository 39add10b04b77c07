"""The plan's screens: within Telegram's limits, and every setting in reach."""

import datetime as dt

import pytest

from care import buttons, choices, fields, fitting, steps
from care.plan import Exercise, ExerciseKind, Lighter, Plan, Routine, Slot
from care.screens import editor, plan_card, said
from care.screens.plan_card import Head
from care.where import At
from tests.care import shown_plan

EN, DAY = shown_plan.EN, shown_plan.DAY
SCREENS = list(shown_plan.editing())
ALEX = Head(None, "Alex", DAY, "Alex", DAY)
STRETCH = Routine(
    id=1,
    name="Morning stretch",
    purpose="to keep shoulders loose",
    minutes=10,
    helper_minutes=5,
    slots=(Slot(id=2, at=dt.time(9)), Slot(id=3, at=dt.time(17), days=("mon", "wed", "fri"))),
    exercises=(
        Exercise(id=4, name="Shoulder circles", dose="10, slowly", how="Sit up."),
        Exercise(id=5, name="Pedals", kind=ExerciseKind.AEROBIC),
    ),
)
SMALL = Plan(routines=(STRETCH,), review_on=DAY)


def at(path: str, found: Plan = SMALL) -> At:
    there = At(found, DAY, EN).to(path)
    assert there
    return there


def test_every_screen_is_within_telegrams_limits() -> None:
    for screen in SCREENS:
        assert 0 < fitting.units(screen.text) <= 4096
        assert sum(len(row) for row in screen.rows) <= 100
        for (one,) in screen.rows:
            assert fitting.units(one.label) <= 40, one
            assert len(one.data.encode()) <= 64
            assert buttons.read(one.data), one.data


def test_the_way_back_is_at_the_lower_edge_of_all_but_the_whole_plan() -> None:
    for screen in shown_plan.screens(SMALL):
        assert (
            screen.rows[-1][0].data.startswith("plan_back")
            or "By when" in screen.text
            or (screen.rows[-1][0].data.startswith("plan_review_changes"))
        )


def test_every_setting_is_within_four_taps_of_the_card() -> None:
    """By what is on the screens, from the card on: no other way is known to anybody."""
    found = shown_plan.plan(12, 5)
    near: dict[str, int] = {"": 0}
    open_ = [""]
    while open_:
        path = open_.pop(0)
        shows = editor.Shows(at(path, found), 7, ALEX)
        for (shown,) in editor.screen(shows).rows:
            tap = buttons.read(shown.data)
            if tap and tap.verb == "plan" and tap.value not in near:
                near[tap.value] = near[path] + 1
                open_.append(tap.value)
    ids = {"r": [r.id for r in found.routines], "s": [s.id for _, s in found.slots()]}
    ids |= {"m": ids["r"], "l": ids["r"], "": [0], "p": [0], "y": []}
    ids["e"] = [e.id for r in found.routines for e in r.all_exercises()]
    for letter, many in fields.FIELDS.items():
        for field in many:
            if field.key in ("j", "start"):
                continue
            for one in ids[letter]:
                assert near[f"{letter}{one or ''}:{field.key}"] <= 4
    assert max(near.values()) == 4


def test_the_card_in_words() -> None:
    assert plan_card.text(EN, ALEX, SMALL, DAY) == (
        "Your plan\n"
        "As Alex wrote it, 24 Nov.\n"
        "\n"
        "Morning stretch · about 10 min · to keep shoulders loose\n"
        "9:00, every day\n"
        "17:00, Mon, Wed, Fri\n"
        "• Shoulder circles: 10, slowly\n"
        "Sit up.\n"
        "• Pedals (waits for your therapist's yes)\n"
        "5 min of it with a helper's hands.\n"
        "\n"
        "Until you feel as before: 60 min (a starting point nobody set for you).\n"
        "Pain: no limit.\n"
        "To be looked at with your therapist by Tuesday 24 Nov 2026.\n"
        "About 10 to 20 min a day, at most 10 of them with a helper's hands."
    )


def test_a_card_that_is_too_long_leaves_out_step_by_step() -> None:
    def of(count: int, **more: object) -> str:
        rows = tuple(Exercise(name="Nod", **more) for _ in range(count))  # type: ignore[arg-type] # what is under test
        whole = Plan(routines=(STRETCH.model_copy(update={"exercises": rows}),) * 1)
        return plan_card.text(EN, ALEX, whole, DAY)

    assert "hhh" in of(9, dose="ddd", how="h" * 400)
    without_how = of(11, dose="ddd", how="h" * 400)
    assert "hhh" not in without_how
    assert "ddd" in without_how
    names = of(40, dose="d" * 200)
    assert "ddd" not in names
    assert names.count("• Nod") == 40
    counts = plan_card.text(EN, ALEX, shown_plan.plan(12, 5), DAY)
    assert counts.count("5 exercises") == 12


def test_a_routine_says_what_it_waits_for() -> None:
    empty = Routine(id=1, name="Evening", minutes=5)
    assert plan_card.block(EN, empty, DAY) == (
        "Evening · about 5 min\nNo time yet, so it does not prompt.\nNo exercises in it yet."
    )
    helped = empty.model_copy(update={"helper_comes": True, "paused_until": dt.date(2026, 11, 25)})
    assert "No time" not in plan_card.block(EN, helped, DAY)
    assert "Paused. It comes again on Wednesday 25 Nov." in plan_card.block(EN, helped, DAY)
    assert "Paused" not in plan_card.block(EN, helped, dt.date(2026, 11, 25))
    draft = empty.model_copy(update={"exercises": STRETCH.exercises[1:]})
    assert "It waits for your therapist's yes." in plan_card.block(EN, draft, DAY)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (choices.WEEK, "every day"),
        (choices.WEEK[:5], "Mon to Fri"),
        (("sat", "sun"), "Sat, Sun"),
        (("mon", "wed", "fri"), "Mon, Wed, Fri"),
        (("tue",), "Tue"),
    ],
)
def test_days_in_words(days: tuple[str, ...], told: str) -> None:
    assert said.days(EN, days) == told


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("r1:name", " Evening\n stretch ", "Evening stretch"),
        ("r1:min", "half an hour", 30),
        ("r1:min", "twenty", 20),
        ("r1:min", "1 hour", 60),
        ("r1:min", "5 to 10", choices.UNCLEAR),
        ("r1:min", "a while", choices.UNCLEAR),
        ("s2:time", "half past nine", dt.time(9, 30)),
        ("s2:time", "soon", choices.UNCLEAR),
        ("s2:days", "Mon, Wed and Friday", ("mon", "wed", "fri")),
        ("s2:days", "not on Monday", choices.UNCLEAR),
        ("p:review", "5 Dec", dt.date(2026, 12, 5)),
        ("p:review", "5/12", choices.UNCLEAR),
        ("p:pain", "5", 5),
        ("p:pain", "none", choices.UNCLEAR),
        ("m1:stop", "Stop at once.\n\nCall me.", "Stop at once.\n\nCall me."),
        ("e4:dose", "  ", choices.UNCLEAR),
    ],
)
def test_typed_words(path: str, text: str, value: object) -> None:
    here = at(path)
    field = fields.find(here)
    assert field
    assert field.reads
    assert field.reads(here, text) == value


def test_every_choice_of_every_setting_makes_a_plan() -> None:
    """And what its button sends back is the choice it stands for."""
    found = shown_plan.plan(3, 3)
    for path in shown_plan.places(found):
        for field in fields.offered(at(path, found)):
            here = at(f"{path}:{field.key}", found)
            offered = field.offered(here)
            assert len(offered) == len(list(field.offers(here)))
            for value in offered.values():
                after = field.edited(here, value)
                assert Plan.model_validate(after.model_dump()) == after
                if field.name:
                    there = At(after, DAY, EN).to(here.path)
                    assert there is None or field.value(there) == value


def test_fewer_minutes_leave_no_more_to_a_helper() -> None:
    after = steps.shorter(at("r1:min"), 3)
    assert (after.routines[0].minutes, after.routines[0].helper_minutes) == (3, 3)


def test_another_kind_has_no_yes_yet() -> None:
    yes = STRETCH.exercises[1].model_copy(update={"yes": shown_plan.WORD})
    held = Plan(routines=(STRETCH.model_copy(update={"exercises": (yes,)}),))
    here = at("e5:kind", held)
    field = fields.find(here)
    assert field
    assert field.edited(here, ExerciseKind.AEROBIC) == held
    assert field.edited(here, ExerciseKind.RESISTANCE).routines[0].exercises[0].yes is None


def test_a_time_that_is_there_does_not_come_twice() -> None:
    assert steps.at_time(at("r1:at"), dt.time(9)) == SMALL
    assert len(steps.at_time(at("r1:at"), dt.time(8)).routines[0].slots) == 3


def test_a_place_is_where_it_was_meant() -> None:
    found = shown_plan.plan(4, 4)
    for wanted in range(1, 5):
        after = steps.move(at(f"m{found.routines[1].id}:place", found), wanted)
        assert after.routines[wanted - 1].id == found.routines[1].id
        one = found.routines[0].exercises[2]
        after = steps.move(at(f"e{one.id}:place", found), wanted)
        assert after.routines[0].exercises[wanted - 1].id == one.id


def test_the_lighter_version_begins_as_the_usual_one() -> None:
    after = steps.start(at("l1:start"), True)
    lighter = after.routines[0].lighter
    assert isinstance(lighter, Lighter)
    assert [e.name for e in lighter.exercises] == ["Shoulder circles", "Pedals"]
    assert {e.id for e in lighter.exercises} == {0}
    assert (lighter.minutes, lighter.helper_minutes) == (10, 5)


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("", ""), ("p", ""), ("p:limit", "p"), (":new", ""), (":called", ":new"), ("r1", ""),
        ("r1:name", "r1"),
        ("m1", "r1"), ("m1:stop", "m1"), ("l1", "r1"), ("y1", "r1"), ("e4", "r1"),
        ("e4:dose", "e4"), ("s2", "r1"),
    ],
)  # fmt: skip
def test_the_way_back(path: str, above: str) -> None:
    assert at(path).above == above


def test_what_is_not_there_leads_to_the_plan() -> None:
    here = At(SMALL, DAY, EN)
    for path in ("r9", "e9", "s9", "l9", "m9", "x1", "r", "1", "r1:name:x", "r1:NAME", "e1"):
        assert here.to(path) is None, path
        assert here.nearest(path).path == ""
