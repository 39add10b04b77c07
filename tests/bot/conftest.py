import logging
import sys
from collections.abc import AsyncIterator, Iterator

import pytest

from bot import logs
from tests.bot.tiny import Tiny


@pytest.fixture
async def tiny() -> AsyncIterator[Tiny]:
    made = Tiny()
    async with made.server:
        yield made
        made.closing.set()


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    known = [logging.getLogger(name) for name in (*logs.OURS, "telegram", "asyncio")]
    levels = [(one, one.level) for one in (root, *known)]
    hook = sys.excepthook
    yield
    sys.excepthook = hook
    root.handlers[:] = before
    for one, level in levels:
        one.setLevel(level)
