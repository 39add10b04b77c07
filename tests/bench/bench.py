"""What every row needs: a folder on a real disk, families in files, sizes, a word on the way."""

import datetime as dt
import functools
import json
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import schema
from care import db
from tests.bench import copies, household, processes
from tests.bench.table import Figure

# A prompt counts for two hours after its time, a digest for four.
PROMPT_WINDOW, DIGEST_WINDOW = dt.timedelta(hours=2), dt.timedelta(hours=4)
# No program of a measurement takes longer, seconds.
LONGEST = 300.0
# What `inside.py` numbers messages from: beyond those of the pattern's own days.
FIRST_MESSAGE = 500_000
IN_MEMORY = ("tmpfs", "ramfs")


def kept(at: dt.datetime) -> str:
    """An instant as SQLite's rows have it."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


@dataclass
class Bench:
    """One run. `scale` makes everything smaller: 1.0 is what the docs show."""

    folder: Path
    rounds: int = 3
    scale: float = 1.0
    profile: bool = False
    full: bool = False
    began: float = field(default_factory=time.monotonic)

    def sized(self, many: int, least: int = 1) -> int:
        """So many of something, or fewer in a short run."""
        return max(least, round(many * self.scale))

    def say(self, line: str) -> None:
        """A word on the way, with the time so far."""
        print(f"[{time.monotonic() - self.began:6.1f} s] {line}", file=sys.stderr, flush=True)  # noqa: T201

    def new(self, name: str) -> Path:
        """A folder of its own."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    @functools.cached_property
    def empty(self) -> Path:
        """A file with the schema and nothing in it."""
        file = self.new("empty") / "baseline.db"
        schema.upgrade(f"sqlite:///{file}")
        return file

    def families(
        self, name: str, many: int, *, routines: int = 2, days: int = 2
    ) -> tuple[Path, household.Made]:
        """A file with so many families; all live as the pattern did until now.

        Without days of their own they have no old messages either, as after the purge.
        """
        file = self.new(name) / "baseline.db"
        shutil.copyfile(self.empty, file)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        database = db.Database(f"sqlite:///{file}")
        try:
            made = household.live(database, now, routines=routines, days=days)
        finally:
            database.close()
        if not days:
            copies.execute(file, ("DELETE FROM message WHERE state != 'waiting'", ()))
        copies.multiply(file, many)
        return file, made

    @functools.cached_property
    def began_at(self) -> str:
        """One instant for all that has a clock of its own."""
        return dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()

    def month(self, name: str) -> Path:
        """A file with one family's month."""
        file = self.copy(self.empty, name)
        self.inside("month", file, self.began_at)
        return file

    def carded(self, name: str, many: int) -> Path:
        """A file with so many families who all have a prompt's card before them."""
        file, made = self.families(name, many)
        make_due(file, ("prompt",), made.now)
        self.inside("prepare", file, made.now.isoformat())
        return file

    def copy(self, file: Path, name: str) -> Path:
        """The same in another folder: each round begins with the same rows."""
        to = self.new(name) / file.name
        shutil.copyfile(file, to)
        return to

    def telegram(self, folder: Path, latency: float = 0.0) -> processes.Telegram:
        """A lean Telegram."""
        return processes.Telegram(folder, latency)

    def bot(self, file: Path, telegram: processes.Telegram, **env: str) -> processes.Process:
        """Our program on that file; under the sampler where a profile is wanted."""
        profile = self.folder / f"profile-{file.parent.name}.txt" if self.profile else None
        database = f"sqlite:///{file}"
        return processes.bot(file.parent, telegram.url, database, profile, **env)

    def anchor(
        self, name: str, folder: Path, telegram: processes.Telegram, *arguments: str
    ) -> processes.Process:
        """One of the others."""
        env = {"BOT_TOKEN": processes.TOKEN, "TELEGRAM_API_URL": telegram.url}
        return processes.Process(folder, f"tests.bench.anchors.{name}", *arguments, **env)

    def run(self, module: str, *arguments: str, profiled: str = "") -> dict[str, Any]:
        """A program of our own to its end; what it printed last, as JSON, if it is that."""
        folder = self.folder / "runs"
        folder.mkdir(exist_ok=True)
        if profiled and self.profile:
            out = str(self.folder / f"profile-{profiled}.txt")
            module, arguments = "tests.bench.sampled", (out, module, *arguments)
        process = processes.Process(folder, module, *arguments)
        with processes.ended(process):
            processes.until(lambda: not process.is_alive(), f"{module} ends", LONGEST)
        lines = [line for line in process.said.splitlines() if line.startswith("{")]
        if process.failed:
            raise processes.BrokenError(f"{module} failed: {process.said[-800:]}")
        return dict(json.loads(lines[-1])) if lines else {}

    def inside(self, what: str, file: Path, *arguments: str, profiled: bool = False) -> Any:
        """Flows in a process of their own (`inside.py`)."""
        name = what if profiled else ""
        return self.run("tests.bench.inside", what, str(file), *arguments, profiled=name)


def make_due(file: Path, kinds: tuple[str, ...], at: dt.datetime, most: int | None = None) -> None:
    """What waits of these kinds is due then, the first of each family (or the first so many)."""
    window = {"prompt": PROMPT_WINDOW, "digest": DIGEST_WINDOW}
    for kind in kinds:
        limit = -1 if most is None else most
        values = (kept(at), kept(at), kept(at + window[kind]), kind, limit)
        copies.execute(file, (_DUE, values))


def cards(file: Path) -> list[tuple[int, int, str]]:
    """The newest prompt's card in each chat: chat and message as Telegram has them, its keys."""
    rows = copies.every(
        file,
        """SELECT chat.telegram_id, message.telegram_id, message.screen
        FROM message JOIN chat ON chat.id = message.chat_id
        WHERE message.kind = 'prompt' AND message.state = 'sent' AND message.telegram_id > ?
        ORDER BY message.id""",
        FIRST_MESSAGE,
    )
    found = {}
    for chat, message, screen in rows:
        lines = json.loads(bytes(screen)[1:])["rows"]
        keys = [[{"text": b["label"], "callback_data": b["data"]} for b in line] for line in lines]
        found[chat] = chat, message, json.dumps({"inline_keyboard": keys})
    return list(found.values())


_DUE = """
    UPDATE message SET due = ?, try_at = ?, until = ? WHERE id IN (
        SELECT id FROM message AS one WHERE kind = ? AND state = 'waiting' AND session_id IS NULL
        AND due = (SELECT min(due) FROM message WHERE circle_id = one.circle_id
                   AND kind = one.kind AND state = 'waiting' AND session_id IS NULL)
        ORDER BY id LIMIT ?)
"""


def gathered(rounds: list[dict[str, float]], key: str, unit: str, digits: int = 1) -> Figure:
    """One figure out of what each round measured; a side may sit some of them out."""
    return Figure(tuple(one[key] for one in rounds if key in one), unit, digits)


def interleaved(
    rounds: int, *sides: tuple[str, Callable[[int], dict[str, Any]]]
) -> dict[str, list[dict[str, Any]]]:
    """A B A B: what each side measured, a round after another."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name, _ in sides}
    for number in range(rounds):
        for name, side in sides:
            found[name].append(side(number))
    return found


def is_in_memory(folder: Path) -> bool:
    """Whether a folder is on no disk: nothing there waits for one."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    under = [(len(point), kind) for point, kind in mounts if folder.resolve().is_relative_to(point)]
    return max(under)[1] in IN_MEMORY if under else False
