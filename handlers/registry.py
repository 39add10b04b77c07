"""The one ordered list: what people do, and the flow that it calls for.

The first handler that takes an update has it. Which flow a button, a command or typed words call
for is `care.flows.speech`'s to say.
"""

import datetime as dt
from typing import Any

from telegram import ChatMember, Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    filters,
)

from care.flows import arrivals, notes, pictures, sent, speech, starting
from care.kinds import Reason
from handlers import files
from handlers.door import House, arrival, run

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE


async def start(update: Update, house: House) -> None:
    """/start, with or without a link's secret."""
    came, text = arrival(update, house), (update.message and update.message.text) or ""
    secret = text.partition(" ")[2].strip()
    if came:
        await run(house, update, starting.start, secret, house.clock.now(), house.open_to_all)


async def command(update: Update, house: House) -> None:
    """Any other command."""
    text = (update.message and update.message.text) or ""
    await take(update, house, speech.command, text)


async def tapped(update: Update, house: House) -> None:
    """A tap on a button."""
    await take(
        update, house, speech.tap, (update.callback_query and update.callback_query.data) or ""
    )


async def place(update: Update, house: House) -> None:
    """A shared place, on its way to a time zone."""
    spot = update.message and update.message.location
    if spot:
        await take(update, house, sent.place, (spot.latitude, spot.longitude))


async def wrote(update: Update, house: House) -> None:
    """Typed or dictated words; of anything else, its caption."""
    message = update.message
    await take(update, house, speech.text, (message and (message.text or message.caption)) or "")


async def voice(update: Update, house: House) -> None:
    """A voice message: kept by what Telegram calls it."""
    message = update.message
    if message and message.voice:
        said = notes.Voice(message.voice.file_id, in_seconds(message.voice.duration))
        await take(update, house, sent.voice, (said, message.caption or ""))


async def photo(update: Update, house: House) -> None:
    """A photo: its largest size, by what Telegram calls it."""
    message = update.message
    if message and message.photo:
        largest = max(message.photo, key=lambda one: one.width * one.height)
        shot = pictures.Shot("photo", largest.file_id, album=message.media_group_id)
        await take(update, house, sent.picture, (shot, message.caption or ""))


async def video(update: Update, house: House) -> None:
    """A video: kept by what Telegram calls it."""
    message = update.message
    if message and message.video:
        seconds = in_seconds(message.video.duration)
        shot = pictures.Shot("video", message.video.file_id, seconds, message.media_group_id)
        await take(update, house, sent.picture, (shot, message.caption or ""))


def in_seconds(length: int | dt.timedelta) -> int:
    """How long something lasts, as python-telegram-bot may give it."""
    return length if isinstance(length, int) else round(length.total_seconds())


async def document(update: Update, house: House) -> None:
    """A document: a plan file is fetched and read; anything else is told apart by its name."""
    message, came = update.message, arrival(update, house)
    if message and message.document and came:
        given = await files.plan_file(message.document, came, house)
        await take(update, house, sent.document, (given, message.caption or ""))


async def blocked(update: Update, house: House) -> None:
    """Somebody blocked the bot, or came back."""
    change = update.my_chat_member
    if change is None:
        return
    gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    reason = Reason.BLOCKED if gone else None
    await house.db.run(arrivals.reachable, change.chat.id, reason, house.clock.now())


async def take(update: Update, house: House, flow: Any, said: object) -> None:
    """One update from somebody who was let in, to its flow."""
    now = house.clock.now()
    await run(house, update, arrivals.take_in, now, flow, said, now)


ALL: tuple[BaseHandler[Any, Any, Any], ...] = (
    # By the text itself: a command that was dictated or pasted may lack Telegram's mark for it.
    MessageHandler(filters.Regex(r"^/start(@\w+)?(\s|$)") & PRIVATE, start),
    MessageHandler(filters.Regex(r"^/\w") & PRIVATE, command),
    CallbackQueryHandler(tapped),
    MessageHandler(filters.LOCATION & PRIVATE, place),
    MessageHandler(filters.VOICE & PRIVATE, voice),
    MessageHandler(filters.PHOTO & PRIVATE, photo),
    MessageHandler(filters.VIDEO & PRIVATE, video),
    MessageHandler(filters.Document.ALL & ~filters.ANIMATION & PRIVATE, document),
    MessageHandler(~filters.StatusUpdate.ALL & PRIVATE, wrote),
    ChatMemberHandler(blocked, ChatMemberHandler.MY_CHAT_MEMBER),
)


async def dispatch(update: Update, house: House) -> None:
    """Hand an update to the first handler that takes it. What it raises is the caller's."""
    for handler in ALL:
        taken = handler.check_update(update)
        if taken is not None and taken is not False:
            await handler.callback(update, house)
            return
