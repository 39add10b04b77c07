"""Copies of an SQLite file: whole or not there, for nobody else's eyes, and gone in time."""

import datetime as dt
import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import backups, copies, files
from care import db, words
from tests.bot.tiny import StillClock
from tests.care.rows import MONDAY, Home, household
from tests.care.test_erasing import OURS, THEIRS, checkpoint, erase, years

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.timedelta(days=1)


@pytest.fixture
def source(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bot's file with two circles in it."""
    monkeypatch.setattr(db, "SYNCHRONOUS", "OFF")
    file = tmp_path / "data" / "baseline.db"
    file.parent.mkdir()
    shutil.copyfile(migrated_file, file)
    database = db.Database(f"sqlite:///{file}")
    for number in (1, 2):
        household(database, number)
    database.close()
    return file


def home(number: int) -> Home:
    """What `household` gave for the circles of `source`, as far as is needed here."""
    members = (2 * number - 1, 1000 + number, 2 * number, 2000 + number)
    return Home(number, *members, number)


@pytest.fixture
def database(source: Path) -> Iterator[db.Database]:
    made = db.Database(f"sqlite:///{source}")
    yield made
    made.close()


def rows(file: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# Which of them stay

TODAY = dt.date(2026, 11, 28)
FIRST = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
INSTANTS = st.integers(0, 145 * 24 * 60).map(lambda n: FIRST + dt.timedelta(minutes=n))


@given(st.lists(INSTANTS, max_size=60), st.dates(dt.date(2026, 10, 1), dt.date(2026, 12, 10)))
def test_which_of_them_stay(made: list[dt.datetime], today: dt.date) -> None:
    stay = backups.keep(made, today)
    assert stay <= set(made)
    of_now = {at for at in stay if at.date() <= today}
    assert len(of_now) <= backups.DAILY + backups.WEEKLY == 11
    assert all(today - at.date() < backups.GONE_AFTER for at in of_now)
    # The newest of today is never among those that go, nor what a wrong clock has dated ahead.
    todays = [at for at in made if at.date() == today]
    assert not todays or max(todays) in stay
    assert {at for at in made if at.date() > today} <= stay
    # Nobody goes back on it: what stays today would stay if the others had never been.
    assert backups.keep(stay, today) == stay


def test_seven_days_and_four_weeks() -> None:
    """Of half a year of nights, seen on a Saturday."""
    nights = [dt.datetime(2026, 11, 28, 3, 37, tzinfo=dt.UTC) - DAY * n for n in range(180)]
    stay = sorted(backups.keep(nights, TODAY), reverse=True)
    assert [(TODAY - at.date()).days for at in stay] == [0, 1, 2, 3, 4, 5, 6, 13, 20, 27]
    monday = dt.date(2026, 11, 30)
    stay = sorted(backups.keep([at + 2 * DAY for at in nights], monday), reverse=True)
    assert [(monday - at.date()).days for at in stay] == [0, 1, 2, 3, 4, 5, 6, 8, 15, 22]


@given(st.lists(INSTANTS, min_size=1, max_size=8))
def test_night_after_night_each_goes_in_its_time(made: list[dt.datetime]) -> None:
    """However they came about, and whether the bot ran in between."""
    first = min(made).date()
    kept = set(made)
    for n in range(0, 240, 5):
        kept = backups.keep(kept, first + DAY * n)
    assert kept == set()


def test_what_the_family_is_told_is_so() -> None:
    said = f"gone after {backups.GONE_AFTER.days // 7} weeks"
    hosting = " ".join((ROOT / "docs" / "hosting.md").read_text().split())
    assert said in words.say("en", "privacy.text")
    assert said in words.say("en", "erase.stays")
    assert said in hosting


def test_the_old_ones_go_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "baseline.db"
    folder = files.backups(source)
    folder.mkdir()
    go = [
        "baseline-20261001-033700.db",
        "baseline-20261001-033700.db-wal",
        "baseline-20261127-033700.db",
        "baseline-20261001-033700.damaged",
        "baseline-20261001-033700.damaged-wal",
    ]
    stay = [
        "baseline-20261127-120000.db",
        "baseline-20261128-033700.db",
        "baseline-20261128-033700.damaged",
        "baseline-20261399-033700.db",
        "baseline-before-the-update.db",
        "demo-20261001-033700.db",
        "holiday.jpg",
    ]
    for name in go + stay:
        (folder / name).touch()
    backups.prune(source, folder, TODAY)
    assert left(folder) == sorted(stay)


# Making one


def test_a_copy_has_every_row(source: Path, tmp_path: Path) -> None:
    made = backups.make(source, tmp_path / "else" / "where", MONDAY)
    assert made == tmp_path / "else" / "where" / "baseline-20261123-060000.db"
    assert left(made.parent) == [made.name]
    counts = copies.check(made)
    assert counts["circle"] == 2
    for table in counts:
        assert rows(made, table) == rows(source, table)


def test_it_is_for_nobody_elses_eyes(source: Path) -> None:
    before = os.umask(0)
    try:
        made = backups.make(source, files.backups(source), MONDAY)
    finally:
        os.umask(before)
    assert made.stat().st_mode & 0o777 == 0o600
    assert made.parent.stat().st_mode & 0o777 == 0o700


def test_while_somebody_writes(database: db.Database, source: Path, tmp_path: Path) -> None:
    """What isn't committed isn't in it; what is committed only in the log is."""
    household(database, 3)
    assert source.with_name("baseline.db-wal").stat().st_size > 0
    made = backups.make(source, tmp_path / "copies", MONDAY)
    assert copies.check(made)["circle"] == 3


# As fast as it can, in a process of its own.
WRITES = """
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=9)
rows.execute("PRAGMA synchronous=OFF")
for number in range(10_000_000):
    rows.execute("INSERT INTO seen VALUES (?, '2026-11-23 06:00:00.000000')", (number,))
    rows.execute("INSERT INTO pulse VALUES (?, '2026-11-23 06:00:00.000000')", (str(number),))
"""


def test_both_counts_are_of_one_moment(source: Path, tmp_path: Path) -> None:
    """Whoever writes without a pause, a copy has what was there when it began."""
    with subprocess.Popen([sys.executable, "-c", WRITES, str(source)]) as writer:
        try:
            made = [backups.make(source, tmp_path / str(n), MONDAY) for n in range(25)]
        finally:
            writer.kill()
    grown = [copies.check(one)["seen"] for one in made]
    assert grown == sorted(grown)
    assert grown[-1] > grown[0]


def test_what_was_erased_is_not_in_the_next_one(database: db.Database, source: Path) -> None:
    """Not even where the file itself still has it in its free space, and in its log."""
    ours = home(1)
    years(database, ours, home(2))
    folder = files.backups(source)
    before = backups.make(source, folder, MONDAY)
    erase(database, ours)
    after = backups.make(source, folder, MONDAY + DAY)
    checkpoint(database)
    assert OURS.encode() in source.read_bytes()
    assert OURS.encode() in before.read_bytes()
    assert OURS.encode() not in after.read_bytes()
    assert THEIRS.encode() in after.read_bytes()


def damage(file: Path) -> None:
    """Some of its pages are another's."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(file.read_bytes())
    chance = random.Random(7)
    for _ in range(12):
        start = chance.randrange(1, len(data) // 4096) * 4096
        data[start : start + 4096] = chance.randbytes(4096)
    file.write_bytes(bytes(data))


def test_one_that_is_damaged_is_no_backup(source: Path) -> None:
    folder = files.backups(source)
    good = backups.make(source, folder, MONDAY)
    damage(source)
    with pytest.raises(backups.TROUBLE) as raised:
        backups.make(source, folder, MONDAY + DAY)
    assert backups.reason(raised.value) == "the database is damaged"
    assert left(folder) == [good.name]


def test_rows_that_were_lost_on_the_way_are_noticed(source: Path, tmp_path: Path) -> None:
    """A copy is held against what was there at its moment."""
    other = tmp_path / "other.db"
    shutil.copyfile(source, other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("DELETE FROM message WHERE id = (SELECT max(id) FROM message)")
        connection.commit()
    part = tmp_path / "part"
    part.touch()
    real = copies.check
    counts = copies.copy(source, part)
    assert real(other) != counts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies, "check", lambda _: real(other))
        part.write_bytes(b"")
        with pytest.raises(copies.NotWholeError):
            copies.copy(source, part)


def test_two_at_once(source: Path) -> None:
    folder = files.backups(source)
    folder.mkdir()
    other = copies.empty(folder / "baseline.part")
    try:
        with pytest.raises(files.BusyError) as raised:
            backups.make(source, folder, MONDAY)
    finally:
        os.close(other)
    assert backups.reason(raised.value) == "another backup is under way"
    # Whoever had it is gone: what they left is written over.
    (folder / "baseline.part").write_bytes(b"half of it" * 9999)
    (folder / "baseline.part-journal").write_bytes(b"half of it")
    made = backups.make(source, folder, MONDAY)
    assert left(folder) == [made.name]


def full(limit: int) -> None:
    """No file may grow beyond that: the disk is full for whoever tries."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


@pytest.mark.parametrize("limit", [0, 100_000])
def test_a_disk_that_is_full(source: Path, limit: int) -> None:
    folder = files.backups(source)
    good = backups.make(source, folder, MONDAY)
    before = good.read_bytes()
    found = subprocess.run(
        [sys.executable, "-m", "bot", "backup"],
        cwd=source.parent.parent,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: full(limit),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (1, "")
    assert re.fullmatch(r"No backup was made: [\w /]+\.\n", found.stderr)
    assert left(folder) == [good.name]
    assert good.read_bytes() == before


# By itself


async def nothing() -> None:
    """Nobody keeps a list here."""


def nightly(source: Path, at: dt.datetime) -> backups.Nightly:
    return backups.Nightly(source, StillClock(at), nothing)


async def test_nights(source: Path) -> None:
    for n in range(60):
        await nightly(source, MONDAY + DAY * n).night()
        assert len(left(files.backups(source))) <= 11
    # Night after night the same stay as if all had been there to choose from.
    nights = [MONDAY + DAY * n for n in range(60)]
    stay = backups.keep(nights, nights[-1].date())
    folder = files.backups(source)
    assert left(folder) == sorted(backups.named(source, folder, at).name for at in stay)


async def test_who_was_off_at_night_makes_one_up(source: Path) -> None:
    folder = files.backups(source)
    for ahead, expected in ((0, 1), (3, 1), (24, 1), (25, 2), (26, 2), (60, 3)):
        await nightly(source, MONDAY + dt.timedelta(hours=ahead)).catch_up()
        assert len(left(folder)) == expected


def move_away(source: Path) -> None:
    source.rename(source.with_name("elsewhere"))


async def test_one_that_fails_is_one_line_and_the_old_ones_still_go(
    source: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = files.backups(source)
    await nightly(source, MONDAY).night()
    move_away(source)
    await nightly(source, MONDAY + DAY).night()
    assert left(folder) == ["baseline-20261123-060000.db"]
    said = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert said == ["No backup was made: unable to open database file."]
    await nightly(source, MONDAY + backups.GONE_AFTER).night()
    assert left(folder) == []
