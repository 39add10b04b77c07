"""A small, plain YAML: groups, lists and text, and on which line each stands. Nothing else.

Read by the parser's events, so that nothing is built before it was looked at: no anchors or
aliases, no tags, no key twice, no second document. A value is the text that stands there: "9:30",
"no" and "on" mean what their author sees, not what YAML 1.1 makes of them. Only `~`, `null` and an
empty value are nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import yaml

# Bytes. A plan of 12 routines and 60 exercises is well below 32 KiB.
LARGEST = 256 * 1024
DEEPEST = 8
MOST_NODES = 20_000
# libyaml's where this machine has it; the other reads the same, more slowly.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
OTHER_ENDS = re.compile("[\r\x85\u2028\u2029]")
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})

Path = tuple[str | int, ...]
Event = Any


class WrongFileError(Exception):
    """What is wrong with a file: the id of the reason, its values, and the line (from 1)."""

    def __init__(self, reason: str, line: int | None = None, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.line, self.values = reason, line, values


@dataclass
class Found:
    """Plain values (dict, list, str, None), and the line of each path into them, from 1."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest above it that is there."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


def text(data: bytes) -> str:
    """The file's text, which is UTF-8 and printable; WrongFileError where it isn't."""
    if len(data) > LARGEST:
        raise WrongFileError("size", most=LARGEST // 1024)
    try:
        said = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongFileError("text") from None
    if found := UNPRINTABLE.search(said):
        raise WrongFileError("character", said.count("\n", 0, found.start()) + 1)
    return said


def read(said: str) -> Found:
    """The values of a text; WrongFileError with the line where it isn't this plain."""
    try:
        return _Reading(yaml.parse(said, Loader=LOADER)).document()
    except yaml.MarkedYAMLError as error:
        names = str(error.context).endswith(("alias", "anchor"))
        raise WrongFileError("anchor" if names else "form", _place(error, said)) from None
    except yaml.YAMLError:
        raise WrongFileError("form", 1) from None


def _place(error: yaml.MarkedYAMLError, said: str) -> int:
    """The line to look at: of a text that doesn't end, where it begins."""
    begins = str(error.context).startswith("while scanning")
    mark = (error.context_mark if begins else None) or error.problem_mark
    last = len(said.rstrip().splitlines())
    return max(1, min(mark.line + 1, last) if mark else 1)


class _Reading:
    """One pass over the events of a text."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._nodes = 0
        self._found = Found()

    def document(self) -> Found:
        """The one document; its value is None where there is none."""
        next(self._events)
        event = next(self._events)
        if isinstance(event, yaml.DocumentStartEvent):
            if event.tags:
                raise WrongFileError("tag", _line(event))
            self._found.value = self._value(next(self._events), ())
            next(self._events)
            event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise WrongFileError("documents", _line(event))
        return self._found

    def _value(self, event: Event, path: Path) -> Any:
        self._check(event, path)
        self._found.lines.setdefault(path, _line(event))
        return _BUILD[type(event)](self, event, path)

    def _check(self, event: Event, path: Path) -> None:
        self._nodes += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise WrongFileError("anchor", _line(event))
        if event.tag is not None:
            raise WrongFileError("tag", _line(event))
        if len(path) > DEEPEST:
            raise WrongFileError("deep", _line(event))
        if self._nodes > MOST_NODES:
            raise WrongFileError("many", _line(event))

    def _scalar(self, event: Event, path: Path) -> str | None:
        plain = event.style is None or event.style == ""
        return None if plain and event.value in NOTHING else str(event.value)

    def _sequence(self, event: Event, path: Path) -> list[Any]:
        rows: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            rows.append(self._value(event, (*path, len(rows))))
        return rows

    def _mapping(self, event: Event, path: Path) -> dict[str, Any]:
        rows: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, path)
            if key in rows:
                raise WrongFileError("key_twice", _line(event), key=key)
            self._found.lines[(*path, key)] = _line(event)
            rows[key] = self._value(next(self._events), (*path, key))
        return rows

    def _key(self, event: Event, path: Path) -> str:
        self._check(event, path)
        if not isinstance(event, yaml.ScalarEvent):
            raise WrongFileError("form", _line(event))
        return str(event.value)


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


_BUILD: Mapping[type, Callable[[_Reading, Event, Path], Any]] = {
    yaml.ScalarEvent: _Reading._scalar,
    yaml.SequenceStartEvent: _Reading._sequence,
    yaml.MappingStartEvent: _Reading._mapping,
}


class Row(list[Any]):
    """A list that is written on one line."""


class _Writer(yaml.SafeDumper):  # type: ignore[misc] # without types of its own
    """Writes text as text: nothing in quotes that reads back as it stands."""

    yaml_implicit_resolvers: ClassVar[dict[Any, Any]] = {}


_Writer.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("(~|null|Null|NULL|)$"), None)


def _written(writer: _Writer, value: str) -> yaml.Node:
    style = "|" if "\n" in value else None
    # Line ends that YAML would make a plain one of.
    style = '"' if OTHER_ENDS.search(value) else style
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Writer.add_representer(str, _written)
_Writer.add_representer(
    Row, lambda writer, row: writer.represent_sequence("tag:yaml.org,2002:seq", row, True)
)


def write(value: Any) -> str:
    """Plain values (dict, list, Row, str) as text that `read` gives back as they were."""
    return yaml.dump(  # type: ignore[no-any-return]
        value, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=1000
    )
