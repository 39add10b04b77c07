"""Updates in: long polling, confirmation, two pollers, and what waits too long."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.sandbox.driver import ALEX, SAM, buttons

if TYPE_CHECKING:
    from tests.sandbox.driver import Driver

CONFLICT = (
    "409 Conflict: terminated by other getUpdates request; make sure that only one bot"
    " instance is running"
)


async def say(sandbox: Driver, text: str) -> None:
    await sandbox.ask(f"/people/{ALEX}/messages", {"text": text})


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_unconfirmed_updates_come_again(sandbox: Driver) -> None:
    await say(sandbox, "one")
    await say(sandbox, "two")
    first = await sandbox.updates()
    assert texts(first) == ["one", "two"]
    assert first == await sandbox.updates()
    assert first[1]["update_id"] == first[0]["update_id"] + 1


async def test_an_offset_confirms_all_below_it(sandbox: Driver) -> None:
    for text in ("one", "two", "three"):
        await say(sandbox, text)
    first = (await sandbox.updates(limit=1))[0]["update_id"]
    assert texts(await sandbox.updates(offset=first + 2)) == ["three"]
    assert await sandbox.ask("/updates") == {"pending": 1}
    assert texts(await sandbox.updates(offset=first)) == ["three"]


async def test_a_negative_offset_keeps_the_last(sandbox: Driver) -> None:
    for text in ("one", "two", "three"):
        await say(sandbox, text)
    assert texts(await sandbox.updates(offset=-5)) == ["one", "two", "three"]
    assert texts(await sandbox.updates(offset=-2)) == ["two", "three"]
    assert texts(await sandbox.updates()) == ["two", "three"]


async def test_a_long_poll_ends_with_the_next_message(sandbox: Driver) -> None:
    poll = asyncio.create_task(sandbox.updates(timeout=30))
    await sandbox.polled()
    assert not poll.done()
    await say(sandbox, "at last")
    assert texts(await asyncio.wait_for(poll, 5)) == ["at last"]


async def test_a_long_poll_ends_empty(sandbox: Driver) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    assert await sandbox.updates(timeout=1) == []
    assert loop.time() - start >= 0.9


async def test_the_newer_of_two_pollers_stays(sandbox: Driver) -> None:
    older = asyncio.create_task(sandbox.refused("getUpdates", timeout=30))
    await sandbox.polled()
    newer = asyncio.create_task(sandbox.updates(timeout=30))
    assert await asyncio.wait_for(older, 5) == CONFLICT
    await say(sandbox, "hello")
    assert texts(await asyncio.wait_for(newer, 5)) == ["hello"]


async def test_messages_wait_a_day(sandbox: Driver) -> None:
    await say(sandbox, "early")
    await sandbox.ask("/clock", {"advance": 24 * 3600 - 1})
    assert texts(await sandbox.updates()) == ["early"]
    await sandbox.ask("/clock", {"advance": 1})
    assert await sandbox.updates() == []
    assert await sandbox.ask("/updates") == {"pending": 0}


async def test_taps_wait_150_seconds(sandbox: Driver) -> None:
    await say(sandbox, "hello")
    await sandbox.send(reply_markup=buttons("Done"))
    await sandbox.ask(f"/people/{ALEX}/taps", {"message_id": 2, "button": "Done"})
    await sandbox.ask("/clock", {"advance": 149})
    assert len(await sandbox.updates()) == 2
    await sandbox.ask("/clock", {"advance": 1})
    assert texts(await sandbox.updates()) == ["hello"]


async def test_only_the_kinds_asked_for(sandbox: Driver) -> None:
    assert await sandbox.updates(allowed_updates=["callback_query"]) == []
    await say(sandbox, "unheard")
    await sandbox.send(reply_markup=buttons("Done"))
    await sandbox.ask(f"/people/{ALEX}/taps", {"message_id": 2, "button": "Done"})
    (update,) = await sandbox.updates()
    assert update["callback_query"]["data"] == "Done"
    await sandbox.updates(allowed_updates=[])
    await say(sandbox, "heard")
    assert texts((await sandbox.updates())[1:]) == ["heard"]


async def test_a_tap_as_telegram_tells_it(sandbox: Driver) -> None:
    await sandbox.start(SAM)
    sent = await sandbox.send(SAM, reply_markup=buttons("Done"))
    query = await sandbox.ask(f"/people/{SAM}/taps", {"message_id": 2, "button": "Done"})
    tap = (await sandbox.updates())[1]["callback_query"]
    assert (tap["id"], tap["data"], tap["message"]) == (query["query_id"], "Done", sent)
    assert tap["from"] == {
        "id": SAM,
        "is_bot": False,
        "first_name": "Sam",
        "language_code": "en",
    }


async def test_blocking_is_told(sandbox: Driver) -> None:
    await sandbox.start(SAM)
    for blocked in (True, True, False):
        await sandbox.ask(f"/people/{SAM}/block", {"blocked": blocked})
    changes = [update["my_chat_member"] for update in (await sandbox.updates())[1:]]
    assert [
        (change["old_chat_member"]["status"], change["new_chat_member"]["status"])
        for change in changes
    ] == [("member", "kicked"), ("kicked", "member")]


async def test_without_a_webhook(sandbox: Driver) -> None:
    await say(sandbox, "hello")
    info = await sandbox.bot("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == ("", 1)
    assert await sandbox.bot("deleteWebhook") is True
    assert texts(await sandbox.updates()) == ["hello"]
    await sandbox.bot("deleteWebhook", drop_pending_updates=True)
    assert await sandbox.updates() == []
