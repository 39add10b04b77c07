"""What can't be right ends the program at once: one line that names the setting, exit code 2."""

from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from tests.endtoend.programs import Programs, Spawned, environment

# No address of anybody's: nothing is ever asked for there.
FINE = "123456789:TEST-token-of-nobody-for-nothing-00"
WRONG = {
    "placeholder": ("BOT_TOKEN", "your-token-from-BotFather"),
    "malformed token": ("BOT_TOKEN", "12345:TEST"),
    "no scheme": ("TELEGRAM_API_URL", "localhost:8081"),
    "no web address": ("TELEGRAM_API_URL", "ftp://localhost"),
    "unknown database": ("DATABASE_URL", "mysql://root:hunter2@localhost/baseline"),
    "no database": ("DATABASE_URL", "hunter2"),
    "no server": ("DATABASE_URL", "postgresql://somebody:hunter2@127.0.0.1:1/baseline"),
    "no folder": ("DATABASE_URL", "sqlite:///a-file/baseline.db"),
    "unknown registration": ("REGISTRATION", "everybody"),
    "unknown level": ("LOG_LEVEL", "chatty"),
    "no key": ("DATA_KEY", "hunter2"),
    "open webhook": ("WEBHOOK_URL", "http://hunter2.example/telegram"),
    "short secret": ("WEBHOOK_SECRET", "hunter2"),
    "no port": ("PORT", "hunter2"),
}


@pytest.fixture(scope="module")
def started(
    tmp_path_factory: pytest.TempPathFactory, forge: "Popen[str]"
) -> Iterator[dict[str, Spawned]]:
    """All of them at once: each takes a second to say no."""
    programs = Programs(tmp_path_factory.mktemp("settings"), forge)
    (programs.folder / "a-file").write_text("not a folder")
    try:
        yield {key: _start(programs, *WRONG[key]) for key in WRONG}
    finally:
        programs.end()
    programs.check()


def _start(programs: Programs, name: str, value: str) -> Spawned:
    fine = {"BOT_TOKEN": FINE, "DATABASE_URL": "sqlite:///fine.db"}
    return programs.start("bot", "run", env=environment(**(fine | {name: value})))


@pytest.mark.parametrize("key", WRONG)
async def test_one_line_names_the_setting(started: dict[str, Spawned], key: str) -> None:
    bot = started[key]
    name, value = WRONG[key]
    # A server that isn't there may be in a moment: who started the bot shall try again.
    assert await bot.ends() == (1 if key == "no server" else 2)
    assert bot.out == ""
    assert bot.err.startswith(f"{name}: ")
    assert bot.err.count("\n") == 1
    assert "hunter2" not in bot.err
    assert value not in bot.err


async def test_the_file_is_read_too(programs: Programs, tmp_path: Path) -> None:
    """`.env` in the folder it is started in; what the environment says wins."""
    (tmp_path / ".env").write_text(f"BOT_TOKEN={FINE}\nLOG_LEVEL=chatty\n")
    bot = programs.start("bot", "run")
    assert await bot.ends() == 2
    assert bot.err.startswith("LOG_LEVEL: ")
