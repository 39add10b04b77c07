"""Messages out: a Screen becomes a Telegram message, an error becomes an outcome."""

import datetime as dt
import logging
import re
from collections.abc import Callable
from typing import Any

import telegram
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
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
)

from bot import wire
from care import fitting, words
from care.kinds import Reason
from care.ports import Draft, Made, NotMadeError, Outcome, Paper, Press, Result, Screen

log = logging.getLogger(__name__)
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None


def markup(screen: Screen) -> Markup:
    """The screen's buttons as Telegram's."""
    if screen.rows:
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(b.label, callback_data=b.data) for b in r] for r in screen.rows]
        )
    if screen.place:
        key = KeyboardButton(screen.place, request_location=True)
        return ReplyKeyboardMarkup([[key]], resize_keyboard=True, one_time_keyboard=True)
    if screen.keys:
        keys = [KeyboardButton(label) for label in screen.keys]
        return ReplyKeyboardMarkup([keys], resize_keyboard=True, is_persistent=True)
    return ReplyKeyboardRemove() if screen.clear else None


def _document(name: str, data: bytes, text: str) -> dict[str, Any]:
    """A file and the words under it."""
    return {"document": telegram.InputFile(data, filename=name), "caption": _caption(text)}


def _caption(text: str) -> str:
    return fitting.cut(text, fitting.LONGEST_CAPTION)


class TelegramDelivery:
    """Sends and edits through a bot. Words go as plain text: there is nothing to escape."""

    def __init__(self, bot: telegram.Bot, press: Press) -> None:
        self._bot, self._press = bot, press
        self.on_outcome: Callable[[Result], None] = lambda result: None

    async def draw(self, draft: Draft) -> Outcome:
        """Send a new message, or edit the one that is there."""
        became = await self._drawn(draft)
        self.on_outcome(became.result)
        return became

    async def _drawn(self, draft: Draft) -> Outcome:
        try:
            if draft.telegram_id is None:
                return await self._send(draft)
            return await self._edit(draft)
        except TelegramError as error:
            return outcome(draft, error)
        except (KeyError, TypeError, ValueError, AttributeError):
            # An answer that isn't Telegram's: the call may have taken effect.
            return Outcome(draft, Result.UNKNOWN)

    async def _send(self, draft: Draft) -> Outcome:
        screen = draft.screen
        common: dict[str, Any] = {
            "chat_id": draft.chat,
            "reply_markup": markup(screen),
            "disable_notification": screen.silent,
        }
        if screen.paper is not None:
            return await self._send_paper(draft, screen.paper, common)
        if screen.file is not None:
            file = _document(screen.file.name, screen.file.text.encode(), screen.text)
            sent = await self._bot.send_document(**common, **file)
        elif screen.media is None:
            sent = await self._say(screen.text, common)
        else:
            send = self._bot.send_video if screen.media.kind == "video" else self._bot.send_photo
            common |= {screen.media.kind: screen.media.file_id}
            sent = await send(caption=_caption(screen.text), **common)
        return Outcome(draft, Result.SENT, telegram_id=sent.message_id)

    async def _say(self, text: str, common: dict[str, Any]) -> telegram.Message:
        text = fitting.cut(text, fitting.LONGEST)
        return await self._bot.send_message(text=text, link_preview_options=NO_PREVIEW, **common)

    async def _send_paper(self, draft: Draft, paper: Paper, common: dict[str, Any]) -> Outcome:
        """Made now. What can't be made is said in a plain line: nobody waits in vain."""
        try:
            made = await self._press.make(paper)
        except NotMadeError:
            sent = await self._say(words.say(paper.lang, "paper.failed"), common)
            return Outcome(draft, Result.SENT, telegram_id=sent.message_id)
        if made is None:
            return Outcome(draft, Result.GONE, reason=Reason.NOTHING_TO_TELL)
        sent = await self._give(paper, made, draft.screen.text, common)
        return Outcome(draft, Result.SENT, telegram_id=sent.message_id)

    async def _give(
        self, paper: Paper, made: Made, text: str, common: dict[str, Any]
    ) -> telegram.Message:
        if not made.is_photo:
            file = _document(paper.name, made.data, made.caption or text)
            return await self._bot.send_document(**common, **file)
        photo = telegram.InputFile(made.data, filename=paper.name)
        caption = _caption(made.caption or text)
        return await self._bot.send_photo(photo=photo, caption=caption, **common)

    async def _edit(self, draft: Draft) -> Outcome:
        buttons = markup(draft.screen)
        screen = draft.screen
        common: dict[str, Any] = {
            "chat_id": draft.chat,
            "message_id": draft.telegram_id,
            "reply_markup": buttons if isinstance(buttons, InlineKeyboardMarkup) else None,
        }
        if screen.paper is not None:
            # What is under it was made with it, and isn't in the row.
            await self._bot.edit_message_reply_markup(**common)
        elif screen.media is None and screen.file is None:
            text = fitting.cut(screen.text, fitting.LONGEST)
            await self._bot.edit_message_text(text=text, link_preview_options=NO_PREVIEW, **common)
        else:
            await self._bot.edit_message_caption(caption=_caption(screen.text), **common)
        return Outcome(draft, Result.SENT, telegram_id=draft.telegram_id)


