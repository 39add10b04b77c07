"""Every wire, in one readable place."""

import asyncio
import contextlib
import datetime as dt
import functools
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Bot
from telegram.error import TelegramError

from bot import (
    backups,
    clocks,
    counters,
    delivery,
    erased,
    files,
    health,
    intake,
    looking,
    press,
    timekeeper,
    wire,
)
from bot.settings import RefusedError, Registration, Settings
from care import db, store, words
from care.flows import invitations, menus, outage
from care.ports import Clock
from handlers import door, registry
from handlers.door import House
from schedules import calendar, due, pacing

if TYPE_CHECKING:
    from bot.web import Web

log = logging.getLogger(__name__)
# With the wait for its turn (schedules/due.py) a send is over before its row's lease, two minutes.
SEND_SECONDS = 15.0
LONGEST_WAIT = 30
MENU_WAITS = (1, 5, 30, 120, 600)


@dataclass
class App:
    """The parts, wired. `run` is the program; tests drive the parts one step at a time."""

    settings: Settings
    db: db.Database
    bot: Bot
    clock: Clock
    due: due.DueLoop
    intake: intake.Intake
    calendar: AsyncIOScheduler
    house: House
    health: health.Health
    listed: erased.ErasedList
    nightly: backups.Nightly
    counters: counters.Counters
    web: "Web | None" = None

    async def introduce(self) -> None:
        """Who are we, and when? Waits for the network, and until the machine's clock is right.

        RevokedError where the token is refused.
        """
        wait = 1
        while True:
            try:
                await self.bot.initialize()
                break
            except TelegramError as error:
                if intake.is_revoked(error):
                    # Without the cause: python-telegram-bot puts the token into its words.
                    raise intake.RevokedError from None
                log.warning(intake.unreachable(error, wait))
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
        await self.due.clock_right()
        self.house.soon(self._set_menu())

    async def _set_menu(self) -> None:
        """Everybody's menu; and no webhook, where updates are asked for.

        Nothing waits for it; a bad line is tried again.

        Who is in a circle has one of their own (handlers/door.py).
        """
        menu = menus.commands(words.ENGLISH, menus.EVERYBODY)
        if self.settings.webhook_url is None:
            with contextlib.suppress(TelegramError):
                await self.bot.delete_webhook()
        for wait in MENU_WAITS:
            try:
                await self.bot.set_my_commands(menu)
                return
            except TelegramError:
                await asyncio.sleep(wait)

    async def setup_link(self) -> str | None:
        """A one-time link for the host, as long as nobody is set up and one can be kept."""
        try:
            secret = await self.db.run(invitations.setup_secret, self.clock.now())
        except Exception as error:
            if not db.is_trouble(error):
                raise
            return None
        return invitations.link(self.bot.username, secret) if secret else None

    async def run(self, *beside: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Take in, send out, until cancelled; then let what is under way arrive."""
        self.calendar.start()
        await self.catch_up()
        loop = asyncio.create_task(self.due.run())
        others = [asyncio.create_task(one()) for one in (*self._doors(), self._turn, *beside)]
        try:
            await _first_to_fail([loop, *others])
        finally:
            await _cancel(others)
            await _cancel(list(self.house.errands))
            await self.due.drain()
            await _cancel([loop])
            self.calendar.shutdown(wait=False)

    def _doors(self) -> Iterator[Callable[[], Coroutine[Any, Any, None]]]:
        """Where updates come in, and where others may see how it is."""
        if self.web:
            yield self.web.run
        if self.settings.webhook_url is None:
            yield self.intake.run

    async def catch_up(self) -> None:
        """What was left undone is done before anything is sent.

        Redraws; circles that were erased and came back with older rows; the cleaning after an
        erase. A backup that was not made at night is made beside everything else.
        """
        await self._hasten()
        await self.listed.again()
        await door.cleaned(self.db)
        self.house.soon(self.nightly.catch_up())

    async def _hasten(self) -> None:
        """Redraws come at once; where nothing can be saved, a little later."""
        try:
            await self.db.run(store.hasten_redraws, self.clock.now())
        except Exception as error:
            if not db.is_trouble(error):
                raise

    async def _turn(self) -> None:
        """The calendar follows the machine's own clock, also where the house has another."""
        await calendar.mind_the_clock(self.calendar, clocks.SystemClock())

    async def close(self) -> None:
        """Let go of the network and the database."""
        # One that is under way would keep its connection beyond the client's end.
        await _cancel(list(self.house.errands))
        with contextlib.suppress(TelegramError, RuntimeError):
            await self.bot.shutdown()
        await self.health.keep()
        self.db.close()

    async def _keep_pulse(self) -> None:
        await self.health.keep()

    def round_done(self) -> None:
        """A due round went well; the first of them is kept at once, the others once a minute."""
        first = health.ROUND not in self.health.last
        self.health.sign(health.ROUND)
        if first:
            self.house.soon(self._keep_pulse())

    def trouble(self, error: Exception) -> None:
        """Something could not be saved."""
        self.counters.troubles += 1
        self.health.trouble(error)

    async def came_back(self, since: dt.datetime | None, now: dt.datetime) -> None:
        """The first answer of Telegram's after a while (UTC): taps may have been lost meanwhile."""
        if since is None or now - since <= outage.MATTERS:
            return
        for circle_id in await self.db.read(store.circles_that_wait):
            await self.db.run(outage.over, circle_id, now)
        self.due.was_away(since, now)

    def clock_moved(self) -> None:
        """By hand, in the sandbox: what is due is looked for, and nobody was away."""
        self.health.moved()
        self.house.soon(self._keep_pulse())
        self.due.wake()


async def _first_to_fail(tasks: list["asyncio.Task[None]"]) -> None:
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


async def _cancel(tasks: list["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def build(settings: Settings, clock: Clock | None = None) -> App:
    """The program's parts from its settings; a test or the sandbox hands in its own clock."""
    clock = clock or clocks.SystemClock()
    database = db.Database(settings.database_url.get_secret_value(), settings.key)
    bot = telegram_bot(settings)
    follow = clock.tell_next if isinstance(clock, clocks.SandboxClock) else lambda at: None
    out = delivery.TelegramDelivery(bot, press.PaperPress(database, clock))
    wall = clocks.SystemClock()
    pace = settings.sends_per_second
    loop = due.DueLoop(database, out, clock, follow, per_second=pace, wall=wall)
    database.on_commit = functools.partial(loop.wake, pacing.A_MOMENT)
    listed = erased.ErasedList(database, clock)
    nightly = backups.Nightly(_to_back_up(settings, clock), clock, listed.keep)
    is_open = settings.registration == Registration.OPEN
    house = House(database, clock, loop, bot, is_open, listed.keep)
    handle = functools.partial(registry.dispatch, house=house)
    counted = counters.Counters()
    out.on_outcome = counted.sent
    signs = health.Health(database, clock, settings.heartbeat_url)
    right = _clock_right(settings, clock)
    made = App(
        settings=settings,
        db=database,
        bot=bot,
        clock=clock,
        due=loop,
        intake=intake.Intake(bot, database, clock, handle, signs, counted),
        calendar=calendar.build(database, clock, signs.minute, nightly.night, right),
        house=house,
        health=signs,
        listed=listed,
        nightly=nightly,
        counters=counted,
    )
    if settings.port:
        from bot import web  # noqa: PLC0415  a server, for those who want one

        made.web = web.listening(made)
    made.intake.lets_through = house.guests.is_let_through
    database.on_trouble = made.trouble
    loop.clock_right = made.intake.clock_right = right
    loop.on_round = made.round_done
    made.intake.on_back = made.came_back
    if isinstance(clock, clocks.SandboxClock):
        clock.on_change = made.clock_moved
    return made


def _clock_right(settings: Settings, clock: Clock) -> Callable[[], Awaitable[None]]:
    """Waits until the machine's clock is right; one that is in somebody's hands always is."""
    if not isinstance(clock, clocks.SystemClock):
        return pacing.at_once
    ask = functools.partial(asyncio.to_thread, looking.ask, settings, clock)
    return timekeeper.Timekeeper(clock, ask).right


def _to_back_up(settings: Settings, clock: Clock) -> Path | None:
    """No rows on a server; and none of the sandbox, whose days come by another clock."""
    if isinstance(clock, clocks.SandboxClock):
        return None
    return files.database(settings.database_url.get_secret_value())


def telegram_bot(settings: Settings) -> Bot:
    """A client of the Bot API at the settings' address."""
    if settings.bot_token is None:
        raise ValueError("a bot needs a token")
    if not wire.is_usable(wire.proxy(settings.telegram_api_url)):
        raise _no_such_proxy()
    requests = [
        wire.AiohttpRequest(
            settings.telegram_api_url, size, read=SEND_SECONDS, connect=SEND_SECONDS / 2
        )
        for size in (pacing.AT_ONCE * 2, 2)
    ]
    return Bot(
        settings.bot_token.get_secret_value(),
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )


def _no_such_proxy() -> RefusedError:
    reason = words.say(words.ENGLISH, "setting.proxy")
    line = words.say(words.ENGLISH, "host.bad_setting", name="HTTPS_PROXY", reason=reason)
    return RefusedError(line)
