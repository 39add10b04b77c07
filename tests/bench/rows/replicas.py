"""Row 12: three replicas on PostgreSQL against one; where they aren't faster, what was busy."""

import contextlib
import datetime as dt
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from sqlmodel import SQLModel

from bot import schema, settings
from care import db
from care.private import PLAIN, PrivateText
from tests import postgres
from tests.bench import bench, processes
from tests.bench.bench import Bench
from tests.bench.rows import burst, taps
from tests.bench.table import NOT_MEASURED, Check, Figure, Row, Target

MANY, REPLICAS, AT_ONCE = 2_500, 3, 96
WHAT = f"{REPLICAS} replicas on PostgreSQL against one"
# As a server is that keeps what people said.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
           "shared_buffers": "256MB", "timezone": "UTC"}  # fmt: skip
SECRET = "TEST-secret-of-a-bench-0123456789"
# So long after they are started all shall be there, seconds.
READY, READY_EACH = 6.0, 4.0
HAS_A_WEBHOOK = "webhook_url" in settings.Settings.model_fields


@dataclass(frozen=True)
class Busy:
    """Seconds of a core: the bots', the lean Telegram's, PostgreSQL's."""

    bots: float
    telegram: float
    postgres: float


def replicas(bench_: Bench) -> Row:
    """A burst without a limit, then everybody's taps by webhook: one bot, three, one, three."""
    if not HAS_A_WEBHOOK:
        return Row(WHAT, error=f"{NOT_MEASURED}: there is no WEBHOOK_URL yet")
    if postgres.find_binaries() is None:
        return Row(WHAT, error=f"{NOT_MEASURED}: no PostgreSQL server on this machine")
    many = bench_.sized(MANY, 300)
    file, made = bench_.families("replicas-source", many)
    bench.make_due(file, ("prompt",), made.now)
    before = dict(postgres.SETTINGS)
    postgres.SETTINGS.update(DURABLE)
    try:
        with postgres.server() as url, postgres.fresh_database(url) as source:
            load(file, source)
            found = bench.interleaved(
                min(bench_.rounds, 2),
                ("one", lambda n: _measured(bench_, url, source, 1, many)),
                ("three", lambda n: _measured(bench_, url, source, REPLICAS, many)),
            )
    finally:
        postgres.SETTINGS.update(before)
    return _row(found)


def _row(found: dict[str, list[dict[str, Any]]]) -> Row:
    def figure(side: str, key: str) -> Figure:
        return bench.gathered(found[side], key, "a second", 0)

    cores = os.cpu_count() or 1
    notes = []
    for side, rounds in found.items():
        last = rounds[-1]
        for key in ("sends", "taps"):
            busy: Busy = last[f"{key}_busy"]
            notes.append(
                f"{side}, {key}: of {cores} cores the bots used {busy.bots:.2f}, PostgreSQL "
                f"{busy.postgres:.2f}, the stand-in for Telegram {busy.telegram:.2f}"
            )
    limits = [_is_limited(found, key, cores) for key in ("sends", "taps")]
    checks = tuple(
        Check(
            figure("three", key),
            figure("one", key),
            Target(least=1.8),
            f"{key}:",
            "one:",
            excused="the machine is the limit" if limited else "",
        )
        for key, limited in zip(("sends", "taps"), limits, strict=True)
    )
    return Row(WHAT, checks, notes=tuple(notes))


def _is_limited(found: dict[str, list[dict[str, Any]]], key: str, cores: int) -> bool:
    """Whether three had all cores busy: nothing could have made them faster on this machine."""
    shares = [sum(vars(one[f"{key}_busy"]).values()) for one in found["three"]]
    return bool(min(shares) >= 0.9 * cores)


