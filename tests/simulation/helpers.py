"""Those around: who helps, who stands in for somebody without a phone, the therapist."""

from typing import TYPE_CHECKING, Any

from tests.simulation import errands, setup
from tests.simulation.lives import DAY, MINUTE, Answer, Errand, Life, Lying

if TYPE_CHECKING:
    from tests.simulation.families import Family

JOURNAL = "Baseline reminds you"


class HelperLife(Life):
    """Sam's, Kim's or Dana's. `founds` is who sets it up; `mark` is that of their own words."""

    def __init__(
        self, family: "Family", *args: Any, founds: bool = False, is_therapist: bool = False
    ) -> None:
        super().__init__(family, *args)
        self.founds, self.is_therapist = founds, is_therapist
        self.secrets: list[str] = []
        self.wants_in = True
        # Other families that gave them a link.
        self.joined: list[Family] = []
        self._tries_at = self.now
        self._opened: list[str] = []

    @property
    def mark(self) -> str:
        """In what they write. Who is in two families' circles has none: it may be for either."""
        return "" if self.person.name == "Robin" else self.family.mark

    def answer(self, lying: Lying) -> Answer:
        if setup.lets_in(lying.text):
            self.is_in, self.wants_in = True, False
        if "t.me/" in lying.text:
            self.family.has_link(lying.text, self)
        if lying.text.startswith(("You have left", "Everything was erased", "You are in nobody")):
            self._is_out(erased="erased" in lying.text)
            return None
        if lying.text.startswith(JOURNAL) and not self.founds:
            return None
        for reaction in (setup.answer, _proxy, _digest, _away, self.of_all):
            said = reaction(self, lying)
            if said is not None:
                return said
        return None

    def _is_out(self, *, erased: bool) -> None:
        """They left, were removed, or erased all; some come back when they are asked."""
        if self.is_in:
            self.is_in = False
            self.wants_in = self.rng.random() < 0.5
            self._tries_at = self.now + self.rng.uniform(1, 5) * DAY
            if erased:
                self.family.begins_anew()

    def wants_in_at(self, family: "Family") -> bool:
        """Whether that family may give them a link."""
        if family is not self.family:
            return family not in self.joined
        return self.wants_in and not self.is_in

    def was_erased(self) -> None:
        super().was_erased()
        self.is_in, self.wants_in = False, True
        self._tries_at = self.now + self.rng.uniform(0.5, 5) * DAY

    @property
    def begins(self) -> bool:
        return self.founds

    def given(self, secret: str) -> None:
        """Somebody of the family gave them a link."""
        self.secrets.append(secret)
        self.person.ring()

    async def looks(self) -> None:
        if self.secrets:
            secret = self.secrets.pop(0)
            self._opened.append(secret)
            self.opens(secret)
            self.again_at = self.now + self.rng.uniform(0.2, 3) * MINUTE
            return
        await super().looks()

    async def comes_in(self) -> None:
        """Who founds it begins; who opened a link tries once more."""
        if self.now >= self._tries_at and self.wants_in:
            if self.founds and not self._opened:
                self.opens(None)
            elif self._opened and self.rng.random() < 0.5:
                self.opens(self._opened[-1])
            self._tries_at = self.knocks_again()
        if self.founds or self._opened:
            self.again_at = min(self.again_at, max(self._tries_at, self.now + MINUTE))

    async def leaves(self) -> None:
        """They leave the circle, and nobody asks why."""
        if self.founds and not self.family.patient:
            return
        label = "Leave" if self.is_therapist else "Stop only my own messages"
        if await self.does("/stop", label):
            self.is_in, self.wants_in = False, self.rng.random() < 0.5

    def errands(self) -> list[tuple[float, str, Errand]]:
        if self.is_therapist:
            return errands.of_therapist(self)
        if self.founds and not self.family.patient:
            # It may be that their person hadn't said yes yet.
            again = (4.0, "no phone", self.chat("/invite", "They have no phone"))
            return [*errands.of_person(self), again]
        patient = self.family.patient
        waits = self.founds and patient is not None and not patient.is_in
        invites = (40.0 * waits, "invitation", self.chat("/invite"))
        return [*errands.of_helper(self), invites]


def _proxy(life: HelperLife, lying: Lying) -> Answer:
    """The card of the day of who answers for somebody."""
    rng = life.rng
    if "All done" in lying.labels:
        if rng.random() > life.habits.answers:
            return None
        return rng.choices(("All done", "Some", "None", "Rest"), (6, 2, 1, 1))[0]
    if "That's all" in lying.labels:
        return rng.choice(lying.labels)
    if "I would rather not" in lying.labels and rng.random() < 0.1:
        return rng.choice(lying.labels)
    if lying.has("Done", "Not today") or "What I did" in lying.labels:
        return rng.choice(lying.labels)
    return None


def _digest(life: HelperLife, lying: Lying) -> Answer:
    """The message of the day asks for nothing; now and then something is tapped on it."""
    rng = life.rng
    if "Rather once a week" in lying.labels and rng.random() < 0.2:
        return "Rather once a week"
    if "I'm ill or away" in lying.labels and rng.random() < 0.03:
        return "I'm ill or away"
    if "Quiet for a week" in lying.labels and rng.random() < 0.02:
        return "Quiet for a week"
    return None


def _away(life: HelperLife, lying: Lying) -> Answer:
    rng = life.rng
    if lying.has("Yes", "I can't"):
        return rng.choice(("Yes", "I can't", None))
    if lying.has("Three days", "Until I say") and "I'm back" not in lying.labels:
        return rng.choice(("Today", "Three days", "Until I say", None))
    if "I'm back" in lying.labels:
        return life.after(lying, rng.choice((0.2, 1, 4, 10)) * DAY) or "I'm back"
    return None
