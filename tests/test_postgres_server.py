import os
import secrets
import signal
from pathlib import Path

import psycopg
import pytest

from tests import postgres

pytestmark = pytest.mark.skipif(
    postgres.find_binaries() is None and not os.environ.get("REQUIRE_POSTGRES"),
    reason="NO POSTGRESQL SERVER ON THIS MACHINE: nothing is tested against it",
)


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row and row[0]


def folder_of(url: str) -> Path:
    return Path(str(value(url, "SHOW data_directory"))).parent


def process_of(url: str) -> int:
    return int((folder_of(url) / "data" / "postmaster.pid").read_text().split()[0])


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_starts_and_leaves_neither_process_nor_folder() -> None:
    with postgres.server() as url:
        folder, process = folder_of(url), process_of(url)
        assert folder.is_dir()
        assert is_running(process)
    assert not folder.exists()
    assert not is_running(process)


def test_it_is_stopped_and_removed_when_a_test_fails_with_a_connection_open() -> None:
    with pytest.raises(ZeroDivisionError), postgres.server() as url:
        folder, process = folder_of(url), process_of(url)
        connection = psycopg.connect(url)
        raise ZeroDivisionError
    connection.close()
    assert not folder.exists()
    assert not is_running(process)


def test_it_is_removed_although_it_crashed() -> None:
    with postgres.server() as url:
        folder, process = folder_of(url), process_of(url)
        os.kill(process, signal.SIGQUIT)
    assert not folder.exists()


def test_databases_are_apart_and_are_dropped_although_in_use() -> None:
    with postgres.server() as url:
        with postgres.fresh_database(url) as one, postgres.fresh_database(url) as two:
            assert one != two
            with psycopg.connect(one) as connection:
                connection.execute("CREATE TABLE only_here ()")
            assert value(two, "SELECT to_regclass('only_here')") is None
            left_open = psycopg.connect(one)
        left_open.close()
        assert value(url, "SELECT count(*) FROM pg_database WHERE datname LIKE 't\\_%'") == 0


def test_it_would_show_a_time_that_lost_its_zone() -> None:
    with postgres.server() as url:
        assert value(url, "SHOW timezone") == "Pacific/Chatham"
        assert value(url, "SHOW fsync") == "off"


def test_the_folder_of_the_binaries_may_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in postgres.NEEDED:
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    assert postgres.find_binaries() == tmp_path


def test_without_binaries_the_caller_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setattr(postgres, "PLACES", ())
    assert postgres.find_binaries() is None
    with pytest.raises(RuntimeError), postgres.server():
        pass


def test_the_newest_of_several_versions_is_taken() -> None:
    folders = [Path(f"/usr/lib/postgresql/{version}/bin") for version in (9, 15, 17)]
    assert max(folders, key=postgres._version) == folders[-1]


def test_a_server_that_cannot_start_says_why_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prefix = f"postgres-{secrets.token_hex(4)}-"
    monkeypatch.setattr(postgres, "PREFIX", prefix)
    monkeypatch.setattr(postgres, "ATTEMPTS", 1)
    monkeypatch.setitem(postgres.SETTINGS, "timezone", "Moon/Tranquility")
    with pytest.raises(RuntimeError, match="Tranquility"), postgres.server():
        pass
    assert not list(Path("/tmp").glob(f"{prefix}*"))
