"""The redraw of a card meets each thing that can go wrong: the answer is kept all the same."""

from collections.abc import Iterator

import pytest

from care import kinds
from tests.family import Family, labels
from tests.stories import faults, steps
from tests.stories.faults import ALEX, Fault, Host

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EDIT = "editMessageText"
MOVED = 77_001_001
REFUSED = faults.some(faults.REFUSED, "429", "502")
# Whether such an edit took effect or not: it is simply done again.
SILENT = faults.some(
    faults.SILENT + faults.LOST_ANSWER, "hangs_before", "closed_after", "truncated"
)
AGAIN = [pytest.param(case.values[0], 1, id=case.id) for case in SILENT]


@pytest.fixture
def host(caplog: pytest.LogCaptureFixture) -> Iterator[Host]:
    made = Host(caplog)
    yield made
    made.check()


@pytest.mark.parametrize(("fault", "wait"), REFUSED + AGAIN)
async def test_the_answer_is_kept_and_the_card_follows(
    family: Family, host: Host, fault: Fault, wait: int
) -> None:
    await faults.at_home(family)
    await family.at(9)
    before = await faults.heard(family)
    async with faults.impatient(family, fault):
        await faults.meets(family, fault, EDIT, ALEX)
        await family.alex.taps("Done")
        assert await steps.said(family, "outcome") == ["done"]
    await family.later(seconds=wait)
    assert "How much pain" in await family.alex.last()
    # Nothing but that card, however often it was drawn; and a second tap was no second answer.
    assert await faults.heard(family) == before
    row = (await steps.sent(family, kinds.Kind.PROMPT))[-1]
    assert (row.shown, row.try_at) == (row.revision, None)
    await faults.says_how_it_was_from_pain(family, since=wait)
    assert await faults.heard(family) == before
    assert host.lines() == []


@pytest.mark.parametrize("fault", faults.some(faults.GONE, "403"))
async def test_where_the_chat_seems_gone_the_next_tap_brings_it_back(
    family: Family, host: Host, fault: Fault
) -> None:
    await faults.at_home(family)
    await family.at(9)
    before = await faults.heard(family)
    await faults.meets(family, fault, EDIT, ALEX)
    await family.alex.taps("Done")
    assert await steps.said(family, "outcome") == ["done"]
    assert labels((await family.alex.heard())[-1]) == steps.ON_A_PROMPT
    # The same button once more, since nothing seemed to happen.
    await family.alex.taps("Done")
    assert "How much pain" in await family.alex.last()
    assert await steps.said(family, "outcome") == ["done"]
    await faults.says_how_it_was_from_pain(family)
    assert await faults.heard(family) == before
    await faults.tomorrow(family)
    assert host.lines() == []


async def test_a_card_that_closes_finds_the_chat_elsewhere(family: Family, host: Host) -> None:
    await faults.at_home(family)
    await family.at(9)
    await family.at(8)
    alex, sam = await faults.heard(family)
    await faults.meets(family, {"kind": "migrated", "migrate_to": MOVED}, EDIT, ALEX)
    await faults.tomorrow(family)
    closed = (await family.alex.heard())[-2]
    assert closed["text"] == f"{steps.GENTLE}, Monday 23 Nov. This card is closed."
    assert (await faults.chat_of(family, family.alex)).telegram_id == MOVED
    assert await faults.heard(family) == (alex + 1, sam)
    await faults.finishes(family)
    assert host.lines() == []
