"""Updates of every type in the Bot API, as Telegram would send them and as it never would.

The shapes come from aiogram's models, a description that isn't ours: a type that is new there is
tried here from then on.
"""

import copy
import datetime as dt
import enum
import functools
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pydantic
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

Json = dict[str, Any]
Draw = Callable[[Any], Any]
T = typing.TypeVar("T")

DEEPEST = 3
LONGEST_SAID = 1500
# Examples of a type; of one that the bot asks for, and of one that it doesn't.
MANY, FEW = 30, 2
# Beside what a type requires: so many of its other fields at once.
MOST_OPTIONAL = 3
ALEX, SAM, MALLORY = 1001, 1002, 1004
NOBODY = 987_654_321_012
# What Telegram calls an admin of a group who doesn't show who they are.
ANONYMOUS = 1_087_968_824
GROUP, CHANNEL = -412, -1_001_234_567_890
HOSTILE_TEXTS = (
    "😀" * 4096,
    "👩‍👩‍👧‍👦" * 585,
    "\u202e\u2066pain 10\u2069\u202c",
    "\u200b\u200d\ufeff\u2060",
    "a\x00b\x00",
    "\x00",
    "<b>bold</b><script>alert(1)</script>&amp;&#0;",
    "*_`[x](tg://user?id=1001)~||",
    "'; DROP TABLE answer; --",
    '" OR 1=1 --',
    "%s %(name)s {0} {name} %n",
    "../../etc/passwd\r\n\r\nHost: x",
    "\x1b[2J\x07\x08\x7f\x80\x9f",
    "z" * 4096,
    "ا" * 4096,
    "\u0301" * 2000,
    "١٢٣ ㊿ ⅷ pain ٧",
    "9" * 4000,
    "pain " + "9" * 400,
    "in " + "1" * 300 + " min",
    "1e309",
    "question for the visit: \x00\u202e😀",
    "I fell \x00",
    "/",
    "/start",
    "/start \x00",
    "/start " + "A" * 64,
    "/START@family_test_bot ' OR 1=1",
    "/help\x00",
    "/digest \x00\u202e",
    "/report 99999-99-99 to \x00",
    "/report " + "9" * 300,
    "/rest 999999999999",
    "/zone \x00",
    "/" + "z" * 4000,
    "\n\t ",
    "",
)
FORGED = (
    "",
    "\x00",
    "done:\x00:",
    "x" * 64,
    "😀" * 16,
    "done:1:",
    "erase_yes:1:",
    "stop_all:1:",
    "pain:999999999999999:10",
    "which:1:erase:1",
)
# Telegram's numbers fit into 32 bits, but for ids; these don't.
HUGE = (2**53, 2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**30, 1e308, -1.5)
WRONG: tuple[Any, ...] = (
    None, "", "x", "\ud800", "😀\udfff", "\x00", 0, -1, True, [], {}, [[]], [None], {"id": {}},
    {"\x00": "\ud800"}, *HUGE,
)  # fmt: skip
# What the bot asks Telegram for; the others come only from an older request of somebody's.
ASKED_FOR = ("message", "callback_query", "my_chat_member")

texts = st.sampled_from(HOSTILE_TEXTS) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=30
)
numbers = st.sampled_from((0, 1, -1, 2**31 - 1)) | st.integers(0, 100_000)
LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    int: numbers,
    str: texts,
    bool: st.booleans(),
    float: st.floats(-400, 400) | st.sampled_from([0.0, 1e300, -1e300]),
    dt.datetime: st.sampled_from([0, 1, 1_800_000_000, 2**31 - 1, 2**31 + 5]),
    typing.Any: st.none(),
}


@functools.cache
def shape() -> Any:
    """aiogram's Update. It takes two seconds to load: only a process that asks has to."""
    from aiogram.types import Update  # noqa: PLC0415

    return Update


@functools.cache
def kinds() -> tuple[str, ...]:
    """Every type of update."""
    return tuple(sorted(name for name in shape().model_fields if name != "update_id"))


@functools.cache
def _fields(model: Any) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
    """What is always there, and what may be: names as they travel, with their types."""
    always, sometimes = list[tuple[str, Any]](), list[tuple[str, Any]]()
    for name, field in model.model_fields.items():
        marks = typing.get_origin(field.annotation) is typing.Literal
        into = always if field.is_required() or marks else sometimes
        into.append((field.alias or name, field.annotation))
    return always, sometimes


def value(draw: Draw, kind: Any, depth: int = 0) -> Any:
    """Something of that type."""
    if isinstance(kind, typing_alias()):
        return value(draw, kind.__value__, depth)
    if isinstance(kind, type) and issubclass(kind, pydantic.BaseModel):
        return made(draw, kind, depth + 1)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return draw(st.sampled_from([one.value for one in kind]))
    return _composed(draw, kind, depth)


def typing_alias() -> Any:
    """The type of a named, perhaps recursive, type."""
    from typing_extensions import TypeAliasType  # noqa: PLC0415

    return TypeAliasType


def _composed(draw: Draw, kind: Any, depth: int) -> Any:
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return value(draw, parts[0], depth)
    if origin is typing.Literal:
        found = draw(st.sampled_from(parts))
        return found.value if isinstance(found, enum.Enum) else found
    if origin is list:
        most = 2 if depth < DEEPEST else 0
        return [value(draw, parts[0], depth + 1) for _ in range(draw(st.integers(0, most)))]
    if origin in (typing.Union, types.UnionType):
        some = [part for part in parts if part is not types.NoneType]
        simple = [part for part in some if part in LEAVES]
        return value(draw, draw(st.sampled_from((depth > DEEPEST and simple) or some)), depth)
    return draw(LEAVES.get(kind, st.none()))


