"""Updates in, where Telegram brings them: answered with 200 only after the commit.

What is not answered with 200 comes again, so nothing is lost by a process that ends or is killed in
between; what comes twice is told by the rows. Telegram is told how many it may bring at once, and
nobody else gets past the secret.
"""

import asyncio
import datetime as dt
import hmac
import json
import logging
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import SecretStr
from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot import delivery, intake
from care import db, words

log = logging.getLogger(__name__)
HEADER = "X-Telegram-Bot-Api-Secret-Token"
# Telegram's own choice. They are for all replicas together.
CONNECTIONS = 40
LARGEST_BODY = 2**20
LARGEST_ID = 2**63 - 1
# As often as a poll that finds nothing would end: Telegram answers, and the webhook is ours.
LOOK_SECONDS = 25.0
# Telegram tries again within a minute: after so many looks without a new error it gets through.
QUIET_LOOKS = 5


class Webhook:
    """One address that Telegram calls, and how Telegram fares with it."""

    def __init__(self, address: str, secret: SecretStr, bot: Bot, taking: intake.Intake) -> None:
        self._address, self._bot, self._intake = address, bot, taking
        self._secret = secret.get_secret_value()
        self._is_set = False
        self._failures = 0
        self._refusal = ""
        # The newest error that Telegram reported, and since when there were such.
        self._error: dt.datetime | None = None
        self._failing: dt.datetime | None = None
        self._quiet = 0

    async def receive(self, request: web.Request) -> web.Response:
        """One update. 401 before its body is read where the secret isn't with it."""
        given = request.headers.get(HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        raw = _update(await request.read())
        if raw is None:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        try:
            taken = await self._intake.take(raw)
        except Exception as error:
            # Its words may quote what people wrote.
            log.error("update %s failed: %s", raw["update_id"], db.where(error))
            taken = False
        return web.Response(status=HTTPStatus.OK if taken else HTTPStatus.SERVICE_UNAVAILABLE)

    async def run(self) -> None:
        """Set it, and look after it for good. RevokedError where the token is refused."""
        while True:
            try:
                await self.look()
                self._failures, self._refusal = 0, ""
                wait = LOOK_SECONDS
            except TelegramError as error:
                if intake.is_revoked(error):
                    raise intake.RevokedError from None
                wait = self._wait(error)
            await asyncio.sleep(wait)

    def _wait(self, error: TelegramError) -> float:
        """How long to wait, in seconds; said in words for the host."""
        self._failures += 1
        wait = min(2.0 ** (self._failures - 1), intake.LONGEST_WAIT)
        if isinstance(error, RetryAfter):
            return delivery.asked_wait(error)
        if not isinstance(error, BadRequest):
            log.warning(intake.unreachable(error, round(wait)))
        elif error.message != self._refusal:
            self._refusal = error.message
            log.error(words.say(words.ENGLISH, "host.webhook_refused", reason=error.message))
        return wait

    async def look(self) -> None:
        """Set it, and ask Telegram how it fares. That it answers is a sign of life."""
        if not self._is_set:
            await self._set()
        info = await self._info()
        if self._is_set and (info is None or info.url != self._address):
            if info:
                log.warning(words.say(words.ENGLISH, "host.webhook_moved"))
            # Some gateway's page would be no sign of life: setting it anew shows which it was.
            await self._set()
            self._is_set = False
        since = self._unreached(info) if info and self._is_set else None
        if info and not self._is_set:
            # Errors from before are no news.
            self._is_set, self._error = True, info.last_error_date
        await self._intake.clock_right()
        if await self._intake.heard(since) and since:
            self._failing = None

    async def _info(self) -> WebhookInfo | None:
        """How it fares; nothing where the answer isn't one, as of a server that doesn't tell."""
        try:
            return await self._bot.get_webhook_info()
        except InvalidToken as error:
            if intake.is_revoked(error):
                raise
        except (KeyError, TypeError, ValueError, AttributeError):
            pass
        return None

    async def _set(self) -> None:
        """Nothing that waits is dropped."""
        await self._bot.set_webhook(
            self._address,
            secret_token=self._secret,
            allowed_updates=intake.ALLOWED,
            max_connections=CONNECTIONS,
        )

    def _unreached(self, info: WebhookInfo) -> dt.datetime | None:
        """Since when Telegram could not reach us, once that is over and taps may have been lost.

        Said to the host once for each time. It tries again after up to a minute, so an outage is
        over when nothing waits any more, or when there was no error for a while.
        """
        at = info.last_error_date
        if at is not None and (self._error is None or at > self._error):
            self._error, self._quiet = at, 0
            if self._failing is None:
                self._failing = at
                said = info.last_error_message or ""
                log.warning(words.say(words.ENGLISH, "host.webhook_error", reason=said))
            return None
        self._quiet += 1
        if self._failing is None or self._error is None:
            return None
        if info.pending_update_count and self._quiet < QUIET_LOOKS:
            return None
        if self._error - self._failing < intake.AWAY:
            self._failing = None
        return self._failing


def _update(body: bytes) -> dict[str, Any] | None:
    """A body as an update; nothing where it can't be one."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(raw, dict):
        return None
    return raw if _is_id(raw.get("update_id")) else None


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_ID
