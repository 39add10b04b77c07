"""What the doctor says of each thing, one line each; it only looks."""

import datetime as dt
import os
import shutil
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot import __main__ as commands
from bot import backups, doctor, files, looking, schema, settings
from bot.doctor import State
from care import db, private, store
from tests.bot.tiny import TOKEN

NOW = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
CLOCK = SimpleNamespace(now=lambda: NOW)
TELEGRAM = looking.Telegram("family_bot", answered=True, ahead=dt.timedelta(seconds=2))
MINUTES = dt.timedelta(minutes=1)
Ask = Callable[..., looking.Telegram | None]


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> Callable[[looking.Telegram | None], None]:
    """What becomes of a getMe."""

    def becomes(found: looking.Telegram | None) -> None:
        monkeypatch.setattr(looking, "ask", lambda *_: found)

    becomes(TELEGRAM)
    return becomes


def given(
    url: str, token: str | None = TOKEN, key: str = "", api: str = "http://127.0.0.1:1"
) -> Any:
    return settings.Settings(
        _env_file=None,  # type: ignore[call-arg]
        bot_token=SecretStr(token) if token else None,
        telegram_api_url=api,
        database_url=SecretStr(url),
        data_key=SecretStr(key),
    )


def lines(url: str, token: str | None = TOKEN, key: str = "") -> dict[str, str]:
    """The lines, by the thing they are about."""
    found = [str(one) for one in doctor.examine(given(url, token, key), url, CLOCK)]
    assert all(line.startswith(("ok: ", "look here: ")) and "\n" not in line for line in found)
    return {line.partition(": ")[2].partition(":")[0]: line for line in found}


def worst(url: str) -> State:
    return max(one.state for one in doctor.examine(given(url), url, CLOCK))


@pytest.fixture
def running(database_url: str, telegram: object) -> Iterator[db.Database]:
    """A bot that has the database open, and was well a moment ago."""
    made = db.Database(database_url)
    beats(made, dt.timedelta(seconds=20))
    yield made
    made.close()


def beats(database: db.Database, ago: dt.timedelta) -> None:
    for name in ("poll", "round"):
        database.write(store.beat, name, NOW - ago)


def test_all_is_well_beside_a_bot_that_runs(running: db.Database) -> None:
    found = lines(running.url)
    on_server = not running.is_sqlite
    assert found.pop("Backups") == (
        "ok: Backups: the rows are on a database server. Back them up there."
        if on_server
        else "look here: Backups: there is none yet. The bot makes one each night, or soon after "
        "its start."
    )
    assert [line.partition(":")[0] for line in found.values()] == ["ok"] * 10
    assert found["Token"] == "ok: Token: Telegram knows it. The bot answers as @family_bot."
    assert found["Telegram"] == "ok: Telegram: last heard 20 seconds ago."
    assert worst(running.url) == (State.WELL if on_server else State.LOOK)


def test_it_never_waits_for_who_writes(running: db.Database) -> None:
    """Nor makes them wait: a transaction is under way, and goes on."""

    def write(session: Any) -> None:
        store.beat(session, "poll", NOW)
        session.flush()
        assert lines(running.url)["Telegram"] == "ok: Telegram: last heard 20 seconds ago."

    running.write(write)
    assert lines(running.url)["Telegram"] == "ok: Telegram: last heard a moment ago."


@pytest.mark.parametrize(
    ("ago", "said", "well"),
    [
        (dt.timedelta(seconds=-5), "a moment", True),
        (dt.timedelta(seconds=1), "a moment", True),
        (dt.timedelta(seconds=119), "119 seconds", True),
        (dt.timedelta(seconds=150), "2 minutes", True),
        (dt.timedelta(minutes=4), "4 minutes", False),
        (dt.timedelta(minutes=119), "119 minutes", False),
        (dt.timedelta(hours=3), "3 hours", False),
        (dt.timedelta(days=9), "9 days", False),
    ],
)
def test_when_it_last_heard(ago: dt.timedelta, said: str, well: bool) -> None:
    line = str(doctor._heard("poll", NOW - ago, NOW))
    assert line == (
        f"ok: Telegram: last heard {said} ago."
        if well
        else f"look here: Telegram: last heard {said} ago. Is the bot running?"
    )


def test_a_bot_that_does_not_run(running: db.Database) -> None:
    beats(running, 180 * MINUTES)
    running.close()
    found = lines(running.url)
    assert found["Prompts"].startswith("look here: ")
    assert worst(running.url) == State.LOOK


