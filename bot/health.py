"""Whether the bot is well: when Telegram last answered it, when a due round last finished.

Once a minute both are kept in the rows, for `doctor` and for who comes back after an absence: one
small write, a memory card wears out. A minute in which both happened is told to HEARTBEAT_URL,
so that somebody else can notice when there are none any more.
"""

import datetime as dt
import logging
import time

import aiohttp
from pydantic import SecretStr
from sqlmodel import Session as Db

from care import db, store, words
from care.ports import Clock

log = logging.getLogger(__name__)
POLL = "poll"
ROUND = "round"
BEAT_SECONDS = 10
# What can't be saved for hours is said once in so many seconds: a log may lie on the same disk.
SAY_AGAIN_SECONDS = 3600.0


class Health:
    """The signs of life of one running bot, by the house's clock."""

    def __init__(self, database: db.Database, clock: Clock, url: SecretStr | None = None) -> None:
        self._db, self._clock, self._url = database, clock, url
        self.last: dict[str, dt.datetime] = {}
        self._unkept: set[str] = set()
        self._since_beat: set[str] = set()
        self._outage_said = False
        self._trouble_said: float | None = None

    def trouble(self, error: Exception) -> None:
        """Nothing can be saved: said to the host, and not again and again."""
        now, said = time.monotonic(), self._trouble_said
        if said is None or now - said >= SAY_AGAIN_SECONDS:
            self._trouble_said = now
            log.error(words.say(words.ENGLISH, "host.not_saved", reason=db.reason(error)))

    def sign(self, name: str) -> None:
        """A sign of life, now."""
        self.last[name] = self._clock.now()
        self._unkept.add(name)
        self._since_beat.add(name)

    def moved(self) -> None:
        """The clock was moved by hand: that is no absence."""
        now = self._clock.now()
        self.last = dict.fromkeys(self.last, now)
        self._unkept.update(self.last)

    async def keep(self) -> bool:
        """Write down what is new since the last time; whether that went well."""
        new = {name: self.last[name] for name in self._unkept}
        if not new:
            return True
        try:
            await self._db.run_quietly(_keep, new)
        except Exception as error:
            if not db.is_our_fault(error):
                raise
            log.log(db.level(error), "could not keep the pulse: %s", type(error).__name__)
            return False
        self._trouble_said = None
        self._unkept = {name for name in self._unkept if self.last[name] != new.get(name)}
        return True

    async def minute(self) -> None:
        """A minute has gone by: keep the pulse; a heartbeat only where all was well in it."""
        well = self._since_beat >= {POLL, ROUND}
        self._since_beat.clear()
        if await self.keep() and well and self._url:
            await self._beat(self._url.get_secret_value())

    async def _beat(self, url: str) -> None:
        """Fetch the heartbeat's address, which may be a secret: it is never said."""
        timeout = aiohttp.ClientTimeout(total=BEAT_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(url) as answer,
            ):
                answer.raise_for_status()
            self._outage_said = False
        except (aiohttp.ClientError, TimeoutError, ValueError):
            if not self._outage_said:
                log.warning(words.say(words.ENGLISH, "host.no_heartbeat"))
            self._outage_said = True


def _keep(session: Db, signs: dict[str, dt.datetime]) -> None:
    # In one order: replicas that keep theirs at the same time don't wait for each other in a ring.
    for name, at in sorted(signs.items()):
        store.beat(session, name, at)
