"""Telegram calls the bot: the same days as ever, and nothing is answered before it is kept."""

import asyncio
import datetime as dt
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest
from sqlalchemy import text
from telegram.error import TelegramError

from bot import app, intake, settings
from bot.web import Web
from bot.webhook import QUIET_LOOKS
from care import db, models
from tests.called import PATIENCE, SECRET, CalledFamily
from tests.stories import steps

Json = dict[str, Any]


async def waiting(called: CalledFamily) -> Json:
    """The oldest update that waits, as Telegram would deliver it."""
    (update,) = called._store.updates(called.clock.at.timestamp(), 1)
    return update


async def unheard(called: CalledFamily, person: Any, words: str) -> Json:
    """Somebody writes, and Telegram keeps it to itself for now: we deliver it by hand."""
    await called.app.bot.delete_webhook()
    await called.ask(f"/people/{person.number}/messages", {"text": words})
    update = await waiting(called)
    await called.app.bot.delete_webhook(drop_pending_updates=True)
    return update


@asynccontextmanager
async def nothing_can_be_saved(called: CalledFamily) -> AsyncIterator[None]:
    """Another program holds what every update has to write."""
    if called.database_url.startswith("sqlite"):
        file = called.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    server = db.engine(called.database_url)
    with server.connect() as connection:
        connection.execute(text("LOCK TABLE seen IN EXCLUSIVE MODE"))
        yield
        connection.rollback()
    server.dispose()


async def test_a_session_from_prompt_to_as_before(called: CalledFamily) -> None:
    await called.alex_is_set_up()
    await called.at(9)
    assert await called.alex.buttons() == steps.ON_A_PROMPT
    await called.alex.taps("Done", "3")
    await called.later(minutes=20)
    await called.alex.taps("As before")
    assert await steps.said(called, "pain") == ["3"]
    assert await steps.said(called, "recovery")
    assert (await steps.session(called)).asks is None
    methods = [method for method, _ in called.requests]
    assert "getUpdates" not in methods
    (params,) = [params for method, params in called.requests if method == "setWebhook"]
    assert params["url"] == called.hook_url
    assert params["secret_token"] == SECRET
    assert not params.get("drop_pending_updates")


async def test_a_stranger_is_told_and_not_kept(called: CalledFamily) -> None:
    before = await steps.counts(called)
    await called.mallory.says("hello")
    assert await called.mallory.texts() == [steps.STRANGER]
    after = await steps.counts(called)
    assert {name for name in after if after[name] != before[name]} <= {"seen"}


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "0", "\u00e9" * 20])
@steps.SQLITE_ALONE
async def test_nobody_else_is_let_in(called: CalledFamily, secret: str | None) -> None:
    """Not by a byte of what they say: it isn't read."""
    await called.alex_is_set_up()
    update = await unheard(called, called.alex, "I fell")
    before = await steps.counts(called)
    assert await called.calls(update, secret) == 401
    assert await called.calls(b"{", secret) == 401
    assert await steps.counts(called) == before
    assert await called.calls(update) == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": "7"}', 400),
        (b'{"update_id": true}', 400),
        (b'{"update_id": -7}', 400),
        (b'{"update_id": 99999999999999999999999}', 400),
        (b'{"message": {}}', 400),
        (b" " * (2**20 + 1), 413),
    ],
    ids=range(11),
)
@steps.SQLITE_ALONE
async def test_what_is_no_update(called: CalledFamily, body: bytes, status: int) -> None:
    assert await called.calls(body) == status


async def test_what_cannot_be_read_is_put_aside_and_blocks_nobody(called: CalledFamily) -> None:
    await called.alex_is_set_up()
    chat = {"id": called.alex.number, "type": "private"}
    broken = {"update_id": 7, "message": {"chat": chat, "text": "my chest hurts"}}
    assert await called.calls(broken) == 200
    assert await called.calls(broken) == 200
    (aside,) = await called.rows(models.Aside)
    assert aside.update_id == 7
    assert "chest" not in aside.reason
    await called.alex.says("/help")
    assert "/rest" in "".join(await called.alex.texts())


async def test_no_200_before_the_commit(called: CalledFamily) -> None:
    await called.alex_is_set_up()
    update = await unheard(called, called.alex, "I fell in the hall")
    async with nothing_can_be_saved(called):
        call = asyncio.create_task(called.calls(update))
        await called.begun()
        done, _ = await asyncio.wait([call], timeout=0.3)
        assert not done
    assert await call == 200
    assert len(await called.rows(models.Answer)) == 1


async def test_it_came_before(called: CalledFamily) -> None:
    """Its 200 was lost on the way: it comes again, also to a bot that was started anew."""
    await called.alex_is_set_up()
    update = await unheard(called, called.alex, "I fell in the hall")
    assert [await called.calls(update) for _ in range(2)] == [200, 200]
    await called.restarts()
    assert await called.calls(update) == 200
    rows = await called.rows(models.Answer)
    assert len(rows) == 1


