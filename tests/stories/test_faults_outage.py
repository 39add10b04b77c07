"""Telegram is away for six hours, the bot runs and tries: no burst, one line, nothing merged."""

import datetime as dt
from collections.abc import Iterator

import pytest

from care import kinds, models, store
from care.kinds import Reason, Sending, State
from tests.family import Family
from tests.stories import faults, steps
from tests.stories.faults import Host
from tests.stories.steps import FOOT, GENTLE
from tests.stories.test_faults_blocked import mallory_has_hers

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
AWAY = "The bot, or Telegram, was away from 2026-11-23 13:00 to 2026-11-23 19:00 (UTC). "


@pytest.fixture
def host(caplog: pytest.LogCaptureFixture) -> Iterator[Host]:
    made = Host(caplog)
    yield made
    made.check()


async def tries_until(family: Family, end: dt.datetime) -> None:
    """The bot runs and tries; nobody hears of it, and it hears of nobody."""
    while (at := await family.app.db.run(store.next_due)) and at <= end:
        family.clock.at = max(at, family.clock.at)
        await family.app.due.settle()
    family.clock.at = end
    await family.app.due.settle()


async def test_six_hours_for_two_circles(family: Family, host: Host) -> None:
    await faults.at_home(family)
    await steps.add_routine(family, "Breathing", dt.time(15))
    await steps.add_routine(family, "Hands", dt.time(19, 15))
    await mallory_has_hers(family, "16:00")
    await family.at(9)
    await family.alex.taps("Done", "1")
    await family.later(minutes=10)
    await family.alex.taps("As before")
    await family.at(14)
    people = (family.alex, family.sam, family.mallory)
    before = [len(await one.heard()) for one in people]
    for method in ("sendMessage", "editMessageText"):
        await faults.always(family, {"kind": "server_error"}, method)
    await tries_until(family, family.clock.at + dt.timedelta(hours=6))
    assert [len(await one.heard()) for one in people] == before
    await faults.over(family)
    await family.ask("/clock", {"to": family.clock.at.isoformat()})
    await family.settle()
    await family.later(minutes=30)
    # Alex has the prompt of an hour ago, Sam the evening's message; the others came too late.
    after = [len(await one.heard()) for one in people]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 0]
    assert (await family.alex.last()).startswith("Hands · about 5 min")
    line = f"{GENTLE}: done. As before within 10 min, pain 1."
    assert await family.sam.last() == f"Monday 23 Nov\n{line}\n{FOOT}"
    kept = [(row.state, row.reason) for row in await family.rows(models.Session)]
    assert kept == [
        (State.OPEN, None),
        *[(State.NOT_DELIVERED, Reason.NO_NETWORK)] * 2,
        (State.OPEN, None),
    ]
    # One line of it all, for everybody, and not again; the two prompts are counted.
    (told,) = host.lines()
    assert told == f"{AWAY}Messages that came too late and were not sent: 2. They are kept as that."
    # No row was sent twice, and the next day is as every day.
    sent = await family.rows(models.Message, models.Message.state == Sending.SENT)
    assert {row.resends for row in sent} == {0}
    await faults.tomorrow(family)
    await family.at(20)
    assert [line for line in host.lines() if "away" in line] == [told]
    prompts = [row.due.day for row in await steps.sent(family, kinds.Kind.PROMPT)]
    assert sorted(prompts) == [23, 23, 24, 24, 24, 24]
