"""A whole SQLite bot put into PostgreSQL: all of it, the same, or nothing."""

import base64
import functools
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from pydantic import SecretStr
from sqlmodel import SQLModel

from bot import __main__ as program
from bot import copies, erased, files, moving, schema, settings
from care import db, models, private
from care.store import Gone
from tests.bot import test_restoring as restored
from tests.bot.test_backups import damage, left
from tests.bot.test_restoring import url_of, whole
from tests.bot.test_sealing import MARK, SEALED, everything, fill, kept, versions
from tests.care.rows import MONDAY, every, household
from tests.care.test_private import KEY, OTHER_KEY, SECRET

MANY = 2 * moving.AT_ONCE + 1
KILLED = """
import base64, os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from bot import moving
from care import private

last = False

def say(connection, cursor, statement, *rest):
    global last
    last = last or "setval" in statement
    if connection.dialect.name == "postgresql" and sys.argv[3] in statement:
        os.kill(os.getpid(), signal.SIGKILL)

def commit(connection):
    if sys.argv[3] == "COMMIT" and last:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "before_cursor_execute", say)
event.listen(Engine, "commit", commit)
moving.move(Path(sys.argv[1]), sys.argv[2], private.Key(base64.b64decode(sys.argv[4])))
"""


@pytest.fixture
def source(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bot's file: something in each column that is private, an erased circle, numbers gone."""
    monkeypatch.setattr(db, "SYNCHRONOUS", "OFF")
    monkeypatch.setattr(files, "DATA", tmp_path / "data")
    file = tmp_path / "data" / "baseline.db"
    file.parent.mkdir()
    shutil.copyfile(migrated_file, file)
    database = db.Database(url_of(file))
    fill(database)
    database.close()
    restored.opened(file, lambda database: household(database, 2))
    with closing(sqlite3.connect(file)) as rows, rows:
        rows.execute("UPDATE sqlite_sequence SET seq = seq + 7")
        rows.execute("INSERT INTO erased VALUES (1, 9, '2026-11-01 00:00:00', '2026-11-02 00:00')")
    return file


def sources(file: Path) -> dict[str, bytes]:
    """All that lies beside a file, but for the list of the erased that belongs to the server."""
    return {name: data for name, data in whole(file).items() if not name.startswith("erased-t_")}


def rows_in(url: str) -> int:
    """How many rows there are in all tables."""
    with psycopg.connect(url) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename <> 'alembic_version'"
        ).fetchall()
        asked = " UNION ALL ".join(f'SELECT count(*) FROM "{name}"' for (name,) in names)
        return sum(count for (count,) in connection.execute((asked or "SELECT 0").encode()))


def opened(url: str, look: Callable[[db.Database], Any], key: private.Key | None = None) -> Any:
    database = db.Database(url, key)
    try:
        return look(database)
    finally:
        database.close()


def all_rows(database: db.Database) -> list[list[SQLModel]]:
    tables = [one for one in vars(models).values() if isinstance(one, type)]
    return [every(database, table) for table in tables if issubclass(table, SQLModel)]


def test_all_of_it(source: Path, server_url: str) -> None:
    fill_more(source)
    before = whole(source)
    was = opened(url_of(source), all_rows)
    done = moving.move(source, server_url)
    assert opened(server_url, all_rows) == was
    assert set(done.rows) == set(SQLModel.metadata.tables)
    assert sum(done.rows.values()) == sum(len(rows) for rows in was) == rows_in(server_url)
    assert done.rows["aside"] == MANY
    assert not done.sealed
    # As it was, byte for byte, and nothing is left beside it.
    assert sources(source) == before
    assert "baseline.db.moving" not in left(source.parent)
    assert [one.circle for one in erased.read(files.erased(server_url))] == [9]


def fill_more(file: Path) -> None:
    """More than one batch of a table."""
    with closing(sqlite3.connect(file)) as rows, rows:
        rows.executemany(
            "INSERT INTO aside (update_id, reason, at) VALUES (?, 'no', '2026-01-01 00:00:00.1')",
            ((n,) for n in range(MANY)),
        )