def test_a_clock_that_went_back(running: db.Database) -> None:
    beats(running, -120 * MINUTES)
    assert lines(running.url)["Clock"].startswith("look here: Clock: it went back by 2 hours")


def test_one_that_never_heard(database_url: str, telegram: object) -> None:
    found = lines(database_url)
    assert found["Telegram"] == (
        "look here: Telegram: the bot has not heard from it yet. Is it running?"
    )


@pytest.mark.parametrize(
    ("asked", "said", "state"),
    [
        (looking.Telegram(answered=True, refused=True), "refuses it", State.SETTING_IS_WRONG),
        (looking.Telegram(answered=True), "what answers is not Telegram", State.LOOK),
        (looking.Telegram(), "can't be reached", State.LOOK),
    ],
)
def test_the_token(
    running: db.Database, telegram: Any, asked: looking.Telegram, said: str, state: State
) -> None:
    telegram(asked)
    assert said in lines(running.url)["Token"]
    assert worst(running.url) == state


def test_no_token_is_the_sandbox(database_url: str, telegram: Any) -> None:
    """Whose clock is moved by hand: no pulse is held against this machine's."""
    database = db.Database(database_url)
    beats(database, -5000 * MINUTES)
    database.close()
    telegram(None)
    found = lines(database_url, None)
    assert found["Token"] == "ok: Token: none set, so the sandbox is used."
    assert "Telegram" not in found
    assert all(line.startswith("ok: ") for line in found.values())


@pytest.mark.parametrize(
    ("ahead", "well"), [(-70, False), (-50, True), (0, True), (50, True), (70, False)]
)
def test_the_clock_against_telegrams(
    running: db.Database, telegram: Any, ahead: int, well: bool
) -> None:
    off = dt.timedelta(seconds=ahead)
    telegram(looking.Telegram("family_bot", answered=True, ahead=off))
    assert lines(running.url)["Clock"].startswith("ok: " if well else "look here: Clock: it is wr")


# The database


def revision(url: str, number: str) -> None:
    engine = db.engine(url)
    with engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number})
        connection.commit()
    engine.dispose()


def test_an_older_and_a_newer_schema(database_url: str, telegram: object) -> None:
    revision(database_url, "0001")
    assert "brought up to date" in lines(database_url)["Database"]
    revision(database_url, "9999")
    assert "newer than this program" in lines(database_url)["Database"]
    assert worst(database_url) == State.LOOK
    with pytest.raises(settings.RefusedError, match="DATABASE_URL: a newer version"):
        commands._upgrade(database_url)
    # The next test gets the same database.
    revision(database_url, schema.head())


def test_a_database_that_is_not_there_yet(tmp_path: Path, telegram: object) -> None:
    """And isn't afterwards, nor its folder."""
    url = f"sqlite:///{tmp_path / 'data' / 'baseline.db'}"
    found = lines(url)
    assert found["Database"] == "ok: Database: not there yet. The first start makes it."
    assert worst(url) == State.WELL
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_left_beside_one_that_nobody_has_open(
    migrated_file: Path, tmp_path: Path, telegram: object
) -> None:
    file = tmp_path / "base line#1.db"
    shutil.copyfile(migrated_file, file)
    before = file.read_bytes(), file.stat().st_mtime_ns
    assert looking.rows(f"sqlite:///{file}").schema == looking.Schema.CURRENT
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_no_database(tmp_path: Path, telegram: object) -> None:
    file = tmp_path / "baseline.db"
    file.write_text("Dear diary, this is no database at all." * 100)
    assert lines(f"sqlite:///{file}")["Database"] == (
        "look here: Database: it can't be opened. Check DATABASE_URL, the disk and the folder's "
        "owner: file is not a database"
    )
    # What can't be told isn't.
    assert "Private text" not in lines(f"sqlite:///{file}")


def test_a_server_that_is_not_there(telegram: object) -> None:
    found = lines("postgresql://somebody:hunter2@127.0.0.1:1/baseline")
    assert found["Database"].startswith("look here: Database: it can't be opened.")
    assert "hunter2" not in found["Database"]
    assert found["Disk"] == "ok: Disk: the rows are on a database server. Look there."


