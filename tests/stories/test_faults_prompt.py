"""A prompt meets each thing that can go wrong: what Alex sees, what is kept, and the next day."""

from collections.abc import Iterator

import pytest

from care import kinds, models
from care.kinds import Reason, Sending, State
from tests.family import Family, labels
from tests.stories import faults, steps
from tests.stories.faults import ALEX, Fault, Host
from tests.stories.steps import GENTLE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SEND = "sendMessage"
MOVED = 77_001_001


@pytest.fixture
def host(caplog: pytest.LogCaptureFixture) -> Iterator[Host]:
    made = Host(caplog)
    yield made
    made.check()


async def prompt(family: Family) -> models.Message:
    """The row of the newest prompt that was tried."""
    tried = (models.Message.kind == kinds.Kind.PROMPT, models.Message.state != Sending.WAITING)
    waits = (models.Message.kind == kinds.Kind.PROMPT, models.Message.attempts > 0)
    rows = [*await family.rows(models.Message, *tried), *await family.rows(models.Message, *waits)]
    found: models.Message = max(rows, key=lambda row: row.id)
    return found


@pytest.mark.parametrize(("fault", "wait"), faults.REFUSED)
async def test_a_refused_prompt_comes_when_telegram_takes_it(
    family: Family, host: Host, fault: Fault, wait: int
) -> None:
    await faults.at_home(family)
    await faults.meets(family, fault, SEND, ALEX)
    alex, sam = await faults.heard(family)
    await family.at(9)
    row = await prompt(family)
    assert (row.state, row.resends) == (Sending.WAITING, 0)
    if wait > 1:
        await family.later(seconds=wait - 1)
        assert await faults.heard(family) == (alex, sam)
    await family.later(seconds=1)
    assert await faults.heard(family) == (alex + 1, sam)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    row = await prompt(family)
    assert (row.state, row.resends, row.reason) == (Sending.SENT, 0, None)
    assert await faults.silence(family) == (State.OPEN, None)
    await faults.finishes(family)
    assert host.lines() == []


@pytest.mark.parametrize("fault", faults.GONE)
async def test_a_chat_that_is_gone_is_not_delivered_and_left_alone(
    family: Family, host: Host, fault: Fault
) -> None:
    await faults.at_home(family)
    await faults.meets(family, fault, SEND, ALEX)
    before = await faults.heard(family)
    await family.at(9)
    assert await faults.silence(family) == (State.NOT_DELIVERED, Reason.BLOCKED)
    await family.at(20)
    # All is well with Telegram, but how should anybody know? It is for Alex to say something.
    await family.at(9)
    assert await faults.heard(family) == before
    assert (await prompt(family)).state == Sending.SKIPPED
    await family.alex.says("/journal")
    undelivered = f"{GENTLE}: could not be delivered."
    assert await family.alex.last() == (
        f"Your last 7 days\n\nMonday 23 Nov\n{undelivered}\n\nTuesday 24 Nov\n{undelivered}"
    )
    await faults.tomorrow(family)
    assert await faults.heard(family) == (before[0] + 2, before[1])
    assert host.lines() == []


async def test_a_chat_that_moved_is_followed(family: Family, host: Host) -> None:
    await faults.at_home(family)
    moved = {"kind": "migrated", "migrate_to": MOVED}
    await faults.meets(family, moved, SEND, ALEX)
    alex, sam = await faults.heard(family)
    await family.at(9)
    assert await faults.heard(family) == (alex + 1, sam)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    assert (await faults.chat_of(family, family.alex)).telegram_id == MOVED
    # Who writes from there is Alex, and nobody asks the old number again.
    family.requests.clear()
    await family.alex.says("/privacy")
    assert (await family.alex.last()).startswith("Kept, on the machine")
    await faults.finishes(family)
    asked = {params.get("chat_id") for method, params in family.requests if method == SEND}
    assert {str(chat) for chat in asked} == {str(MOVED), str(faults.SAM)}
    assert host.lines() == []


@pytest.mark.parametrize("fault", faults.SILENT)
async def test_without_an_answer_it_is_sent_once_more(
    family: Family, host: Host, fault: Fault
) -> None:
    """It had not arrived: Alex sees one."""
    await faults.at_home(family)
    alex, sam = await faults.heard(family)
    async with faults.impatient(family, fault):
        await faults.meets(family, fault, SEND, ALEX)
        await family.at(9)
    assert await faults.heard(family) == (alex, sam)
    await family.later(minutes=1, seconds=59)
    assert await faults.heard(family) == (alex, sam)
    await family.later(seconds=1)
    assert await faults.heard(family) == (alex + 1, sam)
    row = await prompt(family)
    assert (row.state, row.resends) == (Sending.SENT, 1)
    await faults.finishes(family)
    assert host.lines() == []