def outcome(draft: Draft, error: TelegramError) -> Outcome:
    """What an error says became of the draft. The order matters: the special ones come first."""
    for kind, judge in _JUDGES:
        if isinstance(error, kind):
            return judge(draft, error)
    # What is left is an answer that could not be read: the call may have taken effect.
    return Outcome(draft, Result.UNKNOWN)


# The message isn't there any more; or it is, but without the text or the caption to be changed.
LOST = re.compile("not found|can't be edited|message_id_invalid|in the message to edit")
# What Telegram says of a file that it won't find again, however often it is asked.
NO_PICTURE = re.compile("file identifier|file id|file_id|can't use file of type|http url content")


def _bad_request(draft: Draft, error: TelegramError) -> Outcome:
    # python-telegram-bot changes the case of Telegram's words.
    said = error.message.lower()
    if "message is not modified" in said:
        return Outcome(draft, Result.SENT, telegram_id=draft.telegram_id)
    if "chat not found" in said:
        return Outcome(draft, Result.GONE, reason=Reason.BLOCKED)
    if draft.telegram_id is not None and LOST.search(said):
        return Outcome(draft, Result.LOST)
    if draft.telegram_id is None and draft.screen.media is not None:
        log.warning("telegram refused a picture of message %s: %s", draft.message_id, _kind(said))
        reason = Reason.REFUSED if NO_PICTURE.search(said) else None
        return Outcome(draft, Result.NO_PICTURE, reason=reason)
    log.error("telegram refused message %s: %s", draft.message_id, _kind(said))
    return Outcome(draft, Result.GONE, reason=Reason.REFUSED)


def _kind(said: str) -> str:
    """The first words of a refusal: the rest may quote what was sent."""
    return " ".join(said.split()[:6])


def _retry_after(draft: Draft, error: TelegramError) -> Outcome:
    return Outcome(draft, Result.RETRY, wait=asked_wait(error))


def asked_wait(error: TelegramError) -> float:
    """How long Telegram asked to be left alone, in seconds: at least one, whatever it said."""
    wait = error.retry_after if isinstance(error, RetryAfter) else 1
    return max(wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait), 1.0)


def _migrated(draft: Draft, error: TelegramError) -> Outcome:
    to = error.new_chat_id if isinstance(error, ChatMigrated) else None
    return Outcome(draft, Result.RETRY, moved_to=to)


def _network(draft: Draft, error: TelegramError) -> Outcome:
    """An answer of 5xx, or a request that nobody has read, took nothing along.

    Any other that brought no answer may have.
    """
    if isinstance(error, wire.NotSentError):
        return Outcome(draft, Result.RETRY)
    cause = error.__cause__
    answered = cause is None or isinstance(cause, TelegramError)
    if isinstance(error, wire.NoAnswerError) or not answered:
        return Outcome(draft, Result.UNKNOWN)
    return Outcome(draft, Result.RETRY)


Judge = Callable[[Draft, TelegramError], Outcome]
_JUDGES: list[tuple[type[TelegramError], Judge]] = [
    (RetryAfter, _retry_after),
    (ChatMigrated, _migrated),
    (Forbidden, lambda draft, error: Outcome(draft, Result.GONE, reason=Reason.BLOCKED)),
    (InvalidToken, lambda draft, error: Outcome(draft, Result.RETRY, wait=60)),
    (BadRequest, _bad_request),
    (NetworkError, _network),
    (Conflict, lambda draft, error: Outcome(draft, Result.RETRY)),
]
