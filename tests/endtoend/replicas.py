"""Three replicas, everybody's prompts and digests due at once, everybody taps: `make replicas`.

In the middle of it one is killed, the others are ended and started again, one after another, and
the killed one comes back. Then what Telegram saw is laid beside the rows (`weighed.py`).

    python -m tests.endtoend.replicas --circles 10000 --per-second 400
"""

import argparse
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from schedules import pacing
from tests import postgres
from tests.bench import bench, copies, processes
from tests.bench.rows import replicas as measured
from tests.endtoend.rows import Rows
from tests.endtoend.weighed import Due, Kept, Weighed

REPLICAS = 3
# One family in so many has more than one routine due at that moment, that many of them.
CROWDED, ROUTINES = 10, 6
# So long after the rows are there all of it is due, seconds: the replicas have started by then.
READY = 8.0
KILLED_AT, RESTARTED_AT = 0.3, 0.45
PATIENCE = 90.0
SECRET = "TEST-secret-of-many-replicas-0123456789"


@dataclass
class Replica:
    """One process, and what it and those before it said."""

    env: dict[str, str]
    folder: Path
    telegram: str
    url: str
    all: list[processes.Process] = field(default_factory=list)

    def start(self) -> None:
        """`python -m bot run`."""
        self.all.append(processes.bot(self.folder, self.telegram, self.url, None, **self.env))

    @property
    def now(self) -> processes.Process:
        """The process that runs, or ran last."""
        return self.all[-1]

    def kill(self) -> None:
        """kill -9."""
        os.killpg(self.now.pid, signal.SIGKILL)
        processes.until(lambda: not self.now.is_alive(), "it is gone", PATIENCE)

    def end(self) -> None:
        """As a host does it."""
        os.killpg(self.now.pid, signal.SIGTERM)
        processes.until(lambda: not self.now.is_alive(), "it ends", PATIENCE)
        if self.now.failed:
            raise processes.BrokenError(f"ended badly: {self.now.said[-800:]}")


def families(folder: Path, circles: int) -> Path:
    """A file with so many families, who all have prompts and digests due now."""
    source, made = bench.Bench(folder).families("source", circles, routines=ROUTINES)
    bench.make_due(source, ("prompt", "digest"), made.now)
    copies.execute(source, (_MORE_DUE, (bench.kept(made.now), bench.kept(made.now), CROWDED)))
    return source


@dataclass
class Play:
    """One run with so many sends a second. `patience` is for all of it, and so
    long after the start of the burst nobody taps any more (`tapping`), seconds.

    `disturbed`: replicas are killed and restarted. `waits`: the killed one's leases end by
    themselves, after two minutes; else at once. `allowed`: what is allowed
    a second, if that isn't what the replicas are told.
    """

    folder: Path
    per_second: int
    patience: float = 900.0
    tapping: float = 600.0
    disturbed: bool = True
    waits: bool = True
    allowed: int = 0
    began: float = field(default_factory=time.monotonic)
    replicas: list[Replica] = field(default_factory=list)

    def say(self, line: str) -> None:
        """A word on the way."""
        print(f"[{time.monotonic() - self.began:6.1f} s] {line}", file=sys.stderr, flush=True)  # noqa: T201

    def run(self, server: str, source: Path) -> Weighed:
        """All of it, on a new database of that server with these families."""
        with postgres.fresh_database(server) as url:
            measured.load(source, url)
            self.say("their rows are on PostgreSQL")
            telegram = processes.Telegram(self.folder, module="tests.endtoend.crowd")
            due = self._all_due(url)
            with processes.ended(telegram), self._running(telegram, url):
                return self._played(telegram, url, due)

    def _played(self, telegram: processes.Telegram, url: str, due: list[Due]) -> Weighed:
        last = _asked(url, "SELECT coalesce(max(id), 0) FROM answer")
        telegram.ask("begin", seconds=self.tapping)
        prompts = sum(one.kind == "prompt" for one in due)
        self.say(f"{prompts} prompts and {len(due) - prompts} digests; three replicas run")
        if self.disturbed:
            self._disturb(telegram, url, prompts)
        left = self._until_over(telegram, url, [one.row for one in due])
        seen = telegram.ask("record", PATIENCE)
        for one in self.replicas:
            one.end()
        self.say("all is over")
        in_hand = pacing.most_at_a_time(self.per_second)
        limit = self.allowed or self.per_second
        with contextlib.closing(Rows(url)) as rows:
            found = Weighed(due, seen, Kept.read(rows, last, due), limit, in_hand).all()
        found.wrong += left
        self._logs(found)
        return found

    def _disturb(self, telegram: processes.Telegram, url: str, prompts: int) -> None:
        """One is killed; the others are restarted, one after another; the killed one comes back."""
        first, *others = self.replicas
        self._until_sent(telegram, prompts * KILLED_AT)
        first.kill()
        self.say("one is killed")
        self._until_sent(telegram, prompts * RESTARTED_AT)
        for one in others:
            one.end()
            one.start()
            one.now.until_says("Running", PATIENCE)
            self.say("another was ended and is back")
        if not self.waits:
            self._leases_end(url)
        first.start()
        first.now.until_says("Running", PATIENCE)
        self.say("the killed one is back")

    @contextlib.contextmanager
    def _running(self, telegram: processes.Telegram, url: str) -> Iterator[None]:
        ports = [measured.free_port() for _ in range(REPLICAS)]
        telegram.ask("targets", urls=[f"http://127.0.0.1:{port}/hook" for port in ports])
        env = {
            "WEBHOOK_URL": f"http://127.0.0.1:{ports[0]}/hook",
            "WEBHOOK_SECRET": SECRET,
            "SENDS_PER_SECOND": str(self.per_second),
        }
        self.replicas = [
            Replica(env | {"PORT": str(port)}, self.folder, telegram.url, url) for port in ports
        ]
        try:
            for one in self.replicas:
                one.start()
            for one in self.replicas:
                one.now.until_says("Running", PATIENCE)
            yield
        finally:
            for one in self.replicas:
                for process in one.all:
                    process.end()

    def _all_due(self, url: str) -> list[Due]:
        """Due in a moment, all of it, when the replicas are there."""
        with psycopg.connect(url) as connection:
            found = connection.execute(_NOW_DUE.encode(), (READY,)).fetchall()
        return [Due(row, kind, chat) for row, kind, chat in found]

    def _until_sent(self, telegram: processes.Telegram, many: float) -> None:
        telegram.until_sent(int(many), self.patience, self.replicas[-1].now)

    def _leases_end(self, url: str) -> None:
        """What is under way still, the killed one had in hand: the others have settled theirs."""
        with psycopg.connect(url) as connection:
            connection.execute("UPDATE message SET try_at = now() WHERE state = 'sending'")

    def _until_over(self, telegram: processes.Telegram, url: str, rows: Sequence[int]) -> list[str]:
        """Nothing waits any more, on either side; what still did when the patience was over."""

        def waits() -> str:
            people, updates = telegram.ask("busy"), telegram.ask("waiting")
            return f"{people} people, {updates} updates, {_asked(url, _UNSETTLED)} rows wait"

        until = self.began + self.patience
        said = time.monotonic()
        while (left := waits()) != "0 people, 0 updates, 0 rows wait":
            if time.monotonic() > until:
                return [left]
            if time.monotonic() > said + 20:
                said = time.monotonic()
                self.say(f"{telegram.ask('count')} sent; {left}")
            time.sleep(0.5)
        return []

    def _logs(self, found: Weighed) -> None:
        """What they said of what went wrong, without its hour."""
        lines: Counter[str] = Counter()
        for one in self.replicas:
            for process in one.all:
                lines.update(_complaints(process.said))
        for line, many in lines.most_common(12):
            found.figures.append((f"said {many} times", line[:110]))
            if "Traceback" in line or "Deadlock" in line:
                found.wrong.append(line)


