"""kill -9 in every step of three days, at five moments: the days go on to the same end."""

import asyncio
import re
from collections import Counter

import pytest

from tests.endtoend import script
from tests.endtoend.moments import MOMENTS, Moment
from tests.endtoend.programs import Programs
from tests.endtoend.script import SAM, Step
from tests.endtoend.world import World
from tests.family import labels, words_of

# The moment that leaves the most in doubt: it runs on both databases.
IN_DOUBT = "after the send"
JOURNAL = f"""Your last 7 days

Monday 2 Mar
{script.GENTLE}: done. As before within 35 min, pain 2.

Tuesday 3 Mar
{script.GENTLE}: done. More than 2 h, pain 4.
20:00 The plan changed (Alex).
• {script.GENTLE}: about 5 min, was 10

Wednesday 4 Mar
{script.GENTLE}: not today.

Thursday 5 Mar
{script.GENTLE}: a rest day."""


class Run:
    """The steps, one after the other, each checked for what it must leave."""

    def __init__(self, world: World, moment: Moment | None) -> None:
        self.world, self.moment = world, moment
        self.answers: list[tuple[str, str | None]] = []
        self.lost = 0

    async def all(self, steps: tuple[Step, ...]) -> None:
        await self.world.starts().says("Running as")
        await self.world.settled()
        for step in steps:
            try:
                await self._one(step)
            except AssertionError as error:
                error.add_note(f"in the step: {step.name}")
                raise

    async def _one(self, step: Step) -> None:
        world, start = self.world, len(self.world.wire.calls)
        if step.at:
            await world.pass_time(step.at)
            await world.settled()
        await self._act(step)
        await self._check(step, Counter(world.wire.sent(start)))

    async def _act(self, step: Step) -> None:
        world, moment = self.world, self.moment
        if moment is None or (moment.needs_update and step.is_time):
            await step.act(world)
            if step.is_time:
                await world.follows()
            await world.settled()
            return
        await moment.dies(world, lambda: step.act(world))
        await world.recovers()

    async def _check(self, step: Step, sent: Counter[tuple[int, str]]) -> None:
        most = self.moment.most if self.moment else 1
        for who, words in step.sends:
            copies = [
                n for (chat, text), n in sent.items() if (chat, text[: len(words)]) == (who, words)
            ]
            if who == SAM and step.is_time:
                self._check_digest(copies)
            else:
                assert len(copies) == 1, f"{words!r} was not sent: {sent}"
                assert copies[0] <= most, f"{words!r} was sent {copies[0]} times"
        assert len(sent) <= len(step.sends), f"more was sent: {sent}"
        self.answers.extend(step.adds)
        assert self.world.rows.answers() == self.answers
        await self._look(step)

    def _check_digest(self, copies: list[int]) -> None:
        """A digest never comes twice; one that was under way may be lost."""
        assert copies == [1] or (copies == [] and self.moment and self.moment.loses), copies
        self.lost += not copies

    async def _look(self, step: Step) -> None:
        bottom = (await self.world.alex.heard())[-1]
        assert step.shows in words_of(bottom), bottom
        assert tuple(labels(bottom)) == step.buttons, bottom


async def the_end(run: Run) -> None:
    """What must be so in the end, whatever happened on the way."""
    world = run.world
    everything = [message["text"] for message in await world.alex.heard()]
    journal = next(text for text in everything if text.startswith("Your last 7 days"))
    # Who comes back after an end does so some minutes later.
    assert re.sub(r"20:\d\d The", "20:00 The", journal) == JOURNAL
    # Sent three times, or never heard of again; on the Wednesday there was nothing to tell.
    states = Counter(world.rows.digests())
    assert (states["sent"] + states["unknown"], states["skipped"]) == (3, 1)
    assert len(states) <= 3
    before = len(world.wire.calls)
    await world.pass_time(script.at(6, 12))
    await asyncio.sleep(0.1)
    await world.settled()
    assert world.wire.sent(before) == []


@pytest.mark.parametrize(
    "moment",
    [None, *(name for name in MOMENTS if name != IN_DOUBT)],
    ids=lambda name: name or "never",
)
async def test_killed_at_every_step(world: World, moment: str | None) -> None:
    run = Run(world, MOMENTS[moment] if moment else None)
    await run.all(script.ALL)
    await the_end(run)


async def test_killed_at_every_step_on_either_database(
    programs: Programs, database_url: str
) -> None:
    """Telegram has what was sent, and the bot never hears of it."""
    async with World(programs, database_url) as world:
        run = Run(world, MOMENTS[IN_DOUBT])
        await run.all(script.ALL)
        await the_end(run)
