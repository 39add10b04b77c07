"""What six weeks with a circle are made of: who is in it, their days, and what holds on each."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from care import times
from tests.family import BERLIN, Family, Person, words_of
from tests.stories import helpers, steps
from tests.stories.steps import FOOT, GENTLE
from tests.stories.test_a_year_of_digests import short_and_kind
from tests.stories.test_circle import on_the_card_of
from tests.stories.test_therapist import dana_joins

IN_BED = helpers.IN_BED
FIRST = f"{GENTLE}: done. As before within 20 min, pain 2."
SECOND = f"{IN_BED}: done. As before within 15 min, pain 1."
OVER = f"{GENTLE}: stopped early, tired. More than 45 min, pain 4."
# What nobody outside the circle may read, not in a toast either.
OF_THE_CIRCLE = ("Alex", "Sam", "Kim", "Dana", "Lee", "Pat", GENTLE, IN_BED, "pain")


class Around:
    """Alex's circle: Lee and Pat help too, and Mallory is not in it."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.lee, self.pat = Person(family, 1006, "Lee"), Person(family, 1007, "Pat")
        self.all = [family.alex, family.dana, family.sam, family.kim, self.lee, self.pat]
        self.readers = self.all[2:]

    async def begins(self) -> None:
        """Everybody is in: Kim lives elsewhere, and with Lee may be asked; Dana gets the report.

        Kim is named ahead of need, to answer for Alex.
        """
        family = self.family
        for who in (self.lee, self.pat):
            await family.ask("/people", {"id": who.number, "first_name": who.name})
        await helpers.two_routines(family)
        for who in self.readers:
            await family.joins(who)
        for who in (family.kim, self.lee):
            await who.says("/away")
            await who.taps(helpers.MAY)
        await dana_joins(family)
        await on_the_card_of(family, "Dana")
        await family.alex.taps("Gets the report every four weeks")
        await on_the_card_of(family, "Kim")
        await family.alex.taps("Kim may answer for me", "Kim may, when it is needed")

    async def morning(self) -> None:
        """A good day of Alex's: both routines, each said with three taps."""
        family = self.family
        await family.at(9)
        await family.alex.taps("Done", "2")
        await family.later(minutes=20)
        await family.alex.taps("As before")
        await family.at(10)
        await family.alex.taps("Done", "1")
        await family.later(minutes=15)
        await family.alex.taps("As before")

    async def over_the_limit(self) -> None:
        """Stopped early, and more than Dana's limit; the second routine is left alone."""
        await self.family.at(9)
        await self.family.alex.taps("Stopped early", "Tired", "4")
        await self.family.later(minutes=45)
        await self.family.alex.taps("Not yet")

    async def evening(self, *lines: str, readers: Sequence[Person] | None = None) -> None:
        """At half past seven each of those who read has the same, silently."""
        await self.family.at(19, 30)
        digest = "\n".join([self.today, *(lines or (FIRST, SECOND)), FOOT])
        for who in self.readers if readers is None else readers:
            message = (await who.heard())[-1]
            assert (message["text"], message["silent"]) == (digest, True), who.name

    async def heard(self, *who: Person) -> list[int]:
        """How many messages each of them got so far; of everybody, where nobody is named."""
        return [len(await one.heard()) for one in who or self.all]

    @property
    def today(self) -> str:
        """The day as a digest's first line has it: "Monday 23 Nov"."""
        local = times.local(self.family.clock.now(), BERLIN)
        return f"{local:%A} {local.day} {local:%b}"


def of_the_day(message: dict[str, Any]) -> bool:
    """Whether it is somebody's message of the day: a digest, or the card of who answers."""
    text = words_of(message)
    return text.endswith(FOOT) or ", for Alex" in text or "What was done, for Alex?" in text


async def days_of(who: Person) -> Counter[dt.date]:
    """On which local days a message of the day came, and how many; each short and kind."""
    days: Counter[dt.date] = Counter()
    for message in await who.heard():
        if not of_the_day(message):
            continue
        if words_of(message).endswith(FOOT):
            short_and_kind(words_of(message))
        at = dt.datetime.fromtimestamp(message["date"], dt.UTC)
        days[times.local(at, BERLIN).date()] += 1
    return days


async def nothing_of_it(mallory: Person, *forged: tuple[int, str]) -> None:
    """A stranger reads one line, whatever they try; with somebody else's buttons not even that."""
    for said in ("/start", "/today", "/shared", "/circle", "/journal", "Alex"):
        await mallory.says(said)
    for one in forged:
        await mallory.forges(*one)
        toast = await mallory.toast()
        assert not any(word in toast for word in OF_THE_CIRCLE)
    assert set(await mallory.texts()) == {steps.STRANGER}
