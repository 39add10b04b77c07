"""/healthz and /metrics: what is true at this moment, and nothing about anybody."""

import datetime as dt
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.counters import BOUNDS
from bot.vitals import METRICS
from care import store
from tests.called import SECRET, CalledFamily
from tests.endtoend.programs import ROOT
from tests.family import TOKEN
from tests.stories import steps

LINE = re.compile(r'(baseline_\w+)(?:\{((?:\w+="[^"]*",?)+)\})? ([0-9.e+-]+|NaN)')


@pytest.fixture
async def asked(database_url: str, bot_api: None) -> AsyncIterator[CalledFamily]:
    """A bot that asks for its updates, and has a port all the same."""
    made = CalledFamily(database_url)
    made.is_called = False
    async with made:
        yield made


async def numbers(called: CalledFamily) -> dict[str, float]:
    """Each line of /metrics, by its name and labels; all of it has Prometheus's form."""
    status, text = await called.sees("/metrics")
    assert status == 200
    assert text.endswith("\n")
    found: dict[str, float] = {}
    told: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            told.append(line.split()[2])
            continue
        match = LINE.fullmatch(line)
        assert match, line
        assert re.sub("_(bucket|sum|count)$", "", match[1]) in told
        key = f"{match[1]}{{{match[2]}}}" if match[2] else match[1]
        assert key not in found
        found[key] = float(match[3])
    assert sorted(told) == sorted([f"baseline_{name}" for name in METRICS] * 2)
    return found


async def test_a_day_as_it_is_counted(called: CalledFamily) -> None:
    await called.alex_is_set_up()
    before = await numbers(called)
    await called.at(9)
    await called.alex.taps("Done", "3")
    after = await numbers(called)

    def more(key: str) -> float:
        return after[f"baseline_{key}"] - before[f"baseline_{key}"]

    assert more('updates_total{kind="tap",outcome="handled"}') == 2
    assert more('updates_total{kind="message",outcome="handled"}') == 0
    assert more('update_seconds_count{kind="tap"}') == 2
    assert more('update_seconds_bucket{kind="tap",le="+Inf"}') == 2
    assert more('update_seconds_sum{kind="tap"}') > 0
    within = [after[f'baseline_update_seconds_bucket{{kind="tap",le="{at}"}}'] for at in BOUNDS]
    assert within == sorted(within)
    assert more('sends_total{outcome="sent"}') == 3
    assert after["baseline_database_up"] == 1
    assert after["baseline_due_rows"] == after["baseline_due_lag_seconds"] == 0
    assert after["baseline_updates_under_way"] == after["baseline_drafts_waiting"] == 0
    now = called.clock.at.timestamp()
    for name in ("heard", "tick", "update"):
        assert after[f"baseline_last_{name}_timestamp_seconds"] == now


async def test_all_is_well(called: CalledFamily) -> None:
    """Once a round was done and Telegram answered: not before, whatever runs."""
    status, state = await called.sees("/healthz")
    assert (status, state["well"], state["tick"]) == (503, False, None)
    await called.alex.says("hello")
    now = called.clock.at.isoformat(timespec="seconds")
    assert await called.sees("/healthz") == (
        200,
        {"well": True, "heard": now, "update": now, "tick": now, "lag": 0.0, "database": True},
    )


async def test_the_same_where_updates_are_asked_for(asked: CalledFamily) -> None:
    await asked.alex.says("hello")
    status, state = await asked.sees("/healthz")
    assert (status, state["well"]) == (200, True)
    assert (await numbers(asked))['baseline_updates_total{kind="message",outcome="handled"}'] == 1
    assert await asked.calls({"update_id": 7}) == 404
    assert await asked.calls({"update_id": 7}, None) == 404


async def test_how_late_the_oldest_is(called: CalledFamily) -> None:
    """Nobody looks for what is due: the time goes by, and it shows."""
    await called.alex_is_set_up()
    await called.sleeps_through(hours=2, minutes=1)
    due = await called.app.db.read(store.next_due)
    assert due is not None
    late = (called.clock.at - due).total_seconds()
    assert late > 0
    status, state = await called.sees("/healthz")
    assert (status, state["well"], state["lag"]) == (503, False, late)
    found = await numbers(called)
    assert found["baseline_due_lag_seconds"] == late
    assert found["baseline_due_rows"] >= 1


@steps.SQLITE_ALONE
@pytest.mark.parametrize(
    ("tick", "heard", "well"), [(90, 180, True), (91, 0, False), (0, 181, False)]
)
async def test_what_is_too_long_ago(
    called: CalledFamily, tick: int, heard: int, well: bool
) -> None:
    await called.settle()
    now = called.clock.at
    signs = {"round": dt.timedelta(seconds=tick), "poll": dt.timedelta(seconds=heard)}
    called.app.health.last = {name: now - ago for name, ago in signs.items()}
    status, state = await called.sees("/healthz")
    assert (status, state["well"]) == ((200, True) if well else (503, False))


def in_its_place(file: Path, kept: Path) -> None:
    """A folder lies where the file was."""
    shutil.move(file, kept)
    file.mkdir()


def back(file: Path, kept: Path) -> None:
    file.rmdir()
    shutil.move(kept, file)


@steps.SQLITE_ALONE
async def test_a_database_that_cannot_be_read(called: CalledFamily, tmp_path: Path) -> None:
    await called.settle()
    file = Path(called.database_url.removeprefix("sqlite:///"))
    kept = tmp_path / "kept.db"
    called.app.db._reader.dispose()
    in_its_place(file, kept)
    status, state = await called.sees("/healthz")
    assert (status, state["well"], state["database"], state["lag"]) == (503, False, False, None)
    text = (await called.sees("/metrics"))[1]
    assert "\nbaseline_database_up 0\n" in text
    assert "baseline_due_rows " not in text
    back(file, kept)
    assert (await called.sees("/healthz"))[0] == 200


@steps.SQLITE_ALONE
async def test_nothing_there_is_about_anybody(called: CalledFamily) -> None:
    """No name, no id, no word, no secret; nor in the log."""
    await called.alex_is_set_up()
    await called.joins(called.sam)
    await called.at(9)
    await called.alex.taps("Stopped early", "Pain", "8")
    await called.alex.says("my chest hurts")
    said = str(await called.sees("/healthz")) + str(await called.sees("/metrics"))
    ids = [str(who.number) for who in (called.alex, called.sam)]
    assert not re.search("|".join(["Alex", "Sam", "stretch", "chest", *ids, TOKEN, SECRET]), said)


@steps.SQLITE_ALONE
async def test_nothing_else_is_answered(called: CalledFamily) -> None:
    for path in ("/", "/telegram/", "/healthz/", "/docs", "/../.env", "/telegram/../metrics2"):
        assert (await called.sees(path))[0] == 404, path
    # The webhook is for updates alone.
    assert (await called.sees("/telegram"))[0] == 405


def test_no_server_is_loaded_where_none_is_wanted() -> None:
    code = (
        "import sys, bot.__main__;"
        "sys.exit(any(one in sys.modules for one in ('bot.web', 'bot.webhook', 'aiohttp.web')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0
