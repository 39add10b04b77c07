"""One run from one seed: families, their bot, what goes wrong, and what must be true all along."""

import asyncio
import datetime as dt
import hashlib
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import schema
from tests.simulation.chaos import Chaos
from tests.simulation.deeds import Deed
from tests.simulation.families import Family
from tests.simulation.loop import VirtualLoop
from tests.simulation.machine import DRAFT, Machine, made_up
from tests.simulation.promises import Promises
from tests.simulation.strangers import Stranger
from tests.simulation.telegram import SENDS, Line, Telegram
from tests.simulation.weather import Weather

if TYPE_CHECKING:
    from tests.simulation.people import Person
    from tests.simulation.transcript import Transcript

DAY = 86400.0
# After the last day: time for all that is under way to arrive, with nothing going wrong.
QUIET = 3 * 3600.0


@dataclass
class Tally:
    """What a run was like; `trace` is the same for the same seed."""

    family_days: int = 0
    messages: int = 0
    taps: int = 0
    deeds: Counter[str] = field(default_factory=Counter)
    crashes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    violated: list[str] = field(default_factory=list)
    trace: str = ""


class Simulation:
    """Everything of one run; `run` lives it."""

    def __init__(self, seed: int, families: int, days: int, folder: Path, migrated: Path) -> None:
        self.seed, self.days = seed, days
        self.loop = VirtualLoop()
        self.rng = random.Random(seed)
        self.weather = Weather(random.Random(f"{seed} weather"))
        self.telegram = Telegram(self.loop, random.Random(f"{seed} telegram"))
        self.line = Line(self.telegram, self.weather, self.loop)
        file = folder / "baseline.db"
        shutil.copyfile(migrated, file)
        self.machine = Machine(
            self.telegram, self.line, self.loop, file, random.Random(f"{seed} machine")
        )
        # All that anybody did, in order; and by the update that the bot gets of it.
        self.deeds: list[Deed] = []
        self.by_update: dict[int, Deed] = {}
        self.by_query: dict[str, Deed] = {}
        self.transcript: Transcript | None = None
        self.phones: dict[int, Person] = {}
        self.families: list[Family] = []
        for number in range(1, families + 1):
            self.families.append(Family(self, number))
        self.strangers = [Stranger(self, number) for number in range(1 + families // 25)]
        self.promises = Promises(self)
        self.chaos = Chaos(self, random.Random(f"{seed} chaos"))
        self.tally = Tally()
        self.on_night: Callable[[], None] = lambda: None
        self._trace = hashlib.sha256()
        self.line.on_effect = self._effect
        self.machine.on_commit = self.promises.committed

    def now(self) -> dt.datetime:
        """True time, UTC."""
        return self.telegram.time.now()

    def did(self, deed: Deed) -> None:
        """Somebody did something."""
        self.deeds.append(deed)
        self.by_update[deed.update_id] = deed
        if deed.query_id:
            self.by_query[deed.query_id] = deed
        self.tally.deeds[deed.kind] += 1
        self.tally.taps += "tap" in deed.kind
        if self.transcript:
            self.transcript.did(deed)

    def _effect(self, method: str, params: dict[str, Any], told: dict[str, Any]) -> None:
        """A call of the bot's took effect at Telegram."""
        if method != "getUpdates":
            said = params.get("text") or params.get("caption") or ""
            self._trace.update(
                f"{self.loop.now:.3f} {method} {params.get('chat_id')} {said}\n".encode()
            )
        if method in SENDS and told.get("ok"):
            self.tally.messages += 1
            phone = self.phones.get(int(params["chat_id"]))
            if phone:
                phone.ring()
        if self.transcript:
            self.transcript.effect(method, params, told)
        self.promises.effect(method, params, told, DRAFT.get())

    def run(self) -> Tally:
        """All of it. What is violated is in the tally, first things first."""
        began = time.monotonic()
        asyncio.set_event_loop(self.loop)
        try:
            with made_up(self.machine):
                self.loop.run_until_complete(self._days())
        finally:
            asyncio.set_event_loop(None)
            self.loop.close()
            self.telegram.store.close()
        self.tally.family_days = len(self.families) * self.days
        self.tally.crashes, self.tally.faults = self.machine.crashes, self.weather.met
        self.tally.violated = self.promises.violated
        self.tally.seconds = time.monotonic() - began
        self.tally.trace = self._trace.hexdigest()
        return self.tally

    async def _days(self) -> None:
        self.machine.boots()
        everybody: tuple[Family | Stranger, ...] = (*self.families, *self.strangers)
        lives = [asyncio.create_task(somebody.lives()) for somebody in everybody]
        chaos = asyncio.create_task(self.chaos.reigns())
        for _ in range(self.days):
            await asyncio.sleep(DAY)
            self.promises.nightly()
            self.on_night()
            self.telegram.forgets_old()
            for task in lives:
                if task.done():
                    task.result()
        for task in (*lives, chaos):
            task.cancel()
        await asyncio.wait([*lives, chaos])
        self.chaos.is_over()
        await asyncio.sleep(QUIET)
        self.promises.at_the_end()
        await self.machine.ends()


def migrated_file(folder: Path) -> Path:
    """A file with the schema, to be copied."""
    file = folder / "migrated.db"
    schema.upgrade(f"sqlite:///{file}")
    return file
