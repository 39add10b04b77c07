"""Anchor (a): a bare python-telegram-bot bot with stock settings. It answers a tap, stores nothing.

`send` instead of `run` measures how fast its client sends: one after another, and eight at once.
"""

import asyncio
import os
import sys
import time
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
)

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Done", callback_data="done")]])
TEXT = "Morning stretch, about 10 min, to keep shoulders loose.\nShoulder circles: 10, slowly"
AT_ONCE = 8


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """A message with a button."""
    if update.message:
        await update.message.reply_text(TEXT, reply_markup=KEYBOARD)


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """A tap is answered, and its message shows it."""
    query = update.callback_query
    if query:
        await query.answer()
        await query.edit_message_text("Thank you. Noted: done.", reply_markup=KEYBOARD)


def application(url: str, token: str) -> Application[Any, Any, Any, Any, Any, Any]:
    """The bot, as its documentation builds it."""
    built = ApplicationBuilder().token(token).base_url(f"{url}/bot").build()
    built.add_handler(CommandHandler("start", start))
    built.add_handler(CallbackQueryHandler(tapped))
    return built


async def send(url: str, token: str, many: int) -> None:
    """So many messages, one after another and then eight at once: both rates, a second."""
    async with Bot(token, base_url=f"{url}/bot") as bot:
        rates = [await one_by_one(bot, many), await at_once(bot, many)]
        sys.stdout.write(f"{rates[0]} {rates[1]} a second\n")
        sys.stdout.flush()


async def one_by_one(bot: Bot, many: int) -> float:
    """Messages a second, each once the last has arrived."""
    began = time.monotonic()
    for chat in range(1, many + 1):
        await bot.send_message(chat, TEXT, reply_markup=KEYBOARD)
    return many / (time.monotonic() - began)


async def at_once(bot: Bot, many: int) -> float:
    """Messages a second, eight at a time."""
    chats = iter(range(1, many + 1))

    async def some() -> None:
        for chat in chats:
            await bot.send_message(chat, TEXT, reply_markup=KEYBOARD)

    began = time.monotonic()
    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    return many / (time.monotonic() - began)


if __name__ == "__main__":
    address, secret = os.environ["TELEGRAM_API_URL"], os.environ["BOT_TOKEN"]
    if sys.argv[1] == "send":
        asyncio.run(send(address, secret, int(sys.argv[2])))
    else:
        application(address, secret).run_polling()
