"""The card of a day meets what can go wrong on the way: never twice, and a tap on it counts."""

import pytest

from care import kinds, models
from care.kinds import Sending
from tests.family import Family
from tests.stories import faults, proxies, steps
from tests.stories.faults import SAM, Fault

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SEND = "sendMessage"
CARD = "What was done, for Alex?"


async def card(family: Family) -> models.Message:
    """The row of the first evening."""
    found: models.Message = (
        await family.rows(models.Message, models.Message.kind == kinds.Kind.PROXY)
    )[0]
    return found


@pytest.mark.parametrize(("fault", "wait"), faults.some(faults.REFUSED, "429", "500"))
async def test_a_refused_card_comes_once_telegram_takes_it(
    family: Family, fault: Fault, wait: int
) -> None:
    await proxies.sam_answers(family)
    heard = len(await family.sam.heard())
    await faults.meets(family, fault, SEND, SAM)
    await family.at(19, 30)
    assert len(await family.sam.heard()) == heard
    await family.later(seconds=wait)
    assert CARD in await family.sam.last()
    await family.later(hours=4)
    assert len(await family.sam.heard()) == heard + 1
    await family.sam.taps("All done")
    assert await steps.said(family, "outcome") == ["done"]


@pytest.mark.parametrize(
    "fault", faults.some(faults.SILENT + faults.LOST_ANSWER, "closed_before", "hangs_after")
)
async def test_a_card_without_an_answer_is_never_sent_again(family: Family, fault: Fault) -> None:
    await proxies.sam_answers(family)
    heard = len(await family.sam.heard())
    async with faults.impatient(family, fault):
        await faults.meets(family, fault, SEND, SAM)
        await family.at(19, 30)
    arrived = int(fault.get("when") != "before")
    await family.later(minutes=30)
    row = await card(family)
    assert (row.state, row.resends, row.try_at) == (Sending.UNKNOWN, 0, None)
    assert len(await family.sam.heard()) == heard + arrived
    if arrived:
        # Who taps it has it.
        await family.sam.taps("All done")
        assert await family.sam.last() == "Monday 23 Nov, for Alex: done."
    assert await steps.said(family, "outcome") == ["done"] * arrived
    await family.at(19, 30)
    assert "Tuesday 24 Nov" in await family.sam.last()
    assert len(await family.sam.heard()) == heard + arrived + 1
