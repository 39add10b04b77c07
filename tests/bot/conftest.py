from collections.abc import AsyncIterator

import pytest

from tests.bot.tiny import Tiny


@pytest.fixture
async def tiny() -> AsyncIterator[Tiny]:
    made = Tiny()
    async with made.server:
        yield made
        made.closing.set()
