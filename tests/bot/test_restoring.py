"""An older copy in the place of the data: as a whole or not at all, and nobody erased in it."""

import datetime as dt
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

import pytest
from alembic import command
from pydantic import SecretStr
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from bot import __main__ as program
from bot import backups, copies, erased, files, restoring, safekeeping, schema, settings
from care import db, models, store
from care.flows import erasing
from care.store import Gone
from tests.bot.test_backups import damage, left
from tests.care.rows import MONDAY, Home, every, household
from tests.care.test_erasing import OURS

DAY = dt.timedelta(days=1)
NOW = MONDAY + 2 * DAY


@pytest.fixture
def target(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bot's file: two circles, of which one was there when the copy of Monday was made."""
    monkeypatch.setattr(db, "SYNCHRONOUS", "OFF")
    file = tmp_path / "data" / "baseline.db"
    file.parent.mkdir()
    shutil.copyfile(migrated_file, file)
    opened(file, lambda database: household(database, 1))
    backups.make(file, files.backups(file), MONDAY)
    opened(file, lambda database: household(database, 2))
    return file


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def opened(file: Path, work: Callable[[db.Database], Any]) -> Any:
    database = db.Database(url_of(file))
    try:
        return work(database)
    finally:
        database.close()


def circles(file: Path) -> list[int]:
    rows = opened(file, lambda database: every(database, models.Circle))
    return [row.id for row in rows]


def monday_s(target: Path) -> Path:
    return backups.named(target, files.backups(target), MONDAY)


def whole(file: Path) -> dict[str, bytes]:
    """Everything in a folder, byte for byte; but for the lock, which is empty."""
    return {
        str(path.relative_to(file.parent)): path.read_bytes()
        for path in file.parent.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def test_an_older_copy_in_the_place_of_the_data(target: Path) -> None:
    done = restoring.restore(target, monday_s(target), NOW, replace=True)
    assert circles(target) == [1]
    assert (done.circles, done.answers, done.erased) == (1, 0, 0)
    # What was there is the newest backup, and goes with the others.
    assert done.aside == backups.named(target, files.backups(target), NOW)
    assert circles(done.aside) == [1, 2]
    assert target.stat().st_mode & 0o777 == 0o600
    assert left(target.parent) == ["backups", "baseline.db", "baseline.lock"]


def test_on_a_machine_that_has_none_yet(target: Path, tmp_path: Path) -> None:
    new = tmp_path / "new" / "data" / "baseline.db"
    done = restoring.restore(new, monday_s(target), NOW, replace=False)
    assert circles(new) == [1]
    assert done.aside is None
    assert new.parent.stat().st_mode & 0o777 == 0o700


def test_what_a_killed_bot_has_left_beside_its_file_is_in_it(target: Path, tmp_path: Path) -> None:
    """A copy by hand, with its log; and no log of another file is read into it."""
    by_hand = tmp_path / "by hand" / "baseline.db"
    by_hand.parent.mkdir()
    database = db.Database(url_of(target))
    household(database, 3)
    for one in (target, *files.log_files(target)):
        shutil.copyfile(one, by_hand.with_name(one.name))
    database.close()
    before = whole(by_hand)
    new = tmp_path / "new" / "baseline.db"
    new.parent.mkdir()
    leave_a_log(new)
    restoring.restore(new, by_hand, NOW, replace=False)
    assert circles(new) == [1, 2, 3]
    assert whole(by_hand) == before


def leave_a_log(file: Path) -> None:
    """Of another database, whose file somebody has removed by hand."""
    other = file.with_name("other.db")
    schema.upgrade(url_of(other))
    database = db.Database(url_of(other))
    for number in range(20, 30):
        household(database, number)
    shutil.copyfile(files.log_files(other)[0], files.log_files(file)[0])
    database.close()
    other.unlink()


def test_one_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    engine = db.engine(url_of(old))
    with engine.connect() as connection:
        command.upgrade(schema.config(connection), "0001")
        connection.commit()
    engine.dispose()
    new = tmp_path / "data" / "baseline.db"
    restoring.restore(new, old, NOW, replace=False)
    engine = db.engine(url_of(new))
    with engine.connect() as connection:
        assert schema.is_current(connection)
    engine.dispose()


def test_no_number_is_given_again(target: Path) -> None:
    """One that was given after the copy was made may stand in a button in somebody's chat."""
    before = {table: last(target, table) for table in numbered(target)}
    assert len(before) > 10
    restoring.restore(target, monday_s(target), NOW, replace=True)
    opened(target, lambda database: household(database, 5))
    for table in ("circle", "member", "message", "human", "chat"):
        assert last(target, table) > before[table] + copies.APART // 2
    given = every_number(target)
    assert min(given[table] for table in numbered(target)) >= copies.APART


def numbered(file: Path) -> list[str]:
    tables = SQLModel.metadata.sorted_tables
    return [table.name for table in tables if table.kwargs.get("sqlite_autoincrement")]


def last(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])


def every_number(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as connection:
        return dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())


# Who was erased stays erased


def erase_first(file: Path, at: dt.datetime = MONDAY + DAY) -> Gone:
    """Alex erases everything; the bot dies before it has told the list beside the rows."""

    def flow(session: Db) -> Gone:
        circle = store.lock(session, 1)
        found = Gone(1, circle.created_at, at)
        erasing.gone(session, erasing.around(session, circle), circle, at)
        return found

    found: Gone = opened(file, lambda database: database.write(flow))
    return found


def marked(file: Path) -> bool:
    beside = [one for one in files.log_files(file) if one.exists()]
    return any(OURS.encode() in one.read_bytes() for one in (file, *beside))


def fill(file: Path) -> None:
    """A third circle, and what somebody in it wrote."""

    def write(session: Db, home: Home) -> None:
        note = models.Answer(
            circle_id=home.circle, member_id=home.person, kind="note", at=MONDAY, update_id=1
        )
        note.words = f"{OURS} " * 2000
        store.add(session, note)

    opened(file, lambda database: database.write(write, household(database, 3)))


@pytest.mark.parametrize("known_by", ["rows", "list", "both"])
def test_who_was_erased_does_not_come_back(target: Path, tmp_path: Path, known_by: str) -> None:
    listed = files.erased(url_of(target))
    gone = erase_first(target)
    if known_by != "rows":
        erased.add(listed, [gone])
    if known_by == "list":
        damage(target)
    done = restoring.restore(target, monday_s(target), NOW, replace=True)
    assert (done.circles, done.erased) == (0, 1)
    assert circles(target) == []
    # The list outlives it, on both sides.
    assert erased.read(listed) == {gone}
    assert opened(target, lambda database: database.write(store.gone)) == [gone]
    # And once more, from a copy in which the list itself was not known yet.
    done = restoring.restore(target, monday_s(target), NOW + DAY, replace=True)
    assert done.erased == 1
    assert erased.read(listed) == {gone}


def test_nothing_of_them_is_in_the_file(target: Path) -> None:
    """Nor of who was erased, in what is kept aside."""
    fill(target)
    copy = backups.make(target, files.backups(target), MONDAY + DAY)
    assert marked(copy)

    def flow(session: Db) -> None:
        circle = store.lock(session, 3)
        erasing.gone(session, erasing.around(session, circle), circle, NOW)

    opened(target, lambda database: database.write(flow))
    done = restoring.restore(target, copy, NOW, replace=True)
    assert (done.erased, circles(target)) == (1, [1, 2])
    assert done.aside and not marked(done.aside)
    assert not marked(target)
    # And the file was written anew: SQLite may have moved rows about before.
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)
    assert not any(marked(one) for one in target.parent.glob("baseline.db*"))


