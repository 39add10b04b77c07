"""One browser; for each test programs of its own, and a page that never does what it mustn't."""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser import chromium, desk
from tests.browser.desk import Desk, House
from tests.endtoend import programs as running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Where this machine has none it is said loudly, in CI it fails."""
    if chromium.find() is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("no Chromium on this machine, and the tests were told to have one")
        pytest.skip("NOT TESTED IN A BROWSER: this machine has no Chromium")
    async with chromium.launched() as made:
        yield made


@pytest.fixture(scope="session")
def forge() -> Iterator["subprocess.Popen[str]"]:
    with running.forge() as process:
        yield process


@pytest_asyncio.fixture(loop_scope="session")
async def house(
    tmp_path: Path, browser: Browser, forge: "subprocess.Popen[str]"
) -> AsyncIterator[House]:
    """A sandbox and a bot that nobody has spoken to yet."""
    async with desk.house(tmp_path, forge, browser) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def page(house: House) -> AsyncIterator[Desk]:
    """The chat page on a desk."""
    async with house.window() as made:
        await made.opens()
        yield made
        assert (made.outside, made.complaints) == ([], [])
