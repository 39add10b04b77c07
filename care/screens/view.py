"""What a card is drawn from."""

import datetime as dt
from dataclasses import dataclass

from care import fitting, plan, rules
from care.kinds import Kind
from care.plan import Exercise, Plan, Routine


@dataclass(frozen=True)
class CardView:
    """Everything a session's card shows. `rests`: the rest said on it still holds.

    `later` is the wall time at which it was put off to, `may_later` whether it still can be. The
    sounds and the large buttons are the person's wishes; `earlier` says that no clock ran, `ended`
    at which wall time the session did where the question about it comes late. `lighter` is the
    session's; `in_report`: it went over a limit, and so did another within the week; `therapist`
    is whom the report is for, where that is known; `said_by`, who said it for the person.

    `room` is how long the text may be (UTF-16 units), `pictures` whether there are some to be
    shown beside the card, `lost` whether Telegram doesn't take the sheet's any more.
    """

    lang: str
    plan: Plan
    routine: Routine
    record: rules.Record
    asks: str | None
    is_open: bool
    day: dt.date
    rests: bool = False
    earlier: bool = False
    ended: dt.datetime | None = None
    later: dt.datetime | None = None
    may_later: bool = False
    prompt_sound: bool = True
    question_sound: bool = False
    large: bool = False
    room: int = fitting.LONGEST
    pictures: bool = False
    lost: bool = False
    lighter: bool | None = None
    in_report: bool = False
    therapist: str | None = None
    said_by: str | None = None

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """What is shown: of the version that is chosen, what is in force on that day."""
        return plan.in_force(self.routine, self.plan, self.day, lighter=bool(self.lighter))

    @property
    def minutes(self) -> int:
        """About how long it takes (minutes), in the version that is chosen."""
        lighter = self.routine.lighter if self.lighter else None
        return lighter.minutes if lighter else self.routine.minutes

    @property
    def limit(self) -> int:
        """The plan's recovery limit in minutes."""
        return self.plan.recovery_limit

    @property
    def strong(self) -> bool:
        """Whether the pain that was said is strong: 7 or more."""
        return (self.record.lowest_pain or 0) >= rules.STRONG_PAIN

    def sounds(self, kind: str) -> bool:
        """Prompts sound, questions are silent, unless the person wants it otherwise."""
        if kind in (Kind.PROMPT, Kind.LATER):
            return self.prompt_sound
        return self.question_sound and kind in (Kind.QUESTION, Kind.LATER_QUESTION)
