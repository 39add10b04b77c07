"""What every handler needs: who came, one transaction, the drafts to the outbox."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot, BotCommandScopeChat, CallbackQuery, Update
from telegram.error import TelegramError

from care import db, words
from care.flows import menus
from care.ports import Arrival, Clock, Draft, Farewell, Menu, Outbox, Reply, Screen
from handlers.guests import Guests

log = logging.getLogger(__name__)
# A locked or full disk may be well again in a moment; then the person is told.
TRIES = (0.2, 1.0, None)
# Somebody reads what was there before: that is over soon (seconds).
READINGS = (5.0, 10.0, 30.0, 60.0)
# Taps of one person that are being answered at a time. Who taps faster has the others' spinners end
# by themselves: the line is everybody's, and it is saved whether it is answered or not.
MOST_ANSWERS = 16


async def _nothing() -> None:
    """Where nobody wants to know that something was erased."""


@dataclass(frozen=True)
class House:
    """What is handed in at the start: the rows, the time, the way out.

    `after_erase` is for whoever keeps the list of erased circles outside of the rows.
    """

    db: db.Database
    clock: Clock
    outbox: Outbox
    bot: Bot
    open_to_all: bool = False
    after_erase: Callable[[], Coroutine[Any, Any, None]] = _nothing
    errands: set["asyncio.Task[Any]"] = field(default_factory=set)
    menus: set[int] = field(default_factory=set)
    guests: Guests = field(default_factory=Guests)
    answers: "Counter[int]" = field(default_factory=Counter)

    def soon(self, errand: Coroutine[Any, Any, object]) -> None:
        """Beside the way: nothing waits for it, and it may fail."""
        task = asyncio.create_task(errand)
        self.errands.add(task)
        task.add_done_callback(self.errands.discard)

    def answer_soon(self, query: CallbackQuery, toast: str | None) -> None:
        """Stop a button's spinner, beside the way."""
        if self.answers[query.from_user.id] < MOST_ANSWERS:
            self.answers[query.from_user.id] += 1
            self.soon(self._answered(query, toast))

    async def _answered(self, query: CallbackQuery, toast: str | None) -> None:
        try:
            await answer(query, toast)
        finally:
            self.answers[query.from_user.id] -= 1
            if not self.answers[query.from_user.id]:
                del self.answers[query.from_user.id]


def arrival(update: Update, house: House) -> Arrival | None:
    """Who sent an update; nothing outside private chats, where others could read along."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None or chat.type != chat.PRIVATE:
        return None
    query = update.callback_query
    return Arrival(
        update_id=update.update_id,
        human=user.id,
        chat=chat.id,
        name=user.first_name,
        bot=house.bot.username,
        language=user.language_code or words.ENGLISH,
        telegram_id=query.message.message_id if query and query.message else None,
        tapped=(query and query.data) or "",
    )


async def run(house: House, update: Update, flow: Any, *args: Any, **kwargs: Any) -> None:
    """Run a write flow for an update and see to its answer. Nothing is said before the commit."""
    came = arrival(update, house)
    if came is None:
        if update.callback_query:
            lang = words.language(update.callback_query.from_user.language_code)
            house.answer_soon(update.callback_query, words.say(lang, "toast.old"))
        return
    reply = await _committed(house, came, flow, args, kwargs)
    if reply is None:
        house.soon(_say_not_saved(house, came, update))
        return
    if reply.farewell:
        _see_off(house, reply.farewell)
    house.guests.met(came.chat, is_in=not reply.to_stranger)
    new = house.guests.unsaid(reply.drafts, house.clock.now()) if reply.to_stranger else None
    house.outbox.put(reply.drafts if new is None else new)
    if reply.menu and reply.menu.chat not in house.menus:
        house.menus.add(reply.menu.chat)
        house.soon(show_menu(house, reply.menu))
    if update.callback_query:
        house.answer_soon(update.callback_query, reply.toast)


def _see_off(house: House, farewell: Farewell) -> None:
    """A circle was erased: what waits to be sent isn't, its menus go, and the file is cleaned."""
    house.outbox.forget(farewell.unsent)
    for chat in farewell.chats:
        house.soon(show_menu(house, Menu(chat, None, ())))
    house.soon(house.after_erase())
    house.soon(cleaned(house.db))


async def cleaned(database: db.Database) -> None:
    """What was erased leaves the file. What fails here is done at night, or at the next start."""
    try:
        for wait in READINGS:
            if await database.clean():
                return
            await asyncio.sleep(wait)
    except Exception as error:
        log.error("cleaning the file failed: %s", db.where(error))


async def _committed(
    house: House, came: Arrival, flow: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Reply | None:
    for wait in TRIES:
        try:
            reply: Reply = await house.db.run(flow, came, *args, **kwargs)
            return reply
        except Exception as error:
            if not db.is_our_fault(error):
                raise
            kind = type(error).__name__
            log.log(db.level(error), "could not save update %s: %s", came.update_id, kind)
            if wait is not None:
                await asyncio.sleep(wait)
    return None


async def _say_not_saved(house: House, came: Arrival, update: Update) -> None:
    """Under the finger; where a tap can't be answered so late any more, as a message."""
    lang, query = words.language(came.language), update.callback_query
    text = words.say(lang, "toast.not_saved" if query else "text.not_saved")
    if query is None or not await answer(query, text):
        house.outbox.put([Draft(None, came.chat, None, Screen(text))])


async def answer(query: CallbackQuery, toast: str | None) -> bool:
    """Stop the button's spinner; whether that went well. What was saved is no loss without it."""
    try:
        await query.answer(text=toast)
    except TelegramError as error:
        log.debug("answering a tap: %s", type(error).__name__)
        return False
    return True


async def show_menu(house: House, menu: Menu) -> None:
    """A chat's command menu; kept only when Telegram took it, else tried at the next update.

    One at a time for a chat, so that what is kept is what is shown.
    """
    scope = BotCommandScopeChat(menu.chat)
    try:
        if menu.commands:
            await house.bot.set_my_commands(menu.commands, scope=scope)
        else:
            await house.bot.delete_my_commands(scope=scope)
        await house.db.run(menus.shown, menu)
    except Exception as error:
        log.debug("setting a menu: %s", type(error).__name__)
    finally:
        house.menus.discard(menu.chat)
