"""python-telegram-bot as the client: it must find here what it finds at Telegram."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiogram.types import Message as OtherMessage
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests import contract
from tests.sandbox.driver import ALEX, MALLORY, TOKEN
from tests.sandbox.samples import MP4, OGG, PDF, SHEET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox.driver import Driver

DONE = InlineKeyboardMarkup([[InlineKeyboardButton("Done", callback_data="done")]])


@asynccontextmanager
async def client(sandbox: Driver, token: str = TOKEN) -> AsyncIterator[Bot]:
    bot = Bot(token, base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot")
    async with bot:
        yield bot


async def test_a_card_from_prompt_to_record(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    async with client(sandbox) as bot:
        (start,) = await bot.get_updates(timeout=5)
        assert start.message and start.message.text == "/start"
        card = await bot.send_message(ALEX, "<b>Stretch</b>", "HTML", reply_markup=DONE)
        body = {"message_id": card.message_id, "button": "Done"}
        await sandbox.ask(f"/people/{ALEX}/taps", body)
        (tap,) = await bot.get_updates(offset=start.update_id + 1, timeout=5)
        assert tap.callback_query and tap.callback_query.data == "done"
        edited = await tap.callback_query.edit_message_text("Noted & kept")
        assert isinstance(edited, Message)
        assert (edited.text, edited.message_id) == ("Noted & kept", card.message_id)
        assert await tap.callback_query.answer("Noted.")
    assert (await sandbox.phone())["toast"]["text"] == "Noted."


async def test_the_rest_it_will_call(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Place", request_location=True)]])
    async with client(sandbox) as bot:
        assert (await bot.get_me()).username == "family_test_bot"
        assert await bot.set_my_commands([BotCommand("today", "The day")])
        assert (await bot.get_my_commands())[0].command == "today"
        assert await bot.set_my_description("A journal")
        assert (await bot.get_chat(ALEX)).first_name == "Alex"
        assert (await bot.get_webhook_info()).pending_update_count == 1
        silent = await bot.send_message(
            ALEX, "x", reply_markup=keyboard, disable_notification=True,
            disable_web_page_preview=True, reply_to_message_id=1,
        )  # fmt: skip
        assert silent.reply_to_message
        assert await bot.delete_message(ALEX, silent.message_id)


async def test_media_out_and_edited(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    async with client(sandbox) as bot:
        photo = await bot.send_photo(
            ALEX, SHEET, "<b>Sheet</b>", parse_mode="HTML", reply_markup=DONE
        )
        assert (photo.photo[-1].width, photo.caption) == (640, "Sheet")
        again = await bot.send_photo(ALEX, photo.photo[-1].file_id)
        assert again.photo == photo.photo
        document = await bot.send_document(ALEX, PDF, filename="report.pdf")
        assert document.document and document.document.mime_type == "application/pdf"
        video = await bot.send_video(ALEX, MP4, duration=3, width=10, height=20)
        assert video.video and video.video.height == 20
        voice = await bot.send_voice(ALEX, OGG, duration=2)
        assert voice.voice and voice.voice.to_dict()["duration"] == 2
        place = await bot.send_location(ALEX, 52.52, 13.405)
        assert place.location and place.location.latitude == 52.52
        album = await bot.send_media_group(ALEX, [InputMediaPhoto(SHEET), InputMediaPhoto(SHEET)])
        assert album[0].media_group_id == album[1].media_group_id
        edited = await photo.edit_caption("Done")
        assert isinstance(edited, Message) and edited.caption == "Done"
        card = await bot.send_message(ALEX, "Soon")
        changed = await card.edit_media(InputMediaDocument(PDF, filename="new.pdf", caption="New"))
        assert isinstance(changed, Message) and changed.document
        assert changed.document.file_name == "new.pdf"


async def test_two_descriptions_of_the_bot_api_agree(sandbox: Driver) -> None:
    """Requests and answers, held against aiogram's models too."""
    await sandbox.start(ALEX)
    async with client(sandbox) as bot:
        await bot.send_photo(ALEX, SHEET, "Sheet", reply_markup=DONE)
        await bot.send_media_group(ALEX, [InputMediaPhoto(SHEET), InputMediaPhoto(SHEET)])
        await bot.send_voice(ALEX, OGG)
    broken = [contract.broken(method, params) for method, params in sandbox.observed]
    assert broken == [None] * 4
    for name, data in (("photo", SHEET), ("document", PDF), ("video", MP4), ("voice", OGG)):
        OtherMessage.model_validate(await sandbox.sends(name, "x", data, caption="x"))