def _complaints(said: str) -> list[str]:
    found = []
    for line in said.splitlines():
        if any(word in line for word in ("WARNING", "ERROR", "CRITICAL", "Traceback", "Error:")):
            words = line.split()
            found.append(" ".join(w for w in words if not any(c.isdigit() for c in w)))
    return found


def _asked(url: str, statement: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(statement.encode()).fetchone()
    return int(row[0]) if row else 0


_MORE_DUE = f"""
    UPDATE message SET due = ?, try_at = ? WHERE kind = 'prompt' AND state = 'waiting'
    AND session_id IS NULL AND due < datetime('now', '+6 hours')
    AND circle_id / {copies.STRIDE} % ? = 0
"""
_NOW_DUE = """
    WITH now_due AS (
        UPDATE message SET try_at = now() + make_interval(secs => %s) WHERE state = 'waiting'
        AND kind IN ('prompt', 'digest') AND due <= now() RETURNING id, kind, chat_id
    )
    SELECT now_due.id, kind, chat.telegram_id FROM now_due JOIN chat ON chat.id = chat_id
"""
_UNSETTLED = """
    SELECT count(*) FROM message WHERE try_at IS NOT NULL AND (
        state = 'sending' OR (state = 'waiting' AND try_at <= now() + interval '10 minutes')
        OR (state = 'sent' AND shown < revision))
"""


def played(asked: argparse.Namespace) -> Weighed:
    """On a server that keeps what people said, in a folder that is gone afterwards."""
    before = dict(postgres.SETTINGS)
    postgres.SETTINGS.update(measured.DURABLE)
    try:
        with tempfile.TemporaryDirectory(prefix="replicas-") as folder, postgres.server() as server:
            play = Play(Path(folder), asked.per_second, asked.patience, asked.tapping)
            source = families(play.folder, asked.circles)
            play.say(f"{asked.circles} circles are made")
            return play.run(server, source)
    finally:
        postgres.SETTINGS.update(before)


def main() -> int:
    """The command line."""
    # Whoever ends it ends all that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(prog="python -m tests.endtoend.replicas")
    parser.add_argument("--circles", type=int, default=10_000)
    parser.add_argument("--per-second", type=int, default=400)
    parser.add_argument("--patience", type=float, default=1800.0, help="seconds for all of it")
    parser.add_argument("--tapping", type=float, default=600.0, help="seconds that people tap for")
    found = played(parser.parse_args())
    width = max(len(what) for what, _ in found.figures)
    for what, figure in found.figures:
        print(f"{what:<{width}}  {figure}")  # noqa: T201
    for line in found.wrong:
        print(f"wrong: {line}")  # noqa: T201
    print(found.last_line())  # noqa: T201
    return int(bool(found.wrong))


if __name__ == "__main__":
    sys.exit(main())
