"""Where the data are on this machine's disk, that nobody else reads them, and who uses them now.

Of a database `data/baseline.db`: the copies in `data/backups/`, the list of erased circles in
`data/erased-baseline.txt`, and `data/baseline.lock`, which is held as long as a bot runs.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from care import db

# Ours, in the folder of the program. Of rows on a server, what belongs beside them is here too.
DATA = Path("data")
PRIVATE = 0o700
OWN = 0o600
OTHERS = 0o077


class BusyError(Exception):
    """A bot, or another copy of this command, uses the data now."""


def database(url: str) -> Path | None:
    """SQLite's file; nothing where the rows are on a server."""
    address = db.address(url)
    is_sqlite = address.get_backend_name() == "sqlite"
    return Path(str(address.database)).absolute() if is_sqlite else None


def log_files(file: Path) -> tuple[Path, Path]:
    """What SQLite keeps beside its file: the newest answers may be in there."""
    return file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")


def backups(file: Path) -> Path:
    """Where the copies of an SQLite file are by default."""
    return file.parent / "backups"


def erased(url: str) -> Path:
    """The list of erased circles beside a database."""
    file = database(url)
    name = file.stem if file else db.address(url).database
    return (file.parent if file else DATA.absolute()) / f"erased-{name}.txt"


def nobody_elses() -> None:
    """Whatever this process and its children make from now on is for its owner alone."""
    os.umask(OTHERS)


def make_folder(folder: Path) -> None:
    """A folder for its owner alone. One that is there is left as it is."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)


def tighten(url: str) -> None:
    """Files of before, which others could read, and our own folders. No folder of anybody else's.

    What belongs to another user can't be changed: `doctor` says so.
    """
    for path in _ours(url):
        with contextlib.suppress(OSError):
            if _mode(path) & OTHERS:
                path.chmod(_mode(path) & PRIVATE)


def _ours(url: str) -> Iterator[Path]:
    file, listed = database(url), erased(url)
    yield listed
    if file:
        copies = (one for one in inside(backups(file)) if one.name.startswith(f"{file.stem}-"))
        yield from (file, *log_files(file), *copies)
    if listed.parent == DATA.absolute():
        yield from (DATA, DATA / "backups")


def inside(folder: Path) -> list[Path]:
    """What is in a folder; nothing where there is none, or where it is another user's."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def open_to_others(url: str) -> Path | None:
    """The first of the data that others on this machine can look into."""
    return next((path for path in _ours(url) if _mode(path) & OTHERS), None)


def _mode(path: Path) -> int:
    """Who may do what with it; nobody anything, where it isn't there or we can't even look."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def settle(path: Path) -> None:
    """What was written or renamed is on the disk, for good."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lock_at_once(descriptor: int, how: int = fcntl.LOCK_EX) -> None:
    """Lock an open file until it is closed; BusyError where another has it.

    The system lets go of it when the process is gone, however that came about.
    """
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BusyError from None


@contextlib.contextmanager
def running(url: str) -> Iterator[None]:
    """Held by whoever works on the data; waits where a restore is under way.

    Where the folder can't be written, whatever comes next says so.
    """
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):
            if file := database(url):
                fcntl.flock(held.enter_context(_opened(file)), fcntl.LOCK_SH)
        yield


@contextlib.contextmanager
def alone(file: Path) -> Iterator[None]:
    """Held by who puts other data in their place; BusyError where a bot works on them."""
    with _opened(file) as descriptor:
        lock_at_once(descriptor)
        yield


@contextlib.contextmanager
def in_turn(file: Path) -> Iterator[None]:
    """Held by who writes that file of ours anew, where other processes may do so, too."""
    with _opened(file) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[int]:
    make_folder(file.parent)
    descriptor = os.open(file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, OWN)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
