"""What was said on the way to a plan: kept in a column, never in memory."""

from pydantic import BaseModel

from care.models import Human
from care.plan import MOST_PICTURES


class Pages(BaseModel):
    """A photographed sheet on its way into the plan: what Telegram calls its pages.

    `album` is the mark of pages that were sent together, `names` whose sheet it may be, `by` whose
    it is. `stage` is the question that is open, `row` the message that asks it. `filled`: it is the
    report's page with the therapist's limits, and no exercises.
    """

    file_ids: list[str]
    album: str | None = None
    stage: str = "is_it"
    row: int = 0
    names: list[str] = []
    by: str | None = None
    minutes: int = 0
    filled: bool = False

    def add(self, file_id: str) -> bool:
        """One more page, once; whether there was room for it."""
        if file_id not in self.file_ids and len(self.file_ids) == MOST_PICTURES:
            return False
        self.file_ids = list(dict.fromkeys([*self.file_ids, file_id]))
        return True


class SoFar(BaseModel):
    """What somebody said on the way to a plan; `places` are the zones to choose from.

    `person`: the first name of somebody without a phone.
    `reviewed_with`: the therapist with whom the plan was looked at, until the day is said, too.
    """

    invitation: int | None = None
    whose: str = "mine"
    zone: str | None = None
    places: list[str] = []
    template: str | None = None
    helper_comes: bool = False
    sheet: Pages | None = None
    reviewed_with: str | None = None
    person: str | None = None


def so_far(human: Human) -> SoFar:
    """What was said so far."""
    return SoFar.model_validate_json(human.draft) if human.draft else SoFar()


def keep(human: Human, asks: str | None, said: SoFar | None) -> None:
    """What is waited for next, and what was said."""
    human.asks = asks
    human.draft = said.model_dump_json() if said else None