async def test_the_same_one_twice_at_once(called: CalledFamily) -> None:
    """The second waits for what becomes of the first: both are answered after the one commit."""
    await called.alex_is_set_up()
    update = await unheard(called, called.alex, "I fell in the hall")
    async with nothing_can_be_saved(called):
        both = [asyncio.create_task(called.calls(update)) for _ in range(2)]
        await called.begun()
        done, _ = await asyncio.wait(both, timeout=0.2)
        assert not done
    assert await asyncio.gather(*both) == [200, 200]
    assert len(await called.rows(models.Answer)) == 1


async def test_one_chat_in_order_others_beside_it(called: CalledFamily) -> None:
    """Alex's second waits for the first, however long that takes; Sam's doesn't."""
    await called.alex_is_set_up()
    await called.joins(called.sam)
    first = await unheard(called, called.alex, "one")
    second = await unheard(called, called.alex, "two")
    other = await unheard(called, called.sam, "/help")
    inside, go, order = asyncio.Event(), asyncio.Event(), list[int]()
    dispatch = called.app.intake._dispatch

    async def slowly(update: Any) -> None:
        if update.update_id == first["update_id"]:
            inside.set()
            await go.wait()
        order.append(update.update_id)
        await dispatch(update)

    called.app.intake._dispatch = slowly
    calls = [asyncio.create_task(called.calls(first))]
    await inside.wait()
    calls.append(asyncio.create_task(called.calls(second)))
    assert await called.calls(other) == 200
    go.set()
    assert await asyncio.gather(*calls) == [200, 200]
    assert order == [one["update_id"] for one in (other, first, second)]


