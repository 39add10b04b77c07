"""What a button sends back, and what anybody may forge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import buttons
from care.buttons import Tap
from care.flows import calls

LARGEST = 10**15 - 1
verbs = st.sampled_from(sorted(calls.TAPS))
values = st.from_regex(r"[a-z0-9_:]{0,24}", fullmatch=True)


@given(verbs, st.none() | st.integers(1, LARGEST), values)
def test_there_and_back(verb: str, message_id: int | None, value: str) -> None:
    made = buttons.button("Done", verb, message_id, value)
    assert made.label == "Done"
    assert len(made.data.encode()) <= 64
    assert buttons.read(made.data) == Tap(verb, message_id, value)


@given(st.text(max_size=80))
def test_garbage_is_nothing_and_never_raises(text: str) -> None:
    found = buttons.read(text)
    assert found is None or len(text) <= 64


@pytest.mark.parametrize(
    "data",
    [
        "",
        "done",
        "done:1",
        "done:1:2:\n",
        "done:1:\n",
        "DONE:1:",
        "done:-1:",
        "done:1:A",
        "done:١:",
        f"done:{10**15}:",
        f"done:1:{'a' * 25}",
        f"{'a' * 21}:1:",
        "done:1:'; drop table answer",
    ],
)
def test_what_is_not_of_our_making_is_not_read(data: str) -> None:
    assert buttons.read(data) is None


def test_every_verb_fits_the_shape() -> None:
    for verb in calls.TAPS:
        assert buttons.read(f"{verb}:1:") == Tap(verb, 1)
