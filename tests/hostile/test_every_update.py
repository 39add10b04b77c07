"""Updates of every type, whole and broken, through the real intake over HTTP.

Each is followed by a good tap of Alex's in the same batch, which goes through. What is the same for
all of them is `door.Door`'s to hold.
"""

import pytest

from tests.family import Family
from tests.hostile import updates as sent
from tests.hostile.door import PEOPLE, Door
from tests.hostile.updates import ALEX, SAM
from tests.stories import steps

KNOWN = {ALEX, SAM}


@pytest.fixture
async def door(family: Family) -> Door:
    made = Door(family)
    await made.opens()
    return made


async def nothing_new(door: Door, before: dict[str, int]) -> None:
    """No row about anybody came; the number of what was put aside is about nobody."""
    after = await steps.counts(door.family)
    # Alex's good tap is noted.
    assert after.pop("seen") == before.pop("seen") + 1
    assert after.pop("aside") >= before.pop("aside")
    assert after == before


async def test_whatever_telegram_may_send(door: Door) -> None:
    found = sent.some(sent.updates)
    assert {one.kind for one in found} == set(sent.kinds())
    for one in found:
        knows = one.scene.sender in KNOWN and one.scene.type == "private"
        before = {} if knows else await steps.counts(door.family)
        came = await door.comes(one)
        assert came.aside == (), one
        assert came.written & PEOPLE <= {str(one.scene.chat)}, one
        if not knows:
            await nothing_new(door, before)


async def test_whatever_telegram_would_never_send(door: Door) -> None:
    aside = 0
    for one in sent.some(sent.broken_updates):
        before = await steps.counts(door.family)
        came = await door.comes(one)
        aside += len(came.aside)
        theirs = {str(one.scene.chat)} if one.scene.is_real else set()
        assert came.written & PEOPLE <= theirs, one
        if one.scene.sender not in KNOWN or not one.scene.is_real:
            await nothing_new(door, before)
    assert aside > 20
    # A tap without its number can't be answered as Telegram would have it.
    broken = door.family._broken
    broken[:] = [said for said in broken if not said.startswith("answerCallbackQuery")]
