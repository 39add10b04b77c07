"""Sam's message of the day meets each thing that can go wrong: never twice, and Alex goes on."""

from collections.abc import Iterator

import pytest

from care import kinds, models
from care.kinds import Reason, Sending
from tests.family import Family
from tests.stories import faults, steps
from tests.stories.faults import SAM, Fault, Host
from tests.stories.steps import FOOT

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SEND = "sendMessage"
MOVED = 77_001_002
NO_ANSWER = faults.some(
    faults.SILENT + faults.LOST_ANSWER, "closed_before", "hangs_after", "truncated"
)
REST = f"Monday 23 Nov\nA rest day.\n{FOOT}"


@pytest.fixture
def host(caplog: pytest.LogCaptureFixture) -> Iterator[Host]:
    made = Host(caplog)
    yield made
    made.check()


async def a_day_to_tell(family: Family) -> None:
    await faults.at_home(family)
    await family.at(9)
    await family.alex.taps("Bad day: rest")


async def digest(family: Family) -> models.Message:
    """The row of the first evening."""
    found: models.Message = (
        await family.rows(models.Message, models.Message.kind == kinds.Kind.DIGEST)
    )[0]
    return found


async def the_next_evening(family: Family, told: str = "") -> None:
    """Alex is prompted as ever; Sam reads of that day, with what was not told before."""
    alex, sam = await faults.heard(family)
    await faults.tomorrow(family)
    await family.alex.taps("Bad day: rest")
    await family.at(19, 30)
    first = f"Monday, {told}\nA rest day." if told else "A rest day."
    assert await family.sam.last() == f"Tuesday 24 Nov\n{first}\n{FOOT}"
    await family.at(8)
    assert await faults.heard(family) == (alex + 1, sam + 1)


@pytest.mark.parametrize(("fault", "wait"), faults.some(faults.REFUSED, "429", "500"))
async def test_a_refused_one_comes_once_telegram_takes_it(
    family: Family, host: Host, fault: Fault, wait: int
) -> None:
    await a_day_to_tell(family)
    alex, sam = await faults.heard(family)
    await faults.meets(family, fault, SEND, SAM)
    await family.at(19, 30)
    assert await faults.heard(family) == (alex, sam)
    await family.later(seconds=wait)
    assert await family.sam.last() == REST
    await the_next_evening(family)
    assert await faults.heard(family) == (alex + 1, sam + 2)
    assert host.lines() == []


@pytest.mark.parametrize("fault", NO_ANSWER)
async def test_one_without_an_answer_is_never_sent_again(
    family: Family, host: Host, fault: Fault
) -> None:
    await a_day_to_tell(family)
    alex, sam = await faults.heard(family)
    async with faults.impatient(family, fault):
        await faults.meets(family, fault, SEND, SAM)
        await family.at(19, 30)
    arrived = int(fault.get("when") != "before")
    assert await faults.heard(family) == (alex, sam + arrived)
    await family.later(minutes=30)
    row = await digest(family)
    assert (row.state, row.resends, row.try_at) == (Sending.UNKNOWN, 0, None)
    assert await faults.heard(family) == (alex, sam + arrived)
    # What it told, or may have told, is not told again.
    await the_next_evening(family)
    assert "".join(await family.sam.texts()).count("Monday 23 Nov") == arrived
    assert host.lines() == []


@pytest.mark.parametrize("fault", faults.GONE)
async def test_sam_is_gone_and_alexs_day_goes_on(family: Family, host: Host, fault: Fault) -> None:
    await a_day_to_tell(family)
    alex, sam = await faults.heard(family)
    await faults.meets(family, fault, SEND, SAM)
    await family.at(19, 30)
    row = await digest(family)
    assert (row.state, row.reason) == (Sending.GONE, Reason.BLOCKED)
    await faults.tomorrow(family)
    await family.alex.taps("Bad day: rest")
    assert await faults.heard(family) == (alex + 1, sam)
    assert (await faults.chat_of(family, family.alex)).gone is None
    # Back again: what was never told is in the next one.
    await family.sam.says("/privacy")
    await family.at(19, 30)
    assert await family.sam.last() == f"Tuesday 24 Nov\nMonday, a rest day.\nA rest day.\n{FOOT}"
    assert host.lines() == []


async def test_a_chat_that_moved_is_followed(family: Family, host: Host) -> None:
    await a_day_to_tell(family)
    alex, sam = await faults.heard(family)
    await faults.meets(family, {"kind": "migrated", "migrate_to": MOVED}, SEND, SAM)
    await family.at(19, 30)
    assert await family.sam.last() == REST
    assert await faults.heard(family) == (alex, sam + 1)
    assert (await faults.chat_of(family, family.sam)).telegram_id == MOVED
    await family.sam.taps("Quiet for a week")
    assert await family.sam.toast() == (
        "Quiet through Sunday 29 Nov. After that the messages come again."
    )
    await family.sam.taps("Undo")
    await the_next_evening(family)
    assert host.lines() == []


async def test_an_evening_without_a_way_through_is_told_the_next_day(
    family: Family, host: Host
) -> None:
    await a_day_to_tell(family)
    alex, sam = await faults.heard(family)
    await faults.always(family, {"kind": "bad_gateway"}, SEND, SAM)
    await family.at(19, 30)
    await family.sleeps_through(hours=4, minutes=1)
    await family.settle()
    row = await digest(family)
    assert (row.state, row.reason) == (Sending.SKIPPED, Reason.NO_NETWORK)
    await faults.over(family)
    assert await faults.heard(family) == (alex, sam)
    await the_next_evening(family, told="a rest day.")
    (line,) = host.lines()
    assert "was away from 2026-11-23 18:30 to 2026-11-23 22:31 (UTC)" in line
    assert await steps.said(family, "outcome") == ["rest", "rest"]