async def test_files_in_and_fetched(sandbox: Driver) -> None:
    await sandbox.gives(ALEX, "photo", "sheet.png", SHEET, caption="The sheet")
    await sandbox.gives(ALEX, "voice", "note.ogg", OGG, duration="4")
    async with client(sandbox) as bot:
        sheet, note = await bot.get_updates()
        assert sheet.message and sheet.message.caption == "The sheet"
        photo = await sheet.message.photo[-1].get_file()
        assert await photo.download_as_bytearray() == SHEET
        assert note.message and note.message.voice
        assert note.message.voice.to_dict()["duration"] == 4
        assert await (await note.message.voice.get_file()).download_as_bytearray() == OGG


async def test_menus_by_scope(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    async with client(sandbox) as bot:
        assert await bot.set_my_commands([BotCommand("heute", "Heute")], language_code="de")
        scope = BotCommandScopeChat(ALEX)
        assert await bot.set_my_commands([BotCommand("today", "The day")], scope)
        assert (await bot.get_my_commands(scope))[0].command == "today"
        assert (await bot.get_my_commands(language_code="de"))[0].command == "heute"
        assert await bot.delete_my_commands(scope)
        assert await bot.get_my_commands(scope) == ()


async def test_refusals_are_its_own_errors(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    async with client(sandbox) as bot:
        card = await bot.send_message(ALEX, "x")
        with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
            await bot.edit_message_text("x", ALEX, card.message_id)
        with pytest.raises(BadRequest, match=r"(?i)chat not found"):
            await bot.send_message(77, "x")
        with pytest.raises(Forbidden):
            await bot.send_message(MALLORY, "x")
        older = asyncio.create_task(bot.get_updates(offset=2**31, timeout=10))
        await sandbox.polled()
        await sandbox.updates()
        with pytest.raises(Conflict):
            await older


@pytest.mark.parametrize(
    ("fault", "error", "arrived"),
    [
        ({"kind": "too_many_requests", "retry_after": 3}, RetryAfter, False),
        ({"kind": "server_error"}, NetworkError, False),
        ({"kind": "bad_gateway"}, NetworkError, False),
        ({"kind": "unauthorized"}, InvalidToken, False),
        ({"kind": "not_found"}, InvalidToken, False),
        ({"kind": "blocked"}, Forbidden, False),
        ({"kind": "chat_not_found"}, BadRequest, False),
        ({"kind": "migrated", "chat": ALEX, "migrate_to": -100123}, ChatMigrated, False),
        ({"kind": "closed"}, NetworkError, False),
        ({"kind": "closed", "when": "after"}, NetworkError, True),
        ({"kind": "hang"}, TimedOut, False),
        ({"kind": "hang", "when": "after"}, TimedOut, True),
        ({"kind": "truncated"}, NetworkError, True),
    ],
)
async def test_faults_are_its_own_errors(
    sandbox: Driver, fault: dict[str, Any], error: type[TelegramError], arrived: bool
) -> None:
    await sandbox.start(ALEX)
    await sandbox.ask("/faults", {"method": "sendMessage", "times": 1, **fault})
    async with client(sandbox) as bot:
        with pytest.raises(error) as met:
            await bot.send_message(ALEX, "Prompt", read_timeout=0.3)
        assert type(met.value) is error
        assert len((await sandbox.phone())["messages"]) == 1 + arrived
        assert await bot.send_message(ALEX, "Once more")


async def test_a_revoked_token(sandbox: Driver) -> None:
    with pytest.raises(InvalidToken):
        async with client(sandbox, "123456789:TEST-revoked-one-of-the-right-shape-00"):
            pass


async def test_every_kind_of_update_can_be_read(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    place = {"latitude": -31.5553, "longitude": 159.0821}
    await sandbox.ask(f"/people/{ALEX}/messages", {"location": place})
    await sandbox.ask(f"/people/{ALEX}/taps", {"message_id": 99, "data": "forged"})
    await sandbox.ask(f"/people/{ALEX}/block", {"blocked": True})
    async with client(sandbox) as bot:
        start, where, tap, blocked = await bot.get_updates()
    assert start.message and start.message.entities[0].type == "bot_command"
    assert where.message and where.message.location
    assert where.message.location.longitude == 159.0821
    assert tap.callback_query and tap.callback_query.message
    assert not tap.callback_query.message.is_accessible
    assert blocked.my_chat_member
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
