"""The computer that the bot runs on: it is started, it dies at any instant, its disk is full.

What runs is `bot.app` as it is, with a made-up time. Five things are others': threads (work is done
at once), the HTTP client's socket, the calendar's timers, the making of papers, and how long the
bot sleeps where nothing is to do (100 s, not 25 and 30: a year has too many of those).
"""

import asyncio
import base64
import contextvars
import datetime as dt
import functools
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from bot import app, intake, press, settings, wire
from care import db
from care.flows import invitations
from care.ports import Draft, Made, Outcome, Paper
from sandbox import people
from schedules import calendar, due
from tests.simulation.loop import AtOnce, VirtualLoop
from tests.simulation.telegram import EPOCH, TOKEN, Connector, Line, Telegram

LIFE: contextvars.ContextVar[int] = contextvars.ContextVar("life", default=0)
DRAFT: contextvars.ContextVar[Draft | None] = contextvars.ContextVar("draft", default=None)
IDLE = 100
NIGHT = dt.time(3, 17)
# As many as SQLite can have.
PAGES = 2**32 - 2


class Killed(BaseException):
    """The process is gone. Nothing that it meant to do happens any more."""


class WrongClock:
    """The computer's own clock: true time, and how wrong it is."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self.wrong = dt.timedelta()

    def now(self) -> dt.datetime:
        return EPOCH + dt.timedelta(seconds=self._loop.now) + self.wrong


class _Press:
    """Papers are made elsewhere's tests; here they are a few bytes."""

    def __init__(self, *_: object) -> None:
        pass

    async def make(self, paper: Paper) -> Made | None:
        return Made(b"%PDF-1.7 made up", is_photo=False)


