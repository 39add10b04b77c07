"""A plan as a file: written, read back, put right by hand."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import plainyaml, plan, planfile
from care.plan import Plan, Sheet, Slot
from tests.care import test_plan as made

EN = "en"
plans = st.builds(
    Plan,
    routines=st.lists(made.routines, max_size=3).map(tuple),
    recovery_limit=st.integers(10, 600),
    recovery_limit_word=made.words_of,
    pain_limit=st.none() | st.integers(1, 10),
    review_on=st.none() | made.days,
    reviewed=made.words_of,
    reviewed_with=st.none() | made.names,
    page=st.none() | st.builds(Sheet, pictures=st.tuples(st.integers(1, 9)), word=made.words_of),
    sheet=st.none() | st.builds(Sheet, pictures=st.tuples(st.integers(1, 9)), word=made.words_of),
    clinic=made.rules_of.map(lambda said: (said or "")[:200].strip() or None),
)


@given(plans)
def test_what_is_written_reads_back_as_it_was(found: Plan) -> None:
    assert planfile.read(planfile.write(found, EN).encode()) == found


@given(
    st.recursive(
        st.text(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_plain_values_come_back_as_they_were(value: object) -> None:
    text = plainyaml.write({"key": value})
    if plainyaml.UNPRINTABLE.search(text):
        return
    assert plainyaml.read(text).value == {"key": value}


def test_a_file_is_as_somebody_would_write_it() -> None:
    slot = Slot(id=9, at=dt.time(9), days=("mon", "fri"))
    routine = plan.Routine(
        id=3,
        name="Morning stretch: arms",
        minutes=10,
        helper_comes=True,
        slots=(slot,),
        stop_rule="Stop when it hurts.\nNo weights.",
        exercises=(plan.Exercise(id=4, name="No", dose="10, slowly"),),
    )
    written = planfile.write(Plan(routines=(routine,), recovery_limit=45), EN)
    assert [line for line in written.splitlines() if not line.startswith("#")] == [
        "routines:",
        "- id: 3",
        "  name: 'Morning stretch: arms'",
        "  minutes: 10",
        "  helper_comes: yes",
        "  exercises:",
        "  - id: 4",
        "    name: No",
        "    dose: 10, slowly",
        "  slots:",
        "  - id: 9",
        "    at: 9:00",
        "    days: [mon, fri]",
        "  stop_rule: |-",
        "    Stop when it hurts.",
        "    No weights.",
        "recovery_limit: 45",
    ]


def test_the_example_in_the_docs_is_a_plan() -> None:
    example = Path(__file__).resolve().parents[2] / "docs" / "plan-example.yaml"
    found = planfile.read(example.read_bytes())
    assert [routine.name for routine in found.routines] == [
        "Morning stretch", "Legs, with a helper", "Pedals",
    ]  # fmt: skip
    assert found.recovery_limit == 45
    assert found.routines[1].helper_comes
    assert plan.is_draft(found.routines[2])
    assert planfile.read(planfile.write(found, EN).encode()) == found


@pytest.mark.parametrize(
    "text", ["pain_limit:", "pain_limit: ~", "pain_limit: null", "clinic:\n", "review_on:", "# x"]
)
def test_an_empty_line_is_nothing(text: str) -> None:
    found = planfile.read(f"\ufeffroutines: []\nrecovery_limit:\n{text}".encode())
    assert found == Plan(routines=())
    assert "recovery_limit" not in found.model_fields_set


def test_a_file_as_windows_writes_it() -> None:
    text = "routines:\r\n- name: no\r\n  minutes: 10\r\n  stop_rule: |\r\n    a\r\n    b\r\n"
    found = planfile.read(text.encode("utf-8-sig")).routines[0]
    assert (found.name, found.stop_rule) == ("no", "a\nb")
