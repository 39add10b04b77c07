"""The person with ALS: how they answer what lies there, and what they do of their own."""

from typing import TYPE_CHECKING

from tests.simulation import setup
from tests.simulation.lives import DAY, MINUTE, Answer, Errand, Life, Lying, Wait

if TYPE_CHECKING:
    from tests.simulation.families import Family

OUTCOMES = ("Done", "Stopped early", "Later", "Not today", "Bad day: rest")
DONE_IN_WORDS = (
    "done",
    "done, pain 3",
    "stopped early",
    "later",
    "not today",
    "bad day",
    "i did it",
)
RECOVERY_IN_WORDS = ("about 45 minutes", "an hour and a half", "not yet", "20 min", "can't tell")
EFFECTIVE_NOTE = "I wonder about my left hand"


class PatientLife(Life):
    """Alex's."""

    def __init__(self, family: "Family", *args: object) -> None:
        super().__init__(family, *args)  # type: ignore[arg-type]
        self._well_at: dict[int, float] = {}
        self.was_erased = False
        self.wants_in_at = self.now

    # What lies there

    def answer(self, lying: Lying) -> Answer:
        if lying.text.startswith(setup.IN):
            self.is_in = True
        if "t.me/" in lying.text:
            self.family.has_link(lying.text)
        if "Everything was erased" in lying.text:
            self.is_in = False
            return None
        return setup.answer(self, lying) or self._of_a_card(lying) or self._of_others(lying)

    def _of_a_card(self, lying: Lying) -> Answer:
        if lying.has("Done", "Not today"):
            return self._to_a_prompt()
        if "0" in lying.labels and "10" in lying.labels:
            return self._says_or_taps("pain 6", str(self.rng.choices(range(11), PAINS)[0]))
        if "1–3" in lying.labels or "Tired" in lying.labels:
            return self.rng.choice([one for one in lying.labels if one != "Change"])
        if "As before" in lying.labels:
            return self._as_before(lying)
        if lying.has("Not yet", "Can't tell"):
            said = self.rng.choices(lying.labels, [4] * (len(lying.labels) - 2) + [2, 1])[0]
            return self._says_or_taps(self.rng.choice(RECOVERY_IN_WORDS), said)
        if "What I did" in lying.labels:
            return self.rng.choice(lying.labels)
        if "Undo" in lying.labels and self.rng.random() < 0.1:
            return "Undo"
        if "Change" in lying.labels and self.rng.random() < self.habits.unsteady + 0.02:
            return "Change"
        return None

    def _to_a_prompt(self) -> Answer:
        if self.rng.random() < self.habits.silences:
            self.quiet_for(self.rng.choice((1, 2, 4, 6, 12)) * DAY)
            self.sim.tally.deeds["silences of days"] += 1
            return None
        if self.rng.random() > self.habits.answers:
            return None
        weights = (80, 8, 100 * self.habits.later, 4, 100 * self.habits.rests)
        said = self.rng.choices(OUTCOMES, weights)[0]
        return self._says_or_taps(self.rng.choice(DONE_IN_WORDS), said)

    def _says_or_taps(self, words: str, label: str) -> str:
        return f"={words}" if self.rng.random() < self.habits.types else label

    def _as_before(self, lying: Lying) -> Answer:
        at = self._well_at.get(lying.number)
        if at is None:
            minutes = self.rng.lognormvariate(3.4, 0.6)
            at = self._well_at[lying.number] = self.now + minutes * MINUTE
            if self.rng.random() > self.habits.answers:
                return None
        return "As before" if self.now >= at else Wait(at)

    def _of_others(self, lying: Lying) -> Answer:
        """Silence that ended, proposals, whom to ask: what isn't of a session."""
        if "Yes, start again" in lying.labels:
            return "Yes, start again"
        if "Start again" in lying.labels and "To a date" not in lying.labels:
            return "Start again" if self.rng.random() < 0.8 else None
        if "Use this plan" in lying.labels:
            return self.rng.choices(("Use this plan", "Not now", "Put it away"), (7, 2, 1))[0]
        ask = [one for one in lying.labels if one.startswith("Ask ")]
        if ask:
            return self.rng.choice((ask[0], None))
        if "Yes, my therapist said yes" in lying.labels:
            return self.rng.choice(("Yes, my therapist said yes", "No, or not sure"))
        if "About my therapist's yes" in lying.labels and self.rng.random() < 0.7:
            return "About my therapist's yes"
        return None

    async def comes_in(self) -> None:
        """By the link they were given, or they begin it themselves."""
        if self.now < self.wants_in_at:
            return
        begins = self.family.way in ("mine", "both")
        secret = self.family.links.get("patient")
        if begins or secret:
            self.person.says("/start" if begins else f"/start {secret}")
        self.wants_in_at = self.now + self.rng.uniform(5, 60) * MINUTE
        self._again_at = min(self._again_at, self.wants_in_at, self.now + MINUTE)

    # What they do of their own

    def errands(self) -> list[tuple[float, str, Errand]]:
        return [(20, "looks at the day", self.chat("/today"))]


PAINS = (10, 8, 20, 20, 12, 8, 6, 4, 2, 1, 1)