def test_no_number_is_given_again(source: Path, server_url: str) -> None:
    """Also none of a row that is gone by now: it may stand in a button in somebody's chat."""
    with closing(sqlite3.connect(source)) as rows:
        given = dict(rows.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    moving.move(source, server_url)
    opened(server_url, lambda database: household(database, 3))
    for table in (models.Circle, models.Member, models.Message, models.Chat, models.Routine):
        newest: Any = opened(server_url, functools.partial(every, table=table))[-1]
        assert newest.id > given[str(table.__tablename__)]


def test_what_a_killed_bot_has_left_beside_its_file_moves_too(
    source: Path, server_url: str
) -> None:
    """Its newest answers are in the log: that is part of the data, and stays where it is."""
    by_hand = source.with_name("by hand.db")
    database = db.Database(url_of(source))
    household(database, 5)
    for one in (source, *files.log_files(source)):
        shutil.copyfile(one, by_hand.with_name(one.name.replace("baseline", "by hand")))
    database.close()
    before = whole(by_hand)
    assert moving.move(by_hand, server_url).rows["circle"] == 3
    assert sources(by_hand) == before


def test_one_of_an_older_version(tmp_path: Path, server_url: str) -> None:
    """A copy of it is brought up to date, and it stays what it was."""
    old = tmp_path / "old.db"
    engine = db.engine(url_of(old))
    with engine.connect() as connection:
        command.upgrade(schema.config(connection), "0001")
        connection.exec_driver_sql(
            "INSERT INTO circle (id, zone, created_at, changes, quiet_from, quiet_to)"
            " VALUES (4, 'Europe/Berlin', '2026-11-23 06:00:00', 0, '21:30:00', '08:00:00')"
        )
        connection.commit()
    engine.dispose()
    before = whole(old)
    assert moving.move(old, server_url).rows["circle"] == 1
    assert sources(old) == before
    rows = opened(server_url, lambda database: every(database, models.Circle))
    assert [row.created_at for row in rows] == [MONDAY]


# The key


def test_what_is_encrypted_moves_as_it_is(source: Path, server_url: str) -> None:
    schema.upgrade(url_of(source), KEY)
    raw = opened(url_of(source), kept)
    was = opened(url_of(source), everything, KEY)
    moving.move(source, server_url, KEY)
    assert opened(server_url, kept) == raw
    assert opened(server_url, everything, KEY) == was
    assert not schema.upgrade(server_url, KEY)


def test_what_is_plain_comes_under_a_key_on_the_way(source: Path, server_url: str) -> None:
    was = opened(url_of(source), everything)
    assert moving.move(source, server_url, KEY).sealed
    assert opened(server_url, versions) == SEALED
    assert opened(server_url, everything, KEY) == was
    assert opened(url_of(source), everything) == was


# What is refused moves nothing


@pytest.fixture
def host(
    source: Path, server_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> Callable[..., tuple[int, str]]:
    """`python -m bot move` with these words: its exit code, and what it said."""
    monkeypatch.setattr(files, "nobody_elses", lambda: None)

    def runs(*words: str, url: str = server_url, key: str | None = None) -> tuple[int, str]:
        found = settings.Settings(
            _env_file=None,  # type: ignore[call-arg]
            database_url=SecretStr(url),
            data_key=SecretStr(key) if key else None,
        )
        monkeypatch.setattr(settings, "read", lambda: found)
        monkeypatch.setattr(sys, "argv", ["bot", "move", *words])
        code = program.main()
        said = capsys.readouterr()
        return code, said.out + said.err

    return runs


def refuses(told: tuple[int, str], words: str, code: int = 2) -> None:
    assert told[0] == code, told[1]
    assert words in told[1] and told[1].count("\n") == 1


def test_the_command(source: Path, host: Callable[..., tuple[int, str]]) -> None:
    """Without a file it is the bot's own."""
    code, said = host()
    *table, last = said.splitlines()
    assert code == 0
    assert {line.split()[0]: int(line.split()[1]) for line in table}["circle"] == 2
    assert len({len(line) for line in table}) == 1
    assert last.startswith("All ") and f"Start none on {source} any more" in last
    refuses(host(), "DATABASE_URL: that database isn't empty: there is something in ")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda source: source.with_name("nowhere.db"), restored.NOT_THERE),
        (lambda source: source.parent, restored.NOT_THERE),
        (restored.make_other, restored.NOT_OURS),
        (restored.make_empty, restored.NOT_OURS),
        (restored.make_text, restored.DAMAGED),
    ],
)
def test_a_file_that_is_no_good(
    source: Path,
    server_url: str,
    host: Callable[..., tuple[int, str]],
    make: Callable[[Path], Path],
    said: str,
) -> None:
    refuses(host(str(make(source))), said)
    assert rows_in(server_url) == 0


def test_a_damaged_one_and_one_of_a_newer_version(
    source: Path, server_url: str, host: Callable[..., tuple[int, str]]
) -> None:
    good = source.read_bytes()
    with closing(sqlite3.connect(source)) as rows, rows:
        rows.execute("UPDATE alembic_version SET version_num = '9999'")
    refuses(host(), "was made by a newer version of this program.")
    source.write_bytes(good)
    damage(source)
    refuses(host(), restored.DAMAGED)
    assert rows_in(server_url) == 0


def test_not_under_a_bot_that_runs(
    source: Path, server_url: str, host: Callable[..., tuple[int, str]]
) -> None:
    with files.running(url_of(source)):
        refuses(host(), "The bot is running. End it first; nothing was changed.")
    assert rows_in(server_url) == 0
    assert host()[0] == 0