@steps.SQLITE_ALONE
async def test_what_cannot_be_saved_is_told_and_is_over(
    called: CalledFamily, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a disk that stays full: nobody waits, and nobody is left thinking it was noted."""
    await called.alex_is_set_up()
    update = await unheard(called, called.alex, "I fell in the hall")
    monkeypatch.setattr("handlers.door.TRIES", (0.0, None))
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 10)
    await called.restarts()
    async with nothing_can_be_saved(called):
        assert await called.calls(update) == 200
        while called.app.house.errands:
            await asyncio.gather(*called.app.house.errands)
        while called.app.due._sending:
            await asyncio.wait(called.app.due._sending.values())
    assert await called.alex.last() == "I couldn't save that. Please send it again."
    assert called.app.counters.troubles > 0


@steps.SQLITE_ALONE
async def test_what_cannot_even_be_put_aside_comes_again(
    called: CalledFamily, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 10)
    await called.restarts()
    broken = {"update_id": 7, "message": {}}
    async with nothing_can_be_saved(called):
        assert await called.calls(broken) == 503
    assert await called.rows(models.Aside) == []
    assert await called.calls(broken) == 200
    assert len(await called.rows(models.Aside)) == 1


async def test_it_finishes_what_came_in_before_it_ends(called: CalledFamily) -> None:
    await called.alex_is_set_up()
    update = await unheard(called, called.alex, "I fell in the hall")
    async with nothing_can_be_saved(called):
        call = asyncio.create_task(called.calls(update))
        await called.begun()
        end = asyncio.create_task(called.web.stop())
        await asyncio.wait([end], timeout=0.2)
        assert not end.done()
    assert await call == 200
    await end
    assert len(await called.rows(models.Answer)) == 1
    with pytest.raises(OSError, match="connect"):
        await called.calls(update)


@steps.SQLITE_ALONE
async def test_polling_takes_the_webhook_away_again(called: CalledFamily) -> None:
    """The setting is gone: what waited is asked for, and nothing is dropped."""
    await called.alex_is_set_up()
    await called.web.stop()
    await called.ask(f"/people/{called.alex.number}/messages", {"text": "I fell"})
    found = called.app.settings.model_copy(update={"webhook_url": None, "port": None})
    polling = app.build(found, called.clock)
    await polling.introduce()
    await asyncio.gather(*polling.house.errands)
    assert polling.web is None
    assert await polling.intake.poll(0) == 1
    await polling.close()


@steps.SQLITE_ALONE
async def test_an_outage_of_the_proxy_is_said(
    called: CalledFamily, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram answers, and can't reach us: once in the log, and on the open card after it."""
    await called.alex_is_set_up()
    await called.at(9)
    await called.alex.taps("Done")
    await called.later(minutes=10)
    await called.web.stop()
    _, data = await steps.data_of(called.alex, "3")
    message = await called.alex.find("3")
    tap = {"message_id": message["message_id"], "data": data}
    await called.ask(f"/people/{called.alex.number}/taps", tap)
    for _ in range(3):
        await failed_now(called)
        await called.webhook.look()
        called.clock.at += dt.timedelta(minutes=1)
        await called.ask("/clock", {"to": called.clock.at.isoformat()})
    called.app.web = Web(called.app.settings, called.web._vitals, called.webhook)
    await called.web.start()
    await called.settle()
    assert (await called.alex.last()).startswith("I was away. If you tapped, please tap again.")
    await called.settle()
    await called.alex.taps("3")
    assert await steps.said(called, "pain") == ["3"]
    lines = [one.message for one in caplog.records if one.levelname == "WARNING"]
    assert lines == [
        "Telegram could not reach WEBHOOK_URL: Connection refused. It tries again by itself.",
        "The bot, or Telegram, was away from 2026-11-23 08:10 to 2026-11-23 08:13 (UTC). Messages"
        " that came too late and were not sent: 0. They are kept as that.",
    ]


async def failed_now(called: CalledFamily) -> None:
    """Until a delivery failed at this very minute."""
    now = int(called.clock.at.timestamp())
    found = await called._store.bell.until(
        lambda: (called._store.get("webhook_error") or {}).get("last_error_date"),
        lambda at: at == now,
        PATIENCE,
    )
    assert found == now


@steps.SQLITE_ALONE
async def test_a_webhook_that_went_elsewhere_is_set_again(
    called: CalledFamily, caplog: pytest.LogCaptureFixture
) -> None:
    await called.settle()
    await called.app.bot.set_webhook("http://127.0.0.1:9/elsewhere")
    await called.alex.says("hello")
    assert await called.alex.texts() == [steps.STRANGER]
    said = [one.message for one in caplog.records if "another address" in one.message]
    assert len(said) == 1
    assert (await called.app.bot.get_webhook_info()).url == called.hook_url


@steps.SQLITE_ALONE
async def test_a_telegram_that_is_away_is_waited_for(
    called: CalledFamily, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Setting it fails twice, in two ways: a line each, and no update is lost."""
    await called.web.stop()
    await called.app.bot.delete_webhook()
    await called.ask("/faults", {"kind": "bad_gateway", "method": "setWebhook", "times": 1})
    await called.ask("/faults", {"kind": "chat_not_found", "method": "setWebhook", "times": 2})
    monkeypatch.setattr("bot.intake.LONGEST_WAIT", 0.0)
    again = app.build(called.app.settings, called.clock)
    await again.introduce()
    assert again.web
    await called.ask(f"/people/{called.alex.number}/messages", {"text": "hello"})
    run = asyncio.create_task(again.web.run())
    await called.delivered()
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    assert [line for line in caplog.messages if "Telegram" in line] == [
        "Telegram can't be reached. Trying again in 0 s.",
        "Telegram refuses WEBHOOK_URL: Chat not found. It is tried again and again.",
    ]
    await again.close()


@steps.SQLITE_ALONE
async def test_a_telegram_that_does_not_tell_how_it_fares(called: CalledFamily) -> None:
    """The webhook is set all the same, who writes is heard, and all is well."""
    await called.settle()
    await called.app.bot.delete_webhook()
    await called.ask("/faults", {"kind": "not_found", "method": "getWebhookInfo"})
    await called.alex.says("hello")
    assert await called.alex.texts() == [steps.STRANGER]
    called.clock.at += dt.timedelta(minutes=4)
    await called.settle()
    assert (await called.sees("/healthz"))[0] == 200


@steps.SQLITE_ALONE
async def test_a_gateway_in_telegrams_place_is_no_sign_of_life(called: CalledFamily) -> None:
    await called.settle()
    for method in ("getWebhookInfo", "setWebhook"):
        await called.ask("/faults", {"kind": "not_found", "method": method})
    with pytest.raises(TelegramError):
        await called.webhook.look()
    called.clock.at += dt.timedelta(minutes=4)
    await called.app.due.settle()
    assert (await called.sees("/healthz"))[0] == 503


@steps.SQLITE_ALONE
async def test_a_refused_token_ends_it(called: CalledFamily) -> None:
    await called.web.stop()
    await called.ask("/faults", {"kind": "unauthorized", "method": "getWebhookInfo"})
    again = app.build(called.app.settings, called.clock)
    await again.introduce()
    assert again.web
    with pytest.raises(intake.RevokedError):
        await again.web.run()
    await again.close()


@steps.SQLITE_ALONE
async def test_a_port_that_is_taken_is_one_line(called: CalledFamily) -> None:
    again = app.build(called.app.settings, called.clock)
    assert again.web
    with pytest.raises(settings.RefusedError, match=r"^PORT: nothing can listen there: .+\.$"):
        await again.web.run()
    await again.close()


@steps.SQLITE_ALONE
async def test_an_error_is_over_though_something_always_waits(
    called: CalledFamily, caplog: pytest.LogCaptureFixture
) -> None:
    """As in a clinic: one hiccup is no outage, however busy it is, and the next is said anew."""
    await called.settle()
    for minute in range(2):
        called.clock.at += dt.timedelta(minutes=minute)
        await called.ask("/clock", {"to": called.clock.at.isoformat()})
        await called.web.stop()
        await called.ask(f"/people/{called.mallory.number}/messages", {"text": "hello"})
        await failed_now(called)
        await called.webhook.look()
        for _ in range(QUIET_LOOKS):
            # Nobody listens: it waits on, and Telegram tries later and later.
            await called.webhook.look()
            assert called.pending()
        assert called.webhook._failing is None
    assert len([line for line in caplog.messages if "could not reach" in line]) == 2
    assert not [line for line in caplog.messages if "was away" in line]
