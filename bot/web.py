"""What listens on PORT: /healthz, /metrics, and the webhook where there is one.

Imported only where a port is set. Neither of the two asks for a secret: there is nothing in them
about anybody, and the port is the proxy's and the watcher's to reach, not the open network's.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from bot import settings, vitals, webhook
from care import words

if TYPE_CHECKING:
    from bot.app import App

# What came in before the end is finished for so long; with what is sent then, under Docker's ten.
PARTING_SECONDS = 3.0
PROMETHEUS = ";".join(("text/plain", "version=0.0.4", "charset=utf-8"))


class Web:
    """One listening port. `hook` is where updates come in, unless they are asked for."""

    def __init__(
        self, found: settings.Settings, looks: vitals.Vitals, hook: webhook.Webhook | None
    ) -> None:
        self._host, self._port = found.listen_host, found.port
        self._vitals, self.webhook = looks, hook
        app = web.Application(client_max_size=webhook.LARGEST_BODY)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/metrics", self._metrics)
        if hook is not None and found.webhook_url:
            app.router.add_post(urlsplit(found.webhook_url).path or "/", hook.receive)
        # No access log: who calls, and how often, is nobody's business.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=PARTING_SECONDS)

    async def start(self) -> None:
        """Listen; RefusedError where somebody else does already."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            reason = words.say(words.ENGLISH, "setting.port_taken", reason=error.strerror or "")
            line = words.say(words.ENGLISH, "host.bad_setting", name="PORT", reason=reason)
            raise settings.RefusedError(line) from None

    async def stop(self) -> None:
        """Nobody new is let in; what came in before is finished."""
        await self._runner.cleanup()

    async def run(self) -> None:
        """Listen, and look after the webhook, for good. RevokedError, RefusedError."""
        await self.start()
        try:
            if self.webhook:
                await self.webhook.run()
            await asyncio.Event().wait()
        finally:
            await self.stop()

    async def _healthz(self, _request: web.Request) -> web.Response:
        well, state = await self._vitals.state()
        status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
        return web.json_response(state, status=status)

    async def _metrics(self, _request: web.Request) -> web.Response:
        body = (await self._vitals.metrics()).encode()
        return web.Response(body=body, headers={"Content-Type": PROMETHEUS})


def listening(made: App) -> Web:
    """The port of a program that has one, and the webhook of one that Telegram calls."""
    found, hook = made.settings, None
    if found.webhook_url and found.webhook_secret:
        hook = webhook.Webhook(found.webhook_url, found.webhook_secret, made.bot, made.intake)
    looks = vitals.Vitals(made.db, made.clock, made.health, made.counters, made.due.waiting)
    return Web(found, looks, hook)
