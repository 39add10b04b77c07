"""In a forked bot: its commits are counted, and it dies at one of them by its own hand, kill -9.

What is counted is told in a file, a line each: "+" and "-" where something begins and ends that
nobody else can see from outside, "o" after each round, and else the name of the point.
"""

import functools
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import default

from care import db
from care.ports import Draft
from handlers import door
from schedules import due, pacing

POINTS, TARGET = "points", "target"
BEGINS, ENDS, ROUND = "+", "-", "o"
WRITES = ("INSERT", "UPDATE", "DELETE")


class Points:
    """The points of this process, and the one at which it dies."""

    def __init__(self, folder: Path) -> None:
        self._target = folder / TARGET
        self._log = os.open(folder / POINTS, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._lock = threading.Lock()
        self._aim, self._left = "", 0
        self._now = threading.local()

    @property
    def flow(self) -> str:
        """What runs in this thread."""
        return str(getattr(self._now, "flow", "the schema"))

    @flow.setter
    def flow(self, name: str) -> None:
        self._now.flow = name

    @property
    def wrote(self) -> bool:
        """Whether it has written anything yet."""
        return bool(getattr(self._now, "wrote", False))

    @wrote.setter
    def wrote(self, wrote: bool) -> None:
        self._now.wrote = wrote

    def tell(self, line: str) -> None:
        """A line of the file, at once: this process may be gone in a moment."""
        os.write(self._log, f"{line}\n".encode())

    def reach(self, name: str) -> None:
        """A point; the last one, if it is the target."""
        with self._lock:
            self.tell(name)
            aim = self._target.read_text() if self._target.exists() else ""
            if aim != self._aim:
                self._aim, self._left = aim, int(aim.split("\t")[1])
            if aim.split("\t")[0] == name:
                self._left -= 1
                if self._left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)


def install(folder: Path) -> None:
    """Count from now on."""
    points = Points(folder)
    _count_statements(points)
    _count_commits(points)
    _count_what_is_under_way(points)


def name_of(flow: Any) -> str:
    """A flow as a reader finds it: its module and its name."""
    while isinstance(flow, functools.partial):
        flow = flow.func
    return f"{flow.__module__.rpartition('.')[2]}.{flow.__name__}"


def _count_statements(points: Points) -> None:
    def before(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().startswith(WRITES):
            points.wrote = True
            points.reach(f"inside {points.flow}")

    event.listen(Engine, "before_cursor_execute", before)


def _count_commits(points: Points) -> None:
    """A transaction that wrote nothing has nothing to lose: it isn't counted."""
    commit, write = default.DefaultDialect.do_commit, db.Database.write

    def commits(dialect: Any, connection: Any) -> None:
        if points.wrote:
            points.reach(f"before commit of {points.flow}")
        commit(dialect, connection)  # type: ignore[no-untyped-call]  # SQLAlchemy says no types
        if points.wrote:
            points.reach(f"after commit of {points.flow}")

    def writes(database: db.Database, flow: Any, *args: Any, **kwargs: Any) -> Any:
        points.flow, points.wrote = name_of(flow), False
        return write(database, flow, *args, **kwargs)

    put_in(default.DefaultDialect, do_commit=commits)
    put_in(db.Database, write=writes)


def _begun(points: Points, drafts: Iterable[Draft]) -> list[Draft]:
    begun = list(drafts)
    for _ in begun:
        points.tell(BEGINS)
    return begun


def _count_what_is_under_way(points: Points) -> None:
    """Errands and drafts, from the moment they are called for until they are over."""
    soon, put, draw = door.House.soon, due.DueLoop.put, due.DueLoop._outcome
    claimed = due.DueLoop._send_in_time
    round_ = due.DueLoop.round

    async def over(act: Awaitable[Any]) -> Any:
        try:
            return await act
        finally:
            points.tell(ENDS)

    def begins(house: door.House, errand: Coroutine[Any, Any, None]) -> None:
        points.tell(BEGINS)
        soon(house, over(errand))

    def puts(loop: due.DueLoop, drafts: Iterable[Draft]) -> None:
        put(loop, _begun(points, drafts))

    def claims(loop: due.DueLoop, drafts: Sequence[Draft]) -> None:
        claimed(loop, _begun(points, drafts))

    def draws(loop: due.DueLoop, one: pacing.Waiting) -> Awaitable[Any]:
        return over(draw(loop, one))

    async def rounds(loop: due.DueLoop) -> Any:
        found = await round_(loop)
        points.tell(ROUND)
        return found

    put_in(door.House, soon=begins)
    put_in(due.DueLoop, put=puts, _send_in_time=claims, _outcome=draws, round=rounds)


def put_in(owner: type, **methods: Callable[..., Any]) -> None:
    """Other methods, in this process."""
    for name, method in methods.items():
        setattr(owner, name, method)
