"""What was said on the way to a plan: kept in a column, never in memory."""

from pydantic import BaseModel

from care.models import Human


class SoFar(BaseModel):
    """What somebody said on the way to a plan; `places` are the zones to choose from.

    `reviewed_with`: the therapist with whom the plan was looked at, until the day is said, too.
    """

    invitation: int | None = None
    whose: str = "mine"
    zone: str | None = None
    places: list[str] = []
    template: str | None = None
    helper_comes: bool = False
    reviewed_with: str | None = None


def so_far(human: Human) -> SoFar:
    """What was said so far."""
    return SoFar.model_validate_json(human.draft) if human.draft else SoFar()


def keep(human: Human, asks: str | None, said: SoFar | None) -> None:
    """What is waited for next, and what was said."""
    human.asks = asks
    human.draft = said.model_dump_json() if said else None
