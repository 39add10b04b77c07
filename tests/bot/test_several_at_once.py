"""Replicas on one PostgreSQL do at the same time what each of them does: nobody is in the way."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from bot import erased, files, health
from care import db, models, store
from care.flows import erasing
from care.store import Gone
from tests.care.rows import MONDAY, every, household, message

POSTGRES_ALONE = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
LATER = MONDAY + dt.timedelta(days=40)
MANY = 300
PATIENCE = 60


@pytest.fixture
def replicas(database_url: str) -> Iterator[list[db.Database]]:
    """Three bots on the same rows; whoever waits in vain for another is told so."""
    impatient = f"{database_url}?options=-clock_timeout%3D5s"
    made = [db.Database(impatient) for _ in range(3)]
    yield made
    for one in made:
        one.close()


def at_once(replicas: list[db.Database], flow: Callable[..., Any], *args: object) -> list[Any]:
    """Each of them does it, in its own thread; what came of it."""
    with ThreadPoolExecutor(len(replicas)) as threads:
        ran = [threads.submit(one.write, flow, *args) for one in replicas]
        return [one.result(timeout=PATIENCE) for one in ran]


def count(database: db.Database, table: type[SQLModel]) -> int:
    return database.write(lambda s: s.scalar(select(func.count()).select_from(table)) or 0)


def old_rows(database: db.Database) -> None:
    """What a purge finds: messages that have served, updates that came, links of long ago."""

    def write(session: Db) -> None:
        for number in range(MANY):
            store.add(session, message(state="sent", try_at=None))
            store.first_time(session, number, MONDAY)
        link = models.Invitation(hash="of long ago", role="caregiver", until=MONDAY)
        store.add(session, link)

    database.write(write)


@POSTGRES_ALONE
def test_three_purges_and_somebody_who_works_on_an_old_row(replicas: list[db.Database]) -> None:
    """It is left to whoever holds it; the next night will do."""
    old_rows(replicas[0])
    held = select(col(models.Message.id)).order_by(col(models.Message.id)).limit(1)
    link = select(col(models.Invitation.id))
    with Db(replicas[0]._writer) as busy:
        for wanted in (held, link):
            busy.execute(wanted.with_for_update())
        at_once(replicas[1:], store.purge, LATER)
        assert count(replicas[1], models.Message) == 1
        assert count(replicas[1], models.Invitation) == 1
    at_once(replicas, store.purge, LATER)
    left = [count(replicas[0], one) for one in (models.Message, models.Seen, models.Invitation)]
    assert left == [0, 0, 0]


@POSTGRES_ALONE
def test_three_that_start_while_a_fourth_is_at_work(replicas: list[db.Database]) -> None:
    """Redraws come at once, but for the one that is held just now: nobody waits for it."""
    until = MONDAY + store.LEASE
    behind: dict[str, Any] = {"state": "sent", "revision": 2, "shown": 1, "try_at": until}
    for _ in range(MANY):
        replicas[0].write(lambda s: store.add(s, message(**behind)).id)
    with Db(replicas[0]._writer) as busy:
        held = busy.scalar(select(col(models.Message.id)).order_by(col(models.Message.id)).limit(1))
        busy.execute(select(models.Message).where(col(models.Message.id) == held).with_for_update())
        at_once(replicas, store.hasten_redraws, MONDAY)
    rows: Any = every(replicas[0], models.Message)
    assert [row.id for row in rows if row.try_at != MONDAY] == [held]


@POSTGRES_ALONE
def test_who_was_erased_is_erased_again_once(replicas: list[db.Database]) -> None:
    """Older rows came back, and three bots start on them."""
    for number in (1, 2, 3):
        household(replicas[0], number)
    rows: Any = every(replicas[0], models.Circle)
    listed = {Gone(row.id, row.created_at, LATER) for row in rows[:2]}
    done = at_once(replicas, erasing.again, listed, LATER)
    assert sorted(done) == [0, 0, 2]
    assert count(replicas[0], models.Circle) == 1
    assert count(replicas[0], models.Erased) == 2


def test_the_pulse_is_kept_in_one_order(database_url: str) -> None:
    """Of two who keep it in two orders the server would end one."""
    database = db.Database(database_url)
    kept: list[Any] = []
    event.listen(
        database._writer, "before_cursor_execute", lambda *said: kept.append(dict(said[3])["name"])
        if "pulse" in said[2] and isinstance(said[3], dict) else None,
    )  # fmt: skip
    for names in (("round", "poll"), ("poll", "round")):
        database.write(health._keep, dict.fromkeys(names, MONDAY))
    database.close()
    if not database.is_sqlite:
        assert kept == ["poll", "round"] * 2


def test_one_list_that_several_write(tmp_path: Path) -> None:
    """On one machine: none loses what another has just added, and none finds half of it."""
    path = files.erased(f"sqlite:///{tmp_path / 'baseline.db'}")
    children = []
    for one in range(4):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                for number in range(25):
                    erased.add(path, [Gone(100 * one + number, MONDAY, LATER)])
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * len(children)
    assert len(erased.read(path)) == 100
