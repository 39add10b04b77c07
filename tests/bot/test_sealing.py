"""A key is set: what was plain comes under it at the next start, all of it or nothing."""

import base64
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import LargeBinary, text, type_coerce
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col, select

from bot import schema
from care import db, models, private, store
from tests.care.rows import MONDAY, Home, every, household, message
from tests.care.test_private import KEY, OTHER_KEY, PRIVATE, SECRET
from tests.stories.steps import SQLITE_ALONE

MARK = "zwetschgenkuchen"
TABLES = (models.Human, models.Member, models.PlanVersion, models.Picture, models.Answer)
SEALED = {place: {b"\1"} for place in PRIVATE}
# A bot that is killed when it is about to say this to the database.
KILLED = """
import base64, os, signal, sys
from sqlalchemy import Engine, event
from bot import schema
from care import private

def say(connection, cursor, statement, *rest):
    if statement.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

def commit(connection):
    if sys.argv[2] == "COMMIT":
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "before_cursor_execute", say)
event.listen(Engine, "commit", commit)
schema.upgrade(sys.argv[1], private.Key(base64.b64decode(sys.argv[3])))
"""


def fill(database: db.Database, many: int = 0) -> Home:
    """Something private in each column that can hold it, and many notes and messages."""
    home = household(database)

    def write(session: Db) -> None:
        human = session.get_one(models.Human, 1)
        human.asks, human.draft = "plan", f"{MARK} draft"
        picture = models.Picture(
            circle_id=home.circle, kind="photo", file_id=MARK, member_id=home.person, at=MONDAY
        )
        store.add(session, picture)
        for number in range(many + 2):
            said = f"{MARK} {number} 🐢" * random.Random(number).choice([1, 1, 20])
            note = models.Answer(
                circle_id=home.circle, member_id=home.person, kind="note", at=MONDAY, update_id=1
            )
            note.words, note.media = (said, None) if number else (None, MARK)
            store.add(session, note)
            row = message(circle_id=home.circle, state="sent", try_at=None)
            row.screen = said if number else None
            store.add(session, row)

    database.write(write)
    return home


def kept(database: db.Database) -> dict[str, list[bytes]]:
    """What is in the rows, column by column, as bytes."""

    def read(session: Db) -> dict[str, list[bytes]]:
        return {
            f"{table.name}.{column.name}": [
                bytes(one)
                for one in session.scalars(
                    select(type_coerce(column, LargeBinary)).where(column.is_not(None))
                )
            ]
            for table in SQLModel.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, private.PrivateText)
        }

    return database.write(read)


def versions(database: db.Database) -> dict[str, set[bytes]]:
    """The version bytes that there are, column by column."""
    return {place: {one[:1] for one in found} for place, found in kept(database).items()}


def everything(database: db.Database) -> list[list[SQLModel]]:
    return [every(database, table) for table in (*TABLES, models.Message)]


@pytest.fixture
def plain(database_url: str) -> Iterator[db.Database]:
    """A bot's rows from before there was a key."""
    made = db.Database(database_url)
    fill(made)
    yield made
    made.close()


def test_all_that_was_plain_comes_under_the_key(plain: db.Database) -> None:
    before = everything(plain)
    assert schema.upgrade(plain.url, KEY)
    found = versions(plain)
    assert found == SEALED
    database = db.Database(plain.url, KEY)
    assert everything(database) == before
    database.close()
    # Once: the next start finds it as it is, and the row by which the key is known.
    raw = kept(plain)
    assert not schema.upgrade(plain.url, KEY)
    assert kept(plain) == raw
    assert len(raw["data_key.canary"]) == 1


@SQLITE_ALONE
def test_there_may_be_many_rows(database_url: str) -> None:
    plain = db.Database(database_url)
    fill(plain, 2 * store.sealing.AT_ONCE + 1)
    before = everything(plain)
    assert schema.upgrade(database_url, KEY)
    assert versions(plain) == SEALED
    database = db.Database(database_url, KEY)
    assert everything(database) == before
    database.close()
    plain.close()


@SQLITE_ALONE
async def test_what_was_plain_leaves_the_file(plain: db.Database) -> None:
    folder = Path(str(db.address(plain.url).database)).parent

    def found() -> int:
        return sum(one.read_bytes().count(MARK.encode()) for one in folder.iterdir())

    assert found() > 0
    schema.upgrade(plain.url, KEY)
    # Whoever dies here is caught up with at the next start: the mark is in the file.
    database = db.Database(plain.url, KEY)
    assert database.write(lambda s: s.scalar(text("PRAGMA user_version"))) == 1
    assert await database.clean()
    assert found() == 0
    database.close()