def made(draw: Draw, model: Any, depth: int = 0) -> Json:
    """An object with all that it must have, and a few of the fields that it may have."""
    always, sometimes = _fields(model)
    most = MOST_OPTIONAL if depth < DEEPEST else 0
    some = draw(st.lists(st.sampled_from(sometimes), max_size=most)) if sometimes else []
    return {name: value(draw, kind, depth) for name, kind in [*always, *some]}


# Who sends it, where


@dataclass(frozen=True)
class Scene:
    """Somebody (None: a channel, or an anonymous admin), in a chat of that type."""

    sender: int | None
    chat: int
    type: str = "private"

    @property
    def is_real(self) -> bool:
        """Whether Telegram would send it: a private chat is that of its one person."""
        return self.type != "private" or self.sender == self.chat


PRIVATE = tuple(Scene(one, one) for one in (ALEX, SAM, MALLORY, NOBODY))
ELSEWHERE = (
    Scene(ALEX, GROUP, "group"),
    Scene(MALLORY, GROUP, "supergroup"),
    Scene(SAM, CHANNEL, "channel"),
    Scene(None, CHANNEL, "channel"),
    Scene(None, GROUP, "supergroup"),
)
IMPOSSIBLE = (
    Scene(MALLORY, ALEX),
    Scene(SAM, ALEX),
    Scene(ALEX, SAM),
    Scene(ALEX, MALLORY),
    Scene(NOBODY, SAM),
    Scene(None, ALEX),
    Scene(MALLORY, ALEX, "group"),
    Scene(MALLORY, SAM, "channel"),
)


def _staged(raw: Json, scene: Scene) -> None:
    """These people, in that chat, whatever else is in it."""
    sender = {"id": scene.sender or ANONYMOUS, "is_bot": False, "first_name": "\u202eM\x00<b>"}
    sender["language_code"] = "en\x00"
    chat = {"id": scene.chat, "type": scene.type}
    for name, found in (("from", sender), ("user", sender), ("chat", chat)):
        if name in raw:
            raw[name] = found
    if scene.sender is None and "date" in raw:
        raw.pop("from", None)
    if isinstance(raw.get("message"), dict):
        raw["message"]["chat"] = chat


@dataclass(frozen=True)
class Sent:
    """An update as it travels, without its number; of which type, by whom, where."""

    kind: str
    scene: Scene
    body: Json

    @property
    def raw(self) -> Json:
        """As it lies in the queue."""
        return {self.kind: self.body}

    def __repr__(self) -> str:
        return f"{self.kind} by {self.scene}: {ascii(self.body)[:LONGEST_SAID]}"


def _of_a_person(draw: Draw, kind: str, body: Json) -> None:
    """What people can do in a chat of the bot's: words, files, taps."""
    if kind == "message":
        body["from"] = {}
        if draw(st.booleans()):
            body[draw(st.sampled_from(["text", "text", "caption"]))] = draw(texts)
    if kind == "callback_query":
        body["data"] = draw(st.sampled_from(FORGED) | texts)


@st.composite
def updates(draw: Draw, kind: str, scenes: tuple[Scene, ...] = PRIVATE + ELSEWHERE) -> Sent:
    """One of that type."""
    parts = typing.get_args(shape().model_fields[kind].annotation)
    body = made(draw, next(part for part in parts if part is not types.NoneType))
    _of_a_person(draw, kind, body)
    scene = draw(st.sampled_from(scenes))
    _staged(body, scene)
    return Sent(kind, scene, body)


# What Telegram would never send


def _places(found: Any) -> Iterator[tuple[Any, Any]]:
    """Everything inside: where it is, and under which name or number."""
    if isinstance(found, dict | list):
        for key in list(found) if isinstance(found, dict) else range(len(found)):
            yield found, key
            yield from _places(found[key])


def _deep(levels: int) -> Json:
    return {"message": _deep(levels - 1)} if levels else {}


def _break(draw: Draw, raw: Json) -> None:
    inside, key = draw(st.sampled_from(list(_places(raw))))
    how = draw(st.sampled_from(["other", "other", "gone", "more", "deep"]))
    if how == "gone" and isinstance(inside, dict):
        del inside[key]
    elif how == "more" and isinstance(inside, dict):
        inside["nobody_knows"] = copy.deepcopy(draw(st.sampled_from(WRONG)))
    elif how == "deep":
        inside[key] = _deep(60)
    else:
        inside[key] = copy.deepcopy(draw(st.sampled_from(WRONG)))


@st.composite
def broken_updates(draw: Draw, kind: str) -> Sent:
    """One with something wrong, missing or too much in it; or of people where they can't be."""
    sent = draw(updates(kind, PRIVATE + ELSEWHERE + IMPOSSIBLE))
    raw = copy.deepcopy(sent.raw)
    for _ in range(draw(st.integers(0, 3))):
        if raw:
            _break(draw, raw)
    kind, body = next(iter(raw.items()), (kind, {}))
    return Sent(str(kind), sent.scene, body)


def some(strategy: Callable[[str], st.SearchStrategy[Sent]]) -> list[Sent]:
    """Of every type so many; of those that the bot asks for, more."""
    found: list[Sent] = []
    for kind in kinds():
        found += collected(strategy(kind), MANY if kind in ASKED_FOR else FEW)
    return found


def collected(strategy: st.SearchStrategy[T], most: int) -> list[T]:
    """So many examples, the same ones each time."""
    found: list[T] = []

    @settings(
        max_examples=most,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(one: T) -> None:
        found.append(one)

    collect()
    return found
