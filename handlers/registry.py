"""The one ordered list: what people do, and the flow that it calls for.

The first handler that takes an update has it. Which flow a button, a command or typed words call
for is `care.flows.speech`'s to say.
"""

import datetime as dt
import re
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Chat, ChatMember, Message, Update

from care.flows import arrivals, notes, pictures, speech, starting
from care.kinds import Reason
from handlers import files
from handlers.door import House, arrival, run

Takes = Callable[[Update], bool]


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
        await take(update, house, speech.place, (spot.latitude, spot.longitude))


async def wrote(update: Update, house: House) -> None:
    """Typed or dictated words; of anything else, its caption."""
    message = update.message
    await take(update, house, speech.text, (message and (message.text or message.caption)) or "")


async def voice(update: Update, house: House) -> None:
    """A voice message: kept by what Telegram calls it."""
    message = update.message
    if message and message.voice:
        said = notes.Voice(message.voice.file_id, in_seconds(message.voice.duration))
        await take(update, house, speech.voice, (said, message.caption or ""))


async def photo(update: Update, house: House) -> None:
    """A photo: its largest size, by what Telegram calls it."""
    message = update.message
    if message and message.photo:
        largest = max(message.photo, key=lambda one: one.width * one.height)
        shot = pictures.Shot("photo", largest.file_id, album=message.media_group_id)
        await take(update, house, speech.picture, (shot, message.caption or ""))


async def video(update: Update, house: House) -> None:
    """A video: kept by what Telegram calls it."""
    message = update.message
    if message and message.video:
        seconds = in_seconds(message.video.duration)
        shot = pictures.Shot("video", message.video.file_id, seconds, message.media_group_id)
        await take(update, house, speech.picture, (shot, message.caption or ""))


def in_seconds(length: int | dt.timedelta) -> int:
    """How long something lasts, as python-telegram-bot may give it."""
    return length if isinstance(length, int) else round(length.total_seconds())


async def document(update: Update, house: House) -> None:
    """A document: a plan file is fetched and read; anything else is told apart by its name."""
    message, came = update.message, arrival(update, house)
    if message and message.document and came:
        sent = await files.plan_file(message.document, came, house)
        await take(update, house, speech.document, (sent, message.caption or ""))


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


def _private(has: Callable[[Message], object]) -> Takes:
    """A new message in a private chat that has something."""

    def takes(update: Update) -> bool:
        message = update.message
        return message is not None and message.chat.type == Chat.PRIVATE and bool(has(message))

    return takes


def _text(pattern: str) -> Takes:
    """By the text itself: a command that was dictated or pasted may lack Telegram's mark for it."""
    found = re.compile(pattern)
    return _private(lambda message: message.text and found.match(message.text))


def _is_said(message: Message) -> object:
    """Anything that a person sends, not what Telegram itself says in a chat."""
    return message.text or message.effective_attachment


ALL: tuple[tuple[Takes, Callable[[Update, House], Awaitable[None]]], ...] = (
    (_text(r"/start(@\w+)?(\s|$)"), start),
    (_text(r"/\w"), command),
    (lambda update: update.callback_query is not None, tapped),
    (_private(lambda message: message.location), place),
    (_private(lambda message: message.voice), voice),
    (_private(lambda message: message.photo), photo),
    (_private(lambda message: message.video), video),
    (_private(lambda message: message.document and not message.animation), document),
    (_private(_is_said), wrote),
    (lambda update: update.my_chat_member is not None, blocked),
)


async def dispatch(update: Update, house: House) -> None:
    """Hand an update to the first handler that takes it. What it raises is the caller's."""
    for takes, handler in ALL:
        if takes(update):
            await handler(update, house)
            return
