"""Messages out: a Screen becomes a Telegram message, an error becomes an outcome."""

import datetime as dt
import logging
from collections.abc import Callable

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

from care.kinds import Reason
from care.ports import Draft, Outcome, Result, Screen

log = logging.getLogger(__name__)
LONGEST = 4096
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


class TelegramDelivery:
    """Sends and edits through a bot. Words go as plain text: there is nothing to escape."""

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot

    async def draw(self, draft: Draft) -> Outcome:
        """Send a new message, or edit the one that is there."""
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
        sent = await self._bot.send_message(
            chat_id=draft.chat,
            text=draft.screen.text[:LONGEST],
            reply_markup=markup(draft.screen),
            disable_notification=draft.screen.silent,
            link_preview_options=NO_PREVIEW,
        )
        return Outcome(draft, Result.SENT, telegram_id=sent.message_id)

    async def _edit(self, draft: Draft) -> Outcome:
        buttons = markup(draft.screen)
        await self._bot.edit_message_text(
            chat_id=draft.chat,
            message_id=draft.telegram_id,
            text=draft.screen.text[:LONGEST],
            reply_markup=buttons if isinstance(buttons, InlineKeyboardMarkup) else None,
            link_preview_options=NO_PREVIEW,
        )
        return Outcome(draft, Result.SENT, telegram_id=draft.telegram_id)


def outcome(draft: Draft, error: TelegramError) -> Outcome:
    """What an error says became of the draft. The order matters: the special ones come first."""
    for kind, judge in _JUDGES:
        if isinstance(error, kind):
            return judge(draft, error)
    # What is left is an answer that could not be read: the call may have taken effect.
    return Outcome(draft, Result.UNKNOWN)


def _bad_request(draft: Draft, error: TelegramError) -> Outcome:
    # python-telegram-bot changes the case of Telegram's words.
    said = error.message.lower()
    if "message is not modified" in said:
        return Outcome(draft, Result.SENT, telegram_id=draft.telegram_id)
    if "chat not found" in said:
        return Outcome(draft, Result.GONE, reason=Reason.BLOCKED)
    lost = "not found" in said or "can't be edited" in said or "message_id_invalid" in said
    if draft.telegram_id is not None and lost:
        return Outcome(draft, Result.LOST)
    log.error("telegram refused message %s: %s", draft.message_id, _kind(said))
    return Outcome(draft, Result.GONE, reason=Reason.REFUSED)


def _kind(said: str) -> str:
    """The first words of a refusal: the rest may quote what was sent."""
    return " ".join(said.split()[:6])


def _retry_after(draft: Draft, error: TelegramError) -> Outcome:
    return Outcome(draft, Result.RETRY, wait=asked_wait(error))


def asked_wait(error: TelegramError) -> float:
    """How long Telegram asked to be left alone, in seconds."""
    wait = error.retry_after if isinstance(error, RetryAfter) else 1
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)


def _migrated(draft: Draft, error: TelegramError) -> Outcome:
    to = error.new_chat_id if isinstance(error, ChatMigrated) else None
    return Outcome(draft, Result.RETRY, moved_to=to)


# httpx's own names for a request that surely never left.
NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})


def _network(draft: Draft, error: TelegramError) -> Outcome:
    """An answer of 5xx, or a connection that never came about, took nothing along.

    A closed connection and a time-out look the same before and after the send: unknown.
    """
    cause = error.__cause__
    answered = cause is None or isinstance(cause, TelegramError)
    if answered or type(cause).__name__ in NEVER_LEFT:
        return Outcome(draft, Result.RETRY)
    return Outcome(draft, Result.UNKNOWN)


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
