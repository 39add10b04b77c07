"""Moments at which the bot is killed, each while one step of a day is under way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.endtoend.programs import until
from tests.endtoend.rows import watch
from tests.endtoend.wire import DRAWS, Params
from tests.endtoend.world import World

Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Moment:
    """How the bot dies around `act`, and how often one message may be there then.

    `loses` says that a digest under way at that moment may never arrive: it isn't sent again.
    """

    dies: Callable[[World, Act], Awaitable[None]]
    most: int
    loses: bool = False
    # Nothing comes in when only the time goes by: there is no such moment then.
    needs_update: bool = False


def _draws(method: str, _params: Params) -> bool:
    return method in DRAWS


async def _before_it_looks(world: World, act: Act) -> None:
    """Telegram has accepted it; the bot, stopped, has seen nothing of it."""
    world.freezes()
    await act()
    world.bot.kill()


async def _on_the_way(world: World, act: Act, *, after: bool) -> None:
    hold = world.wire.hold(_draws, after=after)
    await act()
    await hold.wait()
    world.bot.kill()
    world.wire.cut()


async def _before_the_send(world: World, act: Act) -> None:
    """What it draws never reaches Telegram."""
    await _on_the_way(world, act, after=False)


async def _after_the_send(world: World, act: Act) -> None:
    """Telegram has it; the bot never hears of that."""
    await _on_the_way(world, act, after=True)


async def _after_the_commit(world: World, act: Act) -> None:
    """The rows have it; anything else may or may not have happened."""
    with watch(world.database_url) as seen:
        await act()
        await until(seen.committed, "something is committed", every=0.001)
        world.bot.kill()


async def _before_the_confirmation(world: World, act: Act) -> None:
    """All is done and drawn, but Telegram was not told that the update is taken in."""
    known = world.wire.offset

    def confirms(method: str, params: Params) -> bool:
        return method == "getUpdates" and int(params.get("offset") or 0) > known

    hold = world.wire.hold(confirms)
    await act()
    await hold.wait()
    await world.drawn()
    world.bot.kill()
    world.wire.cut()


MOMENTS = {
    "before it looks": Moment(_before_it_looks, most=1),
    "before the send": Moment(_before_the_send, most=1, loses=True),
    "after the send": Moment(_after_the_send, most=2),
    "after the commit": Moment(_after_the_commit, most=2, loses=True),
    "before the confirmation": Moment(_before_the_confirmation, most=1, needs_update=True),
}
