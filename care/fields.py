"""What can be set in a plan: one table. What is offered on buttons, how typed words are read, the
edit that it makes, and what is shown next. Nothing is urged: what is offered can be chosen or left.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from care import choices, spoken, steps, templates
from care.choices import Offers, among, or_none
from care.plan import ASKS, ExerciseKind, Plan, Routine
from care.where import At

# The steps that wait for something to be sent: words; a photo or a video (pictures.py's to take).
WORDS, PICTURE = "plan_text", "plan_picture"
PICTURE_OF = "picture"


@dataclass(frozen=True)
class Field:
    """One setting: `name` is the plan's own name for it, where it has one.

    `offers` are the values on buttons, `reads` says which one typed words mean (UNCLEAR: none),
    `act` is the edit, `then` the path of what is shown next. `may_say`: what words can say that
    would be an answer elsewhere ("pain 6" in a stop rule).
    """

    key: str
    name: str = ""
    offers: Offers = choices.nothing
    reads: Callable[[At, str], Any] | None = None
    act: Callable[[At, Any], Plan] | None = None
    then: Callable[[At, Plan], str] = steps.above
    now: Callable[[At], Any] | None = None
    may_say: frozenset[spoken.Kind] = frozenset()

    @property
    def waits(self) -> str:
        """The step that waits for something to be sent, where something can be."""
        if self.name == PICTURE_OF:
            return PICTURE
        return WORDS if self.reads else ""

    def value(self, at: At) -> Any:
        """As it is now; nothing where it is a thing to do."""
        if self.now:
            return self.now(at)
        return getattr(at.thing, self.name) if self.name else None

    def edited(self, at: At, value: Any) -> Plan:
        """The plan with that value."""
        if self.name and value == self.value(at):
            return at.plan
        return self.act(at, value) if self.act else steps.set_(at, **{self.name: value})

    def offered(self, at: At) -> dict[str, Any]:
        """What is on its buttons, by what they send back."""
        return {code(value): value for value in self.offers(at)}


def code(value: Any) -> str:
    """A value as it stands in a button."""
    if value in (None, ""):
        return "none"
    return next((say(value) for of, say in _CODES if isinstance(value, of)), str(value))


_CODES: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda one: "yes" if one else "no"),
    (dt.time, lambda one: f"{one:%H%M}"),
    (dt.date, lambda one: str(one.toordinal())),
    # Enough to tell them apart, within the 24 characters that a button has for it.
    (ExerciseKind, lambda one: one[:6]),
    (tuple, lambda one: str(sum(1 << choices.WEEK.index(day) for day in one))),
)

# A therapist's words may be about pain and time; never only "done".
_WORDS: frozenset[spoken.Kind] = frozenset({"why", "pain", "recovery", "as_before"})

NAME = Field("name", "name", reads=choices.line)
LASTS = Field(
    "min",
    "minutes",
    among(*choices.MINUTES),
    choices.minutes,
    act=steps.shorter,
    then=steps.then_time,
    may_say=frozenset({"recovery"}),
)
HELPER = Field(
    "hands", "helper_minutes", choices.hands, choices.minutes, may_say=frozenset({"recovery"})
)
PLACE = Field("place", offers=choices.places, act=steps.move, now=choices.place)
GONE = Field("gone", offers=among(True), act=steps.gone, then=steps.higher)
ITEM = Field("item", reads=choices.line, act=steps.item, then=steps.then_kind)

OF_ALL = (
    Field(
        "new",
        offers=lambda at: (t.key for t in templates.ALL),
        act=steps.new,
        then=steps.then_new("at"),
    ),
    Field("called", reads=choices.line, act=steps.called, then=steps.then_new("min")),
)
OF_LIMITS = (
    Field("limit", "recovery_limit", among(*choices.LIMITS), choices.minutes, may_say=_WORDS),
    Field("pain", "pain_limit", among(*choices.PAINS), choices.number, may_say=_WORDS),
    Field("review", "review_on", choices.ahead(choices.REVIEWS), choices.date),
    Field("clinic", "clinic", or_none("clinic", None), choices.lines, may_say=_WORDS),
)
OF_ROUTINE = (
    ITEM,
    Field(
        "at",
        offers=among(*choices.CLOCK),
        reads=choices.time,
        act=steps.at_time,
        then=steps.then_yes,
    ),
    NAME,
    LASTS,
    Field("j", offers=steps.partners, act=steps.join, then=steps.then_joined),
)
SELDOM = (
    Field("for", "purpose", or_none("purpose", ""), choices.line, may_say=_WORDS),
    HELPER,
    Field("comes", "helper_comes", among(False, True)),
    Field("asks", "asks", among(*ASKS)),
    Field("effort", "effort_limit", or_none("effort_limit", None), choices.lines, may_say=_WORDS),
    Field("stop", "stop_rule", or_none("stop_rule", None), choices.lines, may_say=_WORDS),
    Field("pause", "paused_until", choices.ahead(choices.PAUSES, None), choices.date),
    PLACE,
    GONE,
)
BEGIN = Field("start", offers=among(True), act=steps.start, then=lambda at, after: at.node)
OF_EXERCISE = (
    NAME,
    Field("dose", "dose", or_none("dose", ""), choices.line),
    Field("how", "how", or_none("how", ""), choices.lines, may_say=_WORDS),
    Field("kind", "kind", among(*ExerciseKind), act=steps.kind, then=steps.then_yes),
    Field("picture", PICTURE_OF, or_none(PICTURE_OF, None)),
    PLACE,
)
OF_TIME = (
    Field("time", "at", among(*choices.CLOCK), choices.time),
    Field("days", "days", choices.week, choices.days),
    GONE,
)
# By the letter of a place (where.py).
FIELDS: dict[str, tuple[Field, ...]] = {
    "": OF_ALL,
    "p": OF_LIMITS,
    "r": OF_ROUTINE,
    "m": SELDOM,
    "l": (BEGIN, ITEM, LASTS, HELPER, GONE),
    "e": OF_EXERCISE,
    "s": OF_TIME,
    "y": (),
}


def find(at: At) -> Field | None:
    """The setting of that place, if there is such a one."""
    return next((field for field in FIELDS[at.letter] if field.key == at.key), None)


def offered(at: At) -> list[Field]:
    """The settings that a place has now: a lighter version that isn't written can be begun."""
    if at.letter != "l":
        return [field for field in FIELDS[at.letter] if field.key != "j"]
    return [field for field in FIELDS["l"] if (field is BEGIN) != bool(at.thing)]


def lacks(routine: Routine) -> list[str]:
    """What a routine needs before it can prompt."""
    found = [] if routine.slots or routine.helper_comes else ["time"]
    return found if routine.exercises or routine.pictures else [*found, "exercises"]
