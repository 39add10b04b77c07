"""What a start loads, and what it leaves until somebody needs it: a board has little memory."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Of a program for SQLite and long polling. MB: tzfpy 37, alembic 7, telegram.ext 4, the server 2.
LATE = (
    "aiohttp.web",
    "alembic",
    "psycopg",
    "segno",
    "telegram.ext",
    "typst",
    "tzfpy",
)
PROGRAM = f"""
import sys
from pydantic import SecretStr
import bot.__main__
from bot import app, settings
built = app.build(settings.Settings(
    _env_file=None,
    bot_token=SecretStr("123456789:TEST-token-that-opens-nothing-at-all-0"),
    database_url=SecretStr("sqlite:///" + sys.argv[1]),
))
print(*(name for name in {LATE} if name in sys.modules))
"""


def test_nothing_heavy_is_imported_at_the_start(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "baseline.db")]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert (found.stdout.split(), found.stderr) == ([], "")