POINTS = ("UPDATE human", "UPDATE message", "INSERT INTO data_key", "COMMIT")


def test_killed_on_the_way_it_is_as_it_was(plain: db.Database) -> None:
    before, raw = everything(plain), kept(plain)
    for point in POINTS:
        program = [
            sys.executable,
            "-c",
            KILLED,
            plain.url,
            point,
            base64.b64encode(SECRET).decode(),
        ]
        done = subprocess.run(program, check=False, capture_output=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert kept(plain) == raw
        assert everything(plain) == before
        # Without the key it still runs: nothing has happened yet.
        assert not schema.upgrade(plain.url)
    assert schema.upgrade(plain.url, KEY)
    assert versions(plain) == SEALED
    database = db.Database(plain.url, KEY)
    assert everything(database) == before
    database.close()


@pytest.mark.parametrize("key", [None, OTHER_KEY])
def test_without_its_key_nothing_is_read_or_written(
    plain: db.Database, key: private.Key | None
) -> None:
    schema.upgrade(plain.url, KEY)
    raw = kept(plain)
    with pytest.raises(private.UnreadableError, match=r"^data_key\.canary$"):
        schema.upgrade(plain.url, key)
    assert kept(plain) == raw


def test_rows_under_another_key_whose_canary_is_gone(plain: db.Database) -> None:
    """Nothing is written over that can't be read."""
    schema.upgrade(plain.url, OTHER_KEY)
    plain.write(lambda s: s.execute(text("DELETE FROM data_key")).close())
    raw = kept(plain)
    with pytest.raises(private.UnreadableError):
        schema.upgrade(plain.url, KEY)
    assert kept(plain) == raw


def test_a_canary_that_was_changed(plain: db.Database) -> None:
    schema.upgrade(plain.url, KEY)
    plain.write(
        lambda s: s.execute(text("UPDATE data_key SET canary = :it"), {"it": b"\0readable"}).close()
    )
    for key in (KEY, None):
        with pytest.raises(private.UnreadableError):
            schema.upgrade(plain.url, key)


def test_a_database_of_the_first_version_comes_under_a_key_at_once(tmp_path: Path) -> None:
    """The old migrations read and write it plain; then it is encrypted."""
    url = f"sqlite:///{tmp_path / 'baseline.db'}"
    engine = db.engine(url)
    with engine.connect() as connection:
        command.upgrade(schema.config(connection), "0001")
        document = b'\0{"routines": []}'
        connection.execute(
            text("INSERT INTO circle (id, zone, created_at, changes, quiet_from, quiet_to)"
                 " VALUES (1, 'Europe/Berlin', '2026-11-23 06:00:00', 0, '21:30:00', '08:00:00')")
        )  # fmt: skip
        connection.execute(
            text("INSERT INTO member (id, circle_id, role, name, shared_phone, proxy, may_propose,"
                 " sees_journal, digest, digest_at, told_through, joined_at) VALUES"
                 " (1, 1, 'patient', :name, 0, 0, 0, 0, 'daily', '19:30:00', 0,"
                 " '2026-11-23 06:00:00')"), {"name": b"\0Alex"}
        )  # fmt: skip
        connection.execute(
            text("INSERT INTO plan_version (id, circle_id, state, author_id, created_at, document)"
                 " VALUES (1, 1, 'active', 1, '2026-11-23 06:00:00', :document)"),
            {"document": document},
        )  # fmt: skip
        connection.commit()
    engine.dispose()
    assert schema.upgrade(url, KEY)
    database = db.Database(url, KEY)
    assert database.write(lambda s: s.exec(select(col(models.Member.name))).all()) == ["Alex"]
    version = database.write(lambda s: s.get_one(models.PlanVersion, 1).document)
    assert version.startswith('{"routines": []')
    database.close()


def test_a_new_database_is_under_its_key_from_the_first_row(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'baseline.db'}"
    assert schema.upgrade(url, KEY)
    assert not schema.upgrade(url, KEY)
    with pytest.raises(private.UnreadableError):
        schema.upgrade(url)
