"""getUpdates meets each thing that can go wrong: what Alex said is taken in, and taken in once."""

import asyncio
import contextlib
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from bot import intake
from care import models, words
from tests.family import Family
from tests.stories import faults, steps
from tests.stories.faults import ALEX, Fault, Host

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GET = "getUpdates"
PATIENCE = 10
REACHED_IN_A_SECOND = [faults.no_network(1)]
CASES = [
    pytest.param({"kind": "too_many_requests", "retry_after": 40}, [40], [], id="429"),
    *(
        pytest.param(case.values[0], [1], REACHED_IN_A_SECOND, id=case.id)
        for case in faults.ANY
        if case.id not in ("429", "401")
    ),
]


@pytest.fixture
def host(caplog: pytest.LogCaptureFixture) -> Iterator[Host]:
    made = Host(caplog)
    yield made
    made.check()


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The intake's waits take no time, and are written down."""
    slept: list[float] = []

    async def nap(seconds: float) -> None:
        if seconds != intake.SHORTEST_POLL:
            slept.append(seconds)
        await asyncio.sleep(0)

    stand_in = SimpleNamespace(**vars(asyncio))
    stand_in.sleep = nap
    monkeypatch.setattr(intake, "asyncio", stand_in)
    return slept


async def listens(family: Family, then: str) -> None:
    """The real polling runs until Alex reads something."""
    task = asyncio.create_task(family.app.intake.run())
    try:
        version = 0
        while not task.done() and not (await family.alex.last()).startswith(then):
            chat = f"/people/{ALEX}/messages?after={version}&timeout={PATIENCE}"
            version = (await family.ask(chat))["version"]
        assert not task.done()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    await family.settle()


@pytest.mark.parametrize(("fault", "waits", "lines"), CASES)
async def test_what_alex_wrote_is_answered_once(
    family: Family,
    host: Host,
    naps: list[float],
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
    waits: list[float],
    lines: list[str],
) -> None:
    if fault["kind"] == "hang":
        monkeypatch.setattr(intake, "READ_SECONDS", 0.3)
    await family.alex_is_set_up()
    before = len(await family.alex.heard())
    await faults.meets(family, fault, GET)
    await family.ask(f"/people/{ALEX}/messages", {"text": "question for the visit: the brace?"})
    await listens(family, "Kept for the visit")
    assert len(await family.alex.heard()) == before + 1
    notes = await family.rows(models.Answer)
    assert len(notes) == 1
    assert (naps, host.lines()) == (waits, lines)
    await faults.tomorrow(family)
    assert len(await family.alex.heard()) == before + 2


async def test_a_refused_token_ends_the_program_and_keeps_everything(
    family: Family, host: Host
) -> None:
    """What the host then reads is `host.revoked` (tests/endtoend/test_host.py)."""
    await family.alex_is_set_up()
    before = len(await family.alex.heard())
    await faults.meets(family, {"kind": "unauthorized"}, GET)
    await family.ask(f"/people/{ALEX}/messages", {"text": "/privacy"})
    with pytest.raises(intake.RevokedError):
        await asyncio.wait_for(family.app.intake.run(), PATIENCE)
    assert host.lines() == []
    assert "BOT_TOKEN" in words.say(words.ENGLISH, "host.revoked")
    await family.restarts()
    assert (await family.alex.last()).startswith("Kept, on the machine")
    assert len(await family.alex.heard()) == before + 1
    await faults.tomorrow(family)


@pytest.mark.parametrize("restart", [False, True], ids=["at_once", "after_a_restart"])
async def test_an_update_delivered_twice_counts_once(
    family: Family, host: Host, restart: bool
) -> None:
    await faults.at_home(family)
    await family.at(9)
    alex, sam = await faults.heard(family)
    await family.ask("/faults", {"kind": "duplicate_update", "chat": ALEX})
    asked = len([method for method, _ in family.requests if method == GET])
    for label in ("Done", "2"):
        message_id, data = await steps.data_of(family.alex, label)
        body = {"message_id": message_id, "data": data}
        await family.ask(f"/people/{ALEX}/taps", body)
        if restart:
            assert await family.app.intake.poll(0) == 1
            await family.app.due.drain()
            await family.restarts()
        await family.settle()
    await family.later(minutes=20)
    await family.alex.taps("As before")
    line = f"{steps.GENTLE}: done. As before within 20 min, pain 2."
    assert line in await family.alex.texts()
    await family.alex.says("question for the visit: the brace?")
    assert len([method for method, _ in family.requests if method == GET]) > asked + 3
    kinds = [row.kind for row in await family.rows(models.Answer)]
    assert kinds == ["outcome", "pain", "recovery", "question"]
    assert await faults.heard(family) == (alex + 1, sam)
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\n{line}\n{steps.FOOT}"
    await faults.tomorrow(family)
    assert await faults.heard(family) == (alex + 2, sam + 1)
    assert host.lines() == []
