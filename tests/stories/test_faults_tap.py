"""The answer to a tap meets each thing that can go wrong: it only stops a spinner."""

from collections.abc import Iterator
from typing import Any

import pytest

from care import models
from tests.family import Family
from tests.stories import faults, steps
from tests.stories.faults import ALEX, Fault, Host

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ANSWER = "answerCallbackQuery"
FAULTS: list[Any] = [case.values[0] for case in faults.ANY if not case.id.startswith("hangs")]


@pytest.fixture
def host(caplog: pytest.LogCaptureFixture) -> Iterator[Host]:
    made = Host(caplog)
    yield made
    made.check()


async def test_whatever_becomes_of_it_the_tap_counts_once(family: Family, host: Host) -> None:
    """One tap after the other, each with another fault; a tap on another number changes it."""
    await faults.at_home(family)
    await family.at(9)
    before = await faults.heard(family)
    await family.alex.taps("Done", "1")
    await family.later(minutes=5)
    await family.alex.taps("As before")
    family.requests.clear()
    said = ["1"]
    for fault in FAULTS:
        await faults.meets(family, fault, ANSWER, ALEX)
        await family.alex.taps("Change", "The pain")
        pain = str(len(said) + 1)
        await family.alex.taps(pain)
        said.append(pain)
        assert f"pain {pain}." in await family.alex.last()
        assert await steps.said(family, "pain") == said
    # One call a tap: none is repeated, and no fault there keeps a message waiting.
    calls = [method for method, _ in family.requests]
    assert calls.count(ANSWER) == 3 * (len(said) - 1)
    assert await faults.heard(family) == before
    assert await family.rows(models.Aside) == []
    await family.at(19, 30)
    assert f"pain {said[-1]}." in await family.sam.last()
    await faults.tomorrow(family)
    assert host.lines() == []


@pytest.mark.parametrize("when", ["before", "after"])
async def test_one_that_hangs_keeps_nobody_waiting(family: Family, host: Host, when: str) -> None:
    await faults.at_home(family)
    await family.at(9)
    fault: Fault = {**faults.HANG, "when": when}
    hangs = await faults.meets(family, fault, ANSWER, ALEX)
    for label, then in (("Done", "How much pain"), ("2", "Tap when you feel as before.")):
        message_id, data = await steps.data_of(family.alex, label)
        body = {"message_id": message_id, "data": data}
        await family.ask(f"/people/{ALEX}/taps", body)
        assert await family.app.intake.poll(0) == 1
        await family.app.due.settle()
        await faults.met(family, hangs)
        assert then in await family.alex.last()
    await faults.over(family)
    await family.settle()
    await family.later(minutes=20)
    await family.alex.taps("As before")
    assert (await family.alex.last()).endswith("As before within 20 min, pain 2.")
    assert host.lines() == []