@pytest.mark.parametrize("fault", faults.LOST_ANSWER)
async def test_a_lost_answer_costs_a_second_prompt_and_no_more(
    family: Family, host: Host, fault: Fault
) -> None:
    """It had arrived: Alex sees two, and either can be answered."""
    await faults.at_home(family)
    alex, sam = await faults.heard(family)
    async with faults.impatient(family, fault):
        await faults.meets(family, fault, SEND, ALEX)
        await family.at(9)
    assert await faults.heard(family) == (alex + 1, sam)
    await family.later(minutes=2)
    first, second = (await family.alex.heard())[-2:]
    assert first["text"] == second["text"]
    assert labels(first) == labels(second) == steps.ON_A_PROMPT
    assert (await prompt(family)).resends == 1
    # On the upper one, of which the bot never heard.
    data = next(b["callback_data"] for r in first["keyboard"] for b in r if b["text"] == "Done")
    await family.alex.forges(first["message_id"], data)
    assert "How much pain" in (await family.alex.heard())[-2]["text"]
    await family.alex.taps("Done")
    assert await steps.said(family, "outcome") == ["done"]
    await family.alex.taps("2")
    await family.later(minutes=20)
    await family.alex.taps("As before")
    line = f"{GENTLE}: done. As before within 20 min, pain 2."
    assert line in await family.alex.texts()
    assert await faults.heard(family) == (alex + 2, sam)
    await family.at(19, 30)
    assert line in await family.sam.last()
    await faults.tomorrow(family)
    assert await faults.heard(family) == (alex + 3, sam + 1)
    assert host.lines() == []


async def test_where_no_answer_ever_comes_it_is_sent_twice_and_nobody_knows(
    family: Family, host: Host
) -> None:
    await faults.at_home(family)
    alex, sam = await faults.heard(family)
    await faults.always(family, {"kind": "closed", "when": "after"}, SEND, ALEX)
    await family.at(9)
    await family.at(20)
    # No nudge either: there may be nothing to be reminded of.
    assert await faults.heard(family) == (alex + 2, sam)
    row = await prompt(family)
    assert (row.state, row.resends, row.try_at) == (Sending.UNKNOWN, 1, None)
    assert await faults.silence(family) == (State.OPEN, None)
    await faults.over(family)
    # A tap proves that it is there.
    await family.alex.taps("Bad day: rest")
    assert (await prompt(family)).state == Sending.SENT
    assert await steps.said(family, "outcome") == ["rest"]
    await faults.tomorrow(family)
    assert host.lines() == []


async def test_the_silences_are_kept_apart(family: Family, host: Host) -> None:
    """Monday nothing gets through, Tuesday Alex says nothing, Wednesday the bot is down."""
    await faults.at_home(family)
    alex, sam = await faults.heard(family)
    await faults.always(family, {"kind": "server_error"}, SEND, ALEX)
    await family.at(9)
    await family.sleeps_through(hours=2, minutes=1)
    await family.settle()
    assert await faults.silence(family) == (State.NOT_DELIVERED, Reason.NO_NETWORK)
    await faults.over(family)
    assert await faults.heard(family) == (alex, sam)
    await family.at(9)
    await family.at(8)
    # The prompt and its one nudge; then the bot is down until noon.
    assert await faults.heard(family) == (alex + 2, sam)
    await family.sleeps_through(hours=4)
    await family.restarts()
    await family.at(8)
    kept = [(row.state, row.reason) for row in await family.rows(models.Session)]
    assert kept == [
        (State.NOT_DELIVERED, Reason.NO_NETWORK),
        (State.NO_ANSWER, None),
        (State.NOT_ASKED, Reason.BOT_DOWN),
    ]
    assert await faults.heard(family) == (alex + 2, sam)
    await family.alex.says("/journal")
    assert await family.alex.last() == (
        f"Your last 7 days\n\nMonday 23 Nov\n{GENTLE}: could not be delivered.\n\n"
        f"Tuesday 24 Nov\n{GENTLE}: no answer.\n\nWednesday 25 Nov\n{GENTLE}: not asked."
    )
    await faults.tomorrow(family)
    assert ["were not sent: 1." in line for line in host.lines()] == [True, True]
