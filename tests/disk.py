"""A small disk of its own, which can be full: a tmpfs, where this machine lets us mount one."""

import contextlib
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

SIZE = "3m"
BALLAST = "ballast"
CANNOT = "NOT TESTED ON A FULL DISK: this machine lets nobody here mount one"


class Disk:
    """A mounted folder with one database on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "baseline.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    def fill(self) -> None:
        """Not a byte more fits on it: the log that SQLite would write over is gone, too."""
        with contextlib.closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with (self.folder / BALLAST).open("ab", buffering=0) as file:
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(65536))
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(1))

    def empty(self) -> None:
        """There is room again."""
        (self.folder / BALLAST).unlink()

    def read_only(self, yes: bool) -> None:
        """As after an error of the disk, or again as it was."""
        how = "ro" if yes else "rw"
        subprocess.run(["mount", "-o", f"remount,{how}", self.folder], check=True)


@contextlib.contextmanager
def small(folder: Path, database: Path) -> Iterator[Disk]:
    """A disk with a copy of that database on it; skips the test, loudly, where there can't be one.

    Its user must have let go of the database at the end.
    """
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "baseline-test", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        done = False
    if not done:
        pytest.skip(CANNOT)
    try:
        made = Disk(folder)
        shutil.copyfile(database, made.file)
        yield made
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