@pytest.mark.parametrize("key", [None, OTHER_KEY])
def test_not_without_its_key(
    source: Path, server_url: str, host: Callable[..., tuple[int, str]], key: object
) -> None:
    schema.upgrade(url_of(source), KEY)
    before = whole(source)
    refuses(host(key=key and private.new_secret()), "DATA_KEY: ")
    assert rows_in(server_url) == 0
    assert whole(source) == before
    assert host(key=base64.b64encode(SECRET).decode())[0] == 0


def test_only_into_an_empty_database(
    server_url: str, host: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    refuses(host(url=url_of(tmp_path / "other.db")), "DATABASE_URL: put the address of")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE photo (id int)")
        refuses(host(), "there is something in photo.")
        connection.execute("DROP TABLE photo")
        # Empty tables of ours are as good as none.
        schema.upgrade(server_url)
        connection.execute("INSERT INTO seen (update_id, at) VALUES (1, now())")
        refuses(host(), "there is something in seen.")
        connection.execute("DELETE FROM seen")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        refuses(host(), "there is something in alembic_version.")
        connection.execute("UPDATE alembic_version SET version_num = %s", (schema.head(),))
    assert host()[0] == 0


def test_a_server_that_does_not_answer(host: Callable[..., tuple[int, str]]) -> None:
    told = host(url="postgresql://somebody:hunter2@127.0.0.1:1/baseline")
    refuses(told, "Nothing was moved: connection failed", 1)
    assert "hunter2" not in told[1]


def test_a_list_that_cannot_be_read(
    source: Path, server_url: str, host: Callable[..., tuple[int, str]]
) -> None:
    listed = files.erased(url_of(source))
    erased.add(listed, [Gone(9, MONDAY, MONDAY)])
    listed.write_text(listed.read_text() + "7 on a Monday\n")
    refuses(host(), f"The list of erased circles can't be read at line 2: {listed}.")
    assert rows_in(server_url) == 0


# What arrives is compared

CHANGES = {
    "another": "NEW.zone := 'Europe/Rome'; RETURN NEW;",
    "a moment": "NEW.created_at := NEW.created_at + interval '1 microsecond'; RETURN NEW;",
    "none": "RETURN NULL;",
    "one more": "INSERT INTO seen (update_id, at) VALUES (NEW.id, now()); RETURN NEW;",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_difference_is_noticed(
    source: Path, server_url: str, host: Callable[..., tuple[int, str]], change: str
) -> None:
    """Something on the server changes one row of all."""
    before = whole(source)
    schema.upgrade(server_url)
    alone = "circle" if change != "none" else "data_key"
    if alone == "data_key":
        schema.upgrade(url_of(source), KEY)
    trigger = (
        f"CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {CHANGES[change]}"
        " END $$;"
        f"CREATE TRIGGER meddle BEFORE INSERT ON {alone} FOR EACH ROW EXECUTE FUNCTION meddle()"
    )
    with psycopg.connect(server_url, autocommit=True) as connection:
        for one in trigger.split("$$;"):
            connection.execute((one + ("$$" if "FUNCTION meddle() RET" in one else "")).encode())
    key = base64.b64encode(SECRET).decode() if alone == "data_key" else None
    table = {"one more": "seen"}.get(change, alone)
    refuses(host(key=key), f"Nothing was moved: what arrived in {table} isn't what was sent.", 1)
    assert rows_in(server_url) == 0
    assert alone == "data_key" or sources(source) == before
    with psycopg.connect(server_url) as connection:
        connection.execute(f"DROP TRIGGER meddle ON {alone}".encode())
    assert host(key=key)[0] == 0


# And who dies on the way has moved nothing


def test_killed_on_the_way(source: Path, server_url: str) -> None:
    before = whole(source)
    secret = base64.b64encode(SECRET).decode()
    points = ("pg_try_advisory_lock", "CREATE TABLE erased", "INSERT INTO message", "COMMIT")
    for point in points:
        told = [sys.executable, "-c", KILLED, str(source), server_url, point, secret]
        done = subprocess.run(told, check=False, capture_output=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert rows_in(server_url) == 0
        kept_beside = {f"baseline.db.moving{end}" for end in ("", "-wal", "-shm")}
        after = {name: data for name, data in sources(source).items() if name not in kept_beside}
        assert after == before
        beside = source.with_name("baseline.db.moving")
        assert not beside.exists() or not beside.stat().st_mode & 0o077
    assert moving.move(source, server_url, KEY).rows["circle"] == 2
    assert opened(server_url, versions) == SEALED
    assert MARK in str(opened(server_url, lambda d: every(d, models.Answer), KEY))
    assert copies.check(source)["circle"] == 2
    assert "baseline.db.moving" not in left(source.parent)
