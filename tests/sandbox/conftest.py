from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sandbox.clock import Clock
from sandbox.store import Store
from tests.sandbox.driver import Driver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "sandbox.db")
    yield store
    store.close()


@pytest.fixture
async def sandbox(store: Store) -> AsyncIterator[Driver]:
    driver = Driver(store, Clock(store, frozen=MORNING))
    async with driver.http:
        yield driver
