"""Signs of life: kept once a minute, told to who waits for them, and never when there were none."""

import datetime as dt
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from sqlmodel import Session as Db

from bot import app, clocks, health, settings
from bot.health import POLL, ROUND, Health
from care import db, store, words
from tests.bot.tiny import NOW, TOKEN, StillClock
from tests.family import Family

SECRET = "a-path-that-is-a-secret"
MINUTE = dt.timedelta(minutes=1)


class Listener:
    """Who waits for the heartbeat."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        # What came with it, beside the address: the names of headers, and a body.
        self.besides: list[tuple[set[str], bytes]] = []
        self.status, self.goes_to = 200, ""
        web_app = web.Application()
        web_app.router.add_route("*", "/{path:.*}", self._answer)
        self.server = TestServer(web_app)

    async def _answer(self, request: web.Request) -> web.Response:
        self.heard.append(f"{request.method} {request.path_qs}")
        self.besides.append((set(request.headers), await request.read()))
        headers = {"Location": self.goes_to} if self.goes_to else {}
        return web.Response(status=self.status, headers=headers)

    @property
    def url(self) -> SecretStr:
        return SecretStr(str(self.server.make_url(f"/{SECRET}?now=1")))


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    made = Listener()
    async with made.server:
        yield made


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    yield made
    made.close()


def pulse(database: db.Database) -> dict[str, dt.datetime | None]:
    return {name: database.write(store.pulse, name) for name in (POLL, ROUND)}


async def test_the_pulse_is_kept_once_a_minute_and_only_what_is_new(
    database: db.Database, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[str] = []
    real = store.beat

    def beat(session: Db, name: str, at: dt.datetime) -> None:
        writes.append(name)
        real(session, name, at)

    monkeypatch.setattr(store, "beat", beat)
    woken: list[str] = []
    database.on_commit = lambda: woken.append("woken")
    signs = Health(database, clock)
    await signs.minute()
    assert pulse(database) == {POLL: None, ROUND: None}
    for _ in range(3):
        signs.sign(POLL)
        clock.at += MINUTE / 4
        signs.sign(ROUND)
    await signs.minute()
    assert pulse(database) == {POLL: NOW + MINUTE / 2, ROUND: NOW + 3 * MINUTE / 4}
    assert sorted(writes) == [POLL, ROUND]
    clock.at += MINUTE
    signs.sign(POLL)
    await signs.minute()
    await signs.minute()
    assert pulse(database) == {POLL: clock.at, ROUND: NOW + 3 * MINUTE / 4}
    assert sorted(writes) == [POLL, POLL, ROUND]
    assert woken == []


async def test_what_could_not_be_kept_is_kept_later(
    database: db.Database,
    clock: StillClock,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """And is no healthy minute. It is said once, however many of them there are."""

    def full(*_: object) -> None:
        raise OperationalError("x", {}, Exception("disk full"))

    signs = Health(database, clock, listener.url)
    database.on_trouble = signs.trouble
    with monkeypatch.context() as broken:
        broken.setattr(store, "beat", full)
        for _ in range(3):
            signs.sign(POLL)
            signs.sign(ROUND)
            await signs.minute()
    assert [record.getMessage() for record in caplog.records] == [
        "Nothing can be saved: disk full. Whoever taps or writes is told so. "
        "It is tried again and again."
    ]
    assert listener.heard == []
    await signs.minute()
    assert pulse(database) == {POLL: NOW, ROUND: NOW}
    assert listener.heard == []


async def test_a_heartbeat_after_each_healthy_minute_alone(
    database: db.Database, clock: StillClock, listener: Listener
) -> None:
    signs = Health(database, clock, listener.url)
    for seen in ([], [POLL], [ROUND], [POLL, POLL], []):
        for name in seen:
            signs.sign(name)
        await signs.minute()
    assert listener.heard == []
    for name in (POLL, ROUND, POLL):
        signs.sign(name)
    await signs.minute()
    assert listener.heard == [f"GET /{SECRET}?now=1"]
    assert listener.besides == [({"Host", "Accept", "Accept-Encoding", "User-Agent"}, b"")]
    await signs.minute()
    assert len(listener.heard) == 1


async def test_nobody_waits_for_one(database: db.Database, clock: StillClock) -> None:
    signs = Health(database, clock)
    signs.sign(POLL)
    signs.sign(ROUND)
    await signs.minute()
    assert pulse(database)[POLL] == NOW


@pytest.mark.parametrize("wrong", ["refused", "nobody there", "elsewhere"])
async def test_an_outage_is_said_once_and_without_the_address(
    database: db.Database,
    clock: StillClock,
    listener: Listener,
    caplog: pytest.LogCaptureFixture,
    wrong: str,
) -> None:
    async def well() -> None:
        signs.sign(POLL)
        signs.sign(ROUND)
        await signs.minute()

    signs = Health(database, clock, listener.url)
    listener.status = {"refused": 500, "elsewhere": 302}.get(wrong, 200)
    listener.goes_to = "file:///etc/hostname" if wrong == "elsewhere" else ""
    if wrong == "nobody there":
        signs._url = SecretStr(f"http://127.0.0.1:1/{SECRET}")
    with caplog.at_level(logging.DEBUG):
        await well()
        await well()
        listener.status, listener.goes_to, signs._url = 200, "", listener.url
        await well()
        listener.status = 404
        await well()
    said = [r.getMessage() for r in caplog.records if r.name == "bot.health"]
    assert said == [words.say("en", "host.no_heartbeat")] * 2
    told = [r.getMessage() for r in caplog.records if r.name != "aiohttp.access"]
    assert SECRET not in "".join(told)


# In the whole bot


async def test_the_bot_signs_each_poll_and_each_round(family: Family) -> None:
    signs = family.app.health
    assert signs.last.keys() == set()
    await family.settle()
    assert signs.last == {POLL: family.clock.at, ROUND: family.clock.at}
    await family.sleeps_through(minutes=1)
    await family.settle()
    assert signs.last == {POLL: family.clock.at, ROUND: family.clock.at}
    await signs.minute()
    assert await family.app.db.run(store.pulse, ROUND) == family.clock.at


async def test_a_round_that_fails_is_no_sign(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("x", {}, Exception("disk full"))

    monkeypatch.setattr(store, "due_rows", full)
    with pytest.raises(OperationalError):
        await family.app.due.round()
    assert ROUND not in family.app.health.last


async def test_a_clean_end_keeps_the_pulse(family: Family) -> None:
    await family.settle()
    await family.sleeps_through(minutes=1)
    await family.settle()
    at = family.clock.at
    assert await family.app.db.run(store.pulse, POLL) == at - MINUTE
    await family.sleeps_through(hours=3)
    await family.app.close()
    with_new_eyes = db.Database(family.database_url)
    assert with_new_eyes.write(store.pulse, POLL) == at
    with_new_eyes.close()
    await family._arrive()


async def test_the_sandboxs_clock_moved_by_hand_is_no_absence(database_url: str) -> None:
    clock = clocks.SandboxClock("http://127.0.0.1:1")
    made = app.build(
        settings.Settings(
            _env_file=None,  # type: ignore[call-arg]
            bot_token=SecretStr(TOKEN),
            database_url=SecretStr(database_url),
        ),
        clock,
    )
    made.health.sign(health.POLL)
    clock._offset = dt.timedelta(hours=5)
    clock.on_change()
    for errand in list(made.house.errands):
        await errand
    left = clock.now() - made.health.last[POLL]
    assert left < MINUTE
    kept = made.db.write(store.pulse, POLL)
    assert kept == made.health.last[POLL]
    await made.close()
