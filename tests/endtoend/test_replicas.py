"""`make replicas`, small: one killed, all restarted, everybody taps; and that it notices."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.endtoend.replicas import Play, families
from tests.endtoend.weighed import Weighed

CIRCLES, PER_SECOND = 60, 60
Json = dict[str, Any]


@pytest.fixture(scope="session")
def server(postgres_server: str | None) -> str:
    if postgres_server is None:
        pytest.skip("NOT TESTED ON POSTGRESQL: this machine has no PostgreSQL server")
    return postgres_server


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return families(tmp_path_factory.mktemp("replicas"), CIRCLES)


def digest(seen: Json) -> Any:
    return next(one for one in seen["sends"] if one[1] % 10_000 == 102)


def tampered(found: Weighed, change: Callable[[Json], object]) -> list[str]:
    """What is said of the same day, had Telegram seen something else."""
    seen = copy.deepcopy(found.seen)
    change(seen)
    return Weighed(found.due, seen, found.rows, found.limit, found.in_hand).all().wrong


def test_a_killed_and_two_restarted_replicas_lose_and_double_nothing(
    server: str, source: Path, tmp_path: Path
) -> None:
    found = Play(tmp_path, PER_SECOND, patience=150, waits=False).run(server, source)
    assert found.wrong == []
    assert found.last_line().startswith("0 lost, 0 doubled, ")
    assert len(found.seen["taps"]) > CIRCLES

    # And what would have been noticed.
    for change in (
        lambda seen: seen["sends"].pop(0),
        lambda seen: seen["sends"].append(seen["sends"][0]),
        lambda seen: seen["sends"].append(digest(seen)),
        lambda seen: seen["taps"].append(seen["taps"][0] | {"update": 1, "data": "done:1:"}),
        lambda seen: seen["taps"].pop(0),
        lambda seen: seen["shown"].update(dict.fromkeys(list(seen["shown"])[-1:], ("-", "{}"))),
        lambda seen: seen.update(sends=[(0.0, chat, n) for _, chat, n in seen["sends"]]),
        lambda seen: seen.update(sends=[(-10 * at, chat, n) for at, chat, n in seen["sends"]]),
    ):
        assert tampered(found, change), change


def test_a_limit_of_each_replicas_own_is_noticed(server: str, source: Path, tmp_path: Path) -> None:
    """Without the shared budget, against what Telegram would allow."""
    play = Play(tmp_path, 0, patience=90, disturbed=False, allowed=8)
    assert any("sends in a second" in line for line in play.run(server, source).wrong)