class _Secrets:
    """In place of `secrets`: as hard to guess for who doesn't know the seed."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.randbelow = rng.randrange

    def token_urlsafe(self, size: int) -> str:
        return base64.urlsafe_b64encode(self._rng.randbytes(size)).rstrip(b"=").decode()


class _Calendar:
    """The same jobs as `schedules.calendar`, by the made-up time."""

    def __init__(
        self, jobs: dict[str, Callable[[], Any]], clock: WrongClock, errors: list[str]
    ) -> None:
        self._jobs, self._clock, self._errors = jobs, clock, errors
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._minute()),
            asyncio.create_task(self._nights()),
        ]

    async def _minute(self) -> None:
        while True:
            await asyncio.sleep(IDLE)
            await self._jobs["minute"]()

    async def _nights(self) -> None:
        while True:
            now = self._clock.now()
            at = dt.datetime.combine(now.date(), NIGHT, dt.UTC)
            at += dt.timedelta(days=at <= now)
            await asyncio.sleep((at - now).total_seconds())
            try:
                await self._jobs["purge"]()
                await self._jobs["night"]()
            except Exception as error:
                # As APScheduler: a job that fails is said, and comes again.
                if not db.is_our_fault(error):
                    self._errors.append(f"a nightly job failed: {error!r}")

    def shutdown(self, wait: bool = True) -> None:
        for task in self._tasks:
            task.cancel()


class Machine:
    """One bot, its file, its lives one after another.

    `on_commit` is told each write flow that was committed, with its arguments and its result,
    `on_failure` each that the database refused;
    `on_draw` each message that is about to be sent or edited.
    """

    def __init__(
        self, telegram: Telegram, line: Line, loop: VirtualLoop, file: Path, rng: random.Random
    ) -> None:
        self.telegram, self.line, self.loop, self.file = telegram, line, loop, file
        self.rng = rng
        self.clock = WrongClock(loop)
        self.crashes: Counter[str] = Counter()
        self.errors: list[str] = []
        self.on_commit: Callable[[Any, tuple[Any, ...], Any], None] = lambda flow, args, made: None
        self.on_failure: Callable[[Any, tuple[Any, ...]], None] = lambda flow, args: None
        self.open_to_all = False
        self.up_since: float | None = None
        self.app: app.App | None = None
        self._life = 0
        self._tasks: dict[asyncio.Task[Any], None] = {}
        self._main: asyncio.Task[None] | None = None
        self._kill_at_step: int | None = None
        self._kill_at_statement: int | None = None
        self._kill_after_commit = False
        self._holder: sqlite3.Connection | None = None
        loop.set_task_factory(self._make_task)
        loop.set_exception_handler(self._unheard)
        loop.on_step = self._step

    # Lives

    def boots(self) -> None:
        """The program is started."""
        assert self._main is None
        self._life += 1
        context = contextvars.copy_context()
        context.run(LIFE.set, self._life)
        self._main = self.loop.create_task(self._serve(), context=context)

    async def _serve(self) -> None:
        """As `bot.__main__` does."""
        built = app.build(
            settings.Settings(
                _env_file=None,  # type: ignore[call-arg]
                bot_token=SecretStr(TOKEN),
                telegram_api_url="http://127.0.0.1:1",
                database_url=SecretStr(f"sqlite:///{self.file}"),
                registration=settings.Registration.OPEN,
            ),
            self.clock,
        )
        built.due.pacer.wall = self.clock
        built.due._delivery = _Watched(built.due._delivery)
        event.listen(built.db._writer, "before_cursor_execute", self._statement)
        self.app = built
        self.up_since = self.loop.now
        try:
            await built.introduce()
            await built.run()
        except asyncio.CancelledError:
            pass
        finally:
            if self.app is built:
                await built.close()

    def dies(self, how: str) -> None:
        """kill -9."""
        if self._main is None:
            return
        self.crashes[how] += 1
        self._over()
        tasks, self._tasks = self._tasks, {}
        for task in tasks:
            task.cancel()

    def _over(self) -> None:
        """The life is over: what still runs of it finds no rows and no line."""
        made, self.app, self._main, self.up_since = self.app, None, None, None
        self.never_dies()
        self._life += 1
        if made is not None:
            made.db._writer.dispose()
            made.db._reader.dispose()
            for client in made.bot._request:
                _drop(client)

    async def ends(self) -> None:
        """SIGTERM: it lets what is under way arrive."""
        main = self._main
        if main is None:
            return
        self.crashes["ended in order"] += 1
        main.cancel()
        await asyncio.wait([main])
        if self._main is main:
            self._over()

    # When it dies

    def kill_within(self, steps: int) -> None:
        """After so many steps of anybody's: at whatever await it is then."""
        self._kill_at_step = self.loop.steps + steps

    def kill_in_transaction(self, statements: int) -> None:
        """At the so-many-th statement from now on."""
        self._kill_at_statement = statements

    def kill_after_commit(self) -> None:
        """Right after the next commit, before anybody hears of it."""
        self._kill_after_commit = True

    def never_dies(self) -> None:
        """What was to kill it doesn't any more."""
        self._kill_at_step = self._kill_at_statement = None
        self._kill_after_commit = False

    @property
    def is_up(self) -> bool:
        return self._main is not None

    def _step(self, step: int) -> None:
        if self._kill_at_step is not None and step >= self._kill_at_step:
            self.dies("at an await")

    def _statement(self, *_: object) -> None:
        if LIFE.get() != self._life:
            raise Killed
        if self._kill_at_statement is not None:
            self._kill_at_statement -= 1
            if self._kill_at_statement <= 0:
                self._kill_at_statement = None
                self.loop.call_soon(self.dies, "in a transaction")
                self._life += 1
                raise Killed

    def write(self, plain: Any, database: db.Database, flow: Any, *args: Any, **kwargs: Any) -> Any:
        """In place of `Database.write`."""
        if LIFE.get() != self._life:
            raise Killed
        try:
            made = plain(database, flow, *args, **kwargs)
        except DBAPIError:
            self.on_failure(flow, args)
            raise
        self.on_commit(flow, args, made)
        if self._kill_after_commit:
            self._kill_after_commit = False
            self.loop.call_soon(self.dies, "after a commit")
            self._life += 1
            raise Killed
        return made

    # Its disk

    def disk_is_full(self, full: bool) -> None:
        """Nothing more fits, and SQLite itself says so; until it dies, or there is room again."""
        if self.app is None:
            return
        raw = self.app.db._writer.raw_connection()
        cursor = raw.cursor()
        pages = cursor.execute("PRAGMA page_count").fetchone()[0] if full else PAGES
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        raw.close()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Somebody else writes in the file."""
        other = sqlite3.connect(self.file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()

    # Its tasks

    def _make_task(self, loop: Any, coro: Any, **kwargs: Any) -> "asyncio.Task[Any]":
        task = asyncio.Task(coro, loop=loop, **kwargs)
        context = kwargs.get("context")
        life = context.get(LIFE, 0) if context else LIFE.get()
        if life and life == self._life:
            self._tasks[task] = None
            task.add_done_callback(self._gone)
        return task

    def _gone(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.pop(task, None)
        if task is self._main and not task.cancelled() and task.exception() is not None:
            error = task.exception()
            if not isinstance(error, Killed):
                self.errors.append(f"the bot ended by itself: {error!r}")
                self._over()

    def _unheard(self, loop: Any, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, Killed):
            self.errors.append(f"{context.get('message')}: {error!r}")


class _Watched:
    """What is drawn is known to whoever watches the line."""

    def __init__(self, delivery: Any) -> None:
        self._delivery = delivery

    async def draw(self, draft: Draft) -> Outcome:
        token = DRAFT.set(draft)
        try:
            found: Outcome = await self._delivery.draw(draft)
            return found
        finally:
            DRAFT.reset(token)


@contextmanager
def made_up(machine: Machine) -> Iterator[None]:
    """The program's five connections to the real world lead into the made-up one."""
    plain, build = db.Database.write, calendar.build

    def made_up_calendar(*parts: Any) -> Any:
        jobs = {job.id: job.func for job in build(*parts).get_jobs()}
        return _Calendar(jobs, machine.clock, machine.errors)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "ThreadPoolExecutor", lambda *_: AtOnce())
        patch.setattr(db, "SYNCHRONOUS", "OFF")
        patch.setattr(db, "BUSY_TIMEOUT_MS", 0)
        patch.setattr(db.Database, "write", functools.partialmethod(_written, machine, plain))
        patch.setattr(asyncio, "to_thread", _at_once)
        patch.setattr(wire, "connector", lambda *_: Connector(machine.line))
        patch.setattr(calendar, "build", made_up_calendar)
        patch.setattr(calendar, "LOOK_SECONDS", 86400.0)
        patch.setattr(press, "PaperPress", _Press)
        patch.setattr(due, "LONGEST_SLEEP", float(IDLE))
        patch.setattr(intake, "POLL_SECONDS", IDLE)
        # What is drawn by chance, so that the same seed brings the same links and taps.
        patch.setattr(invitations, "secrets", _Secrets(machine.rng))
        patch.setattr(people, "secrets", _Secrets(machine.rng))
        patch.setattr(intake, "READ_SECONDS", IDLE + 15)
        yield


def _drop(client: Any) -> None:
    """A process that is killed doesn't close its sessions, and nobody is told so."""
    for session in client._sessions.values():
        session.detach()


def _written(
    database: db.Database, machine: Machine, plain: Any, flow: Any, *args: Any, **kw: Any
) -> Any:
    return machine.write(plain, database, flow, *args, **kw)


async def _at_once(work: Callable[..., Any], *args: Any) -> Any:
    return work(*args)
