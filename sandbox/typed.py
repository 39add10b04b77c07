"""The types of parameters, as JSON or in a form."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from sandbox.refusal import bad

if TYPE_CHECKING:
    from sandbox.store import Json


def integer(name: str, value: Any) -> int:
    """A whole number, as JSON or in a form."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value.strip()):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return value
    raise bad(f'parameter "{name}" must be an integer')


def number(name: str, value: Any) -> float:
    """A number that may have a fraction."""
    try:
        found = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise bad(f'parameter "{name}" must be a number')
    return found


def string(name: str, value: Any) -> str:
    """A text."""
    if isinstance(value, str):
        return value
    raise bad(f'parameter "{name}" must be a string')


def boolean(name: str, value: Any) -> bool:
    """True or false, as JSON or in a form."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false", "1", "0"}:
        return value.lower() in {"true", "1"}
    raise bad(f'parameter "{name}" must be a boolean')


def chat(name: str, value: Any) -> int:
    """A chat's id. Names of chats (@name) are for groups, which aren't here."""
    if isinstance(value, str) and not value.strip():
        raise bad(f"{name} is empty")
    if isinstance(value, str) and not re.fullmatch(r"-?\d{1,18}", value.strip()):
        raise bad("chat not found")
    return integer(name, value)


def _document(name: str, value: Any, kind: type) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise bad(f"can't parse {name} JSON object") from error
    if isinstance(value, kind):
        return value
    raise bad(f'parameter "{name}" must be of type {"Array" if kind is list else "Object"}')


def obj(name: str, value: Any) -> Json:
    """An object, as JSON or as JSON text in a form."""
    document: Json = _document(name, value, dict)
    return document


def array(name: str, value: Any) -> list[Any]:
    """An array, as JSON or as JSON text in a form."""
    document: list[Any] = _document(name, value, list)
    return document


def strings(name: str, value: Any) -> list[str]:
    """An array of texts."""
    return [string(name, item) for item in array(name, value)]


def objects(name: str, value: Any) -> list[Json]:
    """An array of objects."""
    return [obj(name, item) for item in array(name, value)]


def missing(name: str, _value: Any) -> Any:
    """Known to Telegram, not to a sandbox of private chats."""
    raise bad(f'the sandbox has no "{name}"')
