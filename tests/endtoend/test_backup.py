"""`python -m bot backup` and `restore`, as a host calls them, while Alex taps; and kill -9."""

import contextlib
import os
import re
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import copies
from tests.endtoend.host import Host, free_port, host
from tests.endtoend.programs import PATIENCE, Programs, Spawned
from tests.endtoend.test_host import due_now

# Enough that a copy takes a moment, and can be frozen in its middle.
ROWS = 60_000


@pytest.fixture
async def machine(programs: Programs) -> AsyncIterator[Host]:
    async with host(programs, free_port()) as made:
        made.database.parent.mkdir(parents=True, exist_ok=True)
        yield made


def backups(machine: Host) -> list[Path]:
    return sorted((machine.database.parent / "backups").glob("baseline-*.db"))


def fill(file: Path) -> None:
    """A bot that has run for years."""
    with closing(sqlite3.connect(file, timeout=5)) as rows, rows:
        rows.executemany(
            "INSERT INTO aside (update_id, reason, at) VALUES (?, ?, '2026-01-01 00:00:00.000000')",
            ((-n, "x" * 500) for n in range(ROWS)),
        )


def told(machine: Host, command: str, *words: str) -> Spawned:
    """The command, beside the bot, with the same settings."""
    return machine.bot(command, *words)


@contextlib.contextmanager
def frozen_in_the_middle(machine: Host) -> Iterator[Spawned]:
    """A backup that has begun to write, and doesn't go on."""
    part = machine.database.parent / "backups" / "baseline.part"
    before = len(backups(machine))
    started = told(machine, "backup")
    end = time.monotonic() + PATIENCE
    while not (part.exists() and part.stat().st_size):
        assert time.monotonic() < end and started.alive(), started.err
        time.sleep(0.0005)
    started.signal(signal.SIGSTOP)
    assert part.exists() and len(backups(machine)) == before, "it was too quick"
    yield started


async def test_nobody_waits_for_it_and_half_of_one_is_none(machine: Host) -> None:
    await machine.sandbox()
    bot = machine.bot()
    await machine.alex_is_set_up(bot)
    await bot_made_one(machine)
    fill(machine.database)
    due_now(machine)
    await machine.alex.says("/help")

    with frozen_in_the_middle(machine) as backup:
        # However long it takes: Alex's tap is kept meanwhile, and it isn't in that copy.
        await machine.alex.taps("Done")
        await machine.alex.taps("3")
        await machine.alex.sees(lambda all_: any("Tap when" in m["text"] for m in all_), "Thanks")
        backup.signal(signal.SIGCONT)
        assert await backup.ends() == 0
    made = backups(machine)[-1]
    assert answers(machine.database) == answers(made) + 2
    assert f"Made and verified: {made}." in backup.out

    good = backups(machine)
    with frozen_in_the_middle(machine) as backup:
        backup.kill()
    assert backups(machine) == good
    again = told(machine, "backup")
    assert await again.ends() == 0
    assert len(backups(machine)) == len(good) + 1
    assert [p.name for p in made.parent.iterdir() if not p.name.startswith("baseline-2")] == []
    assert not [p for p in private(machine) if p.stat().st_mode & 0o077]
    bot.signal(signal.SIGTERM)
    assert await bot.ends(5) == 0
    assert bot.err == ""


async def bot_made_one(machine: Host) -> None:
    """By itself, soon after its first start."""
    end = time.monotonic() + PATIENCE
    while not backups(machine):
        assert time.monotonic() < end
        await machine.alex.chat(-1, 0.1)


def answers(file: Path) -> int:
    with closing(sqlite3.connect(file)) as rows:
        return int(rows.execute("SELECT count(*) FROM answer").fetchone()[0])


def private(machine: Host) -> list[Path]:
    """All that this machine keeps about anybody."""
    folder = machine.database.parent
    return [*folder.glob("*.db*"), *folder.glob("*.lock"), *(folder / "backups").rglob("*")]


async def test_the_day_goes_on_after_a_restore(machine: Host) -> None:
    """Refused while the bot runs; then done, and the same family is asked and answers."""
    await machine.sandbox()
    bot = machine.bot()
    await machine.alex_is_set_up(bot)
    await machine.alex.says("slept badly")
    await machine.alex.reads("Your note is kept.")
    backup = told(machine, "backup")
    assert await backup.ends() == 0
    copy = backups(machine)[-1]
    await machine.alex.says("a note from after it")
    await machine.alex.sees(lambda all_: sum("note is kept" in m["text"] for m in all_) == 2, "it")

    refused = told(machine, "restore", str(copy), "--replace")
    assert await refused.ends() == 2
    assert refused.err == "The bot is running. End it first; nothing was changed.\n"
    bot.kill()
    before = len(await machine.alex.heard())
    done = told(machine, "restore", str(copy), "--replace")
    assert await done.ends() == 0
    assert done.out.startswith(f"Restored: {copy}. Circles: 1; answers and notes: ")
    assert done.err == ""
    assert answers(backups(machine)[-1]) == answers(machine.database) + 1

    bot = machine.bot()
    await bot.says("Running as @")
    assert "start=" not in bot.out
    due_now(machine)
    await machine.alex.says("/help")
    await machine.alex.taps("Done")
    await machine.alex.taps("2")
    await machine.alex.sees(lambda all_: any("Tap when" in m["text"] for m in all_), "Thank you")
    assert len(await machine.alex.heard()) <= before + 2
    with closing(sqlite3.connect(machine.database)) as rows:
        said = rows.execute("SELECT id FROM answer ORDER BY id").fetchall()
    assert said[-1][0] > copies.APART
    bot.signal(signal.SIGTERM)
    assert await bot.ends(5) == 0


def umask_of(bot: Spawned) -> str:
    """What the system says of a process; nothing where it doesn't tell."""
    status = Path(f"/proc/{bot.pid}/status")
    found = re.search(r"Umask:\s+(\d+)", status.read_text()) if status.exists() else None
    return found[1] if found else ""


async def test_whatever_the_umask_nobody_else_can_read(machine: Host) -> None:
    """Also what an older version had left open; and no folder that isn't ours is touched."""
    before = os.umask(0)
    try:
        await machine.sandbox()
        bot = machine.bot()
        await machine.alex_is_set_up(bot)
        await bot_made_one(machine)
        found = private(machine)
        assert {path.suffix for path in found} >= {".db", ".db-wal", ".db-shm", ".lock"}
        assert {path.name for path in found} >= {"sandbox.db", "baseline.db"}
        assert {path.stat().st_mode & 0o077 for path in found} == {0}
        assert umask_of(bot) in ("0077", "")
        bot.kill()
        for path in found:
            path.chmod(0o644)
        machine.database.parent.chmod(0o755)
        bot = machine.bot()
        await bot.says("Running as @")
        ours = [path for path in private(machine) if path.name.startswith("baseline")]
        assert {path.stat().st_mode & 0o077 for path in ours if path.suffix != ".lock"} == {0}
        assert machine.database.parent.stat().st_mode & 0o777 == 0o755
    finally:
        os.umask(before)


async def test_the_programs_own_folder_is_closed(machine: Host) -> None:
    """`data/`, where the program runs: from an older version, or made now."""
    await machine.sandbox()
    folder = machine.programs.folder / "data"
    for mode in (None, 0o755):
        if mode:
            folder.chmod(mode)
        bot = machine.bot(DATABASE_URL="sqlite:///data/baseline.db")
        await bot.says("Running as @")
        assert folder.stat().st_mode & 0o777 == 0o700
        bot.kill()
