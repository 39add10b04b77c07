"""The family, where Telegram calls the bot: over the real webhook, on a port of this machine."""

import io
from typing import Any

from aiohttp.test_utils import unused_port
from pydantic import SecretStr

from bot import settings
from bot.web import Web
from bot.webhook import HEADER, Webhook
from tests.endtoend.programs import until
from tests.family import Family

SECRET = "TEST-secret-of-this-familys-webhook"
PATIENCE = 20


class CalledFamily(Family):
    """The same people; what they do is delivered, not asked for, unless `is_called` is false."""

    is_called = True

    def __init__(self, database_url: str, key: str | None = None) -> None:
        super().__init__(database_url, key)
        self.port = unused_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.hook_url = f"{self.url}/telegram"

    def _settings(self, **more: Any) -> settings.Settings:
        if self.is_called:
            more |= {"webhook_url": self.hook_url, "webhook_secret": SecretStr(SECRET)}
        return super()._settings(port=self.port, **more)

    @property
    def web(self) -> Web:
        assert self.app.web
        return self.app.web

    @property
    def webhook(self) -> Webhook:
        assert self.web.webhook
        return self.web.webhook

    async def _arrive(self) -> None:
        await super()._arrive()
        await self.web.start()

    async def _leave(self) -> None:
        await self.web.stop()
        await super()._leave()

    async def _take_in(self) -> int:
        """Telegram is asked how it fares, and all that waits is delivered."""
        if not self.is_called:
            return await super()._take_in()
        await self.webhook.look()
        return await self.delivered()

    def pending(self) -> int:
        return self._store.pending(self.clock.at.timestamp())

    async def delivered(self, left: int = 0) -> int:
        """Until no more than so many wait; how many did."""
        waited = self.pending()
        found = await self._store.bell.until(self.pending, lambda n: n <= left, PATIENCE)
        assert found <= left
        return waited

    async def calls(self, body: Any, secret: str | None = SECRET) -> int:
        """Somebody calls the webhook; what it answers."""
        headers = {HEADER: secret} if secret is not None else {}
        sent = {"data": io.BytesIO(body)} if isinstance(body, bytes) else {"json": body}
        async with self.http.session.post(self.hook_url, headers=headers, **sent) as answer:
            return answer.status

    async def begun(self) -> None:
        """Until the bot has one in hand."""
        await until(lambda: self.app.counters.under_way, "an update is under way")

    async def sees(self, path: str) -> tuple[int, Any]:
        """What /healthz or /metrics answers."""
        async with self.http.session.get(f"{self.url}{path}") as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await (answer.json() if is_json else answer.text())
