"""What everybody's life with a phone has in common: it rings, they sleep, they come back to it.

A person looks at their phone and does what lies there to be done, as a human would: nothing here
knows whether the bot was told. Where no answer came they try again after minutes, a few times.
"""

import asyncio
import datetime as dt
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.simulation.cities import CITIES, WEIGHTS, City
from tests.simulation.habits import Habits
from tests.simulation.people import Person, under
from tests.simulation.telegram import Params

if TYPE_CHECKING:
    from tests.simulation.families import Family
    from tests.simulation.simulation import Simulation

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
# As often somebody tries what the bot doesn't answer, with minutes in between.
TRIES = 4
# Somebody is awake from the one to the other hour of their own clock.
WAKES, SLEEPS = 7, 22
# So many messages are looked at, from the bottom up; so many things are done in one go.
LOOKS_AT, AT_ONCE = 5, 6
# How what was stopped or paused says so.
STOPPED = ("Stopped", "Everything is ", "You have left")


@dataclass(frozen=True)
class Lying:
    """A message on the phone: what it says, what can be tapped, whether nothing is below it."""

    number: int
    text: str
    labels: tuple[str, ...]
    is_last: bool

    @staticmethod
    def of(message: Params, *, is_last: bool) -> "Lying":
        text: str = message.get("text") or message.get("caption") or ""
        labels = tuple(button.label for button in under(message))
        return Lying(message["message_id"], text, labels, is_last)

    def has(self, *labels: str) -> bool:
        """Whether all of these can be tapped."""
        return all(label in self.labels for label in labels)


@dataclass(frozen=True)
class Wait:
    """It is to be answered, but not before then (the loop's seconds)."""

    until: float


# What somebody does with a message: a label to tap, "=" and words to type, a wait, or nothing.
Answer = str | Wait | None
Key = tuple[object, ...]
Errand = Callable[[], Awaitable[object]]