def load(file: Path, url: str) -> None:
    """The SQLite file's rows on the server, under the same schema."""
    schema.upgrade(url)
    source = db.engine(f"sqlite:///{file}")
    with psycopg.connect(url) as there, source.connect() as here:
        for table in SQLModel.metadata.sorted_tables:
            private = [isinstance(column.type, PrivateText) for column in table.columns]
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            there.execute(f'DELETE FROM "{table.name}"'.encode())
            copy = f'COPY "{table.name}" ({names}) FROM STDIN'.encode()
            with there.cursor().copy(copy) as rows:
                for row in here.execute(table.select()):
                    rows.write_row(
                        [
                            PLAIN + value.encode() if hidden and value is not None else value
                            for value, hidden in zip(row, private, strict=True)
                        ]
                    )
            if "id" in table.columns:
                there.execute(
                    f"""SELECT setval(pg_get_serial_sequence('"{table.name}"', 'id'),
                    (SELECT coalesce(max(id), 1) FROM "{table.name}"))""".encode()
                )
    source.dispose()


def _measured(bench_: Bench, server: str, source: str, many: int, prompts: int) -> dict[str, Any]:
    """The burst, then the taps."""
    folder = bench_.new(f"replicas-{many}")
    telegram = bench_.telegram(folder)
    template = source.rpartition("/")[2]
    with processes.ended(telegram), postgres.fresh_database(server, template) as url:
        with _bots(bench_, folder, telegram, url, many) as bots:
            found: dict[str, Any] = {}
            telegram.until_sent(1, 60, bots[0])
            begin, began = _spent(bots, telegram, url), time.monotonic()
            telegram.until_sent(prompts, burst.LONGEST, bots[0])
            processes.until(lambda: _settled(url) >= prompts, "all are settled", 60, bots[0], 0.1)
            found |= _rates("sends", prompts, began, begin, _spent(bots, telegram, url))
            chats = sorted({chat for _, chat, _ in telegram.ask("seen")["sends"]})
            asked = {"chats": chats, "wanted": taps.OURS, "at_once": AT_ONCE, "each": 1}
            begin, began = _spent(bots, telegram, url), time.monotonic()
            said = telegram.ask("crowd", burst.LONGEST, seconds=burst.LONGEST - 30, **asked)
            found |= _rates("taps", said["taps"], began, begin, _spent(bots, telegram, url))
            if said["taps"] < prompts * 0.99:
                raise processes.BrokenError(f"{said['taps']} of {prompts} taps were through")
        bench_.say(f"{many}: {found['sends']:.0f} sends, {found['taps']:.0f} taps a second")
        return found


def _rates(key: str, many: int, began: float, before: Busy, after: Busy) -> dict[str, Any]:
    seconds = time.monotonic() - began
    busy = Busy(
        *(
            (b - a) / seconds
            for a, b in zip(vars(before).values(), vars(after).values(), strict=True)
        )
    )
    return {key: many / seconds, f"{key}_busy": busy}


@contextlib.contextmanager
def _bots(
    bench_: Bench, folder: Path, telegram: processes.Telegram, url: str, many: int
) -> Iterator[list[processes.Process]]:
    """So many, ready, behind the lean Telegram's own balancing."""
    ports = [free_port() for _ in range(many)]
    hook = f"http://127.0.0.1:{ports[0]}/hook"
    telegram.ask("targets", urls=[f"http://127.0.0.1:{port}/hook" for port in ports])
    _hold_back(url, READY + READY_EACH * many)
    bots = [
        processes.bot(
            folder,
            telegram.url,
            url,
            None,
            WEBHOOK_URL=hook,
            WEBHOOK_SECRET=SECRET,
            PORT=str(port),
            **burst.UNLIMITED,
        )
        for port in ports
    ]
    with processes.ended(*bots):
        for bot in bots:
            bot.until_says("Running")
        if telegram.ask("count"):
            raise processes.BrokenError("it began before everybody was there")
        yield bots


def _hold_back(url: str, seconds: float) -> None:
    """What is due is so a little later, when everybody is there."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE message SET try_at = now() + make_interval(secs => %s)"
            " WHERE kind = 'prompt' AND state = 'waiting' AND try_at <= now()",
            (seconds,),
        )


def _settled(url: str) -> int:
    since = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM message"
            " WHERE kind = 'prompt' AND state = 'sent' AND sent_at > %s",
            (since,),
        ).fetchone()
    return int(row[0]) if row else 0


def _spent(bots: list[processes.Process], telegram: processes.Telegram, url: str) -> Busy:
    server = processes.spent_under(f"-p {urlsplit(url).port} ")
    return Busy(sum(bot.spent().cpu for bot in bots), telegram.spent().cpu, server)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