def test_a_bot_that_was_killed(migrated_file: Path, tmp_path: Path, telegram: object) -> None:
    """What it wrote last is beside its file, and is read."""
    file, copy = tmp_path / "baseline.db", tmp_path / "killed.db"
    shutil.copyfile(migrated_file, file)
    database = db.Database(f"sqlite:///{file}")
    beats(database, MINUTES)
    for end in ("", "-wal", "-shm"):
        shutil.copyfile(f"{file}{end}", f"{copy}{end}")
    database.close()
    assert looking.rows(f"sqlite:///{copy}").poll == NOW - MINUTES
    with closing(sqlite3.connect(copy)) as found:
        assert found.execute("SELECT count(*) FROM pulse").fetchone() == (2,)


def test_whether_private_text_is_encrypted(database_url: str, telegram: object) -> None:
    one, another = private.new_secret(), private.new_secret()

    def said(key: str = "", token: str | None = TOKEN) -> str:
        return lines(database_url, token, key)["Private text"]

    assert said() == "ok: Private text: not encrypted. With DATA_KEY set, it would be."
    assert said(one) == "ok: Private text: it will be encrypted at the next start."
    # The sandbox's rows are plain whatever is set.
    assert said(one, None) == said()
    assert schema.upgrade(database_url, private.Key(private.read_secret(one)))
    assert said(one) == "ok: Private text: encrypted, and DATA_KEY opens it."
    assert said(another).startswith("look here: Private text: encrypted, and this DATA_KEY does")
    assert said().startswith("look here: Private text: encrypted, and no key is set.")
    found = doctor.examine(given(database_url, TOKEN, another), database_url, CLOCK)
    assert max(one.state for one in found) == State.SETTING_IS_WRONG


# The backups, and who else can read


@pytest.mark.parametrize(
    ("hours", "line"),
    [
        (7, "ok: Backups: the newest is verified, and was made 7 hours ago."),
        (47, "ok: Backups: the newest is verified, and was made 47 hours ago."),
        (
            49,
            "look here: Backups: the newest was made 2 days ago. The bot's log says why there is "
            "none since.",
        ),
    ],
)
def test_how_old_the_newest_backup_is(
    migrated_file: Path, tmp_path: Path, telegram: object, hours: int, line: str
) -> None:
    file = tmp_path / "baseline.db"
    shutil.copyfile(migrated_file, file)
    for ago in (hours, hours + 24):
        backups.make(file, files.backups(file), NOW - dt.timedelta(hours=ago))
    (files.backups(file) / "baseline.part").touch()
    (files.backups(file) / "demo-20261123-055900.db").touch()
    assert lines(f"sqlite:///{file}")["Backups"] == line


@pytest.mark.parametrize("open_one", ["baseline.db", "erased-baseline.txt", "backups/baseline-1"])
def test_what_others_can_read(
    migrated_file: Path, tmp_path: Path, telegram: object, open_one: str
) -> None:
    file = tmp_path / "baseline.db"
    shutil.copyfile(migrated_file, file)
    (tmp_path / "backups").mkdir()
    for name in ("baseline.db", "erased-baseline.txt", "backups/baseline-1"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o640 if name == open_one else 0o600)
    url = f"sqlite:///{file}"
    assert lines(url)["Privacy"] == (
        f"look here: Privacy: other users of this machine can look into {tmp_path / open_one}. The "
        "bot closes it at its start; what belongs to another user, they must close."
    )
    commands._upgrade(url)
    assert lines(url)["Privacy"].startswith("ok: ")


# The machine


def test_the_disk(running: db.Database, monkeypatch: pytest.MonkeyPatch) -> None:
    if not running.is_sqlite:
        pytest.skip("the disk of a server is elsewhere")
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(199_000_000))
    assert "only 199 MB are free" in lines(running.url)["Disk"]
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "can't be written" in lines(running.url)["Disk"]


def test_the_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise metadata.PackageNotFoundError

    said = {}
    for version in ("2026.1", "2025.2", "2024.2"):
        monkeypatch.setattr(metadata, "version", lambda _, version=version: version)
        said[version] = doctor._zones(NOW).state
    assert said == {"2026.1": State.WELL, "2025.2": State.WELL, "2024.2": State.LOOK}
    monkeypatch.setattr(metadata, "version", gone)
    assert doctor._zones(NOW).state == State.WELL
    monkeypatch.setattr(doctor, "ZONES", ("Europe/Berlin", "Mars/Phobos"))
    assert "some are missing" in doctor._zones(NOW).said