class Life:
    """One person's. `is_in` is whether they are in a circle, as far as they know themselves."""

    def __init__(self, family: "Family", person: Person, habits: Habits) -> None:
        self.family, self.person, self.habits = family, person, habits
        self.sim: Simulation = family.sim
        self.rng = random.Random(f"{self.sim.seed} life {person.chat}")
        self.city: City = self.rng.choices(CITIES, WEIGHTS)[0]
        self.home = self.city
        self.is_in = False
        self._knocks = 0
        self.quiet_until = 0.0
        self._moments: dict[int, float] = {}
        # What was done with a message as it lay there, and how often.
        self._tried: dict[int, tuple[Key, int, Answer]] = {}
        self.again_at = self.sim.loop.now
        self._errand_at = self.sim.loop.now + DAY
        person.doubles = habits.doubles

    # What each kind of person says for themselves

    def answer(self, lying: Lying) -> Answer:
        """What they do with a message."""
        raise NotImplementedError

    def errands(self) -> list[tuple[float, str, Errand]]:
        """What they do of their own: how often, by which name, how."""
        raise NotImplementedError

    @property
    def begins(self) -> bool:
        """Whether they begin the circle, without a link."""
        return False

    async def comes_in(self) -> None:
        """They aren't in: what they do about it, if anything."""

    def given(self, secret: str) -> None:
        """They got a link."""

    def was_erased(self) -> None:
        """Their circle is no more; they have another name, that of what comes next."""
        self.is_called(self.person.name.partition(" ")[0])

    def is_called(self, name: str) -> None:
        """Another name; one who is in two families' circles has no mark in it."""
        marked = name if name == "Robin" else f"{name} {self.family.mark}"
        self.person.is_called(marked)

    # The days

    async def lives(self) -> None:
        """Until the end."""
        while True:
            wait = max(min(self.again_at, self._errand_at) - self.now, 1.0)
            rang = await self.person.rings(wait)
            if rang:
                await asyncio.sleep(self._reaction())
            await self._is_awake()
            await self.looks()
            if self.now >= self._errand_at:
                await self._errand()

    @property
    def now(self) -> float:
        """The loop's seconds."""
        return self.sim.loop.now

    def local(self) -> dt.datetime:
        """Their own wall clock."""
        return self.sim.now().astimezone(ZoneInfo(self.city.zone))

    def _reaction(self) -> float:
        """Seconds between the phone's sound and the hand."""
        return min(self.rng.expovariate(1 / self.habits.answers_in), 30 * HOUR)

    async def _is_awake(self) -> None:
        """Nobody taps at night, nor while they let the phone lie for days."""
        await asyncio.sleep(max(0.0, self.quiet_until - self.now))
        local = self.local()
        if WAKES <= local.hour < SLEEPS or self.rng.random() < 0.03:
            return
        hours = (WAKES - local.hour) % 24 - local.minute / 60
        await asyncio.sleep(max(hours, 0) * HOUR + self.rng.uniform(0, HOUR))

    # What lies on the phone

    async def looks(self) -> None:
        """From the bottom up, until there is nothing more to be done."""
        self.again_at = float("inf")
        done: set[Key] = set()
        for _ in range(AT_ONCE):
            found = self._next(done)
            if found is None:
                break
            key, message, answer = found
            done.add(key)
            if isinstance(answer, Wait):
                # It is asked anew then. A second more, so that the moment is there.
                self.again_at = min(self.again_at, answer.until + 1)
                continue
            self._keeps(message["message_id"], key, answer)
            self._does(message, answer)
            await asyncio.sleep(self.rng.uniform(2, 15))
            self.again_at = min(self.again_at, self.now + self.rng.uniform(2, 10) * MINUTE)
        if not self.is_in:
            await self.comes_in()

    def _next(self, done: set[Key]) -> tuple[Key, Params, str | Wait] | None:
        """The lowest message that something is to be done with.

        What was tried is tried the same way again, as long as the message is as it was; what was
        typed, only as long as nothing came below it.
        """
        for place, message in enumerate(self.person.sees(LOOKS_AT)):
            lying = Lying.of(message, is_last=place == 0)
            key = (lying.number, lying.text[:30], lying.labels)
            before, times, answer = self._tried.get(lying.number, ((), 0, None))
            typed = isinstance(answer, str) and answer.startswith("=") and not lying.is_last
            if key in done or (key == before and (times >= TRIES or typed)):
                continue
            answer = answer if key == before else self.answer(lying)
            if answer is not None:
                return key, message, answer
            self._tried[lying.number] = key, TRIES, None
        return None

    def _keeps(self, number: int, key: Key, answer: Answer) -> None:
        before, times, _ = self._tried.pop(number, ((), 0, None))
        self._tried[number] = key, times + 1 if key == before else 1, answer
        if len(self._tried) > 100:
            self._tried.pop(next(iter(self._tried)))

    def _does(self, message: Params, answer: str) -> None:
        if answer.startswith("="):
            self.person.says(answer[1:])
            return
        there = under(message)
        button = next((one for one in there if one.label == answer), None)
        if self.rng.random() < self.habits.unsteady:
            self.sim.tally.deeds["wrong button"] += 1
            button = self.rng.choice(there)
        if button is None:
            # They say what they would have tapped.
            self.person.says(answer)
        else:
            self.person.touches(button)

    # What they do of their own

    async def _errand(self) -> None:
        """One thing, and when the next one will be."""
        a_day = max(self.habits.errands, 0.01)
        self._errand_at = self.now + self.rng.expovariate(a_day / DAY)
        choices = self.errands() if self.is_in else []
        if not choices:
            return
        weights = [weight for weight, _, _ in choices]
        _, name, errand = self.rng.choices(choices, weights)[0]
        self.sim.tally.deeds[name] += 1
        await errand()

    def chat(self, *steps: str) -> Errand:
        """An errand of steps: "/..." and "=..." are said, else it is a label ("A|B", "A*")."""

        async def errand() -> bool:
            return await self.does(*steps)

        return errand

    async def does(self, *steps: str) -> bool:
        """The same at once; whether they came to its end."""
        for step in steps:
            await asyncio.sleep(self.rng.uniform(2, 12))
            if step.startswith(("/", "=")):
                self.person.says(step.removeprefix("="))
            elif not await self._taps_when_there(step):
                return False
        return True

    async def _taps_when_there(self, step: str) -> bool:
        for _ in range(TRIES):
            if self.person.taps(*step.split("|")):
                return True
            await asyncio.sleep(self.rng.uniform(3, 30))
        return False

    def knocks_again(self) -> float:
        """When they try once more to come in: later each time (the loop's seconds)."""
        self._knocks += 1
        return self.now + self.rng.uniform(3, 10) * MINUTE * float(2 ** min(self._knocks, 9))

    def opens(self, secret: str | None) -> None:
        """A link, or the bot as it was found."""
        self.person.says(f"/start {secret}" if secret else "/start")

    def after(self, lying: Lying, seconds: float) -> Wait | None:
        """Wait so long from when it was seen first; nothing more to wait for: None."""
        at = self._moments.setdefault(lying.number, self.now + seconds)
        if len(self._moments) > 100:
            self._moments.pop(next(iter(self._moments)))
        return None if self.now >= at else Wait(at)

    def of_all(self, _: "Life", lying: Lying) -> Answer:
        """What lies on anybody's phone now and then."""
        if "Yes, start again" in lying.labels:
            return "Yes, start again"
        if lying.text == "Which one is it about?" and lying.labels:
            return self.rng.choice(lying.labels)
        if "Start again" not in lying.labels or "To a date" in lying.labels:
            return None
        days = self.rng.uniform(0, 0.1)
        if lying.text.startswith(STOPPED):
            days = self.rng.choice((0.1, 1, 3, 8, 10_000))
        return self.after(lying, days * DAY) or "Start again"

    def quiet_for(self, seconds: float) -> None:
        """They let the phone lie."""
        self.quiet_until = self.now + seconds

    async def blocks_for(self, seconds: float) -> None:
        """The bot is blocked, and let in again after a while."""
        self.person.blocks(True)
        await asyncio.sleep(seconds)
        if self.rng.random() < 0.5:
            self.person.blocks(False)
        self.person.says("/start")
