"""A backup is as encrypted as the database was, and comes back with that key alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import backups, files, restoring, schema
from care import db, private
from tests.bot.test_restoring import DAY, NOW, erase_first, host, url_of, whole
from tests.bot.test_sealing import MARK, everything, fill
from tests.care.rows import MONDAY
from tests.care.test_private import KEY, OTHER_KEY

__all__ = ["host"]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A bot's file under a key, and Monday's copy of it."""
    file = tmp_path / "data" / "baseline.db"
    file.parent.mkdir()
    schema.upgrade(url_of(file), KEY)
    database = db.Database(url_of(file), KEY)
    fill(database)
    database.close()
    backups.make(file, files.backups(file), MONDAY)
    return file


def copy(target: Path) -> Path:
    return backups.named(target, files.backups(target), MONDAY)


def test_it_comes_back_with_its_key(target: Path) -> None:
    database = db.Database(url_of(target), KEY)
    before = everything(database)
    database.write(lambda s: s.execute(text("DELETE FROM answer")).close())
    database.close()
    assert MARK.encode() not in copy(target).read_bytes()
    restoring.restore(target, copy(target), NOW, replace=True, key=KEY)
    database = db.Database(url_of(target), KEY)
    assert everything(database) == before
    database.close()
    assert MARK.encode() not in target.read_bytes()


@pytest.mark.parametrize("key", [None, OTHER_KEY])
def test_not_without_it(target: Path, key: private.Key | None) -> None:
    before = whole(target)
    with pytest.raises(private.UnreadableError):
        restoring.restore(target, copy(target), NOW, replace=True, key=key)
    assert whole(target) == before


def test_the_command_says_so(target: Path, host: Callable[..., tuple[int, str]]) -> None:
    """And changes nothing."""
    before = whole(target)
    code, line = host("restore", str(copy(target)), "--replace")
    assert (code, line.count("\n")) == (2, 1)
    assert line.startswith("DATA_KEY: ") and "no key is set" in line
    assert whole(target) == before


def test_a_copy_from_before_the_key_comes_under_it(tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "data" / "baseline.db"
    schema.upgrade(url_of(old))
    database = db.Database(url_of(old))
    fill(database)
    before = everything(database)
    database.close()
    restoring.restore(new, old, NOW, replace=False, key=KEY)
    # Nothing plain is left in what comes, nor beside it.
    for file in new.parent.iterdir():
        assert MARK.encode() not in file.read_bytes()
    database = db.Database(url_of(new), KEY)
    assert everything(database) == before
    database.close()


def test_who_was_erased_stays_so(target: Path) -> None:
    """It takes the key: some of what tells who was around a circle is private."""
    erase_first(target, MONDAY + DAY)
    done = restoring.restore(target, copy(target), NOW, replace=True, key=KEY)
    assert done.erased == 1
