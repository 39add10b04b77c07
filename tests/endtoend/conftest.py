"""The forge, once; the processes of each test, gone and looked through at its end."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.endtoend import programs as running
from tests.endtoend.programs import Programs


@pytest.fixture(scope="session")
def forge() -> Iterator["subprocess.Popen[str]"]:
    with running.forge() as process:
        yield process


@pytest.fixture
def programs(tmp_path: Path, bot_api: None, forge: "subprocess.Popen[str]") -> Iterator[Programs]:
    """Processes, that all end with the test and never told a token."""
    made = Programs(tmp_path, forge)
    try:
        yield made
    finally:
        made.end()
    made.check()
