"""The plan as a file that a family can read, change and send back: YAML of the plainest kind.

What is wrong with a file is one line: which line of it, and why, by the id of a reason in the
catalogue (`plan_error.*`). The same model as everywhere checks it (`care.plan.Plan`).
"""

import datetime as dt
import difflib
from collections import Counter
from typing import Any

import pydantic

from care import plainyaml, plan, values, words
from care.plainyaml import Found, Path, Row, WrongFileError
from care.plan import Exercise, Lighter, Plan, Routine, Sheet, Slot, Word

MODELS: tuple[type[pydantic.BaseModel], ...] = (
    Plan, Routine, Exercise, Slot, Lighter, Word, Sheet,
)  # fmt: skip
FIELDS = {name: field for model in MODELS for name, field in model.model_fields.items()}
# Left empty, these say that there is none; left empty, all others are as if they weren't there.
MAY_BE_NONE = frozenset(name for name, field in FIELDS.items() if field.default is None)
CHOICES = {
    "kind": tuple(plan.ExerciseKind),
    "how": tuple(plan.How),
    "asks": plan.ASKS,
}
IDS = frozenset({"id", "picture", "pictures"})
ON_ONE_LINE = frozenset({"days", "pictures"})
LISTS = frozenset({"routines", "exercises", "slots", "pictures", "days"})
LONGEST_KEY = 30
OWN = frozenset({"date_reach", "weekday", "days_once", "helper_minutes", "id_twice"})
REASONS = OWN | {
    "size", "text", "character", "form", "anchor", "tag", "documents", "deep", "many", "key_twice",
    "no_plan", "unknown", "unknown_near", "missing", "number", "whole_number", "empty", "long",
    "words", "combined", "list", "most", "least", "group", "one_of", "yes_no", "date", "time",
    "other",
}  # fmt: skip


def read(data: bytes) -> Plan:
    """The plan in a file; WrongFileError with the line and the reason where there is none."""
    found = plainyaml.read(plainyaml.text(data))
    if not isinstance(found.value, dict) or not found.value.keys() & Plan.model_fields.keys():
        raise WrongFileError("no_plan")
    try:
        return Plan.model_validate(_said(found.value))
    except pydantic.ValidationError as error:
        raise _first(error, found) from None


def _said(value: Any) -> Any:
    """Without the empty lines of what can't be empty."""
    if isinstance(value, list):
        return [_said(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _said(one)
        for name, one in value.items()
        if one is not None or name in MAY_BE_NONE or name not in FIELDS
    }


def _first(error: pydantic.ValidationError, found: Found) -> WrongFileError:
    """What is wrong first, as somebody reads it from above."""
    details = error.errors(include_url=False, include_input=False)
    # What is missing beside a word that isn't known was only misspelled.
    strange = {one["loc"][:-1] for one in details if one["type"] == "extra_forbidden"}
    told = [
        (_line(one, found), place, one)
        for place, one in enumerate(details)
        if one["type"] != "missing" or one["loc"][:-1] not in strange
    ]
    line, _, first = min(told, key=lambda one: one[:2])
    return _reason(first, line)


def _line(detail: Any, found: Found) -> int:
    if detail["type"] == "id_twice":
        return _second_id(found)
    path: Path = detail["loc"]
    return found.line((*path, "helper_minutes") if detail["type"] == "helper_minutes" else path)


def _second_id(found: Found) -> int:
    """The line of the id that is there already: routines, times and exercises have their own."""
    seen: Counter[tuple[str, str]] = Counter()
    for path, line in sorted(found.lines.items(), key=lambda one: one[1]):
        if path and path[-1] == "id":
            held = str(_at(found.value, path))
            seen[(str(path[-3]), held)] += held != "0"
            if seen[(str(path[-3]), held)] > 1:
                return line
    return 1


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _reason(detail: Any, line: int) -> WrongFileError:
    kind, more = detail["type"], detail.get("ctx", {})
    key = next((str(one) for one in reversed(detail["loc"]) if isinstance(one, str)), "routines")
    key = values.clean(key)[:LONGEST_KEY]
    if kind == "extra_forbidden":
        return _unknown(key, line)
    reason = _BY_TYPE.get(kind) or next((r for t, r in _BY_START if kind.startswith(t)), "other")
    if reason == "whole_number":
        return _whole_number(key, line)
    if reason in _OF_TEXT and key not in LISTS:
        reason = _OF_TEXT[reason]
    most = more.get("max_length")
    known = ", ".join(CHOICES.get(key, ()))
    return WrongFileError(reason, line, key=key, most=most, known=known)


def _unknown(key: str, line: int) -> WrongFileError:
    near = next(iter(difflib.get_close_matches(key, FIELDS, 1)), None)
    if near and near != key:
        return WrongFileError("unknown_near", line, key=key, near=near)
    return WrongFileError("unknown", line, key=key)


def _whole_number(key: str, line: int) -> WrongFileError:
    """From which to which, as the model has it."""
    if key in IDS:
        return WrongFileError("number", line, key=key)
    bounds = FIELDS[key].metadata if key in FIELDS else []
    least = next((one.ge for one in bounds if hasattr(one, "ge")), None)
    most = next((one.le for one in bounds if hasattr(one, "le")), None)
    return WrongFileError("whole_number", line, key=key, least=least, most=most)


_OF_TEXT = {"most": "long", "least": "empty"}
_BY_TYPE = {
    "missing": "missing",
    "greater_than_equal": "whole_number",
    "less_than_equal": "whole_number",
    "less_than": "whole_number",
    "string_too_short": "empty",
    "string_too_long": "long",
    "string_type": "words",
    "tuple_type": "list",
    "too_long": "most",
    "too_short": "least",
    "model_type": "group",
    "enum": "one_of",
    "literal_error": "one_of",
    "whole_minute": "time",
    **{one: one for one in OWN},
}
_BY_START = (
    ("int_", "whole_number"), ("bool_", "yes_no"), ("date_", "date"), ("time_", "time"),
    ("timezone_", "time"),
)  # fmt: skip


def write(document: Plan, lang: str) -> str:
    """The plan as a file, under a few lines for who opens it; `read` gives it back as it was."""
    above = [f"# {line}" for line in words.say(lang, "planfile.above").splitlines()]
    return "\n".join([*above, plainyaml.write(_plain(plan.dump(document)))])


def _plain(value: Any, name: str = "") -> Any:
    """As text, the way somebody would write it by hand."""
    if isinstance(value, dict):
        return {key: _plain(one, key) for key, one in value.items()}
    if isinstance(value, list):
        rows = [_plain(one) for one in value]
        return Row(rows) if name in ON_ONE_LINE else rows
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "at":
        at = dt.time.fromisoformat(value)
        return f"{at.hour}:{at.minute:02}"
    return value if value is None else str(value)
