"""A PostgreSQL server for the tests' own use: made of the machine's binaries, gone afterwards."""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

# Where packagers put the binaries, when PATH doesn't know.
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
NEEDED = ("initdb", "postgres")
# initdb refuses to run as root; whoever of these exists runs it instead.
UNPRIVILEGED = ("postgres", "nobody")
OWNER = "tests"
PREFIX = "postgres-"
SETTINGS = {
    # Nothing here outlives the tests, so nothing need reach the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # Twelve and three quarter hours ahead: a time without its zone can't pass for UTC.
    "timezone": "Pacific/Chatham",
}
# Another program may take the free port before the server does.
ATTEMPTS = 5
SECONDS_TO_START = 30
SECONDS_TO_STOP = 10


def find_binaries() -> Path | None:
    """The folder of this machine's PostgreSQL server, the newest; None where there is none."""
    return next((folder for folder in _folders() if _is_complete(folder)), None)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A running server, as the URL of its first database."""
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("no PostgreSQL server binaries; PG_BIN may name their folder")
    # Under /tmp because another user must be able to walk there.
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir="/tmp") as name:
        folder = Path(name)
        user = _unprivileged(folder)
        _initdb(binaries, folder, user)
        process, port = _start(binaries, folder, user)
        try:
            yield _url(port)
        finally:
            _stop(process)


@contextlib.contextmanager
def fresh_database(url: str, template: str = "template1") -> Iterator[str]:
    """A database of its own on that server, as its URL; dropped whoever still uses it.

    Empty, or a copy of the database of that name, which nobody may be using.
    """
    name = f"t_{secrets.token_hex(8)}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _execute(url, create.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        _execute(url, drop)


def wipe(url: str, tables: Iterable[str]) -> None:
    """Empty these tables, children first, and count from 1 again; who is still there is put out.

    As good as a database of its own for the next test, and ten times faster.
    """
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    used = "SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL"
    with psycopg.connect(url) as connection:
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        for name in tables:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        for (sequence,) in connection.execute(used.encode()).fetchall():
            connection.execute(f"ALTER SEQUENCE {sequence} RESTART".encode())


def _execute(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _folders() -> Iterator[Path]:
    if chosen := os.environ.get("PG_BIN"):
        yield Path(chosen)
    if pg_ctl := shutil.which("pg_ctl"):
        yield Path(pg_ctl).resolve().parent
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(told.stdout.strip())
    for place in PLACES:
        yield from sorted(Path("/").glob(place[1:]), key=_version, reverse=True)


def _version(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(folder))]


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in NEEDED)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """As whom to run the server, for subprocess; the folder is theirs then."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = next(known[name] for name in UNPRIVILEGED if name in known)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    """Without the PG* variables of whoever runs the tests, and the same words everywhere."""
    return {"PATH": os.defpath, "LC_ALL": "C"}


def _initdb(binaries: Path, folder: Path, user: dict[str, Any]) -> None:
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "-U", OWNER, *options],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **user,
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stdout}{done.stderr}")


def _start(
    binaries: Path, folder: Path, user: dict[str, Any]
) -> tuple[subprocess.Popen[bytes], int]:
    """A server that answers, and its port."""
    for _ in range(ATTEMPTS):
        port = _free_port()
        process = _launch(binaries, folder, user, port)
        if _answers(process, port):
            return process, port
        _stop(process)
    raise RuntimeError(f"the server didn't start: {(folder / 'log').read_text()}")


def _launch(
    binaries: Path, folder: Path, user: dict[str, Any], port: int
) -> subprocess.Popen[bytes]:
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-p", str(port), *settings],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl-C is for the tests: they stop the server when they are through.
            start_new_session=True,
            **user,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(_url(port), connect_timeout=5).close()
            return True
        time.sleep(0.05)
    return False


def _url(port: int) -> str:
    return f"postgresql://{OWNER}@127.0.0.1:{port}/postgres"


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the server: politely, which closes its connections too, or else at once."""
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(request)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
            return