def test_an_id_that_was_given_again_is_somebody_else(target: Path) -> None:
    """The list says which circle by when it was made, too."""
    listed = files.erased(url_of(target))
    other = Gone(1, MONDAY + dt.timedelta(microseconds=1), MONDAY + DAY)
    erased.add(listed, [other])
    done = restoring.restore(target, monday_s(target), NOW, replace=True)
    assert (done.circles, done.erased) == (1, 0)
    assert erased.read(listed) == {other}


# What is refused changes nothing


@pytest.fixture
def host(target: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Callable[..., Any]:
    """`python -m bot` with these words: its exit code, and what it said."""
    monkeypatch.setattr(settings, "read", lambda: given(url_of(target)))
    monkeypatch.setattr(files, "nobody_elses", lambda: None)

    def runs(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["bot", *words])
        code = program.main()
        said = capsys.readouterr()
        return code, said.out + said.err

    return runs


def given(url: str) -> settings.Settings:
    return settings.Settings(
        _env_file=None,  # type: ignore[call-arg]
        database_url=SecretStr(url),
    )


def make_newer(target: Path) -> Path:
    file = target.with_name("newer.db")
    shutil.copyfile(monday_s(target), file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    return file


def make_other(target: Path) -> Path:
    file = target.with_name("photos.db")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE photo (id INTEGER PRIMARY KEY)")
        connection.commit()
    return file


def make_damaged(target: Path) -> Path:
    file = target.with_name("damaged.db")
    shutil.copyfile(monday_s(target), file)
    damage(file)
    return file


def make_half(target: Path) -> Path:
    file = target.with_name("half.db")
    data = monday_s(target).read_bytes()
    file.write_bytes(data[: len(data) // 2])
    return file


def make_text(target: Path) -> Path:
    file = target.with_name("letter.db")
    file.write_text("Dear diary, this is no database at all." * 100)
    return file


def make_empty(target: Path) -> Path:
    file = target.with_name("empty.db")
    file.touch()
    return file


def make_folder(target: Path) -> Path:
    return files.backups(target)


NOT_THERE, DAMAGED, NOT_OURS = "isn't there.", "is damaged, or no database.", "is no database of"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (make_newer, "was made by a newer version of this program."),
        (make_other, NOT_OURS),
        (make_empty, NOT_OURS),
        (make_damaged, DAMAGED),
        (make_half, DAMAGED),
        (make_text, DAMAGED),
        (make_folder, NOT_THERE),
        (lambda target: target.with_name("nowhere.db"), NOT_THERE),
    ],
)
def test_a_file_that_is_no_good(
    target: Path, host: Callable[..., Any], make: Callable[[Path], Path], said: str
) -> None:
    file = make(target)
    before = whole(target)
    code, line = host("restore", str(file), "--replace")
    assert code == 2
    assert line.startswith(f"{file} {said}") and line.endswith("Nothing was changed.\n")
    assert line.count("\n") == 1
    assert whole(target) == before


def test_data_that_are_there_are_not_replaced_unasked(
    target: Path, host: Callable[..., Any]
) -> None:
    before = whole(target)
    code, line = host("restore", str(monday_s(target)))
    assert (code, line.count("\n")) == (2, 1)
    assert line.startswith(f"There are data already: {target}. ") and "--replace" in line
    assert host("restore") == (
        2,
        f"Name the file to restore. The newest backup here is {monday_s(target)}\n",
    )
    assert whole(target) == before
    monday_s(target).unlink()
    assert host("restore")[1].startswith(f"There is no backup in {files.backups(target)}. ")


def test_not_under_a_bot_that_runs(target: Path, host: Callable[..., Any]) -> None:
    """Nor while another restore is under way; two bots may run."""
    before = whole(target)
    with files.running(url_of(target)), files.running(url_of(target)):
        code, line = host("restore", str(monday_s(target)), "--replace")
    assert (code, line) == (2, "The bot is running. End it first; nothing was changed.\n")
    assert whole(target) == before
    assert host("restore", str(monday_s(target)), "--replace")[0] == 0
    assert circles(target) == [1]


def test_a_list_that_cannot_be_read_is_said(target: Path, host: Callable[..., Any]) -> None:
    """Rather than somebody coming back who was erased."""
    listed = files.erased(url_of(target))
    erased.add(listed, [Gone(9, MONDAY, NOW)])
    listed.write_text(listed.read_text() + "7 on a Monday\n")
    before = whole(target)
    code, line = host("restore", str(monday_s(target)), "--replace")
    assert (code, line.count("\n")) == (2, 1)
    assert line.startswith(f"The list of erased circles can't be read at line 2: {listed}.")
    assert whole(target) == before


def test_rows_on_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    found = given("postgresql://somebody:hunter2@127.0.0.1:1/baseline")
    for what in (safekeeping.backup, safekeeping.restore):
        with pytest.raises(settings.RefusedError) as raised:
            what(found, program._parser().parse_args(["restore", "x"]))
        assert str(raised.value).startswith("The rows are on a PostgreSQL server. Use pg_dump")


def test_both_from_the_command_line(target: Path, host: Callable[..., Any], tmp_path: Path) -> None:
    code, line = host("backup", str(tmp_path / "stick"))
    (made,) = (tmp_path / "stick").iterdir()
    assert (code, line) == (0, f"Made and verified: {made}. Circles: 2; answers and notes: 0.\n")
    code, line = host("restore", str(monday_s(target)), "--replace")
    assert code == 0
    first, aside, last = line.splitlines()
    assert first == f"Restored: {monday_s(target)}. Circles: 1; answers and notes: 0."
    assert aside.startswith("What was there before is kept with the backups, for 5 weeks at most: ")
    assert circles(Path(aside.rpartition(": ")[2])) == [1, 2]
    assert last == "Start the bot now. What was said after that copy was made is not in it."
    target.unlink()
    code, line = host("backup")
    assert (code, line) == (2, f"There is nothing to back up: {target} isn't there.\n")


# Damage, and kill -9


def test_what_is_damaged_is_kept_as_it_is(target: Path) -> None:
    """Somebody may know how to read it; it goes with the backups."""
    damage(target)
    broken = target.read_bytes()
    done = restoring.restore(target, monday_s(target), NOW, replace=True)
    assert circles(target) == [1]
    assert done.aside and done.aside.suffix == ".damaged"
    assert done.aside.read_bytes() == broken
    assert done.aside.stat().st_mode & 0o777 == 0o600
    assert backups.newest(target, files.backups(target)) == MONDAY


def dies_at(number: int, work: Callable[[], object]) -> NoReturn:
    """In a process of its own: kill -9 at the n-th thing it does to files or databases."""
    seen = 0

    def count(event: str, _arguments: object) -> None:
        nonlocal seen
        if event in {"open", "os.rename", "os.remove", "os.chmod", "sqlite3.connect"}:
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    try:
        work()
    finally:
        os._exit(0)


def test_killed_at_every_step(target: Path, tmp_path: Path) -> None:
    """What is there is what was there, or what comes; and it is whole, and can be done again."""
    gone = erase_first(target)
    listed = files.erased(url_of(target))
    copy, before, folder = monday_s(target), target.read_bytes(), target.parent
    was = {"old": 0, "new": 0}
    for number in range(1, 500):
        target.write_bytes(before)
        child = os.fork()
        if child == 0:
            dies_at(number, lambda: restoring.restore(target, copy, NOW, replace=True))
        _, status = os.waitpid(child, 0)
        ended = os.WIFEXITED(status)
        copies.settle_into_one(target)
        assert copies.check(target)["circle"] == (0 if is_new(target) else 1)
        was["new" if is_new(target) else "old"] += 1
        assert is_new(target) or not ended
        assert all(copies.check(folder / "backups" / name) for name in verified(folder))
        assert erased.read(listed) <= {gone}
        if ended:
            break
    assert ended
    assert was["old"] > 20
    kept = [
        "backups",
        "baseline.db",
        "baseline.lock",
        "erased-baseline.lock",
        "erased-baseline.txt",
    ]
    assert left(folder) == kept


def verified(folder: Path) -> list[str]:
    return [name for name in left(folder / "backups") if name.endswith(".db")]


def is_new(file: Path) -> bool:
    return every_number(file)["circle"] >= copies.APART
