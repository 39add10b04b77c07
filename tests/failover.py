"""A server dies while answers are kept: `python -m tests.failover`, as docs/hosting.md sets it up.

Two PostgreSQL servers of this machine's own binaries, the second a synchronous standby. The bot's
own database code commits rows; the first server is killed, the second promoted. What was
acknowledged has to be there.
"""

import contextlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from bot import schema
from care import db, store
from tests import postgres
from tests.care.rows import MONDAY

STANDBY = "standby1"
BEFORE, AFTER = 300, 200
PROMOTED_AFTER = 5
SECONDS = 120


@dataclass
class Servers:
    """The folder of both, as whom they run, and what runs."""

    binaries: Path
    folder: Path
    user: dict[str, Any]
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def run(self, program: str, *words: str) -> None:
        """One of PostgreSQL's own programs, to its end."""
        with (self.folder / "log").open("ab") as log:
            subprocess.run(
                [str(self.binaries / program), *words],
                cwd=self.folder,
                env=postgres._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=True,
                **self.user,
            )

    def start(self, name: str, port: int) -> None:
        """A server over one of the data folders; it waits for the disk, as a real one."""
        with (self.folder / "log").open("ab") as log:
            words = ["-D", name, "-p", str(port), "-c", "listen_addresses=127.0.0.1"]
            self.running.append(
                subprocess.Popen(
                    [str(self.binaries / "postgres"), *words, "-c", "unix_socket_directories="],
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    **self.user,
                )
            )
        if not postgres._answers(self.running[-1], port):
            raise RuntimeError((self.folder / "log").read_text())


@contextlib.contextmanager
def servers() -> Iterator[Servers]:
    """Gone afterwards, with their folders."""
    binaries = postgres.find_binaries()
    if binaries is None:
        raise RuntimeError("no PostgreSQL server binaries; PG_BIN may name their folder")
    folder = Path(tempfile.mkdtemp(prefix="failover-", dir="/tmp"))
    made = Servers(binaries, folder, postgres._unprivileged(folder))
    try:
        yield made
    finally:
        for one in made.running:
            if one.poll() is None:
                one.send_signal(signal.SIGQUIT)
                one.wait()
        shutil.rmtree(folder, ignore_errors=True)


def asked(port: int, *statements: str) -> None:
    with psycopg.connect(postgres._url(port), autocommit=True) as connection:
        for one in statements:
            connection.execute(one.encode())


def build(made: Servers, first: int, second: int) -> None:
    """A primary that waits for its standby."""
    made.run("initdb", "-D", "one", "-U", postgres.OWNER, "--auth=trust", "--encoding=UTF8")
    with (made.folder / "one" / "pg_hba.conf").open("a") as file:
        file.write("host replication all 127.0.0.1/32 trust\n")
    made.start("one", first)
    source = f"host=127.0.0.1 port={first} user={postgres.OWNER} application_name={STANDBY}"
    made.run("pg_basebackup", "-d", source, "-D", "two", "-R", "-C", "-S", STANDBY, "-X", "stream")
    made.start("two", second)
    names = f"ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 ({STANDBY})'"
    asked(first, "CREATE DATABASE baseline", names, "SELECT pg_reload_conf()")
    until_synchronous(first)


def until_synchronous(port: int) -> None:
    with psycopg.connect(postgres._url(port), autocommit=True) as connection:
        states = "SELECT sync_state FROM pg_stat_replication"
        while connection.execute(states).fetchall() not in ([("sync",)], [("quorum",)]):
            time.sleep(0.1)


def fill(made: Servers, database: db.Database, standby: int) -> tuple[set[int], int]:
    """Rows, one after another, through the death of the first server: who was told "kept"."""
    kept: set[int] = set()
    refused, end = 0, time.monotonic() + SECONDS
    for number in range(1, 1_000_000):
        try:
            database.write(store.first_time, number, MONDAY)
            kept.add(number)
        except SQLAlchemyError:
            refused += 1
            time.sleep(0.2)
        if number == BEFORE:
            made.running[0].kill()
            made.running[0].wait()
        if number == BEFORE + PROMOTED_AFTER:
            alone = "ALTER SYSTEM SET synchronous_standby_names = ''"
            asked(standby, alone, "SELECT pg_promote()", "SELECT pg_reload_conf()")
        if len(kept) > BEFORE + AFTER or time.monotonic() > end:
            break
    return kept, refused


def main() -> int:
    """1 where something acknowledged is lost, or the bot never found the other server."""
    with servers() as made:
        first, second = postgres._free_port(), postgres._free_port()
        build(made, first, second)
        hosts = f"host=127.0.0.1:{first}&host=127.0.0.1:{second}"
        more = "target_session_attrs=read-write&connect_timeout=3"
        url = f"postgresql://{postgres.OWNER}@/baseline?{hosts}&{more}"
        schema.upgrade(url)
        database = db.Database(url)
        kept, refused = fill(made, database, second)
        database.close()
        with psycopg.connect(postgres._url(second).replace("/postgres", "/baseline")) as left:
            there = {row[0] for row in left.execute("SELECT update_id FROM seen")}
    lost = len(kept - there)
    print(f"acknowledged {len(kept)}, refused {refused}, acknowledged and lost {lost}")
    return int(lost > 0 or len(kept) <= BEFORE + AFTER)


if __name__ == "__main__":
    sys.exit(main())
