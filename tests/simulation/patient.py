"""The person with ALS: how they answer what lies there, and what they do of their own."""

from typing import TYPE_CHECKING, Any

from tests.simulation import errands, setup
from tests.simulation.lives import DAY, MINUTE, Answer, Errand, Life, Lying

if TYPE_CHECKING:
    from tests.simulation.families import Family

OUTCOMES = ("Done", "Stopped early", "Later", "Not today", "Bad day: rest")
DONE_IN_WORDS = ("done", "done, pain 3", "stopped early", "later", "not today", "bad day")
RECOVERY_IN_WORDS = ("about 45 minutes", "an hour and a half", "not yet", "20 min", "can't tell")
# From 0 to 10.
PAINS = (10, 8, 20, 20, 12, 8, 6, 4, 2, 1, 1)


class PatientLife(Life):
    """Alex's."""

    def __init__(self, family: "Family", *args: Any) -> None:
        super().__init__(family, *args)
        self.secret: str | None = None
        self._comes_in_at = self.now

    # What lies there

    def answer(self, lying: Lying) -> Answer:
        if setup.lets_in(lying.text):
            self.is_in = True
        if "t.me/" in lying.text:
            self.family.has_link(lying.text, self)
        if "Everything was erased" in lying.text:
            self._is_out()
            return None
        for reaction in (setup.answer, _prompt, _question, _record, self.of_all, _other):
            said = reaction(self, lying)
            if said is not None:
                return said
        return None

    def _is_out(self) -> None:
        """All is erased: mostly that was it; else they begin anew after some days."""
        if self.is_in:
            self.is_in = False
            days = self.rng.uniform(0.5, 6) if self.rng.random() < 0.6 else 10_000
            self._comes_in_at = self.now + days * DAY
            self.family.begins_anew()

    @property
    def begins(self) -> bool:
        return self.family.way in ("mine", "both")

    def given(self, secret: str) -> None:
        self.secret, self._comes_in_at = secret, self.now
        self.person.ring()

    async def comes_in(self) -> None:
        """By the link they were given, or they begin it themselves."""
        if self.now >= self._comes_in_at:
            if self.begins or self.secret:
                self.opens(None if self.begins else self.secret)
            self._comes_in_at = self.knocks_again()
        self.again_at = min(self.again_at, self._comes_in_at)

    # What they do of their own

    def errands(self) -> list[tuple[float, str, Errand]]:
        return errands.of_person(self)


def _prompt(life: PatientLife, lying: Lying) -> Answer:
    if not lying.has("Done", "Not today"):
        return None
    habits, rng = life.habits, life.rng
    if rng.random() < habits.silences:
        life.quiet_for(rng.choice((1, 2, 4, 6, 12)) * DAY)
        life.sim.tally.deeds["silences of days"] += 1
        return None
    if rng.random() > habits.answers:
        return None
    weights = (80, 8, 100 * habits.later, 4, 100 * habits.rests)
    said = rng.choices(OUTCOMES, weights)[0]
    return _typed_or_tapped(life, rng.choice(DONE_IN_WORDS), said)


def _question(life: PatientLife, lying: Lying) -> Answer:
    rng = life.rng
    numbers = [one for one in lying.labels if one.isdecimal()]
    if "0" in numbers:
        return _typed_or_tapped(life, "pain 6", str(rng.choices(range(11), PAINS)[0]))
    if len(numbers) > 1 and "Which number" in lying.text:
        return rng.choice((*numbers, None))
    if "1–3" in lying.labels or "Tired" in lying.labels:
        return rng.choice([one for one in lying.labels if one != "Change"])
    if "As before" in lying.labels:
        # Who doesn't answer lets it lie; the question at the limit comes.
        minutes = rng.lognormvariate(3.4, 0.6)
        if rng.random() > life.habits.answers:
            minutes = float("inf")
        return life.after(lying, minutes * MINUTE) or "As before"
    if lying.has("Not yet", "Can't tell"):
        said = rng.choices(lying.labels, [4] * (len(lying.labels) - 2) + [2, 1])[0]
        return _typed_or_tapped(life, rng.choice(RECOVERY_IN_WORDS), said)
    return None


def _record(life: PatientLife, lying: Lying) -> Answer:
    """What was said is changed or taken back, now and then."""
    rng = life.rng
    if "What I did" in lying.labels or "Keep it as it is" in lying.labels:
        return rng.choice(lying.labels)
    if "Undo" in lying.labels and rng.random() < 0.1 + life.habits.unsteady:
        return "Undo"
    if "Change" in lying.labels and rng.random() < 0.02 + life.habits.unsteady:
        return "Change"
    return None


def _other(life: PatientLife, lying: Lying) -> Answer:
    """Proposals, whom to ask, a therapist's yes: what isn't of a session."""
    rng = life.rng
    if "Use this plan" in lying.labels and "Put it away" in lying.labels:
        return rng.choices(("Use this plan", "Not now", "Put it away"), (7, 2, 1))[0]
    ask = [one for one in lying.labels if one.startswith("Ask ")]
    if ask:
        return rng.choice((ask[0], None))
    if "Yes, my therapist said yes" in lying.labels:
        return rng.choice(("Yes, my therapist said yes", "No, or not sure"))
    unfinished = {"About my therapist's yes": 0.7, "My therapist said yes": 0.4}
    unfinished |= {"See the changes": 0.5, "Use this plan": 0.8}
    for label, how_often in unfinished.items():
        if label in lying.labels and rng.random() < how_often:
            return label
    return None


def _typed_or_tapped(life: Life, words: str, label: str) -> str:
    return f"={words}" if life.rng.random() < life.habits.types else label
